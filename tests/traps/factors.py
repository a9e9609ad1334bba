"""Linear algebra with every argument, on vectors, matrices and stacks of them."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import matrix, scalar, shaped, trap

W = np.array([1.0, 10.0, 100.0])
S33 = matrix([2.0, 0.3, -0.5], [0.1, 3.0, 0.7], [0.4, -0.2, 1.5])
A23 = lambda: np.cos(np.arange(1.0, 7.0) ** 2).reshape(2, 3)
A43 = lambda: np.cos(np.arange(1.0, 13.0) ** 2).reshape(4, 3)
T = lambda: np.array([[[2.0, 0.3], [0.1, 3.0]], [[1.0, -0.4], [0.6, 2.0]], [[1.5, 0.2], [-0.7, 0.9]]])


@trap("algebra", A43)
def einsum_without_output_of_repeated_operand(x):
    return np.einsum("ij,ij", x, x) + np.sum(np.einsum("ij->ji", x)[0] ** 2) + np.sum(np.einsum("ij,k->kji", x, W) ** 2)


@trap("algebra", S33)
def einsum_of_diagonals_inside(x):
    return (
        np.sum(np.einsum("ii->i", x) ** 2)
        + np.einsum("ii", x) ** 2
        + np.sum(np.einsum("ii,ij->j", x, x))
        + np.sum(np.einsum("ij,jj->i", x, x) ** 2)
    )


@trap("algebra", A43)
def einsum_with_dots_and_spaces(x):
    return np.sum(np.einsum("... j, j -> ...", x, W) ** 2) + np.sum(np.einsum("...i->...", x) ** 2)


@trap("algebra", A43, may_refuse=True)
def einsum_of_subscript_lists(x):
    return np.sum(np.einsum(x, [0, 1], x, [0, 2], [1, 2]) ** 2) + np.einsum(x, [0, 1], [])


@trap("algebra", A43)
def einsum_of_many_operands(x):
    return np.einsum("ij,ik,il,im,jklm->", x, x, x, x, np.ones((3, 3, 3, 3))) + np.einsum(
        "i,j,k,l,m->", x[0], x[1], x[2], x[3], W, optimize=True
    )


@trap("algebra", A43)
def einsum_broadcasting_length_one(x):
    return np.sum(np.einsum("ij,ij->ij", x[:, :1], x) ** 2) + np.sum(np.einsum("ij,j->i", x, W[:1] * x[0, 0]))


@trap("algebra", A43)
def einsum_with_out_and_dtype(x):
    r = np.zeros((3, 3))
    np.einsum("ij,ik->jk", x, x, out=r)
    return np.sum(r**2) + np.sum(np.einsum("ij->j", x) ** 2)


@trap("algebra", shaped(2, 3, 4))
def tensordots(x):
    return (
        np.sum(np.tensordot(x, x, axes=([0, 2], [0, 2])) ** 2)
        + np.sum(np.tensordot(x, x[0], axes=((1, 2), (0, 1))) ** 2)
        + np.tensordot(x, x, 3)
        + np.sum(np.tensordot(x, W, axes=(1, 0)) ** 2)
        + np.sum(np.tensordot(x[0], x[1], axes=0) ** 2)
    )


@trap("algebra", shaped(2, 3, 4))
def products_of_stacks(x):
    y = np.swapaxes(x, 1, 2)
    return (
        np.sum((x @ y) ** 2)
        + np.sum((x @ y[0]) ** 2)
        + np.sum((W @ x) ** 2)
        + np.sum((x @ np.arange(4.0)) ** 2)
        + np.sum(np.dot(x, y[0]) ** 2)
        + np.sum(np.inner(x, x[0]) ** 2)
        + np.sum(np.matmul(x[:1], y) ** 2)
    )


@trap("algebra", A43)
def dots_of_every_rank(x):
    return (
        np.dot(3.0, x).sum()
        + np.dot(x, 2.0).sum()
        + np.sum(np.dot(x[0], x.T) ** 2)
        + np.vdot(x, x)
        + np.dot(x[0, 0], x[1, 1])
        + np.inner(2.0, x).sum()
        + np.sum(x.dot(x.T) ** 2)
    )


@trap("algebra", A43)
def matmul_with_out(x):
    r = np.empty((4, 4))
    np.matmul(x, x.T, out=r)
    q = np.empty((4, 4))
    np.dot(x, x.T, q)
    return np.sum(r * q) + np.sum(np.outer(x[0], x[1], out=np.empty((3, 3))) ** 2)


@trap("algebra", S33)
def in_place_matmul(x):
    y = x.copy()
    y @= x
    return np.sum(y**2)


@trap("algebra", S33)
def inverses_and_determinants(x):
    s, l = np.linalg.slogdet(x)
    return (
        np.sum(np.linalg.inv(x) ** 2)
        + np.linalg.det(x) ** 2
        + s * l
        + np.linalg.slogdet(-x).logabsdet
        + np.linalg.slogdet(x)[1]
    )


@trap("algebra", T)
def batched_inverses_and_determinants(x):
    s, l = np.linalg.slogdet(x)
    return (
        np.sum(np.linalg.inv(x) ** 2)
        + np.sum(np.linalg.det(x) ** 2)
        + np.sum(s * l)
        + np.sum(np.linalg.matrix_power(x, 3))
        + np.sum(np.linalg.matrix_power(x, -2))
        + np.sum(np.linalg.matrix_power(x, 0))
    )


@trap("algebra", T)
def solves_with_batches_of_every_kind(x):
    b = np.array([1.0, 2.0])
    return (
        np.sum(np.linalg.solve(x, b) ** 2)
        + np.sum(np.linalg.solve(x, x[::-1]) ** 2)
        + np.sum(np.linalg.solve(x[0], x) ** 2)
        + np.sum(np.linalg.solve(x, x[0]) ** 2)
    )


@trap("algebra", matrix([2.0, 0.0], [0.0, 0.0]), [[0.0, 0.0], [0.0, 2.0]])
def determinant_of_rank_one(x):
    return np.linalg.det(x)


@trap("algebra", lambda: np.cos(np.arange(1.0, 10.0) ** 2).reshape(3, 3))
def symmetric_eigenproblems(x):
    a = x @ x.T + np.diag([1.0, 2.0, 4.0])
    w, v = np.linalg.eigh(a)
    return (
        np.sum(w * W)
        + np.sum(v[:, 0] ** 2 * W)
        + np.sum(np.linalg.eigvalsh(a) ** 2)
        + np.linalg.eigh(a).eigenvalues[1]
        + np.sum(np.abs(v[:, 2]) * W)
    )


@trap("algebra", lambda: np.cos(np.arange(1.0, 10.0) ** 2).reshape(3, 3))
def eigh_reads_one_triangle(x):
    a = x + np.diag([1.0, 5.0, 9.0])
    return np.sum(np.linalg.eigvalsh(a) * W) + np.sum(np.linalg.eigh(a, UPLO="U")[0] * W)


@trap("algebra", lambda: np.cos(np.arange(1.0, 10.0) ** 2).reshape(3, 3))
def cholesky_reads_one_triangle(x):
    a = x * 0.3 + np.diag([3.0, 5.0, 9.0])
    return np.sum(np.linalg.cholesky(a) ** 2 * W)


@trap("algebra", lambda: np.cos(np.arange(1.0, 10.0) ** 2).reshape(3, 3))
def cholesky_upper(x):
    a = x @ x.T + np.eye(3)
    return np.sum(np.linalg.cholesky(a, upper=True) * W)


@trap("algebra", lambda: np.cos(np.arange(1.0, 19.0) ** 2).reshape(2, 3, 3))
def batched_factorisations(x):
    a = x @ np.swapaxes(x, -1, -2) + np.eye(3)
    q, r = np.linalg.qr(x)
    return (
        np.sum(np.linalg.cholesky(a) ** 2 * W)
        + np.sum(np.abs(r) * W)
        + np.sum(np.linalg.eigvalsh(a)[:, 0])
        + np.sum(np.linalg.svd(x, compute_uv=False) * W)
    )


@trap("algebra", A43)
def tall_qr(x):
    q, r = np.linalg.qr(x)
    return np.sum(q[0] ** 2 * W) + np.sum(np.abs(r) ** 2 * W) + np.sum((q @ r) ** 3)


@trap("algebra", A43, may_refuse=True)
def qr_r_alone(x):
    return np.sum(np.abs(np.linalg.qr(x, mode="r")) * W) + np.sum(np.linalg.qr(x).Q[0] ** 2 * W)


@trap("algebra", A23, may_refuse=True)
def wide_qr(x):
    q, r = np.linalg.qr(x)
    return np.sum(np.abs(q[0])) + np.sum(np.abs(r) * W)


@trap("algebra", A43)
def svd_in_every_form(x):
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    t = np.linalg.svd(x, compute_uv=False)
    return (
        np.sum(s * W)
        + np.sum(t**2 * W)
        + np.sum(((u * s) @ vt) ** 3)
        + np.sum(np.abs(vt[0]) * W)
        + np.sum(np.linalg.svdvals(x) * W)
    )


@trap("algebra", A43)
def svd_with_full_matrices_values_alone(x):
    u, s, vt = np.linalg.svd(x)
    return np.sum(s * W)


@trap("algebra", A43, may_refuse=True)
def svd_with_full_matrices(x):
    u, s, vt = np.linalg.svd(x)
    return np.sum(s * W) + np.sum(np.abs(vt[0]) * W)


@trap("algebra", A43)
def norms_of_every_order(x):
    n = np.linalg.norm
    return (
        n(x)
        + n(x, 1)
        + n(x, -1)
        + n(x, np.inf)
        + n(x, -np.inf)
        + n(x, 2)
        + n(x, -2)
        + n(x, "nuc")
        + n(x, "fro") ** 2
        + n(x, axis=0, ord=3).sum()
        + n(x, 1, axis=1).sum()
        + n(x, np.inf, 0).sum()
    )


@trap("algebra", A43)
def norms_with_two_axes(x):
    n = np.linalg.norm
    return (
        n(x, axis=(0, 1), keepdims=True)[0, 0]
        + n(x[None], axis=(1, 2)).sum()
        + n(x, 1, (0, 1))
        + n(x, 1, (1, 0))
        + n(x[None, None], ord="fro", axis=(-2, -1)).sum()
    )


@trap("algebra", lambda: np.cos(np.arange(1.0, 25.0) ** 2).reshape(2, 4, 3))
def norms_of_stacks_of_matrices(x):
    n = np.linalg.norm
    return (
        n(x, 2, axis=(1, 2)).sum()
        + n(x, "nuc", axis=(1, 2)).sum()
        + n(x, 1, axis=(1, 2)).sum()
        + n(x, np.inf, axis=(2, 0)).sum()
        + np.linalg.matrix_norm(x).sum()
        + np.linalg.vector_norm(x, axis=0).sum()
        + np.linalg.vector_norm(x)
    )


@trap("algebra", A43)
def pseudo_inverses(x):
    return (
        np.sum(np.linalg.pinv(x) ** 2 * np.arange(4.0))
        + np.sum(np.linalg.pinv(x.T) * np.arange(3.0))
        + np.sum(np.linalg.pinv(x[:, 0:1] @ x[0:1]) ** 2) * 0.0
    )


@trap("algebra", lambda: np.cos(np.arange(1.0, 25.0) ** 2).reshape(2, 4, 3))
def batched_pseudo_inverses(x):
    return np.sum(np.linalg.pinv(x) ** 2 * np.arange(4.0))


@trap("algebra", A43)
def least_squares_solutions(x):
    b = np.arange(4.0)
    s, res, rank, sv = np.linalg.lstsq(x, b, rcond=None)
    return np.sum(s**2) + np.sum(np.linalg.lstsq(x, x**2, rcond=None)[0] ** 2)


@trap("algebra", A43)
def least_squares_residuals(x):
    s, res, rank, sv = np.linalg.lstsq(x, np.arange(4.0), rcond=None)
    return res[0] * rank + np.sum(sv * W)


@trap("algebra", S33)
def conditions_and_ranks(x):
    return np.linalg.cond(x) + np.linalg.matrix_rank(x) * x[0, 0] + np.linalg.norm(np.linalg.inv(x), 2)


@trap("algebra", S33)
def conditions_by_other_norms(x):
    return (
        np.linalg.cond(x, 1)
        + np.linalg.cond(x, "fro")
        + np.linalg.cond(x, np.inf)
        + np.linalg.cond(x, 2)
        + np.linalg.cond(x, -2)
    )


@trap("algebra", A43)
def multi_dots(x):
    return (
        np.linalg.multi_dot([x, x.T, x]).sum()
        + np.linalg.multi_dot((x[0], x.T, x[:, 1]))
        + np.sum(np.linalg.multi_dot([x, W]))
        + np.sum(np.linalg.multi_dot([x, x.T]) ** 2)
    )


@trap("algebra", S33)
def general_eigenvalues(x):
    w, v = np.linalg.eig(x)
    return np.sum(np.linalg.eigvals(x).real ** 2) + np.sum(np.abs(w) ** 2)


@trap("algebra", S33, may_refuse=True)
def general_eigenvectors(x):
    w, v = np.linalg.eig(x @ x.T + np.diag([1.0, 2.0, 3.0]))
    return np.sum(np.abs(v[:, 0].real) * W)


@trap("algebra", lambda: np.array([[2.0, 1.0], [-1.0, 2.0]]))
def complex_eigenvalues_of_a_rotation(x):
    w = np.linalg.eigvals(x)
    return np.sum(np.abs(w) ** 2) + np.sum(np.abs(w.imag))


@trap("algebra", S33)
def complex_systems(x):
    z = x + 1j * np.diag([1.0, 2.0, 3.0])
    return np.sum(np.abs(np.linalg.solve(z, W)) ** 2) + np.sum(np.linalg.inv(z).imag ** 2) + np.abs(np.linalg.det(z))


@trap("algebra", S33, may_refuse=True)
def tensor_solves(x):
    a = np.reshape(np.kron(x[:2, :2], np.eye(2)), (2, 2, 2, 2))
    return np.sum(np.linalg.tensorsolve(a, np.ones((2, 2))) ** 2) + np.sum(np.linalg.tensorinv(a) ** 2)


@trap("algebra", S33)
def solve_of_a_column_and_of_stacks_of_vectors(x):
    b = x[:, :1]
    return (
        np.sum(np.linalg.solve(x, b) ** 2)
        + np.sum(np.linalg.solve(x[None], x[None, :, :2]) ** 2)
        + np.sum(np.linalg.solve(x.T, x[0]) ** 2)
    )


@trap("algebra", lambda: np.zeros((0, 0)), np.zeros((0, 0)))
def empty_systems(x):
    return np.linalg.det(x) + np.sum(np.linalg.inv(x)) + np.trace(x)


@trap("algebra", lambda: np.array([[2.0, 0.3], [0.1, 3.0]], dtype=np.float32), None)
def float32_algebra(x):
    return np.sum(np.linalg.inv(x.astype(float)) ** 2) * 1.0


@trap("algebra", scalar(0.7))
def matrix_classes_by_nested_lists(x):
    a = np.array([[x, 1.0], [0.5, x * x]])
    return (
        np.linalg.det(a)
        + np.sum(np.linalg.solve(a, [1.0, x]) ** 2)
        + np.linalg.norm([x, 1.0])
        + np.dot([x, 2.0], [1.0, x])
        + np.sum(np.matmul([[x, 1.0]], a))
    )


@trap("algebra", S33)
def unpacked_named_results(x):
    r = np.linalg.eigh(x + x.T)
    s = np.linalg.svd(x)
    return (
        np.sum(r.eigenvectors[:, 0] ** 2 * W)
        + s.S[0]
        + np.linalg.slogdet(x).sign * x[0, 0]
        + np.sum(np.abs(s.U[:, 0]) * W)
        + np.sum(s.Vh[1] ** 2 * W)
    )
