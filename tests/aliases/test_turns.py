"""Arrays that take turns in a loop are two arrays in each trip, where that is so; their gradients are plain text."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

import srcad
from tests.aliases.check import check
from tests.aliases.turning import Turning
from tests.flow.numerical import differences

X = np.array([0.6, -1.3, 0.9, 0.4])
COUNT = 64
PARTS = 8


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("part", range(PARTS))
def test_random_loops_in_which_arrays_take_turns(part: int, tmp_path: Path) -> None:
    outcomes = []
    for seed in range(part, COUNT, PARTS):
        program = Turning(random.Random(seed)).program()
        outcome = check(program, tmp_path, f"turns_{seed}")
        assert outcome.kind in ("right", "kink"), f"{outcome}\n{program.text}"
        outcomes.append(outcome.kind)
    assert outcomes.count("right") > 0.9 * len(outcomes)


def swapped(x, n):
    old = x * 1.0
    new = np.zeros_like(x)
    for _ in range(n):
        new[1:] = old[:-1] * 0.5
        old, new = new, old
    return np.sum(old**2)


def swapped_until(x, n):
    old = x * 1.0
    new = np.zeros_like(x)
    trips = 0
    while True:
        new[1:] = old[:-1] * 0.5
        trips += 1
        if trips == n:
            break
        old, new = new, old
    return np.sum(old**3) + np.sum(new**2)


def swapped_in_both_loops(x, n):
    old = x * 1.0
    new = np.zeros_like(x)
    for _ in range(n):
        for _ in range(2):
            new[1:] = old[:-1] * 0.5
            old, new = new, old
        old, new = new, old
    return np.sum(old**3) + np.sum(new**2)


def two_pairs(x, n):
    old, new = x * 1.0, np.zeros_like(x)
    low, high = x * 2.0, x * 3.0
    seen = low
    for _ in range(n):
        new[1:] = old[:-1] * 0.5
        high[1:] = low[:-1] * old[1:]
        old, new = new, old
        low, high = high, low
    return np.sum(old**2) + np.sum(seen * low)


def swapped_arguments(x, y, n):
    for _ in range(n):
        y[1:] = x[:-1] * 0.5
        x, y = y, x
    return np.sum(x**2)


def swapped_with_its_size(x, n):
    old = x * 1.0
    new = np.zeros_like(x)
    for _ in range(n):
        for i in range(1, new.size):
            new[i] = old[i - 1] * 0.5
        old, new = new, old
    return np.sum(old**2)


def read_before(x, n):
    first = np.sin(x)
    read = x[0] * np.sum(first)
    old, new = x * 1.0, first
    for _ in range(n):
        new[1:] = 0.5 * old[:-1]
        old, new = new, old
    return read + np.sum(old)


@pytest.mark.parametrize("trips", [0, 1, 2, 3])
@pytest.mark.parametrize("program", [read_before, swapped, swapped_in_both_loops, swapped_with_its_size, two_pairs])
def test_swaps(program, trips):
    expected = differences(lambda x: program(x, trips), X)
    np.testing.assert_allclose(srcad.grad(program)(X, trips), expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("program", [swapped, swapped_until, swapped_in_both_loops, swapped_with_its_size])
def test_what_takes_turns_is_no_second_name_and_no_copy(program):
    expected = differences(lambda x: program(x, 3), X)
    np.testing.assert_allclose(srcad.grad(program)(X, 3), expected, rtol=1e-7, atol=1e-9)
    text = srcad.grad(program).source(X, 3)
    assert "_bar_1" not in text
    assert "copy" not in text
    assert "tape" not in text


def test_what_else_is_seen_of_one_pair_leaves_the_other_as_it_is():
    text = srcad.grad(two_pairs).source(X, 3)
    assert "low_bar_1" in text
    assert "old_bar[:-1] += 0.5 * new_bar[1:]" in text


def test_arguments_that_take_turns_are_copied_before_the_loop():
    x, y = X.copy(), X * 2.0
    gradient = srcad.grad(swapped_arguments, (0, 1))
    expected = (
        differences(lambda v: swapped_arguments(v.copy(), y.copy(), 3), X),
        differences(lambda v: swapped_arguments(X.copy(), v.copy(), 3), y),
    )
    for found, right in zip(gradient(x, y, 3), expected):
        np.testing.assert_allclose(found, right, rtol=1e-7, atol=1e-9)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, X * 2.0)
    text = gradient.source(x, y, 3)
    assert text.count(".copy()") == text.count("the caller keeps the original") == 2
