"""What cannot be had of these statements is refused, at its place; what Python raises is raised."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable

COUNT = 0


class Point:
    def __init__(self, x):
        self.x = x


def positional_class_pattern(x):
    match Point(x):
        case Point(a):
            return a * a
    return x


def function_of_an_earlier_trip(x):
    f, t = np.sin, x
    for i in range(int(4.0 + 0.0 * x)):
        a = x * (i + 1)
        t = f(t)
        if i % 2:
            f = lambda v, a=a: v * a  # noqa: E731
    return t


def one_of_two_closures(x):
    def times(k):
        return lambda v: v * k

    f = times(x) if x > 0 else times(2.0)
    return f(x)


def function_that_is_returned_by_a_recursion(x):
    def pick(n):
        if n == 0:
            return np.sin if x > 0 else np.cos
        return pick(n - 1)

    return pick(2)(x)


def set_of_active_values(x):
    return sum({x, 2.0 * x})


def cache_of_what_changes(x):
    total = x

    @cache
    def scaled(n):
        return n * total

    first = scaled(2)
    total = total * x
    return first + scaled(2)


def arguments_with_defaults(x):
    def f(a, b=1.0):
        return a * b

    values = []
    for i in range(1 + (x > 1.0)):
        values.append(x * i)
    return f(*values)


def inner_function_assigns_to_a_global(x):
    def count():
        global COUNT
        COUNT = COUNT + 1

    count()
    return x


@pytest.mark.parametrize(
    ("function", "code", "line", "text"),
    [
        (positional_class_pattern, "SRC001", 2, "positional patterns"),
        (function_of_an_earlier_trip, "SRC002", 4, "chosen at run time"),
        (one_of_two_closures, "SRC002", 5, "chosen at run time"),
        (function_that_is_returned_by_a_recursion, "SRC002", 4, "used as a value|chosen at run time"),
        (set_of_active_values, "SRC002", 1, "set of active values"),
        (cache_of_what_changes, "SRC006", 4, "remembers its results"),
        (arguments_with_defaults, "SRC009", 7, "need not get all"),
        (inner_function_assigns_to_a_global, "SRC001", 2, "assigns to the global"),
    ],
    ids=lambda v: getattr(v, "__name__", None),
)
def test_it_is_refused_at_its_place(function: Callable[..., Any], code: str, line: int, text: str) -> None:
    with pytest.raises(NotDifferentiable, match=text) as caught:
        srcad.grad(function)(1.3)
    error = caught.value
    assert error.code.startswith(code)
    assert error.location is not None
    assert error.location.line - function.__code__.co_firstlineno == line


def reads_what_was_deleted(x):
    y = x
    del y
    return y * x  # noqa: F821


def unpacks_too_few(x):
    values = []
    for i in range(2):
        values.append(x * i)
    a, b, c = (lambda p, q, r: (p, q, r))(*values)
    return a * b * c


def key_that_is_not_there(x):
    functions = {"sin": np.sin, "cos": np.cos}
    t = x
    for key in ("sin", "tan"):
        t = functions[key](t)
    return t


@pytest.mark.parametrize(
    ("function", "error"),
    [(reads_what_was_deleted, NameError), (unpacks_too_few, ValueError), (key_that_is_not_there, KeyError)],
)
def test_what_fails_fails(function: Callable[..., Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        srcad.grad(function)(1.3)
