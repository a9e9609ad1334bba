"""``np.gradient``: differences over two neighbours inside, over one at the ends; and ``np.ediff1d``."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Tuple, Type, integer_value, kind_of
from srcad.rules.declare import Number, linear
from srcad.rules.differences import undone
from srcad.rules.dtypes import array_like, float_dtype, promote, shape_of, size_of

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
    if edge_order != 1:
        raise NotImplementedError("np.gradient: only with edge_order=1")
    if np.ndim(f) == 1:
        return owed(g, varargs[0] if len(varargs) == 1 else 1.0, -1)
    if axis is not None and not isinstance(axis, tuple):
        return owed(g, varargs[0] if len(varargs) == 1 else 1.0, axis)
    axes = tuple(range(np.ndim(f))) if axis is None else axis
    total = np.zeros(np.shape(f))
    for position in range(len(axes)):
        if g[position] is not None:
            total = total + owed(g[position], spacing_of(varargs, position), axes[position])
    return total


def spacing_of(varargs: Number, position: int) -> Number:
    """Return the distances of the samples along one of several axes."""
    if len(varargs) == 0:
        return 1.0
    if len(varargs) == 1:
        return varargs[0]
    return varargs[position]


def owed(g: Number, spacing: Number, axis: int) -> Number:
    """Return the transpose of taking slopes along one axis."""
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


def _neighbours(ary: Type, to_end: Type = NONE, to_begin: Type = NONE) -> Type:
    operand = array_like(ary)
    if not isinstance(operand, Array) or size_of(shape_of(operand)) is None or (to_end, to_begin) != (NONE, NONE):
        return UNKNOWN
    return Array(promote(operand), (UNKNOWN_LENGTH,))


@linear("numpy.ediff1d", result=_neighbours)
def ediff1d(g: Number, ary: Number, to_end: Number = None, to_begin: Number = None, *, out: Number) -> Number:
    """Differences of neighbours of all elements in order."""
    if to_end is not None or to_begin is not None:
        raise NotImplementedError("np.ediff1d: only without to_end= and to_begin=")
    return np.reshape(undone(g, -1), np.shape(ary))
