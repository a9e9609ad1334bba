"""What values of several types have in common, and what sequences hold."""

from __future__ import annotations

from functools import reduce

from srcad.ir.lengths import ONE, Length, scale
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import (
    INT,
    KINDS,
    TEXT,
    UNDEFINED,
    UNKNOWN,
    Array,
    Callable,
    Dict,
    Handle,
    Iterator,
    List,
    Range,
    Scalar,
    Text,
    Tuple,
    Type,
    common_dtype,
    widen,
)
from srcad.rules.results import number


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
            return Scalar(kind, form, common_dtype(p, q), p.value if p.value == q.value else None)
        case Array() as p, Array() as q:
            return Array(p.dtype if p.dtype == q.dtype else "", _merged_shapes(p.shape, q.shape))
        case Text(), Text():
            return TEXT
        case Tuple(p, name, fields), Tuple(q, other, _) if len(p) == len(q) and name == other:
            return Tuple(tuple(map(_merge_two, p, q)), name, fields)
        case Handle(region=p), Handle(region=q) if p == q:
            return a
        case List(p, n), List(q, m):
            return List(_merge_two(p, q), n if n == m else None)
        case Callable(f, p), Callable(g, q) if f == g and len(p) == len(q):
            return Callable(f, tuple(map(_merge_two, p, q)))
        case _:
            return UNKNOWN


def _merged_shapes(a: tuple[Length, ...] | None, b: tuple[Length, ...] | None) -> tuple[Length, ...] | None:
    """Return a shape for arrays of both shapes; a length that is not that of all of them has no name."""
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple(n if n == m else UNKNOWN_LENGTH for n, m in zip(a, b))


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
