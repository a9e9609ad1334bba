"""How loops are left: one variable tells where, and what the reverse sweep needs of that trip goes by its own name."""

from __future__ import annotations

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences


def leaves_in_three_ways(x, limit):
    s = x
    n = 0
    while True:
        before, s = s, s * s * 0.5 + x
        n += 1
        if s > 3.0:
            return s / n
        if abs(s - before) < 1e-9:
            break
        if n == limit:
            s = 0.5 * (s + before)
            break
    return s


def returns_from_a_loop(x, n):
    y = x
    for _ in range(n):
        y = y * x
        if y > 7.0:
            return y
    return 0.5 * x


def asks_twice(x):
    if x > 0.0:
        t = x * x
    y = 2.0
    if x > 0.0:
        y = t * 3.0
    return y * x


def asks_what_it_was_told(x):
    y = x
    if x > 0.0:
        y = x * x
    z = 0.5 * y
    if y > 2.0:
        z = y * x
    if x > 0.0:
        z = z * y
    return z


CASES = [
    *((leaves_in_three_ways, (x, n)) for x, n in ((2.5, 9), (0.2, 99), (0.2, 3), (0.7, 30))),
    *((returns_from_a_loop, (x, n)) for x, n in ((2.5, 9), (1.1, 3), (8.0, 4), (1.1, 0))),
    *((asks_twice, (x,)) for x in (1.5, -0.5)),
    *((asks_what_it_was_told, (x,)) for x in (1.2, 1.9, -0.5)),
]


@pytest.mark.parametrize(("program", "arguments"), CASES, ids=lambda p: getattr(p, "__name__", str(p)))
def test_gradients_are_those_of_the_path_taken(program, arguments):
    x, *others = arguments
    expected = differences(lambda v: program(v, *others), x)
    value, gradient = srcad.value_and_grad(program)(*arguments)
    assert value == program(*arguments)
    np.testing.assert_allclose(gradient, expected, rtol=1e-7, atol=1e-8)


def test_one_variable_tells_where_a_loop_was_left():
    source = srcad.grad(leaves_in_three_ways).source(2.0, 5)
    assert "exit_number" not in source
    assert "s_2" not in source


def test_a_question_is_asked_once_in_the_reverse_sweep():
    reverse = srcad.grad(asks_twice).source(2.0).partition("reverse sweep")[2]
    assert reverse.count("if ") == 1
    reverse = srcad.grad(returns_from_a_loop).source(2.0, 5).partition("reverse sweep")[2]
    assert reverse.count("if ") == 1


def leaves_from_else_for_texts_alone(x):
    n = 0
    while n < 3:
        n += 1
        if n * x > 1.0:
            break
    else:
        if isinstance(x, str):
            return 0.3 * x
    return 0.5 * x


def test_a_value_that_no_path_gives_is_not_read() -> None:
    value, gradient = srcad.value_and_grad(leaves_from_else_for_texts_alone)(0.1)
    assert (value, gradient) == (0.05, 0.5)
