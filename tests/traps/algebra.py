"""Linear algebra, tensor products and their many forms."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import matrix, shaped, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
M22 = matrix([2.0, 0.3], [-0.4, 1.5])
M23 = shaped(2, 3)
M32 = shaped(3, 2)
M33 = shaped(3, 3)
T234 = shaped(2, 3, 4)
T233 = shaped(2, 3, 3)
N9 = np.arange(9.0).reshape(3, 3)


@trap("algebra", M33, may_refuse=True)
def einsum_with_lists_of_axes(x):
    return np.sum(np.einsum(x, [0, 1], x, [1, 2], [0, 2]) * N9) + np.einsum(x, [0, 0])


@trap("algebra", T234)
def einsum_of_many_letters(x):
    return (
        np.einsum("ijk,ijk->", x, x)
        + np.sum(np.einsum("ijk->kj", x) ** 2)
        + np.sum(np.einsum("ijk,k->ij", x, np.arange(4.0)) ** 2)
        + np.einsum("abc,abd,cd", x, x, np.ones((4, 4)))
    )


@trap("algebra", M33)
def einsum_traces_of_products(x):
    return np.einsum("ij,ji", x, x) + np.einsum("ij,jk,ki->", x, N9, x) + np.einsum("ii,jj->", x, x)


@trap("algebra", T233)
def einsum_of_batches_with_ellipsis(x):
    return (
        np.sum(np.einsum("...ii->...", x) ** 2)
        + np.sum(np.einsum("...ij,...jk->...ik", x, x[0]) ** 2)
        + np.sum(np.einsum("...i,i", x, W) ** 2)
        + np.sum(np.einsum("b...->...", x) ** 2)
    )


@trap("algebra", M33)
def einsum_repeated_index_with_other(x):
    return np.sum(np.einsum("ii,ij->j", x, x) ** 2) + np.sum(np.einsum("ij,i->ij", x, x[0], optimize=True) ** 2)


@trap("algebra", V3)
def einsum_outer_products(x):
    return np.sum(np.einsum("i,j,k->kij", x, x, W) ** 2) + np.sum(np.einsum(",i->i", 2.0, x) ** 2)


@trap("algebra", T234)
def tensordot_in_every_form(x):
    m = np.cos(np.arange(12.0)).reshape(4, 3)
    return (
        np.sum(np.tensordot(x, m, 1) ** 2)
        + np.sum(np.tensordot(x, m, axes=[[2, 1], [0, 1]]) ** 2)
        + np.sum(np.tensordot(x, x, axes=([0, 1], [0, 1])) ** 2)
        + np.tensordot(x, x, axes=3)
        + np.sum(np.tensordot(x, m, axes=(-1, 0)))
    )


@trap("algebra", M22)
def kronecker(x):
    return np.sum(np.kron(x, x) ** 2) + np.sum(np.kron(x[0], np.eye(2)) * 3.0) + np.sum(np.kron(x, np.ones((1, 3))))


@trap("algebra", M33)
def solved_for_matrices_and_vectors(x):
    a = x + 4.0 * np.eye(3)
    return np.sum(np.linalg.solve(a, x) ** 2) + np.sum(np.linalg.solve(a.T, x[0]) ** 2)


@trap("algebra", T233)
def solved_in_batches(x):
    a = x + 4.0 * np.eye(3)
    return np.sum(np.linalg.solve(a, x) ** 2) + np.sum(np.linalg.inv(a) ** 2) + np.sum(np.linalg.det(a) ** 2)


@trap("algebra", M33)
def determinants(x):
    s, l = np.linalg.slogdet(x + 2.0 * np.eye(3))
    return s * l + np.linalg.det(x) ** 2 + np.linalg.det(x @ x.T + np.eye(3))


@trap("algebra", matrix([1.0, 2.0], [2.0, 4.0]), [[4.0, -2.0], [-2.0, 1.0]])
def determinant_of_a_singular_matrix(x):
    return np.linalg.det(x)


@trap("algebra", M33)
def cholesky_and_back(x):
    a = x @ x.T + 2.0 * np.eye(3)
    l = np.linalg.cholesky(a)
    y = np.linalg.solve(l, W)
    return y @ y + 2.0 * np.sum(np.log(np.diag(l))) + np.sum(l[1:, 0] ** 2)


@trap("algebra", M33)
def eigen_decomposition(x):
    a = x + x.T
    w, v = np.linalg.eigh(a)
    return np.sum(w**3 * W[::-1]) + np.sum((v * np.exp(w)) @ v.T * N9) + np.sum((v[:, 0] ** 2) * W)


@trap("algebra", M33, may_refuse=True)
def eigenvalues_of_a_general_matrix(x):
    w = np.linalg.eigvals(x @ x.T + np.diag(W))
    return np.sum(w.real**2)


@trap("algebra", M32)
def singular_values(x):
    s = np.linalg.svd(x, compute_uv=False)
    return np.sum(s**3 * np.array([1.0, 5.0]))


@trap("algebra", M32)
def singular_vectors(x):
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    return np.sum((u * s**2) @ vt * np.arange(6.0).reshape(3, 2)) + np.sum(u**2 * np.arange(6.0).reshape(3, 2))


@trap("algebra", M32)
def qr_factors(x):
    q, r = np.linalg.qr(x)
    return np.sum(q * np.arange(6.0).reshape(3, 2)) + np.sum(r**3)


@trap("algebra", M33)
def norms_of_all_kinds(x):
    return (
        np.linalg.norm(x)
        + np.linalg.norm(x, "fro") ** 2
        + np.linalg.norm(x, 1)
        + np.linalg.norm(x, np.inf)
        + np.linalg.norm(x[0], 1)
        + np.linalg.norm(x[1], np.inf)
        + np.linalg.norm(x[2], 3)
        + np.sum(np.linalg.norm(x, axis=1) ** 3)
        + np.sum(np.linalg.norm(x, axis=0, keepdims=True) * x)
        + np.sum(np.linalg.norm(x, ord=1, axis=1))
        + np.linalg.norm(x[0], ord=-np.inf)
    )


@trap("algebra", M33)
def norms_by_singular_values(x):
    return np.linalg.norm(x, 2) + np.linalg.norm(x[:2], "nuc") ** 2 + np.linalg.cond(x + 3.0 * np.eye(3))


@trap("algebra", vector(0.0, 0.0, 3.0), [0.0, 0.0, 2.0])
def norms_with_zeros(x):
    return np.linalg.norm(x) + np.linalg.norm(x, 1) + np.linalg.norm(x[:2]) + np.linalg.norm(x[:2], 3)


@trap("algebra", matrix([0.0, 0.0], [3.0, 4.0]), [[0.0, 0.0], [0.6, 0.8]])
def norms_of_rows_with_a_zero_row(x):
    return np.sum(np.linalg.norm(x, axis=1))


@trap("algebra", M22)
def matrix_powers(x):
    return (
        np.sum(np.linalg.matrix_power(x, 3) * x)
        + np.trace(np.linalg.matrix_power(x, -2))
        + np.sum(np.linalg.matrix_power(x, 0))
        + np.sum(np.linalg.matrix_power(x, 5))
    )


@trap("algebra", M32)
def pseudo_inverse(x):
    return np.sum(np.linalg.pinv(x) ** 2 * np.arange(6.0).reshape(2, 3))


@trap("algebra", M32)
def least_squares(x):
    c, _, rank, _ = np.linalg.lstsq(x, W, rcond=None)
    return np.sum(c**2) + rank * x[0, 0]


@trap("algebra", M32)
def least_squares_by_normal_equations(x):
    c = np.linalg.solve(x.T @ x, x.T @ W)
    r = W - x @ c
    return r @ r + np.sum(c)


@trap("algebra", M33, may_refuse=True)
def multi_dot(x):
    return np.sum(np.linalg.multi_dot([x, x.T, N9, x[0]]) ** 2)


@trap("algebra", M33)
def householder_by_hand(x):
    a = x + 2.0 * np.eye(3)
    for k in range(2):
        v = a[k:, k].copy()
        v[0] += np.sign(v[0]) * np.linalg.norm(v)
        v /= np.linalg.norm(v)
        a[k:, k:] -= 2.0 * np.outer(v, v @ a[k:, k:])
    return np.abs(np.prod(np.diag(a))) + a[0, 2] ** 2


@trap("algebra", M33)
def lu_with_pivots_by_hand(x):
    a = x + np.eye(3)
    p = np.arange(3)
    for k in range(3):
        j = k + np.argmax(np.abs(a[k:, k]))
        if j != k:
            a[[k, j]] = a[[j, k]]
            p[[k, j]] = p[[j, k]]
        a[k + 1 :, k] /= a[k, k]
        a[k + 1 :, k + 1 :] -= np.outer(a[k + 1 :, k], a[k, k + 1 :])
    return np.sum(a**2) + np.sum(W[p] * np.diag(a))


@trap("algebra", M22)
def matrix_exponential_by_series(x):
    term = np.eye(2)
    total = term.copy()
    for k in range(1, 12):
        term = term @ x / k
        total += term
    return np.sum(total**2)


@trap("algebra", M33)
def products_of_many_kinds(x):
    return (
        x[0] @ x @ x[1]
        + np.sum(np.dot(x, x[0]) * np.inner(x, x[1]))
        + np.vdot(x, x @ x)
        + np.sum(np.matmul(x[None], x[:, :, None])[0] ** 2)
        + np.sum(np.outer(x[0], x) ** 2)
        + x.dot(x).trace()
    )


@trap("algebra", M33)
def diagonals_and_triangles(x):
    return (
        np.trace(x, offset=-1)
        + np.sum(np.diagonal(x, 1) ** 2)
        + np.sum(np.diag(x, -1) ** 3)
        + np.sum(np.diag(x[0], 1) ** 2 * np.arange(16.0).reshape(4, 4))
        + np.sum(np.diagflat(x[:2]) @ np.ones(6))
        + np.sum(np.tril(x, -1) @ np.triu(x, 1))
    )


@trap("algebra", T233)
def batches_of_matrices(x):
    return (
        np.sum(np.trace(x, axis1=1, axis2=2) ** 2)
        + np.sum(np.diagonal(x, axis1=-2, axis2=-1) ** 3)
        + np.sum(np.linalg.norm(x, axis=(1, 2)) ** 3)
        + np.sum(x @ np.swapaxes(x, -1, -2))
        + np.sum(np.matrix_transpose(x) @ x)
    )


@trap("algebra", M33)
def complex_linear_algebra(x):
    a = x + 1j * x.T + 3.0 * np.eye(3)
    y = np.linalg.solve(a, W)
    return np.sum(np.abs(y) ** 2) + np.linalg.det(a).real + np.sum(np.abs(np.linalg.inv(a)) ** 2)


@trap("algebra", M33)
def power_iteration(x):
    a = x @ x.T
    v = np.ones(3)
    for _ in range(30):
        v = a @ v
        v = v / np.sqrt(v @ v)
    return v @ a @ v


@trap("algebra", M33)
def conjugate_gradients(x):
    a = x @ x.T + 2.0 * np.eye(3)
    b, u = W.copy(), np.zeros(3)
    r = b - a @ u
    p = r.copy()
    rs = r @ r
    for _ in range(3):
        ap = a @ p
        alpha = rs / (p @ ap)
        u += alpha * p
        r -= alpha * ap
        new = r @ r
        p *= new / rs
        p += r
        rs = new
    return u @ u
