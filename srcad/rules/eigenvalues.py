"""Eigenvalues of general matrices, which may be complex, and the rank, which is constant between jumps.

The terms follow Giles 2008, §3.1; those of eigenvectors depend on how NumPy scales these, and are refused.
"""

from __future__ import annotations

import numpy as np

from srcad.ir.types import UNKNOWN, Array, Tuple, Type
from srcad.rules.declare import Number, custom, known
from srcad.rules.linalg import matrices, transposed
from srcad.rules.results import number


def _eigenvalues(a: Type) -> Type:
    shape = matrices(a)
    return UNKNOWN if shape is None else Array("", shape[:-1])  # complex if any eigenvalue is


def _with_vectors(a: Type) -> Type:
    shape = matrices(a)
    if shape is None:
        return UNKNOWN
    return Tuple((Array("", shape[:-1]), Array("", shape)), "numpy.linalg.EigResult", ("eigenvalues", "eigenvectors"))


def _rank(A: Type, *_others: Type, **_named: Type) -> Type:
    shape = matrices(A)
    return UNKNOWN if shape is None else number("int64", shape[:-2])


def eigvals_forward(tangents: Number, a: Number, *, out: Number) -> Number:
    """Giles 2008, §3.1."""
    _, vectors = np.linalg.eig(a)
    return np.diagonal(np.linalg.solve(vectors, tangents[0] @ vectors), 0, -2, -1)


@custom("numpy.linalg.eigvals", result=_eigenvalues, forward=eigvals_forward, can_fail=True)
def eigvals(g: Number, a: Number, *, out: Number) -> Number:
    """Eigenvalues (Giles 2008, §3.1)."""
    values, vectors = np.linalg.eig(a)
    return by_eigenvalues(g, out, values, vectors)


def by_eigenvalues(g: Number, out: Number, values: Number, vectors: Number) -> Number:
    """Return the term of a matrix, for eigenvalues that another algorithm may give in another order."""
    order = np.argmin(np.abs(out[..., None, :] - values[..., :, None]), axis=-1)
    shares = np.take_along_axis(np.asarray(g), order, -1)
    return np.linalg.solve(transposed(vectors), shares[..., :, None] * transposed(vectors))


def eig_forward(tangents: Number, a: Number, *, out: Number) -> Number:
    """Return the tangents of the eigenvalues."""
    raise NotImplementedError("np.linalg.eig: forward mode is not known")


@custom("numpy.linalg.eig", result=_with_vectors, forward=eig_forward, can_fail=True)
def eig(g: Number, a: Number, *, out: Number) -> Number:
    """Eigenvalues, where the eigenvectors are not used (Giles 2008, §3.1)."""
    if g[1] is not None:
        raise NotImplementedError("np.linalg.eig: of eigenvectors no derivative is known; np.linalg.eigh has one")
    return by_eigenvalues(g[0], out[0], out[0], out[1])


known("numpy.linalg.matrix_rank", result=_rank)
