"""Buffers: what the adjoints of in-place writes need where NumPy decides at run time."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcad.runtime.shapes import unravelled


def last_written(g: Any, index: Any) -> Any:
    """Return ``g[index]`` with zeros for each element that ``a[index] = v`` overwrites by a later one.

    >>> last_written(np.array([1.0, 10.0]), [0, 0, 1])
    array([ 0.,  1., 10.])
    """
    part = g[index]
    order = np.arange(part.size).reshape(part.shape)
    last = np.empty(g.shape, int)
    last[index] = order
    return np.where(last[index] == order, part, 0.0)


def own(array: Any) -> Any:
    """Return a copy with the very strides of an array, so that NumPy takes views of it where it does of the array.

    >>> own(np.arange(6)[::-2]).strides
    (-16,)
    """
    copy = zeros_as(array)
    copy[...] = array
    return copy


def zeros_as(array: Any) -> Any:
    """Return zeros with the shape, the dtype and the very strides of an array."""
    spans = [stride * (length - 1) for stride, length in zip(array.strides, array.shape)]
    below, above = -sum(s for s in spans if s < 0), sum(s for s in spans if s > 0)
    if array.size == 0 or 0 in array.strides:
        return np.zeros_like(array, subok=False)
    memory = np.zeros(below + above + array.itemsize, np.uint8)
    return np.ndarray(array.shape, array.dtype, memory, below, array.strides)


def kept(array: Any) -> Any:
    """Return a copy of an array or list, also in a tuple; anything else, as a name with no value yet, as it is."""
    if type(array) is tuple:
        return tuple(map(kept, array))
    return array.copy() if isinstance(array, (np.ndarray, list)) else array


def rejoin(base_bar: Any, result_bar: Any, order: str = "C") -> None:
    """Hand the adjoint of a reshaped array on to its base, if NumPy gave a copy; a view has done so already.

    Adjoints have the layout of what they are adjoints of: they share memory exactly where the arrays do. A copy may
    have another dtype: of a complex one the real part belongs to a real base.
    """
    if not np.may_share_memory(base_bar, result_bar):
        given = unravelled(result_bar, base_bar, order)
        base_bar += given if np.iscomplexobj(base_bar) else given.real
