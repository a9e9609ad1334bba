"""What goes through iterables has the value that Python gives, and the derivative that differences give."""

from __future__ import annotations

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences
from tests.iteration.programs import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=str)
def test_gradient_is_that_of_differences(case: Case) -> None:
    x = case.point
    value, gradient = srcad.value_and_grad(case.function)(x)
    assert value == case.function(x)
    assert isinstance(gradient, float) == isinstance(x, float)
    np.testing.assert_allclose(gradient, differences(case.function, x), rtol=1e-7, atol=1e-8)
