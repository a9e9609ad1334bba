"""Random programs of the whole language have the gradients that differences give."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.run import check

COUNT = 105
PARTS = 15


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_random_program_has_a_wrong_gradient(part: int, tmp_path: Path) -> None:
    outcomes = {seed: check(seed, tmp_path) for seed in range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS)}
    assert {seed: o.detail for seed, o in outcomes.items() if o.kind == "wrong"} == {}
    assert any(o.kind == "right" for o in outcomes.values())
