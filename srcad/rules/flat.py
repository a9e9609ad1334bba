"""What ``a.flat`` does, said with subscripts; see ``iterators`` for how such functions take the place of a call."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from srcad.rules.declare import Number
from srcad.rules.meanings import means
from srcad.rules.static import is_integer, is_scalar


@means("numpy.ndarray.flat")
def flat(a: Number) -> Iterator[Number]:
    """Give the elements, the last axis running fastest."""
    for place in np.ndindex(a.shape):
        yield a[place]


@means("numpy.flatiter.__getitem__")
def read(a: Number, index: Number) -> Number:
    """Give an element, or a copy of several."""
    if is_scalar(index) and is_integer(index):
        return a[place_of(a, index)]
    return a.flatten()[index]


@means("numpy.flatiter.__setitem__")
def write(a: Number, index: Number, value: Number) -> None:
    """Write elements; values that are too few are repeated."""
    if is_scalar(index) and is_integer(index):
        a[place_of(a, index)] = value
    elif is_scalar(value):
        a[places_of(a, index)] = value
    else:
        places, values = places_of(a, index), np.ravel(value)
        a[places] = values[np.arange(len(places[0])) % values.size]


def place_of(a: Number, number: Number) -> Number:
    """Give the place of one element, counted in a row."""
    if np.ndim(a) == 1:
        return (number,)
    return np.unravel_index(number if number >= 0 else number + a.size, a.shape)


def places_of(a: Number, index: Number) -> Number:
    """Give the places of elements that are counted in a row: an array of positions for each axis."""
    return np.unravel_index(np.ravel(np.arange(a.size)[index]), a.shape)
