"""Subscripts that read and write, from user's text to gradient, against differences: specialised and generic text."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from types import ModuleType

import numpy as np
import pytest

import srcad
from tests.aliases.placing import PLACING
from tests.aliases.reading import READING
from tests.aliases.writing import WRITING
from tests.flow.numerical import differences

CASES = [text for texts in (READING, WRITING, PLACING) for text in texts.strip().split("\n\n")]
X = np.array([0.3, 0.7, -0.4, 1.1])


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Return a module with a function of each program."""
    functions = [f"def f{number}(x):\n{indent(text, '    ')}\n" for number, text in enumerate(CASES)]
    path = Path(tmp_path_factory.mktemp("programs")) / "subscript_programs.py"
    path.write_text("import itertools\nimport numpy as np\n\n" + "\n".join(functions), encoding="utf8")
    specification = importlib.util.spec_from_file_location("subscript_programs", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("number", range(len(CASES)), ids=[text.replace("\n", "; ")[:80] for text in CASES])
def test_the_gradient_agrees_with_differences(programs: ModuleType, number: int) -> None:
    function: Callable[..., float] = getattr(programs, f"f{number}")
    given = X.copy()
    found = srcad.grad(function)(given)
    np.testing.assert_array_equal(given, X)
    assert type(found) is np.ndarray
    np.testing.assert_allclose(found, differences(function, X), rtol=1e-7, atol=1e-8)
