"""Products and sums of linear algebra: ``dot``, ``@``, ``einsum`` and their like, diagonals and triangles.

The terms of a product have the axes over which it broadcasts in front; the engine sums them away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from srcad.ir.lengths import ONE, Length, Linear
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Tuple, Type
from srcad.rules.declare import Number, custom, multilinear
from srcad.rules.dtypes import (
    Shape,
    array_like,
    broadcast_lengths,
    broadcast_shapes,
    multiply_lengths,
    promote,
    shape_of,
)
from srcad.rules.extents import is_numeric
from srcad.rules.results import number
from srcad.rules.static import covers
from srcad.runtime.shapes import sum_to
from srcad.runtime.subscripts import (
    contraction,
    explicit,
    gathered,
    is_ambiguous,
    is_spread,
    spread,
    transposed,
)

# --- result types of products ---------------------------------------------------------------------------------------


def _dtype(*operands: Type) -> str:
    """Return the dtype of a product of what the operands are as arrays: Python numbers are not weak here."""
    return promote(*(Array(promote(array_like(t)), shape_of(t)) for t in operands))


def _dot(a: Type, b: Type) -> Type:
    if not (is_numeric(a) and is_numeric(b)):
        return UNKNOWN
    p, q = shape_of(a), shape_of(b)
    if p is None or q is None:
        return UNKNOWN
    if not p or not q:
        return number(_dtype(a, b), p or q)
    return number(_dtype(a, b), (*p[:-1], *q[:-2], *q[-1:]) if len(q) > 1 else p[:-1])


def _matmul(a: Type, b: Type) -> Type:
    p, q = shape_of(a), shape_of(b)
    if not (is_numeric(a) and is_numeric(b)) or not p or not q:
        return UNKNOWN
    rows, columns = p[-2:-1], q[-1:] if len(q) > 1 else ()
    batch = broadcast_shapes(p[:-2], q[:-2])
    return UNKNOWN if batch is None else number(_dtype(a, b), (*batch, *rows, *columns))


def _inner(a: Type, b: Type) -> Type:
    p, q = shape_of(a), shape_of(b)
    if not (is_numeric(a) and is_numeric(b)) or p is None or q is None:
        return UNKNOWN
    return number(_dtype(a, b), (*p[:-1], *q[:-1]) if p and q else p or q)


def _outer(a: Type, b: Type) -> Type:
    if not (is_numeric(a) and is_numeric(b)):
        return UNKNOWN
    return Array(_dtype(a, b), (_size(shape_of(a)), _size(shape_of(b))))


def _size(shape: Shape) -> Length:
    return UNKNOWN_LENGTH if shape is None or len(shape) > 1 else shape[0] if shape else Linear(1)


def _tensordot(a: Type, b: Type, axes: Type = Literal(2)) -> Type:
    p, q, pairs = shape_of(a), shape_of(b), _numbers(axes)
    if not (is_numeric(a) and is_numeric(b)) or p is None or q is None or pairs is None:
        return UNKNOWN
    try:
        terms, output = explicit(contraction(len(p), len(q), pairs))
    except (IndexError, ValueError, ZeroDivisionError):  # NumPy refuses it as well
        return UNKNOWN
    shape = _einsum_shape(terms, output, (p, q))
    return UNKNOWN if shape is None else Array(_dtype(a, b), shape)


def _numbers(t: Type) -> int | tuple[Any, ...] | None:
    """Return the value of an integer or of nested tuples of integers, or None when it is not known."""
    match t:
        case Literal(value=int() as number):
            return number
        case Tuple(items=items):
            numbers = tuple(map(_numbers, items))
            return None if None in numbers else numbers
    return None


def _cross(a: Type, b: Type, *, axis: Type = NONE) -> Type:
    p, q = shape_of(a), shape_of(b)
    if not (is_numeric(a) and is_numeric(b)) or not p or not q:
        return UNKNOWN
    if axis == NONE and p[-1].known == q[-1].known == 2:
        return number(_dtype(a, b), broadcast_shapes(p[:-1], q[:-1]))
    if axis != NONE or p[-1].known != 3 or q[-1].known != 3:
        return UNKNOWN
    return Array(_dtype(a, b), broadcast_shapes(p, q))


def _einsum(subscripts: Type, *operands: Type, optimize: Type = NONE) -> Type:
    shapes = [shape_of(t) for t in operands]
    text = subscripts.value if isinstance(subscripts, Literal) else None
    if not isinstance(text, str) or not all(map(is_numeric, operands)):
        return UNKNOWN
    terms, output = explicit(text)
    found = None if len(terms) != len(shapes) else _einsum_shape(terms, output, shapes)
    if found == () and (optimize not in (NONE, Literal(False)) or not any(shapes)):
        return UNKNOWN  # a NumPy scalar or a 0-d array
    return number(_dtype(*operands), found)


def _einsum_shape(terms: Sequence[str], output: str, shapes: Sequence[Shape]) -> Shape:
    lengths: dict[str, Length] = {}
    dots: Shape = ()
    for term, shape in zip(terms, shapes):
        before, marked, after = term.partition("...")
        if shape is None or len(shape) < len(before + after) or (not marked and len(shape) > len(before)):
            return None
        end = len(shape) - len(after)
        dots = broadcast_shapes(dots, shape[len(before) : end])
        for letter, length in zip(before + after, (*shape[: len(before)], *shape[end:])):
            lengths[letter] = broadcast_lengths(lengths[letter], length) if letter in lengths else length
    before, marked, after = output.partition("...")
    if dots is None or not set(before + after) <= set(lengths):
        return None
    return (*(lengths[s] for s in before), *(dots if marked else ()), *(lengths[s] for s in after))


# --- products -------------------------------------------------------------------------------------------------------


@multilinear("numpy.dot", "numpy.ndarray.dot", result=_dot)
def dot(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Sum over the last axis of ``a`` and the last but one of ``b``."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return g * b, g * a
    if np.ndim(a) <= 2 and np.ndim(b) <= 2:
        return product_terms(g, a, b)
    if np.ndim(b) == 1:
        return g[..., None] * b, np.tensordot(np.moveaxis(a, -1, 0), g, np.ndim(a) - 1)
    columns = np.moveaxis(b, -2, -1)
    first = np.tensordot(g, columns, np.ndim(b) - 1)
    return first, np.moveaxis(np.tensordot(np.moveaxis(a, -1, 0), g, np.ndim(a) - 1), 0, -2)


def product_terms(g: Number, a: Number, b: Number) -> Number:
    """Return the terms of the product of two vectors or matrices."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * b, g * a
    if np.ndim(b) == 1:
        return np.outer(g, b), a.T @ g
    if np.ndim(a) == 1:
        return b @ g, np.outer(a, g)
    return g @ b.T, a.T @ g


@multilinear("numpy.matmul", "numpy.linalg.matmul", "operator.matmul", result=_matmul)
def matmul(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Multiply matrices, over any axes in front."""
    if np.ndim(a) <= 2 and np.ndim(b) <= 2:
        return product_terms(g, a, b)
    if np.ndim(b) == 1:
        return g[..., None] * b, (np.swapaxes(a, -1, -2) @ g[..., None])[..., 0]
    if np.ndim(a) == 1:
        return (b @ g[..., None])[..., 0], a[:, None] * g[..., None, :]
    if np.ndim(b) == 2:
        rows = math.prod(np.shape(a)[:-1])  # one large product is quicker than the sum of many small ones
        second = np.reshape(a, (rows, np.shape(b)[0])).T @ np.reshape(g, (rows, np.shape(b)[1]))
        return g @ b.T.copy(), second  # BLAS is slow with many small products by a transposed factor
    return g @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ g


@multilinear("numpy.inner", result=_inner)
def inner(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Sum over the last axis of both."""
    if np.ndim(a) == 0 or np.ndim(b) == 0 or (np.ndim(a) == 1 and np.ndim(b) == 1):
        return g * b, g * a
    if np.ndim(a) == 2 and np.ndim(b) == 2:
        return g @ b, g.T @ a
    first = np.tensordot(g, b, np.ndim(b) - 1)
    return first, np.moveaxis(np.tensordot(np.moveaxis(a, -1, 0), g, np.ndim(a) - 1), 0, -1)


@multilinear("numpy.outer", "numpy.linalg.outer", result=_outer)
def outer(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Multiply each element of ``a`` with each of ``b``."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g @ b, a @ g
    return np.reshape(g @ np.ravel(b), np.shape(a)), np.reshape(np.ravel(a) @ g, np.shape(b))


@multilinear("numpy.tensordot", "numpy.linalg.tensordot", result=_tensordot, wrt=("a", "b"))
def tensordot(g: Number, a: Number, b: Number, axes: Number = 2, *, out: Number) -> Number:
    """Sum over pairs of axes."""
    subscripts = contraction(np.ndim(a), np.ndim(b), axes)
    first = np.einsum(transposed(subscripts, 0), g, b, optimize=True)
    return first, np.einsum(transposed(subscripts, 1), g, a, optimize=True)


@multilinear("numpy.cross", "numpy.linalg.cross", result=_cross)
def cross(g: Number, a: Number, b: Number, *, axis: Number = None, out: Number) -> Number:
    """``g · (a × b) = a · (b × g) = b · (g × a)``; of vectors of length 2, ``g * (a[0] * b[1] - a[1] * b[0])``."""
    if np.ndim(g) < np.ndim(a) or np.ndim(g) < np.ndim(b):
        if axis is not None:
            raise NotImplementedError("np.cross of vectors of length 2 along an axis: move the axis to the end")
        share = np.asarray(g)[..., None]
        return share * turned(b), -share * turned(a)
    if axis is None:
        return np.cross(b, g), np.cross(g, a)
    return np.cross(b, g, axis=axis), np.cross(g, a, axis=axis)


def _kron(a: Type, b: Type) -> Type:
    p, q = shape_of(a), shape_of(b)
    if not (is_numeric(a) and is_numeric(b)) or not p or not q:
        return UNKNOWN
    rank = max(len(p), len(q))
    padded = [(*(ONE,) * (rank - len(shape)), *shape) for shape in (p, q)]
    return Array(_dtype(a, b), tuple(map(multiply_lengths, *padded)))


@multilinear("numpy.kron", result=_kron)
def kron(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Kronecker product: a block for each element of ``a``."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return g * b, g * a
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        blocks = np.reshape(g, (np.size(a), np.size(b)))
        return blocks @ b, a @ blocks
    if np.ndim(a) > 2 or np.ndim(b) > 2:
        return kron_terms(g, a, b)
    p, q = np.atleast_2d(a), np.atleast_2d(b)
    blocks = np.reshape(g, (np.shape(p)[0], np.shape(q)[0], np.shape(p)[1], np.shape(q)[1]))
    first, second = np.einsum("ijkl,jl->ik", blocks, q), np.einsum("ijkl,ik->jl", blocks, p)
    return np.reshape(first, np.shape(a)), np.reshape(second, np.shape(b))


def kron_terms(g: Number, a: Number, b: Number) -> Number:
    """Return the terms of a Kronecker product of arrays of any ranks: sums over the other's part of each axis."""
    rank = np.ndim(g)
    p = np.reshape(a, (*(1,) * (rank - np.ndim(a)), *np.shape(a)))
    q = np.reshape(b, (*(1,) * (rank - np.ndim(b)), *np.shape(b)))
    blocks = np.reshape(g, np.ravel(np.stack((np.shape(p), np.shape(q)), axis=1)))
    own, other = list(range(0, 2 * rank, 2)), list(range(1, 2 * rank, 2))
    first = np.tensordot(blocks, q, (other, list(range(rank))))
    second = np.tensordot(blocks, p, (own, list(range(rank))))
    return np.reshape(first, np.shape(a)), np.reshape(second, np.shape(b))


def vdot_forward(tangents: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Return the tangent of a product."""
    first = 0.0 if tangents[0] is None else np.vdot(tangents[0], b)
    return first if tangents[1] is None else first + np.vdot(a, tangents[1])


@custom("numpy.vdot", result=lambda a, b: number(_dtype(a, b), ()), forward=vdot_forward, real=True)
def vdot(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Sum of the products of all elements (real)."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * b, g * a
    return np.reshape(g * np.ravel(b), np.shape(a)), np.reshape(g * np.ravel(a), np.shape(b))


def _vecdot(x1: Type, x2: Type) -> Type:
    p, q = shape_of(x1), shape_of(x2)
    if not (is_numeric(x1) and is_numeric(x2)) or not p or not q:
        return UNKNOWN
    return number(_dtype(x1, x2), broadcast_shapes(p[:-1], q[:-1]))


def vecdot_forward(tangents: Number, x1: Number, x2: Number, *, out: Number) -> Number:
    """Return the tangent of a product."""
    first = 0.0 if tangents[0] is None else np.sum(tangents[0] * x2, axis=-1)
    return first if tangents[1] is None else first + np.sum(x1 * tangents[1], axis=-1)


@custom("numpy.vecdot", "numpy.linalg.vecdot", result=_vecdot, forward=vecdot_forward, real=True)
def vecdot(g: Number, x1: Number, x2: Number, *, out: Number) -> Number:
    """Sum of the products along the last axis (real)."""
    share = np.asarray(g)[..., None]
    return share * x2, share * x1


def _matvec(x1: Type, x2: Type) -> Type:
    p, q = shape_of(x1), shape_of(x2)
    if not (is_numeric(x1) and is_numeric(x2)) or p is None or len(p) < 2 or not q:
        return UNKNOWN
    batch = broadcast_shapes(p[:-2], q[:-1])
    return UNKNOWN if batch is None else number(_dtype(x1, x2), (*batch, p[-2]))


@multilinear("numpy.matvec", result=_matvec)
def matvec(g: Number, x1: Number, x2: Number, *, out: Number) -> Number:
    """Multiply matrices by vectors."""
    return g[..., :, None] * x2[..., None, :], (np.swapaxes(x1, -1, -2) @ g[..., None])[..., 0]


def _vecmat(x1: Type, x2: Type) -> Type:
    p, q = shape_of(x1), shape_of(x2)
    if not (is_numeric(x1) and is_numeric(x2)) or q is None or len(q) < 2 or not p:
        return UNKNOWN
    batch = broadcast_shapes(p[:-1], q[:-2])
    return UNKNOWN if batch is None else number(_dtype(x1, x2), (*batch, q[-1]))


def vecmat_forward(tangents: Number, x1: Number, x2: Number, *, out: Number) -> Number:
    """Return the tangent of a product."""
    first = 0.0 if tangents[0] is None else np.vecmat(tangents[0], x2)
    return first if tangents[1] is None else first + np.vecmat(x1, tangents[1])


@custom("numpy.vecmat", result=_vecmat, forward=vecmat_forward, real=True)
def vecmat(g: Number, x1: Number, x2: Number, *, out: Number) -> Number:
    """Multiply vectors by matrices (real)."""
    return (x2 @ g[..., None])[..., 0], x1[..., :, None] * g[..., None, :]


def turned(vectors: Number) -> Number:
    """Return vectors of length 2 turned clockwise by a right angle."""
    return np.stack((vectors[..., 1], -vectors[..., 0]), axis=-1)


# --- einsum ---------------------------------------------------------------------------------------------------------


@multilinear("numpy.einsum", result=_einsum, wrt=("*operands",))
def einsum(g: Number, subscripts: Number, *operands: Number, optimize: Number = False, out: Number) -> Number:
    """Sum of products by index: the term of each operand is an ``einsum`` of ``g`` and the others."""
    if not isinstance(subscripts, str) or is_ambiguous(subscripts):
        raise NotImplementedError("np.einsum: write the subscripts as a text, with '...' in front")
    terms: tuple[Number, ...] = ()
    i = 0
    for a in operands:
        terms = (*terms, einsum_term(g, subscripts, i, a, *operands[:i], *operands[i + 1 :]))
        i = i + 1
    return terms


def einsum_term(g: Number, subscripts: str, position: int, operand: Number, *others: Number) -> Number:
    """Return the term of the operand at one position."""
    reached = np.einsum(transposed(subscripts, position), g, *others)
    if is_spread(subscripts, position):
        return spread(reached, gathered(subscripts, position), np.shape(operand))
    return reached if covers(reached, operand) else sum_to(reached, np.shape(operand))
