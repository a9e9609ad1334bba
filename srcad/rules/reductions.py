"""Reductions along axes, as functions and as methods of arrays: sums, moments, extrema, weighted means."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Literal, Tuple, Type
from srcad.rules.declare import Number, custom, linear
from srcad.rules.dtypes import array_like, float_dtype, promote, real_dtype, reduced_shape, shape_of, sum_dtype
from srcad.rules.results import apply_ufunc, number, reduction, reduction_without_dtype
from srcad.rules.static import is_scalar
from srcad.runtime.shapes import unbroadcast

_NO = Literal(False)


def spread(g: Number, axis: Number, keepdims: Number) -> Number:
    """Give ``g`` the axes of length 1 back that the reduction removed, so that it broadcasts against the operand."""
    if axis is None or keepdims or is_scalar(g):
        return g
    return np.expand_dims(g, axis)


def count_along(a: Number, axis: Number) -> Number:
    """Return how many elements go into each result of a reduction."""
    if axis is None:
        return np.size(a)
    if isinstance(axis, tuple):
        count = 1
        for i in axis:
            count = count * np.shape(a)[i]
        return count
    return np.shape(a)[axis]


def is_everywhere(where: Number) -> Number:
    """Say whether a reduction takes all elements, as it does by default."""
    return isinstance(where, bool) and where


def chosen(x: Number, where: Number) -> Number:
    """Return ``x`` where the reduction takes elements, 0 elsewhere."""
    return x if is_everywhere(where) else np.where(where, x, 0.0)


def count_chosen(a: Number, axis: Number, where: Number) -> Number:
    """Return how many elements go into each result, in a shape that broadcasts against ``a``."""
    return count_along(a, axis) if is_everywhere(where) else total(np.where(where, np.ones_like(a), 0.0), axis)


def total(a: Number, axis: Number) -> Number:
    """Return the sum along ``axis`` in a shape that broadcasts against ``a``."""
    return np.sum(a) if axis is None else np.sum(a, axis=axis, keepdims=True)


def centred(a: Number, axis: Number, where: Number, mean: Number) -> Number:
    """Return the deviations from the mean along ``axis``; 0 for elements that are not taken."""
    if mean is not None:
        return chosen(a - mean, where)
    if not is_everywhere(where):
        return chosen(a - total(chosen(a, where), axis) / count_chosen(a, axis, where), where)
    return a - (np.mean(a) if axis is None else np.mean(a, axis=axis, keepdims=True))


# --- sums -----------------------------------------------------------------------------------------------------------


@linear("numpy.sum", "numpy.ndarray.sum", result=reduction(sum_dtype), wrt=("a", "initial"))
def sum_(
    g: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = 0,
    where: Number = True,
    out: Number,
) -> Number:
    """Add up the elements, and ``initial`` to each sum."""
    return chosen(np.broadcast_to(spread(g, axis, keepdims), np.shape(a)), where), g


@linear("numpy.mean", "numpy.ndarray.mean", result=reduction(float_dtype))
def mean(
    g: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    where: Number = True,
    out: Number,
) -> Number:
    """Take the mean of the elements."""
    share = spread(g, axis, keepdims) / count_chosen(a, axis, where)
    return chosen(np.broadcast_to(share, np.shape(a)), where)


# --- moments --------------------------------------------------------------------------------------------------------

_MOMENT = reduction(lambda dtype: real_dtype(float_dtype(dtype)))


def freedom(a: Number, axis: Number, ddof: Number, where: Number, correction: Number) -> Number:
    """Return what sums of squares are divided by."""
    return count_chosen(a, axis, where) - (ddof if correction is None else correction)


def moment_forward(a_dot: Number, mean_dot: Number, deviations: Number, axis: Number) -> Number:
    """Return half the tangent of the sum of squares of the deviations."""
    a_part = 0.0 if a_dot is None else np.real(np.conj(deviations) * a_dot)
    mean_part = 0.0 if mean_dot is None else np.real(np.conj(deviations) * mean_dot)
    return total(a_part - mean_part, axis)


def var_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    ddof: Number = 0,
    keepdims: Number = False,
    where: Number = True,
    mean: Number = None,
    correction: Number = None,
    out: Number,
) -> Number:
    """Return the tangent of the variance."""
    slope = moment_forward(tangents[0], tangents[1], centred(a, axis, where, mean), axis)
    return np.reshape(2 * slope / freedom(a, axis, ddof, where, correction), np.shape(out))


def std_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    ddof: Number = 0,
    keepdims: Number = False,
    where: Number = True,
    mean: Number = None,
    correction: Number = None,
    out: Number,
) -> Number:
    """Return the tangent of the standard deviation."""
    slope = moment_forward(tangents[0], tangents[1], centred(a, axis, where, mean), axis)
    slope = np.reshape(slope / freedom(a, axis, ddof, where, correction), np.shape(out))
    return slope / np.where(out == 0, 1.0, out)


@custom("numpy.var", "numpy.ndarray.var", result=_MOMENT, wrt=("a", "mean"), forward=var_forward)
def var(
    g: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    ddof: Number = 0,
    keepdims: Number = False,
    where: Number = True,
    mean: Number = None,
    correction: Number = None,
    out: Number,
) -> Number:
    """Take the variance; for complex numbers that of both parts together."""
    slope = spread(g, axis, keepdims) * 2 / freedom(a, axis, ddof, where, correction)
    term = slope * centred(a, axis, where, mean)
    return term, -total(term, axis)


@custom("numpy.std", "numpy.ndarray.std", result=_MOMENT, wrt=("a", "mean"), forward=std_forward)
def std(
    g: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    ddof: Number = 0,
    keepdims: Number = False,
    where: Number = True,
    mean: Number = None,
    correction: Number = None,
    out: Number,
) -> Number:
    """Take the standard deviation; 0 where all elements are equal."""
    slope = spread(g / np.where(out == 0, 1.0, out), axis, keepdims)
    term = slope / freedom(a, axis, ddof, where, correction) * centred(a, axis, where, mean)
    return term, -total(term, axis)


# --- extrema --------------------------------------------------------------------------------------------------------


def ties_of(a: Number, out: Number, axis: Number, keepdims: Number, where: Number) -> Number:
    """Return 1 for the elements that are the largest (or smallest), 0 for the others."""
    return chosen(np.where(a == spread(out, axis, keepdims), np.ones_like(a), 0.0), where)


def extremum_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = None,
    where: Number = True,
    out: Number,
) -> Number:
    """Return the tangent of the largest (or smallest) element: the mean of those that tie."""
    ties = ties_of(a, out, axis, keepdims, where)
    count = np.sum(ties, axis=axis, keepdims=keepdims)
    slope = 0.0 if tangents[0] is None else np.sum(ties * tangents[0], axis=axis, keepdims=keepdims)
    if initial is None:
        return slope / count
    tie = np.where(out == initial, np.ones_like(out), 0.0)
    return (slope + (0.0 if tangents[1] is None else tie * tangents[1])) / (count + tie)


@custom(
    *("numpy.max", "numpy.amax", "numpy.ndarray.max", "numpy.min", "numpy.amin", "numpy.ndarray.min"),
    result=reduction_without_dtype(),
    wrt=("a", "initial"),
    forward=extremum_forward,
    real=True,
)
def extremum(
    g: Number,
    a: Number,
    axis: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = None,
    where: Number = True,
    out: Number,
) -> Number:
    """Take the largest, or the smallest, element; ties share evenly."""
    ties = ties_of(a, out, axis, keepdims, where)
    if initial is None:
        return spread(g, axis, keepdims) / total(ties, axis) * ties, 0.0
    tie = np.where(spread(out, axis, keepdims) == initial, np.ones_like(total(a, axis)), 0.0)
    share = spread(g, axis, keepdims) / (total(ties, axis) + tie)
    return share * ties, share * tie


def ptp_forward(tangents: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number) -> Number:
    """Return the difference of the tangents of the largest and of the smallest element."""
    largest, smallest = np.max(a, axis=axis, keepdims=keepdims), np.min(a, axis=axis, keepdims=keepdims)
    rise = extremum_forward((tangents[0], None), a, axis, keepdims=keepdims, out=largest)
    return rise - extremum_forward((tangents[0], None), a, axis, keepdims=keepdims, out=smallest)


@custom("numpy.ptp", result=reduction_without_dtype(), forward=ptp_forward, real=True)
def ptp(g: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number) -> Number:
    """Take the difference of the largest and the smallest element."""
    top = ties_of(a, np.max(a, axis=axis, keepdims=keepdims), axis, keepdims, True)
    bottom = ties_of(a, np.min(a, axis=axis, keepdims=keepdims), axis, keepdims, True)
    return spread(g, axis, keepdims) * (top / total(top, axis) - bottom / total(bottom, axis))


# --- weighted means -------------------------------------------------------------------------------------------------


def _averaged(a: Type, axis: Type = NONE, weights: Type = NONE, returned: Type = _NO, *, keepdims: Type = _NO) -> Type:
    weighted = array_like(a) if weights == NONE else apply_ufunc("multiply", a, weights)
    dtype = "" if weighted == UNKNOWN else promote(weighted)
    average = number(float_dtype(dtype), reduced_shape(shape_of(a), axis, keepdims), "float")
    if returned == Literal(True):
        return Tuple((average, average))
    return average if returned == _NO else UNKNOWN


def aligned(weights: Number, a: Number, axis: Number) -> Number:
    """Return the weights in the shape of ``a``; those of a vector stand along ``axis``."""
    if np.ndim(weights) == np.ndim(a):
        return weights
    return np.swapaxes(np.broadcast_to(weights, np.shape(np.swapaxes(a, -1, axis))), -1, axis)


def average_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    weights: Number = None,
    returned: bool = False,
    *,
    keepdims: Number = False,
    out: Number,
) -> Number:
    """Return the tangent of the weighted mean, and that of the sum of the weights."""
    average = out[0] if returned else out
    a_dot = np.zeros_like(a) if tangents[0] is None else tangents[0]
    if weights is None:
        slope = np.mean(a_dot, axis=axis, keepdims=keepdims)
        return (slope, np.zeros_like(slope)) if returned else slope
    w = aligned(weights, a, axis)
    w_dot = np.zeros_like(w) if tangents[1] is None else aligned(tangents[1], a, axis)
    slopes = w * a_dot + (a - spread(average, axis, keepdims)) * w_dot
    slope = np.sum(slopes, axis=axis, keepdims=keepdims) / np.sum(w, axis=axis, keepdims=keepdims)
    return (slope, np.sum(w_dot, axis=axis, keepdims=keepdims)) if returned else slope


@custom("numpy.average", result=_averaged, wrt=("a", "weights"), forward=average_forward)
def average(
    g: Number,
    a: Number,
    axis: Number = None,
    weights: Number = None,
    returned: bool = False,
    *,
    keepdims: Number = False,
    out: Number,
) -> Number:
    """Take the mean, each element with its weight; and, if ``returned``, the sum of the weights."""
    g_mean, g_sum, average = (g[0], g[1], out[0]) if returned else (g, None, out)
    if weights is None:
        return 0.0 if g_mean is None else mean(g_mean, a, axis, keepdims=keepdims, out=average), 0.0
    w = aligned(weights, a, axis)
    share = 0.0 if g_mean is None else spread(g_mean, axis, keepdims) / total(w, axis)
    w_term = share * (a - spread(average, axis, keepdims))
    if g_sum is not None:
        w_term = w_term + spread(g_sum, axis, keepdims)
    if np.ndim(weights) != np.ndim(a):
        w_term = unbroadcast(np.swapaxes(w_term, -1, axis), weights)
    return share * w, w_term
