"""Functions that change objects outside."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

LOG: list[float] = []
COUNTS: dict[str, Any] = {"calls": 0, "total": 0.0}


class Machine:
    """An object whose method changes all kinds of attributes."""

    def __init__(self) -> None:
        self.gain = 1.0
        self.calls = 0
        self.history: list[float] = []
        self.field = np.ones(3)
        self.sums = {"a": 1.0}

    def copy(self) -> Machine:
        return copy.deepcopy(self)

    def run(self, x: float) -> float:
        self.calls += 1
        self.gain = self.gain * x
        self.history.append(self.gain)
        self.field[1:] += x * self.field[:-1]
        self.sums["a"] = self.sums["a"] + x
        self.twice = self.field * 2
        return self.gain * len(self.history) + np.sum(self.field**2) + self.sums["a"] * x


def logged(x):
    LOG.append(x * x)
    COUNTS["calls"] += 1
    COUNTS["total"] = COUNTS["total"] + x
    return LOG[-1] * COUNTS["total"]


def remember(x, memo=[]):  # noqa: B006 - it keeps its content
    if len(memo) >= 2:
        memo.clear()
    memo.append(x)
    return memo[-1] * memo[0]


def remembering(x):
    remember(x)
    return remember(x)
