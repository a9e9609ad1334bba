"""Attributes of which a class says what they are, and parts that are there on some paths only."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable

import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.objects import attributes, lacking

FUNCTIONS = [
    f
    for module in (attributes, lacking)
    for f in vars(module).values()
    if isinstance(f, types.FunctionType) and f.__module__ == module.__name__
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_gradient_is_that_of_differences(function: Callable[[float], float]) -> None:
    x, h = 1.3, 1e-6
    value, slope = srcad.value_and_grad(function)(x)
    assert value == function(x)
    assert slope == pytest.approx((function(x + h) - function(x - h)) / (2 * h), rel=1e-6)


class Scaled:
    """A descriptor."""

    def __get__(self, owner, cls):
        return 3 * owner.held

    def __set__(self, owner, value):
        owner.held = 5 * value


class Described:
    """What a descriptor says of assignments is not followed."""

    x = Scaled()

    def __init__(self, x):
        self.x = x

    @functools.cache  # noqa: B019 - it is this that is tested
    def remembered(self):
        return self.held


def described(x):
    return Described(x).x


def remembered(x):
    return Described(x).remembered()


FIRST = attributes.Doubling(1.0)


def changes_one_outside(x):
    FIRST.x = x
    return FIRST.x


@pytest.mark.parametrize("function", [described, remembered, changes_one_outside])
def test_other_descriptors_are_refused(function: Callable[[float], float]) -> None:
    with pytest.raises(NotDifferentiable, match="of which the class says what it does"):
        srcad.grad(function)(2.0)


def test_a_part_that_is_not_there_raises() -> None:
    with pytest.raises(NameError):
        srcad.grad(lacking.items_by_flags)(1.3, lacking.SECOND)


def test_what_stands_behind_an_attribute_that_is_missing_is_not_written() -> None:
    text = srcad.grad(attributes.absent_in_a_try).source(1.3)
    assert "raise AttributeError(\"'float' object has no attribute 'name'\")" in text
    assert "if True" not in text


def test_a_missing_attribute_outside_a_try_is_told_at_its_place() -> None:
    def area(x):
        x.name = "area"
        return x

    with pytest.raises(NotDifferentiable, match="assignment to an attribute of a value of type float"):
        srcad.grad(area)(2.0)
