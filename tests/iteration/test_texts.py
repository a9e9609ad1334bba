"""The emitted gradients of typical programs that go through iterables; ``pytest --update-golden`` rewrites them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences
from tests.iteration import typical

FOLDER = Path(__file__).parents[1] / "cases" / "iteration"
X = np.array([0.6, -1.3, 2.1])
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "polynomial": (X, 0.7),
    "weighted": (X, [0.5, -1.0, 2.0]),
    "until": (X, 2.0),
    "nearest": (X, 1.5),
}
PROGRAMS = [f for f in vars(typical).values() if getattr(f, "__module__", "") == typical.__name__]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
def test_the_text_is_as_it_was_read(program: Callable[..., Any], golden: Callable[[Path, str], None]) -> None:
    arguments = ARGUMENTS.get(program.__name__, (X,))
    derivative = srcad.grad(program)
    lines = derivative.source(*arguments).splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    golden(FOLDER / f"{program.__name__}_grad.py", "".join(lines[start:]).lstrip("\n"))
    expected = differences(lambda x: program(x, *arguments[1:]), arguments[0])
    np.testing.assert_allclose(derivative(*arguments), expected, rtol=1e-7, atol=1e-8)
