"""Two expressions that Python has not got: what a ``match`` statement is written with when it is a chain of ``if``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import gast


class Matches(ast.expr):
    """Whether ``subject`` matches ``pattern``; binds nothing."""

    _fields = ("subject", "pattern")
    subject: gast.AST
    pattern: gast.AST


class Captures(ast.expr):
    """Binds what ``pattern`` captures from ``subject``, which matches it; True."""

    _fields = ("subject", "pattern")
    subject: gast.AST
    pattern: gast.AST


def captured_names(pattern: gast.AST) -> Iterator[str]:
    """Give the names that a pattern binds."""
    for node in gast.walk(pattern):
        match node:
            case gast.MatchAs(name=str() as name) | gast.MatchStar(name=str() as name):
                yield name
            case gast.MatchMapping(rest=str() as name):
                yield name
