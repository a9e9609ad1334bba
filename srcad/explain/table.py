"""Tables for terminals: columns that wrap, or a block for each row where the terminal is too narrow for that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

_GAP = "  "
#: Below this, a column that wraps cannot be read any more.
_NARROWEST = 16
#: Where a long word may be broken.
_SIGNS = re.compile(r"(?<=[·,=])|(?<=\w\()")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, a cell for each row, and one for the last row, which sums up.

    ``wraps`` says that the text may be broken into lines, ``right`` that it stands at the right side.
    """

    header: str
    cells: tuple[str, ...]
    total: str = ""
    wraps: bool = False
    right: bool = False

    @property
    def width(self) -> int:
        """The width of the longest text."""
        return max(map(len, (self.header, *self.cells, self.total)))


def lay_out_table(columns: Sequence[Column], width: int) -> list[str]:
    r"""Return the lines of a table that is at most ``width`` wide, if that is possible.

    >>> columns = [Column("line", ("7", "8"), right=True), Column("saved", ("y", "sin(y)"), "both")]
    >>> print("\n".join(lay_out_table(columns, 40)))
    line  saved
       7  y
       8  sin(y)
    ────────────
          both
    """
    widths = _widths(columns, width)
    if widths is None:
        return list(_blocks(columns, width))[:-1]
    rows = [tuple(c.header for c in columns), *zip(*(c.cells for c in columns), strict=True)]
    lines = [line for row in rows for line in _row(row, columns, widths)]
    total = list(_row([c.total for c in columns], columns, widths))
    return [*lines, "─" * max(map(len, (*lines, *total))), *total]


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines: at spaces; a word that is too long for one within it, behind a sign if there is one.

    >>> wrap("8·len(x)·n + 16·len(x)", 9)
    ['8·len(x)·', 'n +', '16·len(x)']
    """
    indent = "  " if width > _NARROWEST else ""
    lines: list[str] = []
    line = ""
    for word in text.split():
        gap = " " if line.strip() else ""
        if len(line) + len(gap) + len(word) <= width:
            line += gap + word
            continue
        if line.strip():
            lines.append(line)
            line = indent
        for piece in _pieces(word, width - len(indent)):
            if len(line) + len(piece) > width:
                lines.append(line)
                line = indent
            line += piece
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    """Return the pieces in which a word may be broken, none longer than a line."""
    if len(word) <= width:
        return [word]
    parts = _SIGNS.split(word)
    return [part[k : k + width] for part in parts for k in range(0, len(part), max(width, 1))]


def _widths(columns: Sequence[Column], width: int) -> list[int] | None:
    """Return the widths of the columns, or None if the table does not fit."""
    room = width - len(_GAP) * (len(columns) - 1) - sum(c.width for c in columns if not c.wraps)
    waiting = sorted((c.width, k) for k, c in enumerate(columns) if c.wraps)
    widths = [c.width for c in columns]
    while waiting:
        wanted, k = waiting.pop(0)
        widths[k] = min(wanted, room // (len(waiting) + 1))
        room -= widths[k]
        if widths[k] < min(wanted, _NARROWEST):
            return None
    return widths


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    broken = [wrap(cell, width) if c.wraps else [cell] for cell, c, width in zip(cells, columns, widths, strict=True)]
    for pieces in zip_longest(*broken, fillvalue=""):
        aligned = (p.rjust(w) if c.right else p.ljust(w) for p, c, w in zip(pieces, columns, widths, strict=True))
        yield _GAP.join(aligned).rstrip()


def _blocks(columns: Sequence[Column], width: int) -> Iterator[str]:
    """Yield the rows one below the other, a line for each cell."""
    label = max(len(c.header) for c in columns)
    for row in [*zip(*(c.cells for c in columns), strict=True), tuple(c.total for c in columns)]:
        for column, cell in zip(columns, row, strict=True):
            for number, piece in enumerate(wrap(cell, width - label - len(_GAP)) if cell else []):
                yield f"{'' if number else column.header:<{label}}{_GAP}{piece}"
        yield ""
