"""Inner functions that call one another, or themselves, and the variables that they share."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

import srcad
from tests.flow.numerical import assert_gradients, differences
from tests.transpiled import transpiled


def two_that_take_turns(x):
    def even(n):
        return 1.0 if n == 0 else x * odd(n - 1)

    def odd(n):
        return 0.5 if n == 0 else math.sin(x) * even(n - 1)

    return even(5) + odd(4)


def three_that_take_turns(x):
    def first(n, v):
        return v if n == 0 else second(n - 1, v * x)

    def second(n, v):
        return v * v if n == 0 else third(n - 1, v + x)

    def third(n, v):
        return v * 3.0 if n == 0 else first(n - 1, math.sin(v)) + second(n - 1, v)

    return first(5, x)


def counts_and_sums(x):
    count, total = 0, 0.0

    def go(n, v):
        nonlocal count, total
        count += 1
        if n == 0:
            total += v * count
            return v
        return go(n - 1, v * x) + go(n - 1, v + 1.0)

    return go(3, x) * total * count


def gives_nothing(x):
    last = x

    def go(n):
        nonlocal last
        if n:
            last = last * x + n
            go(n - 1)

    go(3)
    go(2)
    return last


def best_of_all(x):
    best = -1.0

    def search(i, v):
        nonlocal best
        if i == 4:
            best = max(best, v)
            return
        search(i + 1, v + x)
        search(i + 1, v * x)

    search(0, 1.0)
    return best


def changed_between_calls(x):
    k = x

    def power(n):
        return 1.0 if n == 0 else k * power(n - 1)

    first = power(3)
    k = 2.0 * x
    return first + power(2)


def loops_that_call(x):
    total = 0.0

    def go(n):
        nonlocal total
        for i in range(n):
            total += x**i
            go(n - 1)
        return total

    return go(3) + total


def lambda_that_calls_itself(x):
    power = lambda n, v: v if n == 0 else power(n - 1, v * x)
    return power(3, x)


def decorated(x):
    calls = 0

    def counted(f):
        def wrapper(n):
            nonlocal calls
            calls += 1
            return f(n) * 1.5

        return wrapper

    @counted
    @counted
    def power(n):
        return x if n == 0 else x * power(n - 1)

    return power(3) * calls


FUNCTIONS = [
    lambda_that_calls_itself,
    decorated,
    two_that_take_turns,
    three_that_take_turns,
    counts_and_sums,
    gives_nothing,
    best_of_all,
    changed_between_calls,
    loops_that_call,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [1.3, 0.7])
def test_gradient_is_that_of_differences(function: Callable[[float], float], x: float) -> None:
    assert_gradients(function, x)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_it_can_be_written_to_a_file(function: Callable[[float], float]) -> None:
    assert transpiled(function, "x: float")(1.3) == pytest.approx(differences(function, 1.3), rel=1e-7)


def heap_of_an_array(u):
    total = 0.0

    def visit(i):
        nonlocal total
        if i < len(u):
            total += u[i] ** 2 * (i + 1)
            visit(2 * i + 1)
            visit(2 * i + 2)

    visit(0)
    return total


def array_in_a_variable(u):
    v = u * 1.0

    def go(n):
        nonlocal v
        v = v * u + n
        if n:
            go(n - 1)

    go(3)
    return np.sum(v)


@pytest.mark.parametrize("function", [heap_of_an_array, array_in_a_variable], ids=lambda f: f.__name__)
def test_arrays(function: Callable[[np.ndarray], float]) -> None:
    u = np.array([0.6, -1.3, 2.1, 0.4])
    np.testing.assert_allclose(srcad.grad(function)(u), differences(function, u), rtol=1e-7, atol=1e-8)
