"""Reductions along axes, as functions and as methods of arrays, and running sums."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Array, Type
from srcad.rules.declare import Number, custom, linear
from srcad.rules.results import (
    array_like,
    dtype_argument,
    float_dtype,
    promote,
    real_dtype,
    reduction,
    shape_of,
    size_of,
    sum_dtype,
)
from srcad.rules.static import is_scalar


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


def total(a: Number, axis: Number) -> Number:
    """Return the sum along ``axis`` in a shape that broadcasts against ``a``."""
    return np.sum(a) if axis is None else np.sum(a, axis=axis, keepdims=True)


def centred(a: Number, axis: Number) -> Number:
    """Return the deviations from the mean along ``axis``."""
    return a - (np.mean(a) if axis is None else np.mean(a, axis=axis, keepdims=True))


# --- sums -----------------------------------------------------------------------------------------------------------


@linear("numpy.sum", "numpy.ndarray.sum", result=reduction(sum_dtype))
def sum_(g: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number) -> Number:
    """Add up the elements."""
    return np.broadcast_to(spread(g, axis, keepdims), np.shape(a))


@linear("numpy.mean", "numpy.ndarray.mean", result=reduction(float_dtype))
def mean(g: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number) -> Number:
    """Take the mean of the elements."""
    return np.broadcast_to(spread(g, axis, keepdims) / count_along(a, axis), np.shape(a))


def _running(a: Type, axis: Type = NONE, dtype: Type = NONE, out: Type = NONE) -> Type:
    operand = array_like(a)
    if operand == UNKNOWN or out != NONE:
        return UNKNOWN
    name = sum_dtype(promote(Array(promote(operand), ()))) if dtype == NONE else dtype_argument(dtype)
    shape = shape_of(operand)
    if axis == NONE or shape == ():
        size = size_of(shape)
        return Array(name, None if size is None else (size,))
    return Array(name, shape)


@linear("numpy.cumsum", "numpy.ndarray.cumsum", result=_running)
def cumsum(g: Number, a: Number, axis: Number = None, *, out: Number) -> Number:
    """Add up the elements, keeping the partial sums: the transpose adds up from the other end."""
    if axis is None:
        return np.reshape(np.flip(np.cumsum(np.flip(g))), np.shape(a))
    return np.reshape(np.flip(np.cumsum(np.flip(g, axis), axis), axis), np.shape(a))


# --- moments --------------------------------------------------------------------------------------------------------

_MOMENT = reduction(lambda dtype: real_dtype(float_dtype(dtype)))


def var_forward(
    tangents: Number, a: Number, axis: Number = None, *, ddof: Number = 0, keepdims: Number = False, out: Number
) -> Number:
    """Return the tangent of the variance."""
    products = np.real(np.conj(centred(a, axis)) * tangents[0])
    return 2 * np.sum(products, axis=axis, keepdims=keepdims) / (count_along(a, axis) - ddof)


def std_forward(
    tangents: Number, a: Number, axis: Number = None, *, ddof: Number = 0, keepdims: Number = False, out: Number
) -> Number:
    """Return the tangent of the standard deviation."""
    products = np.real(np.conj(centred(a, axis)) * tangents[0])
    slope = np.sum(products, axis=axis, keepdims=keepdims) / (count_along(a, axis) - ddof)
    return slope / np.where(out == 0, 1.0, out)


@custom("numpy.var", "numpy.ndarray.var", result=_MOMENT, wrt=("a",), forward=var_forward)
def var(
    g: Number, a: Number, axis: Number = None, *, ddof: Number = 0, keepdims: Number = False, out: Number
) -> Number:
    """Take the variance; for complex numbers that of both parts together."""
    return spread(g, axis, keepdims) * 2 / (count_along(a, axis) - ddof) * centred(a, axis)


@custom("numpy.std", "numpy.ndarray.std", result=_MOMENT, wrt=("a",), forward=std_forward)
def std(
    g: Number, a: Number, axis: Number = None, *, ddof: Number = 0, keepdims: Number = False, out: Number
) -> Number:
    """Take the standard deviation; 0 where all elements are equal."""
    slope = g / np.where(out == 0, 1.0, out)
    return spread(slope, axis, keepdims) / (count_along(a, axis) - ddof) * centred(a, axis)


# --- extrema and products -------------------------------------------------------------------------------------------


def extremum_forward(
    tangents: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number
) -> Number:
    """Return the tangent of the largest (or smallest) element: the mean of those that tie."""
    ties = np.where(a == spread(out, axis, keepdims), np.ones_like(a), 0.0)
    return np.sum(ties * tangents[0], axis=axis, keepdims=keepdims) / np.sum(ties, axis=axis, keepdims=keepdims)


@custom(
    *("numpy.max", "numpy.amax", "numpy.ndarray.max", "numpy.min", "numpy.amin", "numpy.ndarray.min"),
    result=reduction(),
    wrt=("a",),
    forward=extremum_forward,
    real=True,
)
def extremum(g: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number) -> Number:
    """Take the largest, or the smallest, element; ties share evenly."""
    ties = np.where(a == spread(out, axis, keepdims), np.ones_like(a), 0.0)
    return spread(g, axis, keepdims) * ties / total(ties, axis)


def products_of_others(a: Number, axis: Number) -> Number:
    """Return, for each element, the product of all others along ``axis``; exact where there are zeros."""
    zero = a == 0
    safe = np.where(zero, np.ones_like(a), a)
    product = np.prod(safe) if axis is None else np.prod(safe, axis=axis, keepdims=True)
    return np.where(total(zero, axis) - zero == 0, product / safe, 0.0)


def prod_forward(tangents: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number) -> Number:
    """Return the tangent of the product."""
    return np.sum(products_of_others(a, axis) * tangents[0], axis=axis, keepdims=keepdims)


@custom("numpy.prod", "numpy.ndarray.prod", result=reduction(sum_dtype), wrt=("a",), forward=prod_forward)
def prod(g: Number, a: Number, axis: Number = None, *, keepdims: Number = False, out: Number) -> Number:
    """Multiply the elements; each one's partial derivative is the product of the others."""
    return spread(g, axis, keepdims) * products_of_others(a, axis)
