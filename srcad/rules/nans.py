"""Reductions that pass over NaN: those of :mod:`srcad.rules.reductions`, of the elements that are none."""

from __future__ import annotations

import numpy as np

from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import float_dtype, real_dtype, sum_dtype
from srcad.rules.products import cumprod, cumprod_forward, cumsum, prod, prod_forward, running_type
from srcad.rules.reductions import (
    extremum,
    extremum_forward,
    is_everywhere,
    mean,
    std,
    std_forward,
    sum_,
    var,
    var_forward,
)
from srcad.rules.results import reduction, reduction_without_dtype

_MOMENT = reduction(lambda dtype: real_dtype(float_dtype(dtype)))


def seen(a: Number, where: Number) -> Number:
    """Return which elements are taken."""
    numbers = np.logical_not(np.isnan(a))
    return numbers if is_everywhere(where) else np.logical_and(numbers, where)


def filled(a: Number) -> Number:
    """Return ``a`` with 0 for NaN."""
    return np.where(np.isnan(a), 0.0, a)


def nansum_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = 0,
    where: Number = True,
    out: Number,
) -> Number:
    """Return the sum of the tangents of the elements that are no NaN."""
    slope = 0.0 if tangents[1] is None else tangents[1] * np.ones_like(out)
    if tangents[0] is None:
        return slope
    return slope + np.sum(np.where(seen(a, where), tangents[0], 0.0), axis=axis, keepdims=keepdims)


@custom("numpy.nansum", result=reduction(sum_dtype), wrt=("a", "initial"), forward=nansum_forward, absorbs=True)
def nansum(
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
    """Add up the elements that are no NaN."""
    return sum_(g, a, axis, keepdims=keepdims, initial=initial, where=seen(a, where), out=out)


def nanmean_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    where: Number = True,
    out: Number,
) -> Number:
    """Return the mean of the tangents of the elements that are no NaN."""
    return np.mean(np.where(np.isnan(a), 0.0, tangents[0]), axis=axis, keepdims=keepdims, where=seen(a, where))


@custom("numpy.nanmean", result=reduction(float_dtype), wrt=("a",), forward=nanmean_forward, absorbs=True)
def nanmean(
    g: Number,
    a: Number,
    axis: Number = None,
    dtype: Number = None,
    *,
    keepdims: Number = False,
    where: Number = True,
    out: Number,
) -> Number:
    """Take the mean of the elements that are no NaN."""
    return mean(g, a, axis, keepdims=keepdims, where=seen(a, where), out=out)


def nanprod_forward(
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
    """Return the tangent for the elements that are no NaN."""
    dots = (None if tangents[0] is None else np.where(np.isnan(a), 0.0, tangents[0]), tangents[1])
    return prod_forward(dots, filled(a), axis, keepdims=keepdims, initial=initial, where=seen(a, where), out=out)


@custom("numpy.nanprod", result=reduction(sum_dtype), wrt=("a", "initial"), forward=nanprod_forward, absorbs=True)
def nanprod(
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
    """Multiply the elements that are no NaN."""
    return prod(g, filled(a), axis, keepdims=keepdims, initial=initial, where=seen(a, where), out=out)


def nanmax_forward(
    tangents: Number,
    a: Number,
    axis: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = None,
    where: Number = True,
    out: Number,
) -> Number:
    """Return the tangent for the elements that are no NaN."""
    dots = (None if tangents[0] is None else np.where(np.isnan(a), 0.0, tangents[0]), tangents[1])
    return extremum_forward(dots, filled(a), axis, keepdims=keepdims, initial=initial, where=seen(a, where), out=out)


@custom(
    "numpy.nanmax",
    "numpy.nanmin",
    result=reduction_without_dtype(),
    wrt=("a", "initial"),
    forward=nanmax_forward,
    absorbs=True,
    real=True,
)
def nanmax(
    g: Number,
    a: Number,
    axis: Number = None,
    *,
    keepdims: Number = False,
    initial: Number = None,
    where: Number = True,
    out: Number,
) -> Number:
    """Take the largest, or the smallest, of the elements that are no NaN; ties share evenly."""
    return extremum(g, filled(a), axis, keepdims=keepdims, initial=initial, where=seen(a, where), out=out)


def nanvar_forward(
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
    """Return the tangent for the elements that are no NaN."""
    dots = (None if tangents[0] is None else np.where(np.isnan(a), 0.0, tangents[0]), tangents[1])
    return var_forward(
        dots,
        filled(a),
        axis,
        ddof=ddof,
        keepdims=keepdims,
        mean=mean,
        correction=correction,
        where=seen(a, where),
        out=out,
    )


@custom("numpy.nanvar", result=_MOMENT, wrt=("a", "mean"), forward=nanvar_forward, absorbs=True)
def nanvar(
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
    """Take the variance of the elements that are no NaN."""
    return var(
        g,
        filled(a),
        axis,
        ddof=ddof,
        keepdims=keepdims,
        mean=mean,
        correction=correction,
        where=seen(a, where),
        out=out,
    )


def nanstd_forward(
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
    """Return the tangent for the elements that are no NaN."""
    dots = (None if tangents[0] is None else np.where(np.isnan(a), 0.0, tangents[0]), tangents[1])
    return std_forward(
        dots,
        filled(a),
        axis,
        ddof=ddof,
        keepdims=keepdims,
        mean=mean,
        correction=correction,
        where=seen(a, where),
        out=out,
    )


@custom("numpy.nanstd", result=_MOMENT, wrt=("a", "mean"), forward=nanstd_forward, absorbs=True)
def nanstd(
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
    """Take the standard deviation of the elements that are no NaN."""
    return std(
        g,
        filled(a),
        axis,
        ddof=ddof,
        keepdims=keepdims,
        mean=mean,
        correction=correction,
        where=seen(a, where),
        out=out,
    )


# --- running sums and products ----------------------------------------------------------------------------------------


def nancumsum_forward(tangents: Number, a: Number, axis: Number = None, dtype: Number = None, *, out: Number) -> Number:
    """Add up the tangents of the elements that are no NaN."""
    return np.cumsum(np.where(np.isnan(a), 0.0, tangents[0]), axis)


@custom("numpy.nancumsum", result=running_type, wrt=("a",), forward=nancumsum_forward, absorbs=True)
def nancumsum(g: Number, a: Number, axis: Number = None, dtype: Number = None, *, out: Number) -> Number:
    """Add up the elements that are no NaN, keeping the partial sums."""
    return np.where(np.isnan(a), 0.0, cumsum(g, a, axis, out=out))


def nancumprod_forward(
    tangents: Number, a: Number, axis: Number = None, dtype: Number = None, *, out: Number
) -> Number:
    """Return the tangents of the running products of the elements that are no NaN."""
    factors = np.where(np.isnan(a), 1.0, a)
    return cumprod_forward((np.where(np.isnan(a), 0.0, tangents[0]),), factors, axis, out=out)


@custom("numpy.nancumprod", result=running_type, wrt=("a",), forward=nancumprod_forward, absorbs=True)
def nancumprod(g: Number, a: Number, axis: Number = None, dtype: Number = None, *, out: Number) -> Number:
    """Multiply the elements that are no NaN, keeping the partial products."""
    term = cumprod(g, np.where(np.isnan(a), 1.0, a), axis, out=out)
    return np.where(np.isnan(a), 0.0, term)
