"""Diagonals and triangles of matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.lengths import Length, Linear, add, proved_equal, value_of
from srcad.ir.types import NONE, UNKNOWN, Array, Type, integer_value
from srcad.rules.declare import Number, linear
from srcad.rules.dtypes import (
    array_like,
    promote,
    shape_of,
    sum_dtype,
)
from srcad.rules.extents import is_numeric
from srcad.rules.results import number
from srcad.runtime.shapes import scatter

# --- diagonals and triangles ----------------------------------------------------------------------------------------


def _trace(a: Type, offset: Type = NONE, axis1: Type = NONE, axis2: Type = NONE) -> Type:
    shape = shape_of(a)
    if not isinstance(a, Array) or shape is None or len(shape) < 2:
        return UNKNOWN
    if len(shape) > 2 and (axis1 != NONE or axis2 != NONE):
        return Array("", (UNKNOWN_LENGTH,) * (len(shape) - 2))
    return number(sum_dtype(a.dtype), shape[2:])


@linear("numpy.trace", "numpy.ndarray.trace", result=_trace)
def trace(g: Number, a: Number, offset: Number = 0, axis1: Number = 0, axis2: Number = 1, *, out: Number) -> Number:
    """Sum of a diagonal."""
    ones = np.eye(np.shape(a)[axis1], np.shape(a)[axis2], offset)
    if np.ndim(a) == 2:
        return g * ones
    return np.moveaxis(g[..., None, None] * ones, (-2, -1), (axis1, axis2))


def _diag(v: Type, k: Type = NONE) -> Type:
    shape = shape_of(v)
    if not is_numeric(v) or shape is None or len(shape) not in (1, 2):
        return UNKNOWN
    offset = Linear(0) if k == NONE else integer_value(k)
    if len(shape) == 1:
        return Array(promote(array_like(v)), (_longer(shape[0], offset),) * 2)
    return Array(promote(array_like(v)), (_diagonal_length(shape, offset),))


def _longer(length: Length, offset: Length | None) -> Length:
    value = value_of(length)
    if value is None or offset is None or offset.known is None:
        return UNKNOWN_LENGTH
    return add(value, Linear(abs(offset.known)))


def _diagonal_length(shape: Sequence[Length], offset: Length | None) -> Length:
    """Return the length of a diagonal of a matrix: known for a square one, and wherever all lengths are."""
    rows, columns = shape
    if offset is None or offset.known is None:
        return UNKNOWN_LENGTH
    if proved_equal(rows, columns):
        return add(rows, Linear(-abs(offset.known)))
    if rows.known is None or columns.known is None:
        return UNKNOWN_LENGTH
    return Linear(min(rows.known + min(offset.known, 0), columns.known - max(offset.known, 0)))


@linear("numpy.diag", result=_diag, view=True)
def diag(g: Number, v: Number, k: Number = 0, *, out: Number) -> Number:
    """Take or make a diagonal."""
    if np.ndim(v) == 1:
        return np.diag(g, k)
    return on_diagonal(g, k, np.shape(v))


def on_diagonal(g: Number, offset: Number, shape: Number) -> Number:
    """Return zeros with ``g`` on a diagonal of the first two axes."""
    rows = np.arange(np.shape(g)[0])
    columns = rows
    if offset > 0:
        columns = columns + offset
    if offset < 0:
        rows = rows - offset
    return scatter(g, (rows, columns), shape)


def _diagonal(a: Type, offset: Type = NONE, axis1: Type = NONE, axis2: Type = NONE) -> Type:
    if not isinstance(a, Array) or a.shape is None or len(a.shape) < 2:
        return UNKNOWN
    if axis1 != NONE or axis2 != NONE:
        return Array(a.dtype, (UNKNOWN_LENGTH,) * (len(a.shape) - 1))
    length = _diagonal_length(a.shape[:2], Linear(0) if offset == NONE else integer_value(offset))
    return Array(a.dtype, (*a.shape[2:], length))


@linear("numpy.diagonal", "numpy.ndarray.diagonal", result=_diagonal, view=True, can_fail=True)
def diagonal(g: Number, a: Number, offset: Number = 0, axis1: Number = 0, axis2: Number = 1, *, out: Number) -> Number:
    """Take diagonals: the last axis of ``g`` goes back to where it was taken."""
    shape = np.shape(np.moveaxis(a, (axis1, axis2), (0, 1)))
    whole = on_diagonal(np.moveaxis(g, -1, 0), offset, shape)
    return np.moveaxis(whole, (0, 1), (axis1, axis2))


def _triangle(m: Type, k: Type = NONE) -> Type:
    return m if isinstance(m, Array) and m.shape is not None and len(m.shape) > 1 else UNKNOWN


@linear("numpy.tril", result=_triangle)
def tril(g: Number, m: Number, k: Number = 0, *, out: Number) -> Number:
    """Keep the lower triangle."""
    return np.tril(g, k)


@linear("numpy.triu", result=_triangle)
def triu(g: Number, m: Number, k: Number = 0, *, out: Number) -> Number:
    """Keep the upper triangle."""
    return np.triu(g, k)
