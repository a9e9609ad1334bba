"""Tables of how operations are copied: the modules of this package register in them what they know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from srcad.ir.nodes import If, Loop, Terminator, Try, Value, With

if TYPE_CHECKING:
    from srcad.specialise.cloner import Cloner

Keywords: TypeAlias = "tuple[str | None, ...]"

#: Copies an operation with blocks; returns the terminator of a branch in which the block must end, or None.
Copy: TypeAlias = "Callable[[Cloner, Any], Terminator | None]"
_C = TypeVar("_C", bound="Copy")

#: Applies a name to operands; also gets the number of results and their hints.
Application: TypeAlias = "Callable[[Cloner, tuple[Value, ...], Keywords, int, Sequence[str]], tuple[Value, ...]]"

#: Applies a name in a form of its own; None: it has none.
Attempt: TypeAlias = "Callable[[Cloner, str, tuple[Value, ...], Keywords], tuple[Value, ...] | None]"

#: Returns the operands that a name is applied to in the place of these.
Prepare: TypeAlias = "Callable[[Cloner, str, tuple[Value, ...], Keywords], tuple[Value, ...]]"

COPIES: dict[type, Copy] = {}
APPLICATIONS: dict[str, Application] = {}
ATTEMPTS: list[Attempt] = []
PREPARES: list[Prepare] = []


def copies(kind: type[If | Loop | With | Try]) -> Callable[[_C], _C]:
    """Register how an operation with blocks is copied."""

    def register(function: _C) -> _C:
        COPIES[kind] = function
        return function

    return register


def applies(*names: str) -> Callable[[Application], Application]:
    """Register how an operation is applied of which the types say what it does."""

    def register(function: Application) -> Application:
        APPLICATIONS.update(dict.fromkeys(names, function))
        return function

    return register


def attempts(function: Attempt) -> Attempt:
    """Register a form to be tried for each name before it is applied as it stands."""
    ATTEMPTS.append(function)
    return function


def prepares(function: Prepare) -> Prepare:
    """Register what changes operands before a name that has no form of its own is applied to them."""
    PREPARES.append(function)
    return function
