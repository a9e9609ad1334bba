"""Dense factorisations, written over their arguments element by element and row by row."""

# ruff: noqa: N803, N806

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.registry import numbers, program


def positive_definite(n: int, seed: int) -> np.ndarray:
    half = numbers(seed).normal(size=(n, n))
    return half @ half.T + n * np.eye(n)


def cholesky_inputs() -> tuple[Any, ...]:
    return positive_definite(5, 11), numbers(12).normal(size=5)


def forward_substitution(L, b, x):
    for i in range(b.size):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]


def back_substitution(U, b, x):
    for i in range(b.size - 1, -1, -1):
        x[i] = (b[i] - U[i, i + 1 :] @ x[i + 1 :]) / U[i, i]


@program(cholesky_inputs, wrt=("A", "b"))
def cholesky(A, b):
    """Gaussian log-density by a Cholesky factorisation in scalar loops."""
    n = A.shape[0]
    L = np.zeros_like(A)
    for j in range(n):
        s = A[j, j]
        for k in range(j):
            s -= L[j, k] * L[j, k]
        L[j, j] = np.sqrt(s)
        for i in range(j + 1, n):
            s = A[i, j]
            for k in range(j):
                s -= L[i, k] * L[j, k]
            L[i, j] = s / L[j, j]
    x = np.zeros_like(b)
    forward_substitution(L, b, x)
    return -0.5 * x @ x - np.sum(np.log(np.diag(L)))


@program(cholesky_inputs, wrt=("A",))
def cholesky_in_place(A, b):
    """The right-looking factorisation, which overwrites its argument with vectors."""
    n = A.shape[0]
    for k in range(n):
        A[k, k] = np.sqrt(A[k, k])
        A[k + 1 :, k] /= A[k, k]
        for j in range(k + 1, n):
            A[j:, j] -= A[j, k] * A[j:, k]
    total = 0.0
    for i in range(n):
        total += np.log(A[i, i]) + b[i] * A[i, 0]
    return total


def lu_inputs() -> tuple[Any, ...]:
    random = numbers(13)
    return random.normal(size=(5, 5)), random.normal(size=5)


def factor_lu(A, pivots):
    n = A.shape[0]
    for k in range(n):
        p = k + int(np.argmax(np.abs(A[k:, k])))
        pivots[k] = p
        if p != k:
            A[[k, p]] = A[[p, k]]
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= np.outer(A[k + 1 :, k], A[k, k + 1 :])


@program(lu_inputs, wrt=("A", "b"))
def lu_solve(A, b):
    """Solve ``A x = b`` by LU with partial pivoting; the factors overwrite ``A``, the solution ``b``."""
    n = A.shape[0]
    pivots = np.zeros(n, dtype=int)
    factor_lu(A, pivots)
    for k in range(n):
        p = pivots[k]
        if p != k:
            b[k], b[p] = b[p], b[k]
    for i in range(n):
        b[i] -= A[i, :i] @ b[:i]
    for i in range(n - 1, -1, -1):
        b[i] = (b[i] - A[i, i + 1 :] @ b[i + 1 :]) / A[i, i]
    return np.sum(b**2)


def rectangular_inputs() -> tuple[Any, ...]:
    random = numbers(14)
    return random.normal(size=(6, 4)), random.normal(size=6)


@program(rectangular_inputs, wrt=("A", "b"))
def householder_least_squares(A, b):
    """Least squares: reflections are applied to ``A`` and ``b`` where they stand, then ``R x = b`` is solved."""
    n = A.shape[1]
    for k in range(n):
        v = A[k:, k].copy()
        norm = np.sqrt(v @ v)
        if v[0] > 0.0:
            norm = -norm
        v[0] -= norm
        v /= np.sqrt(v @ v)
        A[k:, k:] -= 2.0 * np.outer(v, v @ A[k:, k:])
        b[k:] -= 2.0 * v * (v @ b[k:])
    x = np.zeros(n)
    back_substitution(A[:n, :n], b[:n], x)
    return np.sum(x**2) + np.sum(b[n:] ** 2)


def rotate_rows(A, i, k, c, s):
    upper = A[i].copy()
    A[i] = c * upper + s * A[k]
    A[k] = c * A[k] - s * upper


@program(rectangular_inputs, wrt=("A", "b"))
def givens_qr(A, b):
    """Triangularise by plane rotations of neighbouring rows."""
    m, n = A.shape
    augmented = np.empty((m, n + 1))
    augmented[:, :n] = A
    augmented[:, n] = b
    for j in range(n):
        for i in range(m - 1, j, -1):
            r = np.hypot(augmented[i - 1, j], augmented[i, j])
            c = augmented[i - 1, j] / r
            s = augmented[i, j] / r
            rotate_rows(augmented, i - 1, i, c, s)
    return np.sum(np.abs(np.diag(augmented))) + np.sum(augmented[:n, n] ** 2)


@program(rectangular_inputs, wrt=("A", "b"))
def gram_schmidt(A, b):
    """Modified Gram–Schmidt: the columns of ``A`` become orthonormal one after the other."""
    n = A.shape[1]
    R = np.zeros((n, n))
    for j in range(n):
        q = A[:, j]
        for i in range(j):
            R[i, j] = A[:, i] @ q
            q -= R[i, j] * A[:, i]
        R[j, j] = np.sqrt(q @ q)
        q /= R[j, j]
    return np.sum((A.T @ b) ** 2) + np.sum(R[0] * R[1])


def rank_k_inputs() -> tuple[Any, ...]:
    random = numbers(15)
    return random.normal(size=(4, 4)), random.normal(size=(4, 3)), 0.7, -1.2


@program(rank_k_inputs, wrt=("C", "A", "alpha", "beta"))
def symmetric_rank_k(C, A, alpha, beta):
    """``C = alpha A A.T + beta C`` in the lower triangle, then mirrored, as in the BLAS."""
    n, k = A.shape
    for i in range(n):
        C[i, : i + 1] *= beta
        for p in range(k):
            C[i, : i + 1] += alpha * A[i, p] * A[: i + 1, p]
    for i in range(n):
        for j in range(i + 1, n):
            C[i, j] = C[j, i]
    return np.sum(np.sin(C))
