"""Functions that put elements in order: sorted arrays, and what stands in the middle of the order."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import array_like, float_dtype, promote, shape_of, size_of
from srcad.rules.results import reduction
from srcad.rules.shaping import first_axes
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


def rows_along(a: Number, axis: Number) -> Number:
    """Return the array with what is put in order along the first axis: all axes, or several, make one."""
    if axis is None:
        return np.ravel(a)
    if not isinstance(axis, tuple):
        return np.moveaxis(a, axis, 0)
    front = np.moveaxis(a, axis, first_axes(len(axis)))
    return np.reshape(front, (-1, *np.shape(front)[len(axis) :]))


def rows_back(term: Number, a: Number, axis: Number) -> Number:
    """Return the rows of :func:`rows_along` where they were in ``a``."""
    if axis is None:
        return np.reshape(term, np.shape(a))
    if not isinstance(axis, tuple):
        return np.moveaxis(term, 0, axis)
    front = np.shape(np.moveaxis(a, axis, first_axes(len(axis))))
    return np.moveaxis(np.reshape(term, front), first_axes(len(axis)), axis)


def put_back(term: Number, places: Number, rows: Number) -> Number:
    """Return zeros of the shape of ``rows`` with ``term`` added at places along the first axis."""
    index = places if np.ndim(rows) == 1 else along_each(places, 0, np.shape(rows))
    return scatter(term, index, np.shape(rows))


def middle_of(rows: Number) -> Number:
    """Return the places along the first axis of the one or two elements in the middle."""
    count = np.shape(rows)[0]
    return np.argsort(rows, 0, kind="stable")[(count - 1) // 2 : count // 2 + 1]


def median_forward(tangents: Number, a: Number, axis: Number = None, *, keepdims: bool = False, out: Number) -> Number:
    """Return the mean of the tangents of the elements in the middle."""
    middle = middle_of(rows_along(a, axis))
    return np.reshape(np.mean(np.take_along_axis(rows_along(tangents[0], axis), middle, 0), axis=0), np.shape(out))


@custom("numpy.median", result=_median, wrt=("a",), forward=median_forward)
def median(g: Number, a: Number, axis: Number = None, *, keepdims: bool = False, out: Number) -> Number:
    """Take the element in the middle, or the mean of the two there."""
    rows = rows_along(a, axis)
    middle = middle_of(rows)
    share = np.broadcast_to(np.reshape(g, np.shape(rows)[1:]) / np.shape(middle)[0], np.shape(middle))
    return rows_back(put_back(share, middle, rows), a, axis)


def numbers_in_the_middle(rows: Number) -> Number:
    """Return the places along the first axis of the two elements in the middle of those that are no NaN."""
    count = np.sum(~np.isnan(rows), axis=0)
    both = np.stack((np.maximum(count - 1, 0) // 2, np.minimum(count // 2, np.shape(rows)[0] - 1)))
    return np.take_along_axis(np.argsort(rows, 0, kind="stable"), both, 0)


def nanmedian_forward(
    tangents: Number, a: Number, axis: Number = None, *, keepdims: bool = False, out: Number
) -> Number:
    """Return the mean of the tangents of the elements in the middle."""
    middle = numbers_in_the_middle(rows_along(a, axis))
    return np.reshape(np.mean(np.take_along_axis(rows_along(tangents[0], axis), middle, 0), axis=0), np.shape(out))


@custom("numpy.nanmedian", result=_median, wrt=("a",), forward=nanmedian_forward, real=True, absorbs=True)
def nanmedian(g: Number, a: Number, axis: Number = None, *, keepdims: bool = False, out: Number) -> Number:
    """Take the element in the middle of those that are no NaN, or the mean of the two there."""
    rows = rows_along(a, axis)
    middle = numbers_in_the_middle(rows)
    share = np.broadcast_to(0.5 * np.reshape(g, np.shape(rows)[1:]), np.shape(middle))
    return rows_back(put_back(share, middle, rows), a, axis)
