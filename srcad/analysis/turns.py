"""Turns: arrays that a loop carries and that take turns there, of which no two are ever the same memory.

In ``for _ in range(n): b[1:] = a[:-1]; a, b = b, a`` each trip gets the two arrays under other names. If they were two
before the loop, and nobody else looks at them while it runs or behind it, they are two in each trip: so a write to one
of them is not seen through the other. Memory is then named anew in each trip, by the names of the trip.

That is assumed of all such loops; what follows from it must give it again, else it is not so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Protocol, TypeAlias

from srcad.ir import types as ty
from srcad.ir.nodes import Block, Exit, Function, Loop, Node, Raise, Value, Yield
from srcad.ir.walk import blocks_of, exits_of, operands_of, operations_in

#: Of each loop: which of the values that it carries are arrays that take turns.
Turns: TypeAlias = Mapping[Loop, tuple[int, ...]]
Sites: TypeAlias = frozenset[Value]


class Known(Protocol):
    """What is known of memory; it is named by values, its *sites*."""

    def sites(self, value: Value) -> Sites:
        """Return the memory that a value may be."""

    def reachable_sites(self, value: Value) -> Sites:
        """Return the memory that can be got at through a value."""

    def sites_kept(self) -> Sites:
        """Return the memory that objects may hold of which values do not tell."""

    def is_plain(self, value: Value) -> bool:
        """Say whether a value is an array of which it is known where in this trip it comes from."""


def taking_turns(function: Function, known: Known, analyse: Callable[[Turns], None]) -> tuple[Turns, Turns]:
    """Return which arrays take turns, and which of those that a loop begins with would have to be copied for that.

    ``analyse`` finds out what is ``known`` if some are said to. It is called at least once, the last time with what is
    returned first.
    """
    analyse({})
    turns, wanting = _candidates(function, known), dict[Loop, tuple[int, ...]]()
    places = _Places(function) if turns else None
    while turns and places is not None:
        analyse(turns)
        proofs = [_Proof(loop, slots, known, places) for loop, slots in turns.items()]
        lasting = [proof for proof in proofs if proof.goes_on()]
        held = {proof.loop: proof.slots for proof in lasting if not proof.wanting()}
        if len(held) == len(turns):
            break
        wanting.update((proof.loop, proof.wanting()) for proof in lasting if proof.wanting())
        turns = held
        if not turns:
            analyse(turns)
    return turns, wanting


def same_memory(turns: Turns, sites: Callable[[Value], Sites]) -> dict[Value, Sites]:
    """Return, for each site that takes turns, all that may name the same memory: before the loop, in it and behind."""
    groups: dict[Value, Sites] = {}
    for loop, slots in turns.items():
        ends = _ends(loop)
        values = [v for way in (loop.inits, loop.carried, loop.results, *ends) for v in _chosen(way, slots)]
        found = frozenset(s for v in values for s in sites(v))
        found = found.union(*(groups[s] for s in found if s in groups))
        groups.update(dict.fromkeys(found, found))
    return groups


def _candidates(function: Function, known: Known) -> Turns:
    """Return the arrays that loops carry of which two may be the same memory, as far as is known."""
    turns: dict[Loop, tuple[int, ...]] = {}
    for operation in operations_in(function.body.operations):
        if isinstance(operation, Loop):
            arrays = [(k, v) for k, v in enumerate(operation.carried) if isinstance(v.type, ty.Array)]
            meeting = (pair for pair in combinations(arrays, 2) if _meet(known.sites(v) for _, v in pair))
            if slots := sorted({k for pair in meeting for k, _ in pair}):
                turns[operation] = tuple(slots)
    return turns


def _meet(several: Iterable[Sites]) -> bool:
    """Say whether some of several sets of sites have any in common."""
    seen: set[Value] = set()
    for sites in several:
        if not sites.isdisjoint(seen):
            return True
        seen |= sites
    return False


def _ends(loop: Loop) -> list[Sequence[Value]]:
    """Return what a loop carries on, or gives, wherever a trip ends."""
    end = loop.body.terminator
    return [e.values for e in ((end,) if isinstance(end, Yield) else ()) + tuple(exits_of(loop.body))]


def _chosen(values: Sequence[Value], slots: Iterable[int]) -> list[Value]:
    return [values[k] for k in slots]


@dataclass(slots=True)
class _Places:
    """Where the values of a function are used, in the order of the text, and which loops are around what."""

    function: Function
    position: dict[Node, int] = field(default_factory=dict)
    uses: list[tuple[Node, tuple[Value, ...]]] = field(default_factory=list)
    around: dict[Value | Loop, tuple[Loop, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._block(self.function.body, ())

    def _block(self, block: Block, loops: tuple[Loop, ...]) -> None:
        self.around.update(dict.fromkeys(block.params, loops))
        for operation in block.operations:
            self._use(operation, operands_of(operation))
            self.around.update(dict.fromkeys(operation.results, loops))
            inner = loops
            if isinstance(operation, Loop):
                self.around[operation] = loops
                inner = (*loops, operation)
            for nested in blocks_of(operation):
                self._block(nested, inner)
        self._use(block.terminator, block.terminator.values)

    def _use(self, node: Yield | Exit | Raise | Node, values: tuple[Value, ...]) -> None:
        self.position[node] = len(self.uses)
        self.uses.append((node, values))

    def used_from(self, loop: Loop) -> Iterable[Value]:
        """Return what is used in a loop or behind it, but not what it begins with."""
        start = self.position[loop] + 1
        return chain.from_iterable(values for _, values in self.uses[start:])


@dataclass(slots=True)
class _Proof:
    """Whether the arrays in some slots of a loop take turns."""

    loop: Loop
    slots: tuple[int, ...]
    known: Known
    places: _Places

    def goes_on(self) -> bool:
        """Say whether they are different ones at each end of a trip if they were when it began, and held alone."""
        ends = _ends(self.loop)
        behind = [_chosen(values, self.slots) for values in ends]
        return all(map(self._are_apart, behind)) and all(map(self._are_of_this_trip, behind)) and self._lead_alone(ends)

    def wanting(self) -> tuple[int, ...]:
        """Return the slots of what the loop begins with, and does not have for itself."""
        inits = self.loop.inits
        others = [v for k, v in enumerate(inits) if k not in self.slots]
        source = [] if self.loop.iterable is None else [self.loop.iterable]
        users = (*others, *source, *self.places.used_from(self.loop))
        found: list[int] = []
        seen: set[Value] = set()
        for k in self.slots:
            sites = self.known.sites(inits[k])
            if not self._is_handed_over(inits[k], users) or not sites.isdisjoint(seen):
                found.append(k)
            seen |= sites
        return tuple(found)

    def _is_handed_over(self, value: Value, users: Iterable[Value]) -> bool:
        """Say whether an array was made beside the loop, and none of some values leads to it."""
        sites, around = self.known.sites(value), self.places.around
        beside = all(around.get(site) == around[self.loop] for site in sites)
        return beside and self.known.is_plain(value) and self._do_not_reach(sites, users)

    def _are_apart(self, values: Sequence[Value]) -> bool:
        return all(map(self.known.is_plain, values)) and not _meet(map(self.known.sites, values))

    def _are_of_this_trip(self, values: Sequence[Value]) -> bool:
        """Say whether the next trip gets what this one got, or has made."""
        got = _chosen(self.loop.carried, self.slots)
        around = self.places.around
        return all(site in got or self.loop in around.get(site, ()) for site in self._sites(values))

    def _lead_alone(self, ends: Sequence[Sequence[Value]]) -> bool:
        """Say whether nothing else that goes to the next trip, or out of the loop, leads there."""
        ways = (self.loop.carried, *ends)
        sites = self._sites(chain.from_iterable(_chosen(values, self.slots) for values in ways))
        return self._do_not_reach(sites, (v for values in ends for k, v in enumerate(values) if k not in self.slots))

    def _sites(self, values: Iterable[Value]) -> Sites:
        return frozenset[Value]().union(*map(self.known.sites, values))

    def _do_not_reach(self, sites: Sites, values: Iterable[Value]) -> bool:
        if not sites.isdisjoint(self.known.sites_kept()):
            return False
        return all(sites.isdisjoint(self.known.reachable_sites(v)) for v in values)
