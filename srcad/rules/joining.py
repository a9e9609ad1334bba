"""Functions that join arrays, split them and repeat their elements.

The derivative of a join is taken apart into pieces, one for each array; tuples of two and three arrays are spelled
out, so that the pieces can be read and their shapes are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from srcad.ir.lengths import ONE, Length, add, scale, value_of
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, List, Literal, Tuple, Type, integer_value
from srcad.rules.declare import Number, linear
from srcad.rules.dtypes import (
    Shape,
    array_like,
    axis_numbers,
    dtype_argument,
    promote,
    shape_of,
    size_of,
)
from srcad.rules.extents import is_numeric
from srcad.runtime.shapes import along, split_like, unbroadcast

_FIRST = Literal(0)

# --- result types of joins ------------------------------------------------------------------------------------------


def _operands(arrays: Type) -> Sequence[Type] | None:
    """Return the types of the arrays of a tuple, or of a list of known length; None where they are not known."""
    match arrays:
        case Tuple(items=items) if items and all(map(is_numeric, items)):
            return items
        case List(item=item, length=length) if length is not None and length.known and is_numeric(item):
            return (item,) * length.known
        case _:
            return None


def _joined(arrays: Type, place_of: Callable[[int], int | None], prepare: Callable[[Shape], Shape]) -> Type:
    """Return the type of arrays joined along an axis, each brought into shape first."""
    operands = _operands(arrays)
    if operands is None:
        return UNKNOWN
    dtype = promote(*map(array_like, operands))
    shapes = [shape for t in operands if (shape := prepare(shape_of(t))) is not None]
    if len(shapes) < len(operands) or len({len(shape) for shape in shapes}) > 1:
        return Array(dtype)
    axis = place_of(len(shapes[0]))
    if axis is None:
        return Array(dtype, (UNKNOWN_LENGTH,) * len(shapes[0]))
    return Array(dtype, tuple(_total(ns) if i == axis else _one_of(ns) for i, ns in enumerate(zip(*shapes))))


def _total(lengths: Sequence[Length]) -> Length:
    """Return the sum; a length that may be below zero counts as zero, so that only proved ones can be added."""
    return reduce(add, (n if len(lengths) == 1 else _proved(n) for n in lengths))


def _proved(length: Length) -> Length:
    return value if (value := value_of(length)) is not None else UNKNOWN_LENGTH


def _one_of(lengths: Sequence[Length]) -> Length:
    """Return one of several lengths that are equal: a number, if there is one."""
    return next((n for n in lengths if n.known is not None), lengths[0])


def _concatenate(arrays: Type, axis: Type = _FIRST, out: Type = NONE, *, dtype: Type = NONE) -> Type:
    found = _concatenated(arrays, axis)
    return Array(dtype_argument(dtype), found.shape) if dtype != NONE and isinstance(found, Array) else found


def _concatenated(arrays: Type, axis: Type) -> Type:
    if axis == NONE:
        return _joined(arrays, lambda _: 0, lambda s: None if (size := size_of(s)) is None else (size,))
    return _joined(arrays, lambda rank: axis_of(axis, rank), lambda shape: shape)


def axis_of(axis: Type, rank: int) -> int | None:
    """Return the axis that an argument names, from 0, or None when it is not known."""
    value = integer_value(axis)
    numbers = None if value is None or value.known is None else axis_numbers(Literal(value.known), rank)
    return numbers[0] if numbers else None


def _stack(arrays: Type, axis: Type = _FIRST) -> Type:
    operands, count = _operands(arrays), UNKNOWN_LENGTH
    if operands is None and isinstance(arrays, List) and is_numeric(arrays.item):
        operands = (arrays.item,)
    elif operands is not None:
        count = scale(ONE, len(operands))
    if operands is None:
        return UNKNOWN
    dtype = promote(*map(array_like, operands))
    shapes = [shape for t in operands if (shape := shape_of(t)) is not None]
    if len(shapes) < len(operands) or len({len(shape) for shape in shapes}) > 1:
        return Array(dtype)
    lengths = [_one_of(ns) for ns in zip(*shapes)]
    place = axis_of(axis, len(lengths) + 1)
    if place is None:
        return Array(dtype, (UNKNOWN_LENGTH,) * (len(lengths) + 1))
    return Array(dtype, (*lengths[:place], count, *lengths[place:]))


def _as_rows(shape: Shape) -> Shape:
    return shape if shape is None or len(shape) > 1 else (ONE,) * (2 - len(shape)) + shape


def _as_columns(shape: Shape) -> Shape:
    return shape if shape is None or len(shape) > 1 else (*shape, ONE) if shape else (ONE, ONE)


def _vstack(tup: Type) -> Type:
    return _joined(tup, lambda _: 0, _as_rows)


def _hstack(tup: Type) -> Type:
    return _joined(tup, lambda rank: min(rank - 1, 1), lambda shape: (ONE,) if shape == () else shape)


def _column_stack(tup: Type) -> Type:
    return _joined(tup, lambda _: 1, _as_columns)


# --- joins ----------------------------------------------------------------------------------------------------------


@linear("numpy.concatenate", "numpy.concat", result=_concatenate, can_fail=True)
def concatenate(g: Number, arrays: Number, axis: Number = 0, *, dtype: Number = None, out: Number) -> Number:
    """Join along an axis: each array gets its piece."""
    if axis is None:
        return split_like(g, arrays, None)
    return pieces(g, arrays, axis)


@linear("numpy.stack", result=_stack, can_fail=True)
def stack(g: Number, arrays: Number, axis: Number = 0, *, out: Number) -> Number:
    """Join along a new axis: each array gets its slice."""
    if isinstance(arrays, tuple) and len(arrays) == 2:
        return item(g, 0, axis), item(g, 1, axis)
    if isinstance(arrays, tuple) and len(arrays) == 3:
        return item(g, 0, axis), item(g, 1, axis), item(g, 2, axis)
    return split_like(g, arrays, axis)


@linear("numpy.vstack", result=_vstack, can_fail=True)
def vstack(g: Number, tup: Number, *, out: Number) -> Number:
    """Join as rows, or along the first axis."""
    return pieces(g, tup, 0)


@linear("numpy.hstack", result=_hstack, can_fail=True)
def hstack(g: Number, tup: Number, *, out: Number) -> Number:
    """Join vectors end to end, anything else along the second axis."""
    if np.ndim(g) == 1:
        return pieces(g, tup, 0)
    return pieces(g, tup, 1)


@linear("numpy.column_stack", result=_column_stack, can_fail=True)
def column_stack(g: Number, tup: Number, *, out: Number) -> Number:
    """Join as columns, or along the second axis."""
    return pieces(g, tup, 1)


def _dstack(tup: Type) -> Type:
    return _joined(tup, lambda _: 2, _as_depths)


def _as_depths(shape: Shape) -> Shape:
    if shape is None or len(shape) > 2:
        return shape
    return (*shape, ONE) if len(shape) == 2 else (ONE, *(shape or (ONE,)), ONE)


@linear("numpy.dstack", result=_dstack, can_fail=True)
def dstack(g: Number, tup: Number, *, out: Number) -> Number:
    """Join along the third axis."""
    return split_like(g, tup, 2)


def _appended(arr: Type, values: Type, axis: Type = NONE) -> Type:
    return _concatenated(Tuple((arr, values)), axis)


@linear("numpy.append", result=_appended, wrt=("arr", "values"), can_fail=True)
def append(g: Number, arr: Number, values: Number, axis: Number = None, *, out: Number) -> Number:
    """Join two arrays along an axis, by default end to end."""
    if axis is not None:
        return pieces(g, (arr, values), axis)
    first, second = g[: np.size(arr)], g[np.size(arr) :]
    return np.reshape(first, np.shape(arr)), unbroadcast(np.reshape(second, np.shape(values)), values)


def pieces(g: Number, arrays: Number, axis: Number) -> Number:
    """Return the piece of ``g`` for each of ``arrays``."""
    if isinstance(arrays, tuple) and len(arrays) == 2:
        a, b = arrays
        first = extent(a, axis, g)
        return piece(g, None, first, axis, a), piece(g, first, None, axis, b)
    if isinstance(arrays, tuple) and len(arrays) == 3:
        a, b, c = arrays
        first = extent(a, axis, g)
        second = first + extent(b, axis, g)
        return piece(g, None, first, axis, a), piece(g, first, second, axis, b), piece(g, second, None, axis, c)
    return split_like(g, arrays, axis)


def extent(array: Number, axis: Number, g: Number) -> Number:
    """Return how many places along ``axis`` an array took in ``g``: one, if it has fewer axes."""
    if np.ndim(array) < np.ndim(g):
        return 1
    return np.shape(array)[axis]


def piece(g: Number, start: Number, stop: Number, axis: Number, array: Number) -> Number:
    """Return ``g`` from ``start`` to ``stop`` along ``axis``, in the shape of ``array``."""
    if np.ndim(array) == 0 and np.ndim(g) == 1:
        return g[0] if start is None else g[start]
    if np.ndim(array) < np.ndim(g):
        return np.reshape(g[along(slice(start, stop), axis)], np.shape(array))
    if axis == 0:
        return g[start:stop]
    if axis == 1:
        return g[:, start:stop]
    if axis == -1:
        return g[..., start:stop]
    return g[along(slice(start, stop), axis)]


def item(g: Number, position: Number, axis: Number) -> Number:
    """Return ``g`` at one position of ``axis``."""
    if axis == 0:
        return g[position]
    if axis == 1:
        return g[:, position]
    if axis == -1:
        return g[..., position]
    return g[along(position, axis)]
