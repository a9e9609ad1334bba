"""Functions that put elements in order: sorted arrays, and what is read off at a place in the order."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import array_like, float_dtype, promote, shape_of, size_of
from srcad.rules.reductions import spread
from srcad.rules.results import reduction
from srcad.runtime.shapes import along_each, scatter

_LAST, _FALSE = Literal(-1), Literal(False)


def _sorted(a: Type, axis: Type = _LAST, *_others: Type, **_named: Type) -> Type:
    if not isinstance(array_like(a), Array):
        return UNKNOWN
    size = size_of(shape_of(a))
    return Array(promote(array_like(a)), ((size,) if size is not None else None) if axis == NONE else shape_of(a))


def sort_forward(
    tangents: Number, a: Number, axis: Number = -1, kind: Number = None, *, stable: Number = None, out: Number
) -> Number:
    """Put the tangents in the same order."""
    if axis is None:
        return np.ravel(tangents[0])[np.argsort(np.ravel(a), kind="stable")]
    return np.take_along_axis(tangents[0], np.argsort(a, axis, kind="stable"), axis)


@custom("numpy.sort", result=_sorted, wrt=("a",), forward=sort_forward)
def sort(g: Number, a: Number, axis: Number = -1, kind: Number = None, *, stable: Number = None, out: Number) -> Number:
    """Sort along an axis: each element gets what belongs to its place."""
    if axis is None:
        return np.reshape(scatter(g, np.argsort(np.ravel(a), kind="stable"), np.size(a)), np.shape(a))
    order = np.argsort(a, axis, kind="stable")
    if np.ndim(a) == 1:
        return scatter(g, order, np.shape(a))
    return scatter(g, along_each(order, axis, np.shape(a)), np.shape(a))


# --- medians ----------------------------------------------------------------------------------------------------------


def _median(
    a: Type, axis: Type = NONE, out: Type = NONE, overwrite_input: Type = _FALSE, keepdims: Type = _FALSE
) -> Type:
    return reduction(float_dtype)(a, axis, NONE, out, keepdims=keepdims)


def middle_of(a: Number, axis: Number) -> Number:
    """Return the places along an axis of the one or two elements in the middle."""
    count = np.shape(a)[axis]
    return np.take(np.argsort(a, axis, kind="stable"), np.arange((count - 1) // 2, count // 2 + 1), axis)


def median_forward(tangents: Number, a: Number, axis: Number = None, *, keepdims: bool = False, out: Number) -> Number:
    """Return the mean of the tangents of the elements in the middle."""
    if isinstance(axis, tuple):
        raise NotImplementedError("np.median along several axes: reshape the array first")
    if axis is None:
        return np.reshape(np.mean(np.ravel(tangents[0])[middle_of(np.ravel(a), 0)]), np.shape(out))
    return np.mean(np.take_along_axis(tangents[0], middle_of(a, axis), axis), axis=axis, keepdims=keepdims)


@custom("numpy.median", result=_median, wrt=("a",), forward=median_forward)
def median(g: Number, a: Number, axis: Number = None, *, keepdims: bool = False, out: Number) -> Number:
    """Take the element in the middle, or the mean of the two there."""
    if isinstance(axis, tuple):
        raise NotImplementedError("np.median along several axes: reshape the array first")
    if axis is None:
        middle = middle_of(np.ravel(a), 0)
        share = np.broadcast_to(np.sum(g) / np.size(middle), np.shape(middle))
        return np.reshape(scatter(share, middle, np.size(a)), np.shape(a))
    middle = middle_of(a, axis)
    share = np.broadcast_to(spread(g, axis, keepdims) / np.shape(middle)[axis], np.shape(middle))
    return scatter(share, along_each(middle, axis, np.shape(a)), np.shape(a))
