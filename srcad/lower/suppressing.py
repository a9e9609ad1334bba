"""``with suppress(…)``: a statement becomes a ``try`` that does nothing in its handler.

before: ``with contextlib.suppress(KeyError): f()``
after: ``try: f()``; ``except KeyError: pass``
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

import gast

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.source.interface import Known, Scope

_MODULE = "contextlib"
_SUPPRESS = f"{_MODULE}.suppress"


def without_suppress(tree: gast.AST, scope: Scope) -> gast.AST:
    """Return a function's tree with a ``try`` for each ``with suppress(…)``; one that has none as it is."""
    names = _Names(scope, frozenset(_imported(tree)))
    if not any(isinstance(node, gast.withitem) and names.suppressed(node) is not None for node in gast.walk(tree)):
        return tree
    return _Rewriter(names).visit(copy.deepcopy(tree))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, names: _Names) -> None:
        self.names = names

    def visit_With(self, node: gast.With) -> gast.AST:
        self.generic_visit(node)
        first, *others = node.items
        body = node.body
        if others:
            inner = gast.copy_location(gast.With(others, body, None), node)
            body = [self.visit_With(inner)]
        kinds = self.names.suppressed(first)
        if kinds is None:
            return gast.copy_location(gast.With([first], body, None), node)
        caught = gast.copy_location(gast.Tuple(kinds, gast.Load()), node)
        nothing = gast.copy_location(gast.Pass(), node)
        handler = gast.copy_location(gast.ExceptHandler(caught, None, [nothing]), node)
        return gast.copy_location(gast.Try(body, [handler], [], []), node)


def _imported(tree: gast.AST) -> Iterator[str]:
    """Yield the names that a function itself imports, and binds in no other way, of ``contextlib`` and ``suppress``."""
    stored = {node.id for node in gast.walk(tree) if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store)}
    for node in gast.walk(tree):
        if isinstance(node, (gast.Import, gast.ImportFrom)):
            module = f"{node.module}." if isinstance(node, gast.ImportFrom) else ""
            for alias in node.names:
                name = alias.asname or alias.name
                if f"{module}{alias.name}" in (_MODULE, _SUPPRESS) and name not in stored:
                    yield name


@dataclass(frozen=True, slots=True)
class _Names:
    """What names mean in a function, which imports some of them itself."""

    scope: Scope
    imported: frozenset[str]

    def suppressed(self, item: gast.withitem) -> list[gast.AST] | None:
        """Return the classes of exceptions that a manager suppresses, or None for any other manager."""
        match item:
            case gast.withitem(context_expr=gast.Call(func=function, args=args, keywords=[]), optional_vars=None):
                return args if self._is_suppress(function) else None
        return None

    def _is_suppress(self, node: gast.AST) -> bool:
        match node:
            case gast.Name(id=name):
                return name in self.imported or self._means(name, ty.Callable(_SUPPRESS))
            case gast.Attribute(value=gast.Name(id=name), attr="suppress"):
                return name in self.imported or self._means(name, ty.Module(_MODULE))
        return False

    def _means(self, name: str, t: ty.Type) -> bool:
        try:
            return self.scope.resolve(name) == Known(t)
        except NotDifferentiable:  # it is told where the name is lowered
            return False
