"""Fourier transforms: linear, and symmetric as matrices."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, linear
from srcad.rules.dtypes import array_like, promote

_LAST = Literal(-1)


def _transformed(a: Type, n: Type = NONE, axis: Type = _LAST, norm: Type = NONE) -> Type:
    operand = array_like(a)
    if not isinstance(operand, Array) or n != NONE:
        return UNKNOWN
    name = np.fft.fft(np.zeros(1, promote(operand))).dtype.name if promote(operand) else ""
    return Array(name, operand.shape)


def _shifted(x: Type, axes: Type = NONE) -> Type:
    return x if isinstance(x, Array) else UNKNOWN


@linear("numpy.fft.fft", result=_transformed)
def fft(g: Number, a: Number, n: Number = None, axis: int = -1, norm: Number = None, *, out: Number) -> Number:
    """Transform along an axis: the matrix is symmetric."""
    if n is not None:
        raise NotImplementedError("np.fft.fft: pad or cut the array before, and leave n= out")
    return np.fft.fft(g, None, axis, norm)


@linear("numpy.fft.ifft", result=_transformed)
def ifft(g: Number, a: Number, n: Number = None, axis: int = -1, norm: Number = None, *, out: Number) -> Number:
    """Transform back along an axis: the matrix is symmetric."""
    if n is not None:
        raise NotImplementedError("np.fft.ifft: pad or cut the array before, and leave n= out")
    return np.fft.ifft(g, None, axis, norm)


@linear("numpy.fft.fftshift", result=_shifted)
def fftshift(g: Number, x: Number, axes: Number = None, *, out: Number) -> Number:
    """Move the zero frequency to the middle: move it back."""
    return np.fft.ifftshift(g, axes)


@linear("numpy.fft.ifftshift", result=_shifted)
def ifftshift(g: Number, x: Number, axes: Number = None, *, out: Number) -> Number:
    """Move the zero frequency back to the front: move it to the middle."""
    return np.fft.fftshift(g, axes)
