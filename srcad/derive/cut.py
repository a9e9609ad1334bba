"""The cheapest cut: which values to save and which to make again, so that all that are needed are on hand.

A value on hand is either saved or made again of values on hand. Each value becomes two nodes of a network, *on hand*
and *made again*. To save it is to cut the edge between its two nodes; to make it again is to cut the edge from the
second one to the sink; edges without end lead from there to what it is made of. A minimal cut between all that is
needed and the sink is then the cheapest choice (it is found as a maximal flow: Ford & Fulkerson 1956, by the level
graphs of Dinic 1970).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_SOURCE, _SINK = 0, 1
#: What is left of a capacity by rounding.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Choice:
    """How a value may be had: saved, or made again out of ``parts``, which costs ``making`` (None: it cannot be)."""

    saving: float
    making: float | None = None
    parts: Sequence[int] = ()


def cheapest(needed: Iterable[int], choices: Sequence[Choice]) -> set[int]:
    """Return which values to save: indices into ``choices``, as ``needed`` and ``parts`` are.

    Among choices that cost the same the one is taken that makes least again.
    """
    network = _Network(2 + 2 * len(choices))
    for value in needed:
        network.connect(_SOURCE, _on_hand(value), math.inf)
    for value, choice in enumerate(choices):
        if choice.making is None:
            network.connect(_on_hand(value), _SINK, choice.saving)
            continue
        network.connect(_on_hand(value), _made_again(value), choice.saving)
        network.connect(_made_again(value), _SINK, choice.making)
        for part in choice.parts:
            network.connect(_made_again(value), _on_hand(part), math.inf)
    network.saturate()
    reached = network.levels()
    return {v for v in range(len(choices)) if reached[_on_hand(v)] >= 0 and reached[_made_again(v)] < 0}


def _on_hand(value: int) -> int:
    return 2 + 2 * value


def _made_again(value: int) -> int:
    return 3 + 2 * value


@dataclass(slots=True)
class _Network:
    """A flow network; each edge is followed by its reverse in ``head`` and ``left``."""

    size: int
    edges: list[list[int]] = field(init=False)
    head: list[int] = field(default_factory=list)
    left: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.edges = [[] for _ in range(self.size)]

    def connect(self, tail: int, head: int, capacity: float) -> None:
        """Add an edge."""
        for node, other, room in ((tail, head, capacity), (head, tail, 0.0)):
            self.edges[node].append(len(self.head))
            self.head.append(other)
            self.left.append(room)

    def levels(self) -> list[int]:
        """Return how far each node is from the source along edges with room; -1 for those out of reach."""
        level = [-1] * self.size
        level[_SOURCE] = 0
        waiting = deque([_SOURCE])
        while waiting:
            node = waiting.popleft()
            for edge in self.edges[node]:
                other = self.head[edge]
                if self.left[edge] > _NOTHING and level[other] < 0:
                    level[other] = level[node] + 1
                    waiting.append(other)
        return level

    def saturate(self) -> None:
        """Send as much as possible from the source to the sink."""
        while (level := self.levels())[_SINK] >= 0:
            tried = [0] * self.size
            while path := self._path(level, tried):
                room = min(self.left[edge] for edge in path)
                for edge in path:
                    self.left[edge] -= room
                    self.left[edge ^ 1] += room

    def _path(self, level: Sequence[int], tried: list[int]) -> list[int]:
        """Return the edges of a path to the sink from level to level; ``tried`` edges of each node lead nowhere."""
        path: list[int] = []
        node = _SOURCE
        while node != _SINK:
            if tried[node] < len(self.edges[node]):
                edge = self.edges[node][tried[node]]
                if self.left[edge] > _NOTHING and level[self.head[edge]] == level[node] + 1:
                    path.append(edge)
                    node = self.head[edge]
                else:
                    tried[node] += 1
            elif path:
                node = self.head[path.pop() ^ 1]
                tried[node] += 1
            else:
                return []
        return path
