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


def read_where_a_mask_holds(x):
    y = np.log(x)
    return np.sum(y[x > 0] ** 2)


def copied_where_a_mask_holds(x):
    y = np.zeros_like(x)
    np.copyto(y, np.log(x), where=x > 0)
    return np.sum(y)


def selected(x):
    return np.sum(np.select([x > 1.0, x > 0.0], [np.log(x), np.sqrt(x)], 0.0))


def chosen(x):
    return np.sum(np.choose((x > 0).astype(int), [np.zeros_like(x), np.log(x)]))


def largest_of_numbers(x):
    return np.sum(np.fmax(np.sqrt(x), 0.0))


PROGRAMS = [nansum_of_squares, sum_of_positive, mean_and_largest, replaced, product_and_variance]
PROGRAMS += [selected, chosen, largest_of_numbers]


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


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("program", [read_where_a_mask_holds, copied_where_a_mask_holds])
def test_what_is_known_to_be_a_mask_does_not_spoil_the_rest(program: Callable[..., Any]) -> None:
    derivative = srcad.grad(program)
    gradient = derivative(np.array([1.5, 0.0, 3.0]))
    np.testing.assert_allclose(np.delete(gradient, 1), derivative(np.array([1.5, 3.0])), rtol=1e-12)
    assert gradient[1] == 0.0
