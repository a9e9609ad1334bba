"""Random programs that write into arrays under many names have the gradients that differences give."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aliases.check import check
from tests.aliases.generate import Generator

COUNT = 60
PARTS = 6


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_random_program_has_a_wrong_gradient(part: int, tmp_path: Path) -> None:
    seeds = range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS)
    outcomes = {seed: check(Generator(seed).program(), tmp_path, f"alias_program_{seed}") for seed in seeds}
    assert {seed: o.detail for seed, o in outcomes.items() if o.kind == "wrong"} == {}
    assert any(o.kind == "right" for o in outcomes.values())
