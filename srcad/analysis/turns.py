"""Turns: arrays that a loop carries and that take turns there, of which no two are ever the same memory.

In ``for _ in range(n): b[1:] = a[:-1]; a, b = b, a`` each trip gets the two arrays under other names. If they were two
before the loop, and nobody else looks at them while it runs or behind it, they are two in each trip: so a write to one
of them is not seen through the other. Memory is then named anew in each trip, by the names of the trip.

It is an induction over the trips. It begins with what is handed over to the loop: arrays made beside it, apart from
each other, that nobody uses from there on. If they are apart when a trip begins, and so have sites of their own, then
what goes to the next trip, or out of the loop, must be apart again, made of what the trip got or has made; nothing else
that goes there, and no object, may lead to it, so no memory of an earlier trip comes back under another name. What is
assumed of one loop may be needed to prove it of another: it is assumed of all, and given up where the proof fails.

Within a trip the new names tell everything. Who compares memory across the borders of a loop, with parameters or what
was read before, has to ask for all names (:meth:`Turns.same_memory`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Protocol, TypeAlias

from srcad.ir import types as ty
from srcad.ir.nodes import Block, Function, Loop, Node, Value, Yield
from srcad.ir.walk import blocks_of, exits_of, operands_of, operations_in

Sites: TypeAlias = frozenset[Value]


@dataclass(frozen=True, slots=True)
class Turn:
    """Arrays that take turns: a loop, and which of the values that it carries they are."""

    loop: Loop
    slots: tuple[int, ...]

    def of(self, values: Sequence[Value]) -> list[Value]:
        """Return the arrays among what the loop carries, begins with or gives."""
        return [values[k] for k in self.slots]

    def others(self, values: Sequence[Value]) -> list[Value]:
        """Return the rest of it."""
        return [v for k, v in enumerate(values) if k not in self.slots]


@dataclass(frozen=True, slots=True)
class Turns:
    """The arrays of a function that take turns.

    ``wanting`` holds those that would if the arrays in some of the slots were copied before the loop.
    """

    held: tuple[Turn, ...] = ()
    wanting: Mapping[Turn, tuple[int, ...]] = field(default_factory=dict)

    def slots(self) -> dict[Loop, frozenset[int]]:
        """Return, for each loop, which of the values that it carries take turns."""
        found: dict[Loop, frozenset[int]] = {}
        for turn in self.held:
            found[turn.loop] = found.get(turn.loop, frozenset()).union(turn.slots)
        return found

    def same_memory(self, sites: Callable[[Value], Sites]) -> dict[Value, Sites]:
        """Return, for each site that takes turns, all that may name the same memory, in the loop and around it."""
        groups: dict[Value, Sites] = {}
        for turn in self.held:
            ways = (turn.loop.inits, turn.loop.carried, turn.loop.results, *_ends(turn.loop))
            found = frozenset(s for values in ways for v in turn.of(values) for s in sites(v))
            found = found.union(*(groups[s] for s in found if s in groups))
            groups.update(dict.fromkeys(found, found))
        return groups


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


def taking_turns(function: Function, known: Known, analyse: Callable[[Turns], None]) -> Turns:
    """Return which arrays take turns; ``analyse`` finds out what is ``known`` if some are said to.

    It is called at least once, the last time with what is returned.
    """
    turns = Turns()
    analyse(turns)
    candidates = tuple(_candidates(function, known))
    if not candidates:
        return turns
    places, wanting = _Places(function), dict[Turn, tuple[int, ...]]()
    while turns.held != candidates:
        turns = Turns(candidates)
        analyse(turns)
        proofs = [_Proof(turn, known, places) for turn in candidates]
        lacking = {proof.turn: proof.lacking() for proof in proofs if proof.goes_on()}
        wanting.update((turn, slots) for turn, slots in lacking.items() if slots)
        candidates = tuple(turn for turn, slots in lacking.items() if not slots)
    return replace(turns, wanting=wanting)


def _candidates(function: Function, known: Known) -> Iterator[Turn]:
    """Yield the arrays that a loop carries of which two may be the same memory, as far as is known."""
    for operation in operations_in(function.body.operations):
        if isinstance(operation, Loop):
            parts: list[tuple[Sites, tuple[int, ...]]] = []
            for k, value in enumerate(operation.carried):
                if isinstance(value.type, ty.Array) and (sites := known.sites(value)):
                    meeting = [part for part in parts if not sites.isdisjoint(part[0])]
                    parts = [part for part in parts if part not in meeting]
                    slots = (k, *(slot for _, slots in meeting for slot in slots))
                    parts.append((sites.union(*(s for s, _ in meeting)), slots))
            yield from (Turn(operation, tuple(sorted(slots))) for _, slots in parts if len(slots) > 1)


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


@dataclass(slots=True)
class _Places:
    """Where the values of a function are used, in the order of the text, and which loops are around what."""

    function: Function
    position: dict[Node, int] = field(default_factory=dict)
    uses: list[tuple[Value, ...]] = field(default_factory=list)
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

    def _use(self, node: Node, values: tuple[Value, ...]) -> None:
        self.position[node] = len(self.uses)
        self.uses.append(values)

    def used_from(self, loop: Loop) -> Iterable[Value]:
        """Return what is used in a loop or behind it, but not what it begins with."""
        start = self.position[loop] + 1
        return dict.fromkeys(chain.from_iterable(self.uses[start:]))


@dataclass(slots=True)
class _Proof:
    """Whether arrays take turns."""

    turn: Turn
    known: Known
    places: _Places

    def goes_on(self) -> bool:
        """Say whether they are different ones at each end of a trip if they were when it began, and held alone."""
        behind = [self.turn.of(values) for values in _ends(self.turn.loop)]
        return all(map(self._are_apart, behind)) and all(map(self._are_of_trip, behind)) and self._lead_alone()

    def lacking(self) -> tuple[int, ...]:
        """Return the slots of what the loop begins with, and does not have for itself."""
        loop = self.turn.loop
        source = [] if loop.iterable is None else [loop.iterable]
        users = (*self.turn.others(loop.inits), *source, *self.places.used_from(loop))
        found: list[int] = []
        seen: set[Value] = set()
        for k in self.turn.slots:
            sites = self.known.sites(loop.inits[k])
            if not sites.isdisjoint(seen) or not self._is_handed_over(loop.inits[k], users):
                found.append(k)
            seen |= sites
        return tuple(found)

    def _is_handed_over(self, value: Value, users: Iterable[Value]) -> bool:
        """Say whether an array was made beside the loop, and none of some values leads to it."""
        sites, around = self.known.sites(value), self.places.around
        beside = all(around.get(site) == around[self.turn.loop] for site in sites)
        return beside and self.known.is_plain(value) and self._do_not_reach(sites, users)

    def _are_apart(self, values: Sequence[Value]) -> bool:
        return all(map(self.known.is_plain, values)) and not _meet(map(self.known.sites, values))

    def _are_of_trip(self, values: Sequence[Value]) -> bool:
        """Say whether the next trip gets what this one got, or has made."""
        got, around = self.turn.of(self.turn.loop.carried), self.places.around
        return all(site in got or self.turn.loop in around.get(site, ()) for site in self._sites(values))

    def _lead_alone(self) -> bool:
        """Say whether nothing else that goes to the next trip, or out of the loop, leads there."""
        ends = _ends(self.turn.loop)
        sites = self._sites(v for values in (self.turn.loop.carried, *ends) for v in self.turn.of(values))
        return self._do_not_reach(sites, (v for values in ends for v in self.turn.others(values)))

    def _sites(self, values: Iterable[Value]) -> Sites:
        return frozenset[Value]().union(*map(self.known.sites, values))

    def _do_not_reach(self, sites: Sites, values: Iterable[Value]) -> bool:
        if not sites.isdisjoint(self.known.sites_kept()):
            return False
        return all(sites.isdisjoint(self.known.reachable_sites(v)) for v in values)
