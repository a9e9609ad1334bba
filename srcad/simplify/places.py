"""Places in objects: what is added where an adjoint was cleared takes that place.

before: ``g = l_bar[0]``, ``l_bar[0] = 0.0``, ``x_bar += g``, ``l_bar[0] += 2.0 * g``
after: ``g = l_bar[0]``, ``x_bar += g``, ``l_bar[0] = 2.0 * g``; where ``g`` itself is added, nothing is written

Of arrays :mod:`srcad.simplify.accumulating` does the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Constant, Function, Operation, Value
from srcad.ir.walk import operands_of, with_blocks
from srcad.simplify.identities.match import is_number

_READS = frozenset({"heap.read", "heap.read_or"})
_TOUCHING_ONE_PLACE = frozenset({"heap.store", "heap.add", *_READS})


def fill_cleared_places(function: Function, start: int = 0) -> Function:
    """Return the function with additions in the place of what clears, from position ``start`` of its body on."""
    body = function.body
    filled = _fill(body.operations[start:])
    return replace(function, body=replace(body, operations=(*body.operations[:start], *filled)))


@dataclass(frozen=True, slots=True)
class _Cleared:
    """A place that an operation has cleared, and the value that was read there just before."""

    clearing: Apply
    held: Value | None


def _fill(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    kept: dict[Operation, Operation] = {}
    cleared: list[_Cleared] = []
    before: Operation | None = None
    for operation in operations:
        kept[operation] = with_blocks(operation, _fill_block)
        found = next((c for c in cleared if _is_filled(c, operation)), None)
        if found is not None and isinstance(operation, Apply):
            del kept[found.clearing]
            kept[operation] = replace(operation, name="heap.store")
            if operation.operands[2] is found.held:
                del kept[operation]
        cleared = [c for c in cleared if not _may_touch(operation, c.clearing)]
        if isinstance(operation, Apply) and operation.name == "heap.store" and is_number(operation.operands[2], 0):
            cleared.append(_Cleared(operation, _read_by(before, operation)))
        before = before if isinstance(operation, Constant) else operation
    return tuple(kept.values())


def _fill_block(block: Block) -> Block:
    return replace(block, operations=_fill(block.operations))


def _is_filled(cleared: _Cleared, operation: Operation) -> bool:
    """Say whether a number is added at a place that was cleared; an array would have to be copied."""
    if not isinstance(operation, Apply) or operation.name != "heap.add":
        return False
    return _same_place(cleared.clearing, operation) and isinstance(ty.widen(operation.operands[2].type), ty.Scalar)


def _read_by(operation: Operation | None, clearing: Apply) -> Value | None:
    reads = isinstance(operation, Apply) and operation.name in _READS and _same_place(operation, clearing)
    return operation.results[0] if operation is not None and reads else None


def _same_place(a: Apply, b: Apply) -> bool:
    (holder, place), (other, there) = a.operands[:2], b.operands[:2]
    same = place is there or (isinstance(place.type, ty.Literal) and place.type == there.type)
    return holder is other and same


def _may_touch(operation: Operation, clearing: Apply) -> bool:
    """Say whether an operation may look at the place that another one clears, or write to it."""
    if not isinstance(operation, Apply):
        return not isinstance(operation, Constant)
    if operation.name in _TOUCHING_ONE_PLACE:
        return not _differ(operation.operands[1].type, clearing.operands[1].type)
    if operation.name.startswith("tape."):
        return False
    return any(ty.has_reference(v.type) or isinstance(v.type, ty.Unknown) for v in operands_of(operation))


def _differ(place: ty.Type, other: ty.Type) -> bool:
    """Say whether two places are never the same, in whatever objects: two fields, two numbers from the start."""
    match place, other:
        case ty.Literal(value=str() as a), ty.Literal(value=str() as b):
            return a != b
        case ty.Literal(value=int() as a), ty.Literal(value=int() as b):
            return a != b and a >= 0 and b >= 0
    return False
