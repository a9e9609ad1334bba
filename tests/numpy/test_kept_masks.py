"""What ``np.where`` hides stays hidden on the way through blocks: a singular derivative behind it is no NaN."""

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


@pytest.mark.parametrize("function", [through_errstate, through_branches, out_of_branches])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_gradient_is_that_of_differences(function: Callable[[np.ndarray], float]) -> None:
    x, h = np.array([0.5, 1.5]), 1e-6
    gradient = srcad.grad(function)(x)
    for k, unit in enumerate(np.eye(2)):
        difference = (function(x + h * unit) - function(x - h * unit)) / (2 * h)
        assert gradient[k] == pytest.approx(difference, rel=1e-7)
