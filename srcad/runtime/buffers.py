"""Buffers: what the adjoints of in-place writes need where NumPy decides at run time."""

from __future__ import annotations

from typing import Any

import numpy as np


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


def rejoin(base_bar: Any, result_bar: Any) -> None:
    """Hand the adjoint of a reshaped array on to its base, if NumPy gave a copy; a view has done so already.

    Adjoints have the layout of what they are adjoints of: they share memory exactly where the arrays do.
    """
    if not np.may_share_memory(base_bar, result_bar):
        base_bar += result_bar.reshape(base_bar.shape)
