"""Stored: what is read of an array just behind a write to that place is a part of what was written.

before: ``b = array.store(a, :n, v)``, ``w = b[1:m]``; the reverse sweep needs ``w``, and ``b`` is overwritten later
after: there it is ``v[1:m]``, for which ``b`` need not be copied
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from srcad.analysis.spans import Span, spans_of
from srcad.ir import types as ty
from srcad.ir.lengths import ZERO, is_at_least, subtract
from srcad.ir.nodes import Apply, Operation, Value
from srcad.ir.walk import blocks_of
from srcad.rules.indexing import item_type


def parts_of_stored(operations: Sequence[Operation]) -> Iterator[tuple[Apply, Value, bool]]:
    """Yield what these operations read of what was stored in the same block, and whether it is all of it."""
    made: dict[Value, Apply] = {}
    for operation in operations:
        for block in blocks_of(operation):
            yield from parts_of_stored(block.operations)
        if isinstance(operation, Apply) and len(operation.results) == 1:
            made[operation.result] = operation
            if operation.name == "operator.getitem" and (found := _stored(operation, made)) is not None:
                yield operation, *found


def _stored(read: Apply, made: Mapping[Value, Apply]) -> tuple[Value, bool] | None:
    """Return what was stored at a place that holds all that is read, and whether it is just that."""
    array, index = read.operands
    wanted = spans_of(index.type, array.type)
    while wanted is not None and (write := made.get(array)) is not None and write.name == "array.store":
        array, place, value = write.operands
        held = spans_of(place.type, array.type)
        if held is None:
            return None
        if held == wanted or all(map(_begins_with, held, wanted)):
            fits = ty.is_same_array(item_type(array.type, place.type), value.type)
            return (value, held == wanted) if fits else None
        if not any(map(_are_apart, held, wanted)):
            return None
    return None


def _begins_with(held: Span, wanted: Span) -> bool:
    """Say whether one span holds another one, and begins where the axis does: both count alike."""
    if held[0] != ZERO:
        return False
    return held[1] is None or (wanted[1] is not None and is_at_least(subtract(held[1], wanted[1])))


def _are_apart(a: Span, b: Span) -> bool:
    return any(end is not None and is_at_least(subtract(start, end)) for start, end in ((a[0], b[1]), (b[0], a[1])))
