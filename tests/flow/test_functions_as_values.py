"""Functions that are handed to functions of other people, and called there, keep what they read."""

from __future__ import annotations

import functools

import pytest

import srcad
from srcad.errors import NotDifferentiable

SCALE = -2.0


def negative(v):
    return -v


def scaled(v):
    return v * SCALE


def factorial(k):
    return 1 if k == 0 else k * factorial(k - 1)


def by_name(x):
    return x * sorted([1, 2, 3], key=negative)[0]


def by_name_that_reads_a_global(x):
    return x * sorted([1, 2, 3], key=scaled)[0]


def by_lambda_that_calls(x):
    return x * sorted([1, 2, 3], key=lambda v: scaled(v) + SCALE)[0]


def by_name_of_one_that_calls_itself(x):
    return x * sorted([4, 2, 3], key=factorial)[0]


def with_defaults(x):
    s = len([SCALE]) * SCALE

    def key(v, q=1.0, s=s, *, r=s * s, w=3):
        return v * s * r * q * w

    return x * sorted([1, 2, 3], key=key)[0]


def twice(x):
    return x * sorted([1, 2, 3], key=negative)[0] * sorted([5, 7], key=negative)[0]


def compared(x):
    order = functools.cmp_to_key(lambda a, b: scaled(a) - scaled(b))
    return x * 2.0 if order(3) < order(1) else x


@pytest.mark.parametrize(
    ("function", "gradient"),
    [
        (by_name, 3.0),
        (by_name_that_reads_a_global, 3.0),
        (by_lambda_that_calls, 3.0),
        (by_name_of_one_that_calls_itself, 2.0),
        (with_defaults, 3.0),
        (twice, 21.0),
        (compared, 2.0),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_it_is_called_as_it_is(function, gradient: float) -> None:
    assert srcad.grad(function)(2.0) == gradient


def counts(x):
    n = 0

    def compare(a, b):
        nonlocal n
        n += 1
        return a - b

    order = functools.cmp_to_key(compare)
    return x * n if order(3) < order(1) else 2.0 * x * n


def writes(x):
    seen = [0]

    def compare(a, b):
        seen[0] = a
        return a - b

    order = functools.cmp_to_key(compare)
    return x * seen[0] if order(3) < order(1) else x


@pytest.mark.parametrize("function", [counts, writes])
def test_what_it_changes_is_refused(function) -> None:
    with pytest.raises(NotDifferentiable):
        srcad.grad(function)(2.0)
