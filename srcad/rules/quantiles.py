"""Quantiles: what is read off at a fraction of the way through the elements in order."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import float_dtype, promote, shape_of
from srcad.rules.ordering import put_back, rows_along, rows_back
from srcad.rules.results import reduction
from srcad.runtime.shapes import unbroadcast

_FALSE, _LINEAR = Literal(False), Literal("linear")


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


def shift_of(method: str) -> Number:
    """Return by how much the counted elements differ from a fraction of all, at its two ends (Hyndman and Fan 1996)."""
    if method == "linear":
        return 1.0, 1.0
    if method == "weibull":
        return 0.0, 0.0
    if method == "hazen":
        return 0.5, 0.5
    if method == "median_unbiased":
        return 1.0 / 3.0, 1.0 / 3.0
    if method == "normal_unbiased":
        return 0.375, 0.375
    if method == "interpolated_inverted_cdf":
        return 0.0, 1.0
    raise NotImplementedError("np.quantile: of this method no derivative is known")


def is_step(method: str) -> bool:
    """Say whether elements are taken as they are, or half of each of two."""
    return method == "lower" or method == "higher" or method == "nearest" or method == "midpoint"


def neighbours_of(fraction: Number, count: int, method: str) -> Number:
    """Return the places in the order below and above a fraction of the way, and the share of the one above."""
    if is_step(method):
        place = np.ravel(fraction) * (count - 1)
        below, above = np.floor(place).astype(int), np.ceil(place).astype(int)
        if method == "nearest":
            below = np.rint(place).astype(int)
        share = np.full(np.shape(place), 0.5 if method == "midpoint" else 1.0 if method == "higher" else 0.0)
        return below, above, share
    if method == "linear":
        place = np.ravel(fraction) * (count - 1)
    else:
        low, high = shift_of(method)
        shifted = count * np.ravel(fraction) + low + np.ravel(fraction) * (1.0 - low - high) - 1.0
        place = np.clip(shifted, 0.0, count - 1.0)
    below = np.floor(place).astype(int)
    return below, np.minimum(below + 1, count - 1), place - below


def quantile_tangent(a_dot: Number, a: Number, fraction: Number, axis: Number, method: str, out: Number) -> Number:
    """Return the tangents of the elements at both sides, by their shares."""
    rows, slopes = rows_along(a, axis), rows_along(a_dot, axis)
    order = np.argsort(rows, 0, kind="stable")
    below, above, share = neighbours_of(fraction, np.shape(rows)[0], method)
    part = np.reshape(share, (-1, *(1,) * (np.ndim(rows) - 1)))
    slope = np.take_along_axis(slopes, order[below], 0) * (1.0 - part)
    return np.reshape(slope + np.take_along_axis(slopes, order[above], 0) * part, np.shape(out))


def rise_at(a: Number, fraction: Number, axis: Number, method: str, shape: Number) -> Number:
    """Return how fast a quantile changes with the fraction: what lies between two elements, by their number."""
    rows = np.sort(rows_along(a, axis), 0)
    count = np.shape(rows)[0]
    below, above, _ = neighbours_of(fraction, count, method)
    if is_step(method):
        return np.zeros(shape)
    low, high = shift_of(method)
    return np.reshape((rows[above] - rows[below]) * (count + 1.0 - low - high), shape)


def quantile_terms(g: Number, a: Number, fraction: Number, axis: Number, method: str) -> Number:
    """Return what the elements at both sides get, by their shares, and what the fraction gets."""
    rows = rows_along(a, axis)
    shape = np.shape(rows)
    order = np.argsort(rows, 0, kind="stable")
    below, above, share = neighbours_of(fraction, shape[0], method)
    g_rows, part = np.reshape(g, (-1, *shape[1:])), np.reshape(share, (-1, *(1,) * (np.ndim(rows) - 1)))
    term = put_back(g_rows * (1.0 - part), order[below], rows) + put_back(g_rows * part, order[above], rows)
    rise = g_rows * rise_at(a, fraction, axis, method, np.shape(g_rows))
    q_term = np.sum(np.reshape(rise, (np.size(fraction), -1)), axis=1)
    return rows_back(term, a, axis), unbroadcast(np.reshape(q_term, np.shape(fraction)), fraction)


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
    """Return the tangents of the elements at both sides, and what the fraction's tangent makes of their distance."""
    slope = np.zeros_like(out) if tangents[0] is None else quantile_tangent(tangents[0], a, q, axis, method, out)
    if tangents[1] is None:
        return slope
    q_dot = np.reshape(tangents[1], (-1, *(1,) * (np.ndim(out) - np.ndim(q))) if np.ndim(q) else ())
    return slope + rise_at(a, q, axis, method, np.shape(out)) * q_dot


@custom("numpy.quantile", result=_quantiles, wrt=("a", "q"), forward=quantile_forward, real=True)
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
    """Take what a fraction of the elements lies below; at an element the slope is that of the way to the next one."""
    return quantile_terms(g, a, q, axis, method)


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
    """Return the tangent of the quantile of a hundredth."""
    dots = (tangents[0], None if tangents[1] is None else np.true_divide(tangents[1], 100.0))
    return quantile_forward(dots, a, np.true_divide(q, 100), axis, method=method, keepdims=keepdims, out=out)


@custom("numpy.percentile", result=_quantiles, wrt=("a", "q"), forward=percentile_forward, real=True)
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
    a_term, q_term = quantile_terms(g, a, np.true_divide(q, 100), axis, method)
    return a_term, q_term / 100.0
