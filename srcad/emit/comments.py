"""Comments and blank lines as parts of a tree.

Python's ``ast`` drops both. The two statements here may stand in any body; a *trailing* comment is the attribute
``comment`` of a statement, a string without ``#``. They exist between the last stage that builds a tree and the
printer, which writes them out; what gets compiled is the text.
"""

from __future__ import annotations

import ast
from typing import TypeVar

from srcad.errors import Location

S = TypeVar("S", bound=ast.stmt)


class Comment(ast.stmt):
    """A comment on lines of its own; ``text`` has no ``#`` and may have several lines."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text


class Blank(ast.stmt):
    """One blank line. Several in a row print as one."""


def with_comment(statement: S, text: str) -> S:
    """Give ``statement`` a trailing comment (in place) and return it."""
    vars(statement)["comment"] = text
    return statement


def with_place(statement: S, place: Location | None) -> S:
    """Note the user's line that ``statement`` comes from (in place) and return it."""
    vars(statement)["place"] = place
    return statement


def place_of(statement: ast.AST) -> Location | None:
    """Return the user's line that a statement comes from, if that was noted."""
    place = getattr(statement, "place", None)
    return place if isinstance(place, Location) else None


def comment_of(statement: ast.AST) -> str:
    """Return the trailing comment of a statement, on one line, or an empty string."""
    return " ".join(str(getattr(statement, "comment", "")).splitlines()).strip()
