"""Lists: where Python inserts and deletes, counted from the front; and what stands for names that were not assigned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def inserted_at(changed: Sequence[Any], index: int) -> int:
    """Return where ``insert(index, item)`` has put the item in the list ``changed``, which has it now.

    >>> inserted_at("abcd", 2), inserted_at("abcd", -1), inserted_at("abcd", 99)
    (2, 2, 3)
    """
    before = len(changed) - 1
    return max(index + before, 0) if index < 0 else min(index, before)


def deleted_at(changed: Sequence[Any], index: int) -> int:
    """Return where the item stood that ``del items[index]`` has taken from the list ``changed``, which lacks it now.

    >>> deleted_at("abc", 1), deleted_at("abc", -1)
    (1, 3)
    """
    return index + len(changed) + 1 if index < 0 else index


#: An empty list, so that the zeros of a list can be made of it; there is only one.
_UNASSIGNED: list[Any] = []


def unassigned() -> list[Any]:
    """Return what stands for a value where none was assigned."""
    return _UNASSIGNED


def check_assigned(value: object, name: str) -> None:
    """Raise what Python raises where a local variable is read that was not assigned.

    >>> check_assigned([], "y")
    >>> check_assigned(unassigned(), "y")
    Traceback (most recent call last):
    UnboundLocalError: cannot access local variable 'y' where it is not associated with a value
    """
    if value is _UNASSIGNED:
        raise UnboundLocalError(f"cannot access local variable {name!r} where it is not associated with a value")
