"""Half-way: what objects hold where the body of a try statement may raise.

While the body of a ``Try`` is copied each write leaves a *mark*, an operation that does nothing, with what the heap
held. Behind the body it is known which objects hold something else where it may raise: what their contents consist of
becomes parameters of the handlers, behind the exception, and a mark says from where on they get what:

before: ``try: self.k = f(x); self.n = g(x)`` with marks behind both writes
after: ``token = try.begin(k, n); k1 = f(x); try.state(token, k1, n); n1 = g(x)``

:mod:`srcad.specialise.control.cutting` makes plain ``Try`` operations of that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from srcad.analysis.raising import may_raise
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, If, Loop, Operation, Raise, Value, With, Yield
from srcad.ir.walk import blocks_of, operations_in, with_blocks
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.structures import (
    Outside,
    Structure,
    carried_type,
    carried_value,
    common_structure,
    flatten,
    freeze,
    leaves,
    note_partial,
    outside_of,
    rebuild,
)
from srcad.specialise.heap import MARK, Heap
from srcad.specialise.objects.records import is_cell
from srcad.specialise.program import State

#: The first operation of a body whose handlers have parameters behind the exception: what these are at first.
BEGIN = "try.begin"
#: What they are from here on.
STATE = "try.state"

#: Says whether an operation is a mark.
IsMark = Callable[[Operation], bool]


def seen_half_way(block: Block, marks: IsMark) -> set[Operation]:
    """Return the marks of a body behind which something may raise before the next one."""
    found: set[Operation] = set()
    _follow(block, False, marks, found)
    return found


def _follow(block: Block, raises: bool, marks: IsMark, found: set[Operation]) -> bool:
    """Note the marks that are seen; ``raises`` and the result: whether something behind, or from here on, may raise."""
    raises = raises or isinstance(block.terminator, Raise)
    for operation in reversed(block.operations):
        if marks(operation):
            if raises:
                found.add(operation)
            raises = may_raise(operation)
        elif any(map(marks, operations_in(o for b in blocks_of(operation) for o in b.operations))):
            raises = _follow_inside(operation, raises, marks, found)
        else:
            raises = raises or may_raise(operation)
    return raises


def _follow_inside(operation: Operation, raises: bool, marks: IsMark, found: set[Operation]) -> bool:
    inside = [_follow(block, raises, marks, found) for block in blocks_of(operation)]
    if isinstance(operation, Loop) and inside[0] and not raises:  # the next trip
        _follow(operation.body, True, marks, found)
    match operation:
        case If():
            return any(inside)
        case Loop(iterable=None):
            return raises or any(inside)
        case Loop(iterable=Value(type=ty.Range() | ty.List())):
            return raises or any(inside)
        case _:
            return True


def quiet_contexts(operations: Sequence[Operation]) -> set[Value]:
    """Return the context managers that do not look at what is raised in them: NumPy's error state."""
    return {o.result for o in operations_in(operations) if isinstance(o, Apply) and o.name == "numpy.errstate"}


def check_contexts(block: Block, seen: Collection[Operation], quiet: Collection[Value]) -> None:
    """Refuse a body in which a context manager stands around a change that is seen half-way: it cannot be cut."""
    for context in operations_in(block.operations):
        if not isinstance(context, With) or context.manager in quiet:
            continue
        if any(o in seen for o in operations_in(context.body.operations)):
            message = "a with statement, in the body of a try statement, that may raise behind changes which are seen"
            hint = "compute the new values first, and write them behind the try statement"
            raise NotDifferentiable("SRC001", message, context.location, hint)


@dataclass(frozen=True, slots=True)
class Slots:
    """The objects that a body changes half-way, with what each may hold, and how that is taken apart."""

    owners: tuple[Value, ...]
    columns: tuple[list[State], ...]
    structures: tuple[Structure, ...]


def find_slots(cloner: Cloner, body: Cloner, block: Block) -> Slots | None:
    """Return what the handlers of a ``Try`` see changed; let its body say so, by ``try.begin`` and ``try.state``.

    Parameters
    ----------
    cloner : Cloner
        What copies the code around.
    body : Cloner
        What has copied the body.
    block : Block
        The body.
    """
    marks = [o for o in operations_in(block.operations) if isinstance(o, Apply) and o.name == MARK]
    changed = _changed(cloner, body, marks)
    marks = [m for m in marks if _shows(cloner, m, changed)]
    seen = seen_half_way(block, frozenset(marks).__contains__)
    owners = _changed(cloner, body, marks := [m for m in marks if m in seen])
    if not owners:
        return None
    check_contexts(block, seen, quiet_contexts([*cloner.builder.visible(), *block.operations]))
    heaps = {m: _heap_at(cloner, m) for m in marks}
    columns = tuple([cloner.heap.held(o), *(h.held(o) for h in heaps.values())] for o in owners)
    outside = outside_of([body])
    structures = tuple(common_structure(column, outside) for column in columns)
    token = Value(ty.NONE)
    location = cloner.builder.location

    def state(place: int) -> tuple[Value, ...]:
        return tuple(leaf for column, s in zip(columns, structures) for leaf in flatten(column[place], s))

    notes: dict[Operation, list[Operation]] = {}
    for place, (mark, heap) in enumerate(heaps.items(), 1):
        noted = Apply(STATE, (token, *state(place)), (), (), location)
        notes[mark] = [*heap.builder.operations, noted]
    begin = Apply(BEGIN, state(0), (token,), (), location)
    body.builder.operations[:] = [begin, *with_notes(block.operations, notes)]
    if isinstance(block.terminator, Yield):
        rows = [(body.heap.held(o), column, s) for o, column, s in zip(owners, columns, structures)]
        last = [v for s, c, structure in rows for v in _at_the_end(s, c, structure, outside)]
        body.builder.add(Apply(STATE, (token, *last), (), (), location))
    return Slots(tuple(owners), columns, structures)


def _at_the_end(state: State, column: Sequence[State], structure: Structure, outside: Outside) -> list[Value]:
    """Return what an object holds at the end of a body, or in front of it where that is taken apart in another way."""
    is_alike = common_structure([*column, state], outside) == structure
    return flatten(state if is_alike else column[0], structure)


def _shows(cloner: Cloner, mark: Apply, owners: Sequence[Value]) -> bool:
    """Say whether a mark stands where something has changed that objects hold, however deep."""
    changed, _ = cloner.program.marks[mark]
    return not _heap_at(cloner, mark).reached(owners).keys().isdisjoint(changed) or not set(owners).isdisjoint(changed)


def _changed(cloner: Cloner, body: Cloner, marks: Sequence[Apply]) -> list[Value]:
    """Return the objects, other than those that the body makes, that hold something else at a mark than before."""
    now, notes = cloner.heap.now, [cloner.program.marks[m][1] for m in marks]
    changed = [o for o in body.heap.written if any(held.get(o) is not now.get(o) for held in notes)]
    inside = body.heap.defined() if any(o not in now for o in changed) else frozenset()
    return [o for o in changed if o not in inside]


def _heap_at(cloner: Cloner, mark: Apply) -> Heap:
    """Return the heap as it was at a mark."""
    heap = Heap(Builder((), cloner.builder.infer, mark.location), cloner.program)
    heap.now = cloner.program.marks[mark][1]
    return heap


def with_notes(operations: Sequence[Operation], notes: Mapping[Operation, Sequence[Operation]]) -> list[Operation]:
    """Return operations with others behind some, at any depth."""
    found: list[Operation] = []
    for operation in operations:
        found.append(with_blocks(operation, lambda b: _like(b, with_notes(b.operations, notes))))
        found += notes.get(operation, ())
    return found


def without_marks(operations: Sequence[Operation]) -> list[Operation]:
    """Return operations without marks, at any depth."""
    kept = (o for o in operations if not (isinstance(o, Apply) and o.name == MARK))
    return [with_blocks(o, lambda b: _like(b, without_marks(b.operations))) for o in kept]


def _like(block: Block, operations: Sequence[Operation]) -> Block:
    return Block(block.params, tuple(operations), block.terminator)


def enter_handler(cloner: Cloner, exception: Value, slots: Slots | None) -> Cloner:
    """Return what copies a handler: there objects hold what they held where the body raised."""
    if slots is None:
        inner = cloner.nested([exception])
        return inner
    program, rows = cloner.program, list(zip(slots.owners, slots.columns, slots.structures, strict=True))
    values = [carried_value(program, s, carried_type(program, s, column), o.hint) for o, column, s in rows]
    for value, (owner, column, structure) in zip(values, rows):
        note_partial(program, value, structure, column)
        freeze(program, value, structure, column, is_cell(owner.type))
    inner = cloner.nested([exception, *leaves(program, values, slots.structures)])
    for owner, value in zip(slots.owners, values):
        inner.heap.write(owner, value)
    rebuild(inner, values, slots.structures)
    inner.heap.mark(slots.owners)
    return inner
