"""The source of functions in files, and what the names in it are bound to by the text alone.

Nothing of the user's is imported or executed. Imports are followed in source: relative, star and re-exporting ones
within the project, and other packages where the user asks for it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

from srcad.errors import NotDifferentiable
from srcad.ir.types import Callable, Module
from srcad.source.bindings import (
    STAR,
    Assigned,
    Defined,
    DefinedClass,
    Entry,
    Imported,
    exported,
    function_entries,
    functions,
)
from srcad.source.files import SourceFile, locate, parse_file, search_path, shown
from srcad.source.interface import Binding, Captured, Definition, Known, Missing
from srcad.source.match import FunctionNode
from srcad.source.names import by_name, canonical_name, is_exception, library_constant
from srcad.source.text import convert, place

#: Imported to look at their functions: NumPy, and modules of Python's that do nothing else when imported.
_LOADED = frozenset(
    {"numpy", "math", "cmath", "operator", "builtins", "functools", "itertools", "time"}
    | {"random", "warnings", "typing", "collections"}
)
#: Imported to look at what is in them, which goes by the name that the user gives it: what it is differs by platform.
_SPELLED = frozenset(
    "contextlib copy dataclasses datetime decimal enum fractions gc io json logging numbers os pathlib platform re "
    "shutil string struct sys textwrap threading traceback types uuid weakref".split()
)
#: Their functions go by name; which names there are is not looked at.
_BY_NAME = ("scipy", "srcad", "numba")
#: The ``srcad`` functions that make a derivative.
TRANSFORMS = frozenset({"srcad.grad", "srcad.value_and_grad"})
#: Decorators that leave what a function computes as it is.
_TRANSPARENT = frozenset(
    {"functools.cache", "functools.lru_cache", "functools.wraps", "numba.jit", "numba.njit", "builtins.staticmethod"}
)


#: What Python gives each module.
_OF_EACH_MODULE = frozenset({"__name__", "__file__", "__doc__", "__package__", "__path__", "__spec__", "__loader__"})


class Project:
    """The files that a command reads, each parsed once.

    Parameters
    ----------
    follow : sequence of str
        Other packages whose functions are transformed too.
    """

    def __init__(self, follow: Sequence[str] = ()) -> None:
        self.follow = tuple(follow)
        self._files: dict[str, SourceFile] = {}
        self._modules: dict[tuple[str, str], SourceFile] = {}
        self._functions: dict[ast.Module, Mapping[FunctionNode, tuple[str, tuple[FunctionNode, ...]]]] = {}

    @property
    def files(self) -> Iterable[SourceFile]:
        """The files that were read so far."""
        return self._files.values()

    def open(self, path: str) -> SourceFile:
        """Return a file; raises :class:`~srcad.errors.SourceNotFound` if it cannot be read."""
        absolute = str(Path(path).resolve())
        if absolute not in self._files:
            self._files[absolute] = parse_file(path)
        return self._files[absolute]

    def module(self, name: str, root: str) -> SourceFile | None:
        """Return the file of a module that is imported from the folder ``root``, or None if it is not followed."""
        if (root, name) not in self._modules:
            found = locate(name, search_path(root, name, self.follow))
            if found is None or not found.endswith(".py"):
                return None
            self._modules[root, name] = replace(self.open(shown(found)), module=name, root=root)
        return self._modules[root, name]

    def functions(self, file: SourceFile) -> Mapping[FunctionNode, tuple[str, tuple[FunctionNode, ...]]]:
        """Return the functions in a file, with the qualified name of each and the functions around it."""
        if file.tree not in self._functions:
            self._functions[file.tree] = {node: (name, around) for name, node, around in functions(file.tree)}
        return self._functions[file.tree]

    def definition(self, file: SourceFile, node: FunctionNode) -> Definition:
        """Return the definition of a function in a file."""
        qualname, enclosing = self.functions(file)[node]
        key = ("file", file.path, qualname, node.lineno, node.col_offset)
        return Definition(
            key=key,
            name=getattr(node, "name", "<lambda>"),
            qualname=qualname,
            module=file.module,
            file=file.path,
            tree=convert(node, file.path, file.lines),
            lines=file.lines,
            scope=StaticScope(self, file, node, enclosing, key),
        )

    def constant(self, file: SourceFile, name: str) -> ast.expr | None:
        """Return the expression that a module assigns to a name, once and for all, or None."""
        found = [entry for entry in file.entries if entry.name == name]
        if len(found) != 1 or found[0].conditional or name in file.rebound:
            return None
        origin = found[0].origin
        return origin.value if isinstance(origin, Assigned) else None

    def expression(self, file: SourceFile, name: str, value: ast.expr) -> Definition:
        """Return an expression at the top level of a file as a function without parameters."""
        node = ast.copy_location(ast.Lambda(ast.arguments([], [], None, [], [], None, []), value), value)
        key = ("file", file.path, name, value.lineno, value.col_offset)
        tree, scope = convert(node, file.path, file.lines), StaticScope(self, file, node, (), key)
        return Definition(key, name, name, file.module, file.path, tree, file.lines, scope)


@dataclass(frozen=True, slots=True, eq=False)
class StaticScope:
    """The names of one function in a file: of the functions around it, of its module, then Python's built-in ones."""

    project: Project
    file: SourceFile
    node: FunctionNode
    enclosing: tuple[FunctionNode, ...]
    key: Hashable

    def resolve(self, name: str) -> Binding:
        """Return what a free or global name is bound to."""
        for function in reversed(self.enclosing):
            found = function_entries(function)
            if any(entry.name == name for entry in found):
                resolver = _Resolver(self.project, self.file, self.node)
                return resolver.lookup(found, name, Captured(("cell", self.key, name)))
        return _Resolver(self.project, self.file, self.node).in_module(name)

    def attribute(self, module: str, name: str) -> Binding:
        """Return what a module's attribute is bound to."""
        return _Resolver(self.project, self.file, self.node).attribute(module, name)

    def module(self, name: str, level: int = 0) -> Binding:
        """Return the module that an import names."""
        return _Resolver(self.project, self.file, self.node).module(name, level)


def resolve_in(project: Project, file: SourceFile, expression: ast.expr) -> Binding:
    """Return what a dotted name at the top level of a file is bound to."""
    return _Resolver(project, file, None).expression(expression)


@dataclass(frozen=True, slots=True, eq=False)
class _Resolver:
    """One look-up: the file that a name is read in, the function that asks, and the names already on the way."""

    project: Project
    file: SourceFile
    asking: FunctionNode | None
    seen: frozenset[tuple[str, str]] = frozenset()

    def in_module(self, name: str) -> Binding:
        """Return what a global name of the file is bound to."""
        if (self.file.path, name) in self.seen:
            return Missing(f"the imports of {name!r} go in a circle")
        within = replace(self, seen=self.seen | {(self.file.path, name)})
        capture = Captured(("global", self.file.module, name))
        if name in self.file.rebound:
            return capture
        return within.lookup(self.file.entries, name, capture)

    def lookup(self, found: Sequence[Entry], name: str, capture: Captured) -> Binding:
        """Return what the last of several statements that may bind a name binds it to; they have to agree."""
        bindings: list[Binding] = []
        for entry in reversed(found):
            binding = self._star(entry, name) if entry.name == STAR else None
            if entry.name == name:
                binding = self._origin(entry, capture)
            if binding is not None:
                bindings.append(binding)
                if not entry.conditional:
                    break
        else:
            if not bindings:
                return capture if name in _OF_EACH_MODULE else self._builtin(name)
        if any(binding != bindings[0] for binding in bindings):
            return Missing(f"{name!r} is bound in several places, and which one counts is known at run time only")
        return bindings[0]

    def _builtin(self, name: str) -> Binding:
        binding = _loaded_attribute("builtins", name)
        return Missing("it is not defined", "correct the name") if isinstance(binding, Missing) else binding

    def _origin(self, entry: Entry, capture: Captured) -> Binding:
        match entry.origin:
            case Imported(module=module, name="", level=0):
                return self._module(module)
            case Imported(module=module, name=name, level=level):
                return self.attribute(self._absolute(module, level), name)
            case Defined(node=node):
                return self._function(entry.name, node)
            case DefinedClass(node=node):
                is_read = any(map(self._may_be_exception, node.bases))
                return capture if is_read else Missing(f"the class {node.name} is not differentiated")
            case Assigned(value=ast.Name() | ast.Attribute() as value):
                binding = self.expression(value)
                return binding if isinstance(binding, Known) else capture
            case _:
                return capture

    def _may_be_exception(self, base: ast.expr) -> bool:
        """Say whether what a class is made from is a class of exceptions, or is known at run time only."""
        binding = self.expression(base)
        if isinstance(binding, Known) and isinstance(binding.type, Callable) and isinstance(binding.type.target, str):
            module, _, name = binding.type.target.rpartition(".")
            return is_exception(getattr(sys.modules.get(module), name, None))
        return isinstance(binding, Captured)

    def expression(self, expression: ast.expr) -> Binding:
        """Return what a dotted name is bound to."""
        match expression:
            case ast.Name(id=name):
                return self.in_module(name)
            case ast.Attribute(value=value, attr=attr):
                owner = self.expression(value)
                if isinstance(owner, Known) and isinstance(owner.type, Module):
                    return self.attribute(owner.type.name, attr)
                if isinstance(owner, Known) and isinstance(owner.type, Callable):
                    return _callable_attribute(owner.type.target, attr)
        return Missing("it is no dotted name of a module")

    def _function(self, name: str, node: FunctionNode) -> Binding:
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        for decorator in decorators:
            target = decorator_target(self.project, self.file, decorator)
            if target in TRANSFORMS:
                return self._derivative(name, node)
            if target not in _TRANSPARENT:
                return Missing(f"{name}() is decorated with {ast.unparse(decorator)}, which is not looked into")
        return Known(Callable(self.project.definition(self.file, node)))

    def _derivative(self, name: str, node: FunctionNode) -> Binding:
        if node is self.asking:
            raise NotDifferentiable(
                "SRC008",
                f"{name} is the derivative of this function here, not the function itself",
                place(node, self.file.path, self.file.lines),
                f"leave the function undecorated and write {name}_grad = srcad.grad({name})",
            )
        return Missing(f"it is a derivative that srcad made, of {name}()")

    def module(self, name: str, level: int) -> Binding:
        """Return the module that an import names."""
        return self._module(self._absolute(name, level))

    def _absolute(self, module: str, level: int) -> str:
        """Return the absolute name of a module that a relative import names."""
        if not level:
            return module
        parts = self.file.module.split(".")
        base = parts[: len(parts) - level + self.file.package]
        return ".".join([*base, module] if module else base)

    def _module(self, name: str) -> Binding:
        """Return the binding of an imported module."""
        if self._is_loaded(name):
            return _loaded_module(name)
        if self._is_spelled(name):
            found = _loaded_module(name)
            return found if isinstance(found, Missing) else Known(Module(name))
        if _top(name) in _BY_NAME or locate(name, self._folders(name)):
            return Known(Module(name))
        return _not_followed(name)

    def _is_loaded(self, module: str) -> bool:
        """Say whether a module is NumPy's or Python's own, and no file of the project stands before it."""
        top = _top(module)
        return top in _LOADED and (top == "numpy" or locate(top, [self.file.root]) is None)

    def _is_spelled(self, module: str) -> bool:
        """Say whether a module is one of Python's of which all goes by name, and the user does not want it followed."""
        top = _top(module)
        return top in _SPELLED and top not in self.project.follow and locate(top, [self.file.root]) is None

    def _folders(self, name: str) -> list[str]:
        return search_path(self.file.root, name, self.project.follow)

    def attribute(self, module: str, name: str) -> Binding:
        """Return what an attribute of a module is bound to."""
        if self._is_loaded(module):
            return _loaded_attribute(module, name)
        if self._is_spelled(module):
            return _spelled_attribute(module, name)
        whole = f"{module}.{name}"
        if _top(module) in _BY_NAME:
            # Which names are modules is read from the installed package, without importing it.
            is_module = locate(whole, search_path(self.file.root, whole, [_top(module)])) is not None
            return Known(Module(whole)) if is_module else Known(Callable(whole))
        if (file := self.project.module(module, self.file.root)) is not None and self._binds(file, name):
            return replace(self, file=file).in_module(name)
        if locate(whole, self._folders(whole)):
            return Known(Module(whole))
        if file is None and locate(module, self._folders(module)) is None:
            return _not_followed(module)
        return Missing(f"module {module!r} has no attribute {name!r}")

    def _binds(self, file: SourceFile, name: str) -> bool:
        return any(
            entry.name == name or (entry.name == STAR and replace(self, file=file)._star(entry, name) is not None)
            for entry in file.entries
        )

    def _star(self, entry: Entry, name: str) -> Binding | None:
        """Return what a star import binds a name to, or None if it does not bind it."""
        assert isinstance(entry.origin, Imported)
        module = self._absolute(entry.origin.module, entry.origin.level)
        if self._is_loaded(module):
            return _loaded_attribute(module, name) if name in _public(import_module(module)) else None
        if self._is_spelled(module):
            return _spelled_attribute(module, name) if name in _public(import_module(module)) else None
        if module == "srcad":
            return Known(Callable(f"srcad.{name}")) if f"srcad.{name}" in TRANSFORMS else None
        if (file := self.project.module(module, self.file.root)) is None:
            return Missing(f"{name!r} may come from {module}, which is another package; follow it with --follow")
        if (self.file.path, "*" + module + name) in self.seen:
            return None
        within = replace(self, file=file, seen=self.seen | {(self.file.path, "*" + module + name)})
        names = exported(file.tree)
        hidden = name.startswith("_") if names is None else name not in names
        return within.in_module(name) if not hidden and within._binds(file, name) else None


def decorator_target(project: Project, file: SourceFile, expression: ast.expr) -> str | None:
    """Return the qualified name of what a decorator, or the called function of a call, is, or None."""
    binding = resolve_in(project, file, expression.func if isinstance(expression, ast.Call) else expression)
    target = binding.type.target if isinstance(binding, Known) and isinstance(binding.type, Callable) else None
    return target if isinstance(target, str) else None


def _loaded_module(module: str) -> Binding:
    try:
        return Known(Module(import_module(module).__name__))
    except ImportError:
        return Missing(f"there is no module {module!r}")


def _loaded_attribute(module: str, name: str) -> Binding:
    """Return what an attribute of a module of Python's or NumPy's is bound to."""
    if isinstance(missing := _loaded_module(module), Missing):
        return missing
    owner = import_module(module)
    if not hasattr(owner, name):
        return Missing(f"module {module!r} has no attribute {name!r}")
    value = getattr(owner, name)
    if isinstance(value, ModuleType):
        return Known(Module(value.__name__))
    if (constant := library_constant(name, value)) is not None:
        return Known(constant)
    if isinstance(value, FunctionType) and (canonical := canonical_name(value)):
        return Known(Callable(canonical))
    return by_name(value) or Captured(("global", module, name))


def _spelled_attribute(module: str, name: str) -> Binding:
    """Return what an attribute of a module of Python's is bound to, under the name that the user gives it."""
    owner = import_module(module)
    if not hasattr(owner, name):
        return Missing(f"module {module!r} has no attribute {name!r}")
    value = getattr(owner, name)
    if isinstance(value, ModuleType):
        return Known(Module(f"{module}.{name}"))
    return Known(Callable(f"{module}.{name}")) if callable(value) else Captured(("global", module, name))


def library_value(module: str, name: str) -> object:
    """Return a value of a module of Python's or NumPy's that never changes; None for any other."""
    if _top(module) not in _LOADED | _SPELLED:
        return None
    value = getattr(import_module(module), name, None)
    return value if isinstance(value, (bool, int, float, complex, str, bytes, tuple)) else None


def _callable_attribute(target: Hashable, name: str) -> Binding:
    """Return the binding of ``function.name``, such as ``np.add.at``."""
    known = isinstance(target, str) and target.startswith("numpy.")
    return Known(Callable(f"{target}.{name}")) if known else Missing("it is an attribute of a function")


def _public(module: ModuleType) -> list[str]:
    names = getattr(module, "__all__", None)
    return list(names) if names is not None else [name for name in dir(module) if not name.startswith("_")]


def _top(module: str) -> str:
    return module.partition(".")[0]


def _not_followed(module: str) -> Missing:
    return Missing(f"{module!r} is another package or cannot be found; follow it with --follow {_top(module)}")
