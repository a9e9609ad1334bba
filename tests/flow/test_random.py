"""Random programs of the whole language have the gradients that differences give."""

from __future__ import annotations

import random
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.flow.check import check
from tests.flow.generate import program

COUNT = 105
PARTS = 15


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_random_program_has_a_wrong_gradient(part: int, tmp_path: Path) -> None:
    seeds = range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS)
    outcomes = {seed: check(program(random.Random(seed)), tmp_path, f"random_program_{seed}") for seed in seeds}
    assert {seed: o.detail for seed, o in outcomes.items() if o.kind == "wrong"} == {}
    assert any(o.kind == "right" for o in outcomes.values())


_NUMBERS = count()


@pytest.mark.slow
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(choices=st.randoms(use_true_random=False))
def test_no_program_that_hypothesis_draws_has_a_wrong_gradient(
    choices: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = program(choices)
    note(text)
    outcome = check(text, tmp_path_factory.getbasetemp(), f"drawn_program_{next(_NUMBERS)}")
    assert outcome.kind != "wrong", outcome.detail
