"""Classes inside functions: what stands in the body is made where the class is, as operands of one operation.

before: ``class Line: rate = 2.0; def at(self, x): return self.rate * x``
after: ``Line = build.class(description, method at=<function>, value rate=2.0)``
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.lower.closures import define_function
from srcad.lower.expressions import expression
from srcad.lower.frame import Frame
from srcad.lower.resolve import resolve_dotted
from srcad.lower.statements import lowers
from srcad.source.enumerations import declared_enumeration, is_enumeration_name
from srcad.source.fields import (
    Declaration,
    Undescribed,
    dataclass_declaration,
    dataclass_options,
    tuple_declaration,
)
from srcad.source.interface import Definition, LocalClass
from srcad.source.mangling import mangle, mangled
from srcad.source.members import DECISIVE, EMPTY_BASES, KINDS, METACLASSES, NAMED_TUPLE
from srcad.source.ordering import TOTAL_ORDERING, comparisons

#: The name under which ``super()`` finds the class.
_OWN_CLASS = "__class__"

#: Methods that decide of what an instance is or has; ``__set_name__`` is called where the class is made.
_DECISIVE = frozenset(DECISIVE) - {"__set_name__"}


@dataclass(slots=True)
class _Body:
    """What stands in the body of a class: a kind and a name for each value."""

    frame: Frame
    name: str
    declaration: Declaration | None
    kinds: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def add(self, kind: str, name: str, value: Value) -> None:
        self.kinds.append(f"{kind} {mangled(name, self.name)}")
        self.values.append(value)

    def statement(self, node: gast.AST) -> None:
        match node:
            case gast.FunctionDef():
                self.function(node)
            case gast.Assign(targets=[gast.Name(id=name)], value=value):
                self.assigned(name, value)
            case gast.AnnAssign(target=gast.Name(id=name), value=value):
                if not self.declares(name) and value is not None:
                    self.assigned(name, value)
            case gast.ClassDef():
                self.add("value", node.name, _made(self.frame, node, f"{self.name}.{node.name}"))
            case gast.Pass() | gast.Expr(value=gast.Constant()):
                pass
            case _:
                raise Undescribed("holds other statements than functions and assignments")

    def declares(self, name: str) -> bool:
        """Say whether a name is that of a field."""
        return self.declaration is not None and any(f.name == name for f in self.declaration.fields)

    def assigned(self, name: str, value: gast.AST) -> None:
        if isinstance(value, gast.Name) and (kind := self.kind_of(value.id)) is not None:
            self.add(kind, name, self.values[self.kinds.index(f"{kind} {mangled(value.id, self.name)}")])
        elif any(isinstance(n, gast.Name) and self.kind_of(n.id) is not None for n in gast.walk(value)):
            raise Undescribed("computes values from others that it holds")
        elif isinstance(value, gast.Lambda):
            mangle(value, self.name)
            self.add("method", name, define_function(self.frame, value, cls=self.name))
        else:
            self.add("value", name, expression(self.frame, value))

    def kind_of(self, name: str) -> str | None:
        """Return the kind of what the class has bound to a name so far."""
        found = [kind for kind, _, own in (k.partition(" ") for k in self.kinds) if own == mangled(name, self.name)]
        return found[-1] if found else None

    def function(self, node: gast.FunctionDef) -> None:
        kind = "method"
        for decorator in node.decorator_list:
            if isinstance(decorator, gast.Attribute) and decorator.attr == "setter":
                kind = "setter"
                continue
            if isinstance(decorator, gast.Attribute) and decorator.attr == "deleter":
                return
            target = known_name(self.frame, decorator)
            if target not in KINDS:
                raise Undescribed(f"has a function decorated with {ast.unparse(gast.gast_to_ast(decorator))}")
            kind = KINDS[target] if KINDS[target] != "method" else kind
        mangle(node, self.name)
        self.add(kind, node.name, define_function(self.frame, node, cls=self.name))

    def special_methods(self) -> frozenset[str]:
        """Return the names of the methods that stand in the body."""
        return frozenset(name for kind, _, name in (k.partition(" ") for k in self.kinds) if kind == "method")

    def made(self, name: str, bases: Sequence[Value], node: gast.ClassDef) -> Value:
        """Append the operation that makes the class."""
        self.frame.at(node)
        is_changed = _assigns_to_class(self.frame.function.definition.tree, node.name)
        described = self.frame.builder.constant(replace(_description(name, self.declaration), changes=is_changed))
        kinds = [None, *("base" for _ in bases), *self.kinds]
        operands = (described, *bases, *self.values)
        return self.frame.builder.apply("build.class", *operands, keywords=kinds, hint=node.name)

    def defaults(self) -> Iterator[tuple[str, ast.expr]]:
        """Give what makes the defaults of fields, in order."""
        for text in () if self.declaration is None else self.declaration.fields:
            if text.default is not None:
                yield f"default {text.name}", text.default
            elif text.factory is not None:
                yield f"factory {text.name}", text.factory


def _assigns_to_class(tree: gast.AST, name: str) -> bool:
    """Say whether the text of a function may assign to an attribute of a class, not of an instance."""
    return any(
        isinstance(n, gast.Attribute) and isinstance(n.ctx, gast.Store) and _is_class(n.value, name)
        for n in gast.walk(tree)
    )


def _is_class(node: gast.AST, name: str) -> bool:
    match node:
        case gast.Name(id=found):
            return found in (name, "cls")
        case gast.Attribute(attr="__class__") | gast.Call(func=gast.Name(id="type")):
            return True
        case _:
            return False


def parsed(text: str, place: gast.AST) -> gast.AST:
    """Return the tree of an expression that stands at a place."""
    tree: gast.AST = gast.ast_to_gast(ast.parse(text, mode="eval")).body
    for inner in gast.walk(tree):
        gast.copy_location(inner, place)
    return tree


def known_name(frame: Frame, node: gast.AST) -> str | None:
    """Return the qualified name of a function or class, subscripted or called; None for anything else."""
    if isinstance(node, gast.Subscript):
        return known_name(frame, node.value)
    if isinstance(node, gast.Call):
        return known_name(frame, node.func)
    known = resolve_dotted(frame, node)
    match known.type if known is not None else None:
        case ty.Callable(target=Definition(module=module, qualname=qualname)):
            return f"{module}.{qualname}"
        case ty.Callable(target=str() as name) | ty.Enumeration(name=name):
            return name
        case _:
            return None


@lowers(gast.ClassDef)
def _define(frame: Frame, node: gast.ClassDef) -> None:
    made = _made(frame, node, node.name)
    frame.bind(node.name, made)


def _made(frame: Frame, node: gast.ClassDef, name: str) -> Value:
    """Append what makes a class that goes by a dotted name in the function; return it."""
    function = frame.function
    local, cell = function.local, frame.builder.apply("cell.new", hint=_OWN_CLASS)
    outer_cell = function.cells.get(_OWN_CLASS)
    function.local, function.cells[_OWN_CLASS] = local | {_OWN_CLASS}, cell
    around = function.definition
    try:
        made = _class(frame, node, f"{around.module}.{around.qualname}.<locals>.{name}")
    except Undescribed as reason:
        made = frame.refuse("SRC001", f"the class {node.name} {reason}", node, "define it outside of the function")
    function.local = local
    del function.cells[_OWN_CLASS]
    if outer_cell is not None:
        function.cells[_OWN_CLASS] = outer_cell
    frame.at(node)
    frame.builder.apply_many("cell.set", (cell, made), 0)
    return made


def _class(frame: Frame, node: gast.ClassDef, name: str) -> Value:
    """Append the operation that makes a class."""
    names = [known_name(frame, base) or "" for base in node.bases]
    if any(map(is_enumeration_name, names)):
        return _enumeration(frame, node, name, names)
    if any(k.arg != "metaclass" or known_name(frame, k.value) not in METACLASSES for k in node.keywords):
        raise Undescribed("has a metaclass, or hands arguments to its base")
    if any(getattr(statement, "name", "") in _DECISIVE for statement in node.body):
        raise Undescribed("decides itself what its instances have")
    written = [base for base, known in zip(node.bases, names) if known not in (*EMPTY_BASES, NAMED_TUPLE)]
    bases = [expression(frame, base.value if isinstance(base, gast.Subscript) else base) for base in written]
    body = _Body(frame, node.name, _declaration(frame, node, NAMED_TUPLE in names))
    for statement in node.body:
        body.statement(statement)
    if any(known_name(frame, d) == TOTAL_ORDERING for d in node.decorator_list):
        for special, text in comparisons(body.special_methods()):
            body.assigned(special, parsed(text, node))
    for kind, default in body.defaults():
        body.kinds.append(kind)
        body.values.append(expression(frame, gast.ast_to_gast(default)))
    return body.made(name, bases, node)


def _enumeration(frame: Frame, node: gast.ClassDef, name: str, bases: Sequence[str]) -> Value:
    """Append what makes an enumeration, and what its members can do."""
    enumeration = declared_enumeration(gast.gast_to_ast(node), name, bases)
    body = _Body(frame, node.name, None)
    for statement in node.body:
        if isinstance(statement, gast.FunctionDef):
            body.statement(statement)
    if body.kinds:
        body.made(name, (), node)
    return frame.builder.reference(enumeration, node.name)


def _declaration(frame: Frame, node: gast.ClassDef, is_tuple: bool) -> Declaration | None:
    """Return what makes a class a dataclass or one of named tuples; None for any other class."""
    plain = gast.gast_to_ast(node)
    found = tuple_declaration(plain) if is_tuple else None
    for decorator, written in zip(node.decorator_list, plain.decorator_list):
        if known_name(frame, decorator) in (TOTAL_ORDERING, "typing.final", "typing.runtime_checkable"):
            continue
        options = dataclass_options(written) if known_name(frame, decorator) == "dataclasses.dataclass" else None
        if options is None:
            raise Undescribed(f"is decorated with {ast.unparse(written)}, which is not looked into")
        found = dataclass_declaration(plain, options, lambda e: known_name(frame, gast.ast_to_gast(e)))
    return found


def _description(name: str, declaration: Declaration | None) -> LocalClass:
    """Return what is known of the class without its values."""
    if declaration is None:
        return LocalClass(name)
    fields = tuple((f.name, f.keyword, f.given, f.compared) for f in declaration.fields)
    return LocalClass(name, declaration.is_tuple, declaration.frozen, tuple(sorted(declaration.made())), fields)
