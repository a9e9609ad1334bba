"""What functions that go through iterables do, said as plain Python.

Each is an ordinary, runnable function or generator. Its source is lowered and takes the call's place, so that a chain
of iterators becomes the loops that it stands for. Iterables that have an index are gone through by it, where that saves
asking in each trip whether it is the first one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np

from srcad.rules.declare import Number, known
from srcad.rules.meanings import means
from srcad.rules.results import unknown
from srcad.rules.static import is_constant, is_indexable, is_integer
from srcad.runtime.ordering import order

known("generator.new", "generator.yield", "method.value", result=unknown)


# --- builtins ---------------------------------------------------------------------------------------------------------


@means("builtins.map")
def map_(function: Number, *iterables: Number) -> Iterator[Number]:
    """Call a function for each item, or for the items of several iterables side by side."""
    if len(iterables) == 1:
        for item in iterables[0]:
            yield function(item)
    else:
        for items in zip(*iterables):
            yield function(*items)


@means("builtins.filter")
def filter_(function: Number, iterable: Number) -> Iterator[Number]:
    """Give the items that pass a test; without one, those that are true."""
    if function is None:
        for item in iterable:
            if item:
                yield item
    else:
        for item in iterable:
            if function(item):
                yield item


@means("srcad.any")
def any_(iterable: Number) -> bool:
    """Say whether an item is true; the items behind it are not looked at."""
    found = False
    for item in iterable:
        if item:
            found = True
            break
    return found


@means("srcad.all")
def all_(iterable: Number) -> bool:
    """Say whether no item is false; the items behind one are not looked at."""
    held = True
    for item in iterable:
        if not item:
            held = False
            break
    return held


@means("srcad.contains")
def contains(iterable: Number, wanted: Number) -> bool:
    """Say whether an item is, or equals, a value."""
    found = False
    for item in iterable:
        if item == wanted or (not is_constant(wanted) and item is wanted):
            found = True
            break
    return found


@means("srcad.called_until")
def called_until(function: Callable[[], Number], sentinel: Number) -> Iterator[Number]:
    """Give what a function gives each time it is called, until that equals a value."""
    while True:
        item = function()
        if item == sentinel:
            break
        yield item


@means("srcad.next")
def next_(iterator: Number, *default: Number) -> Number:
    """Give the first item."""
    if len(default) == 1:
        value = default[0]
        for item in iterator:
            value = item
            break
    else:
        for item in iterator:
            value = item
            break
        else:
            raise StopIteration
    return value


@means("srcad.enumerate")
def enumerate_(iterable: Number, start: Number = 0) -> Iterator[Number]:
    """Count the items."""
    count = start
    for item in iterable:
        yield count, item
        count += 1


@means("srcad.sorted")
def sorted_(iterable: Number, *, key: Number, reverse: bool = False) -> Number:
    """Sort items by what a function gives for each."""
    items = as_pool(iterable)
    keys = [key(item) for item in items]
    return [items[k] for k in order(keys, reverse)]


@means("srcad.max")
def max_(*items: Number, key: Number) -> Number:
    """Take the first item for which a function gives the most."""
    pool = as_pool(items[0]) if len(items) == 1 else list(items)
    return with_largest(pool, [key(item) for item in pool])


@means("srcad.min")
def min_(*items: Number, key: Number) -> Number:
    """Take the first item for which a function gives the least."""
    pool = as_pool(items[0]) if len(items) == 1 else list(items)
    return with_least(pool, [key(item) for item in pool])


@means("srcad.with_largest")
def with_largest(items: Number, keys: Number) -> Number:
    """Take the first item that has the largest key."""
    return items[keys.index(max(keys))]


@means("srcad.with_least")
def with_least(items: Number, keys: Number) -> Number:
    """Take the first item that has the least key."""
    return items[keys.index(min(keys))]


@means("srcad.sum")
def sum_(iterable: Number, start: Number = 0) -> Number:
    """Add up objects by what their operators do."""
    total = start
    for item in iterable:
        total = total + item
    return total


@means("srcad.last_in_order")
def last_in_order(*items: Number) -> Number:
    """Take the largest of items that are sequences, the first of those that are equal."""
    pool = as_pool(items[0]) if len(items) == 1 else list(items)
    return pool[order(pool, True)[0]]


@means("srcad.first_in_order")
def first_in_order(*items: Number) -> Number:
    """Take the smallest of items that are sequences, the first of those that are equal."""
    pool = as_pool(items[0]) if len(items) == 1 else list(items)
    return pool[order(pool, False)[0]]


@means("srcad.larger")
def larger(a: Number, b: Number) -> Number:
    """Take the larger of two objects, the first one if they are equal."""
    return b if b > a else a


@means("srcad.smaller")
def smaller(a: Number, b: Number) -> Number:
    """Take the smaller of two objects, the first one if they are equal."""
    return b if b < a else a


@means("srcad.max_or")
def max_or(iterable: Number, *, default: Number, key: Number = None) -> Number:
    """Take the largest item; if there is none, something else."""
    pool = as_pool(iterable)
    if len(pool) == 0:
        largest = default
    else:
        largest = max(pool) if key is None else max(pool, key=key)
    return largest


@means("srcad.min_or")
def min_or(iterable: Number, *, default: Number, key: Number = None) -> Number:
    """Take the smallest item; if there is none, something else."""
    pool = as_pool(iterable)
    if len(pool) == 0:
        smallest = default
    else:
        smallest = min(pool) if key is None else min(pool, key=key)
    return smallest


@means("numpy.fromiter")
def fromiter(iter: Number, dtype: Number, count: int = -1) -> Number:
    """Make an array of items, or of the first ones."""
    items = as_pool(iter) if count == -1 else list(itertools.islice(iter, count))
    return np.array(items, dtype=dtype)


@means("srcad.hypot")
def hypot(coordinates: Number) -> Number:
    """Take the length of a vector: ``math.hypot`` and ``math.dist`` sum the squares alike."""
    return math.dist(coordinates, [0.0] * len(coordinates))


@means("srcad.column")
def column(rows: Number, place: int) -> Number:
    """Give one item of each row."""
    return [row[place] for row in rows]


# --- functools --------------------------------------------------------------------------------------------------------


@means("functools.reduce")
def reduce(function: Number, iterable: Number, *initial: Number) -> Number:
    """Combine the items from the left; without a start, the first item is it."""
    if len(initial) == 1:
        total = initial[0]
        for item in iterable:
            total = function(total, item)
    elif is_indexable(iterable):
        total = iterable[0]
        for k in range(1, len(iterable)):
            total = function(total, iterable[k])
    else:
        started = False
        for item in iterable:
            total = function(total, item) if started else item
            started = True
    return total


# --- iterators without end, as long as what stands beside them in ``zip`` ---------------------------------------------


@means("srcad.bounded.repeat")
def bounded_repeat(length: int, object: Number, times: Number) -> Number:
    """Give the first objects of ``itertools.repeat``."""
    return [object for _ in range(length)]


@means("srcad.bounded.count")
def bounded_count(length: int, start: Number, step: Number) -> Number:
    """Give the first numbers of ``itertools.count``."""
    if is_constant(start) and is_constant(step) and is_integer(start) and is_integer(step):
        return range(start, start + length * step, step)
    numbers = []
    n = start
    for _ in range(length):
        numbers.append(n)
        n = n + step
    return numbers


@means("srcad.bounded.cycle")
def bounded_cycle(length: int, iterable: Number) -> Number:
    """Give the first items of ``itertools.cycle``."""
    pool = as_pool(iterable)
    return [pool[k % len(pool)] for k in range(length if len(pool) > 0 else 0)]


@means("builtins.dict.fromkeys")
def fromkeys(iterable: Number, value: Number = None) -> Number:
    """Give all keys one value."""
    return {key: value for key in iterable}


# --- itertools --------------------------------------------------------------------------------------------------------


@means("itertools.accumulate")
def accumulate(iterable: Number, func: Number = None, *, initial: Number = None) -> Iterator[Number]:
    """Give what has been combined so far, item by item."""
    if initial is not None:
        total = initial
        yield total
        for item in iterable:
            total = total + item if func is None else func(total, item)
            yield total
    elif is_indexable(iterable):
        for k in range(len(iterable)):
            if k == 0:
                total = iterable[0]
            else:
                total = total + iterable[k] if func is None else func(total, iterable[k])
            yield total
    else:
        started = False
        for item in iterable:
            if not started:
                total = item
            else:
                total = total + item if func is None else func(total, item)
            started = True
            yield total


@means("itertools.chain")
def chain(*iterables: Number) -> Iterator[Number]:
    """Give the items of one iterable after the other."""
    for iterable in iterables:
        yield from iterable


@means("itertools.chain.from_iterable")
def chain_from_iterable(iterables: Number) -> Iterator[Number]:
    """Give the items of one iterable after the other."""
    for iterable in iterables:
        yield from iterable


@means("itertools.pairwise")
def pairwise(iterable: Number) -> Iterator[Number]:
    """Give each two neighbours."""
    if is_indexable(iterable):
        for k in range(len(iterable) - 1):
            yield iterable[k], iterable[k + 1]
    else:
        yield from pairwise_in_turn(iterable)


@means("srcad.pairwise_in_turn")
def pairwise_in_turn(iterable: Number) -> Iterator[Number]:
    """Give each two neighbours; an item is read once, as the second of its first pair."""
    started = False
    for item in iterable:
        if not started:
            before = item
        else:
            yield before, item
            before = item
        started = True


@means("itertools.islice")
def islice(iterable: Number, *bounds: Number) -> Iterator[Number]:
    """Give some of the items."""
    start = 0 if len(bounds) == 1 or bounds[0] is None else bounds[0]
    stop = bounds[0] if len(bounds) == 1 else bounds[1]
    step = 1 if len(bounds) < 3 or bounds[2] is None else bounds[2]
    if is_indexable(iterable):
        for k in range(start, len(iterable) if stop is None else min(stop, len(iterable)), step):
            yield iterable[k]
    elif stop is None:
        for k, item in enumerate(iterable):
            if k >= start and (k - start) % step == 0:
                yield item
    elif stop > 0:
        for k, item in enumerate(iterable):
            if k >= start and (k - start) % step == 0:
                yield item
            if k + 1 >= stop:
                return


@means("itertools.repeat")
def repeat(object: Number, times: Number = None) -> Iterator[Number]:
    """Give one object again and again."""
    if times is None:
        while True:
            yield object
    else:
        for _ in range(times):
            yield object


@means("itertools.count")
def count(start: Number = 0, step: Number = 1) -> Iterator[Number]:
    """Count without end."""
    n = start
    while True:
        yield n
        n = n + step


@means("itertools.cycle")
def cycle(iterable: Number) -> Iterator[Number]:
    """Give the items over and over."""
    pool = as_pool(iterable)
    while len(pool) > 0:
        yield from pool


@means("itertools.takewhile")
def takewhile(predicate: Number, iterable: Number) -> Iterator[Number]:
    """Give the items before the first one that fails a test."""
    for item in iterable:
        if not predicate(item):
            return
        yield item


@means("itertools.dropwhile")
def dropwhile(predicate: Number, iterable: Number) -> Iterator[Number]:
    """Give the items from the first one on that fails a test."""
    dropping = True
    for item in iterable:
        if dropping:
            dropping = bool(predicate(item))
        if not dropping:
            yield item


@means("itertools.filterfalse")
def filterfalse(predicate: Number, iterable: Number) -> Iterator[Number]:
    """Give the items that fail a test; without one, those that are false."""
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


@means("itertools.starmap")
def starmap(function: Number, iterable: Number) -> Iterator[Number]:
    """Call a function with the items of each item."""
    for arguments in iterable:
        yield function(*arguments)


@means("itertools.compress")
def compress(data: Number, selectors: Number) -> Iterator[Number]:
    """Give the items beside which something true stands."""
    for item, selected in zip(data, selectors):
        if selected:
            yield item


@means("itertools.zip_longest")
def zip_longest(*iterables: Number, fillvalue: Number = None) -> Iterator[Number]:
    """Give the items side by side; one value fills up what is shorter."""
    pools: tuple[Number, ...] = ()
    longest = 0
    for iterable in iterables:
        pool = as_pool(iterable)
        pools = (*pools, pool)
        longest = max(longest, len(pool))
    for k in range(longest):
        items: tuple[Number, ...] = ()
        for pool in pools:
            items = (*items, pool[k] if k < len(pool) else fillvalue)
        yield items


def as_pool(iterable: Number) -> Number:
    """Give something with an index: what has none, or one that must be constant, becomes a list."""
    return iterable if is_indexable(iterable) else list(iterable)


@means("itertools.groupby")
def groupby(iterable: Number, key: Number = None) -> Iterator[Number]:
    """Give runs of items with the same key, each with its key; as with Python's, a run can be gone through once."""
    items = list(iterable)
    start = 0
    while start < len(items):
        of_run = items[start] if key is None else key(items[start])
        stop = start + 1
        while stop < len(items) and (items[stop] if key is None else key(items[stop])) == of_run:
            stop += 1
        yield of_run, (items[k] for k in range(start, stop))
        start = stop
