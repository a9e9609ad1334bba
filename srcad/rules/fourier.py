"""Fourier transforms: linear, and symmetric as matrices where they take as many numbers as they give."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Tuple, Type
from srcad.rules.declare import Number, linear
from srcad.rules.dtypes import array_like, axis_numbers, promote, real_dtype
from srcad.runtime.shapes import along, scatter

_LAST, _LAST_TWO = Literal(-1), Tuple((Literal(-2), Literal(-1)))


def _complex_dtype(operand: Array) -> str:
    return np.fft.fft(np.zeros(1, promote(operand))).dtype.name if promote(operand) else ""


def _transformed(a: Type, n: Type = NONE, axis: Type = _LAST, norm: Type = NONE) -> Type:
    operand = array_like(a)
    if not isinstance(operand, Array):
        return UNKNOWN
    whole = Array(_complex_dtype(operand), operand.shape)
    return whole if n == NONE else _resized(whole, axis)


def _half_transformed(a: Type, n: Type = NONE, axis: Type = _LAST, norm: Type = NONE) -> Type:
    operand = array_like(a)
    return _resized(Array(_complex_dtype(operand), operand.shape), axis) if isinstance(operand, Array) else UNKNOWN


def _made_real(a: Type, n: Type = NONE, axis: Type = _LAST, norm: Type = NONE) -> Type:
    operand = array_like(a)
    if not isinstance(operand, Array):
        return UNKNOWN
    return _resized(Array(real_dtype(_complex_dtype(operand)), operand.shape), axis)


def _resized(whole: Array, axis: Type) -> Array:
    """Return the type of an array of which one axis has another length."""
    if whole.shape is None:
        return whole
    axes = axis_numbers(axis, len(whole.shape))
    if axes is None:
        return Array(whole.dtype, (UNKNOWN_LENGTH,) * len(whole.shape))
    return Array(whole.dtype, tuple(UNKNOWN_LENGTH if i in axes else n for i, n in enumerate(whole.shape)))


def _over_axes(axes_without: Type) -> Callable[..., Type]:
    def result(a: Type, s: Type = NONE, axes: Type = axes_without, norm: Type = NONE) -> Type:
        return _transformed(a) if s == NONE else UNKNOWN

    return result


def _shifted(x: Type, axes: Type = NONE) -> Type:
    return x if isinstance(x, Array) else UNKNOWN


# --- along one axis ---------------------------------------------------------------------------------------------------


@linear("numpy.fft.fft", result=_transformed)
def fft(g: Number, a: Number, n: Number = None, axis: int = -1, norm: Number = None, *, out: Number) -> Number:
    """Transform along an axis: the matrix is symmetric."""
    if n is None:
        return np.fft.fft(g, None, axis, norm)
    return cut_or_padded(np.fft.fft(g, None, axis, norm), a, n, axis)


@linear("numpy.fft.ifft", result=_transformed)
def ifft(g: Number, a: Number, n: Number = None, axis: int = -1, norm: Number = None, *, out: Number) -> Number:
    """Transform back along an axis: the matrix is symmetric."""
    if n is None:
        return np.fft.ifft(g, None, axis, norm)
    return cut_or_padded(np.fft.ifft(g, None, axis, norm), a, n, axis)


@linear("numpy.fft.rfft", result=_half_transformed)
def rfft(g: Number, a: Number, n: Number = None, axis: int = -1, norm: Number = None, *, out: Number) -> Number:
    """Transform real numbers: the half that is left out gets nothing."""
    if n is None:
        return np.fft.fft(g, np.shape(a)[axis], axis, norm)
    return cut_or_padded(np.fft.fft(g, n, axis, norm), a, n, axis)


@linear("numpy.fft.irfft", result=_made_real)
def irfft(g: Number, a: Number, n: Number = None, axis: int = -1, norm: Number = None, *, out: Number) -> Number:
    """Transform back to real numbers: all but the first, and the last of an even number, stand for two."""
    count = np.shape(out)[axis]
    half = np.fft.rfft(g, None, axis, swapped(norm))
    place = np.arange(np.shape(half)[axis])
    twice = np.where((place == 0) | (2 * place == count), 1.0, 2.0)
    term = np.moveaxis(np.moveaxis(half, axis, -1) * twice, -1, axis)
    whole = cut_or_padded(term, a, np.shape(half)[axis], axis)
    return whole if np.iscomplexobj(a) else np.real(whole)


def swapped(norm: Number) -> Number:
    """Return how the transform the other way is normalised, so that the two are transposed."""
    if norm == "ortho":
        return "ortho"
    return "backward" if norm == "forward" else "forward"


def cut_or_padded(whole: Number, a: Number, n: int, axis: int) -> Number:
    """Return what belongs to ``a`` of something that has ``n`` places along an axis; places that were cut get zero."""
    count = np.shape(a)[axis]
    if n >= count:
        return whole[along(slice(0, count), axis)]
    return scatter(whole, along(slice(0, n), axis), np.shape(a))


# --- along several axes -----------------------------------------------------------------------------------------------


@linear("numpy.fft.fft2", result=_over_axes(_LAST_TWO))
def fft2(
    g: Number, a: Number, s: Number = None, axes: Number = (-2, -1), norm: Number = None, *, out: Number
) -> Number:
    """Transform along two axes."""
    if s is not None:
        raise NotImplementedError("np.fft.fft2: pad or cut the array before, and leave s= out")
    return np.fft.fft2(g, None, axes, norm)


@linear("numpy.fft.ifft2", result=_over_axes(_LAST_TWO))
def ifft2(
    g: Number, a: Number, s: Number = None, axes: Number = (-2, -1), norm: Number = None, *, out: Number
) -> Number:
    """Transform back along two axes."""
    if s is not None:
        raise NotImplementedError("np.fft.ifft2: pad or cut the array before, and leave s= out")
    return np.fft.ifft2(g, None, axes, norm)


@linear("numpy.fft.fftn", result=_over_axes(NONE))
def fftn(g: Number, a: Number, s: Number = None, axes: Number = None, norm: Number = None, *, out: Number) -> Number:
    """Transform along several axes."""
    if s is not None:
        raise NotImplementedError("np.fft.fftn: pad or cut the array before, and leave s= out")
    return np.fft.fftn(g, None, axes, norm)


@linear("numpy.fft.ifftn", result=_over_axes(NONE))
def ifftn(g: Number, a: Number, s: Number = None, axes: Number = None, norm: Number = None, *, out: Number) -> Number:
    """Transform back along several axes."""
    if s is not None:
        raise NotImplementedError("np.fft.ifftn: pad or cut the array before, and leave s= out")
    return np.fft.ifftn(g, None, axes, norm)


@linear("numpy.fft.fftshift", result=_shifted)
def fftshift(g: Number, x: Number, axes: Number = None, *, out: Number) -> Number:
    """Move the zero frequency to the middle: move it back."""
    return np.fft.ifftshift(g, axes)


@linear("numpy.fft.ifftshift", result=_shifted)
def ifftshift(g: Number, x: Number, axes: Number = None, *, out: Number) -> Number:
    """Move the zero frequency back to the front: move it to the middle."""
    return np.fft.fftshift(g, axes)
