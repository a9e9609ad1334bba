"""Lengths that last are asked once, beside the loops; what a trip has made anew is saved without a copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences

X = np.array([0.6, 0.3, 0.9, 0.4])
GRID = np.linspace(0.2, 1.4, 12).reshape(4, 3)


def assigned_before(x: Any, n: int, m: int) -> Any:
    for i in range(n):
        y = np.sin(x) * i
    total = np.sum(x)
    for j in range(m):
        y = np.cos(x) * j
        total += len(y) * np.sum(y)
    return total


def smooth_into(u: Any, new: Any) -> None:
    rows, columns = u.shape
    for i in range(1, rows - 1):
        for j in range(1, columns - 1):
            new[i, j] = u[i - 1, j] * u[i + 1, j] + u[i, j - 1] + u[i, j + 1]


def in_a_helper(u: Any, n: int) -> Any:
    new = u.copy()
    for _ in range(n):
        smooth_into(u, new)
        smooth_into(new, u)
    return np.sum(u**2)


def used_behind_the_loop(u: Any, n: int) -> Any:
    rows = columns = 2
    for _ in range(n):
        rows, columns = u.shape
        u = u * rows + columns
    return np.sum(u) * rows / columns


def under_two_names(u: Any, n: int) -> Any:
    rows = u.shape[0]
    for _ in range(n):
        height, columns = u.shape
        u = u * height + columns
        rows += len(u)
    return np.sum(u) * rows


def growing(x: Any, n: int) -> Any:
    for _ in range(n):
        size = len(x)
        x = np.concatenate([x, x[:1] * size])
    return np.sum(x**2) * len(x)


def one_behind(x: Any, n: int) -> Any:
    old, total = x, 0.0
    for _ in range(n):
        total += len(old) * np.sum(old) + len(x)
        old = x
        x = np.concatenate([x, x[:1] * 0.5])
    return np.sum(x**2) * len(old) + total


def shrinking(x: Any) -> Any:
    total, y = 0.0, x
    while len(y) > 1:
        n = len(y)
        total += n * y[0]
        y = y[: n // 2] * y[n - n // 2 :]
        total += y.size
    return total + y[0]


def in_branches(x: Any, n: int) -> Any:
    for i in range(n):
        if x[0] > 0.1 * i:
            x = x / len(x)
        else:
            (size,) = x.shape
            x = x * size
    return np.sum(x**2)


def with_the_one_before(x: Any, n: int) -> Any:
    total = 0.0
    for i in range(n):
        t = x[: i + 1] * 2.0
        if i > 0:
            total += np.sum(t[:1] * r) + len(r) * np.sum(t)  # noqa: F821 - what the trip before has assigned
        r = t**2  # noqa: F841
    return total


def squared(v: Any) -> Any:
    total = 0.0
    for i in range(len(v)):
        total += v[i] ** 2
    return total


def normalised(x: Any, n: int) -> Any:
    for _ in range(n):
        x = x / squared(x)
    return np.sum(np.sin(x))


def last_residual(x: Any, n: int) -> Any:
    for i in range(n):
        r = 1.0 - 0.5 * i * x
        x = x + 0.1 * r
    return np.sum(r**2) + np.sum(x)


def last_of_either(x: Any, n: int) -> Any:
    y = 2.0 * x
    for i in range(n):
        if i != 1:
            y = np.sin(x) * (i + 1)
        x = x * y
        z = y[:2] * x[2:]
    return np.sum(y) + np.sum(z)


def last_of_two_loops(x: Any, n: int) -> Any:
    for i in range(n):
        for j in range(2):
            y = np.sin(x) * (i + j + 1)
            x = x + 0.1 * y
    return np.sum(y**2)


def last_of_changing_shape(x: Any, n: int) -> Any:
    y = x
    for i in range(n):
        z = y[1:] if i % 2 else y
        y = np.sin(x)
        x = x * y
    return np.sum(z**2) + np.sum(y)


def made_in_each_trip(x: Any, n: int) -> Any:
    for _ in range(n):
        y = np.zeros_like(x)
        for i in range(len(x)):
            y[i] = x[i] * x[len(x) - 1 - i]
        x = y
    return np.sum(x**2)


def made_and_written_to_later(x: Any, n: int) -> Any:
    for k in range(n):
        x = x * x
        y = np.zeros_like(x)
        for i in range(len(x)):
            y[i] = x[i] ** 2
        x[k] = 0.5 * y[k] * x[k]
        x = np.sin(y + x)
        y[0] = 7.0
    return np.sum(x**2)


def made_in_an_inner_loop(x: Any, n: int) -> Any:
    total = 0.0
    y = x
    for _ in range(n):
        for j in range(2):
            total += np.sum(y**3)
            z = np.empty_like(y)
            z[:] = np.sin(y) * (j + 1)
            z[j] *= y[j]
            y = z
        y[0] = 0.5 * y[1] ** 2
    return total + np.sum(y**2)


PROGRAMS: list[tuple[Callable[..., Any], Any, tuple[int, ...]]] = [
    *((assigned_before, X, counts) for counts in ((2, 3), (0, 2), (2, 0))),
    *((f, GRID, (n,)) for f in (in_a_helper, used_behind_the_loop, under_two_names) for n in (0, 3)),
    *((f, X, (n,)) for f in (growing, one_behind, in_branches, normalised) for n in (0, 1, 3)),
    *((with_the_one_before, X, (n,)) for n in (0, 1, 3)),
    (shrinking, X, ()),
    (shrinking, np.append(X, 0.7), ()),
    *((f, X, (n,)) for f in (last_residual, last_of_either, last_of_two_loops) for n in (1, 3)),
    *((last_of_changing_shape, X, (n,)) for n in (1, 2, 3)),
    *((f, X, (n,)) for f in (made_in_each_trip, made_and_written_to_later, made_in_an_inner_loop) for n in (0, 1, 3)),
]


@pytest.mark.parametrize(
    ("function", "x", "counts"), PROGRAMS, ids=[f"{f.__name__}-{len(x)}-{counts}" for f, x, counts in PROGRAMS]
)
def test_the_gradient_is_right(function: Callable[..., Any], x: Any, counts: tuple[int, ...]) -> None:
    value, gradient = srcad.value_and_grad(function)(x.copy(), *counts)
    assert value == pytest.approx(function(x.copy(), *counts), rel=1e-12)
    expected = differences(lambda t: function(np.array(t), *counts), x)
    np.testing.assert_allclose(gradient, expected, rtol=1e-7, atol=1e-8)
    np.testing.assert_array_equal(srcad.grad(function)(x.copy(), *counts), gradient)


def test_what_is_not_assigned_raises_as_in_the_program() -> None:
    with pytest.raises(UnboundLocalError):
        srcad.grad(last_residual)(X, 0)


def test_a_helper_in_a_loop_asks_once() -> None:
    """The reverse sweep needs no lengths of each trip."""
    text = srcad.grad(in_a_helper).source(GRID, 3)
    assert text.count("rows, columns = u.shape") == 1
    assert "rows_tape" not in text
    assert "columns_tape" not in text


@pytest.mark.parametrize("function", [last_residual, made_in_each_trip, in_a_helper])
def test_nothing_is_copied_in_a_trip(function: Callable[..., Any]) -> None:
    text = srcad.grad(function).source(GRID if function is in_a_helper else X, 3)
    assert not [line for line in text.splitlines() if ".copy(" in line and line.startswith(" " * 8)]


def test_a_linear_iteration_saves_nothing() -> None:
    assert "tape" not in srcad.grad(last_residual).source(X, 3)
