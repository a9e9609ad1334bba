"""The canonical qualified names of functions that are not in source form, and the constants of libraries.

NumPy's and SciPy's own Python code is never transformed: their functions go by name, as built-in ones do.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Iterator
from types import FunctionType, MethodType, ModuleType

import numpy as np

from srcad.ir.types import Callable, Literal
from srcad.source.interface import Known, Missing

_BY_NAME = ("numpy", "scipy", "srcad.runtime")
_CONSTANTS: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (math, ("pi", "e", "tau", "inf", "nan")),
    (np, ("pi", "e", "euler_gamma", "inf", "nan", "newaxis")),
)


def is_library(module: str) -> bool:
    """Say whether the functions of a module go by name even if they are written in Python."""
    return any(module == package or module.startswith(package + ".") for package in _BY_NAME)


def library_constant(name: str, value: object) -> Literal | None:
    """Return the well-known constant that goes by this name and is this very object, or None."""
    for module, names in _CONSTANTS:
        if name in names and getattr(module, name) is value:
            assert value is None or isinstance(value, float)
            return Literal(value)
    return None


def is_opaque(value: object) -> bool:
    """Say whether a value is a function or class that goes by its name."""
    if isinstance(value, FunctionType):
        return is_library(value.__module__ or "")
    if isinstance(value, np.ufunc):
        return True
    if isinstance(value, type):
        top = value.__module__.partition(".")[0]
        return top in sys.stdlib_module_names or is_library(value.__module__)
    # From Python 3.13 on ``typing.Annotated`` is no class.
    return callable(value) and (type(value).__module__ in ("builtins", "typing") or is_library(_home(value)))


def canonical_name(value: object) -> str | None:
    """Return the qualified name that leads to a function or class, or None if no name does.

    >>> canonical_name(np.abs), canonical_name(np.add.at), canonical_name(len)
    ('numpy.absolute', 'numpy.add.at', 'builtins.len')
    """
    owner = getattr(value, "__self__", None)
    if isinstance(owner, np.ufunc):
        whole = canonical_name(owner)
        return whole and f"{whole}.{getattr(value, '__name__', '')}"
    return next((name for name in _spellings(value) if _leads_to(name, value)), None)


def _spellings(value: object) -> Iterator[str]:
    """Give the names that may lead to the value, public modules first."""
    names = [getattr(value, "__qualname__", ""), getattr(value, "__name__", "")]
    home = _home(value)
    if isinstance(value, np.ufunc):
        homes = [home, "numpy", "scipy.special"]
    else:
        parts = home.split(".")
        private = next((i for i, part in enumerate(parts) if part.startswith("_")), len(parts))
        homes = [".".join(parts[:private]), home.lstrip("_"), home]
    for module in homes:
        for name in names:
            if module and name:
                yield f"{module}.{name}"


def _home(value: object) -> str:
    """Return the name of the module that a function says it is from."""
    owner = getattr(value, "__objclass__", None)  # of a method descriptor: the class
    module = getattr(owner if owner is not None else value, "__module__", None)
    bound = getattr(value, "__self__", None)
    if module is None and bound is not None:  # a method of an instance, as random.random()
        module = type(bound).__module__
    return module if isinstance(module, str) else ""


def class_called(name: str) -> type | None:
    """Return the class that a dotted name leads to from a loaded module, or None."""
    found = _led_to(name)
    return found if isinstance(found, type) else None


def _leads_to(name: str, value: object) -> bool:
    """Say whether walking a dotted name from a loaded module ends at the value."""
    return _led_to(name) is value


def _led_to(name: str) -> object:
    """Return where a dotted name ends that is walked from a loaded module; None if there is none."""
    parts = name.split(".")
    for size in range(len(parts) - 1, 0, -1):
        if (found := sys.modules.get(".".join(parts[:size]))) is not None:
            return _walk(found, parts[size:])
    return None


def _walk(module: ModuleType, names: list[str]) -> object:
    found: object = module
    for name in names:
        found = getattr(found, name, None)
    return found


def by_name(value: object) -> Known | Missing | None:
    """Return the meaning of a function or class without source, or None for what is neither."""
    if is_opaque(value) and (known := canonical_name(value)):
        return Known(Callable(known))
    if is_exception(value):
        return None
    if isinstance(value, MethodType):
        return Missing("methods are called through their object")
    if isinstance(value, (type, functools.partial)):
        return Missing(f"{describe_kind(value)} is not differentiated")
    return Missing(f"no name leads to {describe(value)}") if is_opaque(value) else None


def is_exception(value: object) -> bool:
    """Say whether a value is a class of exceptions: what is raised and caught, and nothing is computed of."""
    return isinstance(value, type) and issubclass(value, BaseException)


def is_exception_name(name: str) -> bool:
    """Say whether the qualified name of something of Python's or NumPy's leads to a class of exceptions."""
    module, _, last = name.rpartition(".")
    return is_exception(getattr(sys.modules.get(module), last, None))


def describe(value: object) -> str:
    """Return words for a value: the name of a function, or what it is."""
    name = getattr(value, "__qualname__", None)
    return f"{name}()" if isinstance(name, str) else describe_kind(value)


def describe_kind(value: object) -> str:
    """Return words for what a value is, without its address."""
    if isinstance(value, type):
        return f"the class {value.__qualname__}"
    return f"an object of the class {type(value).__qualname__}"
