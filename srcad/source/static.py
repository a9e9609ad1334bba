"""The source of functions in files, and what the names in it are bound to by the text alone.

Nothing of the user's is imported or executed. Imports are followed in source: relative, star and re-exporting ones
within the project, and other packages where the user asks for it.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from srcad.ir.types import Callable
from srcad.source.bindings import (
    Around,
    classes,
    defaults,
    function_entries,
    functions,
)
from srcad.source.declared import DeclaredClasses
from srcad.source.files import SourceFile, locate, parse_file, search_path, shown
from srcad.source.interface import Binding, Captured, Definition, Known, Missing
from srcad.source.match import FunctionNode
from srcad.source.resolving import Resolver
from srcad.source.text import convert
from srcad.source.written import Written, assigned_once


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
        self._definitions: dict[tuple[FunctionNode, str], Definition] = {}
        self._places: dict[Hashable, tuple[SourceFile, FunctionNode]] = {}
        self.classes = DeclaredClasses()
        #: What is computed where a name is read, as long as nothing writes to it.
        self.computed: dict[ast.expr, Written] = {}
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
        if (node, file.module) not in self._definitions:
            self._definitions[node, file.module] = self._define(file, node)
        return self._definitions[node, file.module]

    def _define(self, file: SourceFile, node: FunctionNode) -> Definition:
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

    def place_of(self, definition: Definition) -> tuple[SourceFile, FunctionNode]:
        """Return where a function stands."""
        return self._places[definition.key]

    def written(self, file: SourceFile, source: tuple[Hashable, ...]) -> Written | None:
        """Return what is written, once and for all, for a captured value that the code in a file reads, or None."""
        match source:
            case ("global", str() as module, str() as name):
                home = file if module == file.module else self.module(module, file.root)
                return None if home is None else assigned_once(home, name, home.entries)
            case ("member", owner, str() as name):
                members = self.classes.members(owner)
                return assigned_once(members.names.file, name, members.entries(name), members.node)
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
        scope = StaticScope(self, file, node, (), key, written.cls, written.function)
        tree = convert(node, file.path, file.lines, name)
        return Definition(key, name, name, file.module, file.path, tree, file.lines, scope)


@dataclass(frozen=True, slots=True, eq=False)
class StaticScope:
    """The names of one function in a file: of what stands around it, of its module, then Python's built-in ones.

    ``cls`` is the class in whose body an expression stands, which reads its names; ``function`` is the one that goes by
    its name while it is decorated.
    """

    project: Project
    file: SourceFile
    node: FunctionNode
    around: tuple[Around, ...]
    key: Hashable
    cls: ast.ClassDef | None = None
    function: ast.FunctionDef | None = None

    def resolve(self, name: str) -> Binding:
        """Return what a free or global name is bound to."""
        if self.function is not None and name == self.function.name:
            return Known(Callable(self.project.definition(self.file, self.function)))
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

    def _resolver(self) -> Resolver:
        return Resolver(self.project, self.file, self.node, cls=self.cls)

    def _class(self) -> Binding:
        """Return the class that the function stands in."""
        binding: Binding = Missing("it stands in a class inside a function")
        resolver = Resolver(self.project, self.file, None)
        for node in self.around:
            if not isinstance(node, ast.ClassDef):
                return binding
            binding, resolver = resolver.declared(node), replace(resolver, cls=node)
        return binding


def resolve_in(project: Project, file: SourceFile, expression: ast.expr) -> Binding:
    """Return what a dotted name at the top level of a file is bound to."""
    return Resolver(project, file, None).expression(expression)


def decorator_target(project: Project, file: SourceFile, expression: ast.expr) -> str | None:
    """Return the qualified name of what a decorator, or the called function of a call, is, or None."""
    binding = resolve_in(project, file, expression.func if isinstance(expression, ast.Call) else expression)
    target = binding.type.target if isinstance(binding, Known) and isinstance(binding.type, Callable) else None
    return target if isinstance(target, str) else None
