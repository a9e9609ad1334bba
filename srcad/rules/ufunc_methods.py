"""Methods of ufuncs: ``np.add.reduce`` and its like, which are other functions by another name."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom, linear, multilinear
from srcad.rules.dtypes import Resulting, array_like, float_dtype, promote, shape_of, sum_dtype
from srcad.rules.products import cumprod, cumprod_forward, cumsum, prod, prod_forward, running_type
from srcad.rules.reductions import extremum, extremum_forward, spread, sum_
from srcad.rules.results import apply_ufunc, number, reduction
from srcad.runtime.shapes import along_each, scatter

_FIRST, _FALSE = Literal(0), Literal(False)


def _reduced(along: Resulting) -> Resulting:
    def result(
        array: Type, axis: Type = _FIRST, dtype: Type = NONE, *, keepdims: Type = _FALSE, **_named: Type
    ) -> Type:
        return along(array, axis, dtype, keepdims=keepdims)

    return result


def _accumulated(array: Type, axis: Type = _FIRST, dtype: Type = NONE) -> Type:
    return running_type(array, axis, dtype)


def _outer(name: str) -> Resulting:
    def result(a: Type, b: Type) -> Type:
        p, q = shape_of(a), shape_of(b)
        if p is None or q is None:
            return UNKNOWN
        found = apply_ufunc(name, array_like(a), array_like(b))
        return UNKNOWN if found == UNKNOWN else number(promote(found), (*p, *q))

    return result


_SUM = _reduced(reduction(sum_dtype))
_EXTREMUM = _reduced(reduction())

# --- reduce and accumulate --------------------------------------------------------------------------------------------


@linear("numpy.add.reduce", result=_SUM, wrt=("array", "initial"))
def add_reduce(
    g: Number,
    array: Number,
    axis: Number = 0,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = 0,
    where: Number = True,
    out: Number,
) -> Number:
    """Sum."""
    return sum_(g, array, axis, keepdims=keepdims, initial=initial, where=where, out=out)


def multiply_reduce_forward(
    tangents: Number,
    array: Number,
    axis: Number = 0,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = 1,
    where: Number = True,
    out: Number,
) -> Number:
    """Return the tangent of the product."""
    return prod_forward(tangents, array, axis, keepdims=keepdims, initial=initial, where=where, out=out)


@custom("numpy.multiply.reduce", result=_SUM, wrt=("array", "initial"), forward=multiply_reduce_forward)
def multiply_reduce(
    g: Number,
    array: Number,
    axis: Number = 0,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = 1,
    where: Number = True,
    out: Number,
) -> Number:
    """Multiply."""
    return prod(g, array, axis, keepdims=keepdims, initial=initial, where=where, out=out)


def extremum_reduce_forward(
    tangents: Number,
    array: Number,
    axis: Number = 0,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = None,
    where: Number = True,
    out: Number,
) -> Number:
    """Return the mean of the tangents of those that tie."""
    return extremum_forward(tangents, array, axis, keepdims=keepdims, initial=initial, where=where, out=out)


@custom(
    *("numpy.maximum.reduce", "numpy.minimum.reduce"),
    result=_EXTREMUM,
    wrt=("array", "initial"),
    forward=extremum_reduce_forward,
    real=True,
)
def extremum_reduce(
    g: Number,
    array: Number,
    axis: Number = 0,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = None,
    where: Number = True,
    out: Number,
) -> Number:
    """Take the largest, or the smallest, element; ties share evenly."""
    return extremum(g, array, axis, keepdims=keepdims, initial=initial, where=where, out=out)


def shares_of(array: Number, axis: Number, keepdims: Number, out: Number) -> Number:
    """Return the part that each element has in the logarithm of a sum of exponentials."""
    whole = spread(out, axis, keepdims)
    return np.exp(np.where(array == whole, 0.0, array - whole))


def logaddexp_reduce_forward(
    tangents: Number, array: Number, axis: Number = 0, dtype: Number = None, *, keepdims: Number = False, out: Number
) -> Number:
    """Return the mean of the tangents by these parts."""
    return np.sum(shares_of(array, axis, keepdims, out) * tangents[0], axis=axis, keepdims=keepdims)


@custom(
    "numpy.logaddexp.reduce",
    result=_reduced(reduction(float_dtype)),
    wrt=("array",),
    forward=logaddexp_reduce_forward,
    real=True,
)
def logaddexp_reduce(
    g: Number, array: Number, axis: Number = 0, dtype: Number = None, *, keepdims: Number = False, out: Number
) -> Number:
    """Take the logarithm of the sum of the exponentials."""
    return spread(g, axis, keepdims) * shares_of(array, axis, keepdims, out)


@linear("numpy.add.accumulate", result=_accumulated)
def add_accumulate(g: Number, array: Number, axis: Number = 0, dtype: Number = None, *, out: Number) -> Number:
    """Add up, keeping the partial sums."""
    return cumsum(g, array, axis, out=out)


def multiply_accumulate_forward(
    tangents: Number, array: Number, axis: Number = 0, dtype: Number = None, *, out: Number
) -> Number:
    """Return the tangents of the running products."""
    return cumprod_forward(tangents, array, axis, out=out)


@custom("numpy.multiply.accumulate", result=_accumulated, wrt=("array",), forward=multiply_accumulate_forward)
def multiply_accumulate(g: Number, array: Number, axis: Number = 0, dtype: Number = None, *, out: Number) -> Number:
    """Multiply, keeping the partial products."""
    return cumprod(g, array, axis, out=out)


def _kept(array: Type, axis: Type = _FIRST, dtype: Type = NONE) -> Type:
    return array if isinstance(array, Array) and dtype == NONE else UNKNOWN


def reached_at(array: Number, out: Number) -> Number:
    """Return where, along the last axis, the element stands that an extremum up to here is: the first that ties."""
    place = np.arange(np.shape(array)[-1])
    first = np.ones_like(out[..., :1], dtype=bool)
    new = np.concatenate((first, out[..., 1:] != out[..., :-1]), axis=-1)
    return np.maximum.accumulate(np.where(new, place, 0), -1)


def running_extremum_forward(
    tangents: Number, array: Number, axis: int = 0, dtype: Number = None, *, out: Number
) -> Number:
    """Return the tangents of the elements that the extrema are."""
    place = reached_at(np.moveaxis(array, axis, -1), np.moveaxis(out, axis, -1))
    return np.moveaxis(np.take_along_axis(np.moveaxis(tangents[0], axis, -1), place, -1), -1, axis)


@custom(
    *("numpy.maximum.accumulate", "numpy.minimum.accumulate"),
    result=_kept,
    wrt=("array",),
    forward=running_extremum_forward,
    real=True,
)
def running_extremum(g: Number, array: Number, axis: int = 0, dtype: Number = None, *, out: Number) -> Number:
    """Take the largest, or the smallest, element so far; the first of those that tie gets all."""
    values = np.moveaxis(array, axis, -1)
    place = reached_at(values, np.moveaxis(out, axis, -1))
    term = scatter(np.moveaxis(g, axis, -1), along_each(place, -1, np.shape(values)), np.shape(values))
    return np.moveaxis(term, -1, axis)


# --- outer ------------------------------------------------------------------------------------------------------------


@multilinear("numpy.multiply.outer", result=_outer("multiply"))
def multiply_outer(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Multiply each element of ``a`` with each of ``b``."""
    return np.tensordot(g, b, np.ndim(b)), np.tensordot(a, g, np.ndim(a))


@linear("numpy.add.outer", result=_outer("add"), wrt=("a", "b"))
def add_outer(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Add each element of ``a`` to each of ``b``."""
    return over_second(g, a, b), over_first(g, a, b)


@linear("numpy.subtract.outer", result=_outer("subtract"), wrt=("a", "b"))
def subtract_outer(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Subtract from each element of ``a`` each of ``b``."""
    return over_second(g, a, b), -over_first(g, a, b)


def over_second(g: Number, a: Number, b: Number) -> Number:
    """Return the sum over the axes of ``b``."""
    if np.ndim(b) == 1:
        return np.sum(g, axis=-1)
    return np.reshape(np.sum(np.reshape(g, (np.size(a), np.size(b))), axis=1), np.shape(a))


def over_first(g: Number, a: Number, b: Number) -> Number:
    """Return the sum over the axes of ``a``."""
    if np.ndim(a) == 1:
        return np.sum(g, axis=0)
    return np.reshape(np.sum(np.reshape(g, (np.size(a), np.size(b))), axis=0), np.shape(b))
