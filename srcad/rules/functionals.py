"""What functions of NumPy do that call other functions, or take arrays in lists of lists, said as plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from srcad.rules.declare import Number
from srcad.rules.meanings import means
from srcad.rules.static import is_array, refuse


@means("numpy.apply_along_axis")
def apply_along_axis(func1d: Callable[..., Number], axis: int, arr: Number, *args: Number, **kwargs: Number) -> Number:
    """Call a function for each vector along an axis; what it gives first says of which dtype the result is."""
    rows = np.moveaxis(arr, axis, -1)
    found = [func1d(row, *args, **kwargs) for row in np.reshape(rows, (-1, np.shape(rows)[-1]))]
    whole = np.stack(found).astype(np.asarray(found[0]).dtype)
    if np.ndim(whole) == 1:
        return np.reshape(whole, np.shape(rows)[:-1])
    return np.moveaxis(np.reshape(whole, (*np.shape(rows)[:-1], np.shape(whole)[1])), -1, axis)


@means("numpy.vectorize")
def vectorize(pyfunc: Callable[..., Number], otypes: Number = None) -> Callable[..., Number]:
    """Give a function that calls another one for each element; what comes first says of which dtype the result is."""

    def call(*args: Number) -> Number:
        shape = np.broadcast_shapes(*[np.shape(a) for a in args])
        first = np.ravel(np.broadcast_to(args[0], shape)).tolist()
        if len(args) == 1:
            found = [pyfunc(v) for v in first]
        elif len(args) == 2:
            second = np.ravel(np.broadcast_to(args[1], shape)).tolist()
            found = [pyfunc(v, w) for v, w in zip(first, second)]
        else:
            refuse("numpy.vectorize of a function of three and more arguments")
        kind = np.asarray(found[0]).dtype if otypes is None else otypes[0]
        return np.reshape(np.array(found).astype(kind), shape)

    return call


@means("numpy.fromfunction")
def fromfunction(function: Callable[..., Number], shape: Number, *, dtype: Number = None) -> Number:
    """Call a function with the coordinates of all places."""
    places = np.indices(shape, dtype=float if dtype is None else dtype)
    return function(*[places[k] for k in range(len(shape))])


@means("numpy.piecewise")
def piecewise(x: Number, condlist: Number, funclist: Number, *args: Number, **kw: Number) -> Number:
    """Call each function with the elements for which its condition holds; the last one may be for all others."""
    y = np.zeros(np.shape(x), dtype=np.asarray(x).dtype)
    if is_array(condlist):
        refuse("numpy.piecewise with an array of conditions")
    if len(funclist) > len(condlist):
        left = np.ones(np.shape(x), dtype=bool)
        for condition in condlist:
            left = left & ~np.asarray(condition)
        y[left] = piece(funclist[-1], x[left], *args, **kw)
    for condition, function in zip(condlist, funclist):
        y[condition] = piece(function, x[condition], *args, **kw)
    return y


def piece(function: Number, x: Number, *args: Number, **kw: Number) -> Number:
    """Give what is put where one condition holds."""
    return function(x, *args, **kw) if callable(function) else function


@means("srcad.columns")
def columns(rows: Number) -> Iterator[Number]:
    """Give the columns of an array, as ``zip(*rows)`` does."""
    for k in range(np.shape(rows)[1] if len(rows) else 0):
        yield list(rows[:, k])


@means("numpy.broadcast_arrays")
def broadcast_arrays(*args: Number) -> Number:
    """Broadcast arrays against each other."""
    shape = np.broadcast_shapes(*[np.shape(a) for a in args])
    return tuple([np.broadcast_to(a, shape) for a in args])


@means("numpy.block")
def block(arrays: Number) -> Number:
    """Join arrays along the last axis, and lists of them along the last but one."""
    if not isinstance(arrays, list):
        return np.array(arrays)
    if not isinstance(arrays[0], list):
        return np.concatenate([np.atleast_1d(a) for a in arrays], axis=-1)
    rows = [np.concatenate([np.atleast_2d(a) for a in row], axis=-1) for row in arrays]
    return np.concatenate(rows, axis=-2)


@means("numpy.rollaxis")
def rollaxis(a: Number, axis: int, start: int = 0) -> Number:
    """Move an axis before another one."""
    place = axis + np.ndim(a) if axis < 0 else axis
    before = start + np.ndim(a) if start < 0 else start
    return np.moveaxis(a, place, before - 1 if place < before else before)
