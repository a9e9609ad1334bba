"""NumPy's functions make arrays of lists and tuples; tuples grow by ``+=``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import srcad

FUNCTIONS: list[Callable[[float], float]] = [
    lambda x: np.dot([x, 2 * x], (x, 3.0)),
    lambda x: np.dot(((x, 1.0), (2.0, x * x)), [x, 2.0])[1],
    lambda x: np.vdot((x, 2 * x), (x, 3.0)),
    lambda x: np.inner([x, 2 * x], [x, 3.0]),
    lambda x: np.sum(np.matmul(((x, 1.0), (2.0, x * x)), [[x, 1.0], [2.0, x]])),
    lambda x: np.array([x, 1.0]) @ [x * x, x],
    lambda x: np.array([x, 1.0]).dot((x * x, x)),
    lambda x: np.sum(np.linalg.solve(((x, 1.0), (2.0, x * x)), (x, 2.0))),
    lambda x: np.sum(np.linalg.matrix_power([[x, 1.0], [2.0, x]], 2)),
    lambda x: np.average((x, x * x), weights=[x, 3.0]),
    lambda x: np.sum(np.vander([x, 2.0, x * x])),
    lambda x: np.arctan2([x, 2.0], (3.0, x))[1],
    lambda x: np.sum(np.power((x, 2.0), (3.0, x))),
    lambda x: np.sum(np.log1p((x, x * x))),
    lambda x: np.sum(np.arcsinh([x, x * x])),
    lambda x: np.sum(np.sinc((x, x * x))),
]


def grown(x: float) -> float:
    t = (np.sin(x), x * 2)
    t += (x * x, x**3)
    t *= 2
    return t[0] * t[3] + t[6]


@pytest.mark.parametrize("function", [*FUNCTIONS, grown])
def test_gradient_is_that_of_differences(function: Callable[[float], float]) -> None:
    x, h = 1.7, 1e-6
    assert srcad.grad(function)(x) == pytest.approx((function(x + h) - function(x - h)) / (2 * h), rel=1e-7)
