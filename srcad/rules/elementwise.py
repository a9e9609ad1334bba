"""Functions that act element by element: NumPy's ufuncs and their like.

The terms are what an expert would write, so that they can be read in the derivative: they reuse the result where
that saves work, and multiply rather than raise to a power.
"""

from __future__ import annotations

import math

import numpy as np

from srcad.ir.types import FLOAT, INT, NONE, UNKNOWN, Array, Scalar, Type, kind_of, widen
from srcad.rules.declare import Number, custom, elementwise
from srcad.rules.operators import add_, divide_, multiply_, negative_, positive_, power_, subtract_
from srcad.rules.results import (
    apply_ufunc,
    array_like,
    broadcast_shapes,
    promote,
    promoted,
    real_dtype,
    same_as_first,
    shape_of,
    ufunc,
    ufunc_pair,
)

# --- result types -----------------------------------------------------------------------------------------------------


def _where(condition: Type, *branches: Type) -> Type:
    if len(branches) != 2:
        return UNKNOWN
    operands = [array_like(t) for t in (condition, *branches)]
    shapes = [shape_of(t) for t in operands]
    if UNKNOWN in operands:
        return UNKNOWN
    return Array(promote(*operands[1:]), broadcast_shapes(*shapes))


def _part(x: Type) -> Type:
    """Return the type of ``x.real`` and ``x.imag``: what ``x`` is, but real; 0-d arrays stay arrays."""
    match widen(x):
        case Scalar(kind="complex", form="python"):
            return FLOAT
        case Scalar(kind="bool", form="python"):
            return INT
        case Scalar(kind="complex", form=form, dtype=dtype):
            return Scalar("float", form, real_dtype(dtype))
        case Scalar():
            return same_as_first(x)
        case Array(dtype=dtype, shape=shape):
            return Array(real_dtype(dtype), shape)
        case _:
            return UNKNOWN


def _conjugated(x: Type) -> Type:
    """Return the type of ``x.conj()``, which is ``x`` itself where that is a real array."""
    wide = widen(x)
    if isinstance(wide, Array):
        return wide if wide.dtype and wide.dtype == real_dtype(wide.dtype) else apply_ufunc("conjugate", x)
    return UNKNOWN


def _finite(x: Type, copy: Type = NONE, nan: Type = NONE, posinf: Type = NONE, neginf: Type = NONE) -> Type:
    return promoted(x)


def _sinc(x: Type) -> Type:
    return apply_ufunc("multiply", FLOAT, x)


def _angle(z: Type, *_deg: Type, **_named: Type) -> Type:
    return apply_ufunc("arctan2", _part(z) if kind_of(z) == "complex" else INT, _part(z))


def _clipped(a: Type, min: Type = NONE, max: Type = NONE) -> Type:
    return promoted(a, min, max)


def _clip(a: Type, a_min: Type = NONE, a_max: Type = NONE, *, min: Type = NONE, max: Type = NONE) -> Type:
    return promoted(a, *(t for t in (a_min, a_max, min, max) if t != NONE))


def _scaled(x1: Type, x2: Type) -> Type:
    return apply_ufunc("ldexp", x1, x2)


def _fraction_and_integer(x: Type) -> Type:
    return ufunc_pair("modf")(x)


def _unwrapped(p: Type) -> Type:
    return p if isinstance(p, Array) and kind_of(p) == "float" else UNKNOWN


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


# --- kinks and jumps: the terms hold almost everywhere, and follow the conventions elsewhere --------------------------


@elementwise("numpy.fabs", result=ufunc("fabs"), real=True)
def fabs(g: Number, x: Number, *, out: Number) -> Number:
    """``|x|`` of reals; 0 at 0."""
    return g * np.sign(x)


@elementwise("numpy.maximum", result=ufunc("maximum"), real=True)
@elementwise("numpy.minimum", result=ufunc("minimum"), real=True)
@elementwise("numpy.fmax", result=ufunc("fmax"), real=True)
@elementwise("numpy.fmin", result=ufunc("fmin"), real=True)
def extremum(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Larger, or the smaller, of two; a tie is shared evenly."""
    half = 0.5 * g
    x_term = np.where(x == out, np.where(y == out, half, g), 0.0)
    y_term = np.where(y == out, np.where(x == out, half, g), 0.0)
    return x_term, y_term


@elementwise("numpy.where", result=_where, wrt=("x", "y"))
def where(g: Number, condition: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x`` where the condition holds, else ``y``."""
    return np.where(condition, g, 0.0), np.where(condition, 0.0, g)


@elementwise("numpy.clip", result=_clip, wrt=("a", "a_min", "a_max", "min", "max"), real=True)
def clip(
    g: Number,
    a: Number,
    a_min: Number = None,
    a_max: Number = None,
    *,
    min: Number = None,
    max: Number = None,
    out: Number,
) -> Number:
    """``minimum(maximum(a, a_min), a_max)``; the bounds themselves pass ``g`` to ``a``."""
    low = a_min if min is None else min
    low_term = np.where((a < out) & (out == low), g, 0.0)
    high_term = np.where((a > out) | ((a < out) & (out != low)), g, 0.0)
    return np.where(a == out, g, 0.0), low_term, high_term, low_term, high_term


@elementwise("numpy.ndarray.clip", result=_clipped, wrt=("a", "min", "max"), real=True)
def clip_method(g: Number, a: Number, min: Number = None, max: Number = None, *, out: Number) -> Number:
    """``minimum(maximum(a, min), max)``; the bounds themselves pass ``g`` to ``a``."""
    min_term = np.where((a < out) & (out == min), g, 0.0)
    max_term = np.where((a > out) | ((a < out) & (out != min)), g, 0.0)
    return np.where(a == out, g, 0.0), min_term, max_term


@elementwise("numpy.mod", "numpy.remainder", result=ufunc("remainder"), domain=((3.1, 3.9), (1.1, 1.5)), real=True)
def remainder(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x - y * floor(x / y)``."""
    return g, -g * np.floor_divide(x, y)


@elementwise("numpy.fmod", result=ufunc("fmod"), domain=((3.1, 3.9), (1.1, 1.5)), real=True)
def fmod(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x - y * trunc(x / y)``."""
    return g, -g * np.trunc(x / y)


@elementwise("numpy.copysign", result=ufunc("copysign"), wrt=("x",), domain=((0.3, 2),), real=True)
def copysign(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``|x|`` with the sign of ``y``; 0 at ``x = 0``."""
    return g * np.sign(x) * np.sign(out)


@elementwise("numpy.heaviside", result=ufunc("heaviside"), wrt=("h",), real=True)
def heaviside(g: Number, x: Number, h: Number, *, out: Number) -> Number:
    """Step function, constant but for its value ``h`` at 0."""
    return np.where(x == 0, g, 0.0)


@elementwise("numpy.nan_to_num", result=_finite, wrt=("x",), real=True)
def nan_to_num(
    g: Number,
    x: Number,
    copy: Number = True,
    nan: Number = 0.0,
    posinf: Number = None,
    neginf: Number = None,
    *,
    out: Number,
) -> Number:
    """``x`` where it is finite, a constant elsewhere."""
    return np.where(np.isfinite(x), g, 0.0)


@elementwise("numpy.unwrap", result=_unwrapped, real=True)
def unwrap(g: Number, p: Number, *, out: Number) -> Number:
    """Add whole turns, which are constant."""
    return g


def modf_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Return the tangents of fraction and integer."""
    return tangents[0], np.zeros_like(tangents[0])


@custom("numpy.modf", result=_fraction_and_integer, forward=modf_forward)
def modf(g: Number, x: Number, *, out: Number) -> Number:
    """Return the fraction and the integer, which is a step."""
    return 0.0 if g[0] is None else g[0]


@elementwise("numpy.ldexp", result=_scaled, wrt=("x1",))
def ldexp(g: Number, x1: Number, x2: Number, *, out: Number) -> Number:
    """``x1 * 2 ** x2``."""
    return np.ldexp(g, x2)


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


# --- complex numbers: with z_bar = dL/dRe z + i dL/dIm z --------------------------------------------------------------


def real_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Real part of the tangent."""
    return np.real(tangents[0])


def imag_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Imaginary part of the tangent."""
    return np.imag(tangents[0])


def conjugate_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Conjugate of the tangent."""
    return np.conj(tangents[0])


def absolute_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Part of the tangent along ``x``."""
    return np.real(np.conj(np.sign(x)) * tangents[0])


def angle_forward(tangents: Number, z: Number, deg: Number = False, *, out: Number) -> Number:
    """Part of the tangent across ``z``, by its modulus."""
    turned = np.imag(tangents[0] / z)
    return np.rad2deg(turned) if deg else turned


@custom("numpy.real", "numpy.ndarray.real", result=_part, forward=real_forward, view=True)
def real(g: Number, x: Number, *, out: Number) -> Number:
    """Real part."""
    return g


@custom("numpy.imag", "numpy.ndarray.imag", result=_part, forward=imag_forward, view=True)
def imag(g: Number, x: Number, *, out: Number) -> Number:
    """Imaginary part."""
    return 1j * g if np.iscomplexobj(x) else 0.0 * g


@custom("numpy.ndarray.conj", "numpy.ndarray.conjugate", result=_conjugated, forward=conjugate_forward, view=True)
@custom("numpy.conj", "numpy.conjugate", result=ufunc("conjugate"), forward=conjugate_forward)
def conjugate(g: Number, x: Number, *, out: Number) -> Number:
    """Conjugate."""
    return np.conj(g)


@custom("numpy.abs", "numpy.absolute", result=ufunc("absolute"), forward=absolute_forward)
def absolute(g: Number, x: Number, *, out: Number) -> Number:
    """``|x|``; 0 at 0. ``np.sign`` of a complex number is ``z / |z|``."""
    return g * np.sign(x)


@custom("numpy.angle", result=_angle, wrt=("z",), forward=angle_forward)
def angle(g: Number, z: Number, deg: Number = False, *, out: Number) -> Number:
    """Argument of a complex number."""
    if not np.iscomplexobj(z):
        return 0.0 * g
    turned = np.rad2deg(g) if deg else g
    return 1j * turned * z / (np.real(z) * np.real(z) + np.imag(z) * np.imag(z))
