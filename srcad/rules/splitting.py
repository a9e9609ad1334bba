"""Functions that split arrays and repeat their elements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from srcad.ir.lengths import ONE, Length, is_at_least, is_unknown, scale
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, List, Literal, Tuple, Type, integer_value
from srcad.rules.declare import Number, linear
from srcad.rules.dtypes import (
    Shape,
    array_like,
    multiply_lengths,
    promote,
    shape_of,
    size_of,
)
from srcad.rules.extents import divided, is_numeric
from srcad.rules.joining import axis_of
from srcad.runtime.shapes import along, scatter, untile

_FIRST = Literal(0)

# --- splits ---------------------------------------------------------------------------------------------------------


def _split(ary: Type, indices_or_sections: Type, axis: Type = _FIRST) -> Type:
    return _parts(ary, indices_or_sections, axis, even=True)


def _array_split(ary: Type, indices_or_sections: Type, axis: Type = _FIRST) -> Type:
    return _parts(ary, indices_or_sections, axis, even=False)


def _parts(ary: Type, sections: Type, axis: Type, *, even: bool) -> Type:
    if not isinstance(ary, Array):
        return UNKNOWN
    count = integer_value(sections)
    pieces_of = None if count is None else count
    if isinstance(sections, Tuple):
        pieces_of = scale(ONE, len(sections.items) + 1)
    if ary.shape is None or (place := axis_of(axis, len(ary.shape))) is None:
        return List(Array(ary.dtype, ary.shape and (UNKNOWN_LENGTH,) * len(ary.shape)), pieces_of)
    length = UNKNOWN_LENGTH
    if count is not None and count.known is not None and count.known > 0:
        whole = ary.shape[place]
        exact = whole.known is None or whole.known % count.known == 0
        length = divided(whole, count.known) if even or (exact and _divides(whole, count.known)) else UNKNOWN_LENGTH
    return List(Array(ary.dtype, (*ary.shape[:place], length, *ary.shape[place + 1 :])), pieces_of)


def _split_along(at: Callable[[int], int]) -> Callable[..., Type]:
    def result(ary: Type, indices_or_sections: Type) -> Type:
        shape = shape_of(ary)
        return _split(ary, indices_or_sections, Literal(at(len(shape)))) if shape else UNKNOWN

    return result


@linear("numpy.hsplit", result=_split_along(lambda rank: min(rank - 1, 1)), view=True, can_fail=True)
def hsplit(g: Number, ary: Number, indices_or_sections: Number, *, out: Number) -> Number:
    """Cut a vector, or anything else along the second axis: join the pieces."""
    return np.concatenate(g, 0 if np.ndim(ary) == 1 else 1)


@linear("numpy.vsplit", result=_split_along(lambda _: 0), view=True, can_fail=True)
def vsplit(g: Number, ary: Number, indices_or_sections: Number, *, out: Number) -> Number:
    """Cut along the first axis: join the pieces."""
    return np.concatenate(g, 0)


@linear("numpy.dsplit", result=_split_along(lambda _: 2), view=True, can_fail=True)
def dsplit(g: Number, ary: Number, indices_or_sections: Number, *, out: Number) -> Number:
    """Cut along the third axis: join the pieces."""
    return np.concatenate(g, 2)


def _divides(length: Length, count: int) -> bool:
    return not is_unknown(length) and length.constant % count == 0 and all(c % count == 0 for _, c in length.terms)


@linear("numpy.split", result=_split, view=True, can_fail=True)
@linear("numpy.array_split", result=_array_split, view=True, can_fail=True)
def split(g: Number, ary: Number, indices_or_sections: Number, axis: Number = 0, *, out: Number) -> Number:
    """Cut along an axis: join the pieces."""
    return np.concatenate(g, axis)


# --- repetition -----------------------------------------------------------------------------------------------------


def _tiled(A: Type, reps: Type) -> Type:
    shape, count = shape_of(A), integer_value(reps)
    if not is_numeric(A):
        return UNKNOWN
    if count is not None and shape is not None:
        whole = multiply_lengths(count, shape[-1] if shape else ONE) if is_at_least(count) else UNKNOWN_LENGTH
        return Array(promote(array_like(A)), (*shape[:-1], whole))
    return Array(promote(array_like(A)), _tiled_shape(shape, reps))


def _tiled_shape(shape: Shape, reps: Type) -> Shape:
    if shape is None or not isinstance(reps, Tuple):
        return None
    counts = [integer_value(t) for t in reps.items]
    rank = max(len(counts), len(shape))
    factors = [ONE] * (rank - len(counts)) + [UNKNOWN_LENGTH if c is None else c for c in counts]
    lengths = [ONE] * (rank - len(shape)) + list(shape)
    return tuple(multiply_lengths(f, n) if is_at_least(f) else UNKNOWN_LENGTH for f, n in zip(factors, lengths))


@linear("numpy.tile", result=_tiled)
def tile(g: Number, A: Number, reps: Number, *, out: Number) -> Number:
    """Sum over the copies."""
    return untile(g, reps, np.shape(A))


def _repeated(a: Type, repeats: Type, axis: Type = NONE) -> Type:
    if not is_numeric(a):
        return UNKNOWN
    dtype, shape, count = promote(array_like(a)), shape_of(a), integer_value(repeats)
    if axis == NONE:
        size = size_of(shape)
        known = count is not None and is_at_least(count) and size is not None
        return Array(dtype, (multiply_lengths(count, size) if known and count and size else UNKNOWN_LENGTH,))
    if shape is None:
        return Array(dtype)
    place = axis_of(axis, len(shape))
    if place is None:
        return Array(dtype, (UNKNOWN_LENGTH,) * len(shape))
    whole = multiply_lengths(count, shape[place]) if count is not None and is_at_least(count) else UNKNOWN_LENGTH
    return Array(dtype, (*shape[:place], whole, *shape[place + 1 :]))


@linear("numpy.repeat", "numpy.ndarray.repeat", result=_repeated, can_fail=True)
def repeat(g: Number, a: Number, repeats: Number, axis: Number = None, *, out: Number) -> Number:
    """Repeat elements: each gets the sum over its copies."""
    if axis is None:
        places = np.repeat(np.arange(np.size(a)), repeats)
        return np.reshape(scatter(g, places, np.size(a)), np.shape(a))
    places = np.repeat(np.arange(np.shape(a)[axis]), repeats)
    return scatter(g, along(places, axis), np.shape(a))
