"""The order in which Python looks through the bases of a class."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol, TypeVar

from srcad.source.fields import Undescribed


class Keyed(Protocol):
    """What is known by a key."""

    @property
    def key(self) -> Hashable:
        """The key."""


_K = TypeVar("_K", bound=Keyed)


def linearised(sequences: Sequence[Sequence[_K]]) -> tuple[_K, ...]:
    """Return what stands behind a class in its order of bases: the orders of its bases, and the bases, merged.

    The C3 linearisation: Barrett et al., *A monotonic superclass linearization for Dylan* (OOPSLA 1996).

    Raises
    ------
    Undescribed
        If there is no such order.
    """
    found: list[_K] = []
    left = [list(sequence) for sequence in sequences if sequence]
    while left:
        tails = {member.key for sequence in left for member in sequence[1:]}
        first = next((sequence[0] for sequence in left if sequence[0].key not in tails), None)
        if first is None:
            raise Undescribed("has bases that Python cannot put in order")
        found.append(first)
        left = [rest for s in left if (rest := s[s[0].key == first.key :])]
    return tuple(found)
