"""The static path over the standard library and NumPy: ``python -m tests.sweep.run [COUNT [SEED]] | all``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby

from tests.sweep.functions import Place, all_functions, drawn
from tests.sweep.verdicts import Verdict, judge, table

#: Functions that one process is given at once.
_SHARE = 40


def run(places: Sequence[Place]) -> list[Verdict]:
    """Return the verdict on each function, found by as many processes as there are processors."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return [verdict for verdicts in pool.map(judge, _shares(places)) for verdict in verdicts]


def _shares(places: Sequence[Place]) -> Iterator[list[Place]]:
    """Give functions of one file together, but not too many at once."""
    for _, group in groupby(places, key=lambda place: place.path):
        members = list(group)
        for start in range(0, len(members), _SHARE):
            yield members[start : start + _SHARE]


def main(arguments: Sequence[str]) -> int:
    """Print what came of the functions, and of each that came to no good its place and why."""
    numbers = [int(argument) for argument in arguments if argument != "all"]
    places = all_functions() if "all" in arguments else drawn(*(*numbers, *(200, 0)[len(numbers) :]))
    verdicts = run(places)
    for verdict in verdicts:
        if not verdict.is_kept:
            print(f"--- {verdict.place}: {verdict.kind}\n{verdict.detail}", flush=True)
    print(table(verdicts))
    return sum(not verdict.is_kept for verdict in verdicts)


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
