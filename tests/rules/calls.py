"""How cases of calls are written down."""

from __future__ import annotations

from typing import Any, TypeAlias

Call: TypeAlias = tuple[str, tuple[Any, ...], dict[str, Any]]


def call(name: str, *args: Any, **named: Any) -> Call:
    """Return one case."""
    return name, args, named


def several(names: str, *argument_lists: tuple[Any, ...]) -> list[Call]:
    """Return the cases of functions that take the same arguments."""
    return [call(name, *args) for name in names.split() for args in argument_lists]
