"""The static path meets code that was not written for it, and either builds or refuses with a location."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import numpy as np
import pytest

from tests.sweep.functions import drawn, functions_of
from tests.sweep.run import run
from tests.sweep.verdicts import judge

#: Functions on which the static path failed once; not every version of Python and NumPy has them.
FAILED = (
    ("numpy/f2py/auxfuncs.py", "applyrules"),
    ("asyncio/sslproto.py", "_do_read__copied"),
    ("idlelib/debugobj.py", "GetText"),
    ("inspect.py", "p"),
    ("lib2to3/fixes/fix_next.py", "is_subtree"),
    ("logging/config.py", "__init__"),
    ("pydoc.py", "run"),
    ("xml/etree/ElementPath.py", "findall"),
)


def test_functions_of_the_libraries_are_built_or_refused_at_their_place() -> None:
    verdicts = run(drawn(200, seed=4))
    assert not [f"{v.place}: {v.kind}\n{v.detail}" for v in verdicts if not v.is_kept]
    assert any(v.kind == "built" for v in verdicts)


@pytest.mark.parametrize(("file", "name"), FAILED, ids=[name for _, name in FAILED])
def test_what_failed_once_is_built_or_refused(file: str, name: str) -> None:
    roots = Path(sysconfig.get_path("stdlib")), Path(np.__file__).parents[1]
    path = next((root / file for root in roots if (root / file).exists()), Path(file))
    places = [place for place in functions_of(path) if place.name == name] if path.exists() else []
    assert not [f"{v.place}: {v.kind}\n{v.detail}" for v in judge(places) if not v.is_kept]
