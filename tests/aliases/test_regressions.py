"""What was wrong once is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aliases.check import check
from tests.aliases.regressions import REGRESSIONS


@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_was_wrong_once_is_right(name: str, tmp_path: Path) -> None:
    outcome = check(REGRESSIONS[name], tmp_path, f"regression_{list(REGRESSIONS).index(name)}")
    assert (outcome.kind, outcome.detail) == ("right", "")
