"""Small programs of the language, each with inputs: what Python gives for them, the lowered function must give."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

PROGRAMS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
SCALE = 3.0


def program(*inputs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function of one argument, with the arguments to try."""

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        PROGRAMS.append((function, inputs))
        return function

    return enter


def power(x, *, exponent=2, sign=-1.0):
    return sign * x**exponent


def total(*items, **named):
    return sum(items) + sum(named.values())


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


@program(2.0)
def dotted_names(x):
    return np.sin(x) * math.exp(x) + np.linalg.norm(np.array([x, x])) + math.pi


@program(2.0)
def a_global(x):
    return x * SCALE


@program(2.0)
def calls_with_keywords(x):
    return power(x, exponent=3) + power(x, sign=2.0) + total(x, x, a=x, b=1.0)


@program(1, 5)
def recursion(x):
    return factorial(x)


@program(2.0)
def starred_arguments(x):
    return total(*[x, x], **{"a": x})


@program(2.0)
def chained_assignment(x):
    a = b = c = x * 2.0
    return a * b + c


@program((1, 2, 3, 4))
def starred_targets(x):
    first, *middle, last = x
    [a, (b, c)] = first, (last, middle)
    return a, b, c


@program(2.0)
def swap(x):
    a, b = x, x * x
    for _ in range(3):
        a, b = b, a * b
    return a, b


@program(2.0)
def augmented(x):
    y = x
    y += 1.0
    y *= x
    y -= 0.5
    y /= 3.0
    y **= 2
    y //= 0.1
    y %= 7.0
    return y


@program(2.0)
def annotated(x):
    y: float = x * 2.0
    z: float
    return y


@program(-1.0, 0.0, 0.5, 1.0, 7.0)
def chained_comparison(x):
    return (0 < x < 5 < 6, 0 <= x <= 1, x != 0 == False)  # noqa: E712


@program(0, 1, 2)
def short_circuits(x):
    return x and 1 / x, x or "none", not x, (x > 0 and x < 2) or 7


@program(None, 1)
def identity_and_membership(x):
    return x is None, x is not None, x in (1, 2), x not in [1]


@program(-1.0, 3.0)
def ternaries(x):
    return (x if x > 0 else -x) * (1.0 if x > 2 else 2.0 if x > 1 else 3.0)


@program(-1.0, 0.5, 2.0)
def early_returns(x):
    if x < 0:
        return -x
    y = x * 2
    if y > 3:
        z = y
        return z * z
    return y


@program(-1.0, 0.5, 2.0)
def return_in_one_of_two_open_branches(x):
    if x > 0:
        if x > 1:
            return x * x
        y = x
    else:
        y = -x
    return y * 3


@program(0.0, 1.0)
def falls_off_the_end(x):
    if x > 0:
        return x


@program(0.0, 2.0, 9.0)
def elif_chain(x):
    if x == 0:
        y = 1
    elif x < 5:
        y = 2
    else:
        y = 3
    return y


@program(2.0, -2.0)
def one_branch_defines(x):
    if x > 0:
        t = x * x
    y = 1.0
    if x > 0:
        y = t * 3.0
    return y


@program(0, 1, 3)
def loop_variable_after(x):
    i = -1
    for i in range(x):
        pass
    return i


@program(2, 8)
def continues(x):
    s = 0
    for i in range(x):
        if i % 2 == 0:
            continue
        if i == 5:
            s += 100
            continue
        s = s + i
    return s


@program(2, 8)
def continue_under_open_branches(x):
    s = 0
    for i in range(x):
        if i > 2:
            if i == 4:
                continue
            s += 1
        else:
            s += 10
        s += i
    return s


@program(0, 3, 9)
def break_and_else(x):
    for i in range(x):
        if i == 5:
            found = i
            break
    else:
        found = -1
    return found


@program(0, 3)
def else_without_break(x):
    s = 0
    for i in range(x):
        s += i
    else:
        s += 100
    return s


@program(4)
def continue_in_else_of_inner_loop(x):
    s = 0
    for i in range(x):
        for _ in range(2):
            s += 1
        else:
            if i == 1:
                continue
        s += 10
    return s


@program(4)
def break_in_else_of_inner_loop(x):
    s = 0
    for i in range(x):
        for j in range(3):
            if j == i:
                break
        else:
            break
        s += 10
    return s, i, j


@program(0, 1, 3, 10)
def return_in_loops(x):
    s = 0
    for i in range(x):
        for j in range(3):
            s += i * j
            if s > 10:
                return "inner", s
        if i == 7:
            return "outer", s
    return "end", s


@program(1, 3, 10)
def return_in_else_of_loop(x):
    for i in range(x):
        if i == 4:
            break
    else:
        return "else"
    return i


@program(1.0, 50.0, 200.0)
def whiles(x):
    n = 0
    while x > 1.5 and n < 20:
        x = x / 2
        n += 1
        if x == 25:
            continue
        n += 1
    else:
        n += 100
    return x, n


@program(1, 4, 6)
def endless_while(x):
    while True:
        x += 1
        if x == 3:
            return "three"
        if x > 6:
            break
    return x


@program(6)
def walrus_in_while(x):
    s = 0
    while (half := x // 2) > 0:
        x = half
        s += half
    return s, half


@program(3)
def walrus_in_branches(x):
    return (x > 2 and (y := x * 2)) + y


@program({"a": 1.0, "b": 2.0}, {})
def loop_over_items(x):
    s = 0.0
    for i, (key, value) in enumerate(x.items()):
        s += i * value + len(key)
    return s


@program(4)
def comprehension(x):
    i = 7
    evens = [i * j for i in range(x) if i % 2 == 0 for j in range(i) if j != 1]
    return evens, i, [[j for j in range(k)] for k in range(x)]


@program(4)
def walrus_in_comprehension(x):
    squares = [last := i * i for i in range(x)]
    return squares, last


@program(3)
def appends(x):
    rows = other = []
    for i in range(x):
        rows.append(i)
        if i == 1:
            rows.append(10)
    return rows, other


@program(np.array([1.0, 2.0, 3.0]))
def stores(x):
    b = x * 1.0
    c = b
    b[0] = 5.0
    b[1:] += 2.0
    b[-1] *= 2.0
    b[0], b[2] = b[2], b[0]
    for i in range(2):
        b[i] = b[i + 1]
    return b, c


@program(np.arange(12.0).reshape(3, 4))
def subscripts(x):
    return x[1, 2], x[1:, ::2], x[..., 0], x[:, None].shape, x[[0, 2]], x[x > 3]


@program(3.0)
def inner_function(x):
    k = x * 2.0

    def inner(z, n=2, *rest, w=1.0):
        t = z * k
        return t**n + w + len(rest)

    return inner(x) + inner(x, 3, 4, 5, w=2.0)


@program(3.0)
def deeper_function(x):
    k = x + 1

    def outer(y):
        def inner(z):
            return z * k * y * SCALE

        return inner(y)

    return outer(x)


@program(5)
def recursive_inner_function(x):
    base = 2

    def f(n):
        return base if n == 0 else n * f(n - 1)

    return f(x)


@program(3.0)
def lambdas(x):
    f = lambda z, a=-1.5: z * x + a  # noqa: E731
    return f(2.0), (lambda: x)(), sorted([3, 1, 2], key=lambda v: -v)


@program(3.0)
def inner_function_of_a_trip(x):
    s = 0.0
    for i in range(3):

        def scaled(z, i=4):
            return z * x * i

        s += scaled(x)
    return s


@program(2.5)
def texts(x):
    n = 8
    return f"{x} {x!r:>6} {x:.3f} {x:{n}.2f} {{}}", "plain", b"bytes"


@program(2.0)
def displays(x):
    return {"a": x, 1: [x, *(1, 2)]}, (x, *[1], x), [], (), None, ..., 1j


@program(1.0)
def assertions(x):
    assert x > 0, "positive"
    return x


@program(2.0)
def errstate(x):
    with np.errstate(all="ignore"), np.errstate(divide="raise"):
        y = 1.0 / x
    return y


@program(2.0, -2.0)
def return_inside_with(x):
    with np.errstate(all="ignore"):
        if x > 0:
            return np.sqrt(x)
        y = x
    return y * 2


@program(2.0)
def documented(x):
    """First line.

    More.
    """
    "not an operation"
    pass
    return x


@program(3)
def positional_only_and_defaults(x, /, y=(1, -2), *, z="a"):
    return x, y, z
