"""Random programs, of the whole language, of objects under many names and of loops, have the gradients of differences."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import pytest

from tests.flow import generate as language
from tests.flow.check import check
from tests.iteration import generate as iteration
from tests.objects import generate as objects
from tests.random_programs import Outcome, check_drawn

COUNT = {language: 70, objects: 30, iteration: 30}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("grammar", "part", "refused"),
    [
        *(pytest.param(language, part, 0.05, id=f"language-{part}") for part in range(4)),
        pytest.param(objects, 0, 0.3, id="objects"),
        pytest.param(iteration, 0, 0.6, id="iteration"),
    ],
)
def test_no_random_program_has_a_wrong_gradient(grammar: ModuleType, part: int, refused: float, tmp_path: Path) -> None:
    def one(choices: random.Random, name: str) -> tuple[str, Outcome]:
        text = grammar.program(choices)
        return text, check(text, tmp_path, name)

    check_drawn(part, COUNT[grammar], one, refused)
