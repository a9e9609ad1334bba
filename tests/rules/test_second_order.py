"""The terms of rules can be differentiated again: their gradients, made by srcad, agree with differences.

There is no transform of transforms yet; the rule's own Python function is called by a program that is differentiated.
"""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import srcad
from tests.examples.numerical import richardson
from tests.rules.calculus import operands_of, random_like, rule_of, value_of
from tests.rules.cases import CASES, Call, identity

#: Terms that are made by functions without a rule of their own, are lists, or are made in loops over tuples, which are
#: unrolled in rules alone.
FIRST_ORDER_ONLY = (
    "math.hypot",
    *("numpy.linalg.svd", "numpy.linalg.eigvalsh", "numpy.select", "numpy.ndarray.tolist", "srcad.runtime."),
    *("numpy.array", "numpy.asarray", "numpy.copy", "builtins.sorted", "numpy.array_split", "numpy.split"),
)


def smooth(case: Call) -> bool:
    """Say whether a case has one array or number of floats as its first operand, and as its result."""
    name, args, _ = case
    rule = rule_of(name)
    if name == "numpy.linalg.norm" and args[1:] in ((2,), (-2,), ("nuc",)) and np.ndim(args[0]) == 2:
        return False
    if rule is None or name.startswith(("numpy.random", *FIRST_ORDER_ONLY)):
        return False
    given = operands_of(rule, case)
    if not given or given[0].key != 0 or isinstance(given[0].value, (list, tuple)):
        return False
    out = value_of(case)
    return not isinstance(out, (list, tuple)) and rule.kind in ("custom", "elementwise", "multilinear")


SMOOTH = [c for c in CASES if smooth(c)]


def program(case: Call, number: int) -> tuple[str, dict[str, Any]]:
    """Return the text of ``sum(term(x, g) ** 2 * w)``, and the arrays that it reads."""
    name, args, named = case
    rule = rule_of(name)
    assert rule is not None
    arrays: dict[str, Any] = {}

    def spelled(value: Any) -> str:
        if isinstance(value, np.ndarray):
            arrays[key := f"a{number}_{len(arrays)}"] = value
            return key
        return repr(value)

    given = ["x", *(spelled(a) for a in args[1:])]
    words = [f"{k}={spelled(v)}" for k, v in named.items()]
    primal = ", ".join([*given, *words])
    called = name.replace("numpy.", "np.", 1)
    if name.startswith("numpy.ndarray."):
        called, primal = f"x.{name.rpartition('.')[2]}", ", ".join([*given[1:], *words])
    if name.startswith("builtins."):
        called = name.partition(".")[2]
    out = f"{called}({primal})" if callable(getattr(np.ndarray, name.rpartition(".")[2], len)) else called
    tail = "" if len(rule.differentiable) == 1 and not rule.differentiable[0].startswith("*") else "[0]"
    module, rule_name = rule.reverse.__module__, rule.reverse.__name__
    arrays[f"g{number}"] = random_like(value_of(case), 3)
    return (
        f"import {module}\n\n\ndef f{number}(x):\n    out = {out}\n"
        f"    term = {module}.{rule_name}({', '.join([f'g{number}', *given, *words])}, out=out){tail}\n"
        f"    return np.sum(np.sin(term + 0.2) * 2.0)\n",
        arrays,
    )


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> list[ModuleType]:
    """Return a module for each case."""
    folder = Path(tmp_path_factory.mktemp("second"))
    modules = []
    for number, case in enumerate(SMOOTH):
        text, arrays = program(case, number)
        path = folder / f"second_order_{number}.py"
        path.write_text(
            f"import math\nimport operator\nimport statistics\nimport numpy as np\nfrom numpy import inf, nan\n{text}"
        )
        specification = importlib.util.spec_from_file_location(path.stem, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        sys.modules[path.stem] = module
        specification.loader.exec_module(module)
        vars(module).update(arrays)
        modules.append(module)
    return modules


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SMOOTH)), ids=[f"{i}-{identity(c)}" for i, c in enumerate(SMOOTH)])
def test_terms_are_differentiated(programs: list[ModuleType], number: int) -> None:
    function = getattr(programs[number], f"f{number}")
    point = SMOOTH[number][1][0]
    point = float(point) if np.ndim(point) == 0 else np.asarray(point)
    if isinstance(point, np.ndarray) and point.dtype != "float64":
        point = point.astype(float)
    expected = richardson(function, (point,), 0)
    if not np.all(np.isfinite(expected)):
        assert not math.isfinite(np.sum(expected))
        return
    np.testing.assert_allclose(srcad.grad(function)(point), expected, rtol=1e-5, atol=1e-6)
