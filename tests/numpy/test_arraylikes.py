"""Lists and tuples where NumPy takes them for arrays, against differences."""

from __future__ import annotations

import numpy as np
import pytest

import srcad
from tests.flow.numerical import assert_gradients

WEIGHTS = np.array([0.37, -0.61, 1.29])
PROGRAMS = [
    lambda x, w: np.prod(w - (1, x, 3)),
    lambda x, w: ([1, x, 3] - w).prod(),
    lambda x, w: (w / (1, x, 3)).sum(),
    lambda x, w: (np.abs(w) ** [1, 2, x]).sum(),
    lambda x, w: (w[:, None] * [1, x]).prod(),
    lambda x, w: [1, x, 2] @ np.outer(w, w) @ (x, 1, 2),
    lambda x, w: np.concatenate([w, [x]])[1:].prod(),
    lambda x, w: np.concatenate([[x], w, [1.0]]) @ np.arange(5),
    lambda x, w: np.concatenate([w, w * x])[1:5].prod(),
    lambda x, w: np.concatenate([np.outer(w, w), [w * x]]).sum(axis=0)[1],
    lambda x, w: np.hstack([x, w, 1.0]) @ np.arange(5),
    lambda x, w: np.hstack([x, w, 1.0, w]) @ np.arange(8),
    lambda x, w: np.vstack([w, [x, 1, 2]]).prod(),
    lambda x, w: np.stack([w, w * x, w]).prod(axis=0)[2],
    lambda x, w: np.column_stack([w, w * x])[2].prod(),
    lambda x, w: np.dstack([w, w * x])[0, 1].prod(),
    lambda x, w: np.r_[w, x].prod(),
    lambda x, w: np.r_[x, 1.0, w[1:]].prod(),
    lambda x, w: np.r_[np.outer(w, w), np.ones((1, 3)) * x][3, 0] * x,
    lambda x, w: np.c_[w, w * x][1].prod(),
    lambda x, w: np.c_[np.outer(w, w), w][1].prod() * x,
    lambda x, w: w[np.r_[0:2]].sum() * x,
]


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_gradients(number: int) -> None:
    assert_gradients(PROGRAMS[number], 0.83, WEIGHTS)


def test_arrays_that_are_changed_by_lists() -> None:
    def program(x, w):
        r = w.copy()
        r += [1, x, 3]
        r[1:] *= [x, 2]
        r[:] -= (x, 1, 2)
        f = np.concatenate([r, [x, 1.0]])
        f[1:] *= 0.5
        return (f * [1, 2, 3, 4, 5]) @ f

    assert_gradients(program, 0.83, WEIGHTS)


def test_the_pieces_of_a_join_are_slices() -> None:
    def program(x, w):
        return np.hstack([x, w, 1.0]) @ np.arange(5)

    text = srcad.grad(program, argnums=(0, 1)).source(0.83, WEIGHTS)
    assert "return float(g[0]), g[1 : 1 + w.shape[0]]" in text
