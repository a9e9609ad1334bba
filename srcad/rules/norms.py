"""Norms of vectors and matrices. At the origin the derivative is 0, by convention."""

from __future__ import annotations

import numpy as np

from srcad.ir.types import NONE, UNKNOWN, Literal, Tuple, Type
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
    if ord is None or ord == "fro":
        return euclidean(x, length)
    if ord == "nuc" or isinstance(axis, tuple) or (axis is None and np.ndim(x) == 2):
        return of_matrix(x, ord, axis, length)
    return euclidean(x, length) if ord == 2 else of_vector(x, ord, axis, length)


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


def euclidean(x: Number, length: Number) -> Number:
    """Return ``x / |x|``."""
    return x / np.where(length == 0, 1.0, length)


def of_matrix(x: Number, ord: Number, axis: Number, length: Number) -> Number:
    """Return the gradient of a norm of matrices: of sums of columns or rows, or of singular values."""
    if axis is None or axis == (0, 1):
        return of_last_axes(x, ord, length) if np.ndim(x) == 2 else moved(x, ord, (0, 1), length)
    return moved(x, ord, axis, length)


def moved(x: Number, ord: Number, axis: Number, length: Number) -> Number:
    """Return the gradient of norms of matrices that stand along two axes."""
    last = (-2, -1)
    lengths = length if np.ndim(length) == 0 else np.moveaxis(length, axis, last)
    term = of_last_axes(np.moveaxis(x, axis, last), ord, lengths)
    return np.moveaxis(term, last, axis)


def of_last_axes(x: Number, ord: Number, length: Number) -> Number:
    """Return the gradient of norms of matrices that stand along the last two axes; ties share evenly."""
    if ord == "nuc" or ord == 2 or ord == -2:
        u, s, v = np.linalg.svd(x, full_matrices=False)
        return u @ v if ord == "nuc" else (u * ties_at_end(s, ord)[..., None, :]) @ v
    sums = np.sum(np.abs(x), axis=-2 if abs(ord) == 1 else -1, keepdims=True)
    ties = np.where(sums == length, np.ones_like(sums), 0.0)
    return np.sign(x) * ties / np.sum(ties, axis=(-2, -1), keepdims=True)


def ties_at_end(s: Number, ord: Number) -> Number:
    """Return the shares of the largest singular values, or of the smallest ones for a negative order."""
    chosen = np.max(s, axis=-1, keepdims=True) if ord > 0 else np.min(s, axis=-1, keepdims=True)
    ties = np.where(s == chosen, np.ones_like(s), 0.0)
    return ties / np.sum(ties, axis=-1, keepdims=True)


# --- the same in the spelling of the array API ------------------------------------------------------------------------


def _matrix_norm(x: Type, *, keepdims: Type = _FALSE, ord: Type = NONE) -> Type:
    return _norm(x, ord, Tuple((Literal(-2), Literal(-1))), keepdims)


def _vector_norm(x: Type, *, axis: Type = NONE, keepdims: Type = _FALSE, ord: Type = NONE) -> Type:
    return _norm(x, ord, axis, keepdims)


def matrix_norm_forward(
    tangents: Number, x: Number, *, keepdims: bool = False, ord: Number = "fro", out: Number
) -> Number:
    """Return the part of the tangents along the gradients."""
    return norm_forward(tangents, x, ord, (-2, -1), keepdims, out=out)


@custom("numpy.linalg.matrix_norm", result=_matrix_norm, wrt=("x",), forward=matrix_norm_forward)
def matrix_norm(g: Number, x: Number, *, keepdims: bool = False, ord: Number = "fro", out: Number) -> Number:
    """Norm of matrices that stand along the last two axes."""
    return norm(g, x, ord, (-2, -1), keepdims, out=out)


def vector_norm_forward(
    tangents: Number, x: Number, *, axis: Number = None, keepdims: bool = False, ord: Number = 2, out: Number
) -> Number:
    """Return the part of the tangents along the gradients."""
    slopes = np.conj(of_vectors(x, ord, axis, spread(out, axis, keepdims))) * tangents[0]
    return np.sum(np.real(slopes), axis=axis, keepdims=keepdims)


@custom("numpy.linalg.vector_norm", result=_vector_norm, wrt=("x",), forward=vector_norm_forward)
def vector_norm(
    g: Number, x: Number, *, axis: Number = None, keepdims: bool = False, ord: Number = 2, out: Number
) -> Number:
    """Norm of all elements, or of those along axes, as of a vector."""
    return spread(g, axis, keepdims) * of_vectors(x, ord, axis, spread(out, axis, keepdims))


def of_vectors(x: Number, ord: Number, axis: Number, length: Number) -> Number:
    """Return the gradient of a norm of vectors."""
    return euclidean(x, length) if ord == 2 else of_vector(x, ord, axis, length)
