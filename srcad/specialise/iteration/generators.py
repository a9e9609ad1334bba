"""Generators: they run where they are consumed, once, and hand each value to the consumer's loop.

before: ``g = call(<genexpr>, x); Loop(iterable=g) {body}``
after: the body of ``<genexpr>``, with the loop's body in the place of ``generator.yield``

What the consumer's loop carries are slots of the heap while the generator runs, so that the generator's own branches
and loops carry them. A ``break`` of the consumer takes the way on which the generator returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.handles import HEAP_MAKES, PLACE_CHANGES
from srcad.ir.nodes import Apply, Block, Exit, Function, If, Invoke, Loop, Operation, Terminator, Try, Value, Yield
from srcad.ir.walk import blocks_of, exits_of, falls_through, operands_of, operations_in, used_by
from srcad.specialise.cloner import Cloner, Consumer
from srcad.specialise.control.branches import copy_if
from srcad.specialise.control.loops import copy_loop
from srcad.specialise.iteration.ahead import check_ahead, read_ahead
from srcad.specialise.iteration.sealing import sealed, without_stops
from srcad.specialise.program import Generator
from srcad.specialise.tables import Keywords, applies, copies

_HINT = "consume it at once, as in sum(f(v) for v in x), or make a list of it"


def suspend(cloner: Cloner, function: Function, arguments: Sequence[Value]) -> Value:
    """Append a generator object, which does nothing before it is consumed."""
    made = Value(ty.Iterator(ty.UNKNOWN))
    location = cloner.builder.location
    cloner.builder.add(Apply("generator.new", (), (made,), (), location))
    kind = cloner.kind_for(function.origin or function)
    waiting = Generator(function, tuple(arguments), cloner.trip, kind, location)
    cloner.program.generators[made] = waiting
    return made


@copies(Loop)
def copy_consumer(cloner: Cloner, operation: Loop) -> Terminator | None:
    """Copy a ``Loop``, or the generator that it goes through, which does for each value what the loop does."""
    source = None if operation.iterable is None else cloner.env[operation.iterable]
    if source is not None and isinstance(cloner.heap.seen(source), ty.Object):
        (source,) = cloner.apply("srcad.iterator", (source,))
        operation = _through(cloner, operation, source)
    elif source is not None and (isinstance(source.type, ty.Handle) or _gives_handles(cloner, source)):
        (source,) = cloner.apply("builtins.iter", (source,))
    elif isinstance(source, Value) and _is_set(cloner, source):
        (source,) = cloner.apply("builtins.list", (source,))  # it can be gone through backwards
        operation = _through(cloner, operation, source)
    if source not in cloner.program.generators:
        return copy_loop(cloner, operation)
    consume(cloner, operation, cloner.program.generators[source])
    return None


def _is_set(cloner: Cloner, source: Value) -> bool:
    """Say whether a value is a set of what may carry a derivative: of others, their type tells that they are sets."""
    builder: Builder | None = cloner.builder
    while builder is not None and isinstance(source.type, ty.Unknown):
        made = next((o for o in reversed(builder.operations) if source in o.results), None)
        if made is not None:
            return isinstance(made, Apply) and made.name in ("builtins.set", "builtins.frozenset")
        builder = builder.parent
    return False


def _through(cloner: Cloner, operation: Loop, source: Value) -> Loop:
    """Return a loop that goes through another value."""
    iterable = Value()
    cloner.env[iterable] = source
    return replace(operation, iterable=iterable)


def _gives_handles(cloner: Cloner, source: Value) -> bool:
    """Say whether a list holds handles: these have companions, which are found by their indices."""
    t = cloner.heap.record(source).type
    return isinstance(t, ty.List) and ty.has_handle(t.item)


#: The names of what goes through a list to its end, wherever that is by then.
_FOLLOWING = ("each_left", "enumerate_left")


def _check_places(cloner: Cloner, source: Generator, done: Sequence[Operation]) -> None:
    """Want to be asked for its length before each item a list in which items come or go meanwhile; else refuse it."""
    if getattr(source.function.origin, "module", "") != "srcad.rules.items" or source.function.name in _FOLLOWING:
        return
    gone_through = [v for v in source.arguments if isinstance(v.type, ty.Handle)]
    regions = {v.type.region for v in gone_through if isinstance(v.type, ty.Handle)}
    changed = {o.operands[0] for o in done if isinstance(o, Apply) and o.name in PLACE_CHANGES}
    changed -= _made_apart(cloner.builder.operations, gone_through)
    if any(isinstance(v.type, ty.Handle) and v.type.region in regions for v in changed):
        cloner.program.regions.follow(source.location)
        message, hint = "a loop that changes the length of a list that it goes through", "go through a copy of it"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)


def _made_apart(operations: Sequence[Operation], values: Sequence[Value]) -> set[Value]:
    """Return the objects that a block makes and hands to nobody before the last place where it finds one of these."""
    made: set[Value] = set()
    handed: set[Value] = set()
    for operation in operations:
        if not set(values).isdisjoint(operation.results):
            made -= handed
        is_change = isinstance(operation, Apply) and operation.name in PLACE_CHANGES
        handed.update(operands_of(operation)[1:] if is_change else used_by((operation,)))
        if isinstance(operation, Apply) and operation.name in HEAP_MAKES:
            made.update(operation.results)
    return made.difference(values)


def _check_handlers(source: Generator) -> None:
    """Refuse a generator that catches what the consumer raises: one of a loop would not, one of ``with`` half-way."""
    for attempt in operations_in(source.function.body.operations):
        if not isinstance(attempt, Try) or not any(hands_on(o) for o in operations_in(attempt.body.operations)):
            continue
        if any(map(falls_through, attempt.handlers)):
            message = "a yield in a try statement that catches exceptions"
            hint = "catch them where they are raised; finally may stand around a yield"
            raise NotDifferentiable("SRC001", message, attempt.location, hint)


def hands_on(operation: Operation) -> bool:
    """Say whether an operation of a lowered generator is its ``yield``."""
    return isinstance(operation, Apply) and operation.name == "generator.yield"


def consume(cloner: Cloner, loop: Loop, source: Generator) -> None:
    """Copy a generator's body with the body of ``loop`` in the place of each ``yield``."""
    claim(cloner, source)
    _check_handlers(source)
    exits = exits_of(loop.body)
    slots = tuple(_slot(param.hint) for param in loop.body.params[1:])
    number = _slot("") if exits else None
    cloner.heap.now.update(zip(slots, (cloner.env[v] for v in loop.inits)))
    if number is not None:
        cloner.heap.now[number] = cloner.builder.constant(0)
    function = source.function if exits else without_stops(source.function)
    inner = cloner.called(source.function.origin or source.function, source.cloner)
    inner.consumer = Consumer(cloner, loop, slots, number)
    place, before, ahead = cloner.builder.location, len(cloner.builder.operations), read_ahead(cloner, source)
    inner.call(function, source.arguments)
    cloner.builder.location = place
    done = list(operations_in(cloner.builder.operations[before:]))
    _check_places(cloner, source, done)
    check_ahead(cloner, source, ahead, done)
    if any(map(_never_ends, done)):
        message = "an iterator without end that nothing stops"
        raise NotDifferentiable("SRC002", message, source.location, "take what is needed: itertools.islice(values, n)")
    left = cloner.builder.constant(0) if number is None else cloner.heap.now.pop(number)
    held = [cloner.heap.now.pop(slot) for slot in slots]
    for slot in (*slots, *(() if number is None else (number,))):
        cloner.heap.written.pop(slot, None)
    named = (cloner.heap.named(v, r.hint) for v, r in zip(held, loop.results))
    cloner.env.update(zip(loop.results, (*named, left)))


def _never_ends(operation: Operation) -> bool:
    """Say whether an operation is a loop that nothing leaves."""
    return isinstance(operation, Loop) and operation.iterable is None and not exits_of(operation.body)


def _slot(hint: str) -> Value:
    return Value(ty.Object("cell"), hint)


def claim(cloner: Cloner, source: Generator) -> None:
    """Note that a generator is consumed; refuse one that Python would find used up."""
    identity = source.function.origin or source.function
    message = ""
    if source.consumed or source.trip is not cloner.trip:
        message = "a generator that is consumed more than once, or in a loop around which it was made"
    elif identity in cloner.calls.active:
        message = "a generator that consumes itself"
    if message:
        cloner.program.regions.advance(source.location)
        raise NotDifferentiable("SRC002", message, source.location, _HINT)
    source.consumed = True


@applies("generator.yield")
def hand_on(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Hand a value on; where the consumer can stop, the ``If`` that follows asks whether it does."""
    consumer, (item,) = cloner.consumer, operands
    if consumer is None:
        raise NotDifferentiable("SRC002", "a generator that nothing consumes", cloner.builder.location, _HINT)
    if consumer.number is None:
        end = _run(cloner, consumer, consumer.cloner.beside(cloner), item, consumer.loop.body)
        if not isinstance(end, Yield):
            cloner.always(end)
        return (cloner.builder.constant(False),)
    stopped = Value(ty.BOOL)
    cloner.program.handed[stopped] = item
    return (stopped,)


def _run(cloner: Cloner, consumer: Consumer, runner: Cloner, item: Value, body: Block) -> Terminator:
    """Copy the body of the consumer's loop for one value; the slots hold what it carries, before and after it."""
    place, params = cloner.builder.location, consumer.loop.body.params
    cloner.heap.named(item, params[0].hint)
    carried = [cloner.heap.now.pop(slot) for slot in consumer.slots]
    consumer.cloner.env.update(zip(params, (item, *carried)))
    held: Sequence[Value] = carried
    try:
        end = runner.run(body)
        held = end.values if isinstance(end, Yield) else carried
    finally:  # what is refused is noted, and the consumer goes on
        for slot, value in zip(consumer.slots, held):
            cloner.heap.write(slot, value)
    cloner.builder.location = place
    return end


@copies(If)
def copy_stop(cloner: Cloner, operation: If) -> Terminator | None:
    """Copy an ``If``; one that asks whether a consumer stops runs the consumer's body."""
    item = cloner.program.handed.pop(cloner.env[operation.condition], None)
    if item is None:
        return copy_if(cloner, operation)
    consumer = cloner.consumer
    assert consumer is not None
    assert consumer.number is not None
    if isinstance(operation.then.terminator, Exit):
        return _leaving(cloner, consumer, operation, item)
    return _asking(cloner, consumer, operation, item)


def _leaving(cloner: Cloner, consumer: Consumer, operation: If, item: Value) -> Terminator | None:
    """Let the consumer's exits leave the generator's loop."""

    def leave(branch: Cloner, end: Exit) -> Terminator:
        _note(branch, consumer, end.values, branch.builder.constant(end.number))
        return cloner.beside(branch).run(operation.then)

    runner = consumer.cloner.beside(cloner)
    runner.leave = leave
    end = _run(cloner, consumer, runner, item, consumer.loop.body)
    if not isinstance(end, Yield):
        return end
    return _decided(cloner, operation)


def _decided(cloner: Cloner, operation: If) -> Terminator | None:
    """Go on with the generator."""
    end = cloner.run(operation.orelse)
    if not isinstance(end, Yield):
        return end
    cloner.env.update(zip(operation.results, end.values))
    return None


def _asking(cloner: Cloner, consumer: Consumer, operation: If, item: Value) -> Terminator | None:
    """Ask behind the consumer's body whether it has stopped: outside loops, there is no way to leave."""
    runner = consumer.cloner.beside(cloner)
    end = _run(cloner, consumer, runner, item, sealed(consumer.loop.body))
    if not isinstance(end, Yield):
        return end
    _note(cloner, consumer, end.values, end.values[-1])
    (stopped,) = cloner.apply("operator.ne", (end.values[-1], cloner.builder.constant(0)))
    cloner.env[operation.condition] = stopped
    return copy_if(cloner, operation)


def _note(cloner: Cloner, consumer: Consumer, values: Sequence[Value], number: Value) -> None:
    """Let the slots hold what the consumer's loop carries, and the number of its exit."""
    assert consumer.number is not None
    for slot, value in zip(consumer.slots, values):
        cloner.heap.write(slot, value)
    cloner.heap.write(consumer.number, number)


#: What is gone after specialisation if it is used as it should be: what is said if it is not.
_GONE = {
    "generator.new": ("a generator that is not consumed at once and whole", _HINT),
    "method.value": ("a bound method that goes where it is not called", "write a lambda"),
}


def check_consumed(function: Function) -> list[NotDifferentiable]:
    """Return a refusal for each generator that something else than a loop uses, and for methods that are not called."""
    made: dict[Value, Apply] = {}
    used: set[Value] = set()
    _note_uses(function.body, made, used, {function})
    lost = [(_GONE[o.name], o.location) for v, o in made.items() if v in used]
    return [NotDifferentiable("SRC002", message, location, hint) for (message, hint), location in lost]


def _note_uses(block: Block, made: dict[Value, Apply], used: set[Value], seen: set[Function]) -> None:
    """Note generators and what is used, from the end; a tuple that nobody uses uses nothing."""
    used.update(block.terminator.values)
    for operation in reversed(block.operations):
        if isinstance(operation, Apply) and operation.name == "build.tuple" and operation.result not in used:
            continue
        used.update(operands_of(operation))
        for inner in blocks_of(operation):
            _note_uses(inner, made, used, seen)
        if isinstance(operation, Apply) and operation.name in _GONE:
            made[operation.result] = operation
        if isinstance(operation, Invoke) and operation.function not in seen:
            seen.add(operation.function)
            _note_uses(operation.function.body, made, used, seen)
