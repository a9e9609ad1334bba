"""Lengths that arguments share are part of the specialisation."""

from __future__ import annotations

from typing import Any

import numpy as np

import srcad


def product(a: Any, b: Any) -> Any:
    return np.sum(a * b)


def test_nothing_is_summed_where_shapes_are_equal() -> None:
    derivative = srcad.grad(product, (0, 1))
    a, b = np.ones((3, 2)), np.full((3, 2), 2.0)
    derivative(a, b)
    assert "unbroadcast" not in derivative.source(a, b)


def test_other_equal_shapes_share_the_specialisation() -> None:
    derivative = srcad.grad(product)
    derivative(np.ones((3, 2)), np.ones((3, 2)))
    derivative(np.ones((5, 4)), np.ones((5, 4)))
    assert len(derivative.specialisations) == 1


def test_shapes_that_differ_get_another_one() -> None:
    derivative = srcad.grad(product, (0, 1))
    square = np.arange(9.0).reshape(3, 3)
    derivative(square, square + 1.0)
    a, b = np.arange(6.0).reshape(2, 3), np.arange(3.0) + 2.0
    found = derivative(a, b)
    np.testing.assert_array_equal(found[0], np.broadcast_to(b, a.shape))
    np.testing.assert_array_equal(found[1], a.sum(axis=0))
    assert len(derivative.specialisations) == 2


def test_axes_of_one_array_may_be_related() -> None:
    derivative = srcad.grad(lambda a, x: np.sum((a @ x) * x))
    a, x = np.arange(9.0).reshape(3, 3), np.arange(3.0)
    np.testing.assert_array_equal(derivative(a, x), np.outer(x, x))
    assert repr(derivative.specialisations[0]).endswith("(float64[a.0,a.0], float64[a.0])")


def test_arguments_that_come_by_keyword_are_related_too() -> None:
    derivative = srcad.grad(product)
    np.testing.assert_array_equal(derivative(b=np.full(4, 3.0), a=np.ones(4)), np.full(4, 3.0))
    np.testing.assert_array_equal(derivative(b=np.full((2, 4), 3.0), a=np.ones(4)), np.full(4, 6.0))
