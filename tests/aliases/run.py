"""Random programs of aliases against differences: ``python -m tests.aliases.run 2000 [first seed] [writers]``."""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from itertools import count
from pathlib import Path

from tests.aliases.check import check
from tests.aliases.generate import Generator, Program
from tests.minimise import minimise
from tests.random_programs import Outcome


def main(number: int, first: int, writers: bool) -> int:
    """Check ``number`` programs; print what was refused, and why, and the smallest program of each way to be wrong.

    With ``writers`` there are functions of NumPy among them that write to their arguments.
    """
    kinds: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {kind: Counter() for kind in ("refused", "invalid", "wrong")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(first, first + number):
            program = Generator(random.Random(seed), writers=writers).program()
            outcome = check(program, folder, f"aliases_{seed}")
            kinds[outcome.kind] += 1
            if outcome.kind in reasons:
                reasons[outcome.kind][outcome.reason] += 1
            if outcome.kind == "wrong" and reasons["wrong"][outcome.reason] <= 2:
                smallest = _smallest(program, outcome, folder)
                print(f"--- seed {seed}: {outcome.reason}\n{smallest.text}\n{smallest.x} {smallest.y}", flush=True)
                print(check(smallest, folder, "smallest").detail, flush=True)
    print(dict(kinds))
    for kind, counted in reasons.items():
        for reason, times in counted.most_common():
            print(f"{times:5} {kind}: {reason}")
    return kinds["wrong"]


def _smallest(program: Program, outcome: Outcome, folder: Path) -> Program:
    """Return a smaller program that is wrong in the same way."""
    names = (f"minimised_{n}" for n in count())

    def is_wrong(text: str) -> bool:
        now = check(replace(program, text=text), folder, next(names))
        return (now.kind, now.reason) == (outcome.kind, outcome.reason)

    return replace(program, text=minimise(program.text, is_wrong))


if __name__ == "__main__":
    given = sys.argv[1:]
    numbers = [int(a) for a in given if a.isdigit()]
    sys.exit(bool(main(*(*numbers, *(200, 0)[len(numbers) :]), "writers" in given)))
