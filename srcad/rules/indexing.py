"""Subscripts, what they give, and the attributes of arrays that tell their layout.

The engine knows the adjoint of ``operator.getitem`` itself: it adds the incoming derivative into the adjoint of the
container at the same index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.lengths import Length, is_unknown, length_from, value_of
from srcad.ir.types import (
    INT,
    NONE,
    TEXT,
    UNKNOWN,
    Array,
    Dict,
    List,
    Literal,
    Mapping,
    Object,
    Range,
    Scalar,
    Slice,
    Text,
    Tuple,
    Type,
    dtype_kind,
    forget_value,
    integer_value,
    kind_of,
    parts_of_index,
    widen,
)
from srcad.rules.declare import Number, known, linear
from srcad.rules.dtypes import array_like, axis_numbers, broadcast_shapes, promote, rank_of, shape_of, size_of
from srcad.rules.extents import sliced
from srcad.rules.results import number
from srcad.runtime.shapes import along, along_each, scatter

# --- containers -----------------------------------------------------------------------------------------------------


def item_type(container: Type, index: Type) -> Type:
    """Return the type of ``container[index]``."""
    match container:
        case Array():
            return _array_item(container, index)
        case Scalar(dtype=dtype) if dtype:  # of NumPy: it has the items of an array without axes
            return _array_item(Array(dtype, ()), index)
        case Tuple():
            return _tuple_item(container, index)
        case List(item=item, length=length):
            return List(item, _sequence_length(length, index)) if isinstance(index, Slice) else _if_int(index, item)
        case Range(length=length):
            return Range(_sequence_length(length, index)) if isinstance(index, Slice) else _if_int(index, INT)
        case Dict(items=items) if isinstance(index, Literal):
            return dict(items).get(str(index.value), UNKNOWN) if isinstance(index.value, str) else UNKNOWN
        case Mapping(value=value):
            return value
        case Literal(value=str()):
            return TEXT if isinstance(index, Slice) else _if_int(index, TEXT)
        case Text() if isinstance(index, Slice):
            return TEXT
        case _:
            return UNKNOWN


def _if_int(index: Type, item: Type) -> Type:
    wide = widen(index)
    return item if isinstance(wide, Scalar) and wide.kind in ("int", "bool") else UNKNOWN


def _sequence_length(length: Length | None, index: Slice) -> Length | None:
    found = UNKNOWN_LENGTH if length is None else sliced(length, index)
    return None if is_unknown(found) else found


def _tuple_item(container: Tuple, index: Type) -> Type:
    items = container.items
    if isinstance(index, Slice):
        ends = [end.value for end in (index.start, index.stop, index.step) if isinstance(end, Literal)]
        numbers = [end for end in ends if end is None or type(end) is int]
        return Tuple(items[slice(*numbers)]) if len(numbers) == 3 else UNKNOWN
    if isinstance(index, Literal) and type(index.value) is int:
        return items[index.value] if -len(items) <= index.value < len(items) else UNKNOWN
    found = {forget_value(item) for item in items}
    return _if_int(index, found.pop()) if len(found) == 1 else UNKNOWN


# --- arrays ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of an index: ``axes`` of the array that it takes, ``shape`` that it gives in their place."""

    kind: str  # "integer", "slice", "fancy", "new" or "rest"
    axes: int
    index: Type = NONE
    shape: tuple[Length, ...] = ()


def _array_item(array: Array, index: Type) -> Type:
    parts = [_part(t) for t in parts_of_index(index)]
    if array.shape is None or any(part is None for part in parts):
        gives_array = any(part is not None and (part.kind != "integer") for part in parts)
        return Array(array.dtype) if gives_array else UNKNOWN
    return _indexed(array.dtype, array.shape, [part for part in parts if part is not None])


def _part(t: Type) -> _Part | None:
    """Return what is known of one part of an index, or None."""
    if t == NONE:
        return _Part("new", 0)
    if t == Literal(Ellipsis):
        return _Part("rest", 0)
    if isinstance(t, Slice):
        return _Part("slice", 1, t)
    match array_like(t):
        case Scalar(kind="int"):
            return _Part("integer", 1)
        case Scalar(kind="bool"):
            return _Part("fancy", 0, shape=(UNKNOWN_LENGTH,))
        case Array(dtype=dtype, shape=shape) if shape is not None and dtype:
            if dtype == "bool":
                return _Part("fancy", len(shape), shape=(UNKNOWN_LENGTH,))
            if dtype_kind(dtype) != "int":
                return None
            return _Part("fancy", 1, shape=shape) if shape else _Part("integer", 1)
        case _:
            return None


def _indexed(dtype: str, shape: tuple[Length, ...], parts: Sequence[_Part]) -> Type:
    left = len(shape) - sum(part.axes for part in parts)
    if left < 0 or sum(part.kind == "rest" for part in parts) > 1:
        return UNKNOWN
    if not any(part.kind == "rest" for part in parts):
        if all(part.kind == "integer" for part in parts) and not left:
            return number(dtype, ())
        parts = [*parts, _Part("rest", 0)]
    lengths: list[Length] = []
    axis, place = 0, -1
    fancy = _fancy_positions(parts)
    for position, part in enumerate(parts):
        if position in fancy and place < 0:
            place = len(lengths)
        if part.kind == "slice":
            assert isinstance(part.index, Slice)
            lengths.append(sliced(shape[axis], part.index))
        elif part.kind == "new":
            lengths.append(length_from(integer_value(Literal(1))))
        elif part.kind == "rest":
            lengths += shape[axis : axis + left]
        axis += left if part.kind == "rest" else part.axes
    if not fancy:
        return Array(dtype, tuple(lengths))
    return _with_fancy(dtype, lengths, place if fancy[-1] - fancy[0] + 1 == len(fancy) else 0, parts)


def new_axes(index: Type, rank: int) -> tuple[int, ...] | None:
    """Return which axes of ``a[index]`` are new, where ``a`` has ``rank`` axes; None where the index has arrays in it.

    >>> new_axes(Tuple((NONE, Literal(3), Literal(...), NONE)), 3)
    (0, 3)
    """
    parts = [_part(t) for t in parts_of_index(index)]
    left = rank - sum(part.axes for part in parts if part is not None)
    found, axis = [], 0
    for part in parts:
        if part is None or part.kind == "fancy":
            return None
        if part.kind == "new":
            found.append(axis)
        axis += {"integer": 0, "rest": left}.get(part.kind, 1)
    return tuple(found)


def _fancy_positions(parts: Sequence[_Part]) -> list[int]:
    """Return the positions of the parts that are broadcast against each other: with arrays, integers take part."""
    if not any(part.kind == "fancy" for part in parts):
        return []
    return [i for i, part in enumerate(parts) if part.kind in ("fancy", "integer")]


def _with_fancy(dtype: str, lengths: list[Length], place: int, parts: Sequence[_Part]) -> Type:
    common = broadcast_shapes(*(part.shape for part in parts if part.kind == "fancy"))
    assert common is not None
    return Array(dtype, (*lengths[:place], *common, *lengths[place:]))


known("operator.getitem", result=item_type, can_fail=True, view=True)


# --- layout ---------------------------------------------------------------------------------------------------------


def _shape_attribute(x: Type) -> Type:
    """Return the type of ``np.shape(x)``: the lengths with their symbolic values."""
    shape = shape_of(x)
    return UNKNOWN if shape is None else Tuple(tuple(Scalar("int", value=value_of(n)) for n in shape))


def _ndim_attribute(x: Type) -> Type:
    rank = rank_of(x)
    return INT if rank is None else Literal(rank)


def _size_attribute(x: Type, axis: Type = NONE) -> Type:
    shape = shape_of(x)
    if axis != NONE:
        axes = None if shape is None else axis_numbers(axis, len(shape))
        shape = None if shape is None or axes is None or len(axes) != 1 else (shape[axes[0]],)
    size = size_of(shape)
    return INT if size is None else Scalar("int", value=value_of(size))


def _strides_attribute(x: Type) -> Type:
    rank = rank_of(x)
    return UNKNOWN if rank is None else Tuple((INT,) * rank)


def _dtype_attribute(x: Type) -> Type:
    match widen(x):
        case Array(dtype=dtype) | Scalar(form="numpy", dtype=dtype) if dtype:
            return Object("numpy.dtype", (("name", Literal(dtype)),))
        case _:
            return UNKNOWN


def _bytes_attribute(x: Type) -> Type:
    return INT if isinstance(widen(x), (Array, Scalar)) else UNKNOWN


known("numpy.shape", "numpy.ndarray.shape", result=_shape_attribute)
known("numpy.ndim", "numpy.ndarray.ndim", result=_ndim_attribute)
known("numpy.size", "numpy.ndarray.size", result=_size_attribute)
known("numpy.ndarray.strides", result=_strides_attribute)
known("numpy.ndarray.dtype", result=_dtype_attribute)
known("numpy.ndarray.itemsize", "numpy.ndarray.nbytes", result=_bytes_attribute)


# --- take -----------------------------------------------------------------------------------------------------------


def _taken(a: Type, indices: Type, axis: Type = NONE, *, mode: Type = NONE) -> Type:
    operand, shape, inner = array_like(a), shape_of(a), shape_of(indices)
    if inner is None or operand == UNKNOWN:
        return UNKNOWN
    if axis == NONE:
        return _of_take(operand, inner, indices)
    axes = None if shape is None else axis_numbers(axis, len(shape))
    if shape is None or axes is None or len(axes) != 1:
        return UNKNOWN
    (at,) = axes
    return _of_take(operand, (*shape[:at], *inner, *shape[at + 1 :]), indices)


def _of_take(operand: Type, shape: tuple[Length, ...], indices: Type) -> Type:
    """Return the type of what ``np.take`` gives; without axes: a NumPy scalar, unless the indices are a 0-d array."""
    dtype = promote(operand)
    return UNKNOWN if not shape and isinstance(indices, Array) else number(dtype, shape)


@linear("numpy.take", "numpy.ndarray.take", result=_taken, can_fail=True)
def take(g: Number, a: Number, indices: Number, axis: Number = None, *, mode: Number = "raise", out: Number) -> Number:
    """Take along an axis: add each piece back where it was taken."""
    if axis is None:
        return np.reshape(scatter(g, inside(indices, np.size(a), mode), np.size(a)), np.shape(a))
    if mode != "raise":
        indices = inside(indices, np.shape(a)[axis], mode)
    if axis == 0:
        return scatter(g, indices, np.shape(a))
    return scatter(g, along(indices, axis), np.shape(a))


def inside(indices: Number, length: Number, mode: Number) -> Number:
    """Return the indices that ``np.take`` uses in this mode for an axis of this length."""
    if mode == "wrap":
        return np.mod(indices, length)
    if mode == "clip":
        return np.clip(indices, 0, length - 1)
    return indices


def _item(a: Type, *place: Type) -> Type:
    kind = kind_of(a)
    return Scalar(kind) if kind else UNKNOWN


@linear("numpy.ndarray.item", result=_item, can_fail=True)
def item(g: Number, a: Number, *place: Number, out: Number) -> Number:
    """Read one element as a Python number."""
    if len(place) == 0:
        return np.reshape(np.asarray(g), np.shape(a))
    if len(place) > 1:
        return scatter(g, place, np.shape(a))
    if isinstance(place[0], tuple):
        return scatter(g, place[0], np.shape(a))
    return np.reshape(scatter(g, place[0], np.size(a)), np.shape(a))


def _listed(a: Type) -> Type:
    shape, kind = shape_of(a), kind_of(a)
    return List(Scalar(kind), shape[0]) if isinstance(a, Array) and shape and len(shape) == 1 and kind else UNKNOWN


@linear("numpy.ndarray.tolist", result=_listed)
def tolist(g: Number, a: Number, *, out: Number) -> Number:
    """Turn a vector into a list of numbers."""
    return np.array(g)


_LAST = Literal(-1)


def _taken_along(arr: Type, indices: Type, axis: Type = _LAST) -> Type:
    operand, shape, places = array_like(arr), shape_of(arr), shape_of(indices)
    if operand == UNKNOWN or shape is None or places is None:
        return UNKNOWN
    dtype = promote(operand)
    if axis == NONE:
        return Array(dtype, places)
    axes = axis_numbers(axis, len(shape))
    if axes is None or len(axes) != 1 or len(places) != len(shape):
        return UNKNOWN
    both = broadcast_shapes(shape, places)
    return Array(dtype, tuple(places[i] if i == axes[0] else n for i, n in enumerate(both or ())))


@linear("numpy.take_along_axis", result=_taken_along, can_fail=True)
def take_along_axis(g: Number, arr: Number, indices: Number, axis: Number = -1, *, out: Number) -> Number:
    """Take by an index for each place: add each element back where it was taken."""
    if axis is None:
        return np.reshape(scatter(g, indices, np.size(arr)), np.shape(arr))
    return scatter(g, along_each(indices, axis, np.shape(arr)), np.shape(arr))
