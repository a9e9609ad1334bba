"""Random programs that write into arrays under many names have the gradients that differences give."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.aliases.check import check
from tests.aliases.generate import Generator
from tests.random_programs import Outcome, check_drawn

COUNT = 500
PARTS = 4


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_random_program_has_a_wrong_gradient(part: int, tmp_path: Path) -> None:
    def one(choices: random.Random, name: str) -> tuple[str, Outcome]:
        program = Generator(choices, writers=choices.random() < 0.5).program()
        return program.text, check(program, tmp_path, f"aliases_{name}")

    check_drawn(part, COUNT // PARTS, one)
