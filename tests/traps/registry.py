"""How a trap program is entered: ``@trap("num", vector(0.0, 1.0), kink=[0.0, 1.0])``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

Program = Callable[[Any], Any]
P = TypeVar("P", bound=Program)


@dataclass(frozen=True)
class Trap:
    """One program of one argument and its gradient at one point.

    ``expected`` is None where differences of the unmodified program tell; it is given where they cannot: at kinks
    and poles (the documented conventions), for float32, for complex inputs. ``may_refuse`` tells that the program uses
    something beyond the documented rules, so that a refusal is as good as the right gradient; what is refused is listed
    in ``refused.txt``, and what has no text that serves any types in ``refused_for_any_types.txt``.
    """

    group: str
    program: Program
    make: Callable[[], Any]
    expected: Any = None
    may_refuse: bool = False

    @property
    def name(self) -> str:
        return f"{self.group}-{self.program.__name__}"


TRAPS: list[Trap] = []


def trap(group: str, make: Callable[[], Any], kink: Any = None, may_refuse: bool = False) -> Callable[[P], P]:
    """Enter the program below."""

    def enter(program: P) -> P:
        TRAPS.append(Trap(group, program, make, kink, may_refuse or group == "alias"))
        return program

    return enter


def vector(*items: float) -> Callable[[], np.ndarray]:
    return lambda: np.array(items, dtype=float)


def single(*items: float) -> Callable[[], np.ndarray]:
    return lambda: np.array(items, dtype=np.float32)


def matrix(*rows: list[float]) -> Callable[[], np.ndarray]:
    return lambda: np.array(rows, dtype=float)


def scalar(value: float) -> Callable[[], float]:
    return lambda: float(value)


def shaped(*shape: int) -> Callable[[], np.ndarray]:
    """Return points of a shape, all different and away from small integers."""
    return lambda: np.sin(np.arange(1.0, 1.0 + int(np.prod(shape)))).reshape(shape) * 1.3
