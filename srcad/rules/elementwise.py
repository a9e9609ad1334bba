"""Functions that act element by element: NumPy's ufuncs and their like.

The terms are what an expert would write, so that they can be read in the derivative: they reuse the result where
that saves work, and multiply rather than raise to a power.
"""

from __future__ import annotations

import math

import numpy as np

from srcad.ir.types import FLOAT, Type
from srcad.rules.declare import Number, elementwise
from srcad.rules.operators import add_, divide_, multiply_, negative_, positive_, power_, subtract_
from srcad.rules.results import apply_ufunc, ufunc

# --- result types -----------------------------------------------------------------------------------------------------


def _sinc(x: Type) -> Type:
    return apply_ufunc("multiply", FLOAT, x)


# --- arithmetic -------------------------------------------------------------------------------------------------------

elementwise("numpy.add", result=ufunc("add"))(add_)
elementwise("numpy.subtract", result=ufunc("subtract"))(subtract_)
elementwise("numpy.multiply", result=ufunc("multiply"))(multiply_)
elementwise("numpy.divide", "numpy.true_divide", result=ufunc("divide"), domain=((-2, 2), (0.5, 2)))(divide_)
elementwise("numpy.power", "numpy.pow", result=ufunc("power"), domain=((0.5, 2), (-2, 3)))(power_)
elementwise("numpy.float_power", result=ufunc("float_power"), domain=((0.5, 2), (-2, 3)))(power_)
elementwise("numpy.negative", result=ufunc("negative"))(negative_)
elementwise("numpy.positive", result=ufunc("positive"))(positive_)

# --- powers and roots -------------------------------------------------------------------------------------------------


@elementwise("numpy.square", result=ufunc("square"))
def square(g: Number, x: Number, *, out: Number) -> Number:
    """``x * x``."""
    return g * 2 * x


@elementwise("numpy.sqrt", result=ufunc("sqrt"), domain=((0.3, 3),))
def sqrt(g: Number, x: Number, *, out: Number) -> Number:
    """``sqrt(x)``; reuses the root."""
    return 0.5 * g / out


@elementwise("numpy.cbrt", result=ufunc("cbrt"), domain=((0.3, 3),))
def cbrt(g: Number, x: Number, *, out: Number) -> Number:
    """Cube root; reuses it."""
    return g / (3 * out * out)


@elementwise("numpy.reciprocal", result=ufunc("reciprocal"), domain=((0.5, 2),))
def reciprocal(g: Number, x: Number, *, out: Number) -> Number:
    """``1 / x``; reuses it."""
    return -g * out * out


# --- exponentials and logarithms --------------------------------------------------------------------------------------


@elementwise("numpy.exp", result=ufunc("exp"))
def exp(g: Number, x: Number, *, out: Number) -> Number:
    """``exp(x)``; reuses it."""
    return g * out


@elementwise("numpy.exp2", result=ufunc("exp2"))
def exp2(g: Number, x: Number, *, out: Number) -> Number:
    """``2 ** x``; reuses it."""
    return g * out * math.log(2.0)


@elementwise("numpy.expm1", result=ufunc("expm1"))
def expm1(g: Number, x: Number, *, out: Number) -> Number:
    """``exp(x) - 1``; reuses it."""
    return g * (out + 1)


@elementwise("numpy.log", result=ufunc("log"), domain=((0.3, 3),))
def log(g: Number, x: Number, *, out: Number) -> Number:
    """Natural logarithm."""
    return g / x


@elementwise("numpy.log2", result=ufunc("log2"), domain=((0.3, 3),))
def log2(g: Number, x: Number, *, out: Number) -> Number:
    """Logarithm to base 2."""
    return g / (x * math.log(2.0))


@elementwise("numpy.log10", result=ufunc("log10"), domain=((0.3, 3),))
def log10(g: Number, x: Number, *, out: Number) -> Number:
    """Logarithm to base 10."""
    return g / (x * math.log(10.0))


@elementwise("numpy.log1p", result=ufunc("log1p"), domain=((-0.5, 3),))
def log1p(g: Number, x: Number, *, out: Number) -> Number:
    """``log(1 + x)``."""
    return g / (1 + x)


# --- trigonometry -----------------------------------------------------------------------------------------------------


@elementwise("numpy.sin", result=ufunc("sin"))
def sin(g: Number, x: Number, *, out: Number) -> Number:
    """Sine."""
    return g * np.cos(x)


@elementwise("numpy.cos", result=ufunc("cos"))
def cos(g: Number, x: Number, *, out: Number) -> Number:
    """Cosine."""
    return -g * np.sin(x)


@elementwise("numpy.tan", result=ufunc("tan"), domain=((-1, 1),))
def tan(g: Number, x: Number, *, out: Number) -> Number:
    """Tangent; reuses it."""
    return g * (1 + out * out)


@elementwise("numpy.arcsin", "numpy.asin", result=ufunc("arcsin"), domain=((-0.8, 0.8),))
def arcsin(g: Number, x: Number, *, out: Number) -> Number:
    """Inverse sine."""
    return g / np.sqrt(1 - x * x)


@elementwise("numpy.arccos", "numpy.acos", result=ufunc("arccos"), domain=((-0.8, 0.8),))
def arccos(g: Number, x: Number, *, out: Number) -> Number:
    """Inverse cosine."""
    return -g / np.sqrt(1 - x * x)


@elementwise("numpy.arctan", "numpy.atan", result=ufunc("arctan"))
def arctan(g: Number, x: Number, *, out: Number) -> Number:
    """Inverse tangent."""
    return g / (1 + x * x)


@elementwise("numpy.deg2rad", "numpy.radians", result=ufunc("deg2rad"))
def deg2rad(g: Number, x: Number, *, out: Number) -> Number:
    """Degrees to radians: linear."""
    return np.deg2rad(g)


@elementwise("numpy.rad2deg", "numpy.degrees", result=ufunc("rad2deg"))
def rad2deg(g: Number, x: Number, *, out: Number) -> Number:
    """Radians to degrees: linear."""
    return np.rad2deg(g)


# --- hyperbolic functions ---------------------------------------------------------------------------------------------


@elementwise("numpy.sinh", result=ufunc("sinh"))
def sinh(g: Number, x: Number, *, out: Number) -> Number:
    """Hyperbolic sine."""
    return g * np.cosh(x)


@elementwise("numpy.cosh", result=ufunc("cosh"))
def cosh(g: Number, x: Number, *, out: Number) -> Number:
    """Hyperbolic cosine."""
    return g * np.sinh(x)


@elementwise("numpy.tanh", result=ufunc("tanh"))
def tanh(g: Number, x: Number, *, out: Number) -> Number:
    """Hyperbolic tangent; reuses it."""
    return g * (1 - out * out)


@elementwise("numpy.arcsinh", "numpy.asinh", result=ufunc("arcsinh"))
def arcsinh(g: Number, x: Number, *, out: Number) -> Number:
    """Inverse hyperbolic sine."""
    return g / np.sqrt(x * x + 1)


@elementwise("numpy.arccosh", "numpy.acosh", result=ufunc("arccosh"), domain=((1.3, 3),), real=True)
def arccosh(g: Number, x: Number, *, out: Number) -> Number:
    """Inverse hyperbolic cosine (real)."""
    return g / np.sqrt(x * x - 1)


@elementwise("numpy.arctanh", "numpy.atanh", result=ufunc("arctanh"), domain=((-0.8, 0.8),))
def arctanh(g: Number, x: Number, *, out: Number) -> Number:
    """Inverse hyperbolic tangent."""
    return g / (1 - x * x)


# --- several operands -------------------------------------------------------------------------------------------------


@elementwise("numpy.hypot", result=ufunc("hypot"), real=True)
def hypot(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``sqrt(x * x + y * y)``; 0 at the origin, as for a norm."""
    scaled = g / np.where(out == 0, 1.0, out)
    return scaled * x, scaled * y


@elementwise("numpy.arctan2", "numpy.atan2", result=ufunc("arctan2"), domain=((0.3, 2), (0.3, 2)), real=True)
def arctan2(g: Number, y: Number, x: Number, *, out: Number) -> Number:
    """Angle of the point ``(x, y)``."""
    scaled = g / (x * x + y * y)
    return scaled * x, -scaled * y


@elementwise("numpy.logaddexp", result=ufunc("logaddexp"), real=True)
def logaddexp(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``log(exp(x) + exp(y))``."""
    return g * np.exp(x - out), g * np.exp(y - out)


@elementwise("numpy.logaddexp2", result=ufunc("logaddexp2"), real=True)
def logaddexp2(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``log2(2 ** x + 2 ** y)``."""
    return g * np.exp2(x - out), g * np.exp2(y - out)


@elementwise("numpy.sinc", result=_sinc, real=True)
def sinc(g: Number, x: Number, *, out: Number) -> Number:
    """``sin(pi x) / (pi x)``; near 0 by its series, which is smooth there."""
    t = np.pi * np.pi * x * x
    series = -np.pi * np.pi / 3 * x * (1 - t / 10 * (1 - t / 28 * (1 - t / 54 * (1 - t / 88))))
    near = np.abs(x) < 0.1
    away = np.where(near, 1.0, x)
    return g * np.where(near, series, (np.cos(np.pi * away) - out) / away)
