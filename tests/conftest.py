"""What all tests share: a cache of their own, IR checks switched on, and goldens that can be rewritten."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

CACHE = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files; then read the diff")


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before any test module makes a derivative while it is imported."""
    config.stash[CACHE] = tempfile.mkdtemp(prefix="srcad-tests-")
    os.environ["SRCAD_CACHE_DIR"] = config.stash[CACHE]
    os.environ["SRCAD_VERIFY"] = "1"


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[CACHE], ignore_errors=True)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """``golden(path, text)``: the file holds just this text; ``--update-golden`` writes it."""
    update = request.config.getoption("--update-golden")

    def check(path: Path, text: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf8")
        assert path.is_file(), f"{path} is missing: run pytest --update-golden and read what it wrote"
        assert text == path.read_text(encoding="utf8")

    return check
