"""Loops whose results one branch alone uses: elsewhere their tapes are dropped, in each trip of the loop around."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences


def used_in_one_trip(x: Any, n: int) -> Any:
    total = 0.0
    for i in range(2):
        t = x
        for _ in range(n):
            t = np.sin(t + i)
        if i == 0:
            total += t
    return total


def continued(x: Any, n: int) -> Any:
    total = 0.0
    for i in range(4):
        t = x
        for _ in range(n):
            t = np.sin(t + i)
            for j in range(2):
                t = t * np.cos(t + j)
        if i % 2:
            continue
        total += t * i
    return total


def best_candidate(x: Any, n: int) -> Any:
    best, score = 0.0, -1.0
    for i in range(4):
        t, k = x, 0
        while abs(t) > 0.2 and k < n:
            t = np.sin(t) * (0.9 - 0.1 * i)
            k += 1
        if t * (i % 3) > score:
            best, score = t, t * (i % 3)
    return best**2


def both_are_left(x: Any, n: int) -> Any:
    total = 0.0
    for i in range(4):
        t = x
        for k in range(10):
            t = np.sin(t + i)
            if k == n + i:
                break
            t = t**2
        if i != 1:
            total += t
        if i == 2 and n == 1:
            break
    return total


def three_deep(x: Any, n: int) -> Any:
    total = 0.0
    for a in range(2):
        for i in range(3):
            t = x
            for _ in range(n):
                t = np.sin(t + i + a)
            if i != 1:
                total += t
    return total


def tried(x: Any, n: int) -> Any:
    total = 0.0
    for i in range(3):
        try:
            t = x
            for k in range(n):
                t = np.sin(t + i)
                if i == 1 and k == 1:
                    raise ValueError
            total += t if i != 2 else 0.0
        except ValueError:
            total += x
    return total


def of_arrays(x: Any, n: int) -> Any:
    y = np.zeros(4)
    for i in range(3):
        t = np.array([x, x * i])
        for _ in range(n):
            t = np.sin(t + i)
        if i == 1:
            y[i] = t[0] * t[1]
    return np.sum(y)


def for_else(x: Any, n: int) -> Any:
    total = 0.0
    for i in range(3):
        t = x
        for k in range(n):
            t = t * np.sin(t + i)
            if i == k == 1:
                break
        else:
            total += t
    return total


def half_tree(x: Any, n: int) -> Any:
    t = x
    for i in range(2):
        u = t
        for _ in range(n):
            u = np.sin(u + i)
        v = half_tree(u, n - 1) if n > 1 else u * u
        if i != n % 2:
            t = v
    return t


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize(
    "function",
    [used_in_one_trip, continued, best_candidate, both_are_left, three_deep, tried, of_arrays, for_else, half_tree],
)
def test_the_gradient_is_right(function: Callable[..., Any], n: int) -> None:
    value, gradient = srcad.value_and_grad(function)(0.5, n)
    assert value == function(0.5, n)
    np.testing.assert_allclose(gradient, differences(lambda t: function(t, n), 0.5), rtol=1e-8, atol=1e-9)
    assert srcad.grad(function)(0.5, n) == gradient
