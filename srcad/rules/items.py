"""What methods of lists and dicts do that several names may lead to, said with subscripts, ``append`` and ``del``.

See ``iterators`` for how such functions take the place of a call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, MutableSequence
from typing import Any

from srcad.rules.meanings import means

_Dict = MutableMapping[Any, Any]
_List = MutableSequence[Any]


@means("srcad.items.each")
def each(items: _List) -> Iterator[Any]:
    """Give the items."""
    for i in range(len(items)):
        yield items[i]


@means("srcad.items.enumerate")
def enumerate_(items: _List, start: int = 0) -> Iterator[Any]:
    """Count the items."""
    for i in range(len(items)):
        yield start + i, items[i]


@means("srcad.items.each_left")
def each_left(items: _List) -> Iterator[Any]:
    """Give the items; some may come or go meanwhile."""
    i = 0
    while i < len(items):
        yield items[i]
        i += 1


@means("srcad.items.enumerate_left")
def enumerate_left(items: _List, start: int = 0) -> Iterator[Any]:
    """Count the items; some may come or go meanwhile."""
    i = 0
    while i < len(items):
        yield start + i, items[i]
        i += 1


@means("srcad.items.zip1")
def zip_one(items: _List) -> Iterator[Any]:
    """Give each item in a tuple of its own."""
    for i in range(len(items)):
        yield (items[i],)


@means("srcad.items.zip2")
def zip_two(first: _List, second: _List) -> Iterator[Any]:
    """Give the items of two sequences side by side."""
    for i in range(min(len(first), len(second))):
        yield first[i], second[i]


@means("srcad.items.zip3")
def zip_three(first: _List, second: _List, third: _List) -> Iterator[Any]:
    """Give the items of three sequences side by side."""
    for i in range(min(len(first), len(second), len(third))):
        yield first[i], second[i], third[i]


@means("srcad.items.zip4")
def zip_four(first: _List, second: _List, third: _List, fourth: _List) -> Iterator[Any]:
    """Give the items of four sequences side by side."""
    for i in range(min(len(first), len(second), len(third), len(fourth))):
        yield first[i], second[i], third[i], fourth[i]


@means("srcad.items.columns")
def columns(rows: _List) -> Iterator[Any]:
    """Give the columns of rows, as ``zip(*rows)`` does."""
    for j in range(min([len(row) for row in rows])):
        yield [row[j] for row in rows]


@means("srcad.items.reversed")
def reversed_(items: _List) -> Iterator[Any]:
    """Give the items, the last one first."""
    for i in range(len(items) - 1, -1, -1):
        yield items[i]


@means("srcad.items.turned")
def turned(items: _List) -> _List:
    """Return the items in the opposite order."""
    return items[::-1]


@means("srcad.items.spliced")
def spliced(items: _List, start: int | None, stop: int | None, others: _List) -> _List:
    """Return the items with others in the place of those from ``start`` to ``stop``."""
    first = 0 if start is None else start
    last = len(items) if stop is None else stop
    if first < 0:
        first = max(first + len(items), 0)
    if last < 0:
        last = max(last + len(items), 0)
    return [*items[:first], *others, *items[max(first, last) :]]


@means("srcad.items.strewn")
def strewn(items: _List, start: int | None, stop: int | None, step: int, others: _List) -> _List:
    """Return the items with others in the place of those that a slice with a step names."""
    places, pool, made = range(len(items))[start:stop:step], [*others], [*items]
    if len(pool) != len(places):
        raise ValueError("attempt to assign sequence to extended slice of another size")
    for k in range(len(pool)):
        made[places[k]] = pool[k]
    return made


@means("srcad.items.thinned")
def thinned(items: _List, start: int | None, stop: int | None, step: int) -> _List:
    """Return the items without those that a slice with a step names."""
    gone = range(len(items))[start:stop:step]
    return [items[k] for k in range(len(items)) if k not in gone]


@means("srcad.items.repeated")
def repeated(items: _List, times: int) -> _List:
    """Return the items, many times over."""
    return [items[i % len(items)] for i in range(len(items) * times)]


@means("srcad.items.filled")
def filled(item: Any, times: int) -> _List:
    """Return a list of one item, many times over."""
    return [item for _ in range(times)]


@means("srcad.items.extend")
def extend(items: _List, others: _List) -> None:
    """Append all others."""
    for item in list(others):
        items.append(item)


@means("srcad.items.gather")
def gather(items: _List, generator: Any) -> None:
    """Append what a generator gives, one by one: it sees what has been appended before."""
    for item in generator:
        items.append(item)


@means("srcad.items.list_pop")
def list_pop(items: _List, index: int = -1) -> Any:
    """Remove and return an item."""
    item = items[index]
    del items[index]
    return item


@means("srcad.items.list_popleft")
def list_popleft(items: _List) -> Any:
    """Remove and return the first item."""
    item = items[0]
    del items[0]
    return item


@means("srcad.items.list_appendleft")
def list_appendleft(items: _List, item: Any) -> None:
    """Insert an item in front of all others."""
    items.insert(0, item)


@means("srcad.items.list_extendleft")
def list_extendleft(items: _List, others: _List) -> None:
    """Insert all others in front, the last one at the beginning."""
    for item in list(others):
        items.insert(0, item)


@means("srcad.items.list_rotate")
def list_rotate(items: _List, n: int = 1) -> None:
    """Let the last ``n`` items be the first ones."""
    if len(items) > 0:
        first = len(items) - n % len(items)
        items[:] = [*items[first:], *items[:first]]


@means("srcad.items.drop_first")
def drop_first(items: _List, most: int) -> None:
    """Remove the first item, if there are too many."""
    if len(items) > most:
        del items[0]


@means("srcad.items.drop_last")
def drop_last(items: _List, most: int) -> None:
    """Remove the last item, if there are too many."""
    if len(items) > most:
        del items[-1]


@means("srcad.items.list_remove")
def list_remove(items: _List, value: Any) -> None:
    """Remove the first item that equals a value."""
    del items[items.index(value)]


@means("srcad.items.list_clear")
def list_clear(items: _List) -> None:
    """Remove all items."""
    items[:] = []


@means("srcad.items.ensure")
def ensure(items: _Dict, key: Any, factory: Callable[[], Any]) -> None:
    """Put what a function gives where nothing was put yet."""
    if key not in items:
        items[key] = factory()


@means("srcad.items.dict_get")
def dict_get(items: _Dict, key: Any, default: Any = None) -> Any:
    """Return the value for a key, or a default."""
    found = default
    if key in items:
        found = items[key]
    return found


@means("srcad.items.dict_setdefault")
def dict_setdefault(items: _Dict, key: Any, default: Any = None) -> Any:
    """Return the value for a key, which is the default from now on if there was none."""
    if key not in items:
        items[key] = default
    return items[key]


@means("srcad.items.dict_keys")
def dict_keys(items: _Dict) -> Iterator[Any]:
    """Give the keys."""
    yield from list(items)


@means("srcad.items.dict_values")
def dict_values(items: _Dict) -> Iterator[Any]:
    """Give the values."""
    for key in list(items):
        yield items[key]


@means("srcad.items.dict_items")
def dict_items(items: _Dict) -> Iterator[Any]:
    """Give pairs of key and value."""
    for key in list(items):
        yield key, items[key]


@means("srcad.items.dict_copy")
def dict_copy(items: _Dict) -> _Dict:
    """Return a dict of the same items."""
    made = {}
    for key in list(items):
        made[key] = items[key]
    return made


@means("srcad.items.dict_update")
def dict_update(items: _Dict, others: _Dict) -> None:
    """Take over the items of another dict."""
    for key in list(others):
        items[key] = others[key]


@means("srcad.items.dict_clear")
def dict_clear(items: _Dict) -> None:
    """Remove all items."""
    for key in list(items):
        del items[key]


@means("srcad.items.dict_pop")
def dict_pop(items: _Dict, key: Any) -> Any:
    """Remove a key and return its value."""
    value = items[key]
    del items[key]
    return value


@means("srcad.items.dict_pop_or")
def dict_pop_or(items: _Dict, key: Any, default: Any) -> Any:
    """Remove a key and return its value, or a default."""
    value = default
    if key in items:
        value = items[key]
        del items[key]
    return value


@means("srcad.items.dict_popitem")
def dict_popitem(items: _Dict) -> Any:
    """Remove the last key; return it with its value."""
    key = list(items)[-1]
    value = items[key]
    del items[key]
    return key, value
