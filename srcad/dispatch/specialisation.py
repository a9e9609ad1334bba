"""One emitted version of a derivative, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

from srcad.cache.digest import CONSTANTS, underlying_function
from srcad.cache.execute import execute
from srcad.cache.manifest import Dependency, Manifest
from srcad.dispatch.keys import Key, key_of, spell
from srcad.dispatch.routes import NO_ARGUMENTS, Route, follow, is_from_argument
from srcad.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class Captured:
    """A captured variable: the emitted function's parameter, how it is read, and the key it had."""

    name: str
    route: Route
    key: Key

    def holds(self, start: FunctionType, arguments: Mapping[str, object]) -> bool:
        """Say whether its value still has this key."""
        return key_of(follow(self.route, start, arguments), self.name) == self.key


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """What a name must still lead to; of a function also the code and the defaults that it had.

    Tools that reload code give them to the function that is there already.
    """

    route: Route
    value: object
    parts: dict[str, object]

    @classmethod
    def on(cls, route: Route, value: object) -> Guard:
        """Return the guard for a value as it is now."""
        return cls(route, value, parts_of(value))

    def holds(self, start: FunctionType, arguments: Mapping[str, object]) -> bool:
        """Say whether the route leads to the same."""
        if follow(self.route, start, arguments) is not self.value:
            return False
        today = parts_of(self.value)
        return today.keys() == self.parts.keys() and all(today[name] is part for name, part in self.parts.items())


def parts_of(value: object) -> dict[str, object]:
    """Return what makes a Python function what it is, and can be replaced, by what reads it of the function.

    The defaults of keyword-only parameters stand in a dict, which may be written into. Those that are constants are
    part of the text; others are read at each call. Of any other value nothing is returned.
    """
    function = underlying_function(value)
    if function is None:
        return {}
    names = ("__code__", "__defaults__", "__kwdefaults__")
    constants = {n: v for n, v in (function.__kwdefaults__ or {}).items() if type(v) in CONSTANTS}
    return {
        **{name: getattr(function, name) for name in names},
        **{f"__kwdefaults__.get({name!r})": value for name, value in constants.items()},
    }


@dataclass(frozen=True, slots=True, eq=False)
class Specialisation:
    """One emitted version of a derivative.

    Parameters
    ----------
    keys : tuple of Key
        Of the arguments, in the order of the parameters; empty for the generic version.
    captures : tuple of Captured
        What it reads besides its arguments.
    guards : tuple of Guard
        What names must still lead to.
    manifest : Manifest
        Captures and guards by digest, as another process can check them.
    text : str
        The source.
    path : Path or None
        The file, or None if nothing could be written.
    name : str
        Of the function.
    function : callable
        The emitted function.
    """

    keys: tuple[Key, ...]
    captures: tuple[Captured, ...]
    guards: tuple[Guard, ...]
    manifest: Manifest
    text: str
    path: Path | None
    name: str
    function: Callable[..., Any]

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(map(spell, self.keys)) or '...'})"

    def holds(self, start: FunctionType, arguments: Mapping[str, object] | None = None) -> bool:
        """Say whether captured values still have their types, and names still lead to the same functions.

        Without ``arguments``, what is reached by them is left to the guards of a call.
        """
        given = NO_ARGUMENTS if arguments is None else arguments
        parts: list[Captured | Guard] = [*self.captures, *self.guards]
        try:
            return all(p.holds(start, given) for p in parts if arguments is not None or not is_from_argument(p.route))
        except (LookupError, AttributeError, ArgumentError):
            return False


def is_capture(dependency: Dependency) -> bool:
    """Say whether a dependency is on the type of a captured value; all others are on functions and modules."""
    return dependency.kind == "captured"


def rests_on_today(manifest: Manifest, start: FunctionType, arguments: Mapping[str, object] = NO_ARGUMENTS) -> bool:
    """Say whether the functions and modules that a derivative was made from are the same today."""
    guarded = Manifest(tuple(d for d in manifest.dependencies if not is_capture(d)))
    return guarded.valid(start, lambda route: follow(route, start, arguments))


def revive(
    keys: tuple[Key, ...],
    manifest: Manifest,
    text: str,
    path: Path | None,
    name: str,
    start: FunctionType,
    arguments: Mapping[str, object] = NO_ARGUMENTS,
) -> Specialisation | None:
    """Return the specialisation that another process made, or None if what it rests on is different here.

    Parameters
    ----------
    keys, manifest, text, path, name
        See :class:`Specialisation`.
    start : function
        The primal function, from which routes start.
    arguments : mapping
        Of the call for which it is wanted, if there is one.
    """
    captures: list[Captured] = []
    guards: list[Guard] = []
    try:
        for dependency in manifest.dependencies:
            route = dependency.route
            if not is_capture(dependency):
                guards.append(Guard.on(route, follow(route, start, arguments)))
                continue
            key = key_of(follow(route[1:], start, arguments), route[0])
            if Dependency.on(route, "captured", key) != dependency:
                return None
            captures.append(Captured(route[0], route[1:], key))
    except (LookupError, AttributeError, ArgumentError):
        return None
    if not rests_on_today(manifest, start, arguments):
        return None
    function = load_function(text, path, name, start)
    return Specialisation(keys, tuple(captures), tuple(guards), manifest, text, path, name, function)


def load_function(text: str, path: Path | None, name: str, start: FunctionType) -> FunctionType:
    """Execute emitted text and return its function ``name``."""
    function = execute(text, path, f"{start.__module__}.{name}")[name]
    assert isinstance(function, FunctionType)
    return function
