"""The emitted gradients of typical programs stand in ``tests/cases``; a person reads what changes there.

``pytest --update-golden`` rewrites them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcad
from tests.emit.making import load
from tests.examples.test_examples import CASES, Case, named

FOLDER = Path(__file__).parents[1] / "cases"
_WANTED = (
    *("wave-wave", "smooth-smooth", "lotka_volterra-loss", "two_layer_network-loss", "recurrent_cell-loss"),
    *("control_flow-drag", "control_flow-escape_time", "control_flow-layered", "control_flow-composed"),
)
WANTED = list({named(case): case for case in reversed(CASES) if named(case) in _WANTED}.values())


def _text(case: Case) -> tuple[str, str]:
    """Return the name and the text of a gradient, without the header, which tells where the example is installed."""
    positions = case.positions if len(case.positions) > 1 else case.positions[0]
    source = srcad.grad(case.primal, argnums=positions).source(*case.fresh())
    lines = source.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    return f"{case.function}_grad", "".join(lines[start:]).lstrip("\n")


@pytest.mark.parametrize("case", WANTED, ids=named)
def test_the_text_is_as_it_was_read(case: Case, golden: Callable[[Path, str], None]) -> None:
    others = {c.function for c in WANTED if c.example == case.example}
    name = case.example if len(others) == 1 else f"{case.example}_{case.function}"
    golden(FOLDER / f"{name}_grad.py", _text(case)[1])


@pytest.mark.parametrize("case", WANTED, ids=named)
def test_the_text_runs_alone_and_leaves_its_arguments(case: Case) -> None:
    name, text = _text(case)
    arguments, given = case.fresh(), case.fresh()
    gradient: Any = load(text, name)(*arguments)
    gradients = gradient if len(case.positions) > 1 else (gradient,)
    for position, found in zip(case.positions, gradients):
        wanted = case.numerics(case.primal, case.fresh(), position)
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)
        assert type(found) is type(given[position])
    np.testing.assert_equal(arguments, given)


def test_the_text_is_the_same_each_time() -> None:
    for case in WANTED:
        assert _text(case) == _text(case)
