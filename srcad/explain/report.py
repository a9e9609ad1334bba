"""The memory report: what a derivative saves, line by line."""

from __future__ import annotations

import shutil
import textwrap
from dataclasses import dataclass
from pathlib import PurePath

from srcad.explain.table import Column, lay_out_table


@dataclass(frozen=True, slots=True)
class Row:
    """One value that a derivative saves.

    Parameters
    ----------
    file, line, code : str, int, str
        The user's line that computes it.
    name : str
        The user's name of the value, or the expression that computes it.
    kind : str
        ``tape``, a list that each trip of a loop appends to; ``scope``, a variable that lives on until the reverse
        sweep reads it; ``copy``, of an array that would be overwritten; ``shadow``, the adjoint of a buffer, which is
        made with it.
    how : str
        The same in words: which loop fills the tape.
    why : str
        What reads it in the reverse sweep.
    bytes : str
        Its bytes in all trips together, by the lengths that the types name: ``8·n``. ``?`` is what types do not tell.
    measured : int or None
        The bytes that it held at most, if the report has measured.
    """

    file: str
    line: int
    code: str
    name: str
    kind: str
    how: str
    why: str
    bytes: str
    measured: int | None = None


@dataclass(frozen=True, slots=True)
class MemoryReport:
    """What a derivative saves, and why; ``print`` it for a table.

    Bytes count what is saved: 8 for a float, the elements of an array; what Python needs besides for its objects is in
    the peaks alone.

    Parameters
    ----------
    title : str
        Of which derivative it tells.
    rows : tuple of Row
        In the order of the user's lines.
    notes : tuple of str
        What else there is to say: of loops that save nothing, for one.
    bytes : str
        All rows together.
    measured : int or None
        The bytes that were held at most at one time; an array that several rows hold counts once.
    primal_peak, gradient_peak : int or None
        The memory that the function and the derivative took at most while they ran, all objects included.
    """

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    bytes: str
    measured: int | None = None
    primal_peak: int | None = None
    gradient_peak: int | None = None

    def __str__(self) -> str:
        return self.table(shutil.get_terminal_size((100, 24)).columns)

    def table(self, width: int) -> str:
        """Return the report as text for a terminal with ``width`` columns."""
        lines = [*_paragraph(self.title, width), ""]
        if self.rows:
            lines += lay_out_table(self._columns(), width)
            lines.append("")
        lines += [line for note in (*self.notes, *self._peaks()) for line in _paragraph(note, width)]
        return "\n".join(lines).rstrip()

    def _columns(self) -> list[Column]:
        shown = [row if self._begins_line(k) else None for k, row in enumerate(self.rows)]
        columns = [
            Column("line", tuple(self._place(row) if row else "" for row in shown), right=True),
            Column("code", tuple(row.code if row else "" for row in shown), "in all", wraps=True),
            Column("saved", tuple(f"{row.name}: {row.how}" for row in self.rows), wraps=True),
            Column("why", tuple(row.why for row in self.rows), wraps=True),
            Column("bytes", tuple(row.bytes for row in self.rows), self.bytes, wraps=True),
        ]
        if self.measured is not None:
            measured = tuple("" if row.measured is None else f"{row.measured:,}" for row in self.rows)
            columns.append(Column("measured", measured, f"{self.measured:,}", right=True))
        return columns

    def _begins_line(self, k: int) -> bool:
        row, before = self.rows[k], self.rows[k - 1]
        return k == 0 or (row.file, row.line) != (before.file, before.line)

    def _place(self, row: Row) -> str:
        """Return the number of a line, with the file where that is another one than that of most lines."""
        files = [r.file for r in self.rows]
        usual = max(files, key=files.count)
        return str(row.line) if row.file == usual else f"{PurePath(row.file).name}:{row.line}"

    def _peaks(self) -> list[str]:
        if self.primal_peak is None or self.gradient_peak is None:
            return []
        ratio = f", {self.gradient_peak / self.primal_peak:.1f} times as much" if self.primal_peak else ""
        return [
            f"While it runs, the function takes {readable(self.primal_peak)} at most, the derivative "
            f"{readable(self.gradient_peak)}{ratio} (with temporaries, adjoints and Python's own objects)."
        ]


def readable(count: int) -> str:
    """Return a number of bytes for people.

    >>> readable(800), readable(12_345), readable(3_200_000)
    ('800 bytes', '12.3 kB', '3.2 MB')
    """
    if count < 1000:
        return f"{count} bytes"
    size, units = count / 1000, iter(("kB", "MB", "GB"))
    unit = next(units)
    while size >= 999.95 and unit != "GB":
        size, unit = size / 1000, next(units)
    return f"{size:.1f} {unit}"


def _paragraph(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 20))
