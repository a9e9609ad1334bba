"""Loops with several exits, also out of with statements, formatted values, assertions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.flow.programs import Case, Point, Scalar

CASES: list[Case] = []


def at(*points: Point) -> Callable[[Scalar], Scalar]:
    def enter(function: Scalar) -> Scalar:
        CASES.extend(Case(function, point) for point in points)
        return function

    return enter


@at(0.7, 1.9, -0.4)
def endless_loop_with_exits(x):
    t = x
    n = 0
    while True:
        t = t * 0.5
        n += 1
        if abs(t) < 0.05:
            break
        if n > 10:
            return t * x
        if n % 2:
            continue
        t = t + 0.01
    return t * n


@at(0.7, 1.9, -0.4)
def for_else(x):
    for i in range(4):
        if x * i > 1.5:
            break
    else:
        return x * x
    return x * i


@at(0.7, 1.9, -0.4)
def while_else(x):
    i = 0
    t = x
    while i < 4:
        t = t * 1.1
        if t > 2:
            break
        i += 1
    else:
        t = t * t
    return t


@at(0.7, 1.9, -0.4)
def nested_else(x):
    t = 0.0
    for i in range(4):
        for j in range(4):
            if i * j * x > 3:
                break
            t += x * i * j
        else:
            t *= x
            continue
        t += 1
    return t


@at(0.7, 1.9, -0.4)
def formatted(x):
    s = f"{x:.3f} {x!r:>10}"
    return x * len(s) * 0 + x * x


@at(0.7, 1.9, -0.4)
def percent_format(x):
    s = "%.3f and %d" % (x, 3)  # noqa: UP031
    return x * x if len(s) > 2 else x


@at(0.7, 1.9, -0.4)
def format_method(x):
    s = f"{x:.3f} {x}"
    return x * x if s else x


@at(0.7, 1.9, -0.4)
def text_of_a_value(x):
    s = str(x) + repr(x)
    return x * x if s else x


@at(0.7, 1.9, -0.4)
def message_of_an_error(x):
    if x > 100:
        raise ValueError(f"bad {x}")
    if x > 50:
        raise ValueError("bad %g" % x)  # noqa: UP031
    return x * x


@at(0.7, 1.9, -0.4)
def message_of_an_assertion(x):
    assert -10 < x < 10, "x out of range: %s" % x  # noqa: UP031
    return x * x


@at(0.7, 1.9, -0.4)
def chained_comparison(x):
    return x * x if -1 < x <= 1 < 2 else x


class Scale:
    def __init__(self):
        self.k = 1.0

    def __enter__(self):
        self.k = self.k * 2.0
        return self

    def __exit__(self, *exception):
        self.k = self.k * 0.25


@at(0.7, 1.3)
def leaving_a_loop_through_a_manager(x):
    scale = Scale()
    t = 0.0
    for i in range(4):
        with scale:
            t += scale.k * x
            if i == 2:
                break
    return t * x * scale.k


@at(0.7, 1.3)
def returning_through_a_manager(x):
    scale = Scale()
    for _ in range(4):
        with scale as same:
            x = x * 1.5
            if x > 3:
                return x * x * same.k
    return x * scale.k


@at(0.7, 1.3)
def leaving_error_states(x):
    t = 0.0
    for i in range(5):
        with np.errstate(all="ignore"), np.errstate(over="raise"):
            y = x * i
            if y > 2.0:
                break
            if i == 1:
                continue
            t += y * y
        t += np.sin(x)
    return t
