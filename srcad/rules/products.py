"""Products of elements, and running sums and products.

A partial derivative of a product is the product of the other factors. It is made without division from the running
products from both ends, so that it is exact where factors are zero, and so are its own derivatives.
"""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom, linear
from srcad.rules.dtypes import array_like, dtype_argument, promote, shape_of, size_of, sum_dtype
from srcad.rules.reductions import chosen, is_everywhere, spread
from srcad.rules.results import math_float, reduction
from srcad.rules.shaping import first_axes
from srcad.rules.static import is_constant
from srcad.runtime.shapes import along

# --- products -------------------------------------------------------------------------------------------------------


def factors_of(a: Number, where: Number) -> Number:
    """Return the elements that are multiplied, with 1 for those that are not taken."""
    return a if is_everywhere(where) else np.where(where, a, 1.0)


def products_of_others(a: Number, axis: Number) -> Number:
    """Return, for each element, the product of all others along ``axis``."""
    if axis is None:
        return others_first(a) if np.ndim(a) == 1 else np.reshape(others_first(np.ravel(a)), np.shape(a))
    if isinstance(axis, tuple):
        front = np.moveaxis(a, axis, first_axes(len(axis)))
        rows = np.reshape(front, (-1, *np.shape(front)[len(axis) :]))
        return np.moveaxis(np.reshape(others_first(rows), np.shape(front)), first_axes(len(axis)), axis)
    return others_first(a) if axis == 0 else np.moveaxis(others_first(np.moveaxis(a, axis, 0)), 0, axis)


def others_first(rows: Number) -> Number:
    """Return the products of all others along the first axis: of those before times those after."""
    one = np.ones_like(rows[:1])
    before = np.concatenate((one, np.cumprod(rows[:-1], axis=0)))
    after = np.flip(np.concatenate((one, np.cumprod(np.flip(rows[1:], 0), axis=0))), 0)
    return before * after


def prod_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = 1,
    where: Number = True,
    out: Number,
) -> Number:
    """Return the tangent of the product."""
    factors = factors_of(a, where)
    slope = 0.0
    if tangents[0] is not None:
        terms = chosen(products_of_others(factors, axis), where) * tangents[0]
        slope = np.sum(terms, axis=axis, keepdims=keepdims) * initial
    if tangents[1] is not None:
        slope = slope + np.prod(factors, axis=axis, keepdims=keepdims) * tangents[1]
    return slope


@custom("numpy.prod", "numpy.ndarray.prod", result=reduction(sum_dtype), wrt=("a", "initial"), forward=prod_forward)
def prod(
    g: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = 1,
    where: Number = True,
    out: Number,
) -> Number:
    """Multiply the elements; each one's partial derivative is the product of the others."""
    factors = factors_of(a, where)
    scaled = g if is_constant(initial) and initial == 1 else g * initial
    term = spread(scaled, axis, keepdims) * products_of_others(factors, axis)
    return chosen(term, where), g * np.prod(factors, axis=axis, keepdims=keepdims)


def math_prod_forward(tangents: Number, iterable: Number, *, start: Number = 1, out: Number) -> Number:
    """Return the tangent of the product."""
    items = np.array(iterable)
    slope = 0.0 if tangents[1] is None else float(np.prod(items)) * tangents[1]
    if tangents[0] is None:
        return slope
    return slope + start * float(np.sum(products_of_others(items, None) * np.array(tangents[0])))


@custom("math.prod", result=math_float, wrt=("iterable", "start"), forward=math_prod_forward, can_fail=True)
def math_prod(g: Number, iterable: Number, *, start: Number = 1, out: Number) -> Number:
    """Multiply the items of a list or a tuple."""
    items = np.array(iterable)
    return list(g * start * products_of_others(items, None)), g * np.prod(items)


# --- running sums and products --------------------------------------------------------------------------------------


def running_type(a: Type, axis: Type = NONE, dtype: Type = NONE, out: Type = NONE) -> Type:
    """Return the type of running sums and products."""
    operand = array_like(a)
    if operand == UNKNOWN or out != NONE:
        return UNKNOWN
    name = sum_dtype(promote(Array(promote(operand), ()))) if dtype == NONE else dtype_argument(dtype)
    shape = shape_of(operand)
    if axis == NONE or shape == ():
        size = size_of(shape)
        return Array(name, None if size is None else (size,))
    return Array(name, shape)


@linear("numpy.cumsum", "numpy.ndarray.cumsum", result=running_type)
def cumsum(g: Number, a: Number, axis: Number = None, dtype: Number = None, *, out: Number) -> Number:
    """Add up the elements, keeping the partial sums: the transpose adds up from the other end."""
    if axis is None:
        return np.reshape(np.flip(np.cumsum(np.flip(g))), np.shape(a))
    return np.reshape(np.flip(np.cumsum(np.flip(g, axis), axis), axis), np.shape(a))


def cumprod_forward(tangents: Number, a: Number, axis: Number = None, dtype: Number = None, *, out: Number) -> Number:
    """Return the tangents of the running products."""
    if axis is None:
        rows, rows_dot = np.ravel(a), np.ravel(tangents[0])
        return np.sum(running_partials(rows) * np.reshape(rows_dot, (-1, 1)), axis=0)
    rows, rows_dot = np.moveaxis(a, axis, 0), np.moveaxis(tangents[0], axis, 0)
    return np.moveaxis(np.sum(running_partials(rows) * np.expand_dims(rows_dot, 1), axis=0), 0, axis)


@custom("numpy.cumprod", "numpy.ndarray.cumprod", result=running_type, wrt=("a",), forward=cumprod_forward)
def cumprod(g: Number, a: Number, axis: Number = None, dtype: Number = None, *, out: Number) -> Number:
    """Multiply the elements, keeping the partial products."""
    if np.ndim(a) == 1:
        return running_term(g, a, out)
    if axis is None:
        return np.reshape(running_term(g, np.ravel(a), out), np.shape(a))
    if axis == 0:
        return running_term(g, a, out)
    moved = running_term(np.moveaxis(g, axis, 0), np.moveaxis(a, axis, 0), np.moveaxis(out, axis, 0))
    return np.moveaxis(moved, 0, axis)


def running_term(g: Number, rows: Number, products: Number) -> Number:
    """Return the term of running products along the first axis; by division where no factor is zero."""
    if np.all(rows != 0):
        return np.flip(np.cumsum(np.flip(g * products, 0), axis=0), 0) / rows
    return np.sum(running_partials(rows) * g, axis=1)


def running_partials(rows: Number) -> Number:
    """Return the partial derivative of each running product (second axis) by each factor (first axis)."""
    count = np.shape(rows)[0]
    ones = np.reshape(np.eye(count), (count, count, *(1,) * (np.ndim(rows) - 1)))
    products = np.cumprod(np.where(ones == 1, np.ones_like(rows), rows), axis=1)
    return np.where(np.cumsum(ones, axis=1) == 1, products, 0.0)


# --- the same in the spelling of the array API ------------------------------------------------------------------------


def _cumulative(x: Type, *, axis: Type = NONE, dtype: Type = NONE, include_initial: Type = NONE) -> Type:
    found = running_type(x, axis, dtype)
    if include_initial in (NONE, Literal(False)) or not isinstance(found, Array):
        return found
    return Array(found.dtype, None if found.shape is None else (UNKNOWN_LENGTH,) * len(found.shape))


def without_initial(g: Number, axis: Number, include_initial: bool) -> Number:
    """Return what belongs to the elements, without the one in front."""
    return g[along(slice(1, None), 0 if axis is None else axis)] if include_initial else g


@linear("numpy.cumulative_sum", result=_cumulative)
def cumulative_sum(
    g: Number,
    x: Number,
    *,
    axis: Number = None,
    dtype: Number = None,
    include_initial: bool = False,
    out: Number,
) -> Number:
    """Add up the elements, keeping the partial sums."""
    return cumsum(without_initial(g, axis, include_initial), x, axis, out=out)


def cumulative_prod_forward(
    tangents: Number,
    x: Number,
    *,
    axis: Number = None,
    dtype: Number = None,
    include_initial: bool = False,
    out: Number,
) -> Number:
    """Return the tangents of the running products; the one in front is constant."""
    slopes = cumprod_forward(tangents, x, axis, out=without_initial(out, axis, include_initial))
    place = 0 if axis is None else axis
    return np.insert(slopes, 0, 0.0, axis=place) if include_initial else slopes


@custom("numpy.cumulative_prod", result=_cumulative, wrt=("x",), forward=cumulative_prod_forward)
def cumulative_prod(
    g: Number,
    x: Number,
    *,
    axis: Number = None,
    dtype: Number = None,
    include_initial: bool = False,
    out: Number,
) -> Number:
    """Multiply the elements, keeping the partial products."""
    products = without_initial(out, axis, include_initial)
    return cumprod(without_initial(g, axis, include_initial), x, axis, out=products)
