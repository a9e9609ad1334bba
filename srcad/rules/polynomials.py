"""Polynomials, and the powers that they are sums of."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.lengths import length_from
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type, integer_value
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import array_like, promote, shape_of
from srcad.rules.results import apply_ufunc, number
from srcad.runtime.shapes import unbroadcast

_FALSE = Literal(False)


def _evaluated(p: Type, x: Type) -> Type:
    coefficients = array_like(p)
    if not isinstance(coefficients, Array):
        return UNKNOWN
    found = apply_ufunc("multiply", Array(promote(coefficients), ()), x)
    return UNKNOWN if found == UNKNOWN else number(promote(found), shape_of(x))


def slope_of(p: Number, x: Number) -> Number:
    """Return the derivative of a polynomial, highest power first, at ``x``."""
    return np.polyval(p[:-1] * np.arange(np.size(p) - 1, 0, -1), x)


def polyval_forward(tangents: Number, p: Number, x: Number, *, out: Number) -> Number:
    """Evaluate the tangent of the polynomial, and its derivative times the tangent of the place."""
    slope = np.zeros_like(out) if tangents[0] is None else np.polyval(tangents[0], x)
    return slope if tangents[1] is None else slope + slope_of(np.asarray(p), x) * tangents[1]


@custom("numpy.polyval", result=_evaluated, forward=polyval_forward)
def polyval(g: Number, p: Number, x: Number, *, out: Number) -> Number:
    """Evaluate a polynomial, highest power first."""
    powers = np.vander(np.ravel(x), len(p))
    return unbroadcast(np.ravel(g) @ powers, p), g * slope_of(np.asarray(p), x)


def _powers(x: Type, N: Type = NONE, increasing: Type = _FALSE) -> Type:
    shape = shape_of(x)
    if not isinstance(x, Array) or shape is None or len(shape) != 1:
        return UNKNOWN
    count = shape[0] if N == NONE else length_from(integer_value(N))
    return Array(promote(x, Literal(1)), (shape[0], count if count is not None else UNKNOWN_LENGTH))


def vander_forward(
    tangents: Number,
    x: Number,
    N: Number = None,
    increasing: bool = False,
    *,
    out: Number,
) -> Number:
    """Return the tangents of the powers."""
    return power_slopes(x, np.shape(out)[1], increasing) * tangents[0][:, None]


@custom("numpy.vander", result=_powers, wrt=("x",), forward=vander_forward)
def vander(
    g: Number,
    x: Number,
    N: Number = None,
    increasing: bool = False,
    *,
    out: Number,
) -> Number:
    """Raise each element to all powers."""
    return np.sum(g * power_slopes(x, np.shape(out)[1], increasing), axis=1)


def power_slopes(x: Number, count: Number, increasing: bool) -> Number:
    """Return the derivative of each power."""
    exponents = np.arange(count) if increasing else np.arange(count - 1, -1, -1)
    return exponents * x[:, None] ** np.maximum(exponents - 1, 0)
