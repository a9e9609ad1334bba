"""Questions that a rule may ask about its operands; the compiler answers them, so that the branch folds away.

Called as plain Python they answer for the value that they are given.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from srcad.ir.lengths import is_not_one, is_one, proved_equal
from srcad.ir.types import (
    BOOL,
    NONE,
    Array,
    Callable,
    List,
    Literal,
    Range,
    Scalar,
    Tuple,
    Type,
    Undefined,
    Unknown,
    dtype_kind,
    kind_of,
    widen,
)
from srcad.rules.declare import known
from srcad.rules.dtypes import dtype_argument, shape_of
from srcad.runtime.questions import (
    drops_derivatives,
    is_array,
    is_indexable,
    is_integer,
    is_list_of_arrays,
    is_list_of_numbers,
    is_scalar,
)

__all__ = [
    "covers",
    "drops_derivatives",
    "is_array",
    "is_constant",
    "is_indexable",
    "is_integer",
    "is_list_of_arrays",
    "is_list_of_numbers",
    "is_scalar",
    "may_be_of_numbers",
    "refuse",
]


def is_constant(value: object) -> bool:
    """Say whether the operand is a number that stands in the program's text."""
    return isinstance(value, (bool, int, float))


def covers(term: ArrayLike, operand: ArrayLike) -> bool:
    """Say whether a term is known to have all the places of an operand: no axis of it alone has length 1."""
    have, want = np.shape(term), np.shape(operand)
    return len(have) >= len(want) and all(n != 1 or k == 1 for n, k in zip(have[::-1], want[::-1]))


def may_be_of_numbers(dtype: Any) -> bool:
    """Say whether a dtype is not known to be one of objects, texts or records; None is that of the values."""
    return dtype is None or np.dtype(dtype).kind in "biufc"


def refuse(what: str) -> None:
    """Refuse what a meaning cannot say: the compiler stops here."""
    raise NotImplementedError(what)


def _indexable_type(t: Type) -> Type:
    return BOOL if isinstance(t, (Unknown, Undefined)) else Literal(isinstance(t, (Array, List, Range)))


def _numbers_type(t: Type) -> Type:
    if isinstance(t, (Unknown, Undefined)):
        return BOOL
    return _numbers_of(t.item) if isinstance(t, List) else Literal(False)


def _numbers_of(item: Type) -> Type:
    return Literal(True) if isinstance(widen(item), Scalar) else _numbers_type(item)


def _arrays_type(t: Type) -> Type:
    return BOOL if isinstance(t, (Unknown, Undefined)) else Literal(isinstance(t, List) and isinstance(t.item, Array))


def _constant_type(t: Type) -> Type:
    return Literal(isinstance(t, Literal) and is_constant(t.value))


def _integer_type(t: Type) -> Type:
    kind = kind_of(t)
    return BOOL if kind is None else Literal(kind == "int")


def _covering_type(term: Type, operand: Type) -> Type:
    have, want = shape_of(term), shape_of(operand)
    if have is None or want is None or len(have) < len(want):
        return Literal(False)
    pairs = zip(have[::-1], want[::-1])
    return Literal(all(is_one(w) or is_not_one(h) or proved_equal(h, w) for h, w in pairs))


def _dropping_type(dtype: Type) -> Type:
    if dtype == NONE:
        return Literal(False)
    name = dtype_argument(dtype)
    return Literal(dtype_kind(name) not in ("float", "complex")) if name else BOOL


def _dtype_type(dtype: Type) -> Type:
    """Return what is known of ``may_be_of_numbers``: only what is no dtype of numbers says so by its type."""
    match dtype:
        case Callable(target=str() as target) if target.startswith(("numpy.", "builtins.")):
            return Literal(bool(dtype_argument(dtype)))
        case Literal(value=str()):
            return Literal(bool(dtype_argument(dtype)))
        case List() | Tuple():
            return Literal(False)
        case _:
            return Literal(True)


def _scalar_type(t: Type) -> Type:
    wide = widen(t)
    if isinstance(wide, (Unknown, Undefined)) or (isinstance(wide, Array) and wide.shape is None):
        return BOOL
    return Literal(isinstance(wide, Scalar) or wide == NONE or (isinstance(wide, Array) and not wide.shape))


def _array_type(t: Type) -> Type:
    return BOOL if isinstance(t, (Unknown, Undefined)) else Literal(isinstance(t, Array))


known("srcad.runtime.questions.is_array", result=_array_type)
known("srcad.rules.static.is_constant", result=_constant_type)
known("srcad.runtime.questions.is_integer", result=_integer_type)
known("srcad.rules.static.covers", result=_covering_type)
known("srcad.runtime.questions.drops_derivatives", result=_dropping_type)
known("srcad.rules.static.may_be_of_numbers", result=_dtype_type)
known("srcad.runtime.questions.is_scalar", result=_scalar_type)
known("srcad.runtime.questions.is_indexable", result=_indexable_type)
known("srcad.runtime.questions.is_list_of_numbers", result=_numbers_type)
known("srcad.runtime.questions.is_list_of_arrays", result=_arrays_type)
