"""What the names of NumPy's modules and of Python's own are bound to; these alone are imported to find out."""

from __future__ import annotations

from collections.abc import Hashable
from importlib import import_module
from types import FunctionType, ModuleType

from srcad.ir.types import Callable, Module
from srcad.source.interface import Binding, Captured, Known, Missing
from srcad.source.names import by_name, canonical_name, library_constant

#: Imported to look at their functions: NumPy, and modules of Python's that do nothing else when imported.
LOADED = frozenset(
    {"numpy", "math", "cmath", "operator", "builtins", "functools", "itertools", "time"}
    | {"random", "warnings", "typing", "collections"}
)
#: Imported to look at what is in them, which goes by the name that the user gives it: what it is differs by platform.
SPELLED = frozenset(
    "abc contextlib copy dataclasses datetime decimal enum fractions gc io json logging numbers os pathlib platform re "
    "shutil statistics string struct sys textwrap threading traceback types uuid weakref".split()
)


def package_of(module: str) -> str:
    """Return the name of the outermost package of a module."""
    return module.partition(".")[0]


def is_looked_at(module: str) -> bool:
    """Say whether a module is one that is imported to look at what is in it."""
    return package_of(module) in LOADED | SPELLED


def has_name(module: str, name: str) -> bool:
    """Say whether a module that is imported to be looked at is there, and has a name."""
    try:
        return not name or hasattr(import_module(module), name)
    except ImportError:
        return False


def loaded_module(module: str) -> Binding:
    """Return the binding of a module of Python's or NumPy's, which is imported."""
    try:
        return Known(Module(import_module(module).__name__))
    except ImportError:
        return Missing(f"there is no module {module!r}")


def loaded_attribute(module: str, name: str) -> Binding:
    """Return what an attribute of a module of Python's or NumPy's is bound to."""
    if isinstance(missing := loaded_module(module), Missing):
        return missing
    owner = import_module(module)
    if not hasattr(owner, name):
        return Missing(f"module {module!r} has no attribute {name!r}", absent=True)
    value = getattr(owner, name)
    if isinstance(value, ModuleType):
        return Known(Module(value.__name__))
    if (constant := library_constant(name, value)) is not None:
        return Known(constant)
    if isinstance(value, FunctionType) and (canonical := canonical_name(value)):
        return Known(Callable(canonical))
    return by_name(value) or Captured(("global", module, name))


def spelled_attribute(module: str, name: str) -> Binding:
    """Return what an attribute of a module of Python's is bound to, under the name that the user gives it."""
    owner = import_module(module)
    if not hasattr(owner, name):
        return Missing(f"module {module!r} has no attribute {name!r}", absent=True)
    value = getattr(owner, name)
    if isinstance(value, ModuleType):
        return Known(Module(f"{module}.{name}"))
    return Known(Callable(f"{module}.{name}")) if callable(value) else Captured(("global", module, name))


def library_value(module: str, name: str) -> object:
    """Return a value of a module of Python's or NumPy's that never changes; None for any other."""
    if not is_looked_at(module):
        return None
    value = getattr(import_module(module), name, None)
    return value if isinstance(value, (bool, int, float, complex, str, bytes, tuple)) else None


def callable_attribute(target: Hashable, name: str) -> Binding:
    """Return the binding of ``function.name``, such as ``np.add.at``."""
    known = isinstance(target, str) and target.startswith("numpy.")
    return Known(Callable(f"{target}.{name}")) if known else Missing("it is an attribute of a function")


def public_names(module: str) -> list[str]:
    """Return the names that a star import of a module of Python's or NumPy's binds."""
    found = import_module(module)
    names = getattr(found, "__all__", None)
    return list(names) if names is not None else [name for name in dir(found) if not name.startswith("_")]
