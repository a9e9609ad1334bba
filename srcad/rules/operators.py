"""Python's operators, on Python numbers, NumPy scalars and arrays."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.lengths import Linear, add, is_unknown, length_from, lower_bound, scale, subtract, symbol
from srcad.ir.types import (
    BOOL,
    TEXT,
    UNKNOWN,
    Array,
    List,
    Literal,
    Scalar,
    Text,
    Tuple,
    Type,
    integer_value,
    kind_of,
    widen,
)
from srcad.rules.arithmetic import python_arithmetic, python_kind, python_operator
from srcad.rules.declare import Number, elementwise, known
from srcad.rules.dtypes import Resulting, multiply_lengths
from srcad.rules.results import always
from srcad.rules.static import is_constant, is_integer, is_scalar

# --- result types of Python numbers ---------------------------------------------------------------------------------


def _integer(value: Callable[..., Linear | None]) -> Callable[..., Scalar | None]:
    """Return the type of sums and products: the symbolic value of integers flows through."""

    def python(*operands: Scalar) -> Scalar | None:
        found = python_arithmetic(*operands)
        values = [o.value for o in operands if o.value is not None]
        if found != Scalar("int") or len(values) < len(operands):
            return found
        return Scalar("int", value=value(*values))

    return python


def _product(a: Linear, b: Linear) -> Linear:
    if a.known is not None:
        return scale(b, a.known)
    if b.known is not None:
        return scale(a, b.known)
    if is_unknown(a) or is_unknown(b):
        return UNKNOWN_LENGTH
    return symbol("value ({})*({})".format(*sorted((str(a), str(b)))))


def _quotient(a: Linear, b: Linear) -> Linear | None:
    if not (divisor := b.known) or divisor < 0 or is_unknown(a):
        return None
    if a.known is not None:
        return Linear(a.known // divisor)
    lower = lower_bound(a)
    return symbol(f"({a})//{divisor}", None if lower is None else lower // divisor)


def _remainder(a: Linear, b: Linear) -> Linear | None:
    if not (divisor := b.known) or divisor < 0 or is_unknown(a):
        return None
    return Linear(a.known % divisor) if a.known is not None else symbol(f"({a})%{divisor}", 0)


def _true_quotient(*operands: Scalar) -> Scalar:
    return Scalar("complex" if "complex" in (o.kind for o in operands) else "float")


def _real(python: Callable[..., Scalar | None]) -> Callable[..., Scalar | None]:
    """Return ``python`` for operands that are not complex: for these the operator raises."""

    def checked(*operands: Scalar) -> Scalar | None:
        return None if any(o.kind == "complex" for o in operands) else python(*operands)

    return checked


def _power(base: Scalar, exponent: Scalar) -> Scalar | None:
    kind = python_kind(base.kind, exponent.kind)
    if kind != "int" or exponent.kind == "bool":
        return Scalar(kind)
    if exponent.value is None:
        return None
    if exponent.value.known is not None and exponent.value.known < 0:
        return Scalar("float")
    lower = lower_bound(exponent.value)
    return Scalar("int") if lower is not None and lower >= 0 else None


def _bits(*operands: Scalar) -> Scalar | None:
    kinds = {o.kind for o in operands}
    return BOOL if kinds == {"bool"} else Scalar("int") if kinds <= {"bool", "int"} else None


def _integers(*operands: Scalar) -> Scalar | None:
    return Scalar("int") if all(o.kind in ("bool", "int") for o in operands) else None


# --- result types of sequences --------------------------------------------------------------------------------------


def _concatenation(arithmetic: Resulting) -> Resulting:
    """Return the result type of ``+``, which joins lists, tuples and strings."""

    def result(a: Type, b: Type) -> Type:
        match widen(a), widen(b):
            case Tuple(items=left), Tuple(items=right):
                return Tuple(left + right)
            case List(item=item, length=n), List(item=other, length=m):
                length = None if n is None or m is None else add(n, m)
                return List(item if item == other else UNKNOWN, length)
            case Text(), Text():
                return TEXT
            case _:
                return arithmetic(a, b)

    return result


def _repetition(arithmetic: Resulting) -> Resulting:
    """Return the result type of ``*``, which repeats lists, tuples and strings."""

    def result(a: Type, b: Type) -> Type:
        return _repeated(a, b) or _repeated(b, a) or arithmetic(a, b)

    return result


def _repeated(sequence: Type, count: Type) -> Type | None:
    times = widen(count)
    if not isinstance(times, Scalar) or times.form != "python":
        return None
    number = integer_value(count)
    match widen(sequence):
        case List(item=item, length=length):
            return List(
                item, None if length is None or number is None else multiply_lengths(length, length_from(number))
            )
        case Tuple(items=items):
            known_count = None if number is None else number.known
            return UNKNOWN if known_count is None else Tuple(items * known_count)
        case Text():
            return TEXT
        case _:
            return None


def power_type(base: Type, exponent: Type) -> Type:
    """Return the type of ``base ** exponent``; arrays of booleans are squared in a dtype of their own."""
    squares_bools = isinstance(base, Array) and kind_of(base) == "bool"
    return UNKNOWN if squares_bools else _POWER(base, exponent)


def _formatting(arithmetic: Resulting) -> Resulting:
    def result(a: Type, b: Type) -> Type:
        return TEXT if isinstance(widen(a), Text) else arithmetic(a, b)

    return result


# --- arithmetic -----------------------------------------------------------------------------------------------------

ADD = _concatenation(python_operator("add", _integer(add)))
_MULTIPLY = _repetition(python_operator("multiply", _integer(_product)))
FLOOR_DIVIDE = python_operator("floor_divide", _real(_integer(_quotient)))
_POWER = python_operator("power", _power)
MODULO = _formatting(python_operator("remainder", _real(_integer(_remainder))))


@elementwise("operator.add", result=ADD)
def add_(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x + y``."""
    return g, g


@elementwise("operator.sub", result=python_operator("subtract", _integer(subtract)))
def subtract_(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x - y``."""
    return g, -g


@elementwise("operator.mul", result=_MULTIPLY)
def multiply_(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x * y``."""
    return g * y, g * x


@elementwise("operator.truediv", result=python_operator("divide", _true_quotient), domain=((-2, 2), (0.5, 2)))
def divide_(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x / y``; reuses the quotient."""
    return g / y, -g * out / y


@elementwise("operator.mod", result=MODULO, domain=((3.1, 3.9), (1.1, 1.5)))
def modulo_(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x % y``, that is ``x - y * (x // y)``."""
    return g, -g * (x // y)


@elementwise("operator.pow", result=power_type, domain=((0.5, 2), (-2, 3)))
def power_(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """``x ** y``; at ``x = 0`` the convention is 0 for ``d/dy``, and for ``d/dx`` of ``x ** 0``."""
    if is_constant(y):
        if y == 0:
            x_term = 0.0 * g
        elif 0 < y < 1:
            x_term = g * y * np.power(x, y - 1)
        else:
            x_term = g * y * x ** (y - 1)
    elif is_scalar(y):
        exponent = y - 1 if y != 0 else 1
        if is_integer(y):
            x_term = g * y * x**exponent
        else:
            x_term = g * y * np.power(x, exponent)
    else:
        x_term = g * y * np.power(x, np.where(y == 0, 1, y - 1))
    if is_constant(x) and x > 0:
        y_term = g * out * math.log(x)
    elif is_scalar(x):
        y_term = g * out * np.log(x if x != 0 else 1.0)
    else:
        y_term = g * out * np.log(np.where(x == 0, 1.0, x))
    return x_term, y_term


@elementwise("operator.neg", result=python_operator("negative", _integer(lambda a: scale(a, -1))))
def negative_(g: Number, x: Number, *, out: Number) -> Number:
    """``-x``."""
    return -g


@elementwise("operator.pos", result=python_operator("positive", _integer(lambda a: a)))
def positive_(g: Number, x: Number, *, out: Number) -> Number:
    """``+x``."""
    return g


known("operator.floordiv", result=FLOOR_DIVIDE)
known("operator.invert", result=python_operator("invert", _integers))
known("operator.and_", result=python_operator("bitwise_and", _bits))
known("operator.or_", result=python_operator("bitwise_or", _bits))
known("operator.xor", result=python_operator("bitwise_xor", _bits))
known("operator.lshift", result=python_operator("left_shift", _integers))
known("operator.rshift", result=python_operator("right_shift", _integers))

# --- comparisons ----------------------------------------------------------------------------------------------------


def _comparison(function: str) -> Resulting:
    arithmetic = python_operator(function, lambda *operands: BOOL)

    def result(a: Type, b: Type) -> Type:
        left, right = widen(a), widen(b)
        if isinstance(left, Array) or isinstance(right, Array):
            return arithmetic(a, b)
        if isinstance(left, Scalar) and isinstance(right, Scalar):
            return arithmetic(a, b)
        if any(isinstance(t, Scalar) and t.form != "python" for t in (left, right)):
            return UNKNOWN
        plain = (Text, Literal, List, Tuple, Scalar)
        return BOOL if isinstance(left, plain) and isinstance(right, plain) else UNKNOWN

    return result


known("operator.eq", result=_comparison("equal"))
known("operator.ne", result=_comparison("not_equal"))
known("operator.lt", result=_comparison("less"))
known("operator.le", result=_comparison("less_equal"))
known("operator.gt", result=_comparison("greater"))
known("operator.ge", result=_comparison("greater_equal"))
known("operator.is_", "operator.is_not", "operator.not_", "operator.contains", result=always(BOOL))
