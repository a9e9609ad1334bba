"""What the names in a file are bound to by the text alone: one look-up at a time."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from srcad.errors import NotDifferentiable
from srcad.ir.types import Callable, Enumeration, Module
from srcad.rules.table import lookup
from srcad.source.bindings import (
    STAR,
    Assigned,
    Defined,
    DefinedClass,
    Entry,
    Imported,
    entries,
    exported,
)
from srcad.source.computed import decorated, holds_functions, is_display
from srcad.source.constancy import is_left_alone
from srcad.source.files import SourceFile, locate, search_path
from srcad.source.interface import Binding, Captured, ClassDefinition, Computed, Definition, Known, Missing
from srcad.source.libraries import (
    LOADED,
    SPELLED,
    callable_attribute,
    loaded_attribute,
    loaded_module,
    package_of,
    public_names,
    spelled_attribute,
)
from srcad.source.match import FunctionNode
from srcad.source.members import class_key, known_name
from srcad.source.text import place
from srcad.source.written import Written, assigned_once

if TYPE_CHECKING:  # it makes the resolvers
    from srcad.source.static import Project

#: Their functions go by name; which names there are is not looked at.
_BY_NAME = ("scipy", "srcad", "numba")
#: The ``srcad`` functions that make a derivative.
TRANSFORMS = frozenset({"srcad.grad", "srcad.value_and_grad"})
#: Decorators that leave what a function computes as it is.
_TRANSPARENT = frozenset(
    """functools.cache functools.lru_cache functools.wraps numba.jit numba.njit builtins.staticmethod
    contextlib.contextmanager""".split()
)


#: What makes classes of named tuples when it is called.
_NAMED_TUPLES = frozenset({"collections.namedtuple", "typing.NamedTuple"})
#: What Python gives each module.
_OF_EACH_MODULE = frozenset({"__name__", "__file__", "__doc__", "__package__", "__path__", "__spec__", "__loader__"})


@dataclass(frozen=True, slots=True, eq=False)
class Resolver:
    """One look-up: the file that a name is read in, the function that asks, and the names already on the way."""

    project: Project
    file: SourceFile
    asking: FunctionNode | None
    seen: frozenset[tuple[str, str]] = frozenset()
    cls: ast.ClassDef | None = None

    def name(self, name: str) -> Binding:
        """Return what a name is bound to, in the body of a class or at the top level."""
        if self.cls is not None:
            found = [entry for entry in entries(self.cls.body) if entry.name == name]
            if found:
                return self.lookup(found, name, Captured(("member", class_key(self.file, self.cls), name)))
        return self.in_module(name)

    def declared(self, node: ast.ClassDef) -> Binding:
        """Return what a class of the file is bound to."""
        outside = Resolver(self.project, self.file, None, cls=self.cls)
        qualname = self.project.class_names(self.file).get(node)
        if qualname is None:
            return Missing(f"the class {node.name} stands in a function", "differentiate the function around it")
        return self.project.classes.describe(node, qualname, outside, replace(outside, cls=node))

    def definition(self, node: FunctionNode) -> Definition:
        """Return a function of the file."""
        return self.project.definition(self.file, node)

    def in_module(self, name: str) -> Binding:
        """Return what a global name of the file is bound to."""
        if (self.file.path, name) in self.seen:
            return Missing(f"the imports of {name!r} go in a circle")
        within = replace(self, seen=self.seen | {(self.file.path, name)}, cls=None)
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
            message = f"{name!r} is bound in several places, and which one counts is known at run time only"
            return Missing(message, f"bind {name} in one place, or pass it as an argument")
        return bindings[0]

    def _builtin(self, name: str) -> Binding:
        binding = loaded_attribute("builtins", name)
        return Missing("it is not defined", "correct the name") if isinstance(binding, Missing) else binding

    def _origin(self, entry: Entry, capture: Captured) -> Binding:
        match entry.origin:
            case Imported(module=module, name=name, level=level):
                whole = self._absolute(module, level)
                return self.attribute(whole, name) if name else self._module(whole)
            case Defined(node=node):
                return self._function(entry.name, node)
            case DefinedClass(node=node):
                return self.declared(node)
            case Assigned(value=ast.expr() as value):
                return self._assigned(entry, value) or capture
            case _:
                return capture

    def _assigned(self, entry: Entry, value: ast.expr) -> Binding | None:
        """Return the meaning of an expression that is assigned to a name, if it is fixed."""
        match value:
            case ast.Name() | ast.Attribute():
                binding = self.expression(value)
                return binding if isinstance(binding, (Known, Computed)) else None
            case ast.Call() if known_name(self, value) in _NAMED_TUPLES:
                return self.project.classes.describe_tuple(value, entry.name, self)
        return self._computed(entry, value) if self._is_computed(entry, value) else None

    def _is_computed(self, entry: Entry, value: ast.expr) -> bool:
        """Say whether a name holds functions, made once and for all."""
        once = assigned_once(self.file, entry.name, self.file.entries)
        if self.cls is not None or once is None or once.value is not value:
            return False
        may_change = is_display(value) and not is_left_alone(entry.name, [self.file.tree])
        return not may_change and holds_functions(value, self)

    def _computed(self, entry: Entry, value: ast.expr) -> Binding:
        written = Written(self.file, entry.name, value)
        self.project.computed.setdefault(written.value, written)
        return Computed(self.project.expression(written))

    def source(self, definition: Definition) -> FunctionNode:
        """Return the node of a function that was found."""
        return self.project.place_of(definition)[1]

    def expression(self, expression: ast.expr) -> Binding:
        """Return what a dotted name is bound to."""
        match expression:
            case ast.Name(id=name):
                return self.name(name)
            case ast.Attribute(value=value, attr=attr):
                owner = self.expression(value)
                if isinstance(owner, Known) and isinstance(owner.type, Module):
                    return self.attribute(owner.type.name, attr)
                return _attribute_of(owner, attr)
        return Missing("it is no dotted name of a module")

    def _function(self, name: str, node: FunctionNode) -> Binding:
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        for decorator in decorators:
            target = known_name(self, decorator)
            if target in TRANSFORMS:
                return self._derivative(name, node)
            if target not in _TRANSPARENT:
                return self._decorated(node, decorator)
        return Known(Callable(self.definition(node)))

    def _decorated(self, node: FunctionNode, decorator: ast.expr) -> Binding:
        """Return what decorators of the user's make of a function."""
        found = [d for d in getattr(node, "decorator_list", ()) if known_name(self, d) not in _TRANSPARENT]
        if not isinstance(node, ast.FunctionDef) or any(known_name(self, d) for d in found):
            name = getattr(node, "name", "<lambda>")
            return Missing(f"{name}() is decorated with {ast.unparse(decorator)}, which is not looked into")
        written = Written(self.file, node.name, decorated(node, found), self.cls, node)
        return Computed(self.project.expression(written))

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
            return loaded_module(name)
        if self._is_spelled(name):
            found = loaded_module(name)
            return found if isinstance(found, Missing) else Known(Module(name))
        if package_of(name) in _BY_NAME or locate(name, self._folders(name)):
            return Known(Module(name))
        return _not_followed(name)

    def _is_loaded(self, module: str) -> bool:
        """Say whether a module is NumPy's or Python's own, and no file of the project stands before it."""
        top = package_of(module)
        return top in LOADED and (top == "numpy" or locate(top, [self.file.root]) is None)

    def _is_spelled(self, module: str) -> bool:
        """Say whether a module is one of Python's of which all goes by name, and the user does not want it followed."""
        top = package_of(module)
        return top in SPELLED and top not in self.project.follow and locate(top, [self.file.root]) is None

    def _folders(self, name: str) -> list[str]:
        return search_path(self.file.root, name, self.project.follow)

    def attribute(self, module: str, name: str) -> Binding:
        """Return what an attribute of a module is bound to."""
        if self._is_loaded(module):
            return loaded_attribute(module, name)
        if self._is_spelled(module):
            return spelled_attribute(module, name)
        whole = f"{module}.{name}"
        if package_of(module) in _BY_NAME:
            # Which names are modules is read from the installed package, without importing it.
            is_module = locate(whole, search_path(self.file.root, whole, [package_of(module)])) is not None
            return Known(Module(whole)) if is_module else Known(Callable(whole))
        if package_of(module) in self.project.follow and lookup(whole) is not None:
            return Known(Callable(whole))
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
            return loaded_attribute(module, name) if name in public_names(module) else None
        if self._is_spelled(module):
            return spelled_attribute(module, name) if name in public_names(module) else None
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


def _attribute_of(owner: Binding, name: str) -> Binding:
    """Return what an attribute of something else than a module is bound to."""
    match owner:
        case Known(type=Callable(target=ClassDefinition(members=members))):
            member = members.member(name)
            return Missing(f"the class has no attribute {name!r}") if member is None else member.binding
        case Known(type=Enumeration(members=found)) if name in dict(found):
            return Known(dict(found)[name])
        case Known(type=Callable(target=target)):
            return callable_attribute(target, name)
    return Missing("it is no dotted name of a module")


def _not_followed(module: str) -> Missing:
    return Missing(f"{module!r} is another package or cannot be found; follow it with --follow {package_of(module)}")
