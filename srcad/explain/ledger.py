"""The ledger: what a derivative holds while it runs, and how much at most; no array is counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, SupportsIndex

import numpy as np

from srcad.dispatch.keys import fields_of

_ATOMS: Mapping[type, int] = {bool: 1, int: 8, float: 8, complex: 16}


@dataclass(slots=True)
class Account:
    """How many bytes are held now, and were held at most."""

    now: int = 0
    peak: int = 0

    def change(self, count: int) -> None:
        """Add bytes, or take them away."""
        self.now += count
        self.peak = max(self.peak, self.now)


@dataclass(slots=True)
class _Holdings:
    """The arrays that something holds: by identity, how often and which."""

    account: Account = field(default_factory=Account)
    arrays: dict[int, list[Any]] = field(default_factory=dict)

    def hold(self, array: np.ndarray[Any, Any]) -> None:
        entry = self.arrays.setdefault(id(array), [0, array])  # the array is kept: its id is not given again
        if not entry[0]:
            self.account.change(array.nbytes)
        entry[0] += 1

    def release(self, array: np.ndarray[Any, Any]) -> None:
        entry = self.arrays[id(array)]
        entry[0] -= 1
        if not entry[0]:
            del self.arrays[id(array)]
            self.account.change(-array.nbytes)


@dataclass(frozen=True, slots=True)
class Held:
    """What a value held when it was counted: it may have changed when it is counted no more."""

    row: int
    numbers: int
    arrays: tuple[np.ndarray[Any, Any], ...]


class Ledger:
    """Counts what is held, by rows and in all.

    An array counts with the memory that it keeps alive: a view with all of the array that it looks at, and nothing for
    what belongs to ``outside``, the caller's arguments. Numbers count what they hold, 8 bytes for a float.

    Parameters
    ----------
    outside : object
        Whatever holds the caller's arrays.
    """

    def __init__(self, outside: object) -> None:
        self._outside = {id(owner): owner for owner in map(_owner, arrays_in(outside))}
        self._rows: dict[int, _Holdings] = {}
        self._all = _Holdings()
        self._current: dict[int, Held] = {}
        self._frames: list[list[Held]] = []

    @property
    def peak(self) -> int:
        """The bytes that were held at most at one time."""
        return self._all.account.peak

    def peak_of(self, row: int) -> int:
        """Return the bytes that a row held at most; 0 if it was never met."""
        return self._rows[row].account.peak if row in self._rows else 0

    def hold(self, row: int, value: object) -> Held:
        """Count a value."""
        arrays = tuple(owner for owner in map(_owner, arrays_in(value)) if id(owner) not in self._outside)
        held = Held(row, sum(_numbers_in(value)), arrays)
        for holdings in self._holdings(row):
            holdings.account.change(held.numbers)
            for array in arrays:
                holdings.hold(array)
        return held

    def release(self, held: Held) -> None:
        """Count a value no more."""
        for holdings in self._holdings(held.row):
            holdings.account.change(-held.numbers)
            for array in held.arrays:
                holdings.release(array)

    def _holdings(self, row: int) -> tuple[_Holdings, _Holdings]:
        return self._rows.setdefault(row, _Holdings()), self._all

    # ------------------------------------------------------------------ what the instrumented text calls

    def tape(self, row: int) -> Tape:
        """Return a new tape that is counted."""
        return Tape(self, row)

    def now(self, row: int, read: Callable[[], object]) -> None:
        """Count what a variable holds now, instead of what it held before; one that is not assigned holds nothing."""
        if row in self._current:
            self.release(self._current.pop(row))
        try:
            value = read()
        except NameError:
            return
        self._current[row] = self.hold(row, value)

    def leave(self, both: tuple[Any, Any], single: bool, rows: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
        """Count what the forward part of a call hands over beside its result, and return both.

        ``rows`` are pairs of a row and a position in what is handed over, which is a ``single`` value or a tuple.
        """
        kept = (both[1],) if single else both[1]
        self._frames.append([self.hold(row, kept[position]) for row, position in rows])
        return both

    def enter(self) -> None:
        """Count no more what the last forward part that has not been undone handed over."""
        for held in self._frames.pop():
            self.release(held)


class Tape(list[Any]):
    """A tape that is counted."""

    def __init__(self, ledger: Ledger, row: int) -> None:
        super().__init__()
        self._ledger = ledger
        self._row = row
        self._held: list[Held] = []

    def append(self, value: object) -> None:
        """Push a value."""
        self._held.append(self._ledger.hold(self._row, value))
        super().append(value)

    def pop(self, index: SupportsIndex = -1) -> Any:
        """Pop a value."""
        self._ledger.release(self._held.pop(index))
        return super().pop(index)

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        for held in self._held[index] if isinstance(index, slice) else [self._held[index]]:
            self._ledger.release(held)
        del self._held[index]
        super().__delitem__(index)


def arrays_in(value: object) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the arrays that a value holds, at any depth; those on tapes are counted there."""
    return (part for part in _walk(value, set()) if isinstance(part, np.ndarray))


def _numbers_in(value: object) -> Iterator[int]:
    """Yield the bytes of the numbers and texts that a value holds, arrays apart."""
    for part in _walk(value, set()):
        if isinstance(part, np.generic):
            yield part.nbytes
        elif isinstance(part, (str, bytes)):
            yield len(part)
        else:
            yield _ATOMS.get(type(part), 0)


def _walk(value: object, seen: set[int]) -> Iterator[object]:
    """Yield a value and all that it holds."""
    yield value
    for part in _parts(value):
        if type(part) in _ATOMS or isinstance(part, np.generic):  # one object may stand for many numbers
            yield part
        elif id(part) not in seen:
            seen.add(id(part))
            yield from _walk(part, seen)


def _parts(value: object) -> Iterable[object]:
    match value:
        case Tape() | np.ndarray() | np.generic() | str() | bytes() | range() | slice() | type():
            return ()
        case tuple() | list() | set() | frozenset():
            return value
        case dict():
            return value.values()
        case _ if type(value) in _ATOMS or callable(value) or value is None:
            return ()
    return fields_of(value).values()


def _owner(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the array whose memory this one is, or looks at."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
