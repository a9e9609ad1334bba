"""Each spelling of a function has the function's derivative, or is refused before anything runs."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import srcad
from tests.examples.numerical import richardson
from tests.numpy.making import PER_FILE, load
from tests.numpy.spellings import REFUSED, SPELLINGS

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

HEAD = """\
import copy
import functools
import math
import operator

import numpy as np

rng = np.random.default_rng(3)
v = np.array([0.45, 0.81, 0.27, 0.63])
c = rng.normal(size=(3, 4))
C3 = rng.normal(size=(3, 3)) + 3 * np.eye(3)
i0 = np.array([0, 2, 0])
p2 = np.array([0.3, 0.8])
"""
POINTS: dict[str, Any] = {
    "u": np.array([0.347, 0.931, 0.123, 0.582]),
    "m": np.random.default_rng(6).normal(size=(3, 4)),
    "t": np.random.default_rng(8).normal(size=(2, 3, 4)),
    "q": np.random.default_rng(9).normal(size=(3, 3)) + 2 * np.eye(3),
    "s": 0.62,
}
KNOWN = [(p, e) for p, text in SPELLINGS.items() for e in text.strip().splitlines()]
UNKNOWN = [(p, e) for p, text in REFUSED.items() for e in text.strip().splitlines()]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[ModuleType]:
    """Return modules with one function per spelling."""
    return load(Path(tmp_path_factory.mktemp("known")), HEAD, KNOWN)


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> list[ModuleType]:
    """Return modules with one function per refused spelling."""
    return load(Path(tmp_path_factory.mktemp("unknown")), HEAD, UNKNOWN)


def names(cases: list[tuple[str, str]]) -> list[str]:
    """Return short identifiers."""
    return [f"{i}-{re.sub(r'[^ -~]', '', e)[:50]}" for i, (_, e) in enumerate(cases)]


@pytest.mark.parametrize("number", range(len(KNOWN)), ids=names(KNOWN))
def test_the_gradient_agrees_with_differences(known: list[ModuleType], number: int) -> None:
    point = POINTS[KNOWN[number][0]]
    function = getattr(known[number // PER_FILE], f"f{number}")
    found = srcad.grad(function)(point)
    assert type(found) is type(point)
    np.testing.assert_allclose(found, richardson(function, (point,), 0), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("number", range(len(UNKNOWN)), ids=names(UNKNOWN))
def test_what_has_no_rule_is_refused(unknown: list[ModuleType], number: int) -> None:
    function = getattr(unknown[number // PER_FILE], f"f{number}")
    with pytest.raises(srcad.NotDifferentiable, match="SRC00"):
        srcad.grad(function)(POINTS[UNKNOWN[number][0]])
