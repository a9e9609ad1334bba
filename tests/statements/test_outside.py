"""What a function does to its module, and modules to it: once, and as after one plain call."""

from __future__ import annotations

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences

COUNT = 0
LAST: object = None


def counts_trips(x):
    global COUNT
    y = x
    while y < 50.0:
        COUNT += 1
        y = y * x
    return y


def keeps_the_last(x):
    global LAST
    LAST = x * x
    if x > 1.0:
        LAST = LAST * x
    return LAST * x


def counts_before_it_fails(x):
    global COUNT
    COUNT = COUNT + 1
    if x < 0.0:
        raise ValueError("negative")
    COUNT = COUNT + 1
    return x * x


def imports_what_is_not_there(x):
    if x > 1.0:
        import no_such_module_anywhere

        return no_such_module_anywhere.f(x)
    return x * x


def imports_if_it_can(x):
    try:
        from no_such_module_anywhere import tan
    except ImportError:
        from math import tan
    return tan(x)


def test_a_number_that_is_counted_ends_as_after_one_call() -> None:
    global COUNT
    COUNT = 3
    counts_trips(1.7)
    expected = COUNT
    derivative = srcad.value_and_grad(counts_trips)
    for _ in range(2):
        COUNT = 3
        value, gradient = derivative(1.7)
        assert expected == COUNT
        assert value == counts_trips(1.7)
        np.testing.assert_allclose(gradient, differences(counts_trips, 1.7), rtol=1e-7)


@pytest.mark.parametrize("x", [0.7, 1.9])
def test_an_active_number_is_assigned_and_differentiated(x: float) -> None:
    keeps_the_last(x)
    expected = LAST
    gradient = srcad.grad(keeps_the_last)(x)
    assert expected == LAST
    assert gradient == pytest.approx(float(differences(keeps_the_last, x)), rel=1e-7)


def test_what_was_assigned_before_an_exception_stays() -> None:
    global COUNT
    COUNT = 0
    with pytest.raises(ValueError, match="negative"):
        srcad.grad(counts_before_it_fails)(-1.0)
    assert COUNT == 1


def test_an_import_that_fails_raises_where_it_stands() -> None:
    assert srcad.grad(imports_what_is_not_there)(0.5) == 1.0
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        srcad.grad(imports_what_is_not_there)(1.5)


def test_an_import_that_fails_can_be_caught() -> None:
    assert srcad.grad(imports_if_it_can)(0.5) == pytest.approx(1.0 + np.tan(0.5) ** 2)
