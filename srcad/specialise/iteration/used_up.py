"""Iterators are used up: what ``zip``, ``enumerate`` and ``reversed`` give can be gone through once.

In the IR such a value stands for its items wherever it is used. That is the same for the first use, in the trip of a
loop in which it was made; any other one is refused. So is going through several at once, of which lists are made,
while arrays are written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.handles import PRIMAL_WRITES, regions_used
from srcad.ir.nodes import Apply, Loop, Operation, Value
from srcad.ir.versions import ARRAY_VERSIONS
from srcad.ir.walk import operations_in
from srcad.specialise.objects.views import is_outdated
from srcad.specialise.program import OneShot, Program, State
from srcad.specialise.tables import Keywords, attempts

if TYPE_CHECKING:
    from srcad.specialise.cloner import Cloner

#: What binds, holds, compares or hands on an iterator, and takes nothing of it.
_PASSING = ("build.", "call", "cell.", "attribute.set", "check.", "generator.", "refused", "operator.is_")

#: What finds an iterator that was made elsewhere, and may have been found before.
_FOUND = frozenset({"operator.getitem", "unpack", "heap.load"})

#: What goes through an iterator as it does through the sequence that this goes through.
_CONSUMING = frozenset(
    """builtins.all builtins.any builtins.dict builtins.enumerate builtins.filter builtins.frozenset builtins.iter
    builtins.list builtins.map builtins.max builtins.min builtins.set builtins.sorted builtins.sum builtins.tuple
    builtins.zip builtins.str.join operator.contains unpack math.prod math.fsum math.sumprod functools.reduce
    numpy.fromiter collections.deque list.extend""".split()
)
_CONSUMING_MODULES = ("itertools.", "statistics.")
_CONSUMING_METHODS = frozenset({"extend", "update", "join"})

#: What puts a value into a list or dict; :meth:`Heap.give` is told where that is not known item by item.
_PUTTING = frozenset({"list.append", "array.store"})
_PUTTING_METHODS = frozenset({"append", "appendleft", "insert", "setdefault", "__setitem__"})

#: What counts the items of ``a.flat``, or reads them or writes to them by their numbers.
_BY_NUMBER = frozenset({"operator.getitem", "array.store", "item.augment", "builtins.len"})

#: What has items by number: going through it by ``iter`` is going through it.
SEQUENCES = (ty.Array, ty.List, ty.Tuple, ty.Range)

_HINT = "make a list of it, and go through that"


def claim_operands(cloner: Cloner, operation: Apply | Loop) -> dict[Value, Value]:
    """Note that an operation of the user's goes through its operands; refuse one that may be used up.

    Return, for operands that ``iter`` made, what is left of the sequences that they go through.
    """
    left: dict[Value, Value] = {}
    for iterator in _spread(cloner, operation):
        if used_up(cloner, iterator) is not iterator:
            _refuse_used(cloner, cloner.program.one_shots[iterator])
    for value in _gone_through(cloner, operation):
        iterator = cloner.env[value]
        if (rest := used_up(cloner, iterator)) is not iterator:
            if not _consumes(cloner, operation):
                _refuse_used(cloner, cloner.program.one_shots[iterator])
            left[value] = rest
    return left


def _consumes(cloner: Cloner, operation: Apply | Loop) -> bool:
    """Say whether an operation goes through iterators as it does through sequences; others tell them apart."""
    match operation:
        case Apply(name="method", operands=(_, method, *_)):
            t = cloner.env[method].type
            return isinstance(t, ty.Literal) and t.value in _CONSUMING_METHODS
        case Apply(name=name):
            return name in _CONSUMING or name.startswith(_CONSUMING_MODULES)
        case _:
            return True


def used_up(cloner: Cloner, iterator: Value) -> Value:
    """Note that something goes through an iterator; return what is left of the sequence that it goes through."""
    found = cloner.program.one_shots.get(iterator)
    if found is None and isinstance(iterator.type, ty.Iterator) and iterator not in cloner.program.generators:
        found = OneShot(None)  # it was found where several may be
    if found is None:
        return iterator
    if found.trip is not cloner.trip:
        _refuse_used(cloner, found)
    found.trip = None
    return iterator if found.source is None else _rest(cloner, found.source, found.taken)


def _refuse_used(cloner: Cloner, found: OneShot) -> NoReturn:
    """Refuse an iterator; the next time that the program is specialised it is an object, if it can be one."""
    cloner.program.regions.advance(found.place)
    message = "an iterator that may have been gone through before"
    raise NotDifferentiable("SRC002", message, cloner.builder.location, _HINT)


def _spread(cloner: Cloner, operation: Operation) -> Sequence[Value]:
    """Return the items of what is given with a star: a function goes through them if they are iterators."""
    if not isinstance(operation, Apply) or operation.name.startswith(_PASSING):
        return ()
    starred = (cloner.env[v] for v, key in zip(operation.operands, operation.keywords) if key == "*")
    return [item for value in starred for item in cloner.parts.get(cloner.heap.record(value), ())]


def _rest(cloner: Cloner, source: Value, taken: int) -> Value:
    if not taken:
        return source
    nothing = cloner.builder.constant(None)
    (index,) = cloner.apply("build.slice", (cloner.builder.constant(taken), nothing, nothing))
    return cloner.apply("operator.getitem", (source, index))[0]


@attempts
def take_next(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Take the next item of what ``iter`` made, if it is known how many were taken before."""
    found = cloner.program.one_shots.get(operands[0]) if name == "builtins.next" else None
    if found is None or operands[0] in cloner.program.generators:
        return None
    if found.source is None or found.trip is not cloner.trip or len(operands) > 1:
        _refuse_used(cloner, found)
    if found.block is not cloner.builder:
        cloner.program.regions.advance(found.place)
        message, hint = "next() on some paths only", "count, and take the items by their index"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    found.taken += 1
    return cloner.apply("operator.getitem", (found.source, cloner.builder.constant(found.taken - 1)))


def _gone_through(cloner: Cloner, operation: Operation) -> Sequence[Value]:
    match operation:
        case Loop(iterable=Value() as iterable):
            return (iterable,)
        case Apply(name="method", operands=(receiver, method, *operands)):
            return () if _holds(cloner, receiver, method) else operands
        case Apply(name=name, operands=(flat, *operands)) if (
            name in _BY_NUMBER and cloner.env[flat] in cloner.program.flats
        ):
            return operands
        case Apply(name="builtins.next", operands=(iterator, *_)) if _has_source(cloner, iterator):
            return ()
        case Apply(name=name, operands=operands):
            return () if name.startswith(_PASSING) or name in _PUTTING else operands
        case _:
            return ()


def _holds(cloner: Cloner, receiver: Value, method: Value) -> bool:
    """Say whether a method of the user's, or one that puts something into a list or dict, knows what it is given."""
    t = cloner.heap.seen(cloner.env[receiver])
    name = cloner.env[method].type
    puts = isinstance(name, ty.Literal) and name.value in _PUTTING_METHODS
    return isinstance(t, ty.Object) or (puts and isinstance(t, (ty.List, ty.Dict)))


def _has_source(cloner: Cloner, iterator: Value) -> bool:
    found = cloner.program.one_shots.get(cloner.env[iterator])
    return found is not None and found.source is not None


def note_made(cloner: Cloner, operation: Apply, results: Sequence[Value], operands: Sequence[Value]) -> None:
    """Note the iterators that an operation has made."""
    for value in results:
        if isinstance(value.type, ty.Iterator) and value not in operands:
            trip = None if operation.name in _FOUND else cloner.trip
            found = cloner.program.one_shots.setdefault(value, OneShot(trip, operation.location))
            if operation.name == "builtins.iter" and isinstance(cloner.heap.seen(operands[0]), SEQUENCES):
                found.source, found.block = operands[0], cloner.builder


def note_read(cloner: Cloner, iterator: Value, objects: Sequence[Value]) -> None:
    """Note which lists and dicts an iterator goes through that is no generator, also by way of others."""
    if isinstance(iterator.type, ty.Iterator):
        known = cloner.program.read
        found = {o: r for value in objects for o, r in known.get(value, {}).items()}
        lists = [o for o in objects if isinstance(cloner.heap.record(o).type, (ty.List, ty.Dict))]
        known[iterator] = found | {o: cloner.heap.record(o) for o in lists}


def note_joined(program: Program, value: Value, states: Sequence[State]) -> None:
    """Note a value that may be one of several iterators: it takes their place, they cannot be gone through any more."""
    known = [program.one_shots[s.value] for s in states if s.value in program.one_shots and s.value is not value]
    if not known:
        return
    trips = {id(found.trip): found.trip for found in known}
    program.one_shots[value] = OneShot(known[0].trip if len(trips) == 1 else None)
    for found in known:
        found.trip = None


def check_unwritten(cloner: Cloner, iterable: Value, start: int) -> None:
    """Refuse a loop that writes to arrays while it goes through a copy of what Python reads item by item.

    The loop, or what it was unrolled to, begins at place ``start`` of the block.
    """
    operations, copied = cloner.builder.operations, cloner.program.copied
    if not copied and not cloner.program.views:
        return
    done = tuple(operations_in(operations[start:]))
    writes = any(isinstance(o, Apply) and o.name in ARRAY_VERSIONS for o in done)
    written = frozenset(regions_used(done, PRIMAL_WRITES))
    made, waiting = {result: o for o in operations[:start] for result in o.results}, [iterable]
    while waiting:
        value = waiting.pop()
        changed = value is not iterable and is_outdated(cloner, value)
        if (copy := copied.get(value)) is not None:
            changed = (writes and copy.of_arrays) or not written.isdisjoint(copy.regions)
            changed = changed or cloner.heap.has_changed(copy.read)
        if changed:
            message = "a loop that goes through iterators side by side, and changes what these read"
            raise NotDifferentiable("SRC003", message, cloner.builder.location, "make lists of them first")
        if isinstance(maker := made.get(value), Apply) and isinstance(value.type, ty.Iterator):
            waiting += maker.operands
