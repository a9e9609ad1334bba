"""Functions that call themselves and write into their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences

X = np.array([0.3, 0.5, 0.7, 1.1])
DIRECTION = np.array([0.3, 0.5, 0.7, -0.2])


def descend(a, n):
    if n == 0:
        return a[0]
    a[0] = a[0] * a[1] + n
    return descend(a, n - 1) + a[1]


def result_and_content(x):
    a = x * 2.0
    a[1] += 1.0
    r = descend(a, 3)
    return r + np.sum(a**2)


def scan(a):
    if a.size == 1:
        return
    half = a.size // 2
    scan(a[:half])
    scan(a[half:])
    a[half:] += a[half - 1]


def scan_of_a_local_array(x):
    y = np.sin(x)
    alias = y
    scan(y)
    return np.sum(alias**2)


def scan_of_the_argument(x):
    scan(x)
    return np.sum(x**2)


def quicksort(a, low, high):
    if high - low < 2:
        return
    p = low
    for i in range(low + 1, high):
        if a[i] < a[low]:
            p += 1
            a[p], a[i] = a[i], a[p]
    a[low], a[p] = a[p], a[low]
    quicksort(a, low, p)
    quicksort(a, p + 1, high)


def sorted_in_place(x):
    y = np.cos(3.0 * x)
    quicksort(y, 0, y.size)
    return np.sum(y * np.arange(4))


def smooth(x, depth):
    if depth == 0:
        return
    for i in range(1, x.size):
        x[i] += 0.5 * x[i - 1]
    coarse = x[::2].copy()
    smooth(coarse, depth - 1)
    x[::2] += coarse


def two_grids(x):
    y = np.concatenate([x, x * 2.0])
    smooth(y, 2)
    return np.sum(y**2)


def an_item_of_a_list(x):
    arrays = [x * 2.0, x * 3.0]
    for k in range(2):
        scan(arrays[k])
    return np.sum(arrays[0] * arrays[1])


@pytest.mark.parametrize(
    "program",
    [result_and_content, scan_of_a_local_array, scan_of_the_argument, sorted_in_place, two_grids, an_item_of_a_list],
)
def test_the_gradient_is_that_of_differences(program: Callable[..., Any]) -> None:
    argument = X.copy()
    gradient = srcad.grad(program)(argument)
    slope = (program(X + 1e-6 * DIRECTION) - program(X - 1e-6 * DIRECTION)) / 2e-6
    assert gradient @ DIRECTION == pytest.approx(slope, rel=1e-6)
    np.testing.assert_array_equal(argument, X)


def copy_over(a, b, n):
    if n == 0:
        return 0.0
    a[0] = b[0] * 2.0
    return copy_over(a, b, n - 1) + b[1]


def lent_twice(x):
    return copy_over(x, x, 2)


def lent_in_overlapping_slices(x):
    head = x[:2]
    return copy_over(x[1:], head, 2) if x[0] < 5.0 else np.sum(x)


def seen_through_a_view(x):
    y = x * 2.0
    z = y[:3]
    scan(y)
    return np.sum(z**2)


STATE = np.zeros(4)


def remember(x, k):
    if k == 0:
        return
    STATE[k] = x[k] ** 2
    remember(x, k - 1)


def written_to_a_global(x):
    remember(x, 3)
    return np.sum(STATE * x)


def take_turns(a, b, n):
    for _ in range(2):
        b[1:] = a[:-1] * 0.5
        a, b = b, a
    return take_turns(a * 1.0, b * 1.0, n - 1) if n > 0 else np.sum(a**2)


def written_to_in_turn(x):
    a, b = x * 1.0, np.sin(x)
    return take_turns(a, b, 1) + np.sum(a) + 2.0 * np.sum(b)


def maybe_of_its_own(a, n):
    c = a
    if n > 7:
        c = a * 2.0
    c[1:] = c[:-1] * 0.5
    return maybe_of_its_own(a * 1.0, n - 1) if n > 0 else np.sum(a**2)


def written_to_if_it_is_not_another_one(x):
    a = x * 1.0
    return maybe_of_its_own(a, 1) + np.sum(a)


@pytest.mark.parametrize(
    "program",
    [
        *(lent_twice, lent_in_overlapping_slices, seen_through_a_view, written_to_a_global),
        *(written_to_in_turn, written_to_if_it_is_not_another_one),
    ],
)
def test_what_is_seen_under_two_names_is_refused(program: Callable[..., Any]) -> None:
    with pytest.raises(NotDifferentiable) as refusal:
        srcad.grad(program)(X)
    assert "SRC003" in [r.code for r in refusal.value.all()]


def halves(u, n):
    if n == 0:
        return (0.5, 0.5 * u)
    a, b = halves(0.5 * u, n - 1)
    return (a * u, b)


def counted_by_a_loop_that_writes(x):
    y = x * 1.0
    for i, e in enumerate(y):
        y[0] = y[1] * halves(i, 2)[1] + e * halves(i, 1)[0]
    return np.sum(y**2)


def test_a_recursive_function_gets_the_number_of_a_loop_over_what_it_writes_to() -> None:
    found = srcad.grad(counted_by_a_loop_that_writes)(X)
    np.testing.assert_allclose(found, differences(counted_by_a_loop_that_writes, X), rtol=1e-7, atol=1e-8)


def filled(s, n):
    return np.full(4, s) if n == 0 else filled(s * 0.9, n - 1)


def two_filled(s, n):
    return (np.full(4, s), s * np.arange(4.0)) if n == 0 else two_filled(s * 0.9, n - 1)


def written_behind_a_view(x):
    a = filled(x[0], 3)
    c = a[1:]
    a[1] = 2.0 * x[1]
    return np.sum(a**2) + np.sum(c**3)


def written_in_a_loop_behind_a_view(x):
    total = 0.0
    for i in range(3):
        a = filled(x[i], 2)
        c = a[1:]
        a[i] = total * x[3]
        total += np.sum(c**3)
    return total


def two_read(x):
    a, b = two_filled(x[0], 3)
    return np.sum(a**2) + np.sum(b**3)


def one_of_two_written(x):
    a, b = two_filled(x[0], 3)
    b[1] = 2.0 * x[1]
    return np.sum(a**2) + np.sum(b**3)


@pytest.mark.parametrize("program", [written_behind_a_view, written_in_a_loop_behind_a_view, two_read])
def test_what_a_recursive_function_gives_is_written_to_under_two_names(program: Callable[..., Any]) -> None:
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-7, atol=1e-8)


def test_what_a_recursive_function_gives_together_is_not_known_to_be_two_arrays() -> None:
    with pytest.raises(NotDifferentiable, match="holds an array that is written to"):
        srcad.grad(one_of_two_written)(X)
