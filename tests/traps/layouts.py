"""The order of elements in memory: what is a view in one layout is a copy in another."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import shaped, trap

M34 = shaped(3, 4)
T234 = shaped(2, 3, 4)
N12 = np.arange(12.0)


@trap("layouts", M34)
def reshaped_in_fortran_order_is_a_copy(x):
    b = x * 2.0
    r = b.reshape((4, 3), order="F")
    r[0] = 1.0
    return np.sum(b**2 * N12.reshape(3, 4)) + np.sum(r**2 * N12.reshape(4, 3))


@trap("layouts", M34)
def transposed_then_reshaped_in_each_order(x):
    b = x * 2.0
    r, a = b.T.reshape((2, 6), order="F"), b.T.reshape((2, 6), order="A")
    r[0] = 1.0
    a[1, 1] = x[0, 0] ** 2
    b[1] = x[0] * x[2]
    return np.sum(b**2 * N12.reshape(3, 4)) + np.sum(r**2 * a * N12.reshape(2, 6))


@trap("layouts", T234)
def copies_of_copies_in_fortran_order(x):
    b = x * 2.0
    r = b.reshape(2, 12, order="F")
    c = r.reshape(4, 6, order="F")
    c[1] = x[0, 0, 0]
    d = np.reshape(b[:, ::2], (4, 4), order="F")
    b[1] *= 2.0
    return np.sum(b**2) + np.sum(r**2 * np.arange(24.0).reshape(2, 12)) + np.sum(c**3) + np.sum(d[1] ** 2)
