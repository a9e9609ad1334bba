"""Singular values and vectors, and what rests on them: pseudo-inverses, least squares, condition numbers.

The terms of singular values follow Giles 2008, §3.2; those of singular vectors J. Townsend, *Differentiating the
singular value decomposition* (2016); those of pseudo-inverses G. H. Golub and V. Pereyra, *The differentiation of
pseudo-inverses and nonlinear least squares problems whose variables separate* (1973).
"""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, Literal, Scalar, Tuple, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import shape_of
from srcad.rules.linalg import floating, matrices, transposed
from srcad.rules.norms import partials
from srcad.rules.results import number

_FALSE, _TRUE, _RANK = Literal(False), Literal(True), Scalar("int", "numpy", "int32")

# --- singular values and vectors --------------------------------------------------------------------------------------


def svdvals_forward(tangents: Number, x: Number, *, out: Number) -> Number:
    """Giles 2008, §3.2."""
    u, _, v = np.linalg.svd(x, full_matrices=False)
    return np.diagonal(transposed(u) @ tangents[0] @ transposed(v), 0, -2, -1)


def _singular(a: Type, full_matrices: Type = _TRUE, compute_uv: Type = _TRUE, *, hermitian: Type = _FALSE) -> Type:
    shape = matrices(a)
    if shape is None or compute_uv not in (_TRUE, _FALSE) or hermitian != _FALSE:
        return UNKNOWN
    dtype, more = floating(a), (UNKNOWN_LENGTH,) * 2
    values = Array(dtype, (*shape[:-2], UNKNOWN_LENGTH))
    if compute_uv == _FALSE:
        return values
    return Tuple(
        (Array(dtype, (*shape[:-2], *more)), values, Array(dtype, (*shape[:-2], *more))),
        "numpy.linalg.SVDResult",
        ("U", "S", "Vh"),
    )


def _singular_values(x: Type) -> Type:
    return _singular(x, compute_uv=_FALSE)


@custom("numpy.linalg.svdvals", result=_singular_values, forward=svdvals_forward, can_fail=True, real=True)
def svdvals(g: Number, x: Number, *, out: Number) -> Number:
    """Singular values (Giles 2008, §3.2)."""
    u, _, v = np.linalg.svd(x, full_matrices=False)
    return (u * g[..., None, :]) @ v


def differences_of_squares(s: Number) -> Number:
    """Return ``1 / (s_j**2 - s_i**2)``, with 0 on the diagonal; infinite for singular values that are equal."""
    squares = s**2
    distance = squares[..., None, :] - squares[..., :, None]
    return 1.0 / np.where(np.eye(np.shape(s)[-1]) == 1, np.inf, distance)


def svd_forward(
    tangents: Number, a: Number, full_matrices: Number = True, compute_uv: Number = True, *, out: Number
) -> Number:
    """Townsend 2016, (16) to (18)."""
    if not compute_uv:
        return svdvals_forward(tangents, a, out=out)
    u, s, vt = out
    check_thin(a, full_matrices)
    v, gap = transposed(vt), differences_of_squares(s)
    inner = transposed(u) @ tangents[0] @ v
    left = inner * s[..., None, :] + s[..., :, None] * transposed(inner)
    right = s[..., :, None] * inner + transposed(inner) * s[..., None, :]
    outside = tangents[0] - u @ inner @ vt
    u_dot = u @ (gap * left) + outside @ v / s[..., None, :]
    v_dot = v @ (gap * right) + transposed(outside) @ u / s[..., None, :]
    return u_dot, np.diagonal(inner, 0, -2, -1), transposed(v_dot)


@custom("numpy.linalg.svd", result=_singular, forward=svd_forward, wrt=("a",), can_fail=True, real=True)
def svd(g: Number, a: Number, full_matrices: Number = True, compute_uv: Number = True, *, out: Number) -> Number:
    """Singular values and vectors (Giles 2008, §3.2; Townsend 2016, (19) and (20))."""
    if not compute_uv:
        return svdvals(g, a, out=out)
    if g[0] is None and g[2] is None:
        return svdvals(g[1], a, out=out[1])
    u, s, vt = out
    check_thin(a, full_matrices)
    gap, inner, outside = differences_of_squares(s), 0.0, 0.0
    if g[1] is not None:
        inner = inner + np.eye(np.shape(s)[-1]) * g[1][..., None, :]
    if g[0] is not None:
        left = transposed(u) @ g[0]
        inner = inner + gap * (left - transposed(left)) * s[..., None, :]
        outside = outside + (g[0] - u @ left) / s[..., None, :] @ vt
    if g[2] is not None:
        right = vt @ transposed(g[2])
        inner = inner + s[..., :, None] * (gap * (right - transposed(right)))
        outside = outside + u / s[..., None, :] @ (g[2] - transposed(right) @ vt)
    return u @ inner @ vt + outside


def check_thin(a: Number, full_matrices: bool) -> None:
    """Refuse singular vectors that stand for no singular value: they are arbitrary."""
    if full_matrices and np.shape(a)[-1] != np.shape(a)[-2]:
        raise NotImplementedError("np.linalg.svd: the derivative of all vectors is not known: use full_matrices=False")


# --- pseudo-inverses --------------------------------------------------------------------------------------------------


def _pseudo(a: Type, rcond: Type = NONE) -> Type:
    shape = matrices(a)
    return UNKNOWN if shape is None else Array(floating(a), (*shape[:-2], shape[-1], shape[-2]))


def pinv_forward(tangents: Number, a: Number, rcond: Number = None, *, out: Number) -> Number:
    """Golub and Pereyra 1973, (4.12)."""
    a_dot, rows = tangents[0], transposed(tangents[0])
    left, right = a @ out, out @ a
    square = out @ transposed(out)
    other = transposed(out) @ out
    return -out @ a_dot @ out + square @ rows @ (unit_like(left) - left) + (unit_like(right) - right) @ rows @ other


@custom("numpy.linalg.pinv", result=_pseudo, wrt=("a",), forward=pinv_forward, can_fail=True, real=True)
def pinv(g: Number, a: Number, rcond: Number = None, *, out: Number) -> Number:
    """Pseudo-inverse of a matrix whose rank stays (Golub and Pereyra 1973, (4.12))."""
    return pseudo_term(g, a, out)


def pseudo_term(g: Number, a: Number, inverse: Number) -> Number:
    """Return what a matrix gets from its pseudo-inverse."""
    columns, rows = transposed(inverse), transposed(g)
    left, right = a @ inverse, inverse @ a
    term = (unit_like(left) - left) @ rows @ inverse @ columns + columns @ inverse @ rows @ (unit_like(right) - right)
    return term - columns @ g @ columns


def unit_like(a: Number) -> Number:
    """Return the unit matrix of the size of ``a``."""
    return np.eye(np.shape(a)[-1])


def _fitted(a: Type, b: Type, rcond: Type = NONE) -> Type:
    p, q = matrices(a), shape_of(b)
    if p is None or len(p) != 2 or not q:
        return UNKNOWN
    dtype = floating(a, b)
    vector = Array(dtype, (UNKNOWN_LENGTH,))
    return Tuple((Array(dtype, (p[1], *q[1:])), vector, _RANK, vector))


def lstsq_forward(tangents: Number, a: Number, b: Number, rcond: Number = None, *, out: Number) -> Number:
    """Return the tangents of the product with the pseudo-inverse, of the residuals and of the singular values."""
    x, residuals, _, values = out
    inverse = np.linalg.pinv(a)
    a_dot = np.zeros(np.shape(a)) if tangents[0] is None else tangents[0]
    b_dot = np.zeros(np.shape(b)) if tangents[1] is None else tangents[1]
    x_dot = pinv_forward((a_dot,), a, out=inverse) @ b + inverse @ b_dot
    off = np.reshape(2.0 * (b - a @ x) * (b_dot - a_dot @ x), (np.shape(b)[0], -1))
    residuals_dot = np.sum(off, axis=0) if np.size(residuals) > 0 else residuals
    return x_dot, residuals_dot, 0.0, svdvals_forward((a_dot,), a, out=values)


@custom("numpy.linalg.lstsq", result=_fitted, wrt=("a", "b"), forward=lstsq_forward, can_fail=True, real=True)
def lstsq(g: Number, a: Number, b: Number, rcond: Number = None, *, out: Number) -> Number:
    """Least squares: the product with the pseudo-inverse of a matrix whose rank stays."""
    x, residuals, _, values = out
    a_term, b_term = np.zeros(np.shape(a)), np.zeros(np.shape(b))
    if g[0] is not None:
        inverse = np.linalg.pinv(a)
        columns = np.reshape(b, (np.shape(b)[0], -1))
        a_term = a_term + pseudo_term(np.reshape(g[0], (np.shape(a)[1], -1)) @ columns.T, a, inverse)
        b_term = b_term + inverse.T @ g[0]
    if g[1] is not None and np.size(residuals) > 0:
        off = 2.0 * (b - a @ x) * (g[1] if np.ndim(b) == 2 else g[1][0])
        count = np.shape(a)[0]
        a_term = a_term - np.reshape(off, (count, -1)) @ np.reshape(x, (np.shape(a)[1], -1)).T
        b_term = b_term + off
    if g[3] is not None:
        a_term = a_term + svdvals(g[3], a, out=values)
    return a_term, b_term


# --- condition numbers ------------------------------------------------------------------------------------------------


def _ratio(x: Type, p: Type = NONE) -> Type:
    shape = matrices(x)
    return UNKNOWN if shape is None else number(floating(x), shape[:-2])


def cond_forward(tangents: Number, x: Number, p: Number = None, *, out: Number) -> Number:
    """Return the sum of the products of the tangent and the gradient."""
    return np.sum(tangents[0] * cond(np.ones_like(out), x, p, out=out), axis=(-2, -1))


@custom("numpy.linalg.cond", result=_ratio, wrt=("x",), forward=cond_forward, can_fail=True, real=True)
def cond(g: Number, x: Number, p: Number = None, *, out: Number) -> Number:
    """Divide the largest singular value by the smallest one, or multiply the norms of a matrix and its inverse."""
    scale = np.asarray(g)[..., None, None]
    if p is None or p == 2:
        return scale * ratio_of_ends(x, np.asarray(out)[..., None, None])
    if p == -2:
        return -scale * np.asarray(out**2)[..., None, None] * ratio_of_ends(x, np.asarray(1.0 / out)[..., None, None])
    inverse = np.linalg.inv(x)
    length = np.linalg.norm(x, p, (-2, -1), True)
    other = np.linalg.norm(inverse, p, (-2, -1), True)
    columns = transposed(inverse)
    back = columns @ partials(inverse, p, (-2, -1), other) @ columns
    return scale * (other * partials(x, p, (-2, -1), length) - length * back)


def ratio_of_ends(x: Number, ratio: Number) -> Number:
    """Return the gradient of the largest singular value over the smallest one."""
    u, s, v = np.linalg.svd(x, full_matrices=False)
    first = u[..., :, :1] @ v[..., :1, :] - u[..., :, -1:] @ v[..., -1:, :] * ratio
    return first / s[..., -1:, None]
