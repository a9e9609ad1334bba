"""Programs that were wrong once: what random ones were made smaller to."""

from __future__ import annotations

from textwrap import dedent

from tests.aliases.generate import Program
from tests.aliases.inputs import Input

REGRESSIONS: dict[str, Program] = {}


def _enter(name: str, body: str, x: Input, y: Input | None = None, *, together: bool = False) -> None:
    lines = [f"    {line}" for line in dedent(body).strip().splitlines()]
    text = "\n".join(["import numpy as np", "", "", "def program(x, y, s):", *lines, ""])
    REGRESSIONS[name] = Program(text, x, y or Input((2, 3)), together)


_enter(
    "a function made in a loop sees an array that is written to",
    """
    b = x * 1.0
    v = b[1:]
    for i in range(2):
        f = lambda p: b[1] * p
        b[i] = f(x[0])
    return np.sum(v) + np.sum(b)
    """,
    Input((4,)),
)
_enter(
    "a function that sees another one is called in a branch",
    """
    b = x * 1.0
    v = b[1:]
    f = lambda p: b[1] * p
    g = lambda p: f(p) * 2.0
    if s > 0.0:
        b[0] = g(x[1])
    return np.sum(v) + np.sum(b)
    """,
    Input((4,)),
)
