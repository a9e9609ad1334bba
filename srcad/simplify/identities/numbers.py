"""Zeros, ones and other constants, and quotients that cancel; the last ones hold up to rounding.

before: ``0.0 + g * 2 * x ** 1``, ``g / y * y``
after: ``g * 2 * x``, ``g``
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias, TypeGuard

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.types import Literal
from srcad.simplify.identities.match import Family, Match, is_number, replaceable

NUMBERS = Family()

#: Appends an operation to what a match gives.
Append: TypeAlias = Callable[..., Value]


@NUMBERS("operator.add")
def _add_zero(match: Match) -> Value | None:
    """Use 0 + x = x, where the 0 was made to be added to."""
    a, b = match.operands
    if match.inner(a, "zero") is not None and match.same_type(b):
        return b
    return a if match.inner(b, "zero") is not None and match.same_type(a) else None


@NUMBERS("operator.add")
def _twice(match: Match) -> Value | None:
    """Use x + x = 2 x, which is exact."""
    a, b = match.operands
    if a is not b or not match.same_type(a):
        return None
    return _doubled(match, a, match.apply)


@NUMBERS("operator.add", "operator.sub", rounds=True)
def _add_twice(match: Match) -> Value | None:
    """Use (y + x) + x = y + 2 x, and (y - x) - x = y - 2 x."""
    (a, b), name = match.operands, match.operation.name
    before = match.inner(a, name)
    if before is None or not _are_same(match, before[1], b) or not all(map(_is_number_or_array, (*before, b))):
        return None
    return match.apply(name, before[0], _doubled(match, b, match.inside))


@NUMBERS("operator.mul", rounds=True)
def _twice_a_half(match: Match) -> Value | None:
    """Use 0.5 x / y * 2 = x / y, as the derivative of a square root of squares has it."""
    a, b = match.operands
    return _doubled_constant(match, a, match.apply, only_half=True) if is_number(b, 2) else None


def _are_same(match: Match, a: Value, b: Value) -> bool:
    """Say whether two values are one, or products of the same factors."""
    factors = match.inner(a, "operator.mul")
    return a is b or (factors is not None and factors == match.inner(b, "operator.mul"))


def _doubled(match: Match, value: Value, append: Append) -> Value:
    """Append twice a value: a constant factor of a product, or the first one."""
    if (scaled := _doubled_constant(match, value, append)) is not None:
        return scaled
    two, product = match.builder.constant(2), match.inner(value, "operator.mul")
    if product is None or not _is_number_or_array(product[0]):
        return append("operator.mul", value, two)
    return append("operator.mul", match.inside("operator.mul", product[0], two), product[1])


def _doubled_constant(match: Match, value: Value, append: Append, only_half: bool = False) -> Value | None:
    """Append a product or a quotient with twice its constant factor, if that is plain to see; 0.5 is left out."""
    made = match.made_by.get(value)
    if not isinstance(made, Apply) or made.name not in ("operator.mul", "operator.truediv"):
        return None
    a, b = made.operands
    is_product = made.name == "operator.mul"
    if is_product and _number(a) is not None:
        a, b = b, a
    if is_product and (factor := _number(b)) is not None and math.isfinite(2 * factor):
        if 2 * factor == 1 and replaceable(value.type, a.type):
            return a
        return None if only_half else append("operator.mul", a, match.builder.constant(2 * factor))
    doubled = _doubled_constant(match, a, match.inside, only_half=True)
    return None if doubled is None else append(made.name, doubled, b)


def _is_number_or_array(value: Value) -> bool:
    """Say whether a value times two is twice its numbers: of a list it is one of twice the length."""
    return isinstance(ty.widen(value.type), (ty.Scalar, ty.Array))


@NUMBERS("operator.sub")
def _minus_twice(match: Match) -> Value | None:
    """Use -x - x = -(2 x), which is exact."""
    a, b = match.operands
    inner = match.inner(a, "operator.neg")
    if inner is None or inner[0] is not b or not match.same_type(b):
        return None
    return match.apply("operator.neg", match.inside("operator.mul", b, match.builder.constant(2)))


@NUMBERS("operator.add")
def _count_bools(match: Match) -> Value | None:
    """Use (0 + p) + q = p + q for truth values."""
    a, b = match.operands
    inner = match.inner(a, "operator.add")
    if inner is None or not is_number(inner[0], 0) or any(ty.widen(v.type) != ty.BOOL for v in (inner[1], b)):
        return None
    return match.apply("operator.add", inner[1], b)


@NUMBERS("operator.sub", "operator.add")
def _fold(match: Match) -> Value | None:
    """Write the sum of two constants where that is no longer than they are: ``0.5`` for ``1.5 - 1``."""
    a, b = (v.type.value if isinstance(v.type, Literal) else None for v in match.operands)
    if not _is_plain(a) or not _is_plain(b):
        return None
    total = a - b if match.operation.name == "operator.sub" else a + b
    return match.builder.constant(total) if len(repr(total)) <= len(repr(a)) + 1 else None


@NUMBERS("operator.sub")
def _minus_zero(match: Match) -> Value | None:
    """Use x - 0 = x, which is exact."""
    a, b = match.operands
    return a if is_number(b, 0) and match.same_type(a) else None


@NUMBERS("operator.mul")
def _times_one(match: Match) -> Value | None:
    """Use 1 x = x, x 1 = x."""
    a, b = match.operands
    if is_number(a, 1) and match.same_type(b):
        return b
    return a if is_number(b, 1) and match.same_type(a) else None


@NUMBERS("operator.mul")
def _times_minus_one(match: Match) -> Value | None:
    """Use x (-1.0) = -x."""
    a, b = match.operands
    return match.apply("operator.neg", a) if is_number(b, -1) and match.same_type(a) else None


@NUMBERS("operator.mul")
def _merge_constants(match: Match) -> Value | None:
    """Use (x a) b = x (a b) for constants, one of them a power of two: that is exact."""
    a, b = match.operands
    inner = match.inner(a, "operator.mul")
    if inner is None or (second := _number(b)) is None or (first := _number(inner[1])) is None:
        return None
    if not (_is_power_of_two(first) or _is_power_of_two(second)):
        return None
    return match.apply("operator.mul", inner[0], match.builder.constant(first * second))


@NUMBERS("operator.mul")
def _scale_the_number(match: Match) -> Value | None:
    """Use (s x) b = (s b) x for a number, an array and a power of two: that is exact, and takes one pass less."""
    a, b = match.operands
    inner = match.inner(a, "operator.mul")
    if inner is None or (factor := _number(b)) is None or not _is_power_of_two(factor):
        return None
    scaled, whole = (ty.widen(v.type) for v in inner)
    if not isinstance(scaled, ty.Scalar) or not isinstance(whole, ty.Array) or not match.same_type(a):
        return None
    return match.apply("operator.mul", match.inside("operator.mul", inner[0], b), inner[1])


@NUMBERS("operator.mul")
def _merge_quotient(match: Match) -> Value | None:
    """Use (x / a) b = x (b / a) for constants, a power of two as ``a``: that is exact."""
    a, b = match.operands
    inner = match.inner(a, "operator.truediv")
    if inner is None or (second := _number(b)) is None or (first := _number(inner[1])) is None:
        return None
    if not _is_power_of_two(first):
        return None
    return match.apply("operator.mul", inner[0], match.builder.constant(second / first))


@NUMBERS("operator.truediv")
def _merge_divisor(match: Match) -> Value | None:
    """Use (a x) / b = (a / b) x for constants, a power of two as ``b``: that is exact, and no division."""
    a, b = match.operands
    inner = match.inner(a, "operator.mul")
    if inner is None or (divisor := _number(b)) is None or not _is_power_of_two(divisor):
        return None
    first, second = (_number(v) for v in inner)
    if isinstance(factor := first or second, float):
        return match.apply("operator.mul", match.builder.constant(factor / divisor), inner[first is not None])
    return None


@NUMBERS("operator.mul", rounds=True)
def _cancel(match: Match) -> Value | None:
    """Use (x / a) a = x, which holds for 0 and infinity, too, in a product of derivatives."""
    a, b = match.operands
    inner = match.inner(a, "operator.truediv")
    return inner[0] if inner is not None and inner[1] is b and match.same_type(inner[0]) else None


@NUMBERS("operator.mul", rounds=True)
def _logistic(match: Match) -> Value | None:
    """Use x / (1 + a) a = x (1 - 1 / (1 + a)), where an infinite a does no harm: that of the logistic function."""
    a, b = match.operands
    inner = match.inner(a, "operator.truediv")
    terms = None if inner is None else match.inner(inner[1], "operator.add")
    if inner is None or terms is None or terms[1] is not b or not is_number(terms[0], 1):
        return None
    one = match.builder.constant(1.0)
    inverse = match.quotient(one, inner[1]) or match.inside("operator.truediv", one, inner[1])
    return match.apply("operator.mul", inner[0], match.inside("operator.sub", one, inverse))


@NUMBERS("operator.mul", rounds=True)
def _quotient_again(match: Match) -> Value | None:
    """Use (x / s) w = x (w / s), where the program has computed w / s."""
    for divided, factor in (match.operands, match.operands[::-1]):
        inner = match.inner(divided, "operator.truediv")
        quotient = None if inner is None else match.quotient(factor, inner[1])
        if inner is not None and quotient is not None and ty.has_one_float_dtype(inner[0].type, quotient.type):
            return match.apply("operator.mul", inner[0], quotient)
    return None


@NUMBERS("operator.add", "operator.sub", rounds=True)
def _common_divisor(match: Match) -> Value | None:
    """Use x / s - y / s = (x - y) / s."""
    first, second = (match.inner(v, "operator.truediv") for v in match.operands)
    if first is None or second is None or first[1] is not second[1]:
        return None
    if not ty.has_one_float_dtype(*(v.type for v in (*first, second[0]))):
        return None
    return match.apply("operator.truediv", match.inside(match.operation.name, first[0], second[0]), first[1])


def _is_plain(constant: object) -> TypeGuard[int | float]:
    return type(constant) in (int, float)


def _is_power_of_two(number: float) -> bool:
    return abs(math.frexp(number)[0]) * 2 == 1.0


def _number(value: Value) -> float | None:
    """Return a numeric constant other than zero."""
    constant = value.type.value if isinstance(value.type, Literal) else None
    if isinstance(constant, bool) or not isinstance(constant, (int, float)):
        return None
    return constant if constant and math.isfinite(constant) else None


@NUMBERS("operator.truediv", "operator.pow", "numpy.power", "numpy.divide")
def _by_one(match: Match) -> Value | None:
    """Use x / 1 = x, x ** 1 = x."""
    a, b = match.operands
    return a if is_number(b, 1) and match.same_type(a) else None


@NUMBERS("operator.pow")
def _power_zero(match: Match) -> Value | None:
    """Use x ** 0 = 1."""
    wide = ty.widen(match.operands[0].type)
    return match.builder.constant(1.0) if is_number(match.operands[1], 0) and isinstance(wide, ty.Scalar) else None


_SWAPPED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@NUMBERS(*(f"operator.{name}" for name in _SWAPPED))
def _constant_last(match: Match) -> Value | None:
    """Write ``x == 0.0`` for ``0.0 == x``."""
    a, b = match.operands
    if not isinstance(a.type, Literal) or isinstance(b.type, Literal) or not ty.is_number(b.type):
        return None
    return match.apply(f"operator.{_SWAPPED[match.operation.name.rpartition('.')[2]]}", b, a)
