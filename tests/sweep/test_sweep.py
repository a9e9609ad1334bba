"""The static path meets code that was not written for it, and either builds or refuses with a location."""

from __future__ import annotations

from tests.sweep.functions import drawn
from tests.sweep.run import run


def test_functions_of_the_libraries_are_built_or_refused_at_their_place() -> None:
    verdicts = run(drawn(200, seed=4))
    assert not [f"{v.place}: {v.kind}\n{v.detail}" for v in verdicts if not v.is_kept]
    assert any(v.kind == "built" for v in verdicts)
