"""Records: values whose parts are known one by one — tuples, lists, dicts and instances made in the function.

A record never changes: a list or dict that changes holds one record after another
(:mod:`srcad.specialise.objects.heap`). Its parts are objects; the operation that makes it, where it is needed as a
whole, takes what these hold there and then.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import ONE, scale
from srcad.ir.nodes import Value
from srcad.ir.types import Type
from srcad.rules.merging import merged

#: What tells records of one kind from those of another: class, name, and the names or the number of the parts.
Shell: TypeAlias = tuple[Hashable, ...]

#: Items of iterables whose types say what they are made of: each trip of a loop is written out.
STRUCTURED = (ty.Callable, ty.Tuple, ty.Dict, ty.Object)


def shell_of(t: Type) -> Shell | None:
    """Return the shell of a record of a type, the number of a list's items apart; None for what is no record."""
    match t:
        case ty.Tuple(items=items, name=name, fields=fields):
            return ("tuple", name, fields, len(items))
        case ty.List():
            return ("list",)
        case ty.Dict(items=pairs):
            return ("dict", tuple(k for k, _ in pairs))
        case ty.Object(name=name, fields=pairs):
            return ("object", name, tuple(k for k, _ in pairs))
        case _:
            return None


def names_of(t: Type) -> tuple[Hashable, ...] | None:
    """Return the keys of a dict, or the names of the fields of an instance; None for anything else."""
    return tuple(k for k, _ in t.items) if isinstance(t, ty.Dict) else _fields(t)


def _fields(t: Type) -> tuple[Hashable, ...] | None:
    return tuple(k for k, _ in t.fields) if isinstance(t, ty.Object) else None


def is_member(t: Type) -> bool:
    """Say whether a type is that of one member of an enumeration."""
    return isinstance(t, ty.Object) and isinstance(dict(t.fields).get("_name_"), ty.Literal)


def key_of(t: Type) -> ty.Literal | None:
    """Return the key of a dict that a constant of a type is, as a literal; a member of an enumeration is its type."""
    if isinstance(t, ty.Literal):
        return t
    return ty.Literal(t) if is_member(t) else None


def key_type(key: Hashable) -> Type:
    """Return the type of a key of a dict."""
    return key if isinstance(key, ty.Object) else ty.Literal(key)


def item_of(t: Type, name: Type) -> Type:
    """Return the type of a part of a dict or an instance; ``Undefined`` where it has none of this name."""
    pairs = t.items if isinstance(t, ty.Dict) else t.fields if isinstance(t, ty.Object) else ()
    return next((item for key, item in pairs if is_key(key, name)), ty.UNDEFINED)


def is_key(key: Hashable, t: Type) -> bool:
    """Say whether a constant of a type is a key of a dict, or a name: ``1``, ``1.0`` and ``True`` are one."""
    named = key_of(t)
    return named is not None and named.value == key


def with_names(t: Type, names: Sequence[Hashable], items: Sequence[Type]) -> Type:
    """Return the type of a dict or an instance like ``t`` with these parts."""
    if isinstance(t, ty.Object):
        return ty.Object(t.name, tuple((str(name), item) for name, item in zip(names, items, strict=True)))
    return ty.Dict(tuple(zip(names, items, strict=True)))


def with_items(t: Type, items: Sequence[Type]) -> Type:
    """Return the type of a record like ``t`` whose parts are of these types."""
    match t:
        case ty.Tuple(name=name, fields=fields):
            return ty.Tuple(tuple(items), name, fields)
        case ty.List():
            return ty.List(merged(*items), scale(ONE, len(items)))
        case _:
            return with_names(t, names_of(t) or (), items)


def making(t: Type, items: Sequence[Value], builder: Builder) -> tuple[str, tuple[Value, ...]]:
    """Return name and operands of the operation that makes a record like ``t`` of these parts."""
    match t:
        case ty.Tuple():
            return "build.tuple", tuple(items)
        case ty.List():
            return "build.list", tuple(items)
        case ty.Dict():
            return "build.dict", _paired(t, items, builder)
        case ty.Object(name=name):
            return "build.object", (builder.constant(name), *_paired(t, items, builder))
        case _:
            raise TypeError(f"no record: {t}")


def _paired(t: Type, items: Sequence[Value], builder: Builder) -> tuple[Value, ...]:
    return tuple(v for name, item in zip(names_of(t) or (), items) for v in (builder.constant(name), item))


def is_object(t: Type) -> bool:
    """Say whether a value of a type is an object that may change, or that holds one, or a function."""
    match t:
        case ty.Array() | ty.List() | ty.Dict() | ty.Mapping() | ty.Object() | ty.Callable():
            return True
        case ty.Tuple(items=items):
            return any(map(is_object, items))
        case _:
            return False


def is_cell(t: Type) -> bool:
    """Say whether a value is a cell, a variable that functions share: what it holds is an object, no content."""
    return t == ty.Object("cell")


def is_dict_handle(value: Value) -> bool:
    """Say whether a value leads to a dict of a region."""
    return isinstance(value.type, ty.Handle) and isinstance(value.type.target, (ty.Dict, ty.Mapping))


def may_hold(t: Type) -> bool:
    """Say whether a value of a type may lead to an object that it was made of, other than an array."""
    match t:
        case ty.Unknown() | ty.List() | ty.Dict() | ty.Mapping() | ty.Object() | ty.Iterator() | ty.Callable():
            return True
        case ty.Tuple(items=items):
            return any(map(may_hold, items))
        case _:
            return False
