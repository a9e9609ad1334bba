"""Cutting: a ``Try`` whose handlers see what its body changed half-way becomes plain ones, one for each step.

before: ``try: token = try.begin(k); k1 = f(x); try.state(token, k1); y = g(k1)`` with ``except E: h(k)``
after: ``try: k1 = f(x)``; if that did not raise, ``try: y = g(k1)``; if one of them did, ``h`` of ``k`` or of ``k1``

A *step* is what stands between two states. Its handlers do no more than tell which of them is to run, so that the
reverse sweep undoes whole steps. Branches and loops in the body stay what they are; a loop is left by an exit of its
own. What a block tells behind what it yields is its *report* (:mod:`srcad.specialise.control.reports`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from srcad.analysis.raising import may_raise
from srcad.analysis.typing import Typing
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Constant, If, Loop, Operation, Raise, Terminator, Try, Value, With, Yield
from srcad.ir.rewrite import substitute, substitute_operation
from srcad.ir.walk import blocks_of, exits_of, falls_through, operands_of, operations_in, used_in, with_blocks
from srcad.specialise.control.halfway import BEGIN, STATE
from srcad.specialise.control.reports import Place, Report, explicit, nothing
from srcad.specialise.control.scheduling import scheduled

#: So many steps may stand one behind another; Python's blocks are a hundred deep at most.
MOST_STEPS = 60


def cut(operations: Sequence[Operation], typing: Typing) -> list[Operation]:
    """Return operations with each ``Try`` cut, at any depth, whose blocks say what handlers see."""
    found: list[Operation] = []
    for operation in operations:
        inner = with_blocks(operation, lambda b: replace(b, operations=tuple(cut(b.operations, typing))))
        found += _Cutter(inner, typing).cut() if isinstance(inner, Try) and _has_states(inner) else [inner]
    return found


def _has_states(operation: Operation) -> bool:
    return any(_is_state(o) for b in blocks_of(operation) for o in operations_in(b.operations))


def _is_state(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name == STATE


@dataclass(frozen=True, slots=True)
class _Body:
    """A block that is being cut, and where it stands.

    ``final`` is what the parameters of the handlers are at its end, as far as it yields that; ``last`` says where each
    value is used last.
    """

    operations: tuple[Operation, ...]
    end: Terminator
    place: Place
    final: Sequence[Value | None]
    last: dict[Value, int]


def _body(
    operations: Sequence[Operation], end: Terminator, place: Place, final: Sequence[Value | None] | None = None
) -> _Body:
    last: dict[Value, int] = {}
    for position, operation in enumerate(operations):
        last.update(dict.fromkeys(_used_by(operation), position))
    last.update(dict.fromkeys(end.values, len(operations)))
    if final is None:
        final = [end.values[i] if i is not None and i < len(end.values) else None for i in place.sources]
    return _Body(tuple(operations), end, place, final, last)


def _used_by(operation: Operation) -> Iterator[Value]:
    yield from operands_of(operation)
    for block in blocks_of(operation):
        yield from used_in(block)


class _Cutter:
    """Cuts one ``Try``; the operations that take its place are appended to ``builder``."""

    def __init__(self, attempt: Try, typing: Typing) -> None:
        self.attempt = attempt
        self.builder = Builder((), typing.infer, attempt.location)
        first, *others = attempt.body.operations
        begins = isinstance(first, Apply) and first.name == BEGIN
        self.token = first.results[0] if begins else None
        self.initial = operands_of(first) if begins else ()
        self.operations = tuple(others) if begins else attempt.body.operations
        self.report = Report(attempt, typing)
        #: In how many places of the body itself the end of it is that something was raised; the last number told there.
        self.raised, self.number = 0, attempt.outcome
        #: Whether the handlers stand there.
        self.handles = False
        #: In how many branches what is appended now stands behind others.
        self.depth = 0

    def cut(self) -> list[Operation]:
        """Return the operations that take the place of the ``Try``."""
        attempt, builder, body = self.attempt, self.builder, self._whole()
        self._go(builder.nested(), body, 0, self.initial)
        self.handles = self.raised == 1
        end = self._go(builder, body, 0, self.initial)
        if not self.handles:
            count = len(attempt.results) - 1
            self.number = end.values[count]
            end = self._handle(builder, end.values[:count], end.values[count:], attempt.results[:-1])
        renamed = dict(zip(end.values, attempt.results))
        if isinstance(attempt.outcome.type, ty.Literal):
            builder.add(Constant(attempt.outcome, attempt.location))
        else:
            renamed[self.number] = attempt.outcome
        return [substitute_operation(o, renamed) for o in builder.operations]

    def _whole(self) -> _Body:
        """Return the body without what it says where it ends: what the parameters of the handlers are then."""
        results, end = self.attempt.results[:-1], self.attempt.body.terminator
        operations, final = self.operations, None
        if isinstance(end, Yield) and (final := self._state_of(operations[-1:])) is not None:
            operations = operations[:-1]
        place = self.report.place(end.values, final or (), results=results)
        return _body(operations, end, place, final)

    def _state_of(self, operations: Sequence[Operation]) -> Sequence[Value] | None:
        """Return what the first of some operations that says so lets the parameters of the handlers be."""
        states = (o for o in operations if _is_state(o) and operands_of(o)[0] is self.token)
        return next((operands_of(o)[1:] for o in states), None)

    # ------------------------------------------------------------------ the body

    def _go(self, builder: Builder, body: _Body, start: int, state: Sequence[Value]) -> Terminator:
        """Append what stands in a block from an operation on; return the end of the block.

        ``state`` is what the parameters of the handlers are if something is raised.
        """
        step: list[Operation] = []
        for position in range(start, len(body.operations)):
            operation = body.operations[position]
            if not (_is_state(operation) or _is_divided(operation, body.place)):
                step.append(operation)
                continue
            if any(map(may_raise, step)):
                return self._step(builder, body, step, position, state)
            builder.operations += step
            step = []
            if not _is_state(operation):
                if (condition := self._divided(builder, body, position, state)) is not None:
                    return self._choose(builder, body, position + 1, state, condition)
                if not any(map(falls_through, blocks_of(builder.operations[-1]))):
                    return Raise((), builder.location)  # not reached
            elif operands_of(operation)[0] is self.token:
                state = operands_of(operation)[1:]
            else:  # of a statement around
                builder.add(operation)
        if any(map(may_raise, step)) or _raises(body, start):
            return self._step(builder, body, step, len(body.operations), state)
        builder.operations += step
        if self.handles and body.place.is_whole:
            return body.end
        return self.report.finished(builder, body.end, body.place)

    def _next_state(self, body: _Body, position: int) -> Sequence[Value | None]:
        """Return what the parameters of the handlers are when a block goes on, or ends."""
        return self._state_of(body.operations[position:]) or body.final

    def _step(
        self, builder: Builder, body: _Body, step: Sequence[Operation], behind: int, state: Sequence[Value]
    ) -> Terminator:
        """Append a step, and what stands behind it where it did not raise."""
        end = body.end if behind == len(body.operations) and isinstance(body.end, Raise) else None
        before, core, after = scheduled(step, lambda v: body.last.get(v, -1) >= behind, end is not None)
        used = {v for o in after for v in _used_by(o)}
        needed = [v for o in core for v in o.results if v in used or body.last.get(v, -1) >= behind]
        left = self.report.left(needed, self._next_state(body, behind), state)
        builder.operations += before
        builder.location = (core[0].location if core else None) or self.attempt.location
        kept = {old: new for new, old in zip(needed, left) if old is not None}
        told = self.report.step(builder, core, end, {} if end else dict(zip(needed, left)))
        report = (*told, *(state if end else (kept.get(v, v) for v in state)))
        if end is not None:
            return self._always(builder, report, body.place)
        return self._choose(builder, body, behind, state, _Condition(report, after))

    def _choose(
        self, builder: Builder, body: _Body, start: int, state: Sequence[Value], condition: _Condition
    ) -> Terminator:
        """Append what a block does where something was raised, and where it goes on."""
        place, report = body.place, condition.report
        if self._is_all(body, start, condition):
            self.raised += place.is_whole
            return Yield((*body.end.values, *report), body.end.location)
        self.raised += place.is_whole and not condition.always
        raised = self.report.condition(builder, report[0]) if condition.value is None else condition.value
        gone, on = builder.nested(), builder.nested()
        gone_end = self._raise(gone, report, place)
        on.operations += condition.first
        self._check_depth()
        self.depth += 1
        on_end = self._go(on, body, start, state)
        self.depth -= 1
        return self._branch(builder, raised, gone.finish(gone_end), on.finish(on_end), place)

    def _check_depth(self) -> None:
        """Refuse a body that is cut too often: each step stands in a branch behind the one before."""
        if self.depth >= MOST_STEPS:
            message = "a try statement whose handlers may see too many changes"
            hint = "divide its body into several statements, or compute new values first"
            raise NotDifferentiable("SRC010", message, self.attempt.location, hint)

    def _always(self, builder: Builder, report: Sequence[Value], place: Place) -> Terminator:
        """Append what is done where something was raised for sure."""
        if not (self.handles and place.is_whole):
            return self._raise(builder, report, place)
        gone, on = builder.nested(), builder.nested()
        gone_end = self._raise(gone, report, place)
        never = on.finish(Raise((), builder.location))
        return self._branch(builder, builder.constant(True), gone.finish(gone_end), never, place)

    def _is_all(self, body: _Body, start: int, condition: _Condition) -> bool:
        """Say whether nothing is left to do behind something that may have raised, but to tell that."""
        goes_on = condition.first or any(self._state_of((o,)) is None for o in body.operations[start:])
        tells = body.place.reports and not (self.handles and body.place.is_whole)
        return tells and condition.always and not goes_on and isinstance(body.end, Yield)

    def _raise(self, builder: Builder, report: Sequence[Value], place: Place) -> Terminator:
        """Append what is done where something was raised; return the end of the block."""
        if place.is_whole:
            self.raised += 1
            if self.handles:
                self.number = report[0]
                return self._handle(builder, None, report, self.attempt.results[:-1])
        return self.report.raised(builder, report, place)

    def _branch(self, builder: Builder, condition: Value, then: Block, orelse: Block, place: Place) -> Terminator:
        """Append an ``If``; return the end of the block that ends with it."""
        ends = [b.terminator for b in (then, orelse) if isinstance(b.terminator, Yield)]
        if not ends:
            builder.add(If(condition, then, orelse, (), builder.location))
            return Raise((), builder.location)  # not reached
        shown = [Value(v.type, v.hint) for v in (place.results if place.reports else ends[0].values)]
        if place.reports and not (self.handles and place.is_whole):
            shown += self.report.fresh()
        columns = zip(*(e.values for e in ends))
        kept = [i for i, column in enumerate(columns) if not all(isinstance(v.type, ty.Undefined) for v in column)]
        blocks = [_yielding(b, kept) for b in (then, orelse)]
        builder.add(If(condition, blocks[0], blocks[1], tuple(shown[i] for i in kept), builder.location))
        given = [v if i in kept else nothing(builder, (v,))[0] for i, v in enumerate(shown)]
        return Yield(tuple(given), builder.location)

    # ------------------------------------------------------------------ operations with blocks

    def _divided(self, builder: Builder, body: _Body, position: int, state: Sequence[Value]) -> _Condition | None:
        """Append an operation whose blocks are cut; return when something was raised, unless that left a loop."""
        operation, outer = body.operations[position], body.place
        builder.location = operation.location or builder.location
        if isinstance(operation, Loop):
            return self._loop(builder, operation, state)
        assert isinstance(operation, (If, With))  # a Try that says what handlers see has been cut
        results = operation.results
        inner = self.report.place(results, self._next_state(body, position + 1), way=outer.way)
        inner = replace(inner, reports=outer.reports or isinstance(operation, With))
        report = self.report.fresh() if inner.reports else ()
        divided = with_blocks(operation, lambda b: self._block(builder, b, state, inner))
        builder.add(replace(divided, results=(*results, *report)))
        return _Condition(report) if report else None

    def _block(self, builder: Builder, block: Block, state: Sequence[Value], place: Place) -> Block:
        inner = builder.nested(block.params)
        return inner.finish(self._go(inner, _body(block.operations, block.terminator, place), 0, state))

    def _loop(self, builder: Builder, loop: Loop, state: Sequence[Value]) -> _Condition:
        """Append a loop that is left by an exit of its own where something was raised."""
        way = self.report.way_out(loop, self._at_the_begin(loop))
        body = self._block(
            builder, loop.body, state, Place(reports=False, way=way, sources=self.report.carried_in(way))
        )
        if isinstance(body.terminator, Yield):
            body = self.report.carried_on(body, body.terminator, way)
        carried = (*loop.results[:-1], *(Value(v.type, v.hint) for v in way.more))
        inits = (*loop.inits, *nothing(builder, way.more))
        left = loop.results[-1]
        number = Value(ty.INT, left.hint) if isinstance(left.type, ty.Literal) else left
        body = replace(body, params=(*body.params, *way.more))
        builder.add(Loop(loop.iterable, inits, body, (*carried, number), loop.location))
        raised = builder.apply("operator.eq", number, builder.constant(way.number))
        report = tuple(carried[i] for i in way.places)
        first = (Constant(left, loop.location),) if number is not left else ()
        if self.report.single:
            return _Condition((raised, *report), first, raised)
        return _Condition(report, first, raised, always=False)

    def _at_the_begin(self, loop: Loop) -> Sequence[Value]:
        """Return what the parameters of the handlers are at the begin of a trip; nothing if that is not said."""
        quiet = takewhile(lambda o: not may_raise(o), loop.body.operations)
        return self._state_of(list(quiet)) or ()

    # ------------------------------------------------------------------ the handlers

    def _handle(
        self,
        builder: Builder,
        values: Sequence[Value] | None,
        report: Sequence[Value],
        results: Sequence[Value],
        number: int = 1,
    ) -> Terminator:
        """Append the handlers from a number on; give ``values`` where none of them runs, if that may be."""
        handlers = self.attempt.handlers
        if number > len(handlers):
            assert values is not None
            return Yield(tuple(values), builder.location)
        if values is None and number == len(handlers):
            return self._handler(builder, handlers[-1], report)
        which = report[0] if self.report.single else builder.apply("operator.eq", report[0], builder.constant(number))
        then, other = builder.nested(), builder.nested()
        then_end = self._handler(then, handlers[number - 1], report)
        other_end = self._handle(other, values, report, results, number + 1)
        falls = any(isinstance(e, Yield) for e in (then_end, other_end))
        given = tuple(Value(v.type, v.hint) for v in results) if falls else ()
        builder.add(If(which, then.finish(then_end), other.finish(other_end), given, builder.location))
        return Yield(given, builder.location) if falls else Raise((), builder.location)

    def _handler(self, builder: Builder, handler: Block, report: Sequence[Value]) -> Terminator:
        """Append what a handler does; return its end."""
        exception = self.report.exception(report)
        given = dict(zip(handler.params[1:], report[len(report) - len(self.report.slots) :]))
        if exception is not None:
            handler = explicit(handler, exception)
            given[handler.params[0]] = exception
        block = substitute(handler, given)
        builder.operations += block.operations
        return block.terminator


def _yielding(block: Block, kept: Sequence[int]) -> Block:
    """Return a block that yields some of what it does."""
    end = block.terminator
    return (
        replace(block, terminator=replace(end, values=tuple(end.values[i] for i in kept)))
        if falls_through(block)
        else block
    )


@dataclass(frozen=True, slots=True)
class _Condition:
    """When something was raised in what was appended last, and its report.

    ``value`` is the condition, if it does not follow from the report; ``first`` is done where nothing was raised.
    ``always``: the report tells also that nothing was raised.
    """

    report: Sequence[Value]
    first: Sequence[Operation] = ()
    value: Value | None = None
    always: bool = True


def _is_divided(operation: Operation, place: Place) -> bool:
    """Say whether an operation cannot be in a step: handlers see what its blocks change, or they leave a loop."""
    leaves = place.way is not None and isinstance(operation, (If, With)) and any(map(exits_of, blocks_of(operation)))
    return leaves or _has_states(operation)


def _raises(body: _Body, start: int) -> bool:
    """Say whether a block ends in an exception; behind branches that do not fall through nothing is reached."""
    if not isinstance(body.end, Raise):
        return False
    before = body.operations[-1:] if start == len(body.operations) else ()
    return not any(blocks_of(o) and not any(map(falls_through, blocks_of(o))) for o in before)
