"""A user's program, as a type checker sees it: `.ci/run` checks it with mypy, the tests execute it.

Each ``type: ignore`` is an error that has to be reported: mypy complains of one that is not needed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_type

import srcad


def area(width: float, height: float = 2.0, *, scale: float = 1.0) -> float:
    return width * height * scale


slope = srcad.grad(area)
assert_type(slope(3.0, height=4.0, scale=2.0), Any)
assert_type(slope.source(), str)
assert_type(slope.source(3.0, scale=2.0), str)
assert_type(slope.path, Path | None)
assert_type(slope.__name__, str)
primal: Callable[[float], float] = slope.primal
slope.show()

indices: list[int] = [0, 1]
names: tuple[str, ...] = ("width", "height")
srcad.grad(area, indices)
srcad.value_and_grad(area, argnums=names)
srcad.grad(area, argnums=["width", -1])


@srcad.grad
def square(x: float) -> float:
    return x * x


@srcad.value_and_grad(argnums="y")
def product(x: float, y: float) -> float:
    return x * y


class Spring:
    @srcad.grad(argnums="x")
    def force(self, x: float) -> float:
        return x * x

    @staticmethod
    @srcad.grad
    def ideal(x: float) -> float:
        return x * x


gradient: srcad.Derivative[[float], Any] = square
Spring().force(1.0)
Spring.force(Spring(), 1.0)
Spring.ideal(1.0)
Spring().ideal(1.0)


def wrong() -> None:
    """Calls that are refused before anything runs."""
    square("text")  # type: ignore[arg-type]
    square(1.0, 2.0)  # type: ignore[call-arg]
    product(1.0)  # type: ignore[call-arg]
    slope(1.0, depth=2.0)  # type: ignore[call-arg]
    slope.source(1.0, depth=2.0)  # type: ignore[call-overload]
    srcad.grad(area, argnums=1.5)  # type: ignore[call-overload]
