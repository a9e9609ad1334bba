"""Names that only some paths define: an adjoint of what is not there is nothing, whatever it is the name of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from tests.flow.numerical import assert_gradients

WEIGHTS = np.array([0.37, -0.61, 1.29])


def array(x, w):
    if x > 0.5:
        y = w * 2.0
    s = np.sum(w)
    if x > 0.5:
        s += np.sum(y * y)
    return s * x


def changed_list(x, w):
    if x > 0.5:
        y = [w[0], w[1] * 2.0]
        for k in range(2):
            y[k] = y[k] * x
    s = np.sum(w)
    if x > 0.5:
        s += y[0] * y[1]
    return s * x


def found_in_loop(x, w):
    for k in range(len(w)):
        if w[k] > 0:
            best = w * w[k]
            pair = {"a": best, "b": (w[k], best[0])}
    if x > 0.5:
        s = np.sum(best) + pair["b"][1]
        s += (pair["a"] @ w) * pair["b"][0]
    else:
        s = x
    return s * x


def left_half_way(x, w):
    a = w.mean()
    try:
        1.0 / (0 if x < 0.5 else 1)
        values = [0.5, 2.0, x]
        a = values[2] * a
    except ZeroDivisionError:
        b = a
    else:
        b = sum(values) * a
    return b


@pytest.mark.parametrize("x", [0.3, 0.8])
@pytest.mark.parametrize("program", [array, changed_list, found_in_loop, left_half_way])
def test_gradients(program: Callable[..., Any], x: float) -> None:
    assert_gradients(program, x, WEIGHTS)


def test_a_name_that_was_not_assigned_gives_no_number() -> None:
    def program(x):
        if x > 0.5:
            y = np.ones(3) * x
        return np.sum(y) if x > 0.3 else np.float64(x)

    assert srcad.grad(program)(0.2) == 1.0
    assert srcad.grad(program)(0.7) == 3.0
    with pytest.raises((UnboundLocalError, AttributeError)):
        srcad.grad(program)(0.4)


def test_a_list_that_was_not_assigned_is_no_empty_one() -> None:
    def program(x):
        if x > 0.5:
            y = [x, x]
            for k in range(2):
                y[k] = y[k] * 2
        s = x
        if x > 0.1:
            s += sum(y)
        return s

    assert srcad.grad(program)(0.05) == 1.0
    assert srcad.grad(program)(0.7) == 5.0
    with pytest.raises(UnboundLocalError, match="'y'"):
        srcad.grad(program)(0.3)


def test_a_handler_notices_a_name_that_nobody_else_needs() -> None:
    def program(x):
        kept = []
        try:
            if x > 1.0:
                factor = 0.5
            kept.append({"a": factor})
        except UnboundLocalError:
            return x * x
        return 0.5 * x

    assert srcad.grad(program)(3.0) == 0.5
    assert srcad.grad(program)(0.7) == 1.4


def several(u, n):
    for _ in range(n):
        yield u


def test_a_number_that_becomes_a_tuple_is_saved() -> None:
    def program(x):
        a = 0.5
        for _ in range(4):
            while True:
                a = (x, *several(x, 1))
                break
        return sum(a)

    assert srcad.grad(program)(3.0) == 2.0


def test_a_call_that_is_not_reached_for_its_argument_has_no_value() -> None:
    def halves(u, n):
        return (0.5, u) if n == 0 else halves(u, n - 1)

    def program(x):
        try:
            if x < 0.1:
                late = np.sqrt(2.0)
            elif halves(late, 1)[0] > 0.75:
                pass
        except UnboundLocalError:
            return 0.5 * x
        return x

    assert srcad.grad(program)(3.0) == 0.5


def doubled_above(x):
    if x > 0.5:
        y = x * 3.0
    return y * 2.0


def called_twice(x):
    return doubled_above(x) + doubled_above(x - 0.5)


def called_in_each_trip(x):
    s = 0.0
    for t in (1.0, 0.5):
        s += doubled_above(x * t)
    return s


def a_parameter_under_another_name(x):
    if x > 2.0:
        y = x
    z = x * 2.0
    return y * z


@pytest.mark.parametrize("program", [called_twice, called_in_each_trip, a_parameter_under_another_name])
def test_what_another_call_or_trip_has_assigned_is_not_read(program: Callable[[float], float]) -> None:
    for f in (program, srcad.value_and_grad(program)):
        with pytest.raises(UnboundLocalError):
            f(0.8)
    assert_gradients(program, 2.7)
