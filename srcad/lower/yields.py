"""Generators as functions: what stands in the place of ``yield``, and the function that a generator expression is.

A generator runs where it is consumed: each ``yield`` hands its value to the consumer's loop and asks whether that goes
on.

before: ``yield v``
after: ``if <stopped by>(v): return``
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy

import gast

from srcad.lower.names import walk_scope

#: The parameter of a generator expression's function: what its first ``for`` goes through, as in Python.
SOURCE = ".0"

#: The variable of ``yield from``.
_ITEM = "item of yield from"


class Stopped(gast.AST):
    """Hand a value to the consumer; true if it wants no more."""

    _fields = ("value",)


def is_generator(tree: gast.FunctionDef | gast.Lambda) -> bool:
    """Say whether a function is a generator."""
    body = tree.body if isinstance(tree.body, list) else [tree.body]
    return any(isinstance(n, (gast.Yield, gast.YieldFrom)) for n in walk_scope(body))


def handing_on(tree: gast.FunctionDef) -> gast.FunctionDef:
    """Return a generator's tree with what stands for ``yield``; others, as in expressions, stay: refused."""
    return _with_bodies(tree)


def _with_bodies(node: gast.AST) -> gast.AST:
    changed = copy(node)
    for field in ("body", "orelse", "finalbody"):
        if isinstance(statements := getattr(node, field, None), list):
            setattr(changed, field, [s for statement in statements for s in _statement(statement)])
    if isinstance(node, gast.Try):
        changed.handlers = [_with_bodies(handler) for handler in node.handlers]
    return changed


def _statement(node: gast.AST) -> Sequence[gast.AST]:
    match node:
        case gast.Expr(value=gast.Yield(value=value)):
            return [_at(node, _give(gast.Constant(None, None) if value is None else value))]
        case gast.Expr(value=gast.YieldFrom(value=iterable)):
            return [_at(node, _loop(_name(_ITEM, gast.Store()), iterable, [_give(_name(_ITEM))]))]
        case gast.If() | gast.For() | gast.While() | gast.Try() | gast.With():
            return [_with_bodies(node)]
        case _:
            return [node]


def _give(value: gast.AST) -> gast.AST:
    return gast.If(Stopped(value), [gast.Return(None)], [])


def _loop(target: gast.AST, iterable: gast.AST, body: list[gast.AST]) -> gast.AST:
    return gast.For(target, iterable, body, [], None)


def _name(name: str, context: gast.AST | None = None) -> gast.AST:
    return gast.Name(name, context or gast.Load(), None, None)


def _at(place: gast.AST, node: gast.AST) -> gast.AST:
    """Give a place to the nodes that have none."""
    for inner in gast.walk(node):
        if not hasattr(inner, "lineno"):
            gast.copy_location(inner, place)
    return node


def expression_function(node: gast.GeneratorExp) -> gast.FunctionDef:
    """Return the function that a generator expression calls with its first iterable."""
    body = gast.Expr(gast.Yield(node.elt))
    for place, clause in reversed(list(enumerate(node.generators))):
        for test in reversed(clause.ifs):
            body = gast.If(test, [body], [])
        body = _loop(clause.target, clause.iter if place else _name(SOURCE), [body])
    shared = [gast.Nonlocal(names)] if (names := walrus_names([node])) else []
    parameter = gast.Name(SOURCE, gast.Param(), None, None)
    arguments = gast.arguments([parameter], [], None, [], [], None, [])
    return _at(node, gast.FunctionDef("<genexpr>", arguments, [*shared, body], [], None, None, []))


def walrus_names(nodes: Iterable[gast.AST]) -> list[str]:
    """Return the names that comprehensions bind in the function around, in order."""
    return list(dict.fromkeys(n.target.id for node in nodes for n in _inside(node) if isinstance(n, gast.NamedExpr)))


def _inside(node: gast.AST) -> Iterator[gast.AST]:
    """Give the nodes of a comprehension, those of functions in it apart."""
    for child in gast.iter_child_nodes(node):
        if not isinstance(child, gast.Lambda):
            yield child
            yield from _inside(child)
