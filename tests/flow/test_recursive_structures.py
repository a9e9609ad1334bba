"""Functions that call themselves and return tuples: each item has an adjoint of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences


def pair(x, n):
    if n == 0:
        return x, x * x
    a, b = pair(x * 1.5, n - 1)
    return a * b, a + x * b


def both(x, n):
    a, b = pair(x, n)
    return a * 2.0 + b


def first(x, n):
    return pair(x, n)[0]


def last(x, n):
    return pair(x, n)[-1]


def deep(x, n):
    if n == 0:
        return (x, 1.0), x * x, n
    (a, b), c, k = deep(np.sin(x), n - 1)
    return (a * c, b + a), c * x + b, k + 1


def nested(x, n):
    (a, b), c, k = deep(x, n)
    return a * b + c * k


def one_of_nested(x, n):
    return deep(x, n)[0][1]


def counted(x, n):
    if n == 0:
        return x, 0
    y, calls = counted(np.cos(x) * x, n - 1)
    return y + x * calls, calls + 1


def with_count(x, n):
    y, calls = counted(x, n)
    return y / (1 + calls)


def even(x, n):
    if n == 0:
        return x, 2.0 * x
    a, b = odd(x * 0.9, n - 1)
    return a + b, a * x


def odd(x, n):
    a, b = even(np.sin(x), n - 1)
    return b, a * b


def mutual(x, n):
    a, b = even(x, n)
    return a - 3.0 * b


def in_loop(x, n):
    s = 0.0
    for i in range(3):
        a, b = pair(x + i * 0.1, n)
        s = s + a if i % 2 else s * b
    return s


def handed_on(x, n):
    if n == 0:
        return x, x * 3.0
    return handed_on(x * x + 0.1, n - 1)


def through(x, n):
    a, b = handed_on(x, n)
    return a * b


def summed(x, n):
    return sum(pair(x, n))


def whole_and_item(x, n):
    t = pair(x, n)
    return sum(t) * 2.0 + t[0] ** 2


def chosen(x, n):
    t = pair(x, n) if n % 4 else (x, x)
    return t[0] * 3.0 - t[1]


def of_a_closure(x, n):
    def inner(k):
        if k == 0:
            return x, 1.0
        a, b = inner(k - 1)
        return a * x + b, a

    a, b = inner(n)
    return a * b


SCALAR = [
    both,
    first,
    last,
    nested,
    one_of_nested,
    with_count,
    through,
    in_loop,
    summed,
    whole_and_item,
    chosen,
    of_a_closure,
]


@pytest.mark.parametrize("function", [*SCALAR, mutual])
@pytest.mark.parametrize("n", [0, 2, 4])
def test_items_of_a_result_have_adjoints_of_their_own(function: Callable[..., Any], n: int) -> None:
    x = 0.7
    assert np.isclose(srcad.grad(function)(x, n), differences(lambda t: function(t, n), x), rtol=1e-6)


def halves(u, n):
    if n == 0:
        return u, u, np.sum(u)
    a, b, s = halves(u * 0.5, n - 1)
    return a + b, b * u, s * a[0]


def sums(u, n):
    a, b, s = halves(u, n)
    return np.sum(a * b) + s


def only_one(u, n):
    return np.sum(halves(u, n)[1] ** 2)


def same_twice(u, n):
    if n == 0:
        return u * u, u * 2.0
    a, b = same_twice(u, n - 1)
    c = a + b
    return c * a, c + a


def shares(u, n):
    a, b = same_twice(u, n)
    return np.sum(a + b)


@pytest.mark.parametrize("function", [sums, only_one, shares])
@pytest.mark.parametrize("n", [0, 1, 3])
def test_items_that_are_arrays(function: Callable[..., Any], n: int) -> None:
    u = np.array([0.3, 0.8, -0.4])
    expected = [differences(lambda t, i=i: function(np.where(np.arange(3) == i, t, u), n), u[i]) for i in range(3)]
    kept = u.copy()
    gradient = srcad.grad(function)(u, n)
    assert np.allclose(gradient, expected, rtol=1e-6, atol=1e-9)
    assert np.array_equal(u, kept)
    assert gradient.shape == u.shape


def test_the_generic_text_is_as_right() -> None:
    derivative = srcad.grad(both)
    text = derivative.source()
    namespace: dict[str, Any] = {}
    exec(compile(text, "<generic>", "exec"), namespace)
    assert np.isclose(namespace["both_grad"](0.7, 3), derivative(0.7, 3))
