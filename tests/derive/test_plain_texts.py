"""What people would not write is not in the text: twice the same term, halves of twos, axes and shapes for nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences

X = np.array([0.6, -1.3, 0.9, 0.4, 1.1, -0.7])
TABLE = np.random.default_rng(3).normal(size=(4, 6))


def squares_in_a_loop(x):
    total = 0.0
    for _ in range(3):
        total = total * 0.5 + x @ x
    return total


def unit(x):
    return x / np.sqrt(x @ x) @ np.arange(6.0)


def unit_by_a_sum(x):
    return np.sum((x / np.sqrt(np.sum(x**2))) ** 3)


def parts_of_two_lengths(x):
    return (x[1:4] * 2.0) @ (x[3:] ** 2)


def rows_of_unknown_lengths(x):
    starts, total = np.array([0, 2, 3, 6]), 0.0
    for i in range(3):
        row = slice(starts[i], starts[i + 1])
        total += x[row] @ np.sin(x[row]) * total + x[row] @ x[row]
    return total


def centred(x):
    table = np.outer(x, x) + x
    for _ in range(2):
        table = np.tanh(table - table.mean(axis=0)) + np.sin(table)
    return np.sum(table**2)


def centred_parameter(x):
    for _ in range(2):
        y = x - np.mean(x, axis=0)
        x = y / np.sqrt(np.mean(y**2, axis=0) + 0.1) + np.sin(x)
    return np.sum(x**2)


def means_into_parts(x):
    table = np.zeros((3, 6))
    table[1:] = x
    return np.sum(np.mean(table[1:], axis=0) ** 3)


#: A program, what it is differentiated at, what its text has, and what not.
CASES = [
    (squares_in_a_loop, X, "2 * total_bar * x", "+= g"),
    (unit, X, "", "0.5"),
    (unit_by_a_sum, X, "", "0.5"),
    (parts_of_two_lengths, X, "", "unbroadcast"),
    (rows_of_unknown_lengths, X, "", "sum_to"),
    (centred, X, "", "expand_dims"),
    (centred_parameter, TABLE, "x.shape", "shape_tape"),
    (centred_parameter, TABLE, "x.shape", "expand_dims"),
    (means_into_parts, X, "", "expand_dims"),
]


@pytest.mark.parametrize(("program", "x", "there", "missing"), CASES)
def test_text_and_gradient(program: Any, x: np.ndarray, there: str, missing: str) -> None:
    text = srcad.grad(program).source(x)
    assert there in text
    assert missing not in text
    np.testing.assert_allclose(srcad.grad(program)(x), differences(program, x), rtol=1e-6, atol=1e-8)


def axes_of_one(x):
    row, column = x[None, :3], x[3:, None]
    total = np.sum(np.vecdot(row, column * row) ** 2) + np.sum(np.matmul(row, column) ** 2)
    for shift in range(2):
        total += np.sum(np.cross(row, column * x[:3] + shift)) + np.sum(np.inner(row, x[None, 3:]) ** 3)
    return total


def half_with_others(x):
    root = np.sqrt(np.sum(x**2))
    return root * np.sum(0.5 * x) * 2 + root**2 * 0.25 * 2


def added_to_a_row(x):
    row = np.expand_dims(x[:3] * 2.0, 0)
    column = np.expand_dims(x[3:], 1)
    both = row * column + np.expand_dims(x[0] * x[1], 0)
    return np.sum(both**2) + np.sum(np.expand_dims(x, (0, 1)) * np.ones((2, 2, 6)) * x[0]) + np.sum(row / 2.0)


@pytest.mark.parametrize("program", [axes_of_one, half_with_others, added_to_a_row])
def test_gradient(program: Any) -> None:
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-6, atol=1e-8)


def test_single_precision_stays() -> None:
    x = X.astype(np.float32)

    def shifted(x):
        return np.sum((x - np.mean(x)) ** 2 * np.expand_dims(x[0], 0))

    gradient = srcad.grad(shifted)(x)
    assert gradient.dtype == np.float32
    expected = differences(lambda v: shifted(np.asarray(v, dtype=float)), X)
    np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-5)
