"""Functions that make arrays and numbers of given types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from srcad.ir.lengths import ONE, ZERO, Length, Linear, length_from, scale, subtract
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import (
    FLOAT,
    NONE,
    UNKNOWN,
    Array,
    Literal,
    Scalar,
    Tuple,
    Type,
    integer_value,
    kind_of,
    widen,
)
from srcad.rules.declare import Number, custom, known, linear
from srcad.rules.dtypes import ALL_DTYPES, array_like, broadcast_shapes, dtype_argument, promote, shape_of
from srcad.rules.extents import every, is_numeric, made_shape
from srcad.rules.results import number

# --- constant content -----------------------------------------------------------------------------------------------


def _named_dtype(dtype: Type, default: str) -> str:
    return default if dtype == NONE else dtype_argument(dtype)


def _filled(shape: Type, dtype: Type = NONE, order: Type = NONE) -> Type:
    return Array(_named_dtype(dtype, "float64"), made_shape(shape))


def _like(a: Type, dtype: Type = NONE, order: Type = NONE, *, shape: Type = NONE) -> Type:
    if not is_numeric(a):
        return UNKNOWN
    return Array(_named_dtype(dtype, promote(array_like(a))), shape_of(a) if shape == NONE else made_shape(shape))


def _eye(N: Type, M: Type = NONE, k: Type = NONE, dtype: Type = NONE) -> Type:
    rows = length_from(integer_value(N))
    return Array(_named_dtype(dtype, "float64"), (rows, rows if M == NONE else length_from(integer_value(M))))


def _identity(n: Type, dtype: Type = NONE) -> Type:
    return _eye(n, dtype=dtype)


known("numpy.zeros", "numpy.ones", "numpy.empty", result=_filled, can_fail=True)
known("numpy.zeros_like", "numpy.ones_like", "numpy.empty_like", result=_like)
known("numpy.eye", result=_eye, can_fail=True)
known("numpy.identity", result=_identity, can_fail=True)


def _full(shape: Type, fill_value: Type, dtype: Type = NONE) -> Type:
    if not is_numeric(fill_value):
        return UNKNOWN
    return Array(_named_dtype(dtype, promote(array_like(fill_value))), made_shape(shape))


@linear("numpy.full", result=_full, wrt=("fill_value",), can_fail=True)
def full(g: Number, shape: Number, fill_value: Number, dtype: Number = None, *, out: Number) -> Number:
    """Sum over the copies, which is what undoing the broadcast does."""
    return g


def _full_like(a: Type, fill_value: Type, dtype: Type = NONE) -> Type:
    return _like(a, dtype)


@linear("numpy.full_like", result=_full_like, wrt=("fill_value",), can_fail=True)
def full_like(g: Number, a: Number, fill_value: Number, dtype: Number = None, *, out: Number) -> Number:
    """Sum over the copies, which is what undoing the broadcast does."""
    return g


# --- ranges ---------------------------------------------------------------------------------------------------------


def _arange(start: Type, stop: Type = NONE, step: Type = NONE, dtype: Type = NONE) -> Type:
    ends = [start] if stop == NONE else [start, stop]
    numbers = [widen(t) for t in (*ends, *([] if step == NONE else [step]))]
    if not all(isinstance(t, Scalar) for t in numbers):
        return Array(_named_dtype(dtype, ""), (UNKNOWN_LENGTH,)) if all(map(is_numeric, numbers)) else UNKNOWN
    return Array(_named_dtype(dtype, _range_dtype(numbers)), (_steps(ends, step),))


def _range_dtype(numbers: Sequence[Type]) -> str:
    """Return the dtype of a range of plain numbers, or empty: ``np.arange`` has rules of its own for small dtypes."""
    scalars = [t for t in numbers if isinstance(t, Scalar)]
    plain = all(t.form == "python" or t.dtype in ("float64", "int64") for t in scalars)
    kinds = {t.kind for t in scalars}
    return ("float64" if "float" in kinds else "int64") if plain and kinds <= {"int", "float"} else ""


def _steps(ends: list[Type], step: Type) -> Length:
    values = [integer_value(t) for t in ends]
    stride = Linear(1) if step == NONE else integer_value(step)
    if stride is None or not stride.known or any(v is None for v in values):
        return UNKNOWN_LENGTH
    first, last = (ZERO, values[0]) if len(values) == 1 else values
    if first is None or last is None:
        return UNKNOWN_LENGTH
    span = subtract(last, first)
    return every(span, stride.known) if stride.known > 0 else every(scale(span, -1), -stride.known)


def arange_forward(
    tangents: Number, start: Number, stop: Number = None, step: Number = 1, dtype: Number = None, *, out: Number
) -> Number:
    """Return ``start_dot + step_dot * i``; with one argument this is the stop."""
    start_dot = 0.0 if tangents[0] is None or stop is None else tangents[0]
    return start_dot + (0.0 if tangents[1] is None else tangents[1]) * np.arange(np.size(out))


@custom("numpy.arange", result=_arange, wrt=("start", "step"), forward=arange_forward, can_fail=True)
def arange(
    g: Number, start: Number, stop: Number = None, step: Number = 1, dtype: Number = None, *, out: Number
) -> Number:
    """``start + step * i``; with one argument this is the stop, on which no element depends."""
    if stop is None:
        return 0.0, np.sum(g * np.arange(np.size(g)))
    return np.sum(g), np.sum(g * np.arange(np.size(g)))


def _indices(dimensions: Type, dtype: Type = NONE, sparse: Type = NONE) -> Type:
    named, shape = _named_dtype(dtype, "int64"), made_shape(dimensions)
    if shape is None or not isinstance(dimensions, Tuple):
        return UNKNOWN
    if sparse in (NONE, Literal(False)):
        return Array(named, (Linear(len(shape)), *shape))
    if sparse != Literal(True):
        return UNKNOWN
    return Tuple(
        tuple(Array(named, tuple(n if i == k else ONE for i, n in enumerate(shape))) for k in range(len(shape)))
    )


known("numpy.indices", result=_indices, can_fail=True)

_FIFTY = Literal(50)


def _linspace(
    start: Type,
    stop: Type,
    num: Type = _FIFTY,
    endpoint: Type = NONE,
    retstep: Type = Literal(False),
    dtype: Type = NONE,
    axis: Type = NONE,
) -> Type:
    if retstep == Literal(True):
        shape = broadcast_shapes(shape_of(start), shape_of(stop))
        step = number(promote(array_like(start), array_like(stop), FLOAT), shape, "float")
        return Tuple((_linspace(start, stop, num, endpoint, dtype=dtype, axis=axis), step))
    if not is_numeric(start) or not is_numeric(stop):
        return UNKNOWN
    name = _named_dtype(dtype, promote(array_like(start), array_like(stop), FLOAT))
    inner = broadcast_shapes(shape_of(start), shape_of(stop))
    if inner is None:
        return Array(name)
    length = length_from(integer_value(num))
    if not inner:
        return Array(name, (length,))
    return Array(name, (length, *inner) if axis in (NONE, Literal(0)) else None)


@linear("numpy.linspace", result=_linspace, wrt=("start", "stop"), can_fail=True)
def linspace(
    g: Number,
    start: Number,
    stop: Number,
    num: Number = 50,
    endpoint: Number = True,
    retstep: bool = False,
    dtype: Number = None,
    axis: Number = 0,
    *,
    out: Number,
) -> Number:
    """``(1 - t) * start + t * stop`` with ``t`` from 0 to 1; and, with ``retstep``, the distance of neighbours."""
    if not retstep:
        return ends_of(g, num, endpoint, axis)
    start_term, stop_term = (0.0, 0.0) if g[0] is None else ends_of(g[0], num, endpoint, axis)
    if g[1] is None:
        return start_term, stop_term
    share = g[1] / (num - 1 if endpoint else num)
    return start_term - share, stop_term + share


def ends_of(g: Number, num: int, endpoint: bool, axis: int) -> Number:
    """Return what the start and the stop of a range get, by the distance from each."""
    t = np.linspace(0.0, 1.0, num, endpoint=endpoint)
    whole = g if np.ndim(g) == 1 else np.moveaxis(g, axis, -1)
    return np.sum(whole * (1.0 - t), axis=-1), np.sum(whole * t, axis=-1)


def _logspace(start: Type, stop: Type, num: Type = _FIFTY, endpoint: Type = NONE, base: Type = FLOAT) -> Type:
    return _linspace(start, stop, num, endpoint) if base == FLOAT or kind_of(base) in ("int", "float") else UNKNOWN


def logspace_forward(
    tangents: Number,
    start: Number,
    stop: Number,
    num: Number = 50,
    endpoint: Number = True,
    base: Number = 10.0,
    *,
    out: Number,
) -> Number:
    """Return the tangents of the powers."""
    dots = [0.0 if t is None else t for t in tangents]
    exponents = np.linspace(start, stop, num, endpoint=endpoint)
    slopes = np.linspace(dots[0], dots[1], num, endpoint=endpoint)
    return out * (np.log(base) * slopes + exponents / base * dots[2])


@custom("numpy.logspace", result=_logspace, wrt=("start", "stop", "base"), forward=logspace_forward, can_fail=True)
def logspace(
    g: Number,
    start: Number,
    stop: Number,
    num: Number = 50,
    endpoint: Number = True,
    base: Number = 10.0,
    *,
    out: Number,
) -> Number:
    """Powers of ``base`` with exponents from ``start`` to ``stop``."""
    scaled = g * out
    first, last = linspace(scaled * np.log(base), start, stop, num, endpoint, out=out)
    exponents = np.linspace(start, stop, num, endpoint=endpoint)
    return first, last, np.sum(scaled * exponents) / base


# --- numbers of a given type ----------------------------------------------------------------------------------------


_ZERO = Literal(0)


def _constructed(dtype: str) -> Callable[..., Type]:
    """Return the result type of ``numpy.<dtype>(x)``: a NumPy scalar, or an array for an array."""

    def result(x: Type = _ZERO) -> Type:
        return number(dtype, shape_of(x)) if is_numeric(x) else UNKNOWN

    return result


def constructor(g: Number, x: Number, *, out: Number) -> Number:
    """Pass on."""
    return g


for _name in (*ALL_DTYPES["float"], *ALL_DTYPES["complex"]):
    linear(f"numpy.{_name}", result=_constructed(_name), can_fail=True)(constructor)

for _name in (*ALL_DTYPES["bool"], *ALL_DTYPES["int"]):
    known(f"numpy.{_name}", result=_constructed(_name), can_fail=True)
