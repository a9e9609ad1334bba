"""An independent derivative: central differences of sixth order."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

import numpy as np
import pytest

import srcad

_STENCIL = ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60))


def differences(function: Callable[[object], float], x: float | np.ndarray, step: float = 1e-3) -> np.ndarray:
    """Return the gradient of ``function`` at a float or an array."""
    base = np.asarray(x, dtype=float)
    gradient = np.zeros(base.shape)
    for index in np.ndindex(base.shape):

        def moved(shift: float, index: tuple[int, ...] = index) -> float:
            point = base.copy(order="K")
            point[index] += shift
            return float(function(point if base.shape else float(point)))

        gradient[index] = sum(c * (moved(k * step) - moved(-k * step)) for k, c in _STENCIL) / step
    return gradient


def assert_gradients(function: Callable[..., float], *args: float | np.ndarray) -> None:
    """Check the value and the gradient with respect to each argument."""
    value, gradients = srcad.value_and_grad(function, argnums=tuple(range(len(args))))(*args)
    assert value == pytest.approx(function(*map(copy, args)), rel=1e-12)
    for i, gradient in enumerate(gradients):

        def of_one(v: object, i: int = i) -> float:
            return function(*map(copy, args[:i]), v, *map(copy, args[i + 1 :]))

        np.testing.assert_allclose(gradient, differences(of_one, args[i]), rtol=1e-7, atol=1e-8)
