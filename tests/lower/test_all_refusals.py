"""All that is refused of a function is told at once: of its constructs, its calls, its types and its derivative."""

from __future__ import annotations

import math

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable


def told(function, *arguments) -> list[tuple[str, str]]:
    """Return the code and the line of each refusal."""
    with pytest.raises(NotDifferentiable) as caught:
        srcad.grad(function)(*arguments)
    locations = [refusal.location for refusal in caught.value.all()]
    return [(r.code, place.text.strip()) for r, place in zip(caught.value.all(), locations) if place]


def helper(v):
    async def inner():
        pass

    return v * not_defined  # noqa: F821


def of_all_kinds(x):
    a = math.nextafter(x, 2.0)
    b = missing * a  # noqa: F821
    c = np.apply_over_axes(lambda v, k: v, np.ones(2), 0)
    d = helper(x)
    return a * b + c[0] * d


def test_every_stage_tells_what_it_refuses() -> None:
    assert told(of_all_kinds, 2.0) == [
        ("SRC001", "async def inner():"),
        ("SRC005", "return v * not_defined  # noqa: F821"),
        ("SRC004", "a = math.nextafter(x, 2.0)"),
        ("SRC005", "b = missing * a  # noqa: F821"),
        ("SRC002", "c = np.apply_over_axes(lambda v, k: v, np.ones(2), 0)"),
    ]


def follows(x):
    y = missing  # noqa: F821
    z = y[0] + y.attribute(x) * helper_of(y)
    for item in y:
        z[item] = x
    if z:
        z.append(x)
    return max(y, z)


def helper_of(v):
    return v.sum() @ v


def test_what_follows_from_a_refusal_is_not_told() -> None:
    assert told(follows, 2.0) == [("SRC005", "y = missing  # noqa: F821")]


def returns_from_what_is_refused(x):
    async def inner():
        pass

    if x > 0:
        return inner
    return x


def test_the_output_is_no_offence_where_it_is_refused() -> None:
    assert told(returns_from_what_is_refused, 2.0) == [("SRC001", "async def inner():")]


def twice_in_a_loop(x):
    for _ in range(3):
        for _ in range(2):
            y = math.nextafter(x, 2.0) + missing  # noqa: F821
    return y


def test_each_is_told_once() -> None:
    line = "y = math.nextafter(x, 2.0) + missing  # noqa: F821"
    assert told(twice_in_a_loop, 2.0) == [("SRC004", line), ("SRC005", line)]
