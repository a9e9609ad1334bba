"""Covariances and correlations of samples."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import array_like, promote, rank_of

_TRUE = Literal(True)


def _matrix(m: Type, y: Type = NONE, rowvar: Type = _TRUE, *_others: Type, **_named: Type) -> Type:
    operands = [array_like(t) for t in (m, y) if t != NONE]
    if UNKNOWN in operands or _others or _named.keys() - {"bias", "ddof"}:
        return UNKNOWN
    dtype = promote(*operands, Array("float64", ()))
    return Array(dtype, () if y == NONE and rank_of(m) == 1 else (UNKNOWN_LENGTH,) * 2)


def _unit_products(x: Type, y: Type = NONE, rowvar: Type = _TRUE, **_named: Type) -> Type:
    return UNKNOWN if y == NONE and rank_of(x) != 2 else _matrix(x, y, rowvar, **_named)


def rows_of(m: Number, rowvar: bool) -> Number:
    """Return the variables as rows of a matrix."""
    if np.ndim(m) == 1:
        return np.reshape(m, (1, -1))
    return np.asarray(m) if rowvar else np.transpose(m)


def shaped_like(term: Number, m: Number, rowvar: bool) -> Number:
    """Return rows as they were given."""
    return np.reshape(term, np.shape(m)) if np.ndim(m) == 1 or rowvar else np.transpose(term)


def centred(m: Number, y: Number, rowvar: bool) -> Number:
    """Return all variables as rows, each without its mean."""
    rows = rows_of(m, rowvar)
    if y is not None:
        rows = np.concatenate((rows, rows_of(y, rowvar)), axis=0)
    return rows - np.mean(rows, axis=1, keepdims=True)


def taken_apart(term: Number, m: Number, y: Number, rowvar: bool) -> Number:
    """Return what the variables of ``m`` and of ``y`` get."""
    if y is None:
        return shaped_like(term, m, rowvar), 0.0
    count = np.shape(rows_of(m, rowvar))[0]
    return shaped_like(term[:count], m, rowvar), shaped_like(term[count:], y, rowvar)


def centred_tangent(tangents: Number, m: Number, y: Number, rowvar: bool) -> Number:
    """Return the tangents of the variables, each without its mean."""
    m_dot = np.zeros(np.shape(m)) if tangents[0] is None else tangents[0]
    if y is None:
        return centred(m_dot, None, rowvar)
    return centred(m_dot, np.zeros(np.shape(y)) if tangents[1] is None else tangents[1], rowvar)


def freedom(count: int, bias: bool, ddof: Number) -> Number:
    """Return by what sums over this many samples are divided."""
    if ddof is not None:
        return count - ddof
    return count if bias else count - 1


def cov_forward(
    tangents: Number,
    m: Number,
    y: Number = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: Number = None,
    *,
    out: Number,
) -> Number:
    """Return the sum of the products with the tangent in each place."""
    x, x_dot = centred(m, y, rowvar), centred_tangent(tangents, m, y, rowvar)
    whole = x_dot @ x.T + x @ x_dot.T
    return np.reshape(whole / freedom(np.shape(x)[1], bias, ddof), np.shape(out))


@custom("numpy.cov", result=_matrix, wrt=("m", "y"), forward=cov_forward)
def cov(
    g: Number,
    m: Number,
    y: Number = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: Number = None,
    *,
    out: Number,
) -> Number:
    """Mean products of what variables are off their means."""
    x = centred(m, y, rowvar)
    whole = np.reshape(g, (np.shape(x)[0], np.shape(x)[0]))
    term = (whole + whole.T) @ x / freedom(np.shape(x)[1], bias, ddof)
    return taken_apart(term, m, y, rowvar)


def corrcoef_forward(tangents: Number, x: Number, y: Number = None, rowvar: bool = True, *, out: Number) -> Number:
    """Return the tangents of the products of unit vectors."""
    rows, rows_dot = centred(x, y, rowvar), centred_tangent(tangents, x, y, rowvar)
    length = np.sqrt(np.sum(rows**2, axis=1, keepdims=True))
    unit = rows / length
    unit_dot = (rows_dot - unit * np.sum(unit * rows_dot, axis=1, keepdims=True)) / length
    return np.reshape(unit_dot @ unit.T + unit @ unit_dot.T, np.shape(out))


@custom("numpy.corrcoef", result=_unit_products, wrt=("x", "y"), forward=corrcoef_forward)
def corrcoef(g: Number, x: Number, y: Number = None, rowvar: bool = True, *, out: Number) -> Number:
    """Products of the unit vectors along what variables are off their means."""
    rows = centred(x, y, rowvar)
    length = np.sqrt(np.sum(rows**2, axis=1, keepdims=True))
    unit = rows / length
    whole = np.reshape(g, (np.shape(unit)[0], np.shape(unit)[0]))
    unit_bar = (whole + whole.T) @ unit
    term = (unit_bar - unit * np.sum(unit * unit_bar, axis=1, keepdims=True)) / length
    return taken_apart(term, x, y, rowvar)
