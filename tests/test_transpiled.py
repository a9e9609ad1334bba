"""The programs of the other tests have the same gradients when they are transpiled as files."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcad.cli.modules import Failed
from tests.conformance.cases import CASES as TRAPS
from tests.conformance.test_conformance import SUPPORTED
from tests.flow.numerical import differences
from tests.iteration.programs import CASES as ITERATION
from tests.statements.test_statements import CASES as STATEMENTS
from tests.transpiled import transpiled, types_of
from tests.tries.programs import CASES as TRIES

Program = Callable[..., Any]
Arguments = tuple[Any, ...]

#: Programs with what the text of a file does not tell, and why.
REFUSED: dict[str, str] = {}

CASES = [
    *((case.function, (case.point,)) for case in (*STATEMENTS, *ITERATION)),
    *TRIES,
]


def name_of(function: Program) -> str:
    return f"{function.__module__.split('.')[1]}-{function.__name__}"


def slope(function: Program, arguments: Arguments) -> Any:
    x, *rest = arguments
    return differences(lambda point: float(function(point, *rest)), x, 1e-4)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "arguments"), CASES, ids=[f"{name_of(f)}-{i}" for i, (f, _) in enumerate(CASES)])
def test_gradient_is_that_of_differences(function: Program, arguments: Arguments) -> None:
    if (why := REFUSED.get(name_of(function))) is not None:
        with pytest.raises(Failed, match=why):
            transpiled(function, types_of(function, arguments))
        return
    gradient = transpiled(function, types_of(function, arguments))(*arguments)
    np.testing.assert_allclose(gradient, slope(function, arguments), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("program", "make_input", "expected"),
    [pytest.param(f, make, want, id=name) for name, _, f, make, want, _ in TRAPS if name in SUPPORTED],
)
def test_the_gradient_of_a_supported_program_is_right(program: Program, make_input: Program, expected: Any) -> None:
    check(program, make_input, expected)


@pytest.mark.parametrize(
    ("program", "make_input", "expected"),
    [pytest.param(f, make, want, id=name) for name, _, f, make, want, _ in TRAPS if name not in SUPPORTED],
)
@pytest.mark.parametrize("typed", [True, False])
def test_no_gradient_is_wrong(program: Program, make_input: Program, expected: Any, typed: bool) -> None:
    # At run time, a write to what turns out to be an array, and complex values, are refused where no types were given.
    with contextlib.suppress(Failed, *([] if typed else [TypeError])), warnings.catch_warnings(action="ignore"):
        check(program, make_input, expected, typed)


def check(program: Program, make_input: Program, expected: Any, typed: bool = True) -> None:
    x = make_input()
    found = transpiled(program, types_of(program, (x,)) if typed else None)(x)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10)
    np.testing.assert_array_equal(x, make_input())
