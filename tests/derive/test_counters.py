"""Counters of loops are known from the number of the trip: no tape, and the right numbers in every way to count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences
from tests.random_programs import load

PROGRAM = """
import math

import numpy as np


def filled(x, start):
    out = np.empty(4)
    i = 0
    while i < 4:
        out[i] = x[i] * (i + start) * x[i]
        i += 1
    return out


def program(x):
    n, s = len(x), 1.0
    {body}
"""
X = np.array([1.3, 0.4, 0.7, 1.9])

UP = "i = 0\nwhile i < n:\n    s += s * x[i]\n    i += 1\nreturn s"
DOWN = "i = n - 1\nwhile i >= 0:\n    s += s * x[i]\n    i -= 1\nreturn s * i"
BY_TWO = "i = 1\nwhile i < n:\n    s += s * x[i]\n    i += 2\nreturn s * i"
FROM_ABOVE = "i = 7\nwhile i > 1:\n    s += s * x[i // 2]\n    i = i - 2\nreturn s"
BESIDE_ITEMS = "i = 0\nfor v in x:\n    s += s * v * x[i] * i\n    i = 1 + i\nreturn s"
BESIDE_A_RANGE = "j = 5\nfor k in range(1, n):\n    s += s * x[k] * j\n    j -= 3\nreturn s"
BESIDE_ALL_BUT_ONE = "j = n\nfor k in range(1, n):\n    j -= 1\n    s += s * x[k] * x[j] * j\nreturn s"
BESIDE_A_COUNT = "j = n\nfor k in range(n):\n    j -= 1\n    s += s * x[k] * x[j]\nreturn s"
NESTED = """i = 0
while i < n:
    j = i
    while j < n:
        s += x[i] * x[j] * s
        j += 1
    i += 1
return s"""
LEFT_BEFORE = "i = 0\nwhile True:\n    if i == 3:\n        break\n    s += s * x[i]\n    i += 1\nreturn s * i"
LEFT_BEHIND = "i = 0\nwhile True:\n    i += 1\n    if i == 3:\n        break\n    s += s * x[i]\nreturn s * i * x[i]"
LEFT_BOTH = """i = 0
while True:
    if i >= n:
        return s * s
    i += 1
    if s > 4.0:
        break
    s *= 1.0 + x[i - 1] * i
return s * i"""
RETURNED = "i = 0\nwhile i < n:\n    if s > 3.0:\n        return s * x[i]\n    s += s * x[i]\n    i += 1\nreturn s"
IN_A_CALLEE = "return filled(x, 2) @ filled(x, int(x[0]))"
FREE = [
    UP,
    DOWN,
    BY_TWO,
    FROM_ABOVE,
    BESIDE_ITEMS,
    BESIDE_A_COUNT,
    LEFT_BEFORE,
    LEFT_BEHIND,
    LEFT_BOTH,
    RETURNED,
    IN_A_CALLEE,
]
OTHER = [
    "l = list(enumerate(x.reshape(2, 2).flat))\nreturn l[-2][1] * l[1][1]",
    BESIDE_A_RANGE,
    BESIDE_ALL_BUT_ONE,
    NESTED,
    "i = np.int8(120)\nwhile i > 0:\n    s += s * x[i % 4]\n    i += np.int8(3)\nreturn s",
    "i = np.int64(0)\nwhile i < n:\n    s += s * x[i] / (i + 1)\n    i += 1\nreturn s",
    "i, d = 0, int(x[0])\nwhile i < n:\n    s += s * x[i]\n    i += d\nreturn s",
    "t = 0.0\nwhile t < 0.3:\n    s += s * x[0] * t\n    t += 0.1\nreturn s",
    "b = True\nfor v in x:\n    s += s * v * b\n    b += 1\nreturn s",
    "i = 0\nfor v in x:\n    if v < 1.0:\n        continue\n    s += s * v * i\n    i += 1\nreturn s",
    "i = 0\nfor v in x:\n    i += 1\n    if v < 1.0:\n        continue\n    s += s * v * i\nreturn s",
    "i = 0\nwhile i < n:\n    s += s * x[i]\n    i += 1\n    if i == 2:\n        i += 1\nreturn s",
    "i = j = 0\nwhile j < n:\n    s += s * x[j] * i\n    i, j = j, j + 1\nreturn s",
    "for v in x:\n    i = 0\n    while i < 2:\n        s += s * v * x[i]\n        i += 1\nreturn s",
    "i = 3\nfor k in range(i, 0, -1):\n    s += s * x[k] * x[i]\n    i -= 1\nreturn s",
    "i = 1\nfor a, b in zip(x, x[1:]):\n    s += s * a * b * x[i]\n    i += 1\nreturn s",
    """i = 0
while i < n:
    try:
        s += s * math.log(x[i] - 0.5)
    except ValueError:
        s *= x[i]
    i += 1
return s""",
    """i = 0
while i < n:
    j = 0
    while s < 3.0 * (i + 1):
        s += s * x[j]
        j += 1
    i += 1 + j
return s * i""",
]


def body_of(text: str) -> str:
    return PROGRAM.format(body=text.replace("\n", "\n    "))


@pytest.mark.parametrize("text", FREE + OTHER)
def test_the_gradient_is_right(text: str, tmp_path: Path) -> None:
    program = load(body_of(text), tmp_path / "counting.py")
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("text", FREE)
def test_no_counter_is_put_on_a_tape(text: str, tmp_path: Path) -> None:
    program = load(body_of(text), tmp_path / "counting.py")
    source = srcad.grad(program).source(X)
    assert not any(f"{name}_tape" in source for name in ("i", "j", "trips"))


def test_what_counts_the_trips_is_not_counted_again(tmp_path: Path) -> None:
    source = srcad.grad(load(body_of(UP), tmp_path / "counting.py")).source(X)
    assert "trips = " not in source
    assert "for i in reversed(range(i)):" in source
