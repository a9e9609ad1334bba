"""Linear algebra: inverses, solutions, determinants, factors and spectra of matrices and stacks of them.

The terms follow M. B. Giles, *Collected matrix derivative results for forward and reverse mode algorithmic
differentiation* (2008); the section of each is named. NumPy reads one triangle of a symmetric matrix: the term stands
in that triangle alone, so that it is the derivative of what the program does.
"""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import UNKNOWN, Array, Literal, Tuple, Type
from srcad.rules.declare import Number, custom
from srcad.rules.dtypes import Shape, array_like, broadcast_shapes, promote, shape_of
from srcad.rules.results import apply_ufunc, number

_LOWER, _FALSE, _REDUCED = Literal("L"), Literal(False), Literal("reduced")

# --- result types -----------------------------------------------------------------------------------------------------


def floating(*operands: Type) -> str:
    """Return the dtype in which LAPACK computes: that of a quotient."""
    arrays = [Array(promote(array_like(t)), ()) for t in operands]
    found = apply_ufunc("divide", *arrays, *arrays[:1] * (2 - len(arrays)))
    return promote(found) if found != UNKNOWN else ""


def matrices(a: Type) -> Shape:
    """Return the shape of matrices, or None for what is not known to be some."""
    shape = shape_of(a) if isinstance(a, Array) else None
    return shape if shape is not None and len(shape) > 1 else None


def _inverse(a: Type) -> Type:
    shape = matrices(a)
    return UNKNOWN if shape is None else Array(floating(a), shape)


def _solution(a: Type, b: Type) -> Type:
    p, q = matrices(a), shape_of(b)
    if p is None or not q:
        return UNKNOWN
    if len(q) == 1:
        return Array(floating(a, b), (*p[:-2], q[0]))
    batch = broadcast_shapes(p[:-2], q[:-2])
    return UNKNOWN if batch is None else Array(floating(a, b), (*batch, p[-1], q[-1]))


def _determinant(a: Type) -> Type:
    shape = matrices(a)
    return UNKNOWN if shape is None else number(floating(a), shape[:-2])


def _sign_and_logarithm(a: Type) -> Type:
    return Tuple((_determinant(a),) * 2, "numpy.linalg.SlogdetResult", ("sign", "logabsdet"))


def _factor(a: Type, *, upper: Type = _FALSE) -> Type:
    return _inverse(a)


def _values(a: Type, UPLO: Type = _LOWER) -> Type:
    shape = matrices(a)
    return UNKNOWN if shape is None else Array(floating(a), shape[:-1])


def _values_and_vectors(a: Type, UPLO: Type = _LOWER) -> Type:
    return Tuple((_values(a), _inverse(a)), "numpy.linalg.EighResult", ("eigenvalues", "eigenvectors"))


def _of_matrix(a: Type, n: Type) -> Type:
    return UNKNOWN


# --- transposes and triangles -----------------------------------------------------------------------------------------


def transposed(a: Number) -> Number:
    """Return the transpose of each matrix."""
    return a.T if np.ndim(a) == 2 else np.swapaxes(a, -1, -2)


def per_matrix(numbers: Number, a: Number) -> Number:
    """Return one number for each matrix, in a shape that broadcasts against the matrices."""
    return numbers if np.ndim(a) == 2 else numbers[..., None, None]


def triangle_of(symmetric: Number, upper: Number) -> Number:
    """Return the derivative for the one triangle that is read, from that for a symmetric matrix."""
    both = symmetric + transposed(symmetric) - diagonal_of(symmetric)
    return np.triu(both) if upper else np.tril(both)


def diagonal_of(a: Number) -> Number:
    """Return the matrix without what is not on its diagonal."""
    return np.tril(np.triu(a))


# --- inverses and solutions -------------------------------------------------------------------------------------------


def inv_forward(tangents: Number, a: Number, *, out: Number) -> Number:
    """Giles 2008, §2.2.3."""
    return -out @ tangents[0] @ out


@custom("numpy.linalg.inv", result=_inverse, forward=inv_forward, can_fail=True)
def inv(g: Number, a: Number, *, out: Number) -> Number:
    """Invert (Giles 2008, §2.2.3)."""
    columns = transposed(out)
    return -columns @ g @ columns


def solve_forward(tangents: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Giles 2008, §2.3.1."""
    a_dot, b_dot = tangents
    right = np.zeros_like(out) if b_dot is None else b_dot
    if a_dot is None:
        return np.linalg.solve(a, right)
    if np.ndim(b) == 1:
        return np.linalg.solve(a, (right - (a_dot @ out[..., None])[..., 0])[..., None])[..., 0]
    return np.linalg.solve(a, right - a_dot @ out)


@custom("numpy.linalg.solve", result=_solution, forward=solve_forward, can_fail=True)
def solve(g: Number, a: Number, b: Number, *, out: Number) -> Number:
    """Solve ``a @ x = b`` (Giles 2008, §2.3.1)."""
    if np.ndim(b) == 1 and np.ndim(a) == 2:
        b_term = np.linalg.solve(a.T, g)
        return -np.outer(b_term, out), b_term
    if np.ndim(b) == 1:
        b_term = np.linalg.solve(transposed(a), g[..., None])[..., 0]
        return -b_term[..., None] * out[..., None, :], b_term
    b_term = np.linalg.solve(transposed(a), g)
    return -b_term @ transposed(out), b_term


def matrix_power_forward(tangents: Number, a: Number, n: int, *, out: Number) -> Number:
    """Return the sum of the products with the tangent in each place."""
    base = np.linalg.inv(a) if n < 0 else a
    slope = -base @ tangents[0] @ base if n < 0 else tangents[0]
    total = np.zeros_like(out)
    for i in range(abs(n)):
        total = total + np.linalg.matrix_power(base, i) @ slope @ np.linalg.matrix_power(base, abs(n) - 1 - i)
    return total


@custom("numpy.linalg.matrix_power", result=_of_matrix, wrt=("a",), forward=matrix_power_forward, can_fail=True)
def matrix_power(g: Number, a: Number, n: int, *, out: Number) -> Number:
    """Multiply a matrix with itself; a negative power is one of the inverse."""
    base = transposed(np.linalg.inv(a)) if n < 0 else transposed(a)
    term = np.zeros_like(out)
    for i in range(abs(n)):
        term = term + np.linalg.matrix_power(base, i) @ g @ np.linalg.matrix_power(base, abs(n) - 1 - i)
    return -base @ term @ base if n < 0 else term


# --- determinants -----------------------------------------------------------------------------------------------------


def cofactors(a: Number, determinant: Number) -> Number:
    """Return the partial derivatives of the determinant; those of singular matrices one by one.

    Each is the determinant with a row of the matrix replaced by one of the unit matrix.
    """
    if np.all(determinant != 0):
        return per_matrix(determinant, a) * transposed(np.linalg.inv(a))
    unit = np.eye(np.shape(a)[-1])
    return np.linalg.det(np.where(unit[:, None, :, None] == 1, unit[:, None, :], a[..., None, None, :, :]))


def det_forward(tangents: Number, a: Number, *, out: Number) -> Number:
    """Giles 2008, §2.2.4."""
    return np.sum(cofactors(a, out) * tangents[0], axis=(-2, -1))


@custom("numpy.linalg.det", result=_determinant, forward=det_forward)
def det(g: Number, a: Number, *, out: Number) -> Number:
    """Take the determinant (Giles 2008, §2.2.4)."""
    return per_matrix(g, a) * cofactors(a, out)


def slogdet_forward(tangents: Number, a: Number, *, out: Number) -> Number:
    """Giles 2008, §2.2.4: the trace of ``inv(a) @ a_dot``."""
    slope = np.sum(inverse_or_nan(a, out[0]) * transposed(tangents[0]), axis=(-2, -1))
    return np.zeros_like(out[0]), slope


@custom("numpy.linalg.slogdet", result=_sign_and_logarithm, forward=slogdet_forward, real=True)
def slogdet(g: Number, a: Number, *, out: Number) -> Number:
    """Sign and logarithm of a determinant (Giles 2008, §2.2.4); the sign is constant."""
    if g[1] is None:
        return np.zeros_like(a)
    return per_matrix(g[1], a) * transposed(inverse_or_nan(a, out[0]))


def inverse_or_nan(a: Number, sign: Number) -> Number:
    """Return the inverse, which the logarithm of the determinant has no derivative without."""
    return np.linalg.inv(a) if np.all(sign != 0) else np.full_like(a, np.nan)


# --- factors ----------------------------------------------------------------------------------------------------------


def halved_triangle(a: Number) -> Number:
    """Return the lower triangle with half the diagonal."""
    return np.tril(a) - 0.5 * diagonal_of(a)


def cholesky_forward(tangents: Number, a: Number, *, upper: bool = False, out: Number) -> Number:
    """Return ``L @ halved_triangle(inv(L) @ a_dot @ inv(L).T)`` (Giles 2008, §2.2.1; Murray 2016)."""
    lower = transposed(out) if upper else out
    read = np.triu(tangents[0]) if upper else np.tril(tangents[0])
    whole = read + transposed(read) - diagonal_of(read)
    inverse = np.linalg.inv(lower)
    slope = lower @ halved_triangle(inverse @ whole @ transposed(inverse))
    return transposed(slope) if upper else slope


@custom("numpy.linalg.cholesky", result=_factor, forward=cholesky_forward, wrt=("a",), can_fail=True, real=True)
def cholesky(g: Number, a: Number, *, upper: bool = False, out: Number) -> Number:
    """Triangular factor of a positive definite matrix (Giles 2008, §2.2.1; I. Murray, arXiv:1602.07527)."""
    lower = transposed(out) if upper else out
    lower_bar = transposed(g) if upper else g
    inverse = np.linalg.inv(lower)
    inner = halved_triangle(transposed(lower) @ lower_bar)
    whole = transposed(inverse) @ inner @ inverse
    return triangle_of(0.5 * (whole + transposed(whole)), upper)


def _orthogonal(a: Type, mode: Type = _REDUCED) -> Type:
    shape = matrices(a)
    if shape is None or mode not in (_REDUCED, Literal("r")):
        return UNKNOWN
    dtype, both = floating(a), (UNKNOWN_LENGTH,) * 2
    if mode == Literal("r"):
        return Array(dtype, (*shape[:-2], *both))
    return Tuple((Array(dtype, (*shape[:-2], *both)),) * 2, "numpy.linalg.QRResult", ("Q", "R"))


def qr_forward(tangents: Number, a: Number, mode: str = "reduced", *, out: Number) -> Number:
    """Seeger et al., arXiv:1710.08717, §4; columns beyond a square are what the factors make of them."""
    q, r = np.linalg.qr(a) if mode == "r" else out
    count = np.shape(q)[-1]
    inverse = np.linalg.inv(r[..., :, :count])
    slope = tangents[0][..., :, :count] @ inverse
    inner = transposed(q) @ slope
    skew = np.tril(inner, -1) - transposed(np.tril(inner, -1))
    q_dot = slope - q @ inner + q @ skew
    r_dot = transposed(q_dot) @ a + transposed(q) @ tangents[0]
    return r_dot if mode == "r" else (q_dot, r_dot)


@custom("numpy.linalg.qr", result=_orthogonal, forward=qr_forward, wrt=("a",), can_fail=True, real=True)
def qr(g: Number, a: Number, mode: str = "reduced", *, out: Number) -> Number:
    """Orthogonal and triangular factor (Seeger et al., arXiv:1710.08717, §4)."""
    if mode == "r":
        return qr_term(None, g, a, np.linalg.qr(a))
    if mode != "reduced":
        raise NotImplementedError("np.linalg.qr: only with mode='reduced' or 'r'")
    return qr_term(g[0], g[1], a, out)


def qr_term(g_q: Number, g_r: Number, a: Number, factors: Number) -> Number:
    """Return what a matrix gets from its two factors."""
    q, r = factors
    count = np.shape(q)[-1]
    q_bar = np.zeros_like(q) if g_q is None else g_q
    r_bar = np.zeros_like(r) if g_r is None else g_r
    square, rest = r[..., :, :count], r_bar[..., :, count:]
    q_bar = q_bar + a[..., :, count:] @ transposed(rest)
    inner = square @ transposed(r_bar[..., :, :count]) - transposed(q_bar) @ q
    whole = np.tril(inner) + transposed(np.tril(inner, -1))
    term = transposed(np.linalg.solve(square, transposed(q_bar + q @ whole)))
    return np.concatenate((term, q @ rest), axis=-1)


# --- spectra ----------------------------------------------------------------------------------------------------------


def gaps(values: Number) -> Number:
    """Return ``1 / (w_j - w_i)``, with 0 on the diagonal; infinite for eigenvalues that are equal."""
    distance = values[..., None, :] - values[..., :, None]
    return 1.0 / np.where(np.eye(np.shape(values)[-1]) == 1, np.inf, distance)


def symmetric_tangent(a_dot: Number, upper: Number) -> Number:
    """Return the tangent of the symmetric matrix that is read from one triangle."""
    read = np.triu(a_dot) if upper else np.tril(a_dot)
    return read + transposed(read) - diagonal_of(read)


def eigh_forward(tangents: Number, a: Number, UPLO: Number = "L", *, out: Number) -> Number:
    """Giles 2008, §3.1."""
    values, vectors = out
    inner = transposed(vectors) @ symmetric_tangent(tangents[0], UPLO in ("U", "u")) @ vectors
    return np.diagonal(inner, 0, -2, -1), vectors @ (gaps(values) * inner)


@custom("numpy.linalg.eigh", result=_values_and_vectors, forward=eigh_forward, wrt=("a",), can_fail=True, real=True)
def eigh(g: Number, a: Number, UPLO: Number = "L", *, out: Number) -> Number:
    """Eigenvalues and eigenvectors of a symmetric matrix (Giles 2008, §3.1)."""
    values, vectors = out
    rows = transposed(vectors)
    whole = np.zeros_like(a)
    if g[0] is not None:
        whole = whole + (vectors * g[0][..., None, :]) @ rows
    if g[1] is not None:
        whole = whole + vectors @ (gaps(values) * (rows @ g[1])) @ rows
    return triangle_of(0.5 * (whole + transposed(whole)), UPLO in ("U", "u"))


def eigvalsh_forward(
    tangents: Number,
    a: Number,
    UPLO: Number = "L",
    *,
    out: Number,
) -> Number:
    """Giles 2008, §3.1."""
    _, vectors = np.linalg.eigh(a, UPLO)
    inner = transposed(vectors) @ symmetric_tangent(tangents[0], UPLO in ("U", "u")) @ vectors
    return np.diagonal(inner, 0, -2, -1)


@custom("numpy.linalg.eigvalsh", result=_values, forward=eigvalsh_forward, wrt=("a",), can_fail=True, real=True)
def eigvalsh(g: Number, a: Number, UPLO: Number = "L", *, out: Number) -> Number:
    """Eigenvalues of a symmetric matrix (Giles 2008, §3.1)."""
    _, vectors = np.linalg.eigh(a, UPLO)
    whole = (vectors * g[..., None, :]) @ transposed(vectors)
    return triangle_of(whole, UPLO in ("U", "u"))
