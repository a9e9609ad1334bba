"""What lowering refuses: with a stable code, at its place, all of one function together."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from srcad.errors import NotDifferentiable
from srcad.lower.function import lower_function
from srcad.source.live import LiveProgram


def refusals(function: Callable[..., Any]) -> list[tuple[str, int]]:
    """Return the code of each refusal, and its line, counted from the ``def``."""
    assert isinstance(function, FunctionType)
    with pytest.raises(NotDifferentiable) as caught:
        lower_function(LiveProgram().define(function))
    first = function.__code__.co_firstlineno
    assert all(r.location is not None and r.location.text for r in caught.value.all())
    return [(r.code, r.location.line - first) for r in caught.value.all() if r.location is not None]


def many(x: Any) -> Any:
    async def first() -> Any:
        return x

    y = 2 * x

    async def second() -> Any:
        return y

    return (yield y)


def unknown_name(x: Any) -> Any:
    return x * no_such_name  # type: ignore[name-defined]  # noqa: F821


def writes_elsewhere(x: Any) -> Any:
    np.pi = 3.0  # type: ignore[misc]
    return x


def sends(x: Any) -> Any:
    def generator() -> Any:
        y = yield x
        yield y

    return sum(generator())


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (unknown_name, [("SRC005", 1)]),
        (writes_elsewhere, [("SRC003", 1)]),
        (sends, [("SRC002", 2)]),
    ],
    ids=lambda p: p.__name__ if isinstance(p, FunctionType) else "",
)
def test_what_is_not_supported_is_refused_at_its_place(
    function: Callable[..., Any], expected: list[tuple[str, int]]
) -> None:
    assert refusals(function) == expected


def test_all_refusals_of_a_function_are_shown_together() -> None:
    assert refusals(many) == [("SRC001", 1), ("SRC001", 6), ("SRC002", 9)]
