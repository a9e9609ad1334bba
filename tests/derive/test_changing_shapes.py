"""Arrays whose lengths change from trip to trip: neither their types nor their adjoints are mixed up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad

X = np.array([1.0, 1.9, 3.0, 1.5, 0.7])
DIRECTION = np.array([0.3, 0.5, 0.7, -0.2, 0.4])


def stretched_by_the_next_trip(x):
    before = None
    total = 0.0
    for i in range(1, 3):
        now = x[:i] * 2.0
        if before is not None:
            total += np.sum(now * before**2)
        before = np.sin(now)
    return total + np.sum(before * x[i : i + 2])


def read_behind_a_break(x):
    for i in range(3):
        y = x[i:]
        if i == 1:
            break
    return np.sum(y * x[i:])


def forgotten_at_a_break(x):
    total = 0.0
    for i in range(4):
        y = x[i:]
        if i == 2:
            break
        total += np.sum(y**2)
    return total


def carried_to_a_break(x):
    total = 0.0
    y = x[:1]
    for i in range(4):
        total += np.sum(y**3)
        y = x[i:] * 2.0
        if x[i] > 2.0:
            break
    return total + np.sum(y)


def carried_to_no_break(x):
    total = 0.0
    y = x[:1]
    for i in range(4):
        total += np.sum(y**3)
        y = x[i:] * 2.0
        if x[i] > 9.0:
            break
    return total


def slices_that_go_down(x):
    total = 0.0
    for j in range(4, -1, -1):
        z = x[j:] * x[j - 4 : j] if j == 4 else x[j:] * x[0]
        total += np.sum(z)
        for k in range(j, 5, 2):
            w = x[j : k + 1]
            total += np.sum(w * x[j : k + 1] ** 2)
            if k == j:
                total += np.sum(x[:3] * w)
    return total


@pytest.mark.parametrize(
    "program",
    [
        stretched_by_the_next_trip,
        read_behind_a_break,
        forgotten_at_a_break,
        carried_to_a_break,
        carried_to_no_break,
        slices_that_go_down,
    ],
)
def test_the_gradient_is_that_of_differences(program: Callable[..., Any]) -> None:
    gradient = srcad.grad(program)(X)
    slope = (program(X + 1e-6 * DIRECTION) - program(X - 1e-6 * DIRECTION)) / 2e-6
    assert gradient @ DIRECTION == pytest.approx(slope, rel=1e-7)
