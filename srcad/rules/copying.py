"""Copies and conversions of arrays."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import ONE
from srcad.ir.types import (
    NONE,
    UNKNOWN,
    Array,
    Literal,
    Scalar,
    Type,
    integer_value,
    widen,
)
from srcad.rules.declare import Number, linear
from srcad.rules.dtypes import dtype_argument, promote, shape_of
from srcad.rules.extents import is_numeric
from srcad.rules.results import number
from srcad.rules.static import drops_derivatives, is_list_of_arrays, is_list_of_numbers, may_be_of_numbers
from srcad.runtime.shapes import unbroadcast

_NOTHING = Literal(0)

# --- copies and conversions -----------------------------------------------------------------------------------------


def _converted(a: Type, dtype: Type = NONE, *_others: Type, **_named: Type) -> Type:
    if not is_numeric(a):
        return UNKNOWN
    return Array(promote(a) if dtype == NONE else dtype_argument(dtype), shape_of(a))


def _astype(a: Type, dtype: Type, **_named: Type) -> Type:
    match widen(a):
        case Array(shape=shape):
            return Array(dtype_argument(dtype), shape)
        case Scalar(form="numpy"):
            return number(dtype_argument(dtype), ())
        case _:
            return UNKNOWN


def _copied(a: Type, order: Type = NONE) -> Type:
    wide = widen(a)
    return wide if isinstance(wide, Array) or (isinstance(wide, Scalar) and wide.form == "numpy") else UNKNOWN


@linear(
    *("numpy.asarray", "numpy.asanyarray", "numpy.ascontiguousarray", "numpy.asfortranarray"),
    result=_converted,
    view=True,
    can_fail=True,
)
def asarray(
    g: Number, a: Number, dtype: Number = None, order: Number = None, *, copy: Number = None, out: Number
) -> Number:
    """Give each element, or each item of a sequence, its own."""
    return _items(_of_dtype(g, dtype), a)


def _made(a: Type, dtype: Type = NONE, *, copy: Type = NONE, order: Type = NONE, ndmin: Type = _NOTHING) -> Type:
    found = _converted(a, dtype)
    if ndmin == _NOTHING or not isinstance(found, Array):
        return found
    least = integer_value(ndmin)
    if least is None or least.known is None or found.shape is None:
        return Array(found.dtype)
    return Array(found.dtype, (*(ONE,) * (least.known - len(found.shape)), *found.shape))


@linear("numpy.array", result=_made, can_fail=True)
def array(
    g: Number,
    a: Number,
    dtype: Number = None,
    *,
    copy: Number = None,
    order: Number = "K",
    ndmin: int = 0,
    out: Number,
) -> Number:
    """Give each element, or each item of a sequence, its own."""
    kept = _of_dtype(g, dtype)
    return _items(kept if ndmin == 0 else np.reshape(kept, np.shape(a)), a)


def _of_dtype(g: Number, dtype: Number) -> Number:
    """Return the adjoint of values that were made to have a dtype, None for their own."""
    if not may_be_of_numbers(dtype):
        raise NotImplementedError("an array of objects, texts or records that holds differentiated values")
    return np.zeros_like(g) if drops_derivatives(dtype) else g


def _items(g: Number, a: Number) -> Number:
    """Return ``g`` taken apart as the sequence ``a`` is; ``g`` itself where ``a`` is an array or a number."""
    if isinstance(a, tuple) and len(a) == 1:
        return (g[0],)
    if isinstance(a, tuple) and len(a) == 2:
        return g[0], g[1]
    if isinstance(a, tuple) and len(a) == 3:
        return g[0], g[1], g[2]
    if isinstance(a, tuple) and len(a) == 4:
        return g[0], g[1], g[2], g[3]
    if is_list_of_numbers(a):
        return g.tolist()
    if is_list_of_arrays(a):
        return list(g)
    if isinstance(a, (tuple, list)):
        return unbroadcast(g, a)
    return g


@linear("numpy.ndarray.astype", "numpy.astype", result=_astype, can_fail=True)
def astype(g: Number, a: Number, dtype: Number, *, copy: Number = True, out: Number) -> Number:
    """Pass on; integers pass nothing."""
    return _of_dtype(g, dtype)


def _copy(a: Type, order: Type = NONE) -> Type:
    return _converted(a)


@linear("numpy.copy", result=_copy)
def copy(g: Number, a: Number, order: Number = "K", *, out: Number) -> Number:
    """Pass on, item by item."""
    return _items(g, a)


@linear("numpy.ndarray.copy", result=_copied)
def copy_method(g: Number, a: Number, order: Number = "C", *, out: Number) -> Number:
    """Pass on."""
    return g
