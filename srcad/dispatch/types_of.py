"""Keys and live values → the types of the IR. Only a miss loads this."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeAlias

from srcad.dispatch.keys import Key, functions_in, key_of
from srcad.errors import InternalError
from srcad.ir import types as ty
from srcad.ir.lengths import ONE, UNKNOWN, ZERO, Length, symbol
from srcad.ir.types import Type

#: Gives the target of a ``Callable`` for the key of a function, method or thing known by name.
Target: TypeAlias = Callable[[Key], Hashable]

_PLAIN: dict[str, Type] = {
    "float": ty.FLOAT,
    "complex": ty.COMPLEX,
    "None": ty.NONE,
    "True": ty.Literal(True),
    "False": ty.Literal(False),
    "...": ty.Literal(Ellipsis),
    "text": ty.TEXT,
    "bytes": ty.TEXT,
    "?": ty.UNKNOWN,
}


def type_of(value: object, name: str, target: Callable[[object], Hashable]) -> Type:
    """Return the type of a live value.

    Parameters
    ----------
    value : object
        An argument or a captured value.
    name : str
        The parameter's name, after which symbols are named: axis 0 of ``x`` is ``x.0``.
    target : callable
        Gives the target of a ``Callable`` for a function that the value is or holds.

    Examples
    --------
    >>> import numpy as np
    >>> print(type_of(np.ones((3, 1)), "x", id))
    float64[x.0, 1]
    """
    functions = functions_in(value)
    return type_from_key(key_of(value, name), name, lambda key: target(functions[key]))


def type_from_key(key: Key, name: str, target: Target) -> Type:
    """Return the type that a key stands for; see :mod:`srcad.dispatch.keys` for the grammar.

    Integers and axes get a symbol each, named after their place in ``name``: ``n``, ``x.0``, ``p['w'].1``. Two axes
    that happen to be equally long get different ones. The elements of a list or mapping share one type, but not
    their lengths: these are unknown, to be named where an element is read.
    """
    return _type(key, name, target)


def _type(key: Key, name: str | None, target: Target) -> Type:
    """Translate one key; with ``name`` None it stands for any of several values, and nothing gets a symbol."""
    match key:
        case "int":
            return ty.INT if name is None else ty.Scalar("int", value=symbol(name))
        case "range":
            return ty.Range(_length_of(name))
        case str():
            return _PLAIN[key]
        case ("text", str(text)):
            return ty.Literal(text)
        case ("bytes", str(digits)):
            return ty.Literal(bytes.fromhex(digits))
        case ("scalar", str(dtype)):
            return ty.Scalar(ty.dtype_kind(dtype) or "float", "numpy", dtype)
        case ("array", str(dtype), str(axes)):
            return ty.Array(dtype, _shape(axes, name))
        case ("related", str(dtype), *lengths):
            return ty.Array(dtype, tuple(_axis(n if n in ("0", "1") else "n", str(n)) for n in map(str, lengths)))
        case ("module", str(module)):
            return ty.Module(module)
        case _:
            return _container(key, name, target)


def _container(key: Key, name: str | None, target: Target) -> Type:
    match key:
        case ("tuple", *items):
            return ty.Tuple(_items(items, name, target))
        case ("namedtuple", str(cls), tuple(fields), *items):
            return ty.Tuple(_items(items, name, target), cls, _strings(fields))
        case ("list",):
            return ty.List(ty.UNDEFINED, ZERO)
        case ("list", item):
            return ty.List(_type(item, None, target), _length_of(name))
        case ("mapping", item):
            return ty.Mapping(_type(item, None, target))
        case ("dict", tuple(keys), *items):
            places = [_place(name, f"[{k!r}]") for k in keys]
            return ty.Dict(_fields(keys, places, items, target))
        case ("object", str(cls), tuple(fields), *items):
            places = [_place(name, f".{field}") for field in fields]
            return ty.Object(cls, _fields(fields, places, items, target))
        case ("slice", start, stop, step):
            parts = ((start, ".start"), (stop, ".stop"), (step, ".step"))
            return ty.Slice(*(_type(part, _place(name, place), target) for part, place in parts))
        case _:
            return _callable(key, name, target)


def _callable(key: Key, name: str | None, target: Target) -> Type:
    match key:
        case ("function", str(), str(), str(), tuple(), *captures):
            places = [_place(name, f".capture[{position}]") for position in range(len(captures))]
            return _known(target(key), tuple(_type(c, p, target) for c, p in zip(captures, places)))
        case ("method", _, instance):
            return _known(target(key), (_type(instance, _place(name, ".__self__"), target),))
        case ("known", str()):
            return _known(target(key), ())
        case _:
            raise InternalError("SRC090", f"no type for the key {key!r}")


def _known(target: Hashable, captures: tuple[Type, ...]) -> Type:
    """Return the type of a function, or ``Unknown`` for one of which the compiler knows nothing."""
    return ty.UNKNOWN if target is None else ty.Callable(target, captures)


def _shape(axes: str, name: str | None) -> tuple[Length, ...] | None:
    if axes == "?":
        return None
    return tuple(_axis(letter, _place(name, f".{position}")) for position, letter in enumerate(axes))


def _axis(letter: str, name: str | None) -> Length:
    if letter == "1":
        return ONE
    if letter == "0":
        return ZERO
    if letter == "*" or name is None:
        return UNKNOWN
    return symbol(name, lower=2)


def _length_of(name: str | None) -> Length | None:
    return None if name is None else symbol(f"len({name})", lower=0)


def _items(keys: list[Key], name: str | None, target: Target) -> tuple[Type, ...]:
    return tuple(_type(key, _place(name, f"[{position}]"), target) for position, key in enumerate(keys))


def _fields(
    names: tuple[Key, ...], places: list[str | None], keys: list[Key], target: Target
) -> tuple[tuple[str, Type], ...]:
    return tuple((n, _type(k, p, target)) for n, p, k in zip(_strings(names), places, keys, strict=True))


def _strings(keys: tuple[Key, ...]) -> tuple[str, ...]:
    return tuple(key for key in keys if isinstance(key, str))


def _place(name: str | None, part: str) -> str | None:
    return None if name is None else f"{name}{part}"
