"""Linear systems and eigenvalues: implicit steps, iterations, sweeps."""

# ruff: noqa: N803

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.factorisations import positive_definite
from tests.programs.registry import numbers, program


def thomas(lower, diagonal, upper, d):
    """Solve a tridiagonal system; the solution overwrites ``d``, the elimination ``diagonal``."""
    n = d.size
    for i in range(1, n):
        w = lower[i - 1] / diagonal[i - 1]
        diagonal[i] -= w * upper[i - 1]
        d[i] -= w * d[i - 1]
    d[-1] /= diagonal[-1]
    for i in range(n - 2, -1, -1):
        d[i] = (d[i] - upper[i] * d[i + 1]) / diagonal[i]


def diffusion_inputs() -> tuple[Any, ...]:
    random = numbers(21)
    return random.normal(size=9), random.uniform(0.5, 1.5, size=10), 0.05, 4


@program(diffusion_inputs, wrt=("u", "conductivity"))
def crank_nicolson(u, conductivity, dt, n):
    """Diffusion with a coefficient that varies, by Crank–Nicolson and Thomas' solver."""
    dx = 1.0 / (u.size + 1)
    half = 0.5 * dt / dx * conductivity
    upper = -half[1:-1]
    for _ in range(n):
        diagonal = 1.0 + half[:-1] + half[1:]
        right = (1.0 - half[:-1] - half[1:]) * u
        right[1:] += half[1:-1] * u[:-1]
        right[:-1] += half[1:-1] * u[1:]
        thomas(upper, diagonal, upper, right)
        u = right
    return dx * np.sum(u**2)


def system_inputs() -> tuple[Any, ...]:
    return positive_definite(6, 22), numbers(23).normal(size=6), 4


@program(system_inputs, wrt=("A", "b"))
def conjugate_gradients(A, b, n):
    """Some iterations of conjugate gradients; vectors are updated where they stand."""
    x = np.zeros_like(b)
    r = b.copy()
    p = r.copy()
    squared = r @ r
    for _ in range(n):
        q = A @ p
        alpha = squared / (p @ q)
        x += alpha * p
        r -= alpha * q
        previous, squared = squared, r @ r
        p *= squared / previous
        p += r
    return x @ b + squared


@program(system_inputs, wrt=("A", "b"))
def conjugate_gradients_until(A, b, n):
    """The same, until the residual is small; it stops at the tolerance or after all trips."""
    x = np.zeros_like(b)
    r = b - A @ x
    p = r
    squared = np.dot(r, r)
    for _ in range(10 * n):
        if np.sqrt(squared) < 0.1:
            break
        q = A.dot(p)
        alpha = squared / np.dot(p, q)
        x += alpha * p
        r = r - alpha * q
        updated = np.dot(r, r)
        p = r + updated / squared * p
        squared = updated
    return np.sum(x**3)


@program(system_inputs, wrt=("A", "v"))
def power_iteration(A, v, n):
    """The Rayleigh quotient after some normalised products written into one array."""
    w = np.empty_like(v)
    for _ in range(n):
        np.dot(A, v, out=w)
        v[:] = w / np.sqrt(np.sum(w**2))
    return v @ A @ v


@program(system_inputs, wrt=("A",))
def jacobi_eigenvalues(A, _, sweeps):
    """Cyclic Jacobi sweeps: two-sided rotations, applied to rows and columns where they stand."""
    n = A.shape[0]
    for _sweep in range(sweeps):
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(A[p, q]) < 1e-14:
                    continue
                theta = (A[q, q] - A[p, p]) / (2.0 * A[p, q])
                t = np.sign(theta) / (abs(theta) + np.sqrt(theta**2 + 1.0))
                c = 1.0 / np.sqrt(t**2 + 1.0)
                s = t * c
                column = A[:, p].copy()
                A[:, p] = c * column - s * A[:, q]
                A[:, q] = s * column + c * A[:, q]
                row = A[p, :].copy()
                A[p, :] = c * row - s * A[q, :]
                A[q, :] = s * row + c * A[q, :]
    return np.sum(np.diag(A) ** 3)


def accumulate_product(x, A, y):
    x += A @ y


@program(system_inputs, wrt=("A", "x"))
def helper_adds_product(A, x, n):
    """``x += A @ y`` in a helper whose only result is what it wrote."""
    y = np.cos(x)
    for _ in range(n):
        accumulate_product(x, A, y)
        y = y * 0.5
    return np.sum(np.tanh(0.1 * x))


def sparse_inputs() -> tuple[Any, ...]:
    random = numbers(24)
    dense = random.normal(size=(6, 6)) * (random.uniform(size=(6, 6)) < 0.4)
    rows, columns = np.nonzero(dense)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=6))])
    return dense[rows, columns], columns, starts, random.normal(size=6), 3


def sparse_product(data, columns, starts, x, y):
    for i in range(y.size):
        s = 0.0
        for k in range(starts[i], starts[i + 1]):
            s += data[k] * x[columns[k]]
        y[i] = s


@program(sparse_inputs, wrt=("data", "x"))
def sparse_powers(data, columns, starts, x, n):
    """Products with a matrix in compressed rows, in scalar loops, back and forth between two vectors."""
    y = np.empty_like(x)
    for _ in range(n):
        sparse_product(data, columns, starts, x, y)
        x, y = y, x
    return np.sum(x**2)


@program(sparse_inputs, wrt=("data", "x"))
def sparse_row_slices(data, columns, starts, x, n):
    """The same with a dot product per row."""
    for _ in range(n):
        y = np.zeros(len(starts) - 1)
        for i in range(len(y)):
            row = slice(starts[i], starts[i + 1])
            y[i] = data[row] @ x[columns[row]]
        x = y
    return np.sum(x**2)


def lasso_inputs() -> tuple[Any, ...]:
    random = numbers(25)
    return random.normal(size=(5, 8)), random.normal(size=5), 0.3, 0.04, 12


@program(lasso_inputs, wrt=("A", "b", "weight"))
def soft_thresholding(A, b, weight, step, n):
    """ISTA: a gradient step, then a shrinkage written into the iterate."""
    x = np.zeros(A.shape[1])
    for _ in range(n):
        x -= step * (A.T @ (A @ x - b))
        x[:] = np.sign(x) * np.maximum(np.abs(x) - step * weight, 0.0)
    return np.sum((A @ x - b) ** 2) + weight * np.sum(np.abs(x))


@program(lasso_inputs, wrt=("A", "b", "weight"))
def soft_thresholding_by_masks(A, b, weight, step, n):
    """The same, with masks."""
    x = np.zeros(A.shape[1])
    level = step * weight
    for _ in range(n):
        x = x - step * (A.T @ (A @ x - b))
        small = np.abs(x) <= level
        x[x > level] -= level
        x[x < -level] += level
        x[small] = 0.0
    return np.sum(x**2)
