"""What a module of Python's or NumPy's has is known: the branch for other versions is not looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.random_programs import load

PROGRAM = """
import math

import numpy as np


def program(x):
    {body}
"""
X = np.array([1.3, 2.1, 0.7, 1.9])

RIGHT = [
    "f = np.trapezoid if hasattr(np, 'trapezoid') else np.trapz; return f(x * x)",
    "f = np.nothing if hasattr(np, 'nothing') else np.sum; return f(x * x)",
    "f = getattr(np, 'sum', None) or np.nothing; return f(x * x)",
    "f = getattr(np, 'nothing', None)\n    if f is None:\n        f = np.prod\n    return f(x * x)",
    "if hasattr(math, 'nothing'):\n        return math.nothing(x)\n    return math.exp(x[0]) * x[1]",
    """try:
        from math import nothing
    except ImportError:
        nothing = np.sum
    return nothing(x * x)""",
    "return np.linalg.norm(x) if hasattr(np.linalg, 'norm') else np.linalg.nothing(x)",
]
REFUSED = [
    "return np.nothing(x)",
    "return np.nothing(x) if x[0] > 1.0 else x[1]",
    "from math import nothing; return nothing(x)",
    "return getattr(np, 'nothing')(x)",
]


@pytest.mark.parametrize("body", RIGHT)
def test_the_branch_of_another_version_is_not_looked_at(body: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(body=body), tmp_path / "guarded.py")
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("body", REFUSED)
def test_what_no_module_has_is_refused(body: str, tmp_path: Path) -> None:
    program = load(PROGRAM.format(body=body), tmp_path / "absent.py")
    with pytest.raises(NotDifferentiable, match=r"no attribute 'nothing'.*SRC005"):
        srcad.grad(program)(X)
