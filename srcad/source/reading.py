"""Reading what a running function captures: its globals, cells and defaults."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from types import FunctionType


def read_global(namespace: Mapping[str, object], name: str) -> object:
    """Return the value of a global or built-in name."""
    if name in namespace:
        return namespace[name]
    if name not in vars(builtins):
        raise NameError(f"name {name!r} is not defined", name=name)
    return vars(builtins)[name]


def read_cell(function: FunctionType, name: str) -> object:
    """Return what a cell of a closure holds."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    try:
        return cells[name].cell_contents
    except ValueError:
        raise NameError(f"free variable {name!r} has no value", name=name) from None


def read_default(function: FunctionType, name: str) -> object:
    """Return the default of a parameter."""
    code = function.__code__
    if name in (keyword := function.__kwdefaults__ or {}):
        return keyword[name]
    defaults = function.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount]
    found = dict(zip(reversed(positional), reversed(defaults), strict=False))
    if name not in found:
        raise NameError(f"parameter {name!r} has no default", name=name)
    return found[name]
