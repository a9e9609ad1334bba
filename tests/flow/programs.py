"""Small programs, one for each construct of the language; each with the points at which it is differentiated."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Point: TypeAlias = "float | np.ndarray"
Scalar: TypeAlias = Callable[..., Any]

SCALE = 1.7
WEIGHTS = (0.5, -1.5, 2.5)
COEFFICIENTS = [0.3, -0.2, 0.1]
VECTOR = np.array([0.7, 1.1, 1.9])


@dataclass(frozen=True)
class Case:
    """A program and a point."""

    function: Scalar
    point: Point

    def __str__(self) -> str:
        return f"{self.function.__name__}-{'array' if isinstance(self.point, np.ndarray) else self.point}"


CASES: list[Case] = []

ARRAY = np.array([0.6, -1.3, 2.1])


def at(*points: Point) -> Callable[[Scalar], Scalar]:
    def enter(function: Scalar) -> Scalar:
        CASES.extend(Case(function, point) for point in points)
        return function

    return enter


# ---------------------------------------------------------------- assignment


@at(1.3, ARRAY)
def straight_line(x):
    a = x * x
    b = a + 3.0 * x
    return np.sum(b * a)


@at(1.3)
def rebinding(x):
    y = x
    y = y * x
    y = y + np.sin(y)
    return y


@at(1.3, ARRAY)
def tuple_assignment(x):
    a, b = x * 2.0, x * x
    a, b = b, a * b
    return np.sum(a - b)


@at(1.3)
def nested_tuple_assignment(x):
    (a, b), [c, d] = (x, x * x), (2.0 * x, 1.0)
    return a * b + c * d


@at(1.3)
def starred_first(x):
    *rest, last = x, x * x, x**3
    return rest[0] * rest[1] + last


@at(1.3)
def starred_middle(x):
    first, *rest, last = x, 2.0 * x, 3.0 * x, x * x
    return first * rest[1] + rest[0] * last


@at(1.3)
def starred_last(x):
    first, *rest = [x, x * x, x**3]
    return first * rest[0] + rest[1] + len(rest)


@at(1.3)
def starred_empty(x):
    first, *rest = (x * x,)
    return first + len(rest)


@at(ARRAY)
def unpack_array(x):
    a, b, c = x
    return a * b + np.sin(c)


@at(1.3, ARRAY)
def chained_assignment(x):
    a = b = x * x
    a = a + 1.0
    return np.sum(a * b)


@at(1.3)
def chained_tuple_assignment(x):
    p = a, b = x, x * x
    return p[0] * b + a * p[1]


@at(1.3)
def rows_of_different_lengths(x):
    for i, (a, *b) in enumerate([(x, x * x, 1), (2.0, x), (x, 3.0, x)]):
        pass
    return a * b[0] * b[-1] * i


@at(1.3)
def augmented(x):
    y = x
    y += x * x
    y *= 2.0
    y -= np.sin(x)
    y /= x
    y **= 2
    return y


@at(1.3)
def augmented_floor_and_mod(x):
    n = 7
    n //= 2
    n %= 2
    y = x * x
    y %= 0.5
    return y * x + n


@at(1.3)
def annotated(x):
    y: float = x * x
    z: float
    z = y + x
    return z * y


@at(1.3)
def swap_three(x):
    a, b, c = x, x * x, 1.0
    a, b, c = c, a, b
    return a + 2.0 * b + 3.0 * c * b


# ---------------------------------------------------------------- branches


@at(1.3, -1.3)
def if_else(x):
    if x > 0:
        y = x * x
    else:
        y = -3.0 * x
    return y * x


@at(1.3, -1.3)
def if_without_else(x):
    y = x
    if x > 0.0:
        y = y * x
    return y * y


@at(1.3, 0.2, -1.3)
def elif_chain(x):
    if x > 1.0:
        y = x * x
    elif x > 0.0:
        y = np.sin(x)
    else:
        y = np.exp(x)
    return y * x


@at(1.3, -1.3)
def nested_if(x):
    y = 1.0
    if x < 2.0:
        if x > 0.0:
            y = x * x
        else:
            y = y - x
        y = y * x
    return y


@at(1.3, -1.3)
def conditional_expression(x):
    return x * x if x > 0 else np.cos(x)


@at(1.3, 0.4, -1.3)
def nested_conditional_expression(x):
    y = (x if x > 1.0 else x * x) if x > 0.0 else x**3
    return y * x


@at(1.3, -1.3, 4.0)
def chained_comparison(x):
    if 0.0 < x < 2.0 <= 3.0:
        return x * x
    return x


@at(1.3, -1.3, 3.0)
def boolean_tests(x):
    if x > 0 and not x > 2.0:
        y = x * x
    elif x < -1.0 or x > 2.5:
        y = x**3
    else:
        y = x
    return y


@at(1.3, 0.0)
def or_value(x):
    y = x or 2.0
    return y * y + x


@at(1.3)
def and_value(x):
    y = x and x * x
    return y + x


@at(1.3, -2.0)
def not_value(x):
    negative = not x > 0
    return x * x * negative + x


@at(ARRAY)
def branch_on_sum(x):
    if np.sum(x) > 0:
        y = x * x
    else:
        y = x
    return np.sum(y * x)


@at(1.3, -1.3)
def variable_of_one_branch(x):
    if x > 0:
        scale = x * 2.0
    y = x * x
    if x > 0:
        y = y * scale
    return y


@at(1.3, -1.3)
def branch_of_integers(x):
    n = 2 if x > 0 else 3
    return x**n


@at(1.3, -1.3)
def branch_constant_or_active(x):
    y = 1.0
    if x > 0:
        y = x
    return y * x


@at(1.3, -1.3)
def branch_swaps(x):
    a, b = x, x * x
    if x > 0:
        a, b = b, a
    return a - 2.0 * b


# ---------------------------------------------------------------- loops


@at(1.3)
def for_range(x):
    y = 1.0
    for i in range(4):
        y = y * x + i
    return y


@at(1.3)
def for_range_start(x):
    y = 0.0
    for i in range(2, 5):
        y = y + x**i
    return y


@at(1.3)
def for_range_negative_step(x):
    y = 1.0
    for i in range(5, 0, -2):
        y = y * x + i
    return y


@at(ARRAY)
def for_array(x):
    y = 1.0
    for v in x:
        y = y * v + v
    return y


@at(ARRAY.reshape(3, 1) * np.array([1.0, 2.0]))
def for_rows(x):
    y = 0.0
    for row in x:
        y = y + np.sum(row * row) * row[0]
    return y


@at(1.3)
def for_list(x):
    y = 0.0
    for v in [x, x * x, 2.0]:
        y = y + v * v
    return y


@at(1.3)
def for_tuple(x):
    y = 0.0
    for v in (x, x * x, 2.0 * x):
        y = y * x + v
    return y


@at(1.3)
def for_global_tuple(x):
    y = 0.0
    for w in WEIGHTS:
        y = y * x + w
    return y


@at(1.3)
def for_global_list(x):
    y = 0.0
    for c in COEFFICIENTS:
        y = y * x + c
    return y


@at(ARRAY)
def for_enumerate(x):
    y = 0.0
    for i, v in enumerate(x):
        y = y + (i + 1) * v * v
    return y


@at(ARRAY)
def for_enumerate_start(x):
    y = 0.0
    for i, v in enumerate(x, 2):
        y = y + i * np.sin(v)
    return y


@at(ARRAY)
def for_zip(x):
    y = 0.0
    for v, w in zip(x, VECTOR):
        y = y + v * v * w
    return y


@at(ARRAY)
def for_zip_three(x):
    y = 0.0
    for u, v, w in zip(x, x * x, WEIGHTS):
        y = y * u + v * w
    return y


@at(ARRAY)
def for_zip_uneven(x):
    y = 0.0
    for v, w in zip(x, (1.0, 2.0)):
        y = y + v * v * w
    return y


@at(ARRAY)
def for_enumerate_zip(x):
    y = 0.0
    for i, (v, w) in enumerate(zip(x, VECTOR)):
        y = y * w + v * v * i
    return y


@at(ARRAY)
def for_reversed_range(x):
    y = 0.0
    for i in reversed(range(len(x))):
        y = y * x[0] + x[i]
    return y


@at(ARRAY)
def for_reversed_array(x):
    y = 0.0
    for v in reversed(x):
        y = np.sin(y) + v * v
    return y


@at(1.3)
def for_reversed_list(x):
    y = 0.0
    for v in reversed([x, x * x, x**3]):
        y = y * x + v
    return y


@at(1.3)
def while_count(x):
    i = 0
    y = x
    while i < 3:
        y = y * x
        i += 1
    return y


@at(1.3, 11.0)
def while_active(x):
    y = x
    while y < 10.0:
        y = y * y + 0.1 * x
    return y


@at(1.3)
def newton(x):
    y = x
    while abs(y * y - x) > 1e-12:
        y = 0.5 * (y + x / y)
    return y


@at(1.3)
def while_and_test(x):
    y, n = x, 0
    while y < 50.0 and n < 4:
        y = y * x + 1.0
        n += 1
    return y * n


@at(0.3, 1.1)
def break_behind_a_branch_that_saves(x):
    s = 1.0
    for _ in range(3):
        for j in range(4):
            if j != 1:
                t = np.sin(x * j + s)
                s = s * t + x
            if j == 2:
                break
            s = s * x
    return s


@at(1.3, 3.0, 30.0)
def break_in_for(x):
    y = x
    for i in range(10):
        if y > 20.0:
            break
        y = y * x + i
    return y


@at(1.3)
def break_after_work(x):
    y = x
    for i in range(10):
        y = y * x
        if i == 3:
            y = y + x
            break
        y = np.sin(y)
    return y * x


@at(1.3)
def while_true_break(x):
    y = x
    while True:
        y = y * 1.5 * x
        if y > 10.0:
            break
    return y


@at(1.3)
def break_in_while(x):
    y, i = x, 0
    while i < 10:
        i += 1
        if i == 4:
            break
        y = y * x
    return y + i


@at(ARRAY)
def continue_in_for(x):
    y = 1.0
    for v in x:
        if v < 0:
            continue
        y = y * v
    return y


@at(1.3)
def continue_in_while(x):
    y, i = x, 0
    while i < 6:
        i += 1
        if i % 2:
            continue
        y = y * x + i
    return y


@at(ARRAY)
def continue_nested_if(x):
    y = 1.0
    for i, v in enumerate(x):
        if i > 0:
            if v < 0.0:
                y = y + v
                continue
            y = y * 2.0
        y = y * v
    return y


@at(1.3)
def break_and_continue(x):
    y = x
    for i in range(10):
        if i == 1:
            continue
        if i == 5:
            break
        y = y * x - 0.1 * i
    return y


@at(1.3, 3.0)
def for_else(x):
    y = x
    for _ in range(3):
        y = y * x
        if y > 20.0:
            break
    else:
        y = y + 5.0 * x
    return y


@at(1.3)
def for_else_without_break(x):
    y = x
    for _ in range(3):
        y = y * x
    else:
        y = y + x
    return y


@at(1.3, 3.0)
def while_else(x):
    y, n = x, 0
    while n < 3:
        y = y * x
        n += 1
        if y > 20.0:
            break
    else:
        y = np.sin(y)
    return y


@at(1.3)
def nested_loops(x):
    y = 0.0
    for i in range(3):
        for j in range(i + 1):
            y = y * x + j
        y = y + i * x
    return y


@at(ARRAY)
def nested_loops_over_arrays(x):
    y = 0.0
    for a in x:
        for b in x:
            y = y + a * b * b
    return y


@at(ARRAY)
def nested_enumerate(x):
    b = x[0]
    for _, e in enumerate(x):
        for _, _ in enumerate(x):
            e, b = np.tanh(e), np.tanh(np.sin(e) * 0.5 + b)
    return b


@at(1.3)
def names_that_begin_alike(x):
    a = x
    b = x
    for i in range(3):
        if i > 0:
            a, b = np.tanh(a), np.sin(a * 0.5)
    return a * b


@at(1.3, 3.0, 0.1)
def two_returns_in_loop(x):
    y = x
    for i in range(4):
        y = y * x
        if y > 20.0:
            return y + i * x
        elif y < 0.05:
            return y * y
    return y * 2.0


@at(1.3, 3.0, 0.1)
def two_breaks(x):
    y = x
    for i in range(4):
        y = y * x
        if y > 20.0:
            y = y + i * x
            break
        elif y < 0.05:
            y = y * y
            break
        y = y + 0.01
    return y * 2.0


@at(ARRAY)
def returns_from_the_innermost_loop(x):
    b = x[0]
    for i, e in enumerate(x):
        for v in x:
            if i > 1.25:
                continue
            elif i % 2 == 0:
                e = np.sin(e) * v
            else:
                return np.sin(e) * b + v
    return b


@at(1.3)
def nested_breaks(x):
    y = x
    for i in range(4):
        for j in range(4):
            if j > i:
                break
            y = y * x + j
        if y > 100.0:
            break
        y = y - i
    return y


@at(1.3)
def nested_while_in_for(x):
    y = x
    for i in range(3):
        z = y
        while z < 5.0:
            z = z * 1.5 + x
        y = y + z * 0.1
    return y


@at(1.3)
def inner_loop_else(x):
    y = x
    for i in range(4):
        for j in range(3):
            if j == i:
                break
            y = y * x
        else:
            y = y + 3.0
    return y


@at(1.3)
def zero_trips(x):
    y = x * x
    for i in range(0):
        y = y * x + i
    return y


@at(1.3)
def zero_trips_unknown(x):
    y = x * x
    for i in range(int(x) - 1):
        y = y * x + i
    return y


@at(np.zeros(0))
def zero_length_array(x):
    y = 1.0
    for v in x:
        y = y * v
    return y


@at(1.3)
def loop_variable_after_loop(x):
    y = x
    for i in range(4):
        y = y * x
    return y * i


@at(ARRAY)
def item_after_loop(x):
    y = 1.0
    for v in x:
        y = y * v
    return y + v * v


@at(1.3)
def loop_variable_assigned(x):
    y = x
    for i in range(4):
        i = i * 2
        y = y * x + i
    return y + i


@at(1.3)
def variable_made_in_loop(x):
    for i in range(3):
        z = x * (i + 1)
    return z * x


@at(1.3)
def fibonacci_like(x):
    a, b = 1.0, x
    for _ in range(5):
        a, b = b, a + b * x
    return a


@at(1.3)
def carried_becomes_active(x):
    y = 1.0
    z = 1.0
    for _ in range(3):
        z = y * 2.0
        y = y * x
    return z


@at(ARRAY)
def carried_becomes_array(x):
    y = 0.0
    for i in range(3):
        y = y * x + i * x
    return np.sum(y)


@at(1.3)
def branch_in_loop(x):
    y = x
    for i in range(5):
        if i % 2 == 0:
            y = y * x
        else:
            y = y + np.sin(x)
    return y


@at(1.3)
def tuple_target_of_list_of_tuples(x):
    y = 0.0
    for a, b in [(x, 1.0), (x * x, 2.0), (3.0 * x, x)]:
        y = y * a + b
    return y


# ---------------------------------------------------------------- returns


@at(1.3, -1.3)
def early_return(x):
    if x < 0:
        return x * x
    y = np.sin(x)
    return y * x


@at(1.3, 0.3, -1.3)
def multiple_returns(x):
    if x > 1.0:
        return x * x
    elif x > 0.0:
        y = x**3
    else:
        return -x
    y = y + x
    return y


@at(1.3, 0.3, -1.3)
def return_in_nested_if(x):
    y = x
    if x > 0:
        if x > 1:
            return y * y
        y = y * 3.0
    y = y * x
    return y


@at(1.3, 0.3)
def return_in_loop(x):
    y = x
    for i in range(8):
        y = y * (x + 0.5)
        if y > 5.0:
            return y * i
    return y + x


@at(1.3)
def return_in_while(x):
    y = x
    while True:
        y = y * (x + 0.5)
        if y > 10.0:
            return y * y


@at(1.3, 2.0)
def return_in_nested_loop(x):
    y = x
    for i in range(3):
        for j in range(3):
            y = y * x + j
            if y > 30.0:
                return y * x * i
        y = y + x
    return y


@at(1.3, 2.5, 0.5)
def return_break_and_else(x):
    y = x
    for i in range(4):
        y = y * x
        if y > 20.0:
            return y + i * x
        if y < 0.1:
            break
    else:
        y = y * 2.0
    return y * y


@at(1.3, 3.0)
def return_in_loop_else(x):
    y = x
    for _ in range(3):
        y = y * x
        if y > 20.0:
            break
    else:
        return y * 7.0
    return y + x


@at(1.3, -1.3)
def return_after_continue(x):
    y = x
    for i in range(5):
        if i == 2:
            continue
        if y < 0:
            return y * i - x
        y = y * x - 0.3
    return y


@at(1.3, -1.3)
def code_after_return(x):
    if x > 0:
        return x * x
    else:
        return x**3


# ---------------------------------------------------------------- tuples, lists, comprehensions


@at(1.3)
def tuple_display(x):
    pair = (x, x * x)
    return pair[0] * pair[1] + pair[-1]


@at(1.3)
def list_display(x):
    items = [x, x * x, x**3]
    return items[0] * items[2] + items[-2]


@at(1.3)
def starred_display(x):
    head = (x, x * x)
    items = [*head, 2.0 * x]
    return items[0] * items[1] * items[2]


@at(1.3)
def list_grows(x):
    values = []
    for i in range(4):
        values.append(x**i)
    y = 0.0
    for v in values:
        y = y * x + v
    return y


@at(1.3)
def list_grows_from_itself(x):
    values = [x]
    for i in range(3):
        values.append(values[-1] * x + values[i])
    return values[-1]


@at(1.3)
def list_grows_in_branch(x):
    values = []
    for i in range(5):
        if i % 2:
            values.append(x * i)
    return values[0] * values[1]


@at(1.3)
def sum_of_list(x):
    values = [x * i for i in range(4)]
    return sum(values) * x


@at(ARRAY)
def comprehension_over_array(x):
    squares = [v * v for v in x]
    return squares[0] * squares[1] + squares[2]


@at(ARRAY)
def comprehension_with_filter(x):
    kept = [v * v for v in x if v > 0]
    y = 1.0
    for v in kept:
        y = y * v
    return y


@at(1.3)
def comprehension_nested(x):
    values = [x * i + j for i in range(3) for j in range(i)]
    y = 0.0
    for v in values:
        y = y * x + v
    return y


@at(1.3)
def comprehension_variable_is_its_own(x):
    i = x * x
    values = [i * x for i in range(3)]
    return i + values[2]


@at(ARRAY)
def comprehension_to_array(x):
    return np.sum(np.array([v * v for v in x]) * x)


@at(1.3)
def tuple_in_loop(x):
    state = (x, 1.0)
    for i in range(3):
        a, b = state
        state = (a * b, a + i)
    return state[0] + state[1]


@at(1.3)
def dict_display(x):
    d = {"a": x, "b": x * x}
    return d["a"] * d["b"]


# ---------------------------------------------------------------- functions


def square(x):
    """A helper."""
    return x * x


def affine(x, slope=2.0, *, offset=1.0):
    return slope * x + offset


def clip_positive(x):
    if x < 0:
        return 0.0
    return x


def powers(x):
    return x, x * x, x**3


def total(*values):
    result = 0.0
    for v in values:
        result = result * 0.5 + v
    return result


def with_options(x, **options):
    return x * options["scale"]


@at(1.3, ARRAY)
def call_helper(x):
    return np.sum(square(x) * square(2.0 * x))


@at(1.3)
def call_with_defaults(x):
    return affine(x) * affine(x, 3.0) * affine(x, offset=x)


@at(1.3)
def call_with_keywords(x):
    return affine(offset=x, slope=x, x=x * x)


@at(1.3, -1.3)
def call_with_early_return(x):
    return clip_positive(x) * x


@at(1.3)
def call_returns_tuple(x):
    a, b, c = powers(x)
    return a * b + c


@at(1.3)
def call_variadic(x):
    return total(x, x * x, 2.0)


@at(1.3)
def call_starred(x):
    return total(*powers(x))


@at(1.3)
def call_double_starred(x):
    return with_options(x, scale=x)


@at(1.3)
def call_in_loop(x):
    y = x
    for _ in range(3):
        y = affine(y, slope=x)
    return y


@at(1.3)
def call_with_loop_inside(x):
    def poly(t):
        y = 0.0
        for i in range(3):
            if i == 2:
                return y * t
            y = y * t + i + 1.0
        return y

    return poly(x) * poly(x * x)


@at(1.3, ARRAY)
def inner_def(x):
    def inner(t):
        return t * t + t

    return np.sum(inner(x) * inner(2.0 * x))


@at(1.3)
def inner_lambda(x):
    f = lambda t, k=2.0: k * t * t  # noqa: E731
    return f(x) + f(x, 3.0)


@at(1.3)
def closure(x):
    scale = x * x

    def inner(t):
        return scale * t

    return inner(x) + inner(2.0)


@at(1.3, ARRAY)
def computed_defaults(x):
    k = 2 * x

    def inner(y, k=k, *, w=x * k):
        return y * k * k + w

    k = x**3
    return np.sum(inner(x) + inner(x, 3.0) + inner(y=x, k=k, w=x))


@at(1.3)
def default_keeps_the_value_of_its_trip(x):
    s, previous = 0.0, None
    for a, _ in ((1.0, 2.0), (3.0, 5.0)):
        if previous is not None:
            s = s + previous(x)
        previous = lambda y, a=a, p=x * a: y * a + p * y  # noqa: E731
    return s + previous(x)


@at(1.3)
def computed_default_beside_a_capture_of_that_name(x):
    k_default = x * 3

    def inner(y, k=x * x):
        return y * k * k_default

    return inner(x) + inner(x, 2.0)


@at(1.3)
def computed_default_of_a_recursive_function(x):
    def inner(n, y, w=x * x, z=2.0):
        if n == 0:
            return y * w * z
        return inner(n - 1, y * w) + inner(n - 1, y, w * 0.5, 1.0)

    return inner(3, x)


@at(1.3)
def computed_default_two_functions_deep(x):
    def outer(y):
        def inner(z, m=y * x):
            return z * m

        return inner

    return outer(x)(x) + outer(2 * x)(3.0)


@at(1.3)
def closure_of_closure(x):
    a = x * 2.0

    def outer(t):
        b = a * t

        def inner(u):
            return a * b * u

        return inner(t) + b

    return outer(x)


@at(1.3)
def closure_in_loop(x):
    y = x
    for i in range(3):
        step = lambda t: t * x + 1.0  # noqa: E731
        y = step(y)
    return y


@at(1.3)
def function_argument(x):
    def apply(f, t):
        return f(t) + 1.0

    return apply(square, x) * apply(np.sin, x) * apply(lambda t: t * x, x)


@at(1.3)
def function_in_tuple(x):
    y = 0.0
    for f in (np.sin, np.cos, square):
        y = y + f(x)
    return y


@at(1.3)
def function_returns_function(x):
    def scaled(k):
        def inner(t):
            return k * t

        return inner

    return scaled(x)(x) + scaled(2.0)(x)


@at(1.3)
def compose(x):
    def twice(f):
        return lambda t: f(f(t))

    return twice(lambda t: t * x + 0.1)(x)


@at(1.3)
def shadowed_builtin(x):
    sum = x * x
    return sum * 2.0


@at(1.3)
def global_scalar(x):
    return SCALE * x * x


@at(ARRAY)
def global_array(x):
    return np.sum(VECTOR * x * x)


# ---------------------------------------------------------------- recursion


def fact(x, n):
    return x if n == 0 else x * fact(x, n - 1)


def horner(x, coefficients, i=0):
    if i == len(coefficients):
        return 0.0
    return coefficients[i] + x * horner(x, coefficients, i + 1)


def is_even(x, n):
    return x if n == 0 else is_odd(x * x * 0.9, n - 1)


def is_odd(x, n):
    return 2.0 * x if n == 0 else is_even(x + 0.1, n - 1)


def pairwise(values):
    n = len(values)
    if n == 1:
        return values[0] * values[0]
    half = n // 2
    return pairwise(values[:half]) + pairwise(values[half:])


@at(1.3)
def recursion(x):
    return fact(x, 3)


@at(1.3)
def recursion_polynomial(x):
    return horner(x, COEFFICIENTS)


@at(1.3)
def recursion_mutual(x):
    return is_even(x, 3)


@at(np.array([0.6, -1.3, 2.1, 0.4, 0.9]))
def recursion_on_slices(x):
    return pairwise(x)


@at(1.3)
def recursion_inner(x):
    def power(t, n):
        if n == 0:
            return 1.0
        return t * power(t, n - 1) + t

    return power(x, 4)


@at(1.3)
def recursion_inner_with_capture(x):
    k = x * 0.5

    def f(t, n):
        if n <= 0:
            return t
        return k * f(t * x, n - 1) + t

    return f(x, 3)


@at(1.3)
def recursion_on_value(x):
    def collapse(t):
        return t if t < 1.0 else collapse(t * 0.5) * t

    return collapse(x * 4.0)


@at(1.3)
def recursion_with_loop(x):
    def tree(t, depth):
        if depth == 0:
            return t * t
        y = 0.0
        for i in range(2):
            y = y + tree(t * (i + 1.0), depth - 1) * t
        return y

    return tree(x, 3)


@at(1.3)
def recursion_twice(x):
    def fib(n):
        return x if n < 2 else fib(n - 1) * 0.7 + fib(n - 2) * x

    return fib(5)


# ---------------------------------------------------------------- the rest


@at(1.3)
def docstring_and_pass(x):
    """Do nothing of interest."""
    pass
    if x > 0:
        pass
    else:
        x = -x
    for _ in range(3):
        pass
    return x * x


@at(1.3)
def assertion(x):
    assert x > 0
    y = x * x
    assert y < 100.0, f"{y} is too large"
    return y * x


@at(1.3)
def raise_not_reached(x):
    if x < 0:
        raise ValueError("negative")
    return np.sqrt(x) * x


@at(1.3)
def raise_at_the_end(x):
    if x > 0:
        return x * x
    elif x > -1:
        return x
    raise ValueError(f"too small: {x:.3f}")


@at(1.3)
def raise_in_loop(x):
    y = x
    for i in range(4):
        if y < 0:
            raise ValueError("negative at", i)
        y = y * x
    return y


@at(1.3)
def formatted_text(x):
    label = f"x = {x:.2f} {'y'!r:>4}"
    return x * x + len(label)


@at(1.3)
def printing(x):
    y = x * x
    print("y =", y)
    return y * x


@at(1.3)
def walrus(x):
    if (y := x * x) > 1.0:
        return y * x
    return y


@at(1.3)
def walrus_in_while(x):
    y, total = x, 0.0
    while (z := y * x) < 20.0:
        y = z + 0.1
        total = total + z
    return total * z


@at(1.3)
def errstate(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(x) / x
    return y * x * x


@at(1.3)
def integer_arithmetic(x):
    n = 7
    k = n // 2 + n % 3
    return x**k * n


@at(1.3)
def math_functions(x):
    return math.exp(x) * math.sin(x) + math.sqrt(x)


@at(1.3)
def builtins(x):
    return abs(-x) + max(x, 0.5) * min(x, 2.0) + float(x) * pow(x, 3) + round(2.6)


@at(1.3)
def isinstance_branch(x):
    if isinstance(x, np.ndarray):
        return np.sum(x)
    return x * x


@at(1.3)
def none_default(x, scale=None):
    if scale is None:
        scale = x
    return scale * x


@at(1.3, ARRAY)
def power_with_loop(x):
    y = x
    for i in range(2, 4):
        y = y**i * 0.5
    return np.sum(y)


@at(1.3)
def same_value_many_names(x):
    a = x * x
    b = a
    for _ in range(3):
        b = b * 0.5 + a
        a = b
    return a + b


@at(1.3)
def unused_branch_variable(x):
    for i in range(3):
        if i == 1:
            z = x * i
    return z * x


# ---------------------------------------------------------------- variables that functions share


@at(1.3)
def function_of_an_earlier_trip(x):
    s, previous = 0.0, None
    for a, _ in ((1.0, 2.0), (3.0, 5.0)):
        if previous is not None:
            s = s + previous(x)
        previous = lambda y: y * y * a  # noqa: E731, B023
    return s + previous(x)


@at(1.3)
def function_of_an_earlier_trip_made_elsewhere(x):
    made = ()
    for a, _ in ((1.0, 2.0), (3.0, 5.0)):

        def make():
            return lambda y: y * a * x  # noqa: B023

        made = (*made, make())
    return made[0](x)


@at(1.3)
def nonlocal_product(x):
    total = x

    def multiply():
        nonlocal total
        total = total * x

    multiply()
    multiply()
    return total


@at(1.3)
def variable_assigned_after_the_lambda(x):
    k = 1.0
    f = lambda y: y * k  # noqa: E731
    k = x
    return f(x)


@at(0.4, 1.3)
def nonlocal_in_a_loop_with_break(x):
    s = 0.0

    def add(v):
        nonlocal s
        s += v

    for i in range(4):
        add(x**i)
        if s > 5.0:
            break
    return s * x


@at(1.3)
def nonlocal_in_branches_and_deeper(x):
    s = 0.0
    n = 0

    def add(v):
        nonlocal s, n
        if v > 1.0:
            s += v
            n += 1
        else:

            def deeper():
                nonlocal s
                s = s * x + v

            deeper()

    while n < 3:
        add(x + n)
        add(0.5 * x)
    return s / n


@at(1.3)
def list_that_an_inner_function_lets_grow(x):
    items = []

    def put(v):
        items.append(v)

    put(x)
    put(x * x)
    put(items[-1] * items[0])
    return items[2]


@at(1.3)
def function_that_reads_the_variable_it_gives(x):
    t = x
    for i in range(3):

        def step(y):
            return y * t + i  # noqa: B023

        t = step(t)
    return t


# ---------------------------------------------------------------- what random programs found


@at(1.3)
def starred_tuple_of_unknown_length(x):
    items = (0.5, *[e * x for e in WEIGHTS if e > 0], x)
    total = items[1] * items[-1]
    for e in items:
        total += e * e
    return total + sum((x, *(e * x for e in WEIGHTS))) + max((0.5, *(e * x for e in WEIGHTS)))


@at(1.3)
def returns_where_no_trip_comes_to(x):
    for i in range(3, -1, -1):
        if i == 1:
            continue
        else:
            break
        return 0.5
    return 0.5 * x


@at(0.8, 2.3)
def containers_that_only_some_paths_make(x):
    for i in range(int(x)):
        row = [x, 0.5 * i]
        pair = (x, 0.5 * i)
    if x > 1:
        return sum(row) * sum(pair)
    return 0.5 * x


@at(1.3)
def containers_that_a_try_may_not_reach(x):
    try:
        scale = WEIGHTS[7]
        items = [x, x * x]
        for item in [0.5 * e for e in items]:
            scale += item
    except IndexError:
        scale = x * 2.0
    return scale * x


@at(1.3)
def list_sorted_by_a_function(x):
    items = [0.5, 0.5 * x]
    other = items
    for i in range(3):
        items.append(x * i)
        items.sort(key=lambda e: -e)
        items[:] = [e * x for e in other if e < 10]
    return other[0] * items[-1] * len(other) + sum(other)


@at(1.3)
def rows_changed_in_a_loop_over_them(x):
    rows = [[x, 0.5], [x * x, 2.0], [1.0, x]]
    for row in rows:
        row[0] += row[1] * x
        for i in range(2):
            row[i] *= x
    return sum(r[0] * r[1] for r in rows)


@at(1.3)
def rows_read_behind_changes(x):
    rows = [[x, 0.5], [x * x, 2.0]]
    rows[0].append(x)
    for i in range(2):
        rows[0][i] *= x
    return sum(r[0] * r[1] for r in rows) + sum(rows[0])


@at(1.3)
def list_extended_by_what_reads_it(x):
    items = [0.5, x]
    items.extend(0.5 * items[-1] * e for e in WEIGHTS)
    items += (items[0] * items[-1] for _ in range(2))
    return sum(items)


@at(1.3)
def dict_changed_in_with(x):
    entries = {"a": 0.5, "b": 0.5}
    with np.errstate(all="ignore"):
        rest = [0.5, 0.5]
        entries["b"] = x * x
    if len(rest) != 2:
        return 0.5 * x
    return sum(entries.values())


@at(1.3)
def dict_of_letters(x):
    entries = {key: x * v for key, v in zip("abc", WEIGHTS)}
    entries.update({"a": x * x, "c": 2.0, "a": entries["b"]})  # noqa: F601
    return entries["a"] * entries["c"] + entries["b"]


@at(1.3)
def lists_joined_of_known_and_unknown_items(x):
    some = [x * e for e in WEIGHTS] + [x, 2.0]
    more = [x, *some]
    more += [0.5]
    return some[0] * some[-2] * more[0] * sum(more)


@at(1.3)
def list_of_lists_of_a_tuple(x):
    rows = list(([0.5, x], [0.5, x]))
    rows[0].append(2.0 * x)
    rows[1] = [*rows[1], 0.5]
    return rows[1][1] * sum(rows[0]) * sum(rows[1])


@at(1.3)
def list_written_to_while_it_is_counted(x):
    items = [x * i for i in range(4)]
    other = items
    for i, item in enumerate(items):
        if i < 3:
            other[i + 1] = item * x + 1
    return sum(items)


@at(1.3)
def list_written_to_while_iterators_go_through_it(x):
    items = [0.5, x, 2.0]
    other = items
    for i, e in enumerate(map(lambda e: e * x, items)):
        if i < 2:
            other[i + 1] = e * x
    for a, b in itertools.pairwise(items):
        other[1] = b * x
        other[2] = a * other[2]
    for a in itertools.islice(items, 2):
        other[1] = a * x
    return sum(items)


@dataclass
class Place:
    at: float


@at(1.3)
def fields_that_numpy_computes_of(x):
    places = [Place(x) for i in range(3)]
    return np.cos(places[-1].at)


@at(1.3)
def changes_an_item_that_two_names_see(x):
    rows = [[0.5, 0.5] for _ in range(3)]
    for row in rows:
        function = np.sin if x > 2.0 else np.cos
        if row[0] > function(x):
            break
        row[-1] -= x
    return rows[0][1]


@at(1.3)
def counted_backwards_in_a_try(x):
    product = x
    try:
        for i in reversed(range(3)):
            product = product * (i + x) / (i - 1.5)
    except ZeroDivisionError:
        pass
    return product


@at(1.3)
def dict_of_several_updated_by_name(x):
    entries = [{"a": x, "b": 1.0}, {"a": 2.0, "b": x}]
    for entry in entries:
        entries[0].update({"b": 3.0}, a=entry["b"] * x)
    return entries[0]["a"] * entries[1]["b"] + entries[0]["b"]


@at(1.3)
def list_that_grows_behind_a_break(x):
    trips = 0
    while True:
        trips += 1
        numbers = iter([0.5, 0.7, 0.9])
        if trips > 2:
            break
        items = [0.5, 0.5, 0.5]
        items.append(next(numbers, 0.5) * x)
    return x * items[-1] + len(items)
