"""Parallel copies: several names get new values at once, written as assignments one after the other."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeAlias

Copy: TypeAlias = tuple[str, ast.expr]


def write_copies(copies: Sequence[Copy]) -> list[ast.stmt]:
    """Return statements that do all copies at once; those that need each other's old values become one tuple.

    >>> swap = [("a", ast.Name("b")), ("b", ast.Name("a"))]
    >>> print(*map(ast.unparse, write_copies(swap)))
    a, b = (b, a)
    """
    changing = [c for c in copies if not (isinstance(c[1], ast.Name) and c[1].id == c[0])]
    waiting = [(name, value, _names(value)) for name, value in changing]
    written: list[ast.stmt] = []
    while waiting:
        free = next((c for c in waiting if not any(c[0] in read for n, _, read in waiting if n != c[0])), None)
        if free is None:
            written.append(_at_once([(name, value) for name, value, _ in waiting]))
            break
        waiting.remove(free)
        written.append(assign(free[0], free[1]))
    return written


def assign(name: str, value: ast.expr) -> ast.stmt:
    """Return ``name = value``."""
    return ast.Assign([ast.Name(name, ast.Store())], value, lineno=0)


def _at_once(copies: Sequence[Copy]) -> ast.stmt:
    targets = ast.Tuple([ast.Name(name, ast.Store()) for name, _ in copies], ast.Store())
    return ast.Assign([targets], ast.Tuple([value for _, value in copies], ast.Load()), lineno=0)


def _names(node: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
