"""``with suppress(…)``: a statement becomes a ``try`` that does nothing in its handler.

before: ``with contextlib.suppress(KeyError): f()``
after: ``try: f()``; ``except KeyError: pass``
"""

from __future__ import annotations

import ast
import copy

import gast

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.source.interface import Known, Scope

_SUPPRESS = "contextlib.suppress"


def without_suppress(tree: gast.AST, scope: Scope) -> gast.AST:
    """Return a function's tree with a ``try`` for each ``with suppress(…)``; one that has none as it is."""
    if not any(isinstance(node, gast.withitem) and _suppressed(node, scope) is not None for node in gast.walk(tree)):
        return tree
    return _Rewriter(scope).visit(copy.deepcopy(tree))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def visit_With(self, node: gast.With) -> gast.AST:
        self.generic_visit(node)
        first, *others = node.items
        body = node.body
        if others:
            inner = gast.copy_location(gast.With(others, body, None), node)
            body = [self.visit_With(inner)]
        kinds = _suppressed(first, self.scope)
        if kinds is None:
            return gast.copy_location(gast.With([first], body, None), node)
        caught = gast.copy_location(gast.Tuple(kinds, gast.Load()), node)
        nothing = gast.copy_location(gast.Pass(), node)
        handler = gast.copy_location(gast.ExceptHandler(caught, None, [nothing]), node)
        return gast.copy_location(gast.Try(body, [handler], [], []), node)


def _suppressed(item: gast.withitem, scope: Scope) -> list[gast.AST] | None:
    """Return the classes of exceptions that a manager suppresses, or None for any other manager."""
    match item:
        case gast.withitem(context_expr=gast.Call(func=function, args=args, keywords=[]), optional_vars=None):
            return args if _is_suppress(function, scope) else None
    return None


def _is_suppress(node: gast.AST, scope: Scope) -> bool:
    match node:
        case gast.Name(id=name):
            return _means(scope, name, ty.Callable(_SUPPRESS))
        case gast.Attribute(value=gast.Name(id=name), attr="suppress"):
            return _means(scope, name, ty.Module("contextlib"))
    return False


def _means(scope: Scope, name: str, t: ty.Type) -> bool:
    try:
        return scope.resolve(name) == Known(t)
    except NotDifferentiable:  # it is told where the name is lowered
        return False
