"""Differences and integrals of samples, interpolation between them, and convolution."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.lengths import Linear, add, value_of
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom, linear, multilinear
from srcad.rules.dtypes import array_like, axis_numbers, promote, reduced_shape, shape_of
from srcad.rules.results import apply_ufunc, number
from srcad.runtime.shapes import along, scatter

_ONE, _LAST, _FALSE = Literal(1), Literal(-1), Literal(False)

# --- differences ------------------------------------------------------------------------------------------------------


def _differences(a: Type, n: Type = _ONE, axis: Type = _LAST, prepend: Type = NONE, append: Type = NONE) -> Type:
    shape = shape_of(a)
    if not isinstance(a, Array) or not shape:
        return UNKNOWN
    given = [array_like(t) for t in (prepend, append) if t != NONE]
    dtype = promote(a, *(Array(promote(t), ()) for t in given))
    axes = axis_numbers(axis, len(shape))
    if axes is None or len(axes) != 1:
        return Array(dtype, (UNKNOWN_LENGTH,) * len(shape))
    at, order = axes[0], n.value if isinstance(n, Literal) else None
    length = value_of(shape[at])
    known = isinstance(order, int) and length is not None and not given
    rest = add(length, Linear(-order)) if known and isinstance(order, int) and length is not None else UNKNOWN_LENGTH
    return Array(dtype, (*shape[:at], rest, *shape[at + 1 :]))


@linear("numpy.diff", result=_differences, wrt=("a", "prepend", "append"), can_fail=True)
def diff(
    g: Number, a: Number, n: int = 1, axis: int = -1, prepend: Number = None, append: Number = None, *, out: Number
) -> Number:
    """Differences of neighbours: each element gets minus the differences of what its neighbours get."""
    if n == 0:
        return g, 0.0, 0.0
    whole = undone(g, axis)
    for _ in range(n - 1):
        whole = undone(whole, axis)
    if prepend is None and append is None:
        return whole, 0.0, 0.0
    first = 0 if prepend is None else places_of(prepend, axis)
    last = first + np.shape(a)[axis]
    inner = whole[along(slice(first, last), axis)]
    return inner, whole[along(slice(None, first), axis)], whole[along(slice(last, None), axis)]


def undone(g: Number, axis: int) -> Number:
    """Return the transpose of taking differences once."""
    return -np.diff(g, axis=axis, prepend=0.0, append=0.0)


def places_of(array: Number, axis: int) -> Number:
    """Return how many places along ``axis`` a number or an array takes that is joined to another one."""
    return 1 if np.ndim(array) == 0 else np.shape(array)[axis]


def _integrated(y: Type, x: Type = NONE, dx: Type = NONE, axis: Type = _LAST) -> Type:
    widths = [t for t in (x, dx) if t != NONE]
    product = apply_ufunc("multiply", Array(promote(array_like(y)), ()), widths[0] if widths else Literal(1.0))
    if not isinstance(y, Array) or product == UNKNOWN:
        return UNKNOWN
    given = Array(promote(array_like(widths[0])), ()) if widths and isinstance(array_like(widths[0]), Array) else y
    return number(promote(y, given, Literal(1.0)), reduced_shape(shape_of(y), axis, _FALSE))


def trapezoid_forward(
    tangents: Number, y: Number, x: Number = None, dx: Number = 1.0, axis: int = -1, *, out: Number
) -> Number:
    """Integrate the tangents of the samples, and the samples over the tangents of their places."""
    slope = 0.0 if tangents[0] is None else np.trapezoid(tangents[0], x, dx, axis)
    if tangents[1] is not None:
        slope = slope + np.trapezoid(y, tangents[1], 1.0, axis)
    return slope if tangents[2] is None else slope + out / dx * tangents[2]


@custom("numpy.trapezoid", result=_integrated, wrt=("y", "x", "dx"), forward=trapezoid_forward, can_fail=True)
def trapezoid(g: Number, y: Number, x: Number = None, dx: Number = 1.0, axis: int = -1, *, out: Number) -> Number:
    """Integrate by the trapezoidal rule."""
    samples = np.moveaxis(y, axis, -1)
    share = 0.5 * (np.asarray(g)[..., None] + np.zeros_like(samples[..., 1:]))
    if x is None:
        return back(both_ends(share * dx), axis), 0.0, g * out / dx
    places = np.asarray(x) if np.ndim(x) == 1 else np.moveaxis(x, axis, -1)
    y_term = both_ends(share * np.diff(places))
    x_term = undone(share * (samples[..., 1:] + samples[..., :-1]), -1)
    if np.ndim(x) == 1 and np.ndim(y) > 1:
        return back(y_term, axis), np.sum(np.reshape(x_term, (-1, np.size(x))), axis=0), 0.0
    return back(y_term, axis), back(x_term, axis), 0.0


def both_ends(share: Number) -> Number:
    """Return what the samples at both ends of the intervals get together."""
    none = np.zeros_like(share[..., :1])
    return np.concatenate((share, none), axis=-1) + np.concatenate((none, share), axis=-1)


def back(term: Number, axis: int) -> Number:
    """Return the last axis to where it was."""
    return term if axis == -1 else np.moveaxis(term, -1, axis)


# --- interpolation ----------------------------------------------------------------------------------------------------


def _interpolated(x: Type, xp: Type, fp: Type, left: Type = NONE, right: Type = NONE, period: Type = NONE) -> Type:
    given = array_like(fp)
    if given == UNKNOWN or array_like(x) == UNKNOWN:
        return UNKNOWN
    return number(
        "complex128" if promote(given).startswith("complex") else "float64" if promote(given) else "", shape_of(x)
    )


def interval_of(x: Number, xp: Number) -> Number:
    """Return the number of the interval that each place is in, the nearest one for places outside."""
    return np.clip(np.searchsorted(xp, x, side="right") - 1, 0, np.size(xp) - 2)


def interp_forward(
    tangents: Number,
    x: Number,
    xp: Number,
    fp: Number,
    left: Number = None,
    right: Number = None,
    *,
    out: Number,
) -> Number:
    """Return the tangent of the interpolated values."""
    dots = [0.0 if t is None else t for t in tangents]
    places, values = np.asarray(xp), np.asarray(fp)
    i = interval_of(x, places)
    width = places[i + 1] - places[i]
    t = np.clip((x - places[i]) / width, 0.0, 1.0)
    xp_dot, fp_dot = np.broadcast_to(dots[1], np.shape(places)), np.broadcast_to(dots[2], np.shape(values))
    inside = (x >= places[0]) & (x <= places[-1])
    moved = dots[0] - (1.0 - t) * xp_dot[i] - t * xp_dot[i + 1]
    slope = np.where(inside, (values[i + 1] - values[i]) / width * moved, 0.0)
    slope = slope + (1.0 - t) * fp_dot[i] + t * fp_dot[i + 1]
    slope = slope if left is None else np.where(x < places[0], dots[3], slope)
    return slope if right is None else np.where(x > places[-1], dots[4], slope)


@custom("numpy.interp", result=_interpolated, wrt=("x", "xp", "fp", "left", "right"), forward=interp_forward)
def interp(
    g: Number,
    x: Number,
    xp: Number,
    fp: Number,
    left: Number = None,
    right: Number = None,
    *,
    out: Number,
) -> Number:
    """Interpolate linearly; at a sample the slope is that of the interval to its right."""
    places, values = np.asarray(xp), np.asarray(fp)
    i = interval_of(x, places)
    width = places[i + 1] - places[i]
    t = np.clip((x - places[i]) / width, 0.0, 1.0)
    below, above = x < places[0], x > places[-1]
    slope = np.where(below | above, 0.0, g * (values[i + 1] - values[i]) / width)
    kept = g
    if left is not None:
        kept = np.where(below, 0.0, kept)
    if right is not None:
        kept = np.where(above, 0.0, kept)
    return (
        slope,
        -at_both_ends(slope, i, t, np.size(xp)),
        at_both_ends(kept, i, t, np.size(xp)),
        np.sum(np.where(below, g, 0.0)),
        np.sum(np.where(above, g, 0.0)),
    )


def at_both_ends(g: Number, i: Number, t: Number, count: int) -> Number:
    """Return what the samples at both ends of the intervals get, by the distance from each."""
    return scatter(g * (1.0 - t), i, count) + scatter(g * t, i + 1, count)


# --- convolution ------------------------------------------------------------------------------------------------------


def _convolved(a: Type, v: Type, mode: Type = NONE) -> Type:
    if not isinstance(array_like(a), Array) or not isinstance(array_like(v), Array):
        return UNKNOWN
    return Array(promote(array_like(a), array_like(v)), (UNKNOWN_LENGTH,))


@multilinear("numpy.convolve", result=_convolved, wrt=("a", "v"))
def convolve(g: Number, a: Number, v: Number, mode: str = "full", *, out: Number) -> Number:
    """Convolve two vectors: each gets the correlation of ``g`` with the other."""
    x, y = np.asarray(a), np.asarray(v)
    whole = g
    if mode != "full":
        shorter = min(np.size(x), np.size(y))
        start = (shorter - 1) // 2 if mode == "same" else shorter - 1
        whole = scatter(g, start + np.arange(np.size(g)), np.size(x) + np.size(y) - 1)
    return np.convolve(whole, np.flip(y), "valid"), np.convolve(whole, np.flip(x), "valid")


@multilinear("numpy.correlate", result=_convolved, wrt=("a", "v"))
def correlate(g: Number, a: Number, v: Number, mode: str = "valid", *, out: Number) -> Number:
    """Correlate two vectors: a convolution with the conjugate of the second one backwards."""
    x, y = np.asarray(a), np.asarray(v)
    whole = g
    if mode != "full":
        shorter = min(np.size(x), np.size(y))
        middle = (shorter - 1) // 2 if np.size(x) >= np.size(y) else shorter // 2
        start = middle if mode == "same" else shorter - 1
        whole = scatter(g, start + np.arange(np.size(g)), np.size(x) + np.size(y) - 1)
    of_a = np.convolve(whole, np.conj(y) if np.iscomplexobj(y) else y, "valid")
    of_v = np.flip(np.convolve(whole, np.flip(x), "valid"))
    return of_a, np.conj(of_v) if np.iscomplexobj(y) else of_v
