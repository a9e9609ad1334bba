"""What one branch alone uses has no part in the gradient elsewhere, where its derivative may be infinite."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad

ZEROS, FOURS = np.zeros(2), np.array([0.0, 4.0])


def length_or_nothing(x: Any) -> Any:
    length = np.sqrt(np.sum(x**2))
    if length > 0:
        return length
    return 0.0


def direction_or_sum(x: Any) -> Any:
    length = np.linalg.norm(x)
    direction = x / length
    if length == 0:
        return np.sum(x)
    return direction[0]


def chosen_by_expression(x: Any) -> Any:
    root = x**0.5
    return root if x > 0 else 3.0 * x


def of_the_standard_library(x: Any) -> Any:
    root = math.sqrt(x)
    return root if x > 0 else 2.0 * x


def skipped_in_a_loop(x: Any) -> Any:
    total = 0.0
    for i in range(len(x)):
        root = np.sqrt(x[i])
        if x[i] == 0.0:
            continue
        total += root
    return total


def collected_in_a_loop(x: Any) -> Any:
    found = []
    for v in x:
        root = np.sqrt(v)
        if v > 0:
            found.append(root)
    return sum(found)


def made_by_a_loop(x: Any) -> Any:
    root = x
    for _ in range(3):
        root = np.sqrt(root)
    if x > 0:
        return root
    return 2.0 * x


def three_ways(x: Any) -> Any:
    root = np.sqrt(x)
    if x < 0:
        y = x
    elif x > 0:
        y = root
    else:
        y = 2.0 * x
    return y


def branch_in_a_branch(x: Any) -> Any:
    root = np.sqrt(x)
    y = x
    if x >= 0:
        if x > 0:
            y = root + 1
        else:
            y = 5 * x
    return y


def two_branches(x: Any) -> Any:
    root = np.sqrt(x)
    y = z = 0.0
    if x > 0:
        y = root
    if x > 1:
        z = 2 * root
    return y + z + x


def overflowing(x: Any) -> Any:
    e = np.exp(x)
    rest = np.log1p(e)
    return x if x > 30 else rest


def out_of_a_dict(x: Any) -> Any:
    roots = {"root": np.sqrt(x), "plain": x}
    return roots["root"] if x > 0 else roots["plain"]


class Root:
    def __init__(self, v: Any) -> None:
        self.v = v
        self.root = np.sqrt(v)

    def value(self) -> Any:
        return self.root if self.v > 0 else 3.0 * self.v


def out_of_an_object(x: Any) -> Any:
    return Root(x).value()


def power(x: Any, n: int) -> Any:
    return 1.0 / (x + 1.0) if n == 0 else np.sqrt(x) * power(x, n - 1)


def out_of_a_recursion(x: Any) -> Any:
    value = power(x, 2)
    if x == 0:
        return 2.0 * x
    return value


def caught(x: Any) -> Any:
    root = np.sqrt(x)
    try:
        y = 1.0 / x * root
    except ZeroDivisionError:
        y = 4.0 * x
    return y


CASES: list[tuple[Callable[..., Any], Any, Any]] = [
    (length_or_nothing, ZEROS, [0.0, 0.0]),
    (length_or_nothing, FOURS, [0.0, 1.0]),
    (direction_or_sum, ZEROS, [1.0, 1.0]),
    (direction_or_sum, FOURS, [0.25, 0.0]),
    (chosen_by_expression, 0.0, 3.0),
    (chosen_by_expression, 4.0, 0.25),
    (of_the_standard_library, 0.0, 2.0),
    (of_the_standard_library, 4.0, 0.25),
    (skipped_in_a_loop, FOURS, [0.0, 0.25]),
    (collected_in_a_loop, FOURS, [0.0, 0.25]),
    (made_by_a_loop, 0.0, 2.0),
    (made_by_a_loop, 1.0, 0.125),
    (three_ways, 0.0, 2.0),
    (three_ways, 4.0, 0.25),
    (branch_in_a_branch, 0.0, 5.0),
    (branch_in_a_branch, 4.0, 0.25),
    (two_branches, 0.0, 1.0),
    (two_branches, 0.25, 2.0),
    (two_branches, 4.0, 1.75),
    (overflowing, 1000.0, 1.0),
    (overflowing, 0.0, 0.5),
    (out_of_a_dict, 0.0, 1.0),
    (out_of_a_dict, 4.0, 0.25),
    (out_of_an_object, 0.0, 3.0),
    (out_of_an_object, 4.0, 0.25),
    (out_of_a_recursion, 0.0, 2.0),
    (out_of_a_recursion, 1.0, 0.25),
    (caught, 0.0, 4.0),
    (caught, 4.0, -0.0625),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("program", "x", "expected"), CASES)
def test_the_gradient_is_that_of_the_branch_taken(program: Callable[..., Any], x: Any, expected: Any) -> None:
    derivative = srcad.grad(program)
    for gradient in (derivative(x), derivative._generic().function(x)):
        np.testing.assert_allclose(gradient, expected, rtol=1e-14)


def test_the_reverse_sweep_asks_where_it_must() -> None:
    reverse = srcad.grad(skipped_in_a_loop).source(FOURS).partition("# reverse sweep")[2]
    assert "if not x_i_is_0:\n            x_bar[i] = 0.5 * total_bar / root" in reverse
    reverse = srcad.grad(length_or_nothing).source(FOURS).partition("# reverse sweep")[2]
    assert reverse.count("if ") == 1
