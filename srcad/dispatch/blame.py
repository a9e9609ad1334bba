"""An error inside emitted code → a note that names the user's line."""

from __future__ import annotations

import linecache
import re
from collections.abc import Sequence
from types import FunctionType, TracebackType

from srcad.dispatch.specialisation import Specialisation

_COMMENT = re.compile(r"# line (?P<line>\d+)(?:: (?P<text>.*))?$")


def blame(error: BaseException, specialisations: Sequence[Specialisation], primal: FunctionType) -> None:
    """Add a note to an error that was raised inside one of these specialisations; leave any other error alone."""
    files = {s.function.__code__.co_filename: s for s in specialisations}
    found: tuple[Specialisation, int] | None = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if (specialisation := files.get(step.tb_frame.f_code.co_filename)) is not None:
            found = specialisation, step.tb_lineno
        step = step.tb_next
    if found is not None:
        note = f"in the derivative of {primal.__qualname__}: {_place(*found, primal)}"
        if note not in getattr(error, "__notes__", ()):
            error.add_note(note)


def _place(specialisation: Specialisation, number: int, primal: FunctionType) -> str:
    """Return the user's line: the one that the reverse sweep quotes, or the one that the forward sweep repeats."""
    file = primal.__code__.co_filename
    lines = specialisation.text.splitlines()
    if (quoted := _quoted(lines, number)) is not None:
        line, text = int(quoted["line"]), quoted["text"] or ""
        return f"{file}:{line}: {text}" if linecache.getline(file, line).strip() == text else f"line {line}: {text}"
    first = primal.__code__.co_firstlineno
    last = max((line for _, _, line in primal.__code__.co_lines() if line is not None), default=first)
    same = [n for n in range(first, last + 1) if linecache.getline(file, n).strip() == lines[number - 1].strip()]
    line = same[0] if len(same) == 1 else first
    return f"{file}:{line}: {linecache.getline(file, line).strip()}"


def _quoted(lines: list[str], number: int) -> re.Match[str] | None:
    """Return the comment that quotes the user's line for an emitted line: on it, or next above in the same sweep."""
    for line in reversed(lines[:number]):
        if (found := _COMMENT.search(line)) is not None:
            return found
        if line.startswith("def ") or not line.strip():
            return None
    return None
