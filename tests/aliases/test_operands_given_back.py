"""Functions that compute something, and now and then give the array that they got: what is written there shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences

X = np.array([0.6, 0.3, 0.9, 0.4])

#: What gives its operand itself.
SAME: dict[str, Callable[[Any, int], Any]] = {
    "trim_zeros": lambda b, n: np.trim_zeros(b),
    "float64": lambda b, n: np.float64(b),
    "polyder": lambda b, n: np.polyder(b, n - 1),
    "polyint": lambda b, n: np.polyint(b, m=n - 1),
    "diff": lambda b, n: np.diff(b, n - 1),
    "matrix_power": lambda b, n: np.linalg.matrix_power(b, n),
    "histogram": lambda b, n: np.histogram(np.ones(3), b)[1],
}
#: What is told apart by constants: the operand itself, and other arrays.
TOLD: dict[str, Callable[[Any, int], Any]] = {
    "diff of no order": lambda b, n: np.diff(b, 0),
    "first matrix_power": lambda b, n: np.linalg.matrix_power(b, 1),
    "diff": lambda b, n: np.diff(b, 2),
    "polyder": lambda b, n: np.polyder(b),
    "polyint": lambda b, n: np.polyint(b, 2),
    "matrix_power": lambda b, n: np.linalg.matrix_power(b, 2),
    "histogram": lambda b, n: np.histogram(np.array([0.1, 0.7, 0.8]), 2, weights=b[1:])[0],
}


def program_of(name: str, function: Callable[[Any, int], Any]) -> Callable[[Any, int], Any]:
    """Return a program that writes to an array behind a function of it."""
    is_square = "matrix_power" in name

    def program(x, n):
        b = np.outer(x, x) if is_square else np.sort(x * 1.0)
        given = function(b, n)
        b[1] = x[0] ** 2
        return np.sum(given**2) + np.sum(b)

    return program


@pytest.mark.parametrize("name", SAME)
def test_where_nothing_tells_it_is_refused(name: str) -> None:
    b = np.outer(X, X) if name == "matrix_power" else np.sort(X)
    assert np.shares_memory(SAME[name](b, 1), b)
    with pytest.raises(NotDifferentiable, match="what may be an array itself"):
        srcad.grad(program_of(name, SAME[name]))(X, 1)


@pytest.mark.parametrize("name", TOLD)
def test_where_constants_tell_it_is_right(name: str) -> None:
    program = program_of(name, TOLD[name])
    np.testing.assert_allclose(srcad.grad(program)(X, 1), differences(lambda x: program(x, 1), X), rtol=1e-7, atol=1e-8)
