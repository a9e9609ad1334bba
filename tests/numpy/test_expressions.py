"""NumPy expressions from user's text to gradient, against differences: specialised and generic text."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import srcad
from tests.examples.numerical import richardson
from tests.numpy.expressions import MATRIX, SCALAR, VECTOR

C = np.random.default_rng(5).normal(size=(3, 4))
POINTS: dict[str, Any] = {
    "x": np.array([0.55, -0.83, 1.31, 0.12]),
    "m": np.random.default_rng(6).normal(size=(3, 4)) + 0.01,
    "s": 1.37,
}
CASES = [("x", e) for e in VECTOR] + [("m", e) for e in MATRIX] + [("s", e) for e in SCALAR]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return a module with one function per expression."""
    lines = ["import math", "import numpy as np", ""]
    for number, (name, expression) in enumerate(CASES):
        lines += [f"def f{number}({name}, c):", f"    return {expression}", ""]
    path = Path(tmp_path_factory.mktemp("programs")) / "numpy_expressions.py"
    path.write_text("\n".join(lines))
    specification = importlib.util.spec_from_file_location("numpy_expressions", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("number", range(len(CASES)), ids=[e[:60] for _, e in CASES])
def test_the_gradient_agrees_with_differences(programs: ModuleType, number: int) -> None:
    name, _ = CASES[number]
    function: Callable[..., Any] = getattr(programs, f"f{number}")
    point = POINTS[name]
    expected = richardson(function, (point, C), 0)
    derivative = srcad.grad(function)
    found = derivative(point, C)
    assert type(found) is type(point)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-8)
    generic = derivative._generic().function(point, C)
    np.testing.assert_allclose(generic, expected, rtol=1e-7, atol=1e-8)
