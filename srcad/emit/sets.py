"""Sets: expressions that make them and look into them."""

from __future__ import annotations

import ast

from srcad.emit.expressions import Expressions, expresses
from srcad.ir.nodes import Apply


@expresses("set.make")
def _make(e: Expressions, operation: Apply) -> ast.expr:
    return e.call(e.imports.reference("builtins.set"), operation.operands, operation.keywords)


@expresses("set.display")
def _display(e: Expressions, operation: Apply) -> ast.expr:
    return ast.Set(list(map(e.value, operation.operands)))


@expresses("set.size")
def _size(e: Expressions, operation: Apply) -> ast.expr:
    return e.call(e.imports.reference("builtins.len"), operation.operands, operation.keywords)


@expresses("set.items")
def _items(e: Expressions, operation: Apply) -> ast.expr:
    return e.call(e.imports.reference("builtins.list"), operation.operands, operation.keywords)


@expresses("set.contains")
def _contains(e: Expressions, operation: Apply) -> ast.expr:
    owner, item = map(e.value, operation.operands)
    return ast.Compare(item, [ast.In()], [owner])
