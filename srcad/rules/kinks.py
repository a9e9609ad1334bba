"""Functions with kinks and jumps: the terms hold almost everywhere, and follow the conventions elsewhere."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import FLOAT, NONE, UNKNOWN, Array, Type, kind_of
from srcad.rules.declare import Number, custom, elementwise
from srcad.rules.dtypes import array_like, broadcast_shapes, promote, shape_of
from srcad.rules.results import apply_ufunc, places_in, promoted, ufunc, ufunc_pair
from srcad.runtime.masks import masked

# --- result types -----------------------------------------------------------------------------------------------------


def _where(condition: Type, *branches: Type) -> Type:
    if not branches:
        return places_in(condition)
    if len(branches) != 2:
        return UNKNOWN
    operands = [array_like(t) for t in (condition, *branches)]
    shapes = [shape_of(t) for t in operands]
    if UNKNOWN in operands:
        return UNKNOWN
    return Array(promote(*operands[1:]), broadcast_shapes(*shapes))


def _passed(values: Type, mask: Type, ties: Type = NONE) -> Type:
    return _where(mask, values, FLOAT)


def _finite(x: Type, copy: Type = NONE, nan: Type = NONE, posinf: Type = NONE, neginf: Type = NONE) -> Type:
    return promoted(x)


def _clipped(a: Type, min: Type = NONE, max: Type = NONE) -> Type:
    return promoted(a, min, max)


def _clip(a: Type, a_min: Type = NONE, a_max: Type = NONE, *, min: Type = NONE, max: Type = NONE) -> Type:
    return promoted(a, *(t for t in (a_min, a_max, min, max) if t != NONE))


def _scaled(x1: Type, x2: Type) -> Type:
    return apply_ufunc("ldexp", x1, x2)


def _fraction_and_integer(x: Type) -> Type:
    return ufunc_pair("modf")(x)


def _unwrapped(p: Type, *_others: Type, **_named: Type) -> Type:
    return p if isinstance(p, Array) and kind_of(p) == "float" else UNKNOWN


# --- kinks and jumps: the terms hold almost everywhere, and follow the conventions elsewhere --------------------------


@elementwise("numpy.fabs", result=ufunc("fabs"), real=True)
def fabs(g: Number, x: Number, *, out: Number) -> Number:
    """``|x|`` of reals; 0 at 0."""
    return g * np.sign(x)


@elementwise("numpy.maximum", result=ufunc("maximum"), real=True)
def maximum(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Larger of two; a tie is shared evenly."""
    shared = np.where(x == y, 0.5 * g, 0.0)
    return np.where(x > y, g, shared), np.where(y > x, g, shared)


@elementwise("numpy.minimum", result=ufunc("minimum"), real=True)
def minimum(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Smaller of two; a tie is shared evenly."""
    shared = np.where(x == y, 0.5 * g, 0.0)
    return np.where(x < y, g, shared), np.where(y < x, g, shared)


@elementwise("numpy.fmax", result=ufunc("fmax"), real=True, absorbs=True)
@elementwise("numpy.fmin", result=ufunc("fmin"), real=True, absorbs=True)
def extremum_of_numbers(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Larger, or smaller, of two, of which one may be NaN; a tie is shared evenly."""
    half = 0.5 * g
    x_term = np.where(x == out, np.where(y == out, half, g), 0.0)
    y_term = np.where(y == out, np.where(x == out, half, g), 0.0)
    return x_term, y_term


@elementwise("numpy.where", result=_where, wrt=("x", "y"))
def where(g: Number, condition: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x`` where the condition holds, else ``y``."""
    return np.where(condition, g, 0.0), np.where(condition, 0.0, g)


@elementwise("srcad.runtime.masked", "srcad.runtime.masks.masked", result=_passed, wrt=("values",))
def masked_rule(g: Number, values: Number, mask: Number, ties: Number = None, *, out: Number) -> Number:
    """``values`` where a mask holds, half of them where two were equal, else zero."""
    return masked(g, mask) if ties is None else masked(g, mask, ties)


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


@elementwise("numpy.nan_to_num", result=_finite, wrt=("x",), real=True, absorbs=True)
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
def unwrap(
    g: Number, p: Number, discont: Number = None, axis: int = -1, *, period: Number = 6.283185307179586, out: Number
) -> Number:
    """Add whole periods, which are constant."""
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
