"""What functions of NumPy that write into an argument do, said with subscripts; see ``iterators`` for other meanings.

Each is an ordinary, runnable Python function. Its source is lowered and takes the call's place, so that a write has
one form wherever it comes from. What NumPy would refuse is refused by the same subscripts, or by the compiler.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import FunctionType
from typing import Any, TypeVar

import numpy as np

from srcad.rules.declare import Number
from srcad.rules.static import is_array, is_integer, is_scalar
from srcad.runtime.shapes import along_each

F = TypeVar("F", bound=Callable[..., Any])

_MEANINGS: dict[str, FunctionType] = {}
_FAMILIES = (
    "iterators",
    "combinations",
    "flat",
    "callables",
    "compositions",
    "heaps",
    "functionals",
    "items",
    "cursors",
)


def means(*names: str) -> Callable[[F], F]:
    """Enter a function as the meaning of others, by their canonical names."""

    def enter(function: F) -> F:
        assert isinstance(function, FunctionType)
        _MEANINGS.update(dict.fromkeys(names, function))
        return function

    return enter


def meaning_of(name: str) -> FunctionType | None:
    """Return the function that says what ``name`` does, or None."""
    _load_families()
    return _MEANINGS.get(name)


@cache
def _load_families() -> None:
    for family in _FAMILIES:
        import_module(f"srcad.rules.{family}")


@means("numpy.ndarray.fill")
def fill(a: Number, value: Number) -> None:
    """Write one number everywhere."""
    a[...] = value


@means("numpy.copyto")
def copyto(dst: Number, src: Number, casting: str = "same_kind", where: Number = True) -> None:
    """Copy where a mask holds."""
    if where is True:
        dst[...] = src
    else:
        dst[...] = np.where(where, src, dst)


@means("numpy.put")
def put(a: Number, ind: Number, v: Number, mode: str = "raise") -> None:
    """Write at positions counted through the whole array; ``v`` is repeated."""
    places = np.unravel_index(counted(np.asarray(ind), a.size, mode), a.shape)
    if is_scalar(v):
        a[places] = v
    else:
        values = np.ravel(v)
        count = np.size(ind)
        a[places] = np.reshape(values[np.arange(count) % values.size], np.shape(ind))


def counted(numbers: Number, size: int, mode: str) -> Number:
    """Give the numbers of elements as ``np.put`` counts them: negative ones from the end, if none is changed."""
    if mode == "wrap":
        return np.mod(numbers, size)
    if mode == "clip":
        return np.clip(numbers, 0, size - 1)
    return np.where(numbers < 0, numbers + size, numbers)


@means("numpy.ndarray.put")
def put_method(a: Number, indices: Number, values: Number, mode: str = "raise") -> None:
    """Write at positions counted through the whole array."""
    put(a, indices, values, mode)


@means("numpy.place")
def place(arr: Number, mask: Number, vals: Number) -> None:
    """Write the first values, one after the other, where a mask holds."""
    held = np.asarray(mask, dtype=bool)
    if is_scalar(vals):
        arr[held] = vals
    else:
        values = np.ravel(vals)
        arr[held] = values[np.arange(np.count_nonzero(held)) % values.size]


@means("numpy.putmask")
def putmask(a: Number, mask: Number, values: Number) -> None:
    """Write, where a mask holds, the values of the same positions; they are repeated."""
    held = np.asarray(mask, dtype=bool)
    if is_scalar(values):
        a[held] = values
    else:
        flat = np.ravel(values)
        a[held] = flat[np.flatnonzero(held) % flat.size]


@means("numpy.fill_diagonal")
def fill_diagonal(a: Number, val: Number, wrap: bool = False) -> None:
    """Write along the diagonal of a matrix; ``val`` is repeated, and so is the diagonal of a tall one if it wraps."""
    if wrap and np.ndim(a) == 2:
        a.flat[:: a.shape[1] + 1] = val
        return
    i = np.arange(min(a.shape))
    if is_scalar(val):
        a[(i,) * np.ndim(a)] = val
    else:
        values = np.ravel(val)
        a[(i,) * np.ndim(a)] = values[i % values.size]


@means("numpy.put_along_axis")
def put_along_axis(arr: Number, indices: Number, values: Number, axis: int | None) -> None:
    """Write at one index of an axis for each position of the other axes; None: of the elements in a row."""
    if axis is None:
        arr.flat[indices] = values
        return
    arr[along_each(indices, axis, arr.shape)] = values


@means("numpy.ndarray.sort")
def sort(a: Number, axis: int = -1) -> None:
    """Sort along an axis."""
    a[...] = np.sort(a, axis=axis)


@means("numpy.ndarray.partition")
def partition(a: Number, kth: Number, axis: int = -1) -> None:
    """Sort in part along an axis."""
    a[...] = np.partition(a, kth, axis)


@means("numpy.subtract.at")
def subtract_at(a: Number, indices: Number, b: Number) -> None:
    """Subtract at an index, repeats one after the other."""
    np.add.at(a, indices, -b)


@means("srcad.at")
def at(function: Number, a: Number, indices: Number, *b: Number) -> None:
    """Apply an elementwise function at positions, one after the other; ``b`` is its second operand."""
    if is_array(indices) and is_integer(indices) and np.ndim(indices) == 1:
        at_each(function, a, indices, *b)
    else:
        numbers = np.reshape(np.arange(a.size), a.shape)[indices]
        if len(b) == 1:
            at_each(function, a.flat, np.ravel(numbers), np.ravel(np.broadcast_to(b[0], np.shape(numbers))))
        else:
            at_each(function, a.flat, np.ravel(numbers))


def at_each(function: Number, a: Number, indices: Number, *b: Number) -> None:
    """Apply an elementwise function at positions along the first axis, one after the other."""
    if len(b) == 1:
        values = np.broadcast_to(b[0], a[indices].shape)
        for k in range(len(indices)):
            a[indices[k]] = function(a[indices[k]], values[k])
    else:
        for k in range(len(indices)):
            a[indices[k]] = function(a[indices[k]])
