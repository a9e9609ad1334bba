"""What was wrong once is right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.aliases.check import check
from tests.aliases.regressions import REGRESSIONS


@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_was_wrong_once_is_right(name: str, tmp_path: Path) -> None:
    outcome = check(REGRESSIONS[name], tmp_path, f"regression_{list(REGRESSIONS).index(name)}")
    assert (outcome.kind, outcome.detail) == ("right", "")


def keeps_a_diagonal(x):
    kept = []
    for _ in range(len(x)):
        kept.append(np.diagonal(x))
    x[0, 0] = x[1, 1] * 2.0
    return kept[0][0]


def flattens_a_diagonal(x):
    flat = np.diagonal(x).ravel()
    x[0, 0] = x[1, 1] * 2.0
    return flat[0]


@pytest.mark.parametrize("function", [keeps_a_diagonal, flattens_a_diagonal])
def test_what_is_read_only_is_no_name_of_a_buffer(function) -> None:
    with pytest.raises(NotDifferentiable, match="read-only view"):
        srcad.grad(function)(np.eye(2))
