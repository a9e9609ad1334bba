"""The functions of ``srcad.runtime`` that derivative rules of arrays use, with their own derivatives.

They go by two names: the one of the module where they are defined, and the one that emitted code uses.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from srcad.ir.lengths import ONE
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, List, Literal, Slice, Tuple, Type, integer_value
from srcad.rules.declare import Number, known, linear
from srcad.rules.dtypes import array_like, promote, rank_of, shape_of, size_of
from srcad.rules.extents import made_shape
from srcad.rules.intrinsics import unbroadcast_type
from srcad.runtime.shapes import join_like, ravelled, split_like, unravelled
from srcad.runtime.subscripts import contraction, gathered, is_ambiguous, is_spread, transposed

_ALL = Slice(NONE, NONE, NONE)


def _scattered(g: Type, _index: Type, shape: Type) -> Type:
    return Array(promote(g), made_shape(shape))


@linear("srcad.runtime.shapes.scatter", "srcad.runtime.scatter", result=_scattered)
def scatter_rule(g: Number, x: Number, index: Number, shape: Number, *, out: Number) -> Number:
    """Add at an index: read there."""
    return g[index]


def _along(index: Type, axis: Type) -> Type:
    number = integer_value(axis)
    if number is None or number.known is None:
        return UNKNOWN
    if number.known >= 0:
        return Tuple((*[_ALL] * number.known, index))
    return Tuple((Literal(Ellipsis), index, *[_ALL] * (-number.known - 1)))


def _along_each(indices: Type, axis: Type, shape: Type) -> Type:
    rank, number = rank_of(indices), integer_value(axis)
    if rank is None or number is None or number.known is None or not -rank <= number.known < rank:
        return UNKNOWN
    found = made_shape(shape)
    if found is None or len(found) != rank:
        return UNKNOWN
    grid: list[Type] = []
    for i, length in enumerate(found):
        grid.append(Array("int64", tuple(length if i == k else ONE for k in range(rank))))
    grid[number.known] = indices
    return Tuple(tuple(grid))


known("srcad.runtime.shapes.along", "srcad.runtime.along", result=_along)
known("srcad.runtime.shapes.along_each", "srcad.runtime.along_each", result=_along_each)


def _split(g: Type, arrays: Type, _axis: Type) -> Type:
    dtype = promote(g)
    match arrays:
        case Tuple(items=items):
            return Tuple(tuple(Array(dtype, shape_of(item)) for item in items))
        case List(item=item, length=length):
            return List(Array(dtype, shape_of(item)), length)
        case Array():
            return Array(dtype, shape_of(array_like(arrays)))
        case _:
            return UNKNOWN


@linear("srcad.runtime.shapes.split_like", "srcad.runtime.split_like", result=_split)
def split_like_rule(g: Number, x: Number, arrays: Number, axis: Number, *, out: Number) -> Number:
    """Cut into pieces: join them."""
    return join_like(g, arrays, axis, np.shape(x))


def _joined(pieces: Type, _arrays: Type, _axis: Type, shape: Type) -> Type:
    return Array("", made_shape(shape))


@linear("srcad.runtime.shapes.join_like", "srcad.runtime.join_like", result=_joined)
def join_like_rule(g: Number, pieces: Number, arrays: Number, axis: Number, shape: Number, *, out: Number) -> Number:
    """Join pieces: cut."""
    return split_like(g, arrays, axis)


def _untiled(g: Type, _reps: Type, shape: Type) -> Type:
    return Array(promote(g), made_shape(shape))


@linear("srcad.runtime.shapes.untile", "srcad.runtime.untile", result=_untiled)
def untile_rule(g: Number, x: Number, reps: Number, shape: Number, *, out: Number) -> Number:
    """Sum over copies: make them."""
    return np.tile(g, reps)


def _put_back(g: Type, a: Type, _order: Type) -> Type:
    return Array(promote(g), shape_of(a))


@linear("srcad.runtime.shapes.unravelled", "srcad.runtime.unravelled", result=_put_back)
def unravelled_rule(g: Number, x: Number, a: Number, order: Number, *, out: Number) -> Number:
    """Put elements into their places: read them from there."""
    return ravelled(g, a, order)


def _read(x: Type, _a: Type, _order: Type) -> Type:
    size = size_of(shape_of(x))
    return Array(promote(x), (UNKNOWN_LENGTH if size is None else size,))


@linear("srcad.runtime.shapes.ravelled", "srcad.runtime.ravelled", result=_read)
def ravelled_rule(g: Number, x: Number, a: Number, order: Number, *, out: Number) -> Number:
    """Read elements: put them back."""
    return unravelled(g, a, order)


# --- einsum ---------------------------------------------------------------------------------------------------------


@linear("srcad.runtime.subscripts.spread", result=lambda g, subscripts, shape: Array(promote(g), made_shape(shape)))
def spread_rule(g: Number, x: Number, subscripts: Number, shape: Number, *, out: Number) -> Number:
    """Put onto diagonals and copy along axes: take the sums and the diagonals."""
    return np.einsum(subscripts, g)


def _computed(function: Callable[..., object]) -> Callable[..., Type]:
    """Return the result type of a function that is computed at once where its operands are constants."""

    def result(*operands: Type) -> Type:
        values = [t.value for t in operands if isinstance(t, Literal)]
        if len(values) == len(operands):
            found = function(*values)
            return Literal(found) if isinstance(found, (str, bool)) else UNKNOWN
        return UNKNOWN

    return result


for _function in (contraction, gathered, is_ambiguous, is_spread, transposed):
    known(f"srcad.runtime.subscripts.{_function.__name__}", result=_computed(_function), can_fail=True)


# --- sequences ------------------------------------------------------------------------------------------------------


@linear("srcad.runtime.shapes.unbroadcast", result=unbroadcast_type)
def unbroadcast_rule(g: Number, x: Number, like: Number, *, out: Number) -> Number:
    """Sum over copies: make them."""
    return np.broadcast_to(g, np.shape(x))
