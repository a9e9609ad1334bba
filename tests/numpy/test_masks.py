"""Choices in reverse are products with masks: right at ties, and nothing infinite gets through a mask."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcad
from srcad.runtime import masked

_SIZES = (5, 3000)


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_product_gives_what_a_choice_gives(size: int, dtype: str) -> None:
    random = np.random.default_rng(1)
    values = random.normal(size=size).astype(dtype)
    mask = random.normal(size=size) > 0
    assert np.array_equal(masked(values, mask), np.where(mask, values, 0.0))
    values[0], mask[0] = np.inf, False
    values[1], mask[1] = np.nan, False
    values[2], mask[2] = np.inf, True
    with np.errstate(all="raise"):
        passed = masked(values, mask)
    assert passed.dtype == dtype
    assert np.array_equal(passed, np.where(mask, values, 0.0))


def rectified(x: Any) -> Any:
    return np.sum(np.sqrt(np.maximum(x, 0.0)))


def larger(x: Any, y: Any) -> Any:
    return np.sum(np.maximum(x, y) * np.minimum(x, y) ** 2)


def chosen(x: Any, y: Any) -> Any:
    return np.sum(np.where(x > 0.0, np.log(x), y * y))


@pytest.mark.parametrize("size", _SIZES)
def test_nothing_infinite_gets_through(size: int) -> None:
    x = np.random.default_rng(2).normal(size=size)
    slope = np.zeros(size)
    slope[x > 0] = 0.5 / np.sqrt(x[x > 0])
    with np.errstate(divide="ignore"):
        assert np.allclose(srcad.grad(rectified)(x), slope, rtol=1e-15)


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_ties_are_shared(size: int, dtype: str) -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=(2, size)).astype(dtype)
    x[::3] = y[::3]
    more, less, tie = (x > y), (x < y), (x == y)
    square, product = np.minimum(x, y) ** 2, 2 * np.maximum(x, y) * np.minimum(x, y)
    x_bar, y_bar = srcad.grad(larger, (0, 1))(x, y)
    assert x_bar.dtype == y_bar.dtype == dtype
    assert np.allclose(x_bar, square * (more + 0.5 * tie) + product * (less + 0.5 * tie), rtol=1e-6)
    assert np.allclose(y_bar, square * (less + 0.5 * tie) + product * (more + 0.5 * tie), rtol=1e-6)


@pytest.mark.parametrize("size", _SIZES)
def test_each_side_of_a_choice_gets_its_own(size: int) -> None:
    x, y = np.random.default_rng(4).normal(size=(2, size))
    with np.errstate(invalid="ignore"):
        x_bar, y_bar = srcad.grad(chosen, (0, 1))(x, y)
    is_positive = x > 0
    assert np.allclose(x_bar[is_positive], 1 / x[is_positive], rtol=1e-15)
    assert not x_bar[~is_positive].any()
    assert np.array_equal(y_bar, np.where(is_positive, 0.0, 2 * y))


def peaked(x: Any) -> Any:
    return np.sum(np.max(x, axis=-1) ** 2)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_ones_where_a_mask_holds(dtype: str) -> None:
    x = np.random.default_rng(5).normal(size=(40, 50)).astype(dtype)
    x[:, 3] = x.max(axis=-1)
    largest = x.max(axis=-1, keepdims=True)
    ties = x == largest
    gradient = srcad.grad(peaked)(x)
    assert gradient.dtype == dtype
    assert np.allclose(gradient, 2 * largest * ties / ties.sum(axis=-1, keepdims=True), rtol=1e-6)
