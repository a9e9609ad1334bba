"""Spelling: what became of a function in its text, for those who look at both."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from srcad.ir.nodes import Function, Operation, Value


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """The text of one function, part by part.

    Parameters
    ----------
    original : Function
        What was to be emitted.
    function : Function
        The same as it is written: updates in place, with the copies that they need.
    names : mapping
        The names of the values of ``function`` that have one; the others are nested in expressions.
    operations : mapping
        The operation that each statement holds, or that it is the head of.
    handed : mapping
        The value that each plain assignment to a name of a loop or a branch hands on.
    """

    original: Function
    function: Function
    names: Mapping[Value, str]
    operations: Mapping[ast.stmt, Operation]
    handed: Mapping[ast.stmt, Value]


def with_spelling(definition: ast.FunctionDef, spelling: Spelling) -> ast.FunctionDef:
    """Note what a definition spells (in place) and return it."""
    vars(definition)["spelling"] = spelling
    return definition


def spelling_of(definition: ast.AST) -> Spelling | None:
    """Return what a definition spells, if that was noted."""
    spelling = getattr(definition, "spelling", None)
    return spelling if isinstance(spelling, Spelling) else None
