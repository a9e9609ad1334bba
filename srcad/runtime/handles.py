"""Adjoints of lists, dicts and instances that change: a place where nothing was added yet holds ``0.0``."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any

from srcad.runtime.adjoints import accumulate
from srcad.runtime.shapes import zeros_like


def added(adjoint: Any, g: Any) -> Any:
    """Return the sum of what a place holds and a contribution of any structure.

    >>> added(0.0, [1.0, 2.0]), added([1.0, 2.0], [1.0, 1.0])
    ([1.0, 2.0], [2.0, 3.0])
    """
    return g if _is_nothing(adjoint) else accumulate(adjoint, g)


def received(adjoint: Any, primal: Any) -> Any:
    """Return what a place holds as an adjoint of ``primal``: zeros of its structure if nothing was added.

    >>> received(0.0, (1.0, 2.0))
    (0.0, 0.0)
    """
    return zeros_like(primal) if _is_nothing(adjoint) else adjoint


def add_items(adjoints: MutableSequence[Any], contributions: Sequence[Any]) -> None:
    """Add contributions to adjoints, item by item.

    >>> adjoints = [1.0, 2.0]
    >>> add_items(adjoints, [1.0, 1.0])
    >>> adjoints
    [2.0, 3.0]
    """
    for place, g in enumerate(contributions):
        adjoints[place] = added(adjoints[place], g)


def _is_nothing(adjoint: Any) -> bool:
    return type(adjoint) is float and adjoint == 0.0
