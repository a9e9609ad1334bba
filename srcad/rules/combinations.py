"""Iterators that combine items: each choice of them, each place of an array; see ``iterators``."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from srcad.ir import types as ty
from srcad.ir.types import Literal, Type
from srcad.rules.declare import Number, known
from srcad.rules.iterators import as_pool
from srcad.rules.meanings import means
from srcad.rules.merging import element_of
from srcad.rules.static import is_array, is_scalar


def _choices(iterable: Type, r: Type) -> Type:
    count = r.value if isinstance(r, Literal) and isinstance(r.value, int) else None
    return ty.Iterator(ty.UNKNOWN if count is None else ty.Tuple((element_of(iterable),) * count))


known(
    "itertools.combinations",
    "itertools.combinations_with_replacement",
    "itertools.permutations",
    result=_choices,
    can_fail=True,
)


@means("itertools.product")
def product(*iterables: Number, repeat: int = 1) -> Iterator[Number]:
    """Give each combination of one item of each iterable; the last one runs fastest."""
    pools: tuple[Number, ...] = ()
    for iterable in iterables:
        pools = (*pools, taken(iterable))
    pools = pools * repeat
    if len(pools) == 1:
        for a in pools[0]:
            yield (a,)
    elif len(pools) == 2:
        for a in pools[0]:
            for b in pools[1]:
                yield a, b
    elif len(pools) == 3:
        for a in pools[0]:
            for b in pools[1]:
                for c in pools[2]:
                    yield a, b, c
    else:
        yield from numbered(pools)


def taken(iterable: Number) -> Number:
    """Give the items with an index, as they are before the first of them are combined."""
    return list(iterable) if is_array(iterable) else as_pool(iterable)


def numbered(pools: Number) -> Iterator[Number]:
    """Give each combination of one item of each of several lists, by its number."""
    total = 1
    for pool in pools:
        total = total * len(pool)
    for k in range(total):
        items: tuple[Number, ...] = ()
        rest = k
        for pool in pools[::-1]:
            items = (pool[rest % len(pool)], *items)
            rest = rest // len(pool)
        yield items


@means("itertools.combinations")
def combinations(iterable: Number, r: int) -> Iterator[Number]:
    """Give each choice of items, in their order."""
    pool = taken(iterable)
    for places in itertools.combinations(range(len(pool)), r):
        yield chosen(pool, places)


@means("itertools.combinations_with_replacement")
def combinations_with_replacement(iterable: Number, r: int) -> Iterator[Number]:
    """Give each choice of items that may come more than once, in their order."""
    pool = taken(iterable)
    for places in itertools.combinations_with_replacement(range(len(pool)), r):
        yield chosen(pool, places)


@means("itertools.permutations")
def permutations(iterable: Number, r: Number = None) -> Iterator[Number]:
    """Give each choice of items in each order."""
    pool = taken(iterable)
    for places in itertools.permutations(range(len(pool)), r):
        yield chosen(pool, places)


def chosen(pool: Number, places: Number) -> Number:
    """Give the items at some places."""
    items: tuple[Number, ...] = ()
    for place in places:
        items = (*items, pool[place])
    return items


@means("numpy.ndindex")
def ndindex(*shape: Number) -> Iterator[Number]:
    """Give each index of an array of a shape; the last axis runs fastest."""
    lengths = shape[0] if len(shape) == 1 and not is_scalar(shape[0]) else shape
    axes: tuple[Number, ...] = ()
    for length in lengths:
        axes = (*axes, range(length))
    yield from itertools.product(*axes)


@means("numpy.ndenumerate")
def ndenumerate(arr: Number) -> Iterator[Number]:
    """Give each index of an array, and the element there."""
    for place in np.ndindex(np.shape(arr)):
        yield place, arr[place]
