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


def transformed(s: Number, axes: Number) -> Number:
    """Return the axes that are transformed: the last ones unless others are named."""
    return tuple(range(-len(s), 0)) if axes is None else axes


def all_cut_or_padded(whole: Number, a: Number, s: Number, axes: Number) -> Number:
    """Return what belongs to ``a`` of something that has ``s`` places along axes; places that were cut get zero."""
    for i in range(len(s)):
        along_first = np.moveaxis(whole, axes[i], 0)
        missing = max(np.shape(a)[axes[i]] - np.shape(along_first)[0], 0)
        zeros = np.zeros((missing, *np.shape(along_first)[1:]))
        kept = np.concatenate((along_first[: np.shape(a)[axes[i]]], zeros), axis=0)
        whole = np.moveaxis(kept, 0, axes[i])
    return whole


# --- along several axes -----------------------------------------------------------------------------------------------


@linear("numpy.fft.fft2", result=_over_axes(_LAST_TWO))
def fft2(
    g: Number, a: Number, s: Number = None, axes: Number = (-2, -1), norm: Number = None, *, out: Number
) -> Number:
    """Transform along two axes."""
    if s is None:
        return np.fft.fft2(g, None, axes, norm)
    return all_cut_or_padded(np.fft.fft2(g, None, transformed(s, axes), norm), a, s, transformed(s, axes))


@linear("numpy.fft.ifft2", result=_over_axes(_LAST_TWO))
def ifft2(
    g: Number, a: Number, s: Number = None, axes: Number = (-2, -1), norm: Number = None, *, out: Number
) -> Number:
    """Transform back along two axes."""
    if s is None:
        return np.fft.ifft2(g, None, axes, norm)
    return all_cut_or_padded(np.fft.ifft2(g, None, transformed(s, axes), norm), a, s, transformed(s, axes))


@linear("numpy.fft.fftn", result=_over_axes(NONE))
def fftn(g: Number, a: Number, s: Number = None, axes: Number = None, norm: Number = None, *, out: Number) -> Number:
    """Transform along several axes."""
    if s is None:
        return np.fft.fftn(g, None, axes, norm)
    return all_cut_or_padded(np.fft.fftn(g, None, transformed(s, axes), norm), a, s, transformed(s, axes))


@linear("numpy.fft.ifftn", result=_over_axes(NONE))
def ifftn(g: Number, a: Number, s: Number = None, axes: Number = None, norm: Number = None, *, out: Number) -> Number:
    """Transform back along several axes."""
    if s is None:
        return np.fft.ifftn(g, None, axes, norm)
    return all_cut_or_padded(np.fft.ifftn(g, None, transformed(s, axes), norm), a, s, transformed(s, axes))


def _half_over_axes(a: Type, s: Type = NONE, axes: Type = NONE, norm: Type = NONE) -> Type:
    operand = array_like(a)
    if not isinstance(operand, Array) or operand.shape is None:
        return UNKNOWN
    return Array(_complex_dtype(operand), (UNKNOWN_LENGTH,) * len(operand.shape))


def _real_over_axes(a: Type, s: Type = NONE, axes: Type = NONE, norm: Type = NONE) -> Type:
    found = _half_over_axes(a)
    return Array(real_dtype(found.dtype), found.shape) if isinstance(found, Array) else UNKNOWN


def axes_of(a: Number, s: Number, axes: Number) -> Number:
    """Return the axes that are transformed; another number of places is refused."""
    chosen = tuple(range(-np.ndim(a) if s is None else -len(s), 0)) if axes is None else axes
    if s is not None and tuple(s[:-1]) != tuple(np.shape(a)[i] for i in chosen[:-1]):
        raise NotImplementedError("np.fft of real numbers: pad or cut the array before, and leave s= out")
    return chosen


def half_term(g: Number, a: Number, s: Number, axes: Number, norm: Number) -> Number:
    """Return the transpose of transforming real numbers along several axes, the last of them first."""
    term = g
    for i in range(len(axes) - 1):
        term = np.fft.fft(term, None, axes[i], norm)
    return rfft(term, a, None if s is None else s[-1], axes[-1], norm, out=g)


def real_term(g: Number, a: Number, s: Number, axes: Number, norm: Number) -> Number:
    """Return the transpose of transforming back to real numbers along several axes, the last of them last."""
    term = irfft(g, a, None if s is None else s[-1], axes[-1], norm, out=g)
    for i in range(len(axes) - 1):
        term = np.conj(np.fft.ifft(np.conj(term), None, axes[i], norm))
    return term if np.iscomplexobj(a) else np.real(term)


@linear("numpy.fft.rfftn", result=_half_over_axes, can_fail=True)
def rfftn(g: Number, a: Number, s: Number = None, axes: Number = None, norm: Number = None, *, out: Number) -> Number:
    """Transform real numbers along several axes."""
    return half_term(g, a, s, axes_of(a, s, axes), norm)


@linear("numpy.fft.rfft2", result=_half_over_axes, can_fail=True)
def rfft2(
    g: Number, a: Number, s: Number = None, axes: Number = (-2, -1), norm: Number = None, *, out: Number
) -> Number:
    """Transform real numbers along two axes."""
    return half_term(g, a, s, axes_of(a, s, axes), norm)


@linear("numpy.fft.irfftn", result=_real_over_axes, can_fail=True)
def irfftn(g: Number, a: Number, s: Number = None, axes: Number = None, norm: Number = None, *, out: Number) -> Number:
    """Transform back to real numbers along several axes."""
    return real_term(g, a, s, axes_of(a, s, axes), norm)


@linear("numpy.fft.irfft2", result=_real_over_axes, can_fail=True)
def irfft2(
    g: Number, a: Number, s: Number = None, axes: Number = (-2, -1), norm: Number = None, *, out: Number
) -> Number:
    """Transform back to real numbers along two axes."""
    return real_term(g, a, s, axes_of(a, s, axes), norm)


@linear("numpy.fft.fftshift", result=_shifted)
def fftshift(g: Number, x: Number, axes: Number = None, *, out: Number) -> Number:
    """Move the zero frequency to the middle: move it back."""
    return np.fft.ifftshift(g, axes)


@linear("numpy.fft.ifftshift", result=_shifted)
def ifftshift(g: Number, x: Number, axes: Number = None, *, out: Number) -> Number:
    """Move the zero frequency back to the front: move it to the middle."""
    return np.fft.fftshift(g, axes)
