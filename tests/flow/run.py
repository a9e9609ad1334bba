"""Random programs against differences: ``python -m tests.flow.run 2000 [first seed] [refused] [objects|iteration]``.

They are of the whole language or, with ``objects``, of objects under many names; with ``iteration``, of loops that
change what they go through.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

from tests.flow import generate as language
from tests.flow.check import check
from tests.iteration import generate as iteration
from tests.minimise import minimise
from tests.objects import generate as objects
from tests.random_programs import Outcome

_TOLD = ("wrong", "refused", "invalid")


def main(number: int, first: int, refused: bool, program: Callable[[random.Random], str]) -> int:
    """Check ``number`` programs; print what was refused, and why, and the smallest program of each way to be wrong.

    With ``refused`` also the smallest program of each refusal.
    """
    shown = {"wrong": 2, "refused": int(refused)}
    kinds: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {kind: Counter() for kind in _TOLD}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(first, first + number):
            text = program(random.Random(seed))
            outcome = check(text, folder, f"random_program_{seed}")
            kinds[outcome.kind] += 1
            if outcome.kind in reasons:
                reasons[outcome.kind][outcome.reason] += 1
            if outcome.kind in shown and reasons[outcome.kind][outcome.reason] <= shown[outcome.kind]:
                smallest = _smallest(text, outcome, folder)
                print(f"--- seed {seed}: {outcome.reason}\n{smallest}", flush=True)
                print(check(smallest, folder, "smallest").detail, flush=True)
            if (seed - first) % 500 == 499:
                print(seed, dict(kinds), flush=True)
    print(dict(kinds))
    for kind, counted in reasons.items():
        for reason, times in counted.most_common():
            print(f"{times:5} {kind}: {reason}")
    return kinds["wrong"]


def _smallest(text: str, outcome: Outcome, folder: Path) -> str:
    """Return a smaller program that is wrong in the same way."""
    names = (f"minimised_{n}" for n in count())

    def is_wrong(smaller: str) -> bool:
        now = check(smaller, folder, next(names))
        return (now.kind, now.reason) == (outcome.kind, outcome.reason)

    return minimise(text, is_wrong)


if __name__ == "__main__":
    given = sys.argv[1:]
    numbers = [int(a) for a in given if a.isdigit()]
    number, first = (*numbers, *(200, 0)[len(numbers) :])
    generator = objects if "objects" in given else iteration if "iteration" in given else language
    sys.exit(bool(main(number, first, "refused" in given, generator.program)))
