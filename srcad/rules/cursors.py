"""Iterators that are asked for one item after the other, said as plain Python: objects that know where they are.

An iterator that is gone through once, whole, is the loop that it stands for (see ``iterators``). One that ``next`` asks
in a loop, that several loops share, or that a loop goes through and advances, is an instance of one of these classes.
The compiler takes it apart like any instance: what is left of it is a counter.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from srcad.rules.meanings import means


class _Iterator(ABC):
    """What has items to give until it ends; to be asked whether it has more costs no item."""

    @abstractmethod
    def has_more(self) -> bool:
        """Say whether there is a further item."""

    @abstractmethod
    def take(self) -> Any:
        """Give the next item, which there is."""

    def __iter__(self) -> Iterator[Any]:
        while self.has_more():
            yield self.take()

    def __next__(self) -> Any:
        if not self.has_more():
            raise StopIteration
        return self.take()


class Cursor(_Iterator):
    """Goes through what has a length, and items by their numbers; both are looked at when they are needed."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.place = 0

    def has_more(self) -> bool:
        return self.place < len(self.items)

    def take(self) -> Any:
        item = self.items[self.place]
        self.place += 1
        return item


class ListCursor(Cursor):
    """Goes through a list, which may grow: what has ended once has ended."""

    def __init__(self, items: Sequence[Any]) -> None:
        super().__init__(items)
        self.goes_on = True

    def has_more(self) -> bool:
        self.goes_on = self.goes_on and self.place < len(self.items)
        return self.goes_on


class Reversed(_Iterator):
    """Goes through what has items by their numbers from its end, and ends where there is no such number any more."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.place = len(items) - 1

    def has_more(self) -> bool:
        if self.place >= len(self.items):
            self.place = -1
        return self.place >= 0

    def take(self) -> Any:
        item = self.items[self.place]
        self.place -= 1
        return item


class Count(_Iterator):
    """Counts without end."""

    def __init__(self, start: Any, step: Any) -> None:
        self.number = start
        self.step = step

    def has_more(self) -> bool:
        return True

    def take(self) -> Any:
        number = self.number
        self.number = number + self.step
        return number


class Cycle(_Iterator):
    """Begins anew whenever it gets to the end."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.place = 0

    def has_more(self) -> bool:
        return len(self.items) > 0

    def take(self) -> Any:
        item = self.items[self.place % len(self.items)]
        self.place += 1
        return item


class Asked(_Iterator):
    """Asks an iterator that cannot tell whether it has more, such as one of the user's, for the item itself."""

    def __init__(self, iterator: Iterator[Any]) -> None:
        self.iterator = iterator
        self.item = None

    def has_more(self) -> bool:
        try:
            self.item = self.iterator.__next__()
        except StopIteration:
            return False
        return True

    def take(self) -> Any:
        return self.item


class Enumerated(_Iterator):
    """Counts the items of an iterator."""

    def __init__(self, iterator: Any, start: int) -> None:
        self.iterator = iterator
        self.number = start

    def has_more(self) -> bool:
        return bool(self.iterator.has_more())

    def take(self) -> tuple[int, Any]:
        number = self.number
        self.number += 1
        return number, self.iterator.take()


class Mapped(_Iterator):
    """Calls a function for each item of an iterator."""

    def __init__(self, function: Callable[..., Any], iterator: Any) -> None:
        self.function = function
        self.iterator = iterator

    def has_more(self) -> bool:
        return bool(self.iterator.has_more())

    def take(self) -> Any:
        return self.function(self.iterator.take())


class Zipped(_Iterator):
    """Gives what two iterators give in turn that nobody else knows."""

    def __init__(self, first: Any, second: Any) -> None:
        self.first = first
        self.second = second

    def has_more(self) -> bool:
        return bool(self.first.has_more() and self.second.has_more())

    def take(self) -> tuple[Any, Any]:
        return self.first.take(), self.second.take()


class ZippedThree(_Iterator):
    """Gives what three iterators give in turn that nobody else knows."""

    def __init__(self, first: Any, second: Any, third: Any) -> None:
        self.first = first
        self.second = second
        self.third = third

    def has_more(self) -> bool:
        return bool(self.first.has_more() and self.second.has_more() and self.third.has_more())

    def take(self) -> tuple[Any, Any, Any]:
        return self.first.take(), self.second.take(), self.third.take()


class ZippedOthers:
    """Gives what two iterators of others give in turn. Where the second has ended, an item of the first is gone."""

    def __init__(self, first: Any, second: Any) -> None:
        self.first = first
        self.second = second

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        while self.first.has_more():
            item = self.first.take()
            if not self.second.has_more():
                return
            yield item, self.second.take()

    def __next__(self) -> tuple[Any, Any]:
        item = next(self.first)
        return item, next(self.second)


class ZippedThreeOthers:
    """Gives what three iterators of others give in turn."""

    def __init__(self, first: Any, second: Any, third: Any) -> None:
        self.first = first
        self.second = second
        self.third = third

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        while self.first.has_more():
            item = self.first.take()
            if not self.second.has_more():
                return
            other = self.second.take()
            if not self.third.has_more():
                return
            yield item, other, self.third.take()

    def __next__(self) -> tuple[Any, Any, Any]:
        item = next(self.first)
        other = next(self.second)
        return item, other, next(self.third)


@means("srcad.cursors.iter")
def cursor(items: Sequence[Any]) -> Cursor:
    """Go through a sequence."""
    return Cursor(items)


@means("srcad.cursors.iter_list")
def list_cursor(items: Sequence[Any]) -> ListCursor:
    """Go through a list."""
    return ListCursor(items)


@means("srcad.cursors.asked")
def asked(iterator: Iterator[Any]) -> Asked:
    """Ask an iterator that cannot tell whether it has more."""
    return Asked(iterator)


@means("srcad.cursors.reversed")
def reversed_(items: Sequence[Any]) -> Reversed:
    """Go through a sequence from its end."""
    return Reversed(items)


@means("srcad.cursors.count")
def count(start: Any = 0, step: Any = 1) -> Count:
    """Count without end."""
    return Count(start, step)


@means("srcad.cursors.cycle")
def cycle(items: Sequence[Any]) -> Cycle:
    """Go through a sequence again and again."""
    return Cycle(items)


@means("srcad.cursors.enumerate")
def enumerated(iterator: Any, start: int = 0) -> Enumerated:
    """Count the items of an iterator."""
    return Enumerated(iterator, start)


@means("srcad.cursors.map")
def mapped(function: Callable[..., Any], iterator: Any) -> Mapped:
    """Call a function for each item of an iterator."""
    return Mapped(function, iterator)


@means("srcad.cursors.zip")
def zipped(first: Any, second: Any, *third: Any) -> Zipped | ZippedThree:
    """Give what two or three iterators give, side by side, that nobody else knows."""
    return ZippedThree(first, second, *third) if third else Zipped(first, second)


@means("srcad.cursors.zip_others")
def zipped_others(first: Any, second: Any, *third: Any) -> ZippedOthers | ZippedThreeOthers:
    """Give what two or three iterators give, side by side, that others may ask, too."""
    return ZippedThreeOthers(first, second, *third) if third else ZippedOthers(first, second)


@means("srcad.cursors.next_if_more")
def next_if_more(iterator: Any, default: Any) -> Any:
    """Give the next item, or a default where there is none."""
    return iterator.take() if iterator.has_more() else default


@means("srcad.cursors.next_or")
def next_or(iterator: Any, default: Any) -> Any:
    """Give the next item, or a default where the iterator raises ``StopIteration``."""
    try:
        return iterator.__next__()
    except StopIteration:
        return default


@means("srcad.cursors.left")
def left(iterator: Any) -> Iterator[Any]:
    """Give what is left of an iterator that raises ``StopIteration`` at its end."""
    while True:
        try:
            item = iterator.__next__()
        except StopIteration:
            return
        yield item


@means("srcad.cursors.indexed")
def indexed(items: Any) -> Iterator[Any]:
    """Give what has items by their numbers, and raises ``IndexError`` behind the last one."""
    place = 0
    while True:
        try:
            item = items[place]
        except IndexError:
            return
        yield item
        place += 1
