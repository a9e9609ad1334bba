"""The programs of the other tests have the same gradients when they are decorated, methods, and transpiled as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcad.cli.modules import Failed
from tests.flow.numerical import differences
from tests.iteration.programs import CASES as ITERATION
from tests.statements.test_statements import CASES as STATEMENTS
from tests.tries.test_tries import CASES as TRIES
from tests.ways import decorated, from_a_file, of_a_method

Program = Callable[..., Any]
Arguments = tuple[Any, ...]

CASES = [
    *((case.function, (case.point,)) for case in (*STATEMENTS, *ITERATION)),
    *TRIES,
]


#: What a context manager does is known only where the program runs.
REFUSED = {"from_a_file": {"in_a_context_that_does_nothing"}}


def name_of(function: Program) -> str:
    return f"{function.__module__.split('.')[1]}-{function.__name__}"


def slope(function: Program, arguments: Arguments) -> Any:
    x, *rest = arguments
    return differences(lambda point: float(function(point, *rest)), x, 1e-4)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "arguments"), CASES, ids=[f"{name_of(f)}-{i}" for i, (f, _) in enumerate(CASES)])
@pytest.mark.parametrize("way", [decorated, of_a_method, from_a_file], ids=lambda way: way.__name__)
def test_gradient_is_that_of_differences(way: Callable[..., Any], function: Program, arguments: Arguments) -> None:
    if function.__name__ in REFUSED.get(way.__name__, ()):
        with pytest.raises(Failed):
            way(function, *arguments)
        return
    np.testing.assert_allclose(way(function, *arguments), slope(function, arguments), rtol=1e-6, atol=1e-8)
