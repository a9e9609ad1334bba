"""Functions that a module makes of others are followed by reading what makes them."""

from __future__ import annotations

import pytest

from srcad.cli.modules import Failed
from tests.static_package import made
from tests.transpiled import transpiled


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (made.decorated, ()),
        (made.by_name, ("fourth",)),
        (made.by_name, ("cube",)),
        (made.by_name, ("sin",)),
        (made.one_after_another, ()),
        (made.searched, ((1, (2, (3,)), (4,)),)),
        (made.searched, ((1, (2,), (4,)),)),
    ],
)
@pytest.mark.parametrize("x", [0.7, 1.9])
def test_gradient_is_that_of_differences(function, arguments, x):
    h = 1e-6
    slope = (function(x + h, *arguments) - function(x - h, *arguments)) / (2 * h)
    assert transpiled(function)(x, *arguments) == pytest.approx(slope, rel=1e-7)


def test_an_absent_key_raises():
    with pytest.raises(KeyError, match="tan"):
        transpiled(made.by_name)(0.7, "tan")


def test_what_a_function_writes_to_is_not_taken_for_a_constant():
    with pytest.raises(Failed, match="not known before the program runs"):
        transpiled(made.written)
