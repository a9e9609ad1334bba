"""``with`` statements whose manager may hold exceptions back: what they stand for, said with ``try``.

before: ``with Forgiving() as m: f()``, of a class whose ``__exit__`` may return something true
after: ``m = manager.__enter__()``; ``try: f()``; ``except BaseException as e:``, which asks ``manager.__exit__``
whether it is raised again; ``else: manager.__exit__(None, None, None)``
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from itertools import count

import gast

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.lower.escapes import leaving
from srcad.lower.names import walk_scope
from srcad.source.interface import ClassDefinition, Definition, Known, Scope


def without_holding_back(tree: gast.AST, scope: Scope) -> gast.AST:
    """Return a function's tree with a ``try`` for each ``with`` that may hold exceptions back; another as it is."""
    rewriter = _Rewriter(scope, {n.name: n for n in gast.walk(tree) if isinstance(n, gast.ClassDef)})
    if not any(isinstance(node, gast.withitem) and rewriter.holds_back(node.context_expr) for node in gast.walk(tree)):
        return tree
    return rewriter.visit(copy.deepcopy(tree))


def gives_nothing(leave: gast.FunctionDef) -> bool:
    """Say whether all that a method ``__exit__`` returns is None, False or nothing."""
    found = [node.value for node in walk_scope(leave.body) if isinstance(node, gast.Return)]
    return all(v is None or (isinstance(v, gast.Constant) and not v.value) for v in found)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, scope: Scope, classes: Mapping[str, gast.ClassDef]) -> None:
        self.scope = scope
        self.classes = classes
        self.numbers = count(1)

    def holds_back(self, manager: gast.AST) -> bool:
        """Say whether an expression makes a manager that is known to have such a method."""
        match manager:
            case gast.Call(func=gast.Name(id=name)):
                return any(not gives_nothing(leave) for leave in self._methods(name))
        return False

    def _methods(self, cls: str) -> Iterator[gast.FunctionDef]:
        """Give the method ``__exit__`` of a class, or of its bases."""
        if (node := self.classes.get(cls)) is not None:
            own = [n for n in node.body if isinstance(n, gast.FunctionDef) and n.name == "__exit__"]
            bases = [base.id for base in node.bases if isinstance(base, gast.Name)]
            yield from own or (m for base in bases for m in self._methods(base))
            return
        try:
            binding = self.scope.resolve(cls)
        except NotDifferentiable:  # it is told where the name is lowered
            return
        definition = (
            binding.type.target if isinstance(binding, Known) and isinstance(binding.type, ty.Callable) else None
        )
        member = definition.members.member("__exit__") if isinstance(definition, ClassDefinition) else None
        match member.binding if member is not None else None:
            case Known(type=ty.Callable(target=Definition(tree=gast.FunctionDef() as tree))):
                yield tree

    def visit_With(self, node: gast.With) -> list[gast.AST] | gast.AST:
        self.generic_visit(node)
        held = next((i for i, item in enumerate(node.items) if self.holds_back(item.context_expr)), None)
        if held is None:
            return node
        before, item, behind = node.items[:held], node.items[held], node.items[held + 1 :]
        body = node.body
        if behind:
            inner = self.visit_With(gast.copy_location(gast.With(behind, body, None), node))
            body = inner if isinstance(inner, list) else [inner]
        statements = _said(node, item, body, f"manager {next(self.numbers)}")
        return gast.copy_location(gast.With(before, statements, None), node) if before else statements


def _said(node: gast.With, item: gast.withitem, body: list[gast.AST], manager: str) -> list[gast.AST]:
    """Return the statements that a ``with`` of one manager stands for."""
    exception, goes_on = f"what {manager} sees", f"{manager} is left"
    kind = gast.Call(_load("type"), [_load(exception)], [])
    again = gast.If(
        gast.UnaryOp(gast.Not(), _method(manager, "__exit__", kind, _load(exception), _none())),
        [gast.Raise(None, None)],
        [],
    )
    ends = gast.Expr(_method(manager, "__exit__", _none(), _none(), _none()))
    leaves = next(leaving(*body), None) is not None
    caught = [_assign(goes_on, gast.Constant(False, None)), again] if leaves else [again]
    handler = gast.ExceptHandler(_load("BaseException"), _store(exception), caught)
    attempt = gast.Try(body, [handler], [] if leaves else [ends], [])
    entered = _method(manager, "__enter__")
    enter = gast.Expr(entered) if item.optional_vars is None else gast.Assign([item.optional_vars], entered, None)
    statements = [_assign(manager, item.context_expr), enter, attempt]
    if leaves:
        quietly = gast.If(_load(goes_on), [ends], [])
        statements[2:] = [_assign(goes_on, gast.Constant(True, None)), gast.Try([attempt], [], [], [quietly])]
    return [_placed(statement, node) for statement in statements]


def _method(owner: str, name: str, *arguments: gast.AST) -> gast.AST:
    return gast.Call(gast.Attribute(_load(owner), name, gast.Load()), list(arguments), [])


def _assign(name: str, value: gast.AST) -> gast.AST:
    return gast.Assign([_store(name)], value, None)


def _load(name: str) -> gast.AST:
    return gast.Name(name, gast.Load(), None, None)


def _store(name: str) -> gast.AST:
    return gast.Name(name, gast.Store(), None, None)


def _none() -> gast.AST:
    return gast.Constant(None, None)


def _placed(statement: gast.AST, place: gast.AST) -> gast.AST:
    """Give a place to the nodes that have none."""
    for inner in gast.walk(statement):
        if not hasattr(inner, "lineno"):
            gast.copy_location(inner, place)
    return statement
