"""What srcad says when it cannot go on: one small tree of errors, each at a place in the user's code.

Every error has a stable code from :data:`CODES`, the :class:`Location` it speaks of (where there is one) and a
hint that says what to do instead.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

_R = TypeVar("_R")

_PACKAGE = os.path.dirname(os.path.abspath(__file__))

#: The stable codes, with what each one means. Codes are never reused.
CODES = {
    "SRC001": "statement that srcad does not differentiate",
    "SRC002": "expression that srcad does not differentiate",
    "SRC003": "write into an array, a container or an object",
    "SRC004": "function without a derivative rule, called on an active value",
    "SRC005": "name that cannot be resolved",
    "SRC006": "variable captured by an inner function and assigned again",
    "SRC008": "the function calls its own derivative",
    "SRC009": "call whose arguments cannot be bound",
    "SRC010": "program that is too large",
    "SRC020": "wrong argnums",
    "SRC021": "argument that cannot be differentiated",
    "SRC022": "output that is not a real scalar",
    "SRC023": "argument type that is not supported",
    "SRC024": "type that cannot be read",
    "SRC030": "no source",
    "SRC031": "the source changed since the function was defined",
    "SRC032": "file that cannot be read",
    "SRC033": "target that names no function",
    "SRC040": "the cache cannot be used",
    "SRC050": "output file that is not ours",
    "SRC051": "wrong usage of the command, or wrong settings",
    "SRC052": "output file that cannot be written",
    "SRC090": "bug in srcad",
}


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the user's code.

    Parameters
    ----------
    file : str
        Path as the user would type it, or ``<string>``-like for code that is in no file.
    line, column : int
        Counted from 1; the column counts characters.
    text : str
        The whole source line, without its line break.
    """

    file: str
    line: int
    column: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """Return the source line and, below it, a caret under the column."""
        if not self.text:
            return ""
        indent = len(self.text) - len(self.text.lstrip())
        caret = " " * max(self.column - 1 - indent, 0) + "^"
        return f"    {self.text.strip()}\n    {caret}"


class SrcadError(Exception):
    """Base of all errors that srcad raises on purpose."""

    def __init__(self, code: str, message: str, location: Location | None = None, hint: str = "") -> None:
        self.code = code
        self.message = message
        self.location = location
        self.hint = hint
        super().__init__(code, message, location, hint)

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        lines = [f"{place}{self.message} [{self.code}]"]
        if self.location and (excerpt := self.location.excerpt()):
            lines.append(excerpt)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class _Several(SrcadError):
    """One error, or several that were found together."""

    def __init__(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        hint: str = "",
        others: Sequence[Self] = (),
    ) -> None:
        super().__init__(code, message, location, hint)
        self.others = tuple(others)

    @classmethod
    def collect(cls, errors: Sequence[Self]) -> Self:
        """Return one error that shows all ``errors`` (at least one), in the order of their places."""
        flat = [e for error in errors for e in error.all()]
        flat.sort(key=lambda e: (e.location.file, e.location.line, e.location.column) if e.location else ("", 0, 0))
        unique = list({str(e): e for e in flat}.values())
        first = unique[0]
        return cls(first.code, first.message, first.location, first.hint, unique[1:])

    def all(self) -> list[Self]:
        """Return this error and the others, each alone."""
        return [type(self)(self.code, self.message, self.location, self.hint), *self.others]

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(str(other) for other in self.others)])

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.code, self.message, self.location, self.hint, self.others))


class NotDifferentiable(_Several):
    """A construct, call or value that srcad refuses; holds every refusal found in one function."""


class ArgumentError(_Several, TypeError):
    """A wrong argument to srcad or to a derivative; holds every wrong argument of one call."""


def each(function: Callable[..., _R], *columns: Iterable[object]) -> list[_R]:
    """Return what a function gives for arguments in turn, or raise one error for all that are wrong.

    Raises
    ------
    ArgumentError
        With all that the function raised.
    """
    found: list[_R] = []
    errors: list[ArgumentError] = []
    for arguments in zip(*columns):
        try:
            found.append(function(*arguments))
        except ArgumentError as error:
            errors.append(error)
    if errors:
        raise ArgumentError.collect(errors)
    return found


class SourceNotFound(SrcadError, OSError):
    """A function whose source cannot be found, or is not the source of the running code."""


class GradientCheckFailed(SrcadError):
    """A derivative that disagrees with an independent one."""


class InternalError(SrcadError):
    """A bug in srcad. Please report it with the text below."""

    def __init__(self, code: str, message: str, location: Location | None = None, hint: str = "") -> None:
        super().__init__(code, message, location, hint or "this is a bug in srcad; please report it with this text")


class CacheWarning(UserWarning):
    """The cache could not be used; the derivative is right all the same."""


def warn_user(warning: Warning) -> None:
    """Warn at the line outside srcad that led here."""
    level = 1
    while sys._getframe(level).f_code.co_filename.startswith((_PACKAGE, "<srcad ")):
        level += 1
    warnings.warn(warning, stacklevel=level + 1)
