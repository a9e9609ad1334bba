"""Functions of NumPy that are made of others, said in Python step by step, as NumPy does it."""

from __future__ import annotations

import numpy as np

from srcad.rules.declare import Number
from srcad.rules.fourier import swapped
from srcad.rules.meanings import means
from srcad.rules.static import refuse


@means("numpy.unstack")
def unstack(x: Number, *, axis: int = 0) -> Number:
    """Take an array apart along an axis."""
    return tuple(np.moveaxis(x, axis, 0))


@means("numpy.polynomial.polynomial.polyval")
def polyval(x: Number, c: Number) -> Number:
    """Evaluate a polynomial, lowest power first (Horner)."""
    total = c[-1] + x * 0
    for i in range(2, len(c) + 1):
        total = c[-i] + total * x
    return total


@means("numpy.linalg.multi_dot")
def multi_dot(arrays: Number) -> Number:
    """Multiply two or three vectors and matrices, in the order that needs fewer products."""
    if len(arrays) == 2:
        return np.dot(arrays[0], arrays[1])
    if len(arrays) != 3:
        refuse("np.linalg.multi_dot of more than three arrays")
    a = np.atleast_2d(arrays[0])
    b = arrays[1]
    c = np.atleast_2d(arrays[2]).T if np.ndim(arrays[2]) == 1 else arrays[2]
    rows, columns = a.shape[0] * a.shape[1] * c.shape[1], b.shape[0] * b.shape[1] * c.shape[1]
    left = a.shape[0] * a.shape[1] * b.shape[1] + a.shape[0] * b.shape[1] * c.shape[1]
    product = np.dot(np.dot(a, b), c) if left < rows + columns else np.dot(a, np.dot(b, c))
    if np.ndim(arrays[0]) == 1 and np.ndim(arrays[2]) == 1:
        return product[0, 0]
    return np.ravel(product) if np.ndim(arrays[0]) == 1 or np.ndim(arrays[2]) == 1 else product


@means("numpy.fft.hfft")
def hfft(a: Number, n: Number = None, axis: int = -1, norm: Number = None) -> Number:
    """Transform what is symmetric to real numbers."""
    return np.fft.irfft(np.conjugate(a), np.shape(a)[axis] * 2 - 2 if n is None else n, axis, swapped(norm))


@means("numpy.fft.ihfft")
def ihfft(a: Number, n: Number = None, axis: int = -1, norm: Number = None) -> Number:
    """Transform real numbers back to what is symmetric."""
    return np.conjugate(np.fft.rfft(a, n, axis, swapped(norm)))


@means("numpy.linalg.trace")
def trace(x: Number, *, offset: int = 0, dtype: Number = None) -> Number:
    """Add up the diagonals of matrices."""
    if dtype is not None:
        refuse("np.linalg.trace in another dtype")
    return np.trace(x, offset, -2, -1)


@means("numpy.linalg.diagonal")
def diagonal(x: Number, *, offset: int = 0) -> Number:
    """Return the diagonals of matrices."""
    return np.diagonal(x, offset, -2, -1)


@means("numpy.triu_indices_from")
def triu_indices_from(arr: Number, k: int = 0) -> Number:
    """Return where the upper triangle of a matrix stands."""
    return np.triu_indices(arr.shape[-2], k, arr.shape[-1])


@means("numpy.tril_indices_from")
def tril_indices_from(arr: Number, k: int = 0) -> Number:
    """Return where the lower triangle of a matrix stands."""
    return np.tril_indices(arr.shape[-2], k, arr.shape[-1])


@means("numpy.union1d")
def union1d(ar1: Number, ar2: Number) -> Number:
    """Return what is in either of two arrays, in order."""
    return np.unique(np.concatenate((ar1, ar2), axis=None))


@means("numpy.setdiff1d")
def setdiff1d(ar1: Number, ar2: Number) -> Number:
    """Return what is in the first of two arrays alone, in order."""
    found = np.unique(ar1)
    return found[np.isin(found, ar2, invert=True)]
