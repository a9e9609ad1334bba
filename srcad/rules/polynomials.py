"""Polynomials, and the powers that they are sums of."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.lengths import length_from
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type, integer_value
from srcad.rules.declare import Number, custom, linear, multilinear
from srcad.rules.dtypes import array_like, promote, shape_of
from srcad.rules.results import apply_ufunc, number
from srcad.runtime.shapes import unbroadcast

_FALSE, _ONE = Literal(False), Literal(1)


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


# --- sums and products of polynomials ---------------------------------------------------------------------------------


def _combined(a1: Type, a2: Type) -> Type:
    operands = [array_like(t) for t in (a1, a2)]
    return UNKNOWN if UNKNOWN in operands else Array(promote(*operands), (UNKNOWN_LENGTH,))


def low_end(g: Number, a: Number) -> Number:
    """Return what belongs to the lowest powers: as many as ``a`` has."""
    return np.reshape(g[np.size(g) - np.size(a) :], np.shape(a))


@linear("numpy.polyadd", result=_combined, wrt=("a1", "a2"))
def polyadd(g: Number, a1: Number, a2: Number, *, out: Number) -> Number:
    """Add polynomials, highest power first."""
    return low_end(g, a1), low_end(g, a2)


@linear("numpy.polysub", result=_combined, wrt=("a1", "a2"))
def polysub(g: Number, a1: Number, a2: Number, *, out: Number) -> Number:
    """Subtract polynomials, highest power first."""
    return low_end(g, a1), -low_end(g, a2)


@multilinear("numpy.polymul", result=_combined, wrt=("a1", "a2"))
def polymul(g: Number, a1: Number, a2: Number, *, out: Number) -> Number:
    """Multiply polynomials, highest power first; zeros in front do not count."""
    p, q = np.trim_zeros(np.atleast_1d(a1), "f"), np.trim_zeros(np.atleast_1d(a2), "f")
    first, second = np.convolve(g, np.flip(q), "valid"), np.convolve(g, np.flip(p), "valid")
    return behind_zeros(first, a1), behind_zeros(second, a2)


def behind_zeros(term: Number, a: Number) -> Number:
    """Return a term with zeros in front, in the shape of ``a``."""
    front = np.zeros(np.size(a) - np.size(term))
    return np.reshape(np.concatenate((front, term)), np.shape(a))


def _derived(p: Type, m: Type = _ONE) -> Type:
    operand = array_like(p)
    return Array(promote(operand, Literal(1)), (UNKNOWN_LENGTH,)) if isinstance(operand, Array) else UNKNOWN


@linear("numpy.polyder", result=_derived)
def polyder(g: Number, p: Number, m: int = 1, *, out: Number) -> Number:
    """Differentiate a polynomial, highest power first."""
    term = g
    for _ in range(m):
        term = np.concatenate((term * np.arange(np.size(term), 0, -1), np.zeros(1)))
    return np.concatenate((term, np.zeros(np.size(p) - np.size(term))))


def _integral(p: Type, m: Type = _ONE, k: Type = NONE) -> Type:
    found = _derived(p)
    if not isinstance(found, Array) or k == NONE:
        return found
    return Array(promote(found, array_like(k)), found.shape) if array_like(k) != UNKNOWN else UNKNOWN


@linear("numpy.polyint", result=_integral, wrt=("p", "k"))
def polyint(g: Number, p: Number, m: int = 1, k: Number = None, *, out: Number) -> Number:
    """Integrate a polynomial, highest power first; ``k`` are the constants of integration."""
    term, last = g, np.zeros(m)
    for i in range(m):
        last[m - 1 - i] = term[-1]
        term = term[:-1] / np.arange(np.size(term) - 1, 0, -1)
    if k is None:
        return term, 0.0
    return term, unbroadcast(last if np.size(k) == m else np.sum(last), k)


def _fitted(x: Type, y: Type, deg: Type, *, w: Type = NONE) -> Type:
    operand, shape = array_like(y), shape_of(y)
    if not isinstance(operand, Array) or shape is None:
        return UNKNOWN
    return Array(promote(operand, Array("float64", ())), (UNKNOWN_LENGTH, *shape[1:]))


@linear("numpy.polyfit", result=_fitted, wrt=("y",), can_fail=True)
def polyfit(g: Number, x: Number, y: Number, deg: int, *, w: Number = None, out: Number) -> Number:
    """Least squares by powers, highest first: the transpose of the pseudo-inverse of what they are at ``x``."""
    powers = np.vander(np.asarray(x) + 0.0, deg + 1)
    if w is None:
        return np.linalg.pinv(powers).T @ g
    weights = np.reshape(w, (-1, 1))
    share = np.linalg.pinv(powers * weights).T @ np.reshape(g, (deg + 1, -1)) * weights
    return np.reshape(share, np.shape(y))
