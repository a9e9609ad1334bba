"""What a function passes over has the derivative 0, whatever the derivative of what came before is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad


def nansum_of_squares(x):
    return np.nansum(x * x)


def sum_of_positive(x):
    return np.sum(np.log(x), where=x > 0)


def mean_and_largest(x):
    return np.nanmean(np.sqrt(x)) + np.nanmax(np.log(x))


def replaced(x):
    return np.sum(np.nan_to_num(x * np.log(x)))


def product_and_variance(x):
    return np.nanprod(np.sqrt(x)) * np.nanvar(np.log(x))


PROGRAMS = [nansum_of_squares, sum_of_positive, mean_and_largest, replaced, product_and_variance]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_passed_over_does_not_spoil_the_rest(program: Callable[..., Any]) -> None:
    whole = np.array([1.5, 3.0, 0.7])
    holes = np.array([1.5, np.nan, 3.0, 0.7])
    derivative = srcad.grad(program)
    expected = derivative(whole)
    for gradient in (derivative(holes), derivative._generic().function(holes)):
        np.testing.assert_allclose(np.delete(gradient, 1), expected, rtol=1e-12)
        assert gradient[1] == 0.0
