"""Gradients through complex numbers, against differences in the real and the imaginary direction.

The gradient with respect to a complex ``z`` is ``dL/dRe z + i dL/dIm z``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import srcad
from tests.numpy.complex_expressions import NUMBER, REAL, VECTOR
from tests.numpy.making import load

HEAD = """\
import numpy as np

rng = np.random.default_rng(3)
v = np.array([0.45, 0.81, 0.27, 0.63])
w = np.array([1 - 1j, 0.3 + 0.2j, -0.5 + 1j, 0.7 - 0.1j])
a = rng.normal(size=(4, 4)) + 1j * rng.normal(size=(4, 4)) + 3 * np.eye(4)
"""
POINTS: dict[str, Any] = {
    "u": np.array([0.347, 0.931, 0.123, 0.582]),
    "z": np.array([0.3 + 0.7j, -1.1 + 0.2j, 0.4 - 1.3j, 0.9 + 0.5j]),
    "k": 0.7 - 0.4j,
}
CASES = [("u", e) for e in REAL] + [("z", e) for e in VECTOR] + [("k", e) for e in NUMBER]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> list[ModuleType]:
    """Return modules with one function per expression."""
    return load(Path(tmp_path_factory.mktemp("complex")), HEAD, CASES)


def differences(function: Callable[..., Any], point: Any) -> Any:
    """Return the gradient by central differences of fourth order, element by element and direction by direction."""
    x = np.asarray(point)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        for direction in (1.0, 1j) if np.iscomplexobj(x) else (1.0,):

            def moved(step: float, place: Any = place, direction: Any = direction) -> Any:
                y = x.copy()
                y[place] += step * direction
                return function(y if y.shape else y[()].item())

            h = 1e-4
            gradient[place] += direction * (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)
    return gradient


@pytest.mark.parametrize("number", range(len(CASES)), ids=[e[:60] for _, e in CASES])
def test_the_gradient_agrees_with_differences(programs: list[ModuleType], number: int) -> None:
    point = POINTS[CASES[number][0]]
    function = getattr(programs[number // 20], f"f{number}")
    found = srcad.grad(function)(point)
    assert type(found) is type(point)
    np.testing.assert_allclose(found, differences(function, point), rtol=1e-6, atol=1e-7)
