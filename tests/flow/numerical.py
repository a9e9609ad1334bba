"""An independent derivative: central differences of sixth order, with two step sizes to tell a kink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

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
