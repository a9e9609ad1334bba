"""The items of a differentiated argument whose type does not tell all: those of one list share a type."""

from __future__ import annotations

import linecache
from collections.abc import Iterator
from types import CodeType

import numpy as np

from srcad.dispatch.keys import Key
from srcad.errors import ArgumentError, Location

_EXAMPLES = {"bool": ("a bool", "1.0 instead of True"), "int": ("an int", "2.0 instead of 2")}


def check_items(value: object, key: Key, name: str, code: CodeType) -> None:
    """Refuse an argument that holds, next to others, a number that carries no derivative.

    Parameters
    ----------
    value : object
        The argument.
    key : Key
        Its key: where that tells the type of every number, the compiler has checked them.
    name : str
        The parameter.
    code : code
        Of the function.

    Raises
    ------
    ArgumentError
        SRC021, with the place of each such number: ``x[1]``.
    """
    if not _is_mixed(key):
        return
    errors: list[ArgumentError] = []
    for place, leaf in _leaves(value, name):
        if (problem := _problem(leaf, place)) is not None:
            what, hint = problem
            line = linecache.getline(code.co_filename, code.co_firstlineno).rstrip()
            location = Location(code.co_filename, code.co_firstlineno, text=line)
            message = f"argument {place} is {what} and cannot be differentiated"
            errors.append(ArgumentError("SRC021", message, location, hint))
    if errors:
        raise ArgumentError.collect(errors)


def _is_mixed(key: Key) -> bool:
    """Say whether a key is, or holds, one that joins different ones: ``"?"``, or an array whose dtype is empty."""
    return key in ("?", "") if isinstance(key, str) else any(map(_is_mixed, key))


def _leaves(value: object, place: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{place}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(value):
            yield from _leaves(item, f"{place}[{position}]")
    else:
        yield place, value


def _problem(value: object, place: str) -> tuple[str, str] | None:
    """Return what a number is that cannot be differentiated, and what to do; None for anything else."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biu":
        return f"an array of dtype {value.dtype}", f"pass {place}.astype(float), or np.array([2.0, …])"
    if isinstance(value, (int, np.integer, np.bool_)):
        what, example = _EXAMPLES["bool" if isinstance(value, (bool, np.bool_)) else "int"]
        return what, f"pass a float, such as {example}"
    return None
