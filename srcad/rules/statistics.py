"""The module ``statistics``: the values are its own, which rounds once; these are the derivatives."""

from __future__ import annotations

from statistics import fmean

import numpy as np

from srcad.ir import types as ty
from srcad.ir.types import FLOAT, NONE, UNKNOWN, Scalar, Tuple, Type
from srcad.rules.declare import Number, custom, linear
from srcad.rules.merging import element_of
from srcad.rules.results import always
from srcad.rules.static import is_array
from srcad.runtime.ordering import ranks

# --- result types -----------------------------------------------------------------------------------------------------


def _of_items(data: Type, weights: Type = NONE) -> Type:
    """Return the type of what is computed in the class of the items."""
    if weights != NONE:
        return UNKNOWN
    item = ty.forget_value(element_of(data))
    return item if isinstance(item, Scalar) and item.kind == "float" else UNKNOWN


def _line(x: Type, y: Type, *, proportional: Type = NONE) -> Type:
    return Tuple((FLOAT, FLOAT), "statistics.LinearRegression", ("slope", "intercept"))


# --- means ------------------------------------------------------------------------------------------------------------


def like_data(terms: Number, data: Number) -> Number:
    """Return the terms of the items as the adjoint of the data."""
    return np.array(terms, dtype=data.dtype) if is_array(data) else terms


def along(terms: Number, tangent: Number) -> Number:
    """Return the derivative along a direction of which some part may be absent."""
    total = 0.0
    if tangent is not None:
        for term, x_dot in zip(terms, tangent):
            total = total + term * x_dot
    return total


@linear("statistics.mean", result=_of_items)
def mean(g: Number, data: Number, *, out: Number) -> Number:
    """Take the mean."""
    return like_data([g / len(data)] * len(data), data)


def fmean_forward(tangents: Number, data: Number, weights: Number = None, *, out: Number) -> Number:
    """Return the tangent of the mean."""
    terms = fmean_(1.0, data, weights, out=out)
    slope = along(terms[0], tangents[0])
    return slope if weights is None else slope + along(terms[1], tangents[1])


@custom("statistics.fmean", result=always(FLOAT), wrt=("data", "weights"), forward=fmean_forward)
def fmean_(g: Number, data: Number, weights: Number = None, *, out: Number) -> Number:
    """Take the mean, weighted or not."""
    if weights is None:
        return like_data([g / len(data)] * len(data), data), None
    total = sum(weights)
    return (
        like_data([g * w / total for w in weights], data),
        like_data([g * (x - out) / total for x in data], weights),
    )


def geometric_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the geometric mean."""
    return along(geometric_mean(1.0, data, out=out), tangents[0])


@custom("statistics.geometric_mean", result=always(FLOAT), forward=geometric_forward)
def geometric_mean(g: Number, data: Number, *, out: Number) -> Number:
    """Take the root of the product; reuses it."""
    return like_data([g * out / (len(data) * x) for x in data], data)


def harmonic_forward(tangents: Number, data: Number, weights: Number = None, *, out: Number) -> Number:
    """Return the tangent of the harmonic mean."""
    terms = harmonic_mean(1.0, data, weights, out=out)
    slope = along(terms[0], tangents[0])
    return slope if weights is None else slope + along(terms[1], tangents[1])


@custom("statistics.harmonic_mean", result=_of_items, wrt=("data", "weights"), forward=harmonic_forward)
def harmonic_mean(g: Number, data: Number, weights: Number = None, *, out: Number) -> Number:
    """Take the reciprocal of the mean of reciprocals; reuses it."""
    if weights is None:
        return like_data([g * out * out / (len(data) * x * x) for x in data], data), None
    total = sum(weights)
    return (
        like_data([g * w * out * out / (total * x * x) for x, w in zip(data, weights)], data),
        like_data([g * (out - out * out / x) / total for x in data], weights),
    )


# --- by order: equal items stay as they stand -------------------------------------------------------------------------


def median_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the median."""
    return along(median(1.0, data, out=out), tangents[0])


@custom("statistics.median", result=_of_items, forward=median_forward)
def median(g: Number, data: Number, *, out: Number) -> Number:
    """Take the item in the middle, or the mean of two."""
    low, high = (len(data) - 1) // 2, len(data) // 2
    share = g if low == high else 0.5 * g
    return like_data([share if low <= k <= high else 0.0 for k in ranks(data)], data)


def low_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the low median."""
    return along(median_low(1.0, data, out=out), tangents[0])


@custom("statistics.median_low", result=_of_items, forward=low_forward)
def median_low(g: Number, data: Number, *, out: Number) -> Number:
    """Take the item in the middle, or the smaller of two."""
    middle = (len(data) - 1) // 2
    return like_data([g if k == middle else 0.0 for k in ranks(data)], data)


def high_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the high median."""
    return along(median_high(1.0, data, out=out), tangents[0])


@custom("statistics.median_high", result=_of_items, forward=high_forward)
def median_high(g: Number, data: Number, *, out: Number) -> Number:
    """Take the item in the middle, or the larger of two."""
    middle = len(data) // 2
    return like_data([g if k == middle else 0.0 for k in ranks(data)], data)


# --- spread -----------------------------------------------------------------------------------------------------------


def variance_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the variance."""
    return along(variance(1.0, data, out=out), tangents[0])


@custom("statistics.variance", result=_of_items, forward=variance_forward)
def variance(g: Number, data: Number, *, out: Number) -> Number:
    """Take the variance of a sample: what the mean contributes sums to zero."""
    center = fmean(data)
    return like_data([2.0 * g * (x - center) / (len(data) - 1) for x in data], data)


def pvariance_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the variance."""
    return along(pvariance(1.0, data, out=out), tangents[0])


@custom("statistics.pvariance", result=_of_items, forward=pvariance_forward)
def pvariance(g: Number, data: Number, *, out: Number) -> Number:
    """Take the variance of a population."""
    center = fmean(data)
    return like_data([2.0 * g * (x - center) / len(data) for x in data], data)


def stdev_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the deviation."""
    return along(stdev(1.0, data, out=out), tangents[0])


@custom("statistics.stdev", result=always(FLOAT), forward=stdev_forward)
def stdev(g: Number, data: Number, *, out: Number) -> Number:
    """Take the deviation of a sample; 0 for items that are all equal."""
    center = fmean(data)
    scale = g / ((len(data) - 1) * out) if out else 0.0
    return like_data([scale * (x - center) for x in data], data)


def pstdev_forward(tangents: Number, data: Number, *, out: Number) -> Number:
    """Return the tangent of the deviation."""
    return along(pstdev(1.0, data, out=out), tangents[0])


@custom("statistics.pstdev", result=always(FLOAT), forward=pstdev_forward)
def pstdev(g: Number, data: Number, *, out: Number) -> Number:
    """Take the deviation of a population; 0 for items that are all equal."""
    center = fmean(data)
    scale = g / (len(data) * out) if out else 0.0
    return like_data([scale * (x - center) for x in data], data)


# --- two variables ----------------------------------------------------------------------------------------------------


def covariance_forward(tangents: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Return the tangent of the covariance."""
    terms = covariance(1.0, x, y, out=out)
    return along(terms[0], tangents[0]) + along(terms[1], tangents[1])


@custom("statistics.covariance", result=always(FLOAT), forward=covariance_forward)
def covariance(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Take the covariance of two samples."""
    x_center, y_center, scale = fmean(x), fmean(y), g / (len(x) - 1)
    return like_data([scale * (b - y_center) for b in y], x), like_data([scale * (a - x_center) for a in x], y)


def correlation_forward(tangents: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Return the tangent of the correlation."""
    terms = correlation(1.0, x, y, out=out)
    return along(terms[0], tangents[0]) + along(terms[1], tangents[1])


@custom("statistics.correlation", result=always(FLOAT), forward=correlation_forward)
def correlation(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Take Pearson's correlation; reuses it."""
    x_center, y_center = fmean(x), fmean(y)
    x_square = sum([(a - x_center) ** 2 for a in x])
    y_square = sum([(b - y_center) ** 2 for b in y])
    scale = g / (x_square * y_square) ** 0.5
    return (
        like_data([scale * (b - y_center) - g * out * (a - x_center) / x_square for a, b in zip(x, y)], x),
        like_data([scale * (a - x_center) - g * out * (b - y_center) / y_square for a, b in zip(x, y)], y),
    )


def regression_forward(tangents: Number, x: Number, y: Number, *, proportional: Number = False, out: Number) -> Number:
    """Return the tangents of slope and intercept."""
    found = []
    for g in ((1.0, None), (None, 1.0)):
        terms = linear_regression(g, x, y, proportional=proportional, out=out)
        found.append(along(terms[0], tangents[0]) + along(terms[1], tangents[1]))
    return tuple(found)


@custom("statistics.linear_regression", result=_line, wrt=("x", "y"), forward=regression_forward)
def linear_regression(g: Number, x: Number, y: Number, *, proportional: Number = False, out: Number) -> Number:
    """Fit a line by least squares; ``intercept = mean(y) - slope * mean(x)``."""
    slope, g_intercept = out[0], 0.0 if g[1] is None else g[1]
    x_center, y_center = (0.0, 0.0) if proportional else (fmean(x), fmean(y))
    share = 0.0 if proportional else g_intercept / len(x)
    square = sum([(a - x_center) ** 2 for a in x])
    scale = ((0.0 if g[0] is None else g[0]) - g_intercept * x_center) / square
    return (
        like_data([scale * (b - y_center - 2.0 * slope * (a - x_center)) - share * slope for a, b in zip(x, y)], x),
        like_data([scale * (a - x_center) + share for a in x], y),
    )
