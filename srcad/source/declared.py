"""Classes as the text of a file declares them: what :mod:`srcad.source.classes` tells of those of a running program."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import count

from srcad.ir.types import Callable
from srcad.source.bindings import entries
from srcad.source.enumerations import declared_enumeration, is_enumeration_name
from srcad.source.fields import (
    Declaration,
    Undescribed,
    dataclass_declaration,
    dataclass_options,
    namedtuple_declaration,
    tuple_declaration,
)
from srcad.source.interface import Binding, Captured, ClassDefinition, Known, Missing
from srcad.source.linearisation import linearised
from srcad.source.members import (
    DECISIVE,
    EMPTY_BASES,
    METACLASSES,
    NAMED_TUPLE,
    DeclaredMembers,
    Names,
    class_key,
    known_name,
)
from srcad.source.names import is_exception_name

#: Decorators of classes that leave what an instance does as it is.
_TRANSPARENT = frozenset({"typing.final", "typing.runtime_checkable"})
_HINT = "pass numbers and arrays, or write a class with bases of your own"


@dataclass(slots=True)
class DeclaredClasses:
    """The classes of the files of one project, each described once."""

    _known: dict[ast.AST, Binding] = field(default_factory=dict)
    _named: dict[str, ClassDefinition] = field(default_factory=dict)
    _members: dict[Hashable, DeclaredMembers] = field(default_factory=dict)

    def describe(self, node: ast.ClassDef, qualname: str, outside: Names, inside: Names) -> Binding:
        """Return what a class is bound to; its bases are looked up ``outside``, what stands in it ``inside``."""
        if node not in self._known:
            self._known[node] = Missing(f"the class {node.name} is made from itself")
            try:
                self._known[node] = self._described(node, qualname, outside, inside)
            except Undescribed as reason:
                self._known[node] = Missing(f"the class {qualname} {reason}", _HINT)
        return self._known[node]

    def describe_tuple(self, call: ast.Call, name: str, names: Names) -> Binding:
        """Return the class that ``namedtuple(...)`` makes."""
        if call not in self._known:
            empty = ast.ClassDef(name=name, bases=[], keywords=[], body=[], decorator_list=[])
            try:
                made = self._make(ast.copy_location(empty, call), name, names, (), namedtuple_declaration(call))
                self._known[call] = Known(Callable(made))
            except Undescribed as reason:
                self._known[call] = Missing(f"the class {name} {reason}", _HINT)
        return self._known[call]

    def named(self, name: str) -> ClassDefinition | None:
        """Return the class of a qualified name, of those described so far."""
        return self._named.get(name)

    def members(self, key: Hashable) -> DeclaredMembers:
        """Return what the class of a key consists of."""
        return self._members[key]

    def _described(self, node: ast.ClassDef, qualname: str, outside: Names, inside: Names) -> Binding:
        names = [known_name(outside, base) or "" for base in node.bases]
        if any(map(is_enumeration_name, names)):
            self._make(node, qualname, inside, (), None)  # what its members can do
            return Known(declared_enumeration(node, f"{outside.file.module}.{qualname}", names))
        found = [outside.expression(b.value if isinstance(b, ast.Subscript) else b) for b in node.bases]
        if any(map(is_exception_name, names)) or any(isinstance(base, Captured) for base in found):
            return Captured(("global", outside.file.module, qualname))  # it is raised and caught, no more
        if any(k.arg != "metaclass" or known_name(outside, k.value) not in METACLASSES for k in node.keywords):
            raise Undescribed("has a metaclass, or hands arguments to its base")
        if any(entry.name in DECISIVE for entry in entries(node.body)):
            raise Undescribed("decides itself what its instances have")
        bases = [_members(base) for base, name in zip(found, names) if name not in (*EMPTY_BASES, NAMED_TUPLE)]
        return Known(Callable(self._make(node, qualname, inside, bases, _declaration(node, outside, inside))))

    def _make(
        self,
        node: ast.ClassDef,
        qualname: str,
        names: Names,
        bases: Sequence[DeclaredMembers],
        declaration: Declaration | None,
    ) -> ClassDefinition:
        members = DeclaredMembers(node, names, class_key(names.file, node), declaration)
        members.order = (members, *linearised([*(base.order for base in bases), tuple(bases)]))
        name = label = f"{names.file.module}.{qualname}"
        for number in count(2):
            if name not in self._named:
                break
            name = f"{label}[{number}]"
        self._members[members.key] = members
        self._named[name] = ClassDefinition(
            key=members.key,
            name=name,
            members=members,
            bases=tuple(base.key for base in members.order),
            tuple_fields=members.tuple_fields,
            frozen=any(b.declaration is not None and b.declaration.frozen for b in members.order),
        )
        return self._named[name]


def _members(base: Binding) -> DeclaredMembers:
    """Return what a base consists of."""
    match base:
        case Known(type=Callable(target=ClassDefinition(members=DeclaredMembers() as members))):
            if not members.tuple_fields:
                return members
        case Missing(reason=reason):
            raise Undescribed(f"has a base that cannot be used: {reason}")
    raise Undescribed("has a base that is not written in Python")


def _declaration(node: ast.ClassDef, outside: Names, inside: Names) -> Declaration | None:
    """Return what makes a class a dataclass or one of named tuples; None for any other class."""
    found: Declaration | None = None
    if any(known_name(outside, base) == NAMED_TUPLE for base in node.bases):
        found = tuple_declaration(node)
    for decorator in node.decorator_list:
        target = known_name(outside, decorator)
        options = dataclass_options(decorator) if target == "dataclasses.dataclass" else None
        if options is not None:
            found = dataclass_declaration(node, options, lambda expression: known_name(inside, expression))
        elif target not in _TRANSPARENT:
            raise Undescribed(f"is decorated with {ast.unparse(decorator)}, which is not looked into")
    return found
