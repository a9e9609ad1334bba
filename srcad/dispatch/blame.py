"""An error inside emitted code → a note that names the user's line."""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from types import FunctionType, TracebackType

from srcad.dispatch.specialisation import Specialisation


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
    """Return the user's line that an emitted line comes from; what comes from none belongs to the whole function."""
    origins = {emitted: (file, line) for emitted, file, line in specialisation.manifest.lines}
    file, line = origins.get(number, (primal.__code__.co_filename, primal.__code__.co_firstlineno))
    return f"{file}:{line}: {linecache.getline(file, line).strip()}"
