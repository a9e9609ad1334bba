"""Random programs: how one is run, what came of it, and tests of as many as hypothesis draws."""

from __future__ import annotations

import importlib.util
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st


@dataclass(frozen=True)
class Outcome:
    """What came of one program.

    It is ``right``, ``refused``, ``wrong``, has a ``kink`` (no derivative there), ``raises`` as the program does, is
    ``dead`` where the program raises (nobody needs what it computes there), ``shared`` (one array passed twice and
    written to: an error, as promised), or is ``invalid``: uses what is not there, gives nothing, or does not end.
    """

    kind: str
    #: What is wrong, or why it was refused, in a few words.
    reason: str = ""
    detail: str = ""


def too_large(value: float, step: float) -> bool:
    """Say whether rounding leaves no trace, in differences of such values, of a derivative of one."""
    return bool(100 * np.spacing(abs(value)) / step > 1e-3)


class TooSlow(BaseException):
    """The time is over; not to be caught by what is checked."""


def load(text: str, path: Path) -> Callable[..., Any]:
    """Write a program to a file, so that its source is found, and import it."""
    path.write_text(text, encoding="utf8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    exec(compile(text, str(path), "exec"), module.__dict__)
    program: Callable[..., Any] = module.program
    return program


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise :class:`TooSlow` after some time of the processor."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


#: What the choices of a program are made from. Of numbers and of choices hypothesis draws others when other modules are
#: loaded, and programs that are much like each other.
_BITS = st.tuples(*[st.booleans()] * 32)


def check_drawn(
    part: int, count: int, one: Callable[[random.Random, str], tuple[str, Outcome]], refused: float = 0.05
) -> None:
    """Check programs that hypothesis draws: none is wrong, and few are refused.

    Parameters
    ----------
    part : int
        Which of several draws.
    count : int
        How many programs.
    one : callable
        Makes a program by the choices it is given, and checks it under a name; returns its text and what came of it.
    refused : float
        The share of programs that may be refused.
    """
    kinds: Counter[str] = Counter()
    reasons: list[str] = []

    @seed(part)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(bits=_BITS)
    def is_not_wrong(bits: tuple[bool, ...]) -> None:
        number = sum(bit << place for place, bit in enumerate(bits))
        text, outcome = one(random.Random(number), f"drawn_{part}_{kinds.total()}")
        note(text)
        kinds[outcome.kind] += 1
        if outcome.kind == "refused":
            reasons.append(outcome.reason)
        assert outcome.kind != "wrong", outcome.detail

    is_not_wrong()
    assert kinds["right"] > count // 2, kinds
    assert kinds["refused"] < refused * kinds.total(), reasons
