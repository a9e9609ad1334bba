"""The emitted gradients of typical try statements stand in ``tests/cases``; a person reads what changes there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import srcad
from tests.tries.programs import CASES

FOLDER = Path(__file__).parents[1] / "cases"
_WANTED = ("divides_or_not", "in_a_loop", "tries_again_until_it_works", "rebinds_half_way", "loop_in_the_body")
WANTED = {f.__name__: (f, arguments) for f, arguments in reversed(CASES) if f.__name__ in _WANTED}


@pytest.mark.parametrize("name", _WANTED)
def test_the_text_is_as_it_was_read(name: str, golden: Callable[[Path, str], None]) -> None:
    function: Callable[..., Any]
    function, arguments = WANTED[name]
    lines = srcad.grad(function).source(*arguments).splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    golden(FOLDER / f"try_{name}_grad.py", "".join(lines[start:]).lstrip("\n"))
