"""What NumPy makes of operands: arrays or numbers, of which dtype.

The dtypes come from NumPy itself (``ufunc.resolve_dtypes``, ``np.result_type``): Python ``int``, ``float`` and
``complex`` are weak, NumPy scalars are not. A type that is known in part (a NumPy scalar without dtype, ``either``)
stands for all the dtypes it may have; the result has a dtype where these agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from itertools import product
from typing import TypeAlias

import numpy as np

from srcad.ir.lengths import ONE, Length, is_not_one, is_one, is_unknown, proved_equal, scale, symbol
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import (
    NONE,
    UNKNOWN,
    Array,
    List,
    Literal,
    Object,
    Range,
    Scalar,
    Tuple,
    Type,
    dtype_kind,
    widen,
)
from srcad.ir.types import Callable as CallableType

_FALSE, _TRUE = Literal(False), Literal(True)

#: What NumPy's promotion takes: a dtype, or the class of a weak Python scalar.
Promotable: TypeAlias = "np.dtype[np.generic] | type[int] | type[float] | type[complex]"
Shape: TypeAlias = "tuple[Length, ...] | None"
#: A function from the types of positional operands to the type of the result.
Resulting: TypeAlias = Callable[..., Type]

#: By kinds: the dtypes, each of which is a function of NumPy, too.
ALL_DTYPES = {
    "bool": ("bool",),
    "int": ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    "float": ("float16", "float32", "float64", "longdouble"),
    "complex": ("complex64", "complex128", "clongdouble"),
}
_PYTHON: dict[str, Promotable] = {"bool": np.dtype(bool), "int": int, "float": float, "complex": complex}


# --- operands -------------------------------------------------------------------------------------------------------


def array_like(t: Type) -> Type:
    """Return the ``Scalar`` or ``Array`` that NumPy sees where a value of type ``t`` is passed, or ``Unknown``.

    Lists, tuples and ranges of numbers become arrays.
    """
    t = widen(t)
    match t:
        case Scalar() | Array():
            return t
        case Range(length=length):
            return Array("int64", (length,)) if length is not None else Array("int64")
        case List(item=item, length=length):
            return _stacked([array_like(item)], length)
        case Tuple(items=items) if items:
            return _stacked([array_like(item) for item in items], scale(ONE, len(items)))
        case _:
            return UNKNOWN


def _stacked(items: Sequence[Type], length: Length | None) -> Type:
    if not all(isinstance(item, (Scalar, Array)) for item in items):
        return UNKNOWN
    shapes = {shape_of(item) for item in items}
    inner = shapes.pop() if len(shapes) == 1 else None
    shape = None if inner is None else (UNKNOWN_LENGTH if length is None else length, *inner)
    return Array(promote(*(as_default(item) for item in items)), shape)


def as_default(t: Type) -> Type:
    """Return the type of an element, with the dtype that ``np.array`` gives it: Python scalars are not weak there."""
    match t:
        case Scalar(kind=kind, form="python"):
            return Scalar(kind, "numpy", np.dtype(_PYTHON[kind]).name)
        case _:
            return t


def shape_of(t: Type) -> Shape:
    """Return the shape of a number's type (``()`` for a scalar), or None when it is not known."""
    match array_like(t):
        case Scalar():
            return ()
        case Array(shape=shape):
            return shape
        case _:
            return None


def rank_of(t: Type) -> int | None:
    """Return the number of axes, or None when it is not known."""
    shape = shape_of(t)
    return None if shape is None else len(shape)


def is_python(t: Type) -> bool:
    """Say whether ``t`` is proved to be a Python number."""
    wide = widen(t)
    return isinstance(wide, Scalar) and wide.form == "python"


def _dtypes(t: Type) -> tuple[Promotable, ...]:
    """Return all that NumPy's promotion may meet in a value of this type."""
    match array_like(t):
        case Scalar(kind=kind, form="python"):
            return (_PYTHON[kind],)
        case Scalar(kind=kind, form=form, dtype=dtype):
            named = [np.dtype(name) for name in ((dtype,) if dtype else ALL_DTYPES[kind])]
            return (*named, _PYTHON[kind]) if form == "either" else tuple(named)
        case Array(dtype=dtype) if dtype:
            return (np.dtype(dtype),)
        case _:
            return tuple(np.dtype(name) for names in ALL_DTYPES.values() for name in names)


# --- dtypes ---------------------------------------------------------------------------------------------------------


def promote(*types: Type) -> str:
    """Return the name of the dtype that NumPy's promotion gives, or empty when it is not known.

    >>> promote(Array("float32", ()), FLOAT), promote(Scalar("int", "numpy", "int32"), FLOAT)
    ('float32', 'float64')
    """
    return _agreed(_result_type(combination) for combination in product(*map(_dtypes, types)))


def _result_type(operands: Sequence[Promotable]) -> str:
    return np.result_type(*(o(0) if isinstance(o, type) else o for o in operands)).name


def _agreed(names: Iterable[str]) -> str:
    """Return the one name that all are, or empty."""
    found = set(names)
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=4096)
def _resolve(name: str, position: int, operands: tuple[Promotable, ...]) -> str | None:
    """Return the dtype of a ufunc's result, or None when there is no loop for these operands."""
    function = ufunc_named(name)
    try:
        dtypes = function.resolve_dtypes((*operands, *[None] * function.nout))
    except TypeError:
        return None
    result: str = dtypes[function.nin + position].name
    return result


def ufunc_named(name: str) -> np.ufunc:
    """Return the ufunc ``numpy.<name>``."""
    function = getattr(np, name)
    assert isinstance(function, np.ufunc)
    return function


def resolve_all(name: str, position: int, types: Sequence[Type]) -> tuple[str, str | None]:
    """Return the dtype (or empty) and the kind (or None) of a ufunc's result."""
    names = {_resolve(name, position, combination) for combination in product(*map(_dtypes, types))} - {None}
    kinds = {dtype_kind(dtype) for dtype in names if dtype}
    return (_agreed(n for n in names if n), kinds.pop() if len(kinds) == 1 else None)


def real_dtype(dtype: str) -> str:
    """Return the dtype of the parts of a complex dtype; a real one stays what it is."""
    return np.empty(0, dtype).real.dtype.name if dtype else ""


def float_dtype(dtype: str) -> str:
    """Return the dtype of a mean: that of integers and booleans is ``float64``."""
    return "float64" if dtype and dtype_kind(dtype) in ("bool", "int") else dtype


def sum_dtype(dtype: str) -> str:
    """Return the dtype of a sum or product: small integers and booleans are added up in a long one."""
    return np.add.reduce(np.empty(0, dtype)).dtype.name if dtype else ""


def dtype_argument(t: Type) -> str:
    """Return the dtype that an argument ``dtype=`` names, or empty when it is not known."""
    match t:
        case CallableType(target=str() as target) if target.startswith(("numpy.", "builtins.")):
            name: object = target.partition(".")[2]
        case Literal(value=str() as name) | Object(name="numpy.dtype", fields=(("name", Literal(value=name)),)):
            pass
        case _:
            return ""
    try:
        dtype = np.dtype(str(name))
    except TypeError:
        return ""
    return dtype.name if dtype_kind(dtype.name) else ""


# --- shapes ---------------------------------------------------------------------------------------------------------


def broadcast_lengths(a: Length, b: Length) -> Length:
    """Return the length of two axes broadcast against each other, given that this succeeds."""
    if proved_equal(a, b) or is_one(b):
        return a
    if is_one(a):
        return b
    if is_not_one(a) and is_not_one(b):
        return b if b.known is not None else a
    if is_not_one(a) or is_not_one(b):
        return a if is_not_one(a) else b
    if is_unknown(a) or is_unknown(b):
        return UNKNOWN_LENGTH
    return symbol("broadcast({}, {})".format(*sorted((str(a), str(b)))))


def broadcast_shapes(*shapes: Shape) -> Shape:
    """Return the shape of operands broadcast against each other, or None when it is not known."""
    return reduce(_broadcast_two, shapes)


def _broadcast_two(a: Shape, b: Shape) -> Shape:
    if a is None or b is None:
        return None
    rank = max(len(a), len(b))
    padded = [(ONE,) * (rank - len(s)) + s for s in (a, b)]
    return tuple(map(broadcast_lengths, *padded))


def multiply_lengths(a: Length, b: Length) -> Length:
    """Return the product of two lengths; a deterministic symbol where it is not linear."""
    if a.known is not None or b.known is not None:
        known, other = (a.known, b) if a.known is not None else (b.known or 0, a)
        return scale(other, max(known, 0))
    if is_unknown(a) or is_unknown(b):
        return UNKNOWN_LENGTH
    return symbol("({})*({})".format(*sorted((str(a), str(b)))), lower=0)


def size_of(shape: Shape) -> Length | None:
    """Return the number of elements, or None when the rank is not known."""
    return None if shape is None else reduce(multiply_lengths, shape, ONE)


def axis_numbers(axis: Type, rank: int) -> tuple[int, ...] | None:
    """Return the axes that ``axis`` names, from 0 and without repetition, or None when they are not known."""
    match axis:
        case Literal(value=None):
            return tuple(range(rank))
        case Literal(value=0 | -1) if rank == 0:
            return ()
        case Literal(value=int() as number) if -rank <= number < rank:
            return (number % rank,)
        case Scalar(kind="int", value=value) if value is not None and value.known is not None:
            return axis_numbers(Literal(value.known), rank)
        case Tuple(items=items) if NONE not in items:
            numbers = [axis_numbers(item, rank) for item in items]
            known = {n for group in numbers if group for n in group}
            return None if None in numbers else tuple(sorted(known))
        case _:
            return None


def reduced_shape(shape: Shape, axis: Type, keepdims: Type) -> Shape:
    """Return the shape of a reduction along ``axis``, or None when it is not known."""
    if keepdims not in (_TRUE, _FALSE):
        return None
    keep = keepdims == _TRUE
    if axis == NONE and not keep:
        return ()
    if shape is None or (axes := axis_numbers(axis, len(shape))) is None:
        return () if shape is not None and len(shape) == 1 and not keep and not isinstance(axis, Tuple) else None
    return tuple(ONE if i in axes else n for i, n in enumerate(shape) if keep or i not in axes)
