"""Spans: what slices name of the axes of an array, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.lengths import ZERO, Linear, is_at_least

#: What a slice names of an axis: from one place on up to another one, exclusively; None for the end of the axis.
Span: TypeAlias = "tuple[Linear, Linear | None]"
_WHOLE: Span = (ZERO, None)


def spans_of(index: ty.Type, array: ty.Type) -> list[Span] | None:
    """Return what an index of slices names of each axis; None for any other index."""
    if not isinstance(array, ty.Array) or array.shape is None:
        return None
    items = ty.parts_of_index(index)
    found = [_span(t) for t in items]
    if len(found) > len(array.shape) or None in found:
        return None
    return [span for span in found if span is not None] + [_WHOLE] * (len(array.shape) - len(found))


def _span(t: ty.Type) -> Span | None:
    match t:
        case ty.Slice(start=start, stop=stop, step=ty.Literal(value=None | 1)):
            first = ZERO if start == ty.NONE else _natural(start)
            last = None if stop == ty.NONE else _natural(stop)
            return None if first is None or (last is None and stop != ty.NONE) else (first, last)
    return None


def _natural(t: ty.Type) -> Linear | None:
    """Return the value of an integer that is proved not to count from the end."""
    value = ty.integer_value(t)
    return value if value is not None and is_at_least(value) else None


def cover_all(parts: Iterable[list[Span]]) -> bool:
    """Say whether parts of an array, that are whole but along one axis, are all of it together."""
    varying: dict[int, dict[Linear, Linear | None]] = {}
    for spans in parts:
        axes = [axis for axis, span in enumerate(spans) if span != _WHOLE]
        if not axes:
            return True
        if len(axes) == 1:
            start, stop = spans[axes[0]]
            varying.setdefault(axes[0], {})[start] = stop
    return any(map(_reaches_the_end, varying.values()))


def _reaches_the_end(stops: dict[Linear, Linear | None]) -> bool:
    """Say whether spans, by where they start, follow one another from the first place of an axis to the last one."""
    place: Linear | None = ZERO
    while place is not None and place in stops:
        place = stops.pop(place)
    return place is None
