"""The callable that users hold: types of arguments → specialisation, found or made.

A call goes through a generated wrapper with the function's own signature, so that Python binds the arguments; the
wrapper's guards lead to the emitted function. Where none holds, the specialisation is looked up in the cache on disk or
generated, and the wrapper is written anew.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from importlib import import_module
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any, Generic, ParamSpec, TypeAlias

from srcad.cache.digest import underlying_function
from srcad.cache.execute import execute
from srcad.cache.key import make_key
from srcad.cache.manifest import Dependency, Manifest
from srcad.cache.store import load, store
from srcad.dispatch.guards import Guards
from srcad.dispatch.keys import Key, key_of, spell
from srcad.dispatch.routes import Route, expression, follow
from srcad.dispatch.signature import ArgNums, Signature, resolve_argnums
from srcad.errors import ArgumentError, SourceNotFound
from srcad.options import Options

P = ParamSpec("P")

#: A derivative with more specialisations than this goes on with the generic one.
MOST_SPECIALISATIONS = 16

#: What is differentiated, and how: the name of the transform, the positions, whether a single adjoint is given.
Transform: TypeAlias = tuple[str, tuple[int, ...], bool]


@dataclass(frozen=True, slots=True)
class Captured:
    """A captured variable: the emitted function's parameter, how it is read, and the key it had."""

    name: str
    route: Route
    key: Key


@dataclass(frozen=True, slots=True)
class Specialisation:
    """One emitted version of a derivative.

    Parameters
    ----------
    keys : tuple of Key
        Of the arguments, in the order of the parameters; empty for the generic version.
    captures : tuple of Captured
        What it reads besides its arguments.
    guards : tuple of (Route, object)
        What names must still lead to.
    text : str
        The source, header included.
    path : Path or None
        The file, or None if nothing could be written.
    name : str
        Of the function.
    function : callable
        The emitted function.
    """

    keys: tuple[Key, ...]
    captures: tuple[Captured, ...]
    guards: tuple[tuple[Route, object], ...]
    text: str
    path: Path | None
    name: str
    function: Callable[..., Any]

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(map(spell, self.keys)) or '...'})"


class Derivative(Generic[P]):
    """The gradient of a function, as a callable with the function's own signature.

    Made by :func:`srcad.grad` and :func:`srcad.value_and_grad`. It binds as a method, and keeps the function's name,
    docstring and signature.
    """

    def __init__(self, function: Callable[P, Any], transform: str, argnums: ArgNums, options: Options) -> None:
        plain = underlying_function(function)
        if plain is None:
            raise SourceNotFound(
                "SRC030",
                f"{function!r} is not Python source" if callable(function) else f"{function!r} is not callable",
                hint="wrap the call in a function: def f(x): ...",
            )
        update_wrapper(self, function)
        self.__srcad_primal__ = function
        self._receiver = _receiver(function)
        self._function: FunctionType = plain
        self._signature = Signature.of(plain)
        self._argnums = argnums
        self._options = options
        skip = 0 if self._receiver is None else 1
        visible = Signature(self._signature.names[skip:], self._signature.kinds[skip:], self._signature.defaults)
        positions, single = resolve_argnums(plain.__name__, visible, argnums)
        self._transform: Transform = (transform, tuple(p + skip for p in positions), single)
        self._lock = threading.RLock()
        self._made: dict[tuple[Key, ...], list[Specialisation]] = {}
        self._last: Specialisation | None = None
        self._call: Callable[..., Any] = self._write_wrapper()

    # ------------------------------------------------------------------ what users touch

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        """Return the derivative at these arguments."""
        return self._call(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else MethodType(self, instance)

    def __repr__(self) -> str:
        count = sum(map(len, self._made.values()))
        names = ", ".join(self._signature.names[p] for p in self._transform[1])
        return (
            f"<{self._transform[0]} of {self._function.__qualname__} with respect to {names}; specialisations: {count}>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (self.__srcad_primal__, self._transform[0], self._argnums, self._options))

    @property
    def primal(self) -> Callable[P, Any]:
        """The differentiated function."""
        return self.__srcad_primal__

    @property
    def path(self) -> Path | None:
        """The file of the last specialisation; None before the first, or if it could not be written."""
        return self._last.path if self._last else None

    @property
    def specialisations(self) -> tuple[Specialisation, ...]:
        """The versions made or loaded so far, in order."""
        return tuple(s for group in self._made.values() for s in group)

    def source(self, *args: P.args, **kwargs: P.kwargs) -> str:
        """Return the text of the gradient: for these arguments, else the last one used, else the generic one."""
        if args or kwargs:
            return self._specialisation_for(args, kwargs).text
        return (self._last or self._generic()).text

    def show(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Print :meth:`source`."""
        print(self.source(*args, **kwargs))

    def clear(self) -> None:
        """Forget all specialisations, and delete their files."""
        with self._lock:
            for specialisation in self.specialisations:
                if specialisation.path is not None:
                    specialisation.path.unlink(missing_ok=True)
            self._made.clear()
            self._last = None
            self._call = self._write_wrapper()

    # ------------------------------------------------------------------ a miss

    def _specialisation_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Specialisation:
        found: list[Specialisation] = []

        def note(*bound: Any) -> None:
            found.append(self._find(bound))

        _compile_wrapper(self._signature, [], note, self._receiver)(*args, **kwargs)
        return found[0]

    def _miss(self, *bound: Any) -> Any:
        """Find or make the specialisation for arguments that no guard lets pass, and call it."""
        specialisation = self._find(bound)
        with self._lock:
            self._call = self._write_wrapper()
        extra = {c.name: follow(c.route, self._function) for c in specialisation.captures}
        arguments, named = self._spread(bound)
        return specialisation.function(*arguments, **named, **extra)

    def _spread(self, bound: tuple[Any, ...]) -> tuple[list[Any], dict[str, Any]]:
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for name, kind, value in zip(self._signature.names, self._signature.kinds, bound):
            if kind == "star":
                positional += value
            elif kind == "doublestar":
                named.update(value)
            elif kind == "keyword":
                named[name] = value
            else:
                positional.append(value)
        return positional, named

    def _find(self, bound: tuple[Any, ...]) -> Specialisation:
        keys = tuple(key_of(value, name) for name, value in zip(self._signature.names, bound))
        with self._lock:
            for specialisation in self._made.get(keys, []):
                if self._holds(specialisation):
                    self._last = specialisation
                    return specialisation
            if len(self._made) >= MOST_SPECIALISATIONS:
                self._warn_of_many(keys)
                return self._generic()
            return self._load(keys) or self._make(keys, bound)

    def _generic(self) -> Specialisation:
        with self._lock:
            for specialisation in self._made.get((), []):
                if self._holds(specialisation):
                    self._last = specialisation
                    return specialisation
            return self._load(()) or self._make((), ())

    def _warn_of_many(self, keys: tuple[Key, ...]) -> None:
        if () in self._made:
            return
        seen = [set(column) for column in zip(*self._made, keys)]
        varying = max(range(len(seen)), key=lambda i: len(seen[i]))
        warnings.warn(
            f"{self._function.__qualname__} was differentiated for more than {MOST_SPECIALISATIONS} types of "
            f"arguments: {self._signature.names[varying]!r} varies; going on with the generic gradient",
            stacklevel=4,
        )

    def _holds(self, specialisation: Specialisation) -> bool:
        """Say whether captured values still have their types, and names still lead to the same functions."""
        try:
            return all(
                key_of(follow(c.route, self._function), c.name) == c.key for c in specialisation.captures
            ) and all(follow(route, self._function) is value for route, value in specialisation.guards)
        except (LookupError, AttributeError):
            return False

    def _add(self, specialisation: Specialisation) -> Specialisation:
        group = self._made.setdefault(specialisation.keys, [])
        group.insert(0, specialisation)
        self._last = specialisation
        return specialisation

    def _load(self, keys: tuple[Key, ...]) -> Specialisation | None:
        """Return the specialisation from the cache on disk, if it is there and rests on what is there today."""
        for variant in range(MOST_SPECIALISATIONS):
            key = make_key(*self._key_parts(keys, variant))
            entry = load(key, self._options)
            if entry is None:
                return None
            captured = [d for d in entry.manifest.dependencies if d.kind == "captured"]
            guarded = Manifest(tuple(d for d in entry.manifest.dependencies if d.kind != "captured"))
            try:
                now = [(d, key_of(follow(d.route[1:], self._function))) for d in captured]
            except (LookupError, AttributeError, ArgumentError):
                continue
            if not guarded.valid(lambda route: follow(route, self._function)):
                continue
            if any(Dependency.on(d.route, "captured", k) != d for d, k in now):
                continue
            captures = tuple(Captured(d.route[0], d.route[1:], k) for d, k in now)
            guards = tuple((d.route, follow(d.route, self._function)) for d in guarded.dependencies)
            return self._add(self._execute(keys, captures, guards, entry.text, entry.path))
        return None

    def _key_parts(self, keys: tuple[Key, ...], variant: int) -> tuple[Any, ...]:
        name, positions, single = self._transform
        label = "-".join(map(spell, keys))
        return (self._function, name, (positions, int(single)), (keys, variant), self._options, (), label)

    def _make(self, keys: tuple[Key, ...], bound: tuple[Any, ...]) -> Specialisation:
        """Generate the derivative: the one place that loads the compiler."""
        pipeline = import_module("srcad.pipeline")
        made = pipeline.generate_live(self._function, self._transform, keys, bound, self._options)
        captures = tuple(Captured(*capture) for capture in made.captures)
        captured = (Dependency.on((c.name, *c.route), "captured", c.key) for c in captures)
        guarded = (Dependency.on(route, kind, value) for route, kind, value in made.rests_on)
        manifest = Manifest((*captured, *guarded))
        path, text = None, made.text
        for variant in range(MOST_SPECIALISATIONS if made.cacheable else 0):
            key = make_key(*self._key_parts(keys, variant))
            if (entry := load(key, self._options)) is None or not self._rests_on_today(entry.manifest):
                path = store(key, manifest, text, self._options)
                break
        if path is not None:
            text = path.read_text(encoding="utf-8")
        guards = tuple((route, value) for route, _, value in made.rests_on)
        return self._add(self._execute(keys, captures, guards, text, path))

    def _rests_on_today(self, manifest: Manifest) -> bool:
        return Manifest(tuple(d for d in manifest.dependencies if d.kind != "captured")).valid(
            lambda route: follow(route, self._function)
        )

    def _execute(
        self,
        keys: tuple[Key, ...],
        captures: tuple[Captured, ...],
        guards: tuple[tuple[Route, object], ...],
        text: str,
        path: Path | None,
    ) -> Specialisation:
        suffix = self._transform[0]
        stem = self._function.__name__ if self._function.__name__.isidentifier() else "function"
        name = f"{stem}_{suffix}"
        namespace = execute(text, path, f"{self._function.__module__}.{name}")
        function = namespace[name]
        assert isinstance(function, FunctionType)
        return Specialisation(keys, captures, guards, text, path, name, function)

    # ------------------------------------------------------------------ the wrapper

    def _write_wrapper(self) -> Callable[..., Any]:
        specialisations = [s for s in self.specialisations if s.keys and self._holds(s)]
        return _compile_wrapper(self._signature, specialisations, self._miss, self._receiver, self._function)


def _receiver(function: object) -> object:
    return function.__self__ if isinstance(function, MethodType) else None


def _compile_wrapper(
    signature: Signature,
    specialisations: list[Specialisation],
    miss: Callable[..., Any],
    receiver: object,
    start: FunctionType | None = None,
) -> Callable[..., Any]:
    """Return a function with the primal's signature that tries the guards one after another."""
    guards = Guards()
    lines = [f"def call({signature.parameters()}):"]
    for specialisation in specialisations:
        assert start is not None
        conditions = [guards.condition(n, k) for n, k in zip(signature.names, specialisation.keys)]
        extra = []
        for capture in specialisation.captures:
            text = expression(capture.route, start, guards.name)
            conditions.append(guards.condition(text, capture.key))
            extra.append(f"{capture.name}={text}")
        for route, value in specialisation.guards:
            conditions.append(f"{expression(route, start, guards.name)} is {guards.name('value', value)}")
        target = guards.name(specialisation.name, specialisation.function)
        arguments = ", ".join([*signature.arguments(), *extra])
        lines.append(f"    if {' and '.join(conditions) or 'True'}:")
        lines.append(f"        return {target}({arguments})")
    lines.append(f"    return {guards.name('miss', miss)}({', '.join(signature.names)})")
    namespace: dict[str, Any] = {**guards.names}
    namespace.update((f"_srcad_default_{name}", value) for name, value in signature.defaults.items())
    exec(compile("\n".join(lines), "<srcad dispatch>", "exec"), namespace)
    call: Callable[..., Any] = namespace["call"]
    return call if receiver is None else MethodType(call, receiver)


def _restore(function: Callable[..., Any], transform: str, argnums: ArgNums, options: Options) -> Derivative[Any]:
    return Derivative(function, transform, argnums, options)
