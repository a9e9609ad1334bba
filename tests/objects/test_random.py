"""Random programs of objects under many names have the gradients that differences give."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.flow.check import check
from tests.objects.generate import program

COUNT = 60
PARTS = 10


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_random_program_has_a_wrong_gradient(part: int, tmp_path: Path) -> None:
    seeds = range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS)
    outcomes = {seed: check(program(random.Random(seed)), tmp_path, f"random_objects_{seed}") for seed in seeds}
    assert {seed: o.detail for seed, o in outcomes.items() if o.kind == "wrong"} == {}
    assert any(o.kind == "right" for o in outcomes.values())
