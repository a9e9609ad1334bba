"""The smallest program that is still wrong: statements are deleted, and expressions replaced by parts of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

_EXPRESSIONS = ("value", "iter", "test", "left", "right", "operand", "body", "orelse", "elt", "key", "subject")
_LISTS = ("args", "elts", "values", "comparators", "ifs")
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def minimise(text: str, is_wrong: Callable[[str], bool]) -> str:
    """Return a smaller program that is wrong, too."""
    best = ast.unparse(ast.parse(text))
    changed = True
    while changed:
        changed = False
        for edits in (_deletions, _simpler_expressions):
            position = 0
            while (candidate := _edited(best, edits, position)) is not None:
                if candidate != best and is_wrong(candidate):
                    best, changed = candidate, True
                else:
                    position += 1
    return best


Edits = Callable[[ast.Module], Iterator[Callable[[], None]]]


def _edited(text: str, edits: Edits, position: int) -> str | None:
    """Return a program with one edit made, or None where there are not as many."""
    tree = ast.parse(text)
    found = list(edits(tree))
    if position >= len(found):
        return None
    found[position]()
    return ast.unparse(ast.fix_missing_locations(tree))


def _deletions(tree: ast.Module) -> Iterator[Callable[[], None]]:
    for node in ast.walk(tree):
        for name in _BODIES:
            body = getattr(node, name, None)
            if isinstance(body, list):
                for statement in body:
                    yield from _without(node, name, body, statement)


def _without(node: ast.AST, name: str, body: list[ast.stmt], statement: ast.stmt) -> Iterator[Callable[[], None]]:
    if isinstance(statement, ast.Import | ast.Pass) or getattr(statement, "name", "") == "program":
        return

    def put(*statements: ast.stmt) -> Callable[[], None]:
        def edit() -> None:
            at = body.index(statement)
            body[at : at + 1] = statements
            if not body and name == "body" and not isinstance(node, ast.Module):
                body.append(ast.Pass())
            if isinstance(node, ast.Try) and not node.handlers and not node.finalbody:
                node.finalbody.append(ast.Pass())

        return edit

    yield put()
    for inner in _BODIES[:3]:
        if isinstance(statement, ast.If | ast.For | ast.While | ast.Try | ast.With) and getattr(statement, inner, []):
            yield put(*getattr(statement, inner))
    if isinstance(statement, ast.Match | ast.Try):
        for part in getattr(statement, "cases", []) + getattr(statement, "handlers", []):
            yield put(*part.body)


def _simpler_expressions(tree: ast.Module) -> Iterator[Callable[[], None]]:
    kinds = {part for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) for part in _kinds(node)}
    for node in ast.walk(tree):
        if node in kinds:
            continue
        for name, old in ast.iter_fields(node):
            if isinstance(old, ast.expr) and name in _EXPRESSIONS:
                for new in _parts(old):
                    yield _setter(node, name, new)
            elif isinstance(old, list) and name in _LISTS:
                for position, item in enumerate(old):
                    for new in _parts(item):
                        yield _item_setter(old, position, new)


def _kinds(handler: ast.ExceptHandler) -> list[ast.AST]:
    """Return what names the classes that a handler catches: these stay."""
    return [] if handler.type is None else list(ast.walk(handler.type))


def _setter(node: ast.AST, name: str, new: ast.expr) -> Callable[[], None]:
    return lambda: setattr(node, name, new)


def _item_setter(items: list[Any], position: int, new: ast.expr) -> Callable[[], None]:
    def edit() -> None:
        items[position] = new

    return edit


def _parts(old: Any) -> list[ast.expr]:
    """Return what may stand for an expression."""
    found: list[ast.expr] = []
    match old:
        case ast.BinOp(left=left, right=right):
            found = [left, right]
        case ast.Call(args=[first, *others]):
            found = [first, *others]
        case ast.Call(func=ast.Attribute(value=ast.expr() as value)):
            found = [value]
        case ast.Subscript(value=value):
            found = [value, ast.Constant(0.5)]
        case ast.IfExp(body=body, orelse=orelse):
            found = [body, orelse]
        case ast.BoolOp(values=values):
            found = list(values)
        case ast.NamedExpr(value=value) | ast.UnaryOp(operand=value):
            found = [value]
        case ast.Name():
            found = [ast.Constant(0.5)]
        case ast.Compare():
            found = [ast.Constant(True), ast.Constant(False)]
    return found
