"""Paths of a live program → routes from the primal function. Only a miss loads this."""

from __future__ import annotations

from collections.abc import Hashable
from types import FunctionType, ModuleType

from srcad.cache.digest import underlying_function
from srcad.dispatch.routes import Route
from srcad.errors import NotDifferentiable
from srcad.source.interface import Definition
from srcad.source.live import LiveProgram


class Routes:
    """The routes to what one derivative rests on."""

    def __init__(self, live: LiveProgram, definition: Definition) -> None:
        self.live = live
        self._routes: dict[Hashable, Route] = {definition.key: ()}
        for resolution in live.resolutions:
            function = underlying_function(resolution.value)
            if function is not None and (key := live.key_of(function)) is not None and key not in self._routes:
                self._routes[key] = self.of(resolution.path)

    def of(self, path: tuple[Hashable, ...]) -> Route:
        """Return the route of a path."""
        kind, owner, name = path
        if kind in ("global", "attribute"):
            assert isinstance(owner, str)
            if owner.endswith("]"):
                raise NotDifferentiable(
                    "SRC005",
                    f"the name {name!r} is looked up in a second namespace that is called {owner.partition('[')[0]}",
                    hint="give each namespace that code is executed in a __name__ of its own",
                )
            return (str(kind), owner, str(name))
        if owner not in self._routes:
            raise NotDifferentiable(
                "SRC006",
                f"a function among the arguments captures the variable {name!r}",
                hint="pass that value as an argument, too",
            )
        return (*self._routes[owner], str(kind), "", str(name))

    def resolved(self) -> tuple[tuple[Route, str, object], ...]:
        """Return route, kind and value of every function and module that names led to."""
        found: dict[Route, tuple[Route, str, object]] = {}
        for resolution in self.live.resolutions:
            value = resolution.value
            if isinstance(value, ModuleType):
                kind = "module"
            elif isinstance(value, FunctionType) or underlying_function(value) is not None:
                kind = "function"
            else:
                kind = "primitive"
            route = self.of(resolution.path)
            if kind == "primitive" and route[0] == "attribute":
                continue  # a function of a library: guarded by the module that it is read from
            found[route] = (route, kind, value)
        return tuple(found.values())
