"""Logical lines → text: wrapping, and trailing comments in one column per block of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from srcad.emit.wrapping import INDENT, wrap
from srcad.errors import Location

#: Numbers of lines of a text, each with the user's line that it comes from.
Places: TypeAlias = tuple[tuple[int, Location], ...]

#: No comment goes beyond this column.
_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line: code at an indentation level, and a comment; without code, a comment or a blank line."""

    code: str
    level: int
    comment: str = ""
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class _Physical:
    """One line of text without its trailing comment."""

    text: str
    comment: str = ""
    place: Location | None = None


def lay_out(lines: Iterable[Line]) -> tuple[str, Places]:
    """Return the text of logical lines, and where the lines of it come from.

    Adjacent lines with code share one column for their trailing comments: two spaces right of the longest of them
    or, where a comment would not fit then, of the longest that has a comment. A comment that does not fit even two
    spaces after its own code stands above it, and so does that of a statement that is broken into several lines.
    """
    text: list[str] = []
    physical = [line for logical in lines for line in _physical(logical)]
    for has_code, group in groupby(physical, key=lambda line: line.text.strip()[:1] not in ("", "#")):
        run = list(group)
        text.extend(_aligned(run) if has_code else [line.text for line in run])
    return "\n".join([*text, ""]), tuple(_places(physical))


def _places(physical: Iterable[_Physical]) -> Iterator[tuple[int, Location]]:
    number = 1
    for line in physical:
        height = 1 + line.text.count("\n")
        if line.place is not None:
            yield from ((number + k, line.place) for k in range(height))
        number += height


def _physical(line: Line) -> Iterator[_Physical]:
    """Wrap one line; its comment stays beside it if it can."""
    above = INDENT * line.level
    if not line.code:
        yield _Physical(f"{above}# {line.comment}".rstrip() if line.comment else "")
        return
    wrapped = wrap(line.code, line.level)
    if line.comment and (len(wrapped) > 1 or "\n" in line.code or len(wrapped[0]) + 4 + len(line.comment) > _LIMIT):
        yield _Physical(f"{above}# {line.comment}")
        yield from (_Physical(text, place=line.place) for text in wrapped)
    else:
        yield from (_Physical(text, line.comment, line.place) for text in wrapped)


def _aligned(run: Sequence[_Physical]) -> Iterator[str]:
    """Put the trailing comments of adjacent lines into one column."""
    commented = [line for line in run if line.comment]
    room = _LIMIT - 2 - max((len(line.comment) for line in commented), default=0)
    widths = (max(map(_width, lines), default=0) + 2 for lines in (run, commented))
    column = next((width for width in widths if width <= room), 0)
    for line in run:
        if line.comment:
            yield f"{line.text}{' ' * max(column - _width(line), 2)}# {line.comment}"
        else:
            yield line.text


def _width(line: _Physical) -> int:
    return 0 if "\n" in line.text else len(line.text)
