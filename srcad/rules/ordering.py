"""Functions that put elements in order: sorted arrays, and what is read off at a place in the order."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import array_like, float_dtype, promote, shape_of, size_of
from srcad.rules.reductions import spread
from srcad.rules.results import reduction
from srcad.runtime.shapes import along_each, scatter

_LAST, _FALSE, _LINEAR = Literal(-1), Literal(False), Literal("linear")


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


# --- quantiles --------------------------------------------------------------------------------------------------------


def _quantiles(
    a: Type,
    q: Type,
    axis: Type = NONE,
    out: Type = NONE,
    overwrite_input: Type = _FALSE,
    method: Type = _LINEAR,
    keepdims: Type = _FALSE,
) -> Type:
    places, values = shape_of(q), reduction(float_dtype)(a, axis, NONE, out, keepdims=keepdims)
    if places == () or values == UNKNOWN:
        return values
    dtype, rest = promote(values), shape_of(values)
    return Array(dtype, None if places is None or rest is None else (*places, *rest))


def neighbours_of(fraction: Number, count: int, method: str) -> Number:
    """Return the places in the order below and above a fraction of the way, and the share of the one above."""
    place = np.ravel(fraction) * (count - 1)
    below, above = np.floor(place).astype(int), np.ceil(place).astype(int)
    if method == "linear":
        return below, above, place - below
    if method == "lower":
        return below, above, np.zeros(np.shape(place))
    if method == "higher":
        return below, above, np.ones(np.shape(place))
    if method == "midpoint":
        return below, above, np.full(np.shape(place), 0.5)
    raise NotImplementedError("np.quantile: only by the methods linear, lower, higher and midpoint")


def values_along(a: Number, axis: Number) -> Number:
    """Return the array with the axis that is put in order at the end; all axes make one."""
    return np.ravel(a) if axis is None else np.moveaxis(a, axis, -1)


def quantile_tangent(a_dot: Number, a: Number, fraction: Number, axis: Number, method: str, out: Number) -> Number:
    """Return the tangents of the elements at both sides, by their shares."""
    values, slopes = values_along(a, axis), values_along(a_dot, axis)
    order = np.argsort(values, -1, kind="stable")
    below, above, share = neighbours_of(fraction, np.shape(values)[-1], method)
    slope = np.take_along_axis(slopes, order[..., below], -1) * (1.0 - share)
    slope = slope + np.take_along_axis(slopes, order[..., above], -1) * share
    return np.reshape(np.moveaxis(slope, -1, 0), np.shape(out))


def quantile_term(g: Number, a: Number, fraction: Number, axis: Number, method: str) -> Number:
    """Return what the elements at both sides get, by their shares."""
    values = values_along(a, axis)
    order = np.argsort(values, -1, kind="stable")
    below, above, share = neighbours_of(fraction, np.shape(values)[-1], method)
    part = np.moveaxis(np.reshape(g, (np.size(share), *np.shape(values)[:-1])), 0, -1)
    shape = np.shape(values)
    term = scatter(part * (1.0 - share), along_each(order[..., below], -1, shape), shape)
    term = term + scatter(part * share, along_each(order[..., above], -1, shape), shape)
    return np.reshape(term, np.shape(a)) if axis is None else np.moveaxis(term, -1, axis)


def quantile_forward(
    tangents: Number,
    a: Number,
    q: Number,
    axis: Number = None,
    *,
    method: str = "linear",
    keepdims: bool = False,
    out: Number,
) -> Number:
    """Return the tangents of the elements at both sides."""
    return quantile_tangent(tangents[0], a, q, axis, method, out)


@custom("numpy.quantile", result=_quantiles, wrt=("a",), forward=quantile_forward)
def quantile(
    g: Number,
    a: Number,
    q: Number,
    axis: Number = None,
    *,
    method: str = "linear",
    keepdims: bool = False,
    out: Number,
) -> Number:
    """Take what a fraction of the elements lies below."""
    if isinstance(axis, tuple):
        raise NotImplementedError("np.quantile along several axes: reshape the array first")
    return quantile_term(g, a, q, axis, method)


def percentile_forward(
    tangents: Number,
    a: Number,
    q: Number,
    axis: Number = None,
    *,
    method: str = "linear",
    keepdims: bool = False,
    out: Number,
) -> Number:
    """Return the tangents of the elements at both sides."""
    return quantile_tangent(tangents[0], a, np.true_divide(q, 100), axis, method, out)


@custom("numpy.percentile", result=_quantiles, wrt=("a",), forward=percentile_forward)
def percentile(
    g: Number,
    a: Number,
    q: Number,
    axis: Number = None,
    *,
    method: str = "linear",
    keepdims: bool = False,
    out: Number,
) -> Number:
    """Take what so many in a hundred elements lie below."""
    if isinstance(axis, tuple):
        raise NotImplementedError("np.percentile along several axes: reshape the array first")
    return quantile_term(g, a, np.true_divide(q, 100), axis, method)
