"""Functions that functions make: decorators, compositions, lists of closures, closures made in loops."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from functools import partial, reduce

import pytest

from tests.flow.numerical import assert_gradients, differences
from tests.transpiled import transpiled


def decorated_twice(x):
    def scale(k, *, shift=0.0):
        def decorate(f):
            @functools.wraps(f)
            def wrapper(*args, **kwargs):
                return k * f(*args, **kwargs) + shift

            return wrapper

        return decorate

    @scale(x, shift=x * x)
    @scale(2.0)
    def f(a, b=1.0):
        return a * x * b

    return f(x, b=x) + f(x)


def partial_of_a_partial(x):
    def f(a, b, c, d=1.0):
        return a * b + c * d

    return partial(partial(f, x), 2.0, d=x)(x * x)


def repeated_twice(x):
    def repeated(f, times):
        def g(v):
            for _ in range(times):
                v = f(v)
            return v

        return g

    return repeated(repeated(lambda v: v * x, 2), 2)(x)


def composed(x):
    steps = [math.sin, lambda v: v * x, math.exp]
    all_of_them = reduce(lambda f, g: lambda v: g(f(v)), steps)
    first = steps[0]
    for step in steps[1:]:
        first = (lambda f, g: lambda v: g(f(v)))(first, step)
    return all_of_them(x) * first(x)


def wrapped_in_each_trip(x):
    f = lambda v: v * x
    for _ in range(3):
        f = (lambda g: lambda v: g(v) * 2.0 + 1.0)(f)
    return f(x)


def made_by_a_comprehension(x):
    def make(k):
        return lambda v: v * k

    lines = [make(i * x) for i in range(3)]
    others = [make(k) for k in (x, 2.0)]
    return sum(f(x) for f in lines) + others[0](x) * others[-1](x)


def gone_through_in_turn(x):
    steps = [lambda v: v * x, lambda v: v + x]
    total = x
    for f in reversed(steps):
        total = f(total)
    for f, k in zip(steps, (1.0, 2.0)):
        total = f(total) * k
    for i, f in enumerate(steps):
        total = f(total) * (i + 1)
    return total


def found_by_words(x):
    table = {"sin": math.sin, "cos": math.cos}
    total = x
    for name in "sin cos sin".split():
        total = table[name](total) + x
    return total


def same_name_outside(x):
    def decorate(f):
        def wrapper(*args):
            return 2.0 * f(*args)

        return wrapper

    @decorate
    def f(a):
        return a * x

    return f(x)


def function_of_an_earlier_trip(x):
    f, total = math.sin, x
    for i in range(4):
        a = x * (i + 1)
        total = f(total)
        if i % 2:
            f = lambda v, a=a: v * a
    return total


def tells_its_name(x):
    def timed(f):
        @functools.wraps(f)
        def wrapper(v):
            return f(v) * x

        return wrapper

    def plain(f):
        def wrapper(v):
            return f(v) * x

        return functools.update_wrapper(wrapper, f)

    @timed
    def square(v):
        return v * v

    @plain
    @timed
    def cubed(v):
        return v * v * v

    same = square
    last = lambda v: v
    names = len(same.__name__) + 10 * len(cubed.__name__) + 100 * len(last.__name__)
    return same(x) * names + cubed.__wrapped__.__wrapped__(x) * len(plain.__name__)


FUNCTIONS = [
    tells_its_name,
    function_of_an_earlier_trip,
    decorated_twice,
    partial_of_a_partial,
    repeated_twice,
    composed,
    wrapped_in_each_trip,
    made_by_a_comprehension,
    gone_through_in_turn,
    found_by_words,
    same_name_outside,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [1.3, 0.7])
def test_gradient_is_that_of_differences(function: Callable[[float], float], x: float) -> None:
    assert_gradients(function, x)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_it_can_be_written_to_a_file(function: Callable[[float], float]) -> None:
    assert transpiled(function, "x: float")(1.3) == pytest.approx(differences(function, 1.3), rel=1e-7)
