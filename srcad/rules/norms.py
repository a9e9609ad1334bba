"""Norms of vectors and matrices. At the origin the derivative is 0, by convention."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Literal, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import array_like, float_dtype, promote, real_dtype, reduced_shape, shape_of
from srcad.rules.reductions import spread, total
from srcad.rules.results import number

_FALSE = Literal(False)


def _norm(x: Type, ord: Type = NONE, axis: Type = NONE, keepdims: Type = _FALSE) -> Type:
    operand = array_like(x)
    if operand == UNKNOWN:
        return UNKNOWN
    return number(real_dtype(float_dtype(promote(operand))), reduced_shape(shape_of(operand), axis, keepdims))


def norm_forward(
    tangents: Number, x: Number, ord: Number = None, axis: Number = None, keepdims: bool = False, *, out: Number
) -> Number:
    """Return the part of the tangent along the gradient."""
    slopes = np.conj(partials(x, ord, axis, spread(out, axis, keepdims))) * tangents[0]
    return np.sum(np.real(slopes), axis=axis, keepdims=keepdims)


@custom("numpy.linalg.norm", result=_norm, wrt=("x",), forward=norm_forward)
def norm(
    g: Number, x: Number, ord: Number = None, axis: Number = None, keepdims: bool = False, *, out: Number
) -> Number:
    """Norm of all elements, of vectors along an axis, or of matrices."""
    return spread(g, axis, keepdims) * partials(x, ord, axis, spread(out, axis, keepdims))


def partials(x: Number, ord: Number, axis: Number, length: Number) -> Number:
    """Return the gradient of the norm, where ``length`` is the norm in a shape that broadcasts against ``x``."""
    if ord is None or isinstance(ord, str):
        return euclidean(x, ord, length)
    if isinstance(axis, tuple) or (axis is None and np.ndim(x) == 2):
        return of_matrix(x, ord, axis, length)
    return euclidean(x, None, length) if ord == 2 else of_vector(x, ord, axis, length)


def of_vector(x: Number, ord: Number, axis: Number, length: Number) -> Number:
    """Return the gradient of ``sum(|x| ** ord) ** (1 / ord)``, or of its limits."""
    if ord == 1:
        return np.sign(x)
    if abs(ord) == np.inf:
        ties = np.where(np.abs(x) == length, np.ones_like(x), 0.0)
        return np.sign(x) * ties / total(ties, axis)
    if ord == 0:
        return np.zeros_like(x)
    return np.sign(x) * np.where(length == 0, 0.0, np.abs(x) / np.where(length == 0, 1.0, length)) ** (ord - 1)


def euclidean(x: Number, ord: Number, length: Number) -> Number:
    """Return ``x / |x|``; a text names a norm of matrices."""
    if ord is None or ord == "fro":
        return x / np.where(length == 0, 1.0, length)
    if np.ndim(x) != 2 or ord != "nuc":
        raise NotImplementedError("np.linalg.norm: of these norms only those of one matrix are differentiated")
    u, _, v = np.linalg.svd(x, full_matrices=False)
    return u @ v


def of_matrix(x: Number, ord: Number, axis: Number, length: Number) -> Number:
    """Return the gradient of a norm of one matrix: a largest or smallest sum, or singular value."""
    if np.ndim(x) != 2 or not (axis is None or axis == (0, 1)):
        raise NotImplementedError("np.linalg.norm: of these norms only those of one matrix are differentiated")
    if abs(ord) == 2:
        u, s, v = np.linalg.svd(x, full_matrices=False)
        ties = np.where(s == (np.max(s) if ord > 0 else np.min(s)), np.ones_like(s), 0.0)
        return (u * (ties / np.sum(ties))) @ v
    summed = 0 if abs(ord) == 1 else 1
    sums = np.sum(np.abs(x), axis=summed, keepdims=True)
    ties = np.where(sums == length, np.ones_like(sums), 0.0)
    return np.sign(x) * ties / np.sum(ties)
