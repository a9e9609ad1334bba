"""Functions that pick elements, repeat them or put others between them: where each comes from is found by positions."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Tuple, Type, integer_value
from srcad.rules.declare import Number, custom, known, linear
from srcad.rules.dtypes import array_like, promote, rank_of, shape_of
from srcad.rules.extents import made_shape
from srcad.runtime.shapes import along, scatter

_FALSE, _LAST, _FIRST = Literal(False), Literal(-1), Literal(0)


def _of_rank(a: Type, rank: int | None) -> Type:
    operand = array_like(a)
    if operand == UNKNOWN:
        return UNKNOWN
    return Array(promote(operand), None if rank is None else (UNKNOWN_LENGTH,) * rank)


def placed(g: Number, places: Number, a: Number) -> Number:
    """Return the transpose of reading elements of ``a``, in order, at flat positions."""
    return np.reshape(scatter(np.ravel(g), np.ravel(places), np.size(a)), np.shape(a))


def positions(a: Number) -> Number:
    """Return the flat position of each element."""
    return np.reshape(np.arange(np.size(a)), np.shape(a))


# --- copies -----------------------------------------------------------------------------------------------------------


def _filled_up(a: Type, new_shape: Type) -> Type:
    operand = array_like(a)
    return UNKNOWN if operand == UNKNOWN else Array(promote(operand), made_shape(new_shape))


@linear("numpy.resize", result=_filled_up, can_fail=True)
def resize(g: Number, a: Number, new_shape: Number, *, out: Number) -> Number:
    """Repeat the elements until a shape is full."""
    return placed(g, np.resize(np.arange(np.size(a)), new_shape), a)


@linear("numpy.trim_zeros", result=lambda filt, trim=NONE: _of_rank(filt, rank_of(filt)))
def trim_zeros(g: Number, filt: Number, trim: str = "fb", *, out: Number) -> Number:
    """Leave out zeros at the ends: these get nothing."""
    first = int(np.argmax(np.asarray(filt) != 0)) if "f" in trim.lower() else 0
    return scatter(g, slice(first, first + np.size(out)), np.size(filt))


def _on_diagonal(v: Type, k: Type = _FIRST) -> Type:
    return _of_rank(v, 2)


@linear("numpy.diagflat", result=_on_diagonal)
def diagflat(g: Number, v: Number, k: int = 0, *, out: Number) -> Number:
    """Put the elements on a diagonal."""
    return np.reshape(np.diag(g, k), np.shape(v))


def _windows(x: Type, window_shape: Type, axis: Type = NONE, *, subok: Type = _FALSE, writeable: Type = _FALSE) -> Type:
    rank = rank_of(x)
    if rank is None or not isinstance(array_like(x), Array):
        return UNKNOWN
    if integer_value(window_shape) is not None:
        return _of_rank(x, rank + 1)
    return _of_rank(x, rank + len(window_shape.items)) if isinstance(window_shape, Tuple) else _of_rank(x, None)


@linear("numpy.lib.stride_tricks.sliding_window_view", result=_windows, view=True, can_fail=True)
def sliding_window_view(g: Number, x: Number, window_shape: Number, axis: Number = None, *, out: Number) -> Number:
    """Look through all windows: each element gets what it has in any of them."""
    return placed(g, np.lib.stride_tricks.sliding_window_view(positions(x), window_shape, axis), x)


# --- choices ----------------------------------------------------------------------------------------------------------


def _sorted_in_part(a: Type, kth: Type, axis: Type = _LAST) -> Type:
    operand = array_like(a)
    if not isinstance(operand, Array):
        return UNKNOWN
    return _of_rank(a, 1) if axis == NONE else Array(promote(operand), operand.shape)


def partition_forward(tangents: Number, a: Number, kth: Number, axis: Number = -1, *, out: Number) -> Number:
    """Put the tangents in the same order."""
    if axis is None:
        return np.ravel(tangents[0])[np.argpartition(a, kth, None)]
    return np.take_along_axis(tangents[0], np.argpartition(a, kth, axis), axis)


@custom("numpy.partition", result=_sorted_in_part, wrt=("a",), forward=partition_forward, can_fail=True)
def partition(g: Number, a: Number, kth: Number, axis: Number = -1, *, out: Number) -> Number:
    """Put elements in the order of their size, in part."""
    if axis is None:
        return placed(g, np.argpartition(a, kth, None), a)
    return placed(g, np.take_along_axis(positions(a), np.argpartition(a, kth, axis), axis), a)


known(
    "numpy.argpartition",
    "numpy.ndarray.argpartition",
    result=lambda a, kth, axis=_LAST: Array("int64", (UNKNOWN_LENGTH,) if axis == NONE else shape_of(a)),
    can_fail=True,
)
known("numpy.lexsort", result=lambda keys, axis=_LAST: Array("int64"), can_fail=True)


def _distinct(
    ar: Type,
    return_index: Type = _FALSE,
    return_inverse: Type = _FALSE,
    return_counts: Type = _FALSE,
    axis: Type = NONE,
) -> Type:
    flags = (return_index, return_inverse, return_counts)
    if axis != NONE or not all(isinstance(t, Literal) for t in flags) or array_like(ar) == UNKNOWN:
        return UNKNOWN
    rank = rank_of(ar)
    places = Array("int64", None if rank is None else (UNKNOWN_LENGTH,) * rank)
    row = Array("int64", (UNKNOWN_LENGTH,))
    more = [t for flag, t in zip(flags, (row, places, row)) if flag != _FALSE]
    return Tuple((_of_rank(ar, 1), *more)) if more else _of_rank(ar, 1)


def unique_forward(
    tangents: Number,
    ar: Number,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    *,
    out: Number,
) -> Number:
    """Return the tangents of the first of those that are equal."""
    _, first = np.unique(ar, return_index=True)
    slope = np.ravel(tangents[0])[first]
    if not (return_index or return_inverse or return_counts):
        return slope
    return (slope, *[np.zeros(np.shape(o)) for o in out[1:]])


@custom("numpy.unique", result=_distinct, wrt=("ar",), forward=unique_forward)
def unique(
    g: Number,
    ar: Number,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    *,
    out: Number,
) -> Number:
    """Sort the elements, each once: the first of those that are equal stands for all."""
    _, first = np.unique(ar, return_index=True)
    if return_index or return_inverse or return_counts:
        return placed(g[0], first, ar)
    return placed(g, first, ar)


# --- insertions -------------------------------------------------------------------------------------------------------


def _inserted(arr: Type, obj: Type, values: Type, axis: Type = NONE) -> Type:
    return _of_rank(arr, 1 if axis == NONE else rank_of(arr))


@linear("numpy.insert", result=_inserted, wrt=("arr", "values"), can_fail=True)
def insert(g: Number, arr: Number, obj: Number, values: Number, axis: Number = None, *, out: Number) -> Number:
    """Put values between the elements of an array."""
    own = np.insert(positions(arr), obj, -1, axis)
    new = np.insert(np.full(np.shape(arr), -1), obj, positions(values), axis)
    return placed(g[own >= 0], own[own >= 0], arr), placed(g[new >= 0], new[new >= 0], values)


# --- sums over places -------------------------------------------------------------------------------------------------


def _counted(x: Type, weights: Type = NONE, minlength: Type = _FIRST) -> Type:
    return Array("int64" if weights == NONE else "float64", (UNKNOWN_LENGTH,))


@linear("numpy.bincount", result=_counted, wrt=("weights",), can_fail=True)
def bincount(g: Number, x: Number, weights: Number = None, minlength: int = 0, *, out: Number) -> Number:
    """Add up the weights at each number: each weight gets what belongs to its number."""
    return g[np.asarray(x)]


def _summed(array: Type, indices: Type, axis: Type = _FIRST) -> Type:
    return _of_rank(array, rank_of(array))


@linear("numpy.add.reduceat", result=_summed, can_fail=True)
def add_reduceat(g: Number, array: Number, indices: Number, axis: int = 0, *, out: Number) -> Number:
    """Sum from each index to the next one; from one that is not smaller than the next, take the element."""
    starts = np.asarray(indices)
    counts = np.maximum(np.diff(starts, append=np.shape(array)[axis]), 1)
    first = np.repeat(starts - np.cumsum(counts) + counts, counts)
    return scatter(np.repeat(g, counts, axis), along(first + np.arange(np.sum(counts)), axis), np.shape(array))
