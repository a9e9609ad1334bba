"""Objects that several names may lead to have the gradients of differences, in files that are written, too."""

from __future__ import annotations

import types
from collections.abc import Callable

import pytest

import srcad
from tests.objects import shared
from tests.transpiled import transpiled

PROGRAMS = [f for f in vars(shared).values() if isinstance(f, types.FunctionType) and f.__module__ == shared.__name__]


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [1.3, 0.7])
def test_gradient_is_that_of_differences(function: Callable[[float], float], x: float) -> None:
    h = 1e-6
    assert srcad.grad(function)(x) == pytest.approx((function(x + h) - function(x - h)) / (2 * h), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_it_can_be_written_to_a_file(function: Callable[[float], float]) -> None:
    x, h = 1.3, 1e-6
    gradient = transpiled(function, "x: float")(x)
    assert gradient == pytest.approx((function(x + h) - function(x - h)) / (2 * h), rel=1e-6, abs=1e-7)
