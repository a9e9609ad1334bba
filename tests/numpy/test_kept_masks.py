"""What ``np.where`` hides stays hidden through blocks and containers: a singular derivative behind it is no NaN."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import srcad


def through_errstate(x: np.ndarray) -> float:
    with np.errstate(invalid="ignore"):
        w = np.degrees(-np.sign(x) * np.arccos(x))
    with np.errstate(invalid="ignore"):
        t = x + np.where(x < 1, w, 0)
    return np.sum(t)


def through_branches(x: np.ndarray, flag: int = 3) -> float:
    if flag & 1:
        w = np.arccos(x)
    else:
        w = np.arcsin(x)
    return np.sum(x + np.where(x < 1, w, 0))


def out_of_branches(x: np.ndarray, flag: int = 3) -> float:
    w = np.arccos(x)
    if flag & 1:
        t = x + np.where(x < 1, w, 0)
    else:
        t = np.where(x < 1, w * x, 0)
    return np.sum(t)


def out_of_a_loop(x: np.ndarray) -> float:
    for k in range(3):
        w = np.arccos(x * (1.0 - 0.1 * k))
    return np.sum(np.where(x < 1, w, 0))


def carried_by_a_loop(x: np.ndarray) -> float:
    w = 1.0 - x
    for _ in range(2):
        w = np.sqrt(w)
        w = w + 0.1
    return np.sum(np.where(x < 1, w, 0))


def carried_until_enough(x: np.ndarray) -> float:
    w, k = 1.0 - x, 0
    while k < 2:
        w = np.sqrt(w - 0.01)
        k += 1
    return np.sum(np.where(x < 1, w, 0))


def summed_in_a_loop(x: np.ndarray) -> float:
    w, total = np.sqrt(1.0 - x), 0.0
    for k in range(1, 3):
        total += np.sum(np.where(x < 1, w * k, 0.0))
    return total


def through_an_array(x: np.ndarray) -> float:
    w = np.empty_like(x)
    w[:] = np.sqrt(1.0 - x)
    return np.sum(np.where(x < 1, w, 0))


def through_a_part_of_an_array(x: np.ndarray) -> float:
    w = np.ones((2, 2))
    w[0, :] = np.sqrt(1.0 - x)
    return np.sum(np.where(x < 1, w, 0))


def through_elements(x: np.ndarray) -> float:
    w = np.empty(2)
    for i in range(2):
        w[i] = np.sqrt(1.0 - x[i])
    return np.sum(np.where(x < 1, w, 0))


def through_a_buffer(x: np.ndarray) -> float:
    w = np.empty((2, 2))
    v = w[0]
    w[0] = np.sqrt(1.0 - x)
    w[1] = 1.0
    return np.sum(np.where(x < 1, v, 0))


def through_a_list(x: np.ndarray) -> float:
    values = []
    for k in range(3):
        values.append(np.sqrt(1.0 - x - 0.1 * k))
    total = 0.0
    for w in values:
        total += np.sum(np.where(x < 1, w, 0))
    return total


FUNCTIONS = [
    *(through_errstate, through_branches, out_of_branches, out_of_a_loop, carried_by_a_loop, carried_until_enough),
    *(summed_in_a_loop, through_an_array, through_a_part_of_an_array, through_elements, through_a_buffer),
    *(through_a_list,),
]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_gradient_is_that_of_differences(function: Callable[[np.ndarray], float]) -> None:
    x, h = np.array([0.5, 1.5]), 1e-6
    gradient = srcad.grad(function)(x)
    for k, unit in enumerate(np.eye(2)):
        difference = (function(x + h * unit) - function(x - h * unit)) / (2 * h)
        assert gradient[k] == pytest.approx(difference, rel=1e-7)
