"""An error inside emitted code → a note that names the user's line, or the refusal that it stands for."""

from __future__ import annotations

import linecache
from collections.abc import Sequence
from types import FunctionType, TracebackType

from srcad.dispatch.specialisation import Specialisation
from srcad.errors import Location, NotDifferentiable
from srcad.runtime.refusing import NO_RULE


def blame(error: BaseException, specialisations: Sequence[Specialisation], primal: FunctionType) -> None:
    """Add a note to an error that was raised inside one of these specialisations; leave any other error alone."""
    place = _raised_in(error, specialisations, primal)
    if place is not None:
        note = f"in the derivative of {primal.__qualname__}: {place.file}:{place.line}: {place.text.strip()}"
        if note not in getattr(error, "__notes__", ()):
            error.add_note(note)


def refusal_of(
    error: BaseException, specialisations: Sequence[Specialisation], primal: FunctionType
) -> NotDifferentiable | None:
    """Return the refusal that emitted code found the operands of a rule to call for, or None for any other error."""
    if NO_RULE not in getattr(error, "__notes__", ()):
        return None
    place = _raised_in(error, specialisations, primal)
    return NotDifferentiable("SRC004", str(error), place, "write it with functions that have a rule")


def _raised_in(
    error: BaseException, specialisations: Sequence[Specialisation], primal: FunctionType
) -> Location | None:
    """Return the user's line that an error comes from, if it was raised inside one of these specialisations."""
    files = {s.function.__code__.co_filename: s for s in specialisations}
    found: tuple[Specialisation, int] | None = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if (specialisation := files.get(step.tb_frame.f_code.co_filename)) is not None:
            found = specialisation, step.tb_lineno
        step = step.tb_next
    return None if found is None else _place(*found, primal)


def _place(specialisation: Specialisation, number: int, primal: FunctionType) -> Location:
    """Return the user's line that an emitted line comes from; what comes from none belongs to the whole function."""
    origins = {emitted: (file, line) for emitted, file, line in specialisation.manifest.lines}
    file, line = origins.get(number, (primal.__code__.co_filename, primal.__code__.co_firstlineno))
    text = linecache.getline(file, line).rstrip("\r\n")
    return Location(file, line, len(text) - len(text.lstrip()) + 1, text)
