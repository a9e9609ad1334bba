"""Managers whose ``__exit__`` holds exceptions back: the program goes on behind the ``with`` statement."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable

import pytest

from tests.flow.numerical import assert_gradients, differences
from tests.transpiled import transpiled


class Forgiving:
    def __init__(self, *kinds):
        self.kinds = kinds
        self.left = 0

    def __enter__(self):
        self.left += 1
        return self

    def __exit__(self, kind, error, trace):
        self.left += 10
        return kind is not None and issubclass(kind, ValueError)


class Silent:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return True


class Inheriting(Silent):
    pass


def goes_on(x):
    y = x
    with Forgiving() as f:
        y = y * x
        if x > 1.0:
            raise ValueError
        y = y * 3.0
    return y * f.left


def lets_others_through(x):
    y = x
    try:
        with Forgiving() as f:
            y = y * x
            raise KeyError
    except KeyError:
        y += x * f.left
    return y * f.left


def returns_from_inside(x):
    def root(v):
        with Inheriting():
            y = v * x
            if y > 0.5:
                return math.sqrt(y)
            return math.log(-y)
        return v * 10.0

    return root(x) * root(-x) + root(0.0)


def in_a_loop(x):
    y = x
    for i in range(5):
        with Silent():
            y *= 1.1
            if i == 1:
                continue
            if i == 2:
                raise KeyError
            y += x
            if i == 3:
                break
        y *= 2.0
    return y


def beside_others(x):
    y = x
    with contextlib.nullcontext(x) as k, Silent(), contextlib.nullcontext(2.0 * x) as m:
        y = y * k * m
        math.sqrt(-y)
        y = 0.0
    return y


def of_a_local_class(x):
    class Counting:
        def __init__(self):
            self.hits = 0.0

        def __enter__(self):
            return self

        def __exit__(self, kind, error, trace):
            if kind is None:
                return False
            self.hits += x
            return True

    y = 0.0
    for divisor in (1.0, 0.0, x):
        with Counting() as c:
            y += x * x / divisor
        y += c.hits
    return y


FUNCTIONS = [goes_on, lets_others_through, returns_from_inside, in_a_loop, of_a_local_class, beside_others]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [1.3, 0.7])
def test_gradient_is_that_of_differences(function: Callable[[float], float], x: float) -> None:
    assert_gradients(function, x)


@pytest.mark.parametrize("function", FUNCTIONS[:-1], ids=lambda f: f.__name__)
def test_it_can_be_written_to_a_file(function: Callable[[float], float]) -> None:
    assert transpiled(function, "x: float")(1.3) == pytest.approx(differences(function, 1.3), rel=1e-7)
