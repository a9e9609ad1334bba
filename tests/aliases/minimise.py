"""The smallest program that is still wrong: statements are deleted, and expressions replaced by parts of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from tests.aliases.check import Outcome, check
from tests.aliases.generate import Program

_BODIES = ("body", "orelse")
_NUMBERS = count()


def minimise(program: Program, outcome: Outcome, folder: Path) -> tuple[Program, Outcome]:
    """Return a smaller program that is wrong in the same way, and what comes of it."""
    best = replace(program, text=ast.unparse(ast.parse(program.text)))
    found, changed = outcome, True
    while changed:
        changed = False
        for edits in (_deletions, _simpler_expressions):
            position = 0
            while (text := _edited(best.text, edits, position)) is not None:
                candidate = replace(best, text=text)
                now = check(candidate, folder, f"minimised_{next(_NUMBERS)}")
                if (now.kind, now.reason) == (outcome.kind, outcome.reason):
                    best, found, changed = candidate, now, True
                else:
                    position += 1
    return best, found


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

        return edit

    yield put()
    if isinstance(statement, ast.If | ast.For | ast.While):
        yield put(*statement.body)
        if statement.orelse:
            yield put(*statement.orelse)


def _simpler_expressions(tree: ast.Module) -> Iterator[Callable[[], None]]:
    for node in ast.walk(tree):
        for name, old in ast.iter_fields(node):
            if isinstance(old, ast.expr) and name in ("value", "iter", "test", "left", "right", "operand"):
                for new in _parts(old):
                    yield _setter(node, name, new)
            elif isinstance(old, list) and name in ("args", "elts"):
                for position, item in enumerate(old):
                    for new in _parts(item):
                        yield _item_setter(old, position, new)


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
        case ast.Name():
            found = [ast.Constant(0.5)]
        case ast.Compare():
            found = [ast.Constant(True), ast.Constant(False)]
    return found
