"""What NumPy computes wrongly itself is no error of a gradient; any other overlap has to be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aliases.check import check
from tests.aliases.generate import HEADER, Program
from tests.aliases.inputs import Input

BODIES = {
    "b[..., ::2] = b[:3]": "invalid",
    "b[::2] = b[:3]": "invalid",
    "b[1::2] = b[:3]": "right",
    "b[1:] = b[:-1]": "right",
    "b[:] = b[::-1]": "right",
    "b[:-1] = b[1:] = b[:5] * s": "right",
    "b[0], b[5] = b[5], b[0]": "right",
}


@pytest.mark.parametrize("statement", BODIES)
def test_only_what_numpy_computes_wrongly_is_invalid(statement: str, tmp_path: Path) -> None:
    text = f"{HEADER}\n\ndef program(x, y, s):\n    b = x * 1.0\n    {statement}\n    return np.sum(b**2 * y)\n"
    outcome = check(Program(text, Input((6,)), Input((6,))), tmp_path, f"overlap_{list(BODIES).index(statement)}")
    assert outcome.kind == BODIES[statement], outcome.detail
    assert outcome.kind == "right" or outcome.reason.startswith("NumPy reads what an assignment")
