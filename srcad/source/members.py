"""The attributes of a class that a file declares, as the text of its body says them."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from srcad.ir.types import Callable, Literal
from srcad.source.bindings import Assigned, Defined, DefinedClass, Entry, entries
from srcad.source.fields import Declaration, FieldText
from srcad.source.files import SourceFile
from srcad.source.interface import SETTER, Binding, Captured, ClassDefinition, Definition, Field, Known, Member, Missing
from srcad.source.libraries import is_looked_at
from srcad.source.mangling import mangled
from srcad.source.match import FunctionNode

#: Bases that say nothing of what an instance does.
EMPTY_BASES = frozenset({"builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC"})
NAMED_TUPLE = "typing.NamedTuple"
#: Metaclasses that say nothing of what an instance does.
METACLASSES = frozenset({"abc.ABCMeta", "builtins.type"})
#: Methods that decide of what an instance is or has.
DECISIVE = ("__new__", "__getattr__", "__getattribute__", "__init_subclass__", "__set_name__")
#: What a function in a class is, by its decorator; others say nothing of that.
KINDS = {
    "builtins.property": "property",
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "functools.cached_property": "cached",
    "abc.abstractmethod": "method",
    "contextlib.contextmanager": "method",
    "functools.cache": "method",
    "functools.lru_cache": "method",
    "typing.final": "method",
    "numba.jit": "method",
    "numba.njit": "method",
}


def class_key(file: SourceFile, node: ast.AST) -> Hashable:
    """Return what identifies a class of a file."""
    return ("class", file.path, getattr(node, "name", ""), getattr(node, "lineno", 0), getattr(node, "col_offset", 0))


class Names(Protocol):
    """Looks up names of one file, as the body of a class or the top level does."""

    @property
    def file(self) -> SourceFile:
        """The file."""

    def expression(self, expression: ast.expr) -> Binding:
        """Return what a dotted name is bound to."""

    def declared(self, node: ast.ClassDef) -> Binding:
        """Return what a class of the file is bound to."""

    def definition(self, node: FunctionNode) -> Definition:
        """Return a function of the file."""

    def source(self, definition: Definition) -> FunctionNode:
        """Return the node of a function that was found."""


def known_name(names: Names, expression: ast.expr) -> str | None:
    """Return the qualified name of somebody else's function or class, subscripted or called; None for anything else."""
    match expression:
        case ast.Subscript(value=value) | ast.Call(func=value):
            return known_name(names, value)
    match names.expression(expression):
        case Known(type=Callable(target=str() as target)):
            return target
        case Captured(source=("global", str() as module, str() as name)) if is_looked_at(module):
            return f"{module}.{name}"
        case _:
            return None


@dataclass(slots=True, eq=False)
class DeclaredMembers:
    """The attributes of one class; ``order`` is its order of bases, itself first."""

    node: ast.ClassDef
    names: Names
    key: Hashable
    declaration: Declaration | None
    order: tuple[DeclaredMembers, ...] = ()
    _entries: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def tuple_fields(self) -> tuple[str, ...]:
        """The fields of a class of named tuples; empty for any other class."""
        declared = self.declaration
        return tuple(f.name for f in declared.fields) if declared is not None and declared.is_tuple else ()

    def member(self, name: str, behind: ClassDefinition | None = None) -> Member | None:
        """Return what an attribute is."""
        order: Iterator[DeclaredMembers] = iter(self.order)
        if behind is not None:
            next(base for base in order if base.key == behind.key)
        return next((member for base in order if (member := base.own(name)) is not None), None)

    def own(self, name: str) -> Member | None:
        """Return what an attribute is that stands in the class itself."""
        if name.endswith(SETTER):
            return self._setter(self.entries(name.removesuffix(SETTER)))
        found = self.entries(name)
        if not found:
            is_made = self.declaration is not None and name in self.declaration.made()
            return (
                Member("method", Missing("it is a method that @dataclass made", "write it down")) if is_made else None
            )
        if any(entry.conditional for entry in found):
            return Member("value", Missing("the class binds it in several places, or may not bind it"))
        return self._member(name, found)

    def entries(self, name: str) -> list[Entry]:
        """Return what the body of the class binds to a name."""
        if not self._entries:
            for entry in entries(self.node.body):
                self._entries.setdefault(mangled(entry.name, self.node.name), []).append(entry)
        return self._entries.get(name, [])

    def fields(self) -> tuple[Field, ...] | None:
        """Return the fields of a dataclass whose constructor was made for it, or of a named tuple."""
        if self.tuple_fields:
            assert self.declaration is not None
            return tuple(map(self._field, self.declaration.fields))
        making = next((base for base in self.order if base.own("__init__") is not None), None)
        if making is None or making.entries("__init__"):
            return None
        found: dict[str, Field] = {}
        for base in reversed(making.order):
            for text in () if base.declaration is None else base.declaration.fields:
                found[text.name] = base._field(text)
        return tuple(found.values())

    def _member(self, name: str, found: Sequence[Entry]) -> Member | None:
        match found[-1].origin:
            case Defined(node=ast.Lambda() as node):
                return Member("method", Known(Callable(self.names.definition(node))))
            case Defined(node=ast.FunctionDef() as node):
                return self._function(node, found)
            case DefinedClass(node=node):
                return Member("value", self.names.declared(node))
            case Assigned(value=value):
                return self._assigned(name, value)
            case _:
                return Member("value", Missing("it is known at run time only"))

    def _assigned(self, name: str, value: ast.expr | None) -> Member | None:
        match value:
            case ast.Name(id=other) if other != name and self.entries(other):
                return self.own(other)
            case ast.Call(func=func, args=[ast.Name() | ast.Attribute() as wrapped]):
                if (kind := KINDS.get(known_name(self.names, func) or "")) is not None:
                    return Member(kind, self.names.expression(wrapped))
        return self._value(name, value)

    def _value(self, name: str, value: ast.expr | None) -> Member | None:
        if (text := self.field_text(name)) is not None:
            if text.default is None:
                return None
            value = text.default
        binding = self.names.expression(value) if isinstance(value, (ast.Name, ast.Attribute)) else None
        if isinstance(binding, Known):
            is_function = isinstance(binding.type, Callable) and isinstance(binding.type.target, Definition)
            return Member("method" if is_function else "value", binding)
        return Member("value", Captured(("member", self.key, name)))

    def _function(self, node: ast.FunctionDef, found: Sequence[Entry]) -> Member:
        """Return a method, or what its decorators make of it."""
        kind = "method"
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "deleter"):
                return self._getter(found)
            target = known_name(self.names, decorator)
            if target not in KINDS:
                text = ast.unparse(decorator)
                return Member("value", Missing(f"{node.name}() is decorated with {text}, which is not looked into"))
            kind = KINDS[target] if KINDS[target] != "method" else kind
        return Member(kind, Known(Callable(self.names.definition(node))))

    def _setter(self, found: Sequence[Entry]) -> Member | None:
        """Return what assigns to a property, if that is the last thing that the class binds to its name."""
        match found[-1].origin if found and not any(entry.conditional for entry in found) else None:
            case Defined(node=ast.FunctionDef(decorator_list=[ast.Attribute(attr="setter")]) as node):
                return Member("method", Known(Callable(self.names.definition(node))))
            case _:
                return None

    def _getter(self, found: Sequence[Entry]) -> Member:
        """Return the property that has a setter, too."""
        nodes = [e.origin.node for e in found if isinstance(e.origin, Defined)]
        for node in nodes:
            decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
            if [known_name(self.names, d) for d in decorators] == ["builtins.property"]:
                return Member("property", Known(Callable(self.names.definition(node))))
        return Member("property", Missing("it is a property without a method that gets it"))

    def field_text(self, name: str) -> FieldText | None:
        """Return what is written of a field; None if the class has none of this name."""
        fields = () if self.declaration is None else self.declaration.fields
        return next((text for text in fields if text.name == name), None)

    def _field(self, text: FieldText) -> Field:
        path = ("field", self.key, text.name)
        default = None if text.default is None else self._binding(text.default, Captured(path))
        factory: Binding | None = None
        if isinstance(text.factory, ast.Lambda):
            factory = Known(Callable(self.names.definition(text.factory)))
        elif text.factory is not None:
            factory = self._binding(text.factory, Missing("it is known at run time only"))
        return Field(text.name, default, factory, text.keyword, text.given, text.compared)

    def _binding(self, expression: ast.expr, otherwise: Binding) -> Binding:
        match expression:
            case ast.Constant(value=value):
                return Known(Literal(value))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() | complex() as value)):
                return Known(Literal(-value))
            case ast.Name() | ast.Attribute():
                binding = self.names.expression(expression)
                return otherwise if isinstance(binding, Captured) else binding
        return otherwise
