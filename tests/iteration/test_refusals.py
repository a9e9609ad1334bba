"""What Python would find used up is refused."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable


def run_twice(x: Any) -> Any:
    total = 0.0
    for _, run in itertools.groupby(x, key=lambda v: v > 0):
        total += sum(run)
        total += sum(run)  # noqa: B031 - this is what is refused
    return total


def runs_of_a_list(x: Any) -> Any:
    total = 0.0
    for _, run in list(itertools.groupby(x, key=lambda v: v > 0)):
        total += sum(run)
    return total


@pytest.mark.parametrize("function", [run_twice, runs_of_a_list], ids=lambda f: f.__name__)
def test_runs_can_be_gone_through_once(function: Any) -> None:
    with pytest.raises(NotDifferentiable, match="generator that is"):
        srcad.grad(function)(np.array([0.5, 1.5, -1.0]))
