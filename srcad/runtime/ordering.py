"""The order of items, as ``sorted`` finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def order(items: Sequence[Any], reverse: bool = False) -> list[int]:
    """Return the places of the items in the order in which ``sorted`` gives them; equal ones stay as they stand.

    >>> order([3.0, 1.0, 2.0])
    [1, 2, 0]
    """
    return sorted(range(len(items)), key=items.__getitem__, reverse=reverse)


def ranks(items: Sequence[Any], reverse: bool = False) -> list[int]:
    """Return, for each item, its place in what ``sorted`` gives.

    >>> ranks([3.0, 1.0, 2.0])
    [2, 0, 1]
    """
    return order(order(items, reverse))
