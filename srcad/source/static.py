"""The source of functions in files, and what the names in it are bound to by the text alone.

Nothing of the user's is imported or executed. Imports are followed in source: relative, star and re-exporting ones
within the project, and other packages where the user asks for it.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from srcad.errors import NotDifferentiable
from srcad.ir.types import Callable, Enumeration, Module
from srcad.source.bindings import (
    STAR,
    Around,
    Assigned,
    Defined,
    DefinedClass,
    Entry,
    Imported,
    classes,
    defaults,
    entries,
    exported,
    function_entries,
    functions,
)
from srcad.source.declared import DeclaredClasses
from srcad.source.files import SourceFile, locate, parse_file, search_path, shown
from srcad.source.interface import Binding, Captured, ClassDefinition, Definition, Known, Missing
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
from srcad.source.text import convert, place

#: Their functions go by name; which names there are is not looked at.
_BY_NAME = ("scipy", "srcad", "numba")
#: The ``srcad`` functions that make a derivative.
TRANSFORMS = frozenset({"srcad.grad", "srcad.value_and_grad"})
#: Decorators that leave what a function computes as it is.
_TRANSPARENT = frozenset(
    {"functools.cache", "functools.lru_cache", "functools.wraps", "numba.jit", "numba.njit", "builtins.staticmethod"}
)


#: What makes classes of named tuples when it is called.
_NAMED_TUPLES = frozenset({"collections.namedtuple", "typing.NamedTuple"})
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
        self._class_names: dict[ast.Module, Mapping[ast.ClassDef, str]] = {}
        self._places: dict[Hashable, tuple[SourceFile, FunctionNode]] = {}
        self.classes = DeclaredClasses()
        self._functions: dict[ast.Module, Mapping[FunctionNode, tuple[str, tuple[Around, ...]]]] = {}

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

    def functions(self, file: SourceFile) -> Mapping[FunctionNode, tuple[str, tuple[Around, ...]]]:
        """Return the functions in a file, with the qualified name of each and what stands around it."""
        if file.tree not in self._functions:
            self._functions[file.tree] = {node: (name, around) for name, node, around in functions(file.tree)}
        return self._functions[file.tree]

    def class_names(self, file: SourceFile) -> Mapping[ast.ClassDef, str]:
        """Return the classes in a file that stand in no function, with the qualified name of each."""
        if file.tree not in self._class_names:
            self._class_names[file.tree] = {node: name for name, node in classes(file.tree)}
        return self._class_names[file.tree]

    def definition(self, file: SourceFile, node: FunctionNode) -> Definition:
        """Return the definition of a function in a file."""
        qualname, enclosing = self.functions(file)[node]
        key = ("file", file.path, qualname, node.lineno, node.col_offset)
        self._places[key] = (file, node)
        return Definition(
            key=key,
            name=getattr(node, "name", "<lambda>"),
            qualname=qualname,
            module=file.module,
            file=file.path,
            tree=convert(node, file.path, file.lines, qualname),
            lines=file.lines,
            scope=StaticScope(self, file, node, enclosing, key),
        )

    def written(self, file: SourceFile, source: tuple[Hashable, ...]) -> Written | None:
        """Return what is written, once and for all, for a captured value that the code in a file reads, or None."""
        match source:
            case ("global", str() as module, str() as name):
                home = file if module == file.module else self.module(module, file.root)
                return None if home is None else _assigned_once(home, name, home.entries)
            case ("member", owner, str() as name):
                members = self.classes.members(owner)
                return _assigned_once(members.names.file, name, members.entries(name), members.node)
            case ("field", owner, str() as name):
                members = self.classes.members(owner)
                text = members.field_text(name)
                value = None if text is None else text.default
                return None if value is None else Written(members.names.file, name, value, members.node)
            case ("default", owner, str() as name) if owner in self._places:
                return self._default(*self._places[owner], name)
        return None

    def _default(self, file: SourceFile, node: FunctionNode, name: str) -> Written | None:
        """Return what is written for the default of a parameter, of a function that stands in no other."""
        _, around = self.functions(file)[node]
        if not all(isinstance(outer, ast.ClassDef) for outer in around):
            return None
        owner = next((outer for outer in reversed(around) if isinstance(outer, ast.ClassDef)), None)
        value = defaults(node).get(name)
        return None if value is None else Written(file, name, value, owner)

    def expression(self, written: Written) -> Definition:
        """Return an expression of a file, outside of all functions, as a function without parameters."""
        file, name, value = written.file, written.name, written.value
        node = ast.copy_location(ast.Lambda(ast.arguments([], [], None, [], [], None, []), value), value)
        key = ("file", file.path, name, value.lineno, value.col_offset)
        scope = StaticScope(self, file, node, (), key, written.cls)
        tree = convert(node, file.path, file.lines, name)
        return Definition(key, name, name, file.module, file.path, tree, file.lines, scope)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """An expression that a file assigns to a name, and the class in whose body it stands."""

    file: SourceFile
    name: str
    value: ast.expr
    cls: ast.ClassDef | None = None


def _assigned_once(
    file: SourceFile, name: str, found: Sequence[Entry], cls: ast.ClassDef | None = None
) -> Written | None:
    """Return what is assigned to a name, if that happens once and for all."""
    found = [entry for entry in found if cls is not None or entry.name == name]
    if len(found) != 1 or found[0].conditional or (cls is None and name in file.rebound):
        return None
    origin = found[0].origin
    value = origin.value if isinstance(origin, Assigned) else None
    return None if value is None else Written(file, name, value, cls)


@dataclass(frozen=True, slots=True, eq=False)
class StaticScope:
    """The names of one function in a file: of what stands around it, of its module, then Python's built-in ones.

    ``cls`` is the class in whose body an expression stands, which reads its names.
    """

    project: Project
    file: SourceFile
    node: FunctionNode
    around: tuple[Around, ...]
    key: Hashable
    cls: ast.ClassDef | None = None

    def resolve(self, name: str) -> Binding:
        """Return what a free or global name is bound to."""
        for node in reversed(self.around):
            if isinstance(node, ast.ClassDef):
                if name == "__class__":
                    return self._class()
                continue
            found = function_entries(node)
            if any(entry.name == name for entry in found):
                return self._resolver().lookup(found, name, Captured(("cell", self.key, name)))
        return self._resolver().name(name)

    def attribute(self, module: str, name: str) -> Binding:
        """Return what a module's attribute is bound to."""
        return self._resolver().attribute(module, name)

    def module(self, name: str, level: int = 0) -> Binding:
        """Return the module that an import names."""
        return self._resolver().module(name, level)

    def _resolver(self) -> _Resolver:
        return _Resolver(self.project, self.file, self.node, cls=self.cls)

    def _class(self) -> Binding:
        """Return the class that the function stands in."""
        binding: Binding = Missing("it stands in a class inside a function")
        resolver = _Resolver(self.project, self.file, None)
        for node in self.around:
            if not isinstance(node, ast.ClassDef):
                return binding
            binding, resolver = resolver.declared(node), replace(resolver, cls=node)
        return binding


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
        outside = _Resolver(self.project, self.file, None, cls=self.cls)
        qualname = self.project.class_names(self.file)[node]
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
            return Missing(f"{name!r} is bound in several places, and which one counts is known at run time only")
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
            case Assigned(value=ast.Call() as call) if known_name(self, call) in _NAMED_TUPLES:
                return self.project.classes.describe_tuple(call, entry.name, self)
            case Assigned(value=ast.Name() | ast.Attribute() as value):
                binding = self.expression(value)
                return binding if isinstance(binding, Known) else capture
            case _:
                return capture

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


def decorator_target(project: Project, file: SourceFile, expression: ast.expr) -> str | None:
    """Return the qualified name of what a decorator, or the called function of a call, is, or None."""
    binding = resolve_in(project, file, expression.func if isinstance(expression, ast.Call) else expression)
    target = binding.type.target if isinstance(binding, Known) and isinstance(binding.type, Callable) else None
    return target if isinstance(target, str) else None


def _not_followed(module: str) -> Missing:
    return Missing(f"{module!r} is another package or cannot be found; follow it with --follow {package_of(module)}")
