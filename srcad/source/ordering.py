"""What ``functools.total_ordering`` adds to a class: the comparisons that it lacks, said by the one that it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

TOTAL_ORDERING = "functools.total_ordering"

#: By the comparison that is there, the most wanted one first: what the others are.
_BY_ROOT = {
    "__lt__": {"__gt__": "not a < b and a != b", "__le__": "a < b or a == b", "__ge__": "not a < b"},
    "__le__": {"__ge__": "not a <= b or a == b", "__lt__": "a <= b and a != b", "__gt__": "not a <= b"},
    "__gt__": {"__lt__": "not a > b and a != b", "__ge__": "a > b or a == b", "__le__": "not a > b"},
    "__ge__": {"__le__": "not a >= b or a == b", "__gt__": "a >= b and a != b", "__lt__": "not a >= b"},
}


def comparisons(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give name and text of each method that a class with methods of these names gets."""
    root = next((root for root in _BY_ROOT if root in names), None)
    for name, text in _BY_ROOT.get(root or "", {}).items():
        if name not in names:
            yield name, f"lambda a, b: {text}"
