"""The module ``math``: functions of Python floats.

Terms call ``math`` too, which is faster there than NumPy. Where a term would divide by zero though the primal does
not raise, a conditional gives what NumPy gives.
"""

from __future__ import annotations

import math

from srcad.ir.types import FLOAT, INT, Tuple, Type
from srcad.rules.declare import Number, custom, elementwise, known, linear
from srcad.rules.operators import power_
from srcad.rules.results import math_bool, math_float, math_int
from srcad.runtime.elementwise import polygamma

# --- powers, exponentials and logarithms ------------------------------------------------------------------------------


@elementwise("math.sqrt", result=math_float, domain=((0.3, 3),), can_fail=True)
def sqrt(g: Number, x: Number, *, out: Number) -> Number:
    """Take the square root; reuses it."""
    return 0.5 * g / out if out else g * math.inf


@elementwise("math.cbrt", result=math_float, domain=((0.3, 3),), can_fail=True)
def cbrt(g: Number, x: Number, *, out: Number) -> Number:
    """Take the cube root; reuses it."""
    return g / (3 * out * out) if out else g * math.inf


@elementwise("math.exp", result=math_float, can_fail=True)
def exp(g: Number, x: Number, *, out: Number) -> Number:
    """Raise e to ``x``; reuses the result."""
    return g * out


@elementwise("math.exp2", result=math_float, can_fail=True)
def exp2(g: Number, x: Number, *, out: Number) -> Number:
    """Raise 2 to ``x``; reuses the result."""
    return g * out * math.log(2.0)


@elementwise("math.expm1", result=math_float, can_fail=True)
def expm1(g: Number, x: Number, *, out: Number) -> Number:
    """``exp(x) - 1``; reuses it."""
    return g * (out + 1)


@elementwise("math.log2", result=math_float, domain=((0.3, 3),), can_fail=True)
def log2(g: Number, x: Number, *, out: Number) -> Number:
    """Take the logarithm to base 2."""
    return g / (x * math.log(2.0))


@elementwise("math.log10", result=math_float, domain=((0.3, 3),), can_fail=True)
def log10(g: Number, x: Number, *, out: Number) -> Number:
    """Take the logarithm to base 10."""
    return g / (x * math.log(10.0))


@elementwise("math.log1p", result=math_float, domain=((-0.5, 3),), can_fail=True)
def log1p(g: Number, x: Number, *, out: Number) -> Number:
    """``log(1 + x)``."""
    return g / (1 + x)


# --- trigonometry -----------------------------------------------------------------------------------------------------


@elementwise("math.sin", result=math_float, can_fail=True)
def sin(g: Number, x: Number, *, out: Number) -> Number:
    """Take the sine."""
    return g * math.cos(x)


@elementwise("math.cos", result=math_float, can_fail=True)
def cos(g: Number, x: Number, *, out: Number) -> Number:
    """Take the cosine."""
    return -g * math.sin(x)


@elementwise("math.tan", result=math_float, domain=((-1, 1),), can_fail=True)
def tan(g: Number, x: Number, *, out: Number) -> Number:
    """Take the tangent; reuses it."""
    return g * (1 + out * out)


@elementwise("math.asin", result=math_float, domain=((-0.8, 0.8),), can_fail=True)
def asin(g: Number, x: Number, *, out: Number) -> Number:
    """Take the inverse sine."""
    return g / math.sqrt(1 - x * x) if x * x != 1 else g * math.inf


@elementwise("math.acos", result=math_float, domain=((-0.8, 0.8),), can_fail=True)
def acos(g: Number, x: Number, *, out: Number) -> Number:
    """Take the inverse cosine."""
    return -g / math.sqrt(1 - x * x) if x * x != 1 else -g * math.inf


@elementwise("math.atan", result=math_float, can_fail=True)
def atan(g: Number, x: Number, *, out: Number) -> Number:
    """Take the inverse tangent."""
    return g / (1 + x * x)


@elementwise("math.degrees", result=math_float, can_fail=True)
def degrees(g: Number, x: Number, *, out: Number) -> Number:
    """Turn radians into degrees."""
    return math.degrees(g)


@elementwise("math.radians", result=math_float, can_fail=True)
def radians(g: Number, x: Number, *, out: Number) -> Number:
    """Turn degrees into radians."""
    return math.radians(g)


# --- hyperbolic functions ---------------------------------------------------------------------------------------------


@elementwise("math.sinh", result=math_float, can_fail=True)
def sinh(g: Number, x: Number, *, out: Number) -> Number:
    """Take the hyperbolic sine."""
    return g * math.cosh(x)


@elementwise("math.cosh", result=math_float, can_fail=True)
def cosh(g: Number, x: Number, *, out: Number) -> Number:
    """Take the hyperbolic cosine."""
    return g * math.sinh(x)


@elementwise("math.tanh", result=math_float, can_fail=True)
def tanh(g: Number, x: Number, *, out: Number) -> Number:
    """Take the hyperbolic tangent; reuses it."""
    return g * (1 - out * out)


@elementwise("math.asinh", result=math_float, can_fail=True)
def asinh(g: Number, x: Number, *, out: Number) -> Number:
    """Take the inverse hyperbolic sine."""
    return g / math.sqrt(x * x + 1)


@elementwise("math.acosh", result=math_float, domain=((1.3, 3),), can_fail=True)
def acosh(g: Number, x: Number, *, out: Number) -> Number:
    """Take the inverse hyperbolic cosine."""
    return g / math.sqrt(x * x - 1) if x != 1 else g * math.inf


@elementwise("math.atanh", result=math_float, domain=((-0.8, 0.8),), can_fail=True)
def atanh(g: Number, x: Number, *, out: Number) -> Number:
    """Take the inverse hyperbolic tangent."""
    return g / (1 - x * x)


# --- special functions ------------------------------------------------------------------------------------------------


@elementwise("math.erf", result=math_float, can_fail=True)
def erf(g: Number, x: Number, *, out: Number) -> Number:
    """Take the error function."""
    return g * 2 / math.sqrt(math.pi) * math.exp(-x * x)


@elementwise("math.erfc", result=math_float, can_fail=True)
def erfc(g: Number, x: Number, *, out: Number) -> Number:
    """Take ``1 - erf(x)``."""
    return -g * 2 / math.sqrt(math.pi) * math.exp(-x * x)


@elementwise("math.gamma", result=math_float, domain=((0.5, 3),), can_fail=True)
def gamma(g: Number, x: Number, *, out: Number) -> Number:
    """Take the gamma function; reuses it."""
    return g * out * polygamma(0, x)


@elementwise("math.lgamma", result=math_float, domain=((0.5, 3),), can_fail=True)
def lgamma(g: Number, x: Number, *, out: Number) -> Number:
    """Take the logarithm of ``abs(gamma(x))``."""
    return g * polygamma(0, x)


# --- kinks ------------------------------------------------------------------------------------------------------------


@elementwise("math.fabs", result=math_float, can_fail=True)
def fabs(g: Number, x: Number, *, out: Number) -> Number:
    """Take the absolute value; 0 at 0."""
    return g * math.copysign(1.0, x) if x else 0.0 * g


# --- several operands -----------------------------------------------------------------------------------------------

elementwise("math.pow", result=math_float, domain=((0.5, 2), (-2, 3)), can_fail=True)(power_)


@elementwise("math.log", result=math_float, wrt=("x", "base"), domain=((0.3, 3), (1.5, 3)), can_fail=True)
def log(g: Number, x: Number, base: Number = None, *, out: Number) -> Number:
    """Take the logarithm to ``base``, by default the natural one."""
    if base is None:
        return g / x, 0.0
    scale = math.log(base)
    return g / (x * scale), -g * out / (base * scale)


@elementwise("math.hypot", result=math_float, wrt=("*coordinates",))
def hypot(g: Number, *coordinates: Number, out: Number) -> Number:
    """Take the length of a vector; 0 at the origin."""
    scaled = g / out if out else 0.0 * g
    terms: tuple[Number, ...] = ()
    for x in coordinates:
        terms = (*terms, scaled * x)
    return terms


@elementwise("math.atan2", result=math_float, domain=((0.3, 2), (0.3, 2)))
def atan2(g: Number, y: Number, x: Number, *, out: Number) -> Number:
    """Take the angle of the point ``(x, y)``."""
    square = x * x + y * y
    scaled = g / square if square else g * math.inf
    return scaled * x, -scaled * y


@elementwise("math.fmod", result=math_float, domain=((3.1, 3.9), (1.1, 1.5)), can_fail=True)
def fmod(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x - y * trunc(x / y)``."""
    return g, -g * math.trunc(x / y)


@elementwise("math.remainder", result=math_float, domain=((3.1, 3.9), (1.1, 1.5)), can_fail=True)
def remainder(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x - y * n`` with the integer ``n`` nearest to ``x / y``."""
    return g, -g * round((x - out) / y)


@elementwise("math.copysign", result=math_float, wrt=("x",), domain=((0.3, 2),))
def copysign(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``|x|`` with the sign of ``y``; 0 at ``x = 0``."""
    return g * math.copysign(1.0, x) * math.copysign(1.0, y) if x else 0.0 * g


def _mantissa_and_exponent(x: Type) -> Type:
    return Tuple((FLOAT, INT))


def frexp_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Return the tangents of mantissa and exponent, which is a step."""
    return math.ldexp(tangents[0], -out[1]), 0.0


@custom("math.frexp", result=_mantissa_and_exponent, forward=frexp_forward, can_fail=True)
def frexp(g: Number, x: Number, *, out: Number) -> Number:
    """``x / 2 ** e``, and ``e``, which is a step."""
    return 0.0 if g[0] is None else math.ldexp(g[0], -out[1])


def _fraction_and_whole(x: Type) -> Type:
    return Tuple((FLOAT, FLOAT))


def modf_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Return the tangents of the fraction, and of the whole, which is a step."""
    return tangents[0], 0.0


@custom("math.modf", result=_fraction_and_whole, forward=modf_forward, can_fail=True)
def modf(g: Number, x: Number, *, out: Number) -> Number:
    """Return the fraction and the whole, which is a step."""
    return 0.0 if g[0] is None else g[0]


@linear("math.ldexp", result=math_float, can_fail=True)
def ldexp(g: Number, x: Number, i: Number, *, out: Number) -> Number:
    """``x * 2 ** i``."""
    return math.ldexp(g, i)


# --- sequences ------------------------------------------------------------------------------------------------------


@linear("math.fsum", result=math_float, wrt=("seq",), can_fail=True)
def fsum(g: Number, seq: Number, *, out: Number) -> Number:
    """Add up floats with full precision."""
    return [g] * len(seq)


def dist_forward(tangents: Number, p: Number, q: Number, *, out: Number) -> Number:
    """Return the part of the tangents along the connecting line."""
    total = 0.0
    p_dots = [0.0] * len(p) if tangents[0] is None else tangents[0]
    q_dots = [0.0] * len(q) if tangents[1] is None else tangents[1]
    for x, y, x_dot, y_dot in zip(p, q, p_dots, q_dots):
        total = total + (x - y) * (x_dot - y_dot)
    return total / out if out else 0.0 * total


@custom("math.dist", result=math_float, wrt=("p", "q"), forward=dist_forward, can_fail=True)
def dist(g: Number, p: Number, q: Number, *, out: Number) -> Number:
    """Take the distance of two points; 0 where they are the same."""
    scaled = g / out if out else 0.0 * g
    return [scaled * (x - y) for x, y in zip(p, q)], [scaled * (y - x) for x, y in zip(p, q)]


# --- steps and predicates -------------------------------------------------------------------------------------------

known("math.floor", "math.ceil", "math.trunc", result=math_int, can_fail=True)
known("math.gcd", "math.lcm", "math.comb", "math.perm", "math.factorial", "math.isqrt", result=math_int, can_fail=True)
known("math.isnan", "math.isinf", "math.isfinite", "math.isclose", result=math_bool)
known("math.ulp", result=math_float)
