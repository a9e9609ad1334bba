"""The attributes of a class's instances, and what its text says of their types."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from srcad.source.bindings import Assigned, Defined, entries
from srcad.source.mangling import mangled
from srcad.source.match import FunctionNode
from srcad.source.members import DeclaredMembers, Names, known_name

_ABSTRACT = "abc.abstractmethod"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its name, what is written for its type, if anything is, and where names in that are looked up."""

    name: str
    annotation: ast.expr | None
    names: Names


def instance_attributes(members: DeclaredMembers) -> tuple[Attribute, ...]:
    """Return what instances of a class may have of their own: fields, what methods assign, values of the class."""
    found: dict[str, Attribute] = {}
    for base in reversed(members.order):
        for name, annotation in _declared(base).items():
            if annotation is not None or name not in found:
                found[name] = Attribute(name, annotation, base.names)
    return tuple(a for a in found.values() if (member := members.member(a.name)) is None or member.kind == "value")


def is_abstract(members: DeclaredMembers) -> bool:
    """Say whether a class leaves methods to its subclasses, so that it has no instances itself."""
    methods = {name for base in members.order for name, _ in _methods(base)}
    return any(_is_abstract(members, name) for name in methods)


def _is_abstract(members: DeclaredMembers, name: str) -> bool:
    base = next(base for base in members.order if base.entries(name))
    origin = base.entries(name)[-1].origin
    decorators = getattr(origin.node, "decorator_list", []) if isinstance(origin, Defined) else []
    return any(known_name(base.names, decorator) == _ABSTRACT for decorator in decorators)


def _declared(base: DeclaredMembers) -> Mapping[str, ast.expr | None]:
    """Return the attributes that the text of one class names, each with its annotation."""
    annotated: dict[str, ast.expr] = {}
    stored: dict[str, list[ast.expr | None]] = {}
    for _, method in _methods(base):
        for store in _stores(method):
            if store.is_declared and store.annotation is not None:
                annotated.setdefault(store.name, store.annotation)
            stored.setdefault(store.name, []).append(store.annotation)
    for statement in base.node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            annotated[statement.target.id] = statement.annotation
    values = [entry.name for entry in entries(base.node.body) if isinstance(entry.origin, Assigned)]
    named = {} if base.declaration is None else {text.name: text.annotation for text in base.declaration.fields}
    for name in (*annotated, *values, *stored):
        passed = stored.get(name, [])
        plain = passed[0] if len(passed) == 1 and name not in values else None
        named.setdefault(mangled(name, base.node.name), annotated.get(name, plain))
    return named


def _methods(base: DeclaredMembers) -> Iterator[tuple[str, FunctionNode]]:
    for entry in entries(base.node.body):
        if isinstance(entry.origin, Defined):
            yield entry.name, entry.origin.node


@dataclass(frozen=True, slots=True)
class _Store:
    """An assignment to an attribute: the annotation of the attribute, or of the parameter that is assigned."""

    name: str
    annotation: ast.expr | None
    is_declared: bool


def _stores(method: FunctionNode) -> Iterator[_Store]:
    """Give the assignments of a method to attributes of its first parameter."""
    plain = [*method.args.posonlyargs, *method.args.args]
    if not plain or isinstance(method, ast.Lambda):
        return
    rebound = {entry.name for entry in entries(method.body)}
    passed = {a.arg: a.annotation for a in (*plain, *method.args.kwonlyargs) if a.arg not in rebound}
    declared: dict[ast.expr, ast.expr] = {}
    assigned: dict[ast.expr, ast.expr | None] = {}
    for node in ast.walk(method):  # statements before what stands in them
        match node:
            case ast.AnnAssign(target=target, annotation=annotation):
                declared[target] = annotation
            case ast.Assign(targets=[target], value=ast.Name(id=name)):
                assigned[target] = passed.get(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attr, ctx=ast.Store()) if name == plain[0].arg:
                yield _Store(attr, declared.get(node, assigned.get(node)), node in declared)
