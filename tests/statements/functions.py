"""Functions that are decorated, passed about and chosen at run time."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from tests.flow.programs import Case, Point, Scalar

CASES: list[Case] = []


def at(*points: Point) -> Callable[[Scalar], Scalar]:
    def enter(function: Scalar) -> Scalar:
        CASES.extend(Case(function, point) for point in points)
        return function

    return enter


TABLE = {"sin": np.sin, "cos": np.cos}


def twice(f):
    def inner(*a, **k):
        return 2 * f(*a, **k)

    return inner


def scaled(s):
    def deco(f):
        @functools.wraps(f)
        def inner(*a):
            return s * f(*a)

        return inner

    return deco


@twice
def outer_dec(x):
    return x * x


@scaled(3.0)
def outer_dec2(x):
    return x * x


def even(n, x):
    return x if n == 0 else odd(n - 1, x) * x


def odd(n, x):
    return 1.0 if n == 0 else even(n - 1, x) + x


@at(0.7, 1.9, -0.4)
def decorated(x):
    @twice
    def f(y):
        return y * y * x

    return f(x)


@at(0.7, 1.9, -0.4)
def decorated_twice(x):
    @twice
    @scaled(x)
    def f(y):
        return y * y

    return f(x)


@at(0.7, 1.9, -0.4)
def decorated_by_an_inner_function(x):
    def deco(f):
        return lambda y: f(y) * x

    @deco
    def g(y):
        return np.sin(y)

    return g(x)


@at(0.7, 1.9, -0.4)
def wrapped(x):
    def deco(f):
        @functools.wraps(f)
        def inner(y):
            return f(y) * x

        return inner

    @deco
    def g(y):
        return np.sin(y)

    return g(x)


@at(0.7, 1.9, -0.4)
def cached_recursion(x):
    @functools.cache
    def fib(n):
        if n < 2:
            return x
        return fib(n - 1) + fib(n - 2) * x

    return fib(5)


@at(0.7, 1.9, -0.4)
def cached(x):
    @functools.cache
    def f(n):
        return x * n

    return f(2) * f(3)


@at(0.7, 1.9, -0.4)
def decorated_in_the_module(x):
    return outer_dec(x)


@at(0.7, 1.9, -0.4)
def decorated_with_an_argument(x):
    return outer_dec2(x)


@at(0.7, 1.9, -0.4)
def lambda_called_at_once(x):
    return (lambda a, b=2.0: a * b)(x)


@at(0.7, 1.9, -0.4)
def dict_of_lambdas(x):
    ops = {"sq": lambda v: v * v, "cu": lambda v: v**3}
    return ops["sq"](x) + ops["cu"](x)


@at(0.7, 1.9, -0.4)
def dict_of_lambdas_in_a_loop(x):
    ops = {"sq": lambda v: v * v, "cu": lambda v: v**3}
    t = x
    for k in ("sq", "cu"):
        t = t + ops[k](x)
    return t


@at(0.7, 1.9, -0.4)
def lambda_chosen(x):
    f = (lambda v: v * v) if x > 0 else lambda v: v**3
    return f(x)


@at(0.7, 1.9, -0.4)
def lambda_as_an_argument(x):
    def app(f, n, v):
        for _ in range(n):
            v = f(v)
        return v

    return app(lambda v: v * x, 3, x)


@at(0.7, 1.9, -0.4)
def mutual_recursion(x):
    return even(5, x)


@at(0.7, 1.9, -0.4)
def chosen(x):
    f = np.sin if x > 0 else np.cos
    return f(x)


@at(0.7, 1.9, -0.4)
def looked_up(x):
    return TABLE["sin"](x) * TABLE["cos"](x)


@at(0.7, 1.9, -0.4)
def looked_up_by_a_changing_key(x):
    t = x
    for k in ("sin", "cos"):
        t = t * TABLE[k](x)
    return t


@at(0.7, 1.9, -0.4)
def list_of_functions(x):
    fs = [np.sin, np.cos]
    t = 0.0
    for f in fs:
        t += f(x)
    return t


@at(0.7, 1.9, -0.4)
def tuple_of_functions_by_index(x):
    fs = (np.sin, np.cos, np.exp)
    t = 0.0
    for i in range(3):
        t += fs[i](x)
    return t


@at(0.7, 1.9, -0.4)
def chosen_in_branches(x):
    def sq(v):
        return v * v

    def cu(v):
        return v**3 * x

    if x > 0:
        f = sq
    else:
        f = cu
    return f(x)


@at(0.7, 1.9, -0.4)
def chosen_again_in_each_trip(x):
    def sq(v):
        return v * v

    f = np.sin
    t = x
    for i in range(4):
        t = f(t)
        f = np.cos if i % 2 else sq
    return t


@at(0.7, 1.9, -0.4)
def default_function(x):
    def run(v, g=None):
        if g is None:
            g = np.sin
        return g(v)

    return run(x) + run(x, np.cos)


@at(0.7, 1.9, -0.4)
def composed(x):
    def comp(*fs):
        def run(v):
            for f in fs:
                v = f(v)
            return v

        return run

    return comp(np.sin, np.cos, lambda v: v * x)(x)


@at(0.7, 1.9, -0.4)
def chosen_by_a_function(x):
    def pick(c):
        return np.sin if c else np.cos

    return pick(x > 0)(x)


@at(0.7, 1.9, -0.4)
def chosen_closure_that_reads_a_changing_variable(x):
    f = np.sin
    t = x
    for i in range(4):
        a = x * (i + 1)
        t = f(t)
        if i % 2:
            f = lambda v: v * a  # noqa: B023, E731
    return t


@at(0.7, 1.9, -0.4)
def defined_in_branches(x):
    if x > 0:

        def f(v):
            return v * x
    else:

        def f(v):
            return v + x

    return f(x)


@at(0.7, 1.9, -0.4)
def choice_that_is_captured(x):
    f = np.sin if x > 0 else np.cos

    def g(v):
        return f(v) * x

    return g(x) + g(2 * x)


@at(0.7, 1.9, -0.4)
def choice_that_is_compared(x):
    f = np.sin if x > 0 else np.cos
    if f is np.sin:
        return f(x)
    return x


@at(0.7, 1.9, -0.4)
def chosen_in_a_while_loop(x):
    f = np.sin
    t = x
    n = 0
    while True:
        t = f(t)
        n += 1
        if n > 3:
            break
        if t > 0.5:
            f = np.cos
        else:
            f = np.exp
    return t


@at(0.7, 1.9, -0.4)
def pair_of_functions_chosen(x):
    f, g = (np.sin, np.cos) if x > 0 else (np.cos, np.exp)
    return f(x) * g(x)


@at(0.7, 1.9, -0.4)
def functions_exchanged(x):
    f, g = (np.sin, np.cos)
    t = x
    for _ in range(3):
        t = f(t) + g(x)
        f, g = (g, f)
    return t


@at(0.7, 1.9, -0.4)
def chosen_in_a_recursion(x):
    def down(n, v):
        f = np.sin if v > 0.5 else np.cos
        return v if n == 0 else down(n - 1, f(v) * x)

    return down(4, x)


@at(0.7, 1.9, -0.4)
def own_functions_chosen_in_a_recursion(x):
    def sq(v):
        return v * v

    def cu(v):
        return v**3

    def down(n, v):
        f = sq if v > 0.5 else cu
        return v if n == 0 else down(n - 1, f(v) * x)

    return down(4, x)


@at(0.7, 1.9, -0.4)
def choice_handed_to_a_recursion(x):
    def sq(v):
        return v * v

    def cu(v):
        return v**3

    def down(f, n, v):
        return f(v) if n == 0 else down(f, n - 1, v * x)

    return down(sq if x > 0 else cu, 2, x)


@at(0.7, 1.9, -0.4)
def functions_made_in_the_trips_of_a_loop(x):
    powers = [lambda v, k=k: v**k * x for k in range(3)]
    lines = []
    for slope in range(1, 4):

        def line(v, slope=slope):
            return v * slope + x

        lines.append(line)
    table = {k: (lambda v, k=k: v * k) for k in range(2)}
    return sum(p(x) for p in powers) + lines[0](x) * lines[2](2.0) + table[1](x)
