"""First additions: what is added where nothing has been added yet is written there.

before: ``x_bar = np.zeros_like(x); for i in reversed(range(n)): x_bar[i] += g[i]``
after: ``x_bar = np.zeros_like(x); for i in reversed(range(n)): x_bar[i] = g[i]``

The places that a trip adds to must be proved to be apart from those of all trips before: :mod:`srcad.analysis.apart`.
A sum with zeros that a loop carries is what is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial

from srcad.analysis.apart import Access, Scope, never_meet, scope_of
from srcad.analysis.histories import Histories, ends_of, histories_of
from srcad.analysis.writes import names_each_place_once
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Function, Loop, Operation, Value
from srcad.ir.walk import blocks_of, with_blocks
from srcad.simplify.clears import clears, clears_all

#: By what adds: what writes.
_WRITES = {"array.add_at": "array.store", "list.add_at": "list.store"}


def write_first_additions(function: Function, start: int = 0) -> Function:
    """Return the function with such additions written, from position ``start`` of its body on."""
    body = function.body
    before, operations = body.operations[:start], body.operations[start:]
    histories, blank = histories_of(body, operations, begins=clears_all), _blank(operations)
    first = set(_first(histories, scope_of(body, operations, before), blank))
    return replace(function, body=replace(body, operations=(*before, *_written(operations, first, blank))))


def _first(histories: Histories, scope: Scope, blank: Set[Value]) -> Iterator[Operation]:
    """Yield additions to places that are zero for sure: those of a history that begins with zeros alone."""
    for root in blank & histories.writes.keys():
        home = histories.home[root]
        writes = [write for write in histories.writes[root] if not clears(write.operation)]
        for access in writes:
            if _can_be_written(access) and all(never_meet(write, access, scope, home) for write in writes):
                yield access.operation


def _can_be_written(access: Access) -> bool:
    """Say whether this adds, and might write: to each place once, numbers; an array in a list would be shared."""
    match access.operation:
        case Apply(name="array.add_at", operands=(whole, index, _)):
            return isinstance(whole.type, ty.Array) and names_each_place_once(index.type)
        case Apply(name="list.add_at", operands=(_, index, value)):
            return isinstance(ty.widen(value.type), ty.Scalar) and names_each_place_once(index.type)
        case _:
            return False


def _written(operations: Sequence[Operation], first: Set[Operation], blank: Set[Value]) -> Iterator[Operation]:
    for operation in operations:
        if not isinstance(operation, Apply):
            yield with_blocks(operation, partial(_written_in, first=first, blank=blank))
        elif operation in first:
            yield replace(operation, name=_WRITES[operation.name])
        elif operation.name == "operator.add" and operation.operands[0] in blank:
            yield from _added_to_zeros(operation)
        else:
            yield operation


def _written_in(block: Block, first: Set[Operation], blank: Set[Value]) -> Block:
    return replace(block, operations=tuple(_written(block.operations, first, blank)))


def _added_to_zeros(total: Apply) -> Iterator[Apply]:
    """Yield a sum with zeros of its own, in the place of those that a loop carries: algebra does the rest."""
    old, term = total.operands
    zeros = Value(old.type, old.hint)
    yield Apply("zero", (old,), (zeros,), (), total.location)
    yield replace(total, operands=(zeros, term))


def _blank(operations: Sequence[Operation]) -> set[Value]:
    """Return the values that are zeros alone: also those that each trip of a loop begins with."""
    search = _Search()
    search.operations(operations)
    return search.blank


@dataclass(slots=True)
class _Search:
    blank: set[Value] = field(default_factory=set)

    def operations(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            if isinstance(operation, Loop):
                self._loop(operation)
            elif isinstance(operation, Apply) and (operation.name == "zero" or clears_all(operation)):
                self.blank.update(operation.results)
            else:
                for block in blocks_of(operation):
                    self.operations(block.operations)

    def _loop(self, loop: Loop) -> None:
        """Assume that what begins with zeros is zero in each trip; look again with what turned out so."""
        params, ends, outside = loop.carried, ends_of(loop), set(self.blank)
        assumed = {i for i, init in enumerate(loop.inits) if init in outside}
        kept: set[int] = set()
        while True:
            self.blank = outside | {params[i] for i in assumed}
            self.operations(loop.body.operations)
            kept = {i for i in assumed if all(end.values[i] in self.blank for end in ends)}
            if kept == assumed:
                break
            assumed = kept
        self.blank.update(loop.results[i] for i in kept)
