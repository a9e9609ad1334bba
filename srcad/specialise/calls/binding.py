"""Binding: which argument goes to which parameter, decided as Python decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from srcad.errors import ArgumentError, Location
from srcad.ir.nodes import Parameter, Value
from srcad.ir.types import Type


@dataclass(frozen=True, slots=True)
class Default:
    """The parameter takes its default."""

    type: Type


@dataclass(frozen=True, slots=True)
class Rest:
    """A ``*args`` parameter takes these values."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A ``**kwargs`` parameter takes these values."""

    values: tuple[tuple[str, Value], ...]


Bound: TypeAlias = Value | Default | Rest | Named


def bind(
    name: str,
    parameters: Sequence[Parameter],
    positional: Sequence[Value],
    named: Mapping[str, Value],
    location: Location | None = None,
) -> dict[str, Bound]:
    """Return what each parameter (captures apart) receives.

    Raises
    ------
    ArgumentError
        SRC009, where Python would raise TypeError.
    """
    bound: dict[str, Bound] = {}
    left, rest = dict(named), list(positional)
    for p in parameters:
        if p.kind in ("positional", "either") and rest:
            if p.kind == "either" and p.name in left:
                raise _error(name, f"got two values for {p.name!r}", location)
            bound[p.name] = rest.pop(0)
        elif p.kind == "star":
            bound[p.name] = Rest(tuple(rest))
            rest = []
        elif p.kind in ("either", "keyword") and p.name in left:
            bound[p.name] = left.pop(p.name)
        elif p.kind == "doublestar":
            bound[p.name] = Named(tuple(left.items()))
            left = {}
        elif p.default is not None:
            bound[p.name] = Default(p.default)
        elif p.kind in ("positional", "either", "keyword"):
            raise _error(name, f"is called without its argument {p.name!r}", location)
    if rest:
        raise _error(name, "is called with too many positional arguments", location)
    if left:
        raise _error(name, f"has no parameter {next(iter(left))!r}", location)
    return bound


def _error(name: str, what: str, location: Location | None) -> ArgumentError:
    return ArgumentError("SRC009", f"{name}() {what}", location, "call it as its signature says")
