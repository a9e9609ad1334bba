"""Result types: what a primitive gives, computed from the types of its operands.

The dtypes come from NumPy itself (``ufunc.resolve_dtypes``, ``np.result_type``): Python ``int``, ``float`` and
``complex`` are weak, NumPy scalars are not. A type that is known in part (a NumPy scalar without dtype, ``either``)
stands for all the dtypes it may have; the result has a dtype where these agree. Where even the class of the result
is not known (an array of unknown rank may be 0-d, and NumPy then gives a scalar) it is ``Unknown``.
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
    BOOL,
    FLOAT,
    INT,
    KINDS,
    NONE,
    TEXT,
    UNDEFINED,
    UNKNOWN,
    Array,
    Dict,
    Iterator,
    List,
    Literal,
    Range,
    Scalar,
    Text,
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

_ALL_DTYPES = {
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
    shape = None if inner is None or length is None else (length, *inner)
    return Array(promote(*(_as_default(item) for item in items)), shape)


def _as_default(t: Type) -> Type:
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
            named = [np.dtype(name) for name in ((dtype,) if dtype else _ALL_DTYPES[kind])]
            return (*named, _PYTHON[kind]) if form == "either" else tuple(named)
        case Array(dtype=dtype) if dtype:
            return (np.dtype(dtype),)
        case _:
            return tuple(np.dtype(name) for names in _ALL_DTYPES.values() for name in names)


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
    function = _ufunc(name)
    try:
        dtypes = function.resolve_dtypes((*operands, *[None] * function.nout))
    except TypeError:
        return None
    result: str = dtypes[function.nin + position].name
    return result


def _ufunc(name: str) -> np.ufunc:
    function = getattr(np, name)
    assert isinstance(function, np.ufunc)
    return function


def _resolve_all(name: str, position: int, types: Sequence[Type]) -> tuple[str, str | None]:
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
        case Literal(value=str() as name):
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
    if any(o == UNKNOWN for o in operands) or len(operands) != _ufunc(name).nin:
        return UNKNOWN
    dtype, kind = _resolve_all(name, position, operands)
    shapes = [shape_of(o) for o in operands]
    if None in shapes and any(shapes):
        return Array(dtype)
    return number(dtype, broadcast_shapes(*shapes), kind)


def promoted(*types: Type, **named: Type) -> Type:
    """Return the promoted dtype in the broadcast shape of all operands; the first one is not weak (``np.clip``)."""
    operands = [array_like(t) for t in types if t != NONE]
    operands[:1] = map(_as_default, operands[:1])
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
        name = dtype_of(promote(_as_default(operand))) if dtype == NONE else dtype_argument(dtype)
        return number(name, reduced_shape(shape_of(operand), axis, keepdims), kind=None)

    return result


def reduction_without_dtype() -> Resulting:
    """Return the result type of a reduction that keeps the dtype of its operand and has no argument ``dtype``."""
    reduce_ = reduction()

    def result(a: Type, axis: Type = NONE, out: Type = NONE, *, keepdims: Type = _FALSE, **named: Type) -> Type:
        return reduce_(a, axis, NONE, out, keepdims=keepdims, **named)

    return result


def merged(*types: Type) -> Type:
    """Return a type that describes values of all these types; ``Undefined`` for none."""
    start: Type = UNDEFINED
    return reduce(_merge_two, types, start)


def _merge_two(a: Type, b: Type) -> Type:
    if UNDEFINED in (a, b):
        return a if b == UNDEFINED else b
    if a == b:
        return a
    return _merge_different(a, b)


def _merge_different(a: Type, b: Type) -> Type:
    match widen(a), widen(b):
        case Scalar() as p, Scalar() as q:
            kind = max(p.kind, q.kind, key=KINDS.index)
            form = p.form if p.form == q.form else "either"
            return Scalar(kind, form, p.dtype if p.dtype == q.dtype else "", p.value if p.value == q.value else None)
        case Array() as p, Array() as q:
            return Array(p.dtype if p.dtype == q.dtype else "", p.shape if p.shape == q.shape else None)
        case Text(), Text():
            return TEXT
        case Tuple(p, name, fields), Tuple(q, other, _) if len(p) == len(q) and name == other:
            return Tuple(tuple(map(_merge_two, p, q)), name, fields)
        case List(p, n), List(q, m):
            return List(_merge_two(p, q), n if n == m else None)
        case _:
            return UNKNOWN


def element_of(t: Type) -> Type:
    """Return the type of what iterating over a value gives."""
    match t:
        case List(item=item) | Iterator(item=item):
            return item
        case Tuple(items=items):
            return merged(*items) if items else UNKNOWN
        case Array(dtype=dtype, shape=shape) if shape:
            return number(dtype, shape[1:])
        case Range():
            return INT
        case Text() | Dict():
            return TEXT
        case _:
            return UNKNOWN


def length_of(t: Type) -> Length | None:
    """Return the number of items of a value, or None when it is not known."""
    match t:
        case List(length=length) | Iterator(length=length) | Range(length=length):
            return length
        case Tuple(items=items) | Dict(items=items):
            return scale(ONE, len(items))
        case Array(shape=shape) if shape:
            return shape[0]
        case _:
            return None


# --- Python's operators ---------------------------------------------------------------------------------------------


def python_kind(*kinds: str) -> str:
    """Return the kind of a Python sum or product of numbers of these kinds; booleans count as integers."""
    return next((k for k in ("complex", "float") if k in kinds), "int")


def python_arithmetic(*operands: Scalar) -> Scalar | None:
    """Return the type of a Python sum or product."""
    return Scalar(python_kind(*(o.kind for o in operands)))


def _complex_goes_first(operands: Sequence[Scalar]) -> bool:
    """Say whether Python's ``complex`` may do the operation itself: it takes an ``np.float64`` for a float."""
    return any(o.kind == "complex" and o.form == "python" for o in operands)


def _either(t: Type) -> Type:
    return Scalar(t.kind, "either", t.dtype) if isinstance(t, Scalar) else t


def python_operator(function: str, python: Callable[..., Scalar | None] = python_arithmetic) -> Callable[..., Type]:
    """Return the result type of an operator.

    ``python(*operands)`` gives the type for Python numbers, None where it cannot tell; ``numpy.<function>`` is what
    the operator calls for arrays and NumPy scalars. Lists, tuples and strings give ``Unknown``.
    """

    def result(*types: Type, **_named: Type) -> Type:
        operands = [widen(t) for t in types]
        scalars = [o for o in operands if isinstance(o, Scalar)]
        if len(scalars) < len(operands):
            is_arithmetic = any(isinstance(o, Array) for o in operands)
            return apply_ufunc(function, *operands) if is_arithmetic else UNKNOWN
        forms = {s.form for s in scalars}
        if "numpy" in forms:
            given = apply_ufunc(function, *scalars)
            return _either(given) if _complex_goes_first(scalars) else given
        found = python(*scalars)
        if found is None or forms == {"python"}:
            return found or UNKNOWN
        agrees = _resolve_all(function, 0, scalars)[1] == found.kind
        return Scalar(found.kind, "either") if agrees else UNKNOWN

    return result
