"""The static path over the standard library and NumPy: ``python -m tests.sweep.run all``, or so many, drawn at random.

With ``--log FILE`` each verdict is noted there at once, and functions that the file knows are not judged again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from tests.sweep.functions import Place, all_functions, drawn
from tests.sweep.verdicts import Verdict, judge, table

#: Functions that one process is given at once.
_SHARE = 40


def run(places: Sequence[Place], processes: int | None = None, log: Path | None = None) -> list[Verdict]:
    """Return the verdict on each function, found by as many processes as there are processors, or as are given."""
    known = {} if log is None or not log.exists() else {verdict.place: verdict for verdict in _noted(log)}
    shares = list(_shares([place for place in places if place not in known]))
    with ProcessPoolExecutor(processes or os.cpu_count()) as pool:
        for number, verdicts in enumerate(pool.map(judge, shares), 1):
            known |= {verdict.place: verdict for verdict in verdicts}
            if log is not None:
                _note(verdicts, log)
                print(f"{number} of {len(shares)} parts", file=sys.stderr, flush=True)
    return [known[place] for place in places]


def _shares(places: Sequence[Place]) -> Iterator[list[Place]]:
    """Give functions of one file together, but not too many at once."""
    for _, group in groupby(places, key=lambda place: place.path):
        members = list(group)
        for start in range(0, len(members), _SHARE):
            yield members[start : start + _SHARE]


def _note(verdicts: Sequence[Verdict], log: Path) -> None:
    with log.open("a", encoding="utf-8") as file:
        for verdict in verdicts:
            file.write(json.dumps(asdict(verdict)) + "\n")


def _noted(log: Path) -> Iterator[Verdict]:
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield Verdict(Place(**entry["place"]), entry["kind"], tuple(entry["reasons"]), entry["detail"])


def main(arguments: Sequence[str]) -> int:
    """Print what came of the functions, and of each that came to no good its place and why."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweep.run", description=__doc__)
    parser.add_argument("count", nargs="?", default="200", help="how many functions are drawn, or 'all'")
    parser.add_argument("seed", nargs="?", type=int, default=0)
    parser.add_argument("--log", type=Path, help="a file of verdicts that is added to")
    parser.add_argument("--processes", type=int, help="by default, as many as there are processors")
    parsed = parser.parse_args(arguments)
    places = all_functions() if parsed.count == "all" else drawn(int(parsed.count), parsed.seed)
    verdicts = run(places, parsed.processes, parsed.log)
    for verdict in verdicts:
        if not verdict.is_kept:
            print(f"--- {verdict.place}: {verdict.kind}\n{verdict.detail}", flush=True)
    print(table(verdicts))
    return sum(not verdict.is_kept for verdict in verdicts)


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
