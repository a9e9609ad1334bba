"""Functions of test programs by the way of a file: transpiled by reading, and executed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, partial
from types import ModuleType
from typing import Any

import numpy as np

from srcad.cli.modules import Choices, derive_module, plan_modules, print_derivatives
from srcad.source.static import Project

#: A module of the standard library of which some functions have rules, and the source of others is followed.
_FOLLOWED = ("statistics",)


@cache
def _project() -> Project:
    return Project(_FOLLOWED)


def spelled(value: object) -> str | None:
    """Return the type of an argument as ``--types`` spells it; None where that has no word for it."""
    match value:
        case bool() | int() | float() | complex() | str():
            return type(value).__name__
        case np.ndarray() if value.dtype.kind in "biufc":
            axes = [str(length) if length < 2 else f"n{i}" for i, length in enumerate(value.shape)]
            return f"{value.dtype}[{', '.join(axes)}]"
    return None


def types_of(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str | None:
    """Return the types of arguments as ``--types`` spells them, of those that it has words for."""
    found = {n: spelled(v) for n, v in zip(inspect.signature(function).parameters, arguments)}
    return ", ".join(f"{name}: {t}" for name, t in found.items() if t is not None) or None


def transpiled(function: Callable[..., Any], types: str | None = None, wrt: tuple[str, ...] | None = None) -> Any:
    """Return the gradient that ``srcad transpile`` writes for a function of a test's module.

    What the file says is to be passed by keyword, as it is in the module, is passed so.
    """
    code = inspect.unwrap(function).__code__
    choices = Choices(types=types, wrt=wrt, follow=_FOLLOWED)
    (planned,) = plan_modules([f"{code.co_filename}:{code.co_qualname}"], _project())
    text = print_derivatives(planned, derive_module(planned, _project(), choices), choices)
    namespace: dict[str, Any] = {}
    exec(compile(text, f"<transpiled {code.co_name}>", "exec"), namespace)
    made = namespace[f"{code.co_name}_grad"]
    parameters = inspect.signature(made).parameters.values()
    names = [p.name for p in parameters if p.kind == p.KEYWORD_ONLY and p.default is p.empty]
    own = inspect.signature(function).parameters
    return partial(made, **{name: _value(name, function.__globals__) for name in names if name not in own})


def _value(name: str, namespace: dict[str, Any]) -> Any:
    """Return what a module has under a name, or one of the modules that it imports."""
    modules = [vars(value) for value in namespace.values() if isinstance(value, ModuleType)]
    return next(found[name] for found in (namespace, *modules) if name in found)
