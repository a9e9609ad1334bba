"""Paths of a live program → routes from the primal function. Only a miss loads this."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from types import FunctionType, ModuleType

from srcad.cache.digest import CONSTANTS, defaults_of, underlying_function
from srcad.dispatch.routes import Route, is_from_argument, reads_from
from srcad.errors import NotDifferentiable
from srcad.source.live import LiveProgram
from srcad.source.names import is_opaque


class Routes:
    """The routes to what one derivative rests on.

    ``arguments`` are the functions among the arguments, by the names of their parameters; each is an object of its own.
    What a function captures that such a function captures is not reached: in the next call it could be another one.
    """

    def __init__(self, live: LiveProgram, start: FunctionType, arguments: Mapping[str, FunctionType]) -> None:
        self.live = live
        self.start = start
        self._routes: dict[Hashable, Route] = {live.key_of(start): ()}
        self._passed = {key: f for f in arguments.values() if (key := live.key_of(f)) is not None}
        for name, argument in arguments.items():
            if (key := live.key_of(argument)) is not None:
                self._routes[key] = ("argument", "", name)
        for resolution in live.resolutions:
            key = self._key(resolution.value)
            if key is None or key in self._routes:
                continue
            if resolution.path[0] in ("global", "attribute") or resolution.path[1] in self._routes:
                route = self.of(resolution.path)
                if not is_from_argument(route):
                    self._routes[key] = route

    def _key(self, value: object) -> Hashable:
        """Return the key of a function or class of the program, or None."""
        if isinstance(value, type):
            return self.live.classes.key_of(value)
        function = underlying_function(value)
        return None if function is None else self.live.key_of(function)

    def of(self, path: tuple[Hashable, ...]) -> Route:
        """Return the route of a path."""
        kind, owner, name = path
        if kind in ("global", "attribute"):
            assert isinstance(owner, str)
            if not self._is_read_from(owner):
                raise NotDifferentiable(
                    "SRC005",
                    f"the name {name!r} is looked up in a namespace that is not the module {owner.partition('[')[0]}",
                    hint="put the function into a module, or pass that value as an argument",
                )
            return (str(kind), owner, str(name))
        if owner not in self._routes:
            raise NotDifferentiable(
                "SRC006",
                f"a function held, or captured, by an argument captures the variable {name!r}",
                hint="pass the function, or that value, as an argument of its own",
            )
        return (*self._routes[owner], str(kind), "", str(name))

    def constants(self, captures: Collection[tuple[Hashable, ...]]) -> tuple[tuple[Route, str, object], ...]:
        """Return route, kind and value of the defaults of functions among the arguments that are part of the text.

        These are constants of the source; ``captures`` are the paths of what is read at each call.
        """
        paths = [
            (("default", key, name), value)
            for key, function in self._passed.items()
            for name, value in defaults_of(function).items()
            if type(value) in CONSTANTS
        ]
        return tuple((self.of(path), "constant", value) for path, value in paths if path not in captures)

    def namespaces(self) -> tuple[tuple[Route, str, object], ...]:
        """Return route, kind and value of the globals of functions among the arguments: another call's may differ."""
        labels = {key: self.live.namespace_label(f.__globals__) for key, f in self._passed.items()}
        return tuple(
            ((*self._routes[key], "namespace", label, ""), "module", reads_from(label, self.start))
            for key, label in labels.items()
            if self._is_read_from(label)
        )

    def _is_read_from(self, label: str) -> bool:
        """Say whether routes read the globals of the namespace that goes by this label."""
        namespace = reads_from(label, self.start)
        return namespace is not None and self.live.namespace_label(namespace) == label

    def resolved(self) -> tuple[tuple[Route, str, object], ...]:
        """Return route, kind and value of every function and module that names led to."""
        found: dict[Route, tuple[Route, str, object]] = {}
        for resolution in self.live.resolutions:
            value = resolution.value
            if isinstance(value, ModuleType):
                kind = "module"
            elif isinstance(value, FunctionType) or underlying_function(value) is not None:
                kind = "function"
            elif isinstance(value, type) and not is_opaque(value):
                kind = "class"
            else:
                kind = "primitive"
            route = self.of(resolution.path)
            if kind == "primitive" and route[0] == "attribute":
                continue  # a function of a library: guarded by the module that it is read from
            found[route] = (route, kind, value)
        return tuple(found.values())


def separate(function: FunctionType) -> FunctionType:
    """Return a function that does the same with the same variables, but is another object; a library's as it is.

    Two parameters, or a parameter and a name, that lead to one function in this call may lead to two in the next.
    """
    if is_opaque(function):
        return function
    code, names = function.__code__, function.__globals__
    made = FunctionType(code, names, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__, made.__module__, made.__qualname__ = (
        function.__kwdefaults__,
        function.__module__,
        function.__qualname__,
    )
    return made
