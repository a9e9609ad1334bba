"""Guards: Python conditions that hold for just the values of one key, and cost little for the usual ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from srcad.cache.digest import underlying_function
from srcad.dispatch.keys import Key, key_of
from srcad.dispatch.specialisation import Guard

_CLASSES = {"float": float, "int": int, "complex": complex, "range": range}
_CONSTANTS = {"None": "None", "True": "True", "False": "False", "...": "..."}


class Guards:
    """Writes conditions; ``names`` collects the objects that they speak of."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {"_srcad_key_of": key_of, "_srcad_ndarray": np.ndarray}

    def name(self, stem: str, value: object) -> str:
        """Return a name under which conditions find ``value``."""
        for known, held in self.names.items():
            if held is value:
                return known
        name = f"_srcad_{stem}_{len(self.names)}"
        self.names[name] = value
        return name

    def identity(self, expression: str, guard: Guard) -> list[str]:
        """Return conditions that hold if ``expression`` is what it was, and was given no other code or defaults."""
        conditions = [f"{expression} is {self.name('value', guard.value)}"]
        if (function := underlying_function(guard.value)) is not None:
            known = self.name("function", function)
            conditions += [f"{known}.{attribute} is {self.name('part', p)}" for attribute, p in guard.parts.items()]
        return conditions

    def condition(self, expression: str, key: Key) -> str:
        """Return a condition that holds if the value of ``expression`` has the key ``key``."""
        match key:
            case str() if key in _CLASSES:
                return f"{expression}.__class__ is {self.name('class', _CLASSES[key])}"
            case str() if key in _CONSTANTS:
                return f"{expression} is {_CONSTANTS[key]}"
            case ("array", str(dtype), str(axes)) if dtype and "?" not in axes:
                return self._array(expression, dtype, axes)
            case ("related", str(dtype), *lengths):
                return self._related(expression, dtype, [str(n) for n in lengths])
            case ("tuple", *items):
                return self._items(expression, tuple, items, list(range(len(items))))
            case ("dict", tuple(fields), *items):
                return self._items(expression, dict, items, list(fields))
            case _:
                return f"_srcad_key_of({expression}) == {self.name('key', key)}"

    def _array(self, expression: str, dtype: str, axes: str) -> str:
        parts = [
            f"{expression}.__class__ is _srcad_ndarray",
            f"{expression}.dtype is {self.name('dtype', np.dtype(dtype))}",
        ]
        if set(axes) <= {"n"}:
            parts.append(f"{expression}.ndim == {len(axes)}")
            parts += {0: [], 1: [f"{expression}.shape[0] > 1"]}.get(len(axes), [f"min({expression}.shape) > 1"])
        else:
            pattern = tuple("01n".index(axis) for axis in axes)
            short: Callable[[Any], tuple[int, ...]] = _short_axes
            parts.append(f"{self.name('short', short)}({expression}) == {pattern}")
        return " and ".join(parts)

    def _related(self, expression: str, dtype: str, lengths: list[str]) -> str:
        """Return the condition for an array some of whose axes are as long as axes of earlier arguments."""
        parts = [
            f"{expression}.__class__ is _srcad_ndarray",
            f"{expression}.dtype is {self.name('dtype', np.dtype(dtype))}",
            f"{expression}.ndim == {len(lengths)}",
        ]
        for axis, length in enumerate(lengths):
            owner, _, place = length.rpartition(".")
            if not owner:
                parts.append(f"{expression}.shape[{axis}] == {length}")
            elif owner == expression and int(place) == axis:
                parts.append(f"{expression}.shape[{axis}] > 1")
            else:
                parts.append(f"{expression}.shape[{axis}] == {owner}.shape[{place}]")
        return " and ".join(parts)

    def _items(self, expression: str, cls: type, items: list[Key], places: list[Any]) -> str:
        parts = [f"{expression}.__class__ is {self.name('class', cls)} and len({expression}) == {len(items)}"]
        if cls is dict:
            parts.append(f"[*{expression}] == {places!r}")
        parts += [self.condition(f"{expression}[{place!r}]", item) for place, item in zip(places, items)]
        return " and ".join(parts)


def _short_axes(array: np.ndarray[tuple[int, ...], np.dtype[Any]]) -> tuple[int, ...]:
    return tuple(min(length, 2) for length in array.shape)
