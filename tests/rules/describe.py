"""Types against values: the exact type of a value, and whether a type describes a value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from srcad.ir import types as ty
from srcad.ir.lengths import Linear

KIND_OF_CLASS = {bool: "bool", int: "int", float: "float", complex: "complex"}


def type_of(value: object) -> ty.Type:
    """Return the most exact type of a value, with its lengths as constants."""
    match value:
        case None | str():
            return ty.Literal(value)
        case bool() | int() | float() | complex() if type(value) in KIND_OF_CLASS:
            return ty.Scalar(KIND_OF_CLASS[type(value)])
        case np.generic():
            return ty.Scalar(ty.dtype_kind(value.dtype.name) or "", "numpy", value.dtype.name)
        case np.ndarray():
            return ty.Array(value.dtype.name, tuple(map(Linear, value.shape)))
        case tuple():
            return ty.Tuple(tuple(map(type_of, value)))
        case list():
            (item,) = {type_of(v) for v in value}
            return ty.List(item, Linear(len(value)))
    raise TypeError(type(value))


def describes(t: ty.Type, value: object, lengths: Mapping[str, int] | None = None) -> bool:
    """Say whether a type describes a value; ``lengths`` gives the values of symbols (others match anything)."""
    known = lengths or {}
    match t:
        case ty.Unknown():
            found = True
        case ty.Literal(value=constant):
            found = type(constant) is type(value) and repr(constant) == repr(value)
        case ty.Scalar():
            found = _scalar(t, value, known)
        case ty.Array():
            found = type(value) is np.ndarray and _array(t, value, known)
        case ty.Tuple(items=items, name=name):
            found = (
                isinstance(value, tuple)
                and (type(value) is tuple) == (not name)
                and len(items) == len(value)
                and all(map(describes, items, value))
            )
        case ty.List(item=item, length=length):
            found = type(value) is list and (length is None or _length(length, len(value), known))
            found = found and all(describes(item, v) for v in value)
        case ty.Range():
            found = isinstance(value, range)
        case ty.Text():
            found = isinstance(value, (str, bytes))
        case _:
            raise TypeError(t)
    return found


def _array(t: ty.Array, value: np.ndarray, lengths: Mapping[str, int]) -> bool:
    if t.dtype and value.dtype.name != t.dtype:
        return False
    if t.shape is None:
        return True
    return len(t.shape) == value.ndim and all(_length(n, m, lengths) for n, m in zip(t.shape, value.shape))


def _scalar(t: ty.Scalar, value: object, lengths: Mapping[str, int]) -> bool:
    if isinstance(value, np.generic):
        if t.form == "python" or ty.dtype_kind(value.dtype.name) != t.kind:
            return False
        return not t.dtype or value.dtype.name == t.dtype
    if KIND_OF_CLASS.get(type(value)) != t.kind or t.form == "numpy":
        return False
    return t.value is None or _integer(t.value, lengths) in (None, value)


def _length(length: Linear, actual: int, lengths: Mapping[str, int]) -> bool:
    found = _integer(length, lengths)
    return found is None or max(found, 0) == actual


def _integer(linear: Linear, lengths: Mapping[str, int]) -> int | None:
    if not all(symbol.name in lengths for symbol, _ in linear.terms):
        return None
    return linear.constant + sum(c * lengths[symbol.name] for symbol, c in linear.terms)
