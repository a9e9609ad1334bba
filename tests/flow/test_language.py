"""Every construct of the language has the derivative that differences give."""

from __future__ import annotations

import numpy as np
import pytest

import srcad
from tests.flow import programs, written_out
from tests.flow.numerical import differences
from tests.flow.programs import CASES, Case

#: They enter their programs into the cases.
TABLES = (programs, written_out)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_gradient_is_that_of_differences(case: Case) -> None:
    x = case.point
    value, gradient = srcad.value_and_grad(case.function)(x)
    assert value == pytest.approx(float(case.function(x)), rel=1e-12)
    assert isinstance(gradient, float) == isinstance(x, float)
    np.testing.assert_allclose(gradient, differences(case.function, x), rtol=1e-7, atol=1e-8)
