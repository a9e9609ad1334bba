"""How many random numbers are drawn: what NumPy checks before it moves and scales them."""

from __future__ import annotations

from typing import Any

import numpy as np


def normal_size(loc: Any, scale: Any, size: Any) -> Any:
    """Return how many standard normal numbers stand for ``normal(loc, scale, size)``: a shape, or None for one.

    Raises
    ------
    ValueError
        As NumPy does: if a scale is negative, or the shapes do not fit.

    >>> normal_size(0.0, np.ones(3), None), normal_size(0.0, 1.0, None)
    ((3,), None)
    """
    if np.any(np.signbit(scale) & ~np.isnan(scale)):
        raise ValueError("scale < 0")
    return _size(loc, scale, size)


def uniform_size(low: Any, high: Any, size: Any, ordered: bool) -> Any:
    """Return how many numbers between 0 and 1 stand for ``uniform(low, high, size)``: a shape, or None for one.

    Raises
    ------
    OverflowError, ValueError
        As NumPy does: if a range is not finite, or, if the bounds must be ``ordered``, negative.

    >>> uniform_size(0.0, 1.0, 4, True)
    (4,)
    """
    width = np.subtract(high, low)
    if not np.all(np.isfinite(width)):
        raise OverflowError("high - low range exceeds valid bounds")
    if ordered and np.any(np.signbit(width)):
        raise ValueError("high - low < 0")
    return _size(low, high, size)


def _size(first: Any, second: Any, size: Any) -> Any:
    shape = np.broadcast_shapes(np.shape(first), np.shape(second))
    if size is None:
        return shape or None
    wanted = (size,) if np.ndim(size) == 0 else tuple(size)
    if np.broadcast_shapes(shape, wanted) != wanted:
        raise ValueError(f"Output size {wanted} is not compatible with broadcast dimensions of inputs {shape}.")
    return wanted
