"""Routes: how objects outside a function's arguments are found, starting from the function itself.

A route is a flat tuple of strings, three to a step, so that it can stand in a file: ``("global", module, name)``,
``("cell", "", name)`` for a free variable of the function reached so far, ``("default", "", name)`` for the default of
one of its parameters, ``("attribute", module, name)``, ``("member", "", name)`` and ``("field", "", name)`` for what
a class has and what makes the default of a field of it; ``("argument", "", name)``, as the first step, for a function
among the arguments, and ``("namespace", module, "")`` for its globals. A derivative reads what it captures, and checks
what it was made from, by routes.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any, TypeAlias

from srcad.cache.digest import underlying_function

Route: TypeAlias = tuple[str, ...]

#: What the globals go by of code that was executed with a dict of its own. (``source.live`` calls them so.)
NAMELESS = "builtins"
#: Behind the name of a property: its setter. (``source.interface`` says the same, and is not loaded here.)
SETTER = ".setter"

#: What the expression of a route gives for a global name that has no value any more.
ABSENT = object()


#: The arguments of no call.
NO_ARGUMENTS: Mapping[str, object] = {}


def is_from_argument(route: Route) -> bool:
    """Say whether a route begins at an argument, so that it leads somewhere during a call alone."""
    return route[:1] == ("argument",)


def follow(route: Route, start: FunctionType, arguments: Mapping[str, object] = NO_ARGUMENTS) -> object:
    """Return what a route leads to now, in a call with these arguments.

    Raises
    ------
    LookupError
        If it leads nowhere any more.
    """
    found: object = start
    if is_from_argument(route):
        found, route = arguments[route[2]], route[3:]
    for kind, module, name in zip(route[::3], route[1::3], route[2::3]):
        found = _STEPS[kind](found, module, name, start)
    return found


def expression(route: Route, start: FunctionType, name: Callable[[str, object], str]) -> str:
    """Return the text of an expression that follows a route; ``name`` gives names to the objects that it speaks of.

    Arguments go by the names of their parameters.
    """
    if is_from_argument(route):
        return _from_argument(route, start, name)
    owner = follow(route[:-3], start)
    kind, module, last = route[-3:]
    if kind == "global":
        default = name("default", vars(builtins).get(last, ABSENT))
        return f"{name('globals', _namespace(module, start))}.get({last!r}, {default})"
    if kind == "attribute":
        return f"{name('module', _module(module))}.{last}"
    if kind in ("member", "field"):
        return f"{name(kind, _STEPS[kind])}({name('class', owner)}, '', {last!r}, {name('start', start)})"
    return _from_function(_function(owner), kind, last, name)


def _from_function(function: FunctionType, kind: str, last: str, name: Callable[[str, object], str]) -> str:
    if kind == "cell":
        return f"{name('cell', _cell(function, last))}.cell_contents"
    if last in (function.__kwdefaults__ or {}):
        return f"{name('function', function)}.__kwdefaults__[{last!r}]"
    position = _default_position(function, last)
    return f"{name('function', function)}.__defaults__[{position}]"


def _from_argument(route: Route, start: FunctionType, name: Callable[[str, object], str]) -> str:
    steps = {"cell": _contents, "default": _default, "namespace": _globals}
    text = route[2]
    for kind, module, last in zip(route[3::3], route[4::3], route[5::3]):
        text = f"{name(kind, steps[kind])}({text}, {module!r}, {last!r}, {name('start', start)})"
    return text


def reads_from(module: str, start: FunctionType) -> dict[str, object] | None:
    """Return the namespace in which routes look up the globals of a module, if there is one."""
    try:
        return _namespace(module, start)
    except KeyError:
        return None


def _namespace(module: str, start: FunctionType) -> dict[str, Any]:
    if module in (start.__module__, start.__globals__.get("__name__", NAMELESS)):
        return start.__globals__
    return vars(_module(module))


def _module(label: str) -> ModuleType:
    """Return the module that goes by a label: its name, with a number behind it if another namespace is called so."""
    return sys.modules[label.partition("[")[0]]


def _function(value: object) -> FunctionType:
    found = underlying_function(value)
    if found is None:
        raise LookupError("no function stands there any more")
    return found


def _cell(function: FunctionType, name: str) -> Any:
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    return cells[name]


def _default_position(function: FunctionType, name: str) -> int:
    code, defaults = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    if name not in names[len(names) - len(defaults) :]:
        raise LookupError(f"parameter {name!r} has no default any more")
    return names.index(name) - len(names)


def _global(_: object, module: str, name: str, start: FunctionType) -> object:
    namespace = _namespace(module, start)
    return namespace[name] if name in namespace else vars(builtins)[name]


def _attribute(_: object, module: str, name: str, start: FunctionType) -> object:
    return vars(_module(module))[name]


def _contents(owner: object, _: str, name: str, start: FunctionType) -> object:
    try:
        return _cell(_function(owner), name).cell_contents
    except ValueError:
        raise LookupError(f"free variable {name!r} has no value") from None


def _default(owner: object, _: str, name: str, start: FunctionType) -> object:
    function = _function(owner)
    keyword = function.__kwdefaults__ or {}
    if name in keyword:
        return keyword[name]
    return (function.__defaults__ or ())[_default_position(function, name)]


def _globals(owner: object, module: str, name: str, start: FunctionType) -> object:
    """Return the globals of a function, where they are those that routes read from; raising nothing in a guard."""
    namespace = reads_from(module, start)
    return namespace if _function(owner).__globals__ is namespace else ABSENT


def _member(owner: object, _: str, name: str, start: FunctionType) -> object:
    assert isinstance(owner, type)
    base, _, last = name.removesuffix(SETTER).rpartition(":")
    for c in owner.__mro__:
        if last in vars(c) and base in ("", f"{c.__module__}.{c.__qualname__}"):
            found = vars(c)[last]
            if name.endswith(SETTER):
                return found.fset
            return getattr(found, "fget", getattr(found, "__func__", found))
    raise LookupError(f"class {owner.__qualname__} has no attribute {name!r} any more")


def _field(owner: Any, _: str, name: str, start: FunctionType) -> object:
    if hasattr(owner, "__dataclass_fields__"):
        return owner.__dataclass_fields__[name].default_factory
    return owner._field_defaults[name]


_STEPS: dict[str, Callable[[object, str, str, FunctionType], object]] = {
    "global": _global,
    "attribute": _attribute,
    "cell": _contents,
    "default": _default,
    "namespace": _globals,
    "member": _member,
    "field": _field,
}
