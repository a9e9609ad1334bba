"""What may change after a module is imported, as far as the text of files tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import cache


def is_left_alone(name: str, trees: Iterable[ast.Module]) -> bool:
    """Say whether a value is spelled like a constant, and nothing in files may write to it."""
    return name.isupper() and not any(name in _written(tree) for tree in trees)


@cache
def stored_attributes(tree: ast.Module) -> Sequence[ast.Attribute]:
    """Return the attributes that a file assigns to."""
    return [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]


@cache
def _written(tree: ast.Module) -> frozenset[str]:
    """Return the names of what may be written to in a file, in its own module or in others."""
    return frozenset(name for node in ast.walk(tree) for target in _targets(node) for name in _names(target))


def _targets(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            yield value
        case ast.Attribute(value=value, ctx=ast.Store() | ast.Del()):
            yield value
        case ast.AugAssign(target=target):
            yield target
        case ast.Expr(value=ast.Call() as call):
            yield from ast.walk(call)


def _names(node: ast.AST) -> Iterator[str]:
    """Give the name that an expression is, in its module or through it."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
