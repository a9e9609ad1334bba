"""What an expert would write: one user's line at a time, names that tell what a value is, nothing computed twice."""

from __future__ import annotations

import math

import numpy as np

import srcad


def _text(program, *arguments, argnums=0):
    """Return the body of a gradient's text, stripped of comments."""
    lines = srcad.grad(program, argnums=argnums).source(*arguments).splitlines()
    return [line.partition("  #")[0].rstrip() for line in lines if not line.lstrip().startswith("#")]


def chain(x):
    a = x**2
    b = 5 * a
    c = a * b
    return -c


def steps(x, dt, n):
    for _ in range(n):
        x = x + dt / 2 * math.sin(x) + dt / 2 * math.cos(x)
    return x


def zero_trips(x, dt, n):
    y = x
    for _ in range(n):
        y = y * (dt / 2) + y**2 * (dt / 2)
    return y


def larger(x, y):
    return 2.0 * max(x, y)


def shared(x, y):
    return np.sum(np.sin(x + y))


def difference(x, y):
    s = -np.sum(x * y)
    return s + np.sum(x * x)


def residual(x, target):
    return (x - target) ** 2


def test_each_statement_undoes_one_line():
    assert _text(chain, 2.0)[-5:] == [
        "    c_bar = -chain_bar",
        "    a_bar = c_bar * b",
        "    b_bar = c_bar * a",
        "    a_bar += 5 * b_bar",
        "    return 2 * a_bar * x",
    ]


def test_what_does_not_vary_is_computed_before_the_loops():
    text = _text(steps, 0.3, 0.1, 4)
    assert [line for line in text if "dt / 2" in line] == ["    half_dt = dt / 2"]


def test_hoisting_leaves_a_loop_without_trips_right():
    value, gradient = srcad.value_and_grad(zero_trips, argnums=(0, 1))(0.5, 0.1, 0)
    assert (value, gradient) == (0.5, (1.0, 0.0))


def test_the_larger_of_two_is_told_by_expressions():
    assert "(g1 if y == max_x_y else g) if x == max_x_y else 0.0" in "\n".join(_text(larger, 1.0, 2.0, argnums=(0, 1)))
    assert srcad.grad(larger, argnums=(0, 1))(2.0, 2.0) == (1.0, 1.0)


def test_an_adjoint_of_two_arguments_is_copied_once():
    x, y = np.ones(3), np.zeros(3)
    assert _text(shared, x, y, argnums=(0, 1))[-1] == "    return x_bar, x_bar.copy()"
    first, second = srcad.grad(shared, argnums=(0, 1))(x, y)
    assert not np.shares_memory(first, second)


def test_subtraction_from_an_array_adjoint_is_in_place():
    x, y = np.linspace(0.1, 1.0, 3), np.linspace(0.2, 0.4, 3)
    assert any(line.lstrip().startswith("x_bar -= ") for line in _text(difference, x, y))
    np.testing.assert_allclose(srcad.grad(difference)(x, y), 2 * x - y)


def test_a_temporary_is_named_after_what_it_is():
    value_and_grad = srcad.value_and_grad(residual)
    assert "    x_minus_target = x - target" in value_and_grad.source(1.0, 2.0).splitlines()
