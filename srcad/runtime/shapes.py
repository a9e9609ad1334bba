"""What emitted code calls to bring a derivative into the shape of what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def unbroadcast(g: Any, like: Any) -> Any:
    """Return ``g`` summed to the shape of ``like``: the transpose of broadcasting ``like`` to the shape of ``g``.

    ``like`` is a number, an array, or a list or tuple of these that NumPy took as an array. What is the adjoint of a
    structure already, of which the types said nothing, stays what it is.

    >>> unbroadcast(np.ones((2, 3)), 1.0)
    6.0
    >>> unbroadcast(np.ones((2, 3)), np.ones((2, 1)))
    array([[3.],
           [3.]])
    """
    if isinstance(like, (list, tuple, dict)) and isinstance(g, type(like)):
        return g
    if isinstance(like, (list, tuple)):
        return _unstacked(unbroadcast(g, np.empty(np.shape(like))), like)
    if not isinstance(like, np.ndarray):
        total = np.sum(g) if isinstance(g, np.ndarray) else g
        return total if isinstance(like, np.generic) or not isinstance(total, np.generic) else total.item()
    return sum_to(g, like.shape)


def sum_to(g: Any, shape: tuple[int, ...]) -> Any:
    """Return ``g`` in a shape: summed where that has no axis or one of length 1, repeated where ``g`` has.

    >>> sum_to(np.ones((2, 3)), (3,)), sum_to(np.ones((2, 1)), (1, 3))
    (array([2., 2., 2.]), array([[2., 2., 2.]]))
    """
    given = np.shape(g)
    if given == shape:
        return g
    padded = (*(1,) * (len(shape) - len(given)), *given)
    extra = len(padded) - len(shape)
    kept = tuple(extra + i for i, n in enumerate(shape) if n == 1)
    summed = np.sum(np.reshape(g, padded), axis=(*range(extra), *kept), keepdims=True)
    summed = np.reshape(summed, summed.shape[extra:])
    return summed if summed.shape == shape else np.array(np.broadcast_to(summed, shape))


def _unstacked(g: Any, like: Sequence[Any]) -> Any:
    items = [_unstacked(part, x) if isinstance(x, (list, tuple)) else unbroadcast(part, x) for part, x in zip(g, like)]
    return tuple(items) if isinstance(like, tuple) else items


def zeros_like(x: Any) -> Any:
    """Return the zero adjoint of ``x``: of its structure, shapes and dtypes; None for what has no derivative.

    >>> zeros_like((1.0, [2.0, np.ones(2)]))
    (0.0, [0.0, array([0., 0.])])
    """
    if isinstance(x, np.ndarray):
        return np.zeros_like(x, subok=False)
    if isinstance(x, np.generic):
        return x.dtype.type(0)
    if isinstance(x, (bool, int, float)):
        return 0.0
    if isinstance(x, complex):
        return 0j
    if isinstance(x, dict):
        return {key: zeros_like(value) for key, value in x.items()}
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        return type(x)(*map(zeros_like, x))
    if isinstance(x, (list, tuple)):
        return type(x)(map(zeros_like, x))
    return None


def scatter(g: Any, index: Any, shape: Any) -> Any:
    """Return zeros of ``shape`` with ``g`` added at ``index``: the transpose of ``a[index]``; repeats accumulate.

    >>> scatter(np.array([1.0, 10.0, 100.0]), [0, 2, 0], 3)
    array([101.,   0.,  10.])
    """
    total = np.zeros(shape, np.result_type(g))
    np.add.at(total, index, g)
    return total


def along(index: Any, axis: int) -> tuple[Any, ...]:
    """Return the index that applies ``index`` to one axis and leaves the others as they are.

    >>> along(0, 1), along(0, -2)
    ((slice(None, None, None), 0), (Ellipsis, 0, slice(None, None, None)))
    """
    if axis >= 0:
        return (*[slice(None)] * axis, index)
    return (Ellipsis, index, *[slice(None)] * (-axis - 1))


def along_each(indices: Any, axis: int, shape: Sequence[int]) -> tuple[Any, ...]:
    """Return the index with which ``a[index]`` is ``np.take_along_axis(a, indices, axis)`` for ``a`` of ``shape``."""
    grid: list[Any] = list(np.ogrid[tuple(slice(n) for n in shape)])
    grid[axis] = indices
    return tuple(grid)


def split_like(g: Any, arrays: Sequence[Any], axis: int | None) -> Any:
    """Return the pieces of ``g`` that belong to ``arrays``, which were joined along ``axis`` (None: flattened).

    An array with fewer axes than ``g`` took one place along ``axis``, as in ``stack`` and ``vstack``.

    >>> split_like(np.arange(3.0), (np.ones(2), np.ones(1)), 0)
    (array([0., 1.]), array([2.]))
    """
    pieces = [np.reshape(g[place], np.shape(array)) for place, array in zip(_places(arrays, axis, np.ndim(g)), arrays)]
    if isinstance(arrays, np.ndarray):
        return np.stack(pieces)
    return tuple(pieces) if isinstance(arrays, tuple) else pieces


def join_like(pieces: Sequence[Any], arrays: Sequence[Any], axis: int | None, shape: Any) -> Any:
    """Return the array of ``shape`` that ``split_like`` would take apart into ``pieces``; None counts as zeros.

    >>> join_like((np.ones(2), None), (np.ones(2), np.ones(1)), 0, 3)
    array([1., 1., 0.])
    """
    total = np.zeros(shape, np.result_type(*(piece for piece in pieces if piece is not None)))
    for place, piece in zip(_places(arrays, axis, total.ndim), pieces):
        if piece is not None:
            total[place] = np.reshape(piece, total[place].shape)
    return total


def _places(arrays: Sequence[Any], axis: int | None, rank: int) -> list[Any]:
    """Return the index of each array's piece."""
    places: list[Any] = []
    start = 0
    for array in arrays:
        shape = np.shape(array)
        if axis is None:
            stop = start + int(np.prod(shape, dtype=int))
        else:
            stop = start + (shape[axis] if len(shape) == rank else 1)
        piece = slice(start, stop)
        places.append(piece if axis is None else along(piece, axis))
        start = stop
    return places


def untile(g: Any, reps: int | Sequence[int], shape: Sequence[int]) -> Any:
    """Return the sum over the copies in ``g`` of an array of ``shape``: the transpose of ``np.tile``.

    >>> untile(np.array([1.0, 2.0, 10.0, 20.0]), 2, (2,))
    array([11., 22.])
    """
    counts = tuple(int(n) for n in np.atleast_1d(reps))
    rank = max(len(counts), len(shape))
    counts = (1,) * (rank - len(counts)) + counts
    lengths = (1,) * (rank - len(shape)) + tuple(shape)
    apart = np.reshape(g, tuple(n for pair in zip(counts, lengths) for n in pair))
    return np.reshape(np.sum(apart, axis=tuple(range(0, 2 * rank, 2))), shape)


def unravelled(g: Any, a: Any, order: str) -> Any:
    """Return ``g``, the elements of an array like ``a`` in the order that ``ravel`` and ``reshape`` call ``order``.

    The elements of ``g`` itself, which may have any shape, are read in that order, too.

    >>> a = np.arange(6).reshape(2, 3).T
    >>> unravelled(a.ravel("K"), a, "K").tolist() == a.tolist()
    True
    """
    axes = _axes_in(order, a)
    elements = np.ravel(g, "F") if _is_fortran(order, a) else g
    return np.reshape(elements, [a.shape[axis] for axis in axes]).transpose(np.argsort(axes))


def ravelled(x: Any, a: Any, order: str) -> Any:
    """Return the elements of ``x``, as ``a.ravel(order)`` reads those of ``a``.

    >>> a = np.arange(6).reshape(2, 3).T
    >>> ravelled(a.copy(), a, "K").tolist()
    [0, 1, 2, 3, 4, 5]
    """
    return x.transpose(_axes_in(order, a)).ravel()


def _axes_in(order: str, a: Any) -> Any:
    """Return the axes of an array from the slowest to the fastest, as its elements are read."""
    if order == "K":
        return np.argsort([-abs(stride) for stride in a.strides], kind="stable")
    return range(a.ndim)[::-1] if _is_fortran(order, a) else range(a.ndim)


def _is_fortran(order: str, a: Any) -> bool:
    """Return whether the first index is the fastest as the elements of an array are read."""
    return order == "F" or (order == "A" and bool(np.isfortran(a)))
