"""What every gradient promises: own memory, the argument's dtype, arguments as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from tests.examples.numerical import richardson


def twice(x, y):
    return np.sum((x + y) ** 2)


def plain_sum(x, y):
    return np.sum(x + y)


def passes_on(x, y):
    return np.sum(x * y) + np.sum(x[::-1]) + np.sum(y.T)


def writes(x, y):
    x[1:] = x[:-1] * y[1:]
    return np.sum(x)


def never_looks(x, y):
    return 1.0


PROGRAMS = [twice, plain_sum, passes_on, writes, never_looks]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_gradients_are_fresh_and_arguments_are_left_alone(program: Callable[..., Any], dtype: str) -> None:
    arguments = tuple(np.arange(1.0, 5.0).astype(dtype) + i for i in range(2))
    before = tuple(a.copy() for a in arguments)
    gradients = srcad.grad(program, argnums=(0, 1))(*arguments)
    for argument, kept in zip(arguments, before):
        np.testing.assert_array_equal(argument, kept)
    for gradient in gradients:
        assert type(gradient) is np.ndarray
        assert gradient.dtype == dtype
        assert gradient.shape == (4,)
        assert gradient.flags.writeable
        assert not any(np.shares_memory(gradient, a) for a in arguments)
    assert not np.shares_memory(*gradients)


@pytest.mark.parametrize("layout", ["F", "negative", "read-only"])
def test_any_layout_of_the_argument_will_do(layout: str) -> None:
    def prepare(a: Any) -> Any:
        if layout == "F":
            return np.asfortranarray(a)
        if layout == "negative":
            return a[::-1, ::-1]
        a.flags.writeable = False
        return a

    x, y = (prepare(np.arange(6.0).reshape(2, 3) + i) for i in range(2))
    np.testing.assert_array_equal(srcad.grad(twice)(x, y), 2 * (x + y))


def test_written_arguments_that_share_memory_are_refused() -> None:
    x = np.arange(1.0, 5.0)
    with pytest.raises(ValueError, match="share memory"):
        srcad.grad(writes)(x, x)


def sums_into(x):
    total = np.zeros(())
    np.sum(np.ones(3), None, None, total)
    return np.sum(x) * total


def maximum_into(x):
    largest = np.zeros(3)
    np.max(np.outer(x, x), 0, largest)
    return np.sum(largest)


@pytest.mark.parametrize("program", [sums_into, maximum_into])
def test_an_output_array_passed_by_position_is_written_to(program: Callable[..., Any]) -> None:
    x = np.arange(1.0, 4.0)
    np.testing.assert_allclose(srcad.grad(program)(x), richardson(program, (x,), 0), rtol=1e-8)
