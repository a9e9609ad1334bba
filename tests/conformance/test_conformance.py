"""Trap programs with gradients worked out by hand: supported ones are right, and no program's gradient is wrong."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import ArgumentError, NotDifferentiable
from tests.conformance.cases import CASES

#: The programs that srcad differentiates; any other is refused (or right).
SUPPORTED = frozenset(
    [
        *(name for name, group, *_ in CASES if group == "accum" and not name.startswith("c20")),
        *(
            name
            for name, *_ in CASES
            if name[:3] in {"d02", "d04", "d06", "d08", "d10", "d14", "d16", "d18", "d20", "d28"}
            or name[:3] in {"b01", "b03", "b05", "b07", "b09", "b11", "b13", "b15", "b17", "b19"}
            or name[:3] in {"b21", "b23", "b25", "b27", "b31", "b37", "b39", "b41", "b43"}
        ),
    ]
)

Program = Callable[[Any], Any]
Input = Callable[[], Any]


def check_gradient(program: Program, make_input: Input, expected: object) -> None:
    """Compare value, shape and kind of the gradient, and see that the input is left as it was."""
    x = make_input()
    found = srcad.grad(program)(x)
    assert type(found) is type(x)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10, strict=isinstance(x, np.ndarray))
    np.testing.assert_array_equal(x, make_input())


@pytest.mark.parametrize(
    ("program", "make_input", "expected"),
    [pytest.param(f, make, want, id=name) for name, _, f, make, want, _ in CASES if name in SUPPORTED],
)
def test_the_gradient_of_a_supported_program_is_right(program: Program, make_input: Input, expected: object) -> None:
    check_gradient(program, make_input, expected)


@pytest.mark.parametrize(
    ("program", "make_input", "expected"),
    [pytest.param(f, make, want, id=name) for name, _, f, make, want, _ in CASES],
)
def test_no_gradient_is_wrong(program: Program, make_input: Input, expected: object) -> None:
    with contextlib.suppress(NotDifferentiable, ArgumentError):
        check_gradient(program, make_input, expected)
