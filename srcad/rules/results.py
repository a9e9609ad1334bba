"""Result types: what a primitive gives, computed from the types of its operands.

The dtypes come from NumPy itself (``ufunc.resolve_dtypes``, ``np.result_type``): Python ``int``, ``float`` and
``complex`` are weak, NumPy scalars are not. A type that is known in part (a NumPy scalar without dtype, ``either``)
stands for all the dtypes it may have; the result has a dtype where these agree. Where even the class of the result
is not known (an array of unknown rank may be 0-d, and NumPy then gives a scalar) it is ``Unknown``.
"""

from __future__ import annotations

from collections.abc import Callable

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    UNKNOWN,
    Array,
    Literal,
    Scalar,
    Tuple,
    Type,
    dtype_kind,
    widen,
)
from srcad.rules.dtypes import (
    Resulting,
    Shape,
    array_like,
    as_default,
    broadcast_shapes,
    dtype_argument,
    promote,
    rank_of,
    reduced_shape,
    resolve_all,
    shape_of,
    ufunc_named,
)

_FALSE = Literal(False)


# --- results --------------------------------------------------------------------------------------------------------


def number(dtype: str, shape: Shape, kind: str | None = None) -> Type:
    """Return the type of what NumPy's arithmetic gives: a NumPy scalar where there are no axes, else an array.

    An unknown rank gives ``Unknown``, because a 0-d result is no array.
    """
    if shape is None:
        return UNKNOWN
    if shape:
        return Array(dtype, shape)
    kind = dtype_kind(dtype) if dtype else kind
    return Scalar(kind, "numpy", dtype) if kind else UNKNOWN


def always(t: Type) -> Resulting:
    """Return a result type that does not depend on the operands."""

    def result(*_operands: Type, **_named: Type) -> Type:
        return t

    return result


def same_as_first(first: Type, *_others: Type, **_named: Type) -> Type:
    """Return the type of the first operand, any value forgotten."""
    wide = widen(first)
    return Scalar(wide.kind, wide.form, wide.dtype) if isinstance(wide, Scalar) else wide


def unknown(*_operands: Type, **_named: Type) -> Type:
    """Return ``Unknown``."""
    return UNKNOWN


math_float = always(FLOAT)
math_int = always(INT)
math_bool = always(BOOL)


def ufunc(name: str, position: int = 0) -> Resulting:
    """Return the result type of the ufunc ``numpy.<name>`` (of its result number ``position``)."""

    def result(*types: Type, **named: Type) -> Type:
        return UNKNOWN if named else apply_ufunc(name, *types, position=position)

    return result


def ufunc_pair(name: str) -> Resulting:
    """Return the result type of a ufunc with two results: a tuple."""

    def result(*types: Type, **named: Type) -> Type:
        return UNKNOWN if named else Tuple(tuple(apply_ufunc(name, *types, position=i) for i in (0, 1)))

    return result


def apply_ufunc(name: str, *types: Type, position: int = 0) -> Type:
    """Return the type of ``numpy.<name>(*types)``."""
    operands = [array_like(t) for t in types]
    if any(o == UNKNOWN for o in operands) or len(operands) != ufunc_named(name).nin:
        return UNKNOWN
    dtype, kind = resolve_all(name, position, operands)
    shapes = [shape_of(o) for o in operands]
    if None in shapes and any(shapes):
        return Array(dtype)
    return number(dtype, broadcast_shapes(*shapes), kind)


def promoted(*types: Type, **named: Type) -> Type:
    """Return the promoted dtype in the broadcast shape of all operands; the first one is not weak (``np.clip``)."""
    operands = [array_like(t) for t in types if t != NONE]
    operands[:1] = map(as_default, operands[:1])
    if named or any(o == UNKNOWN for o in operands):
        return UNKNOWN
    dtype = promote(*operands)
    return number(dtype, broadcast_shapes(*map(shape_of, operands)))


def reduction(dtype_of: Callable[[str], str] = lambda dtype: dtype) -> Resulting:
    """Return the result type of a reduction whose dtype is ``dtype_of`` that of its operand."""

    def result(
        a: Type,
        axis: Type = NONE,
        dtype: Type = NONE,
        out: Type = NONE,
        *,
        keepdims: Type = _FALSE,
        **_named: Type,
    ) -> Type:
        operand = array_like(a)
        if operand == UNKNOWN or out != NONE:
            return UNKNOWN
        name = dtype_of(promote(as_default(operand))) if dtype == NONE else dtype_argument(dtype)
        return number(name, reduced_shape(shape_of(operand), axis, keepdims), kind=None)

    return result


def reduction_without_dtype() -> Resulting:
    """Return the result type of a reduction that keeps the dtype of its operand and has no argument ``dtype``."""
    reduce_ = reduction()

    def result(a: Type, axis: Type = NONE, out: Type = NONE, *, keepdims: Type = _FALSE, **named: Type) -> Type:
        return reduce_(a, axis, NONE, out, keepdims=keepdims, **named)

    return result


def places_in(a: Type) -> Type:
    """Return the type of ``np.nonzero(a)``: positions along each axis."""
    rank = rank_of(a)
    return Tuple((Array("int64", (UNKNOWN_LENGTH,)),) * rank) if rank else UNKNOWN
