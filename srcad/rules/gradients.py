"""``np.gradient``: differences over two neighbours inside, over one at the ends; and ``np.ediff1d``."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Tuple, Type, integer_value, kind_of
from srcad.rules.declare import Number, linear
from srcad.rules.differences import undone
from srcad.rules.dtypes import array_like, float_dtype, promote
from srcad.runtime.shapes import unbroadcast

_ONE = Literal(1)


def _slopes(f: Type, *varargs: Type, axis: Type = NONE, edge_order: Type = _ONE) -> Type:
    operand = array_like(f)
    if not isinstance(operand, Array) or operand.shape is None:
        return UNKNOWN
    slope = Array(float_dtype(promote(operand)) if all(map(_is_weak, varargs)) else "", operand.shape)
    if len(operand.shape) == 1 or integer_value(axis) is not None:
        return slope
    if axis == NONE:
        return Tuple((slope,) * len(operand.shape))
    return Tuple((slope,) * len(axis.items)) if isinstance(axis, Tuple) and len(axis.items) > 1 else UNKNOWN


def _is_weak(spacing: Type) -> bool:
    return isinstance(spacing, Literal) or kind_of(spacing) in ("int", "float")


@linear("numpy.gradient", result=_slopes, can_fail=True)
def gradient(g: Number, f: Number, *varargs: Number, axis: Number = None, edge_order: int = 1, out: Number) -> Number:
    """Take slopes: each sample gets what its neighbours' slopes owe it."""
    if np.ndim(f) == 1:
        return owed(g, varargs[0] if len(varargs) == 1 else 1.0, -1, edge_order)
    if axis is not None and not isinstance(axis, tuple):
        return owed(g, varargs[0] if len(varargs) == 1 else 1.0, axis, edge_order)
    axes = tuple(range(np.ndim(f))) if axis is None else axis
    total = np.zeros(np.shape(f))
    for position in range(len(axes)):
        if g[position] is not None:
            total = total + owed(g[position], spacing_of(varargs, position), axes[position], edge_order)
    return total


def spacing_of(varargs: Number, position: int) -> Number:
    """Return the distances of the samples along one of several axes."""
    if len(varargs) == 0:
        return 1.0
    if len(varargs) == 1:
        return varargs[0]
    return varargs[position]


def owed(g: Number, spacing: Number, axis: int, edge_order: int) -> Number:
    """Return the transpose of taking slopes along one axis."""
    if edge_order == 2:
        return owed_by_parabolas(g, spacing, axis)
    slope = np.moveaxis(g, axis, -1)
    if np.ndim(spacing) == 0:
        first, last = 1.0 / spacing, 1.0 / spacing
        before, here, behind = -0.5 * first, 0.0, 0.5 * first
    else:
        width = np.diff(spacing)
        left, right = width[:-1], width[1:]
        first, last = 1.0 / width[0], 1.0 / width[-1]
        before, here = -right / (left * (left + right)), (right - left) / (left * right)
        behind = left / (right * (left + right))
    start, inner, stop = slope[..., :1] * first, slope[..., 1:-1], slope[..., -1:] * last
    none = np.zeros_like(start)
    earlier = np.concatenate((before * inner, -stop, none), axis=-1)
    same = np.concatenate((-start, here * inner, stop), axis=-1)
    later = np.concatenate((none, start, behind * inner), axis=-1)
    return np.moveaxis(earlier + same + later, -1, axis)


def owed_by_parabolas(g: Number, spacing: Number, axis: int) -> Number:
    """Return the transpose of taking slopes along one axis, at the ends those of parabolas through three samples."""
    count = np.shape(g)[axis]
    width = np.diff(spacing) if np.ndim(spacing) else np.full(count - 1, 1.0) * spacing
    left, right = width[:-1], width[1:]
    matrix = np.zeros((count, count))
    inner = np.arange(1, count - 1)
    matrix[inner, inner - 1] = -right / (left * (left + right))
    matrix[inner, inner] = (right - left) / (left * right)
    matrix[inner, inner + 1] = left / (right * (left + right))
    p, q, r, s = width[0], width[1], width[-2], width[-1]
    matrix[0, :3] = np.array([-(2.0 * p + q) / (p * (p + q)), (p + q) / (p * q), -p / (q * (p + q))])
    matrix[-1, -3:] = np.array([s / (r * (r + s)), -(s + r) / (r * s), (2.0 * s + r) / (s * (r + s))])
    return np.moveaxis(np.moveaxis(g, axis, -1) @ matrix, -1, axis)


def _neighbours(ary: Type, to_end: Type = NONE, to_begin: Type = NONE) -> Type:
    operand = array_like(ary)
    if not isinstance(operand, Array):
        return UNKNOWN
    return Array(promote(operand), (UNKNOWN_LENGTH,))


@linear("numpy.ediff1d", result=_neighbours, wrt=("ary", "to_end", "to_begin"))
def ediff1d(g: Number, ary: Number, to_end: Number = None, to_begin: Number = None, *, out: Number) -> Number:
    """Differences of neighbours of all elements in order, with others at both ends."""
    if to_end is None and to_begin is None:
        return np.reshape(undone(g, -1), np.shape(ary)), 0.0, 0.0
    start = 0 if to_begin is None else np.size(to_begin)
    stop = start + max(np.size(ary) - 1, 0)
    inner = np.reshape(undone(g[start:stop], -1), np.shape(ary))
    last = 0.0 if to_end is None else unbroadcast(np.reshape(g[stop:], np.shape(to_end)), to_end)
    first = 0.0 if to_begin is None else unbroadcast(np.reshape(g[:start], np.shape(to_begin)), to_begin)
    return inner, last, first
