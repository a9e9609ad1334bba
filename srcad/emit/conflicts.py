"""Conflicts: updates that may not write into their operand, and what stands against it.

In ``v = u[1:-1]; u1 = array.store(u, s, 0.0); w = 0.5 * v`` the update must not write into ``u``: ``v`` looks at the
old version again. Neither may it if the tape keeps the old version, or if the memory is not this function's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from srcad.emit.liveness import Liveness
from srcad.emit.memory import Memory, Root, Roots
from srcad.emit.program import UPDATES, Program
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.walk import nodes_in


@dataclass(frozen=True, slots=True)
class Conflict:
    """An update that may not write into its operand yet.

    ``later`` are the values through which the old version is looked at again, ``pushes`` the pushes that keep it.
    """

    update: Apply
    later: tuple[Value, ...]
    pushes: tuple[Apply, ...]
    owned: bool


def find_conflicts(program: Program, memory: Memory) -> list[Conflict]:
    """Return the updates that may not write into their operand, in the order of the text."""
    updates = [n for n in nodes_in(program.function.body) if isinstance(n, Apply) and n.name in UPDATES]
    if not updates:
        return []
    liveness = Liveness(program, keep_iterables=True)
    holders = _Holders(program, memory, liveness)
    found = []
    for update in updates:
        target = update.operands[0]
        live = liveness.after[update] & ~liveness.members(update.results)
        later = holders.among(live, memory.owns(target))
        pushes = tuple(p for p in holders.pushes(memory.owns(target), live) if _keeps(p, update, memory))
        owned = memory.is_owned(target)
        if _is_private_copy(program, update):
            continue
        if ty.Scalar is not type(ty.widen(target.type)) and (later or pushes or not owned):
            found.append(Conflict(update, later, pushes, owned))
    return found


class _Holders:
    """An index: which values, and which pushes, hold memory of which origin."""

    def __init__(self, program: Program, memory: Memory, liveness: Liveness) -> None:
        self.values = program.values
        self.liveness = liveness
        self.memory = memory
        self.order = {push: i for i, push in enumerate(memory.pushes)}
        self.names = {tape: memory.names_of(tape) for tape in dict.fromkeys(p.operands[0] for p in memory.pushes)}
        self.holding: dict[Root, int] = {}
        self.pushing: dict[Value, list[Apply]] = {}
        for value in program.values:
            for root in memory.reaches(value):
                self.holding[root] = self.holding.get(root, 0) | liveness.bit[value]
        for push in memory.pushes:
            for site in dict.fromkeys(root.site for root in memory.reaches(push.operands[1])):
                self.pushing.setdefault(site, []).append(push)

    def among(self, live: int, own: Roots) -> tuple[Value, ...]:
        """Return those of the live values through which some of the memory can be read, in order."""
        found = 0
        for root in own:
            found |= self.holding.get(root, 0)
        return tuple(self._members(found & live))

    def _members(self, values: int) -> Iterator[Value]:
        while values:
            lowest = values & -values
            yield self.values[lowest.bit_length() - 1]
            values ^= lowest

    def pushes(self, own: Roots, live: int) -> list[Apply]:
        """Return the pushes on live tapes of what may be some of the memory, in order."""
        sites = {site for root in own for site in (root.site, *self.memory.names(root.site))}
        found = {p for site in sites for p in self.pushing.get(site, ())}
        return sorted((p for p in found if self._is_live(p.operands[0], live)), key=self.order.__getitem__)

    def _is_live(self, tape: Value, live: int) -> bool:
        """Say whether a tape is read again, maybe as the result of the branch that it was made in."""
        return any(self.liveness.is_live(name, live) for name in self.names[tape])


def _is_private_copy(program: Program, update: Apply) -> bool:
    """Say whether the operand is a copy made for this update alone: the remedy that always helps."""
    target = update.operands[0]
    made = program.definition.get(target)
    alone = program.users[target] == [update]
    return alone and isinstance(made, Apply) and made.name == "copy" and program.block[made] is program.block[update]


def _keeps(push: Apply, update: Apply, memory: Memory) -> bool:
    """Say whether a push may have kept the memory that the update writes to."""
    return _may_be_among(memory.reaches(push.operands[1]), push, update, memory)


def keeps_within(push: Apply, update: Apply, memory: Memory) -> bool:
    """Say whether a copy of what is pushed would still hold the memory that the update writes to."""
    value = push.operands[1]
    return _may_be_among(memory.reaches(value) - memory.owns(value), push, update, memory)


def _may_be_among(pushed: Roots, push: Apply, update: Apply, memory: Memory) -> bool:
    """Say whether an update may write to memory that was pushed.

    What was made in an earlier trip than that of the push is none of what is made in the trip of a later update.
    """
    for root in memory.owns(update.operands[0]):
        for kept in pushed:
            if kept.site in memory.names(root.site) and memory.program.may_follow(push, update):
                return True
            if kept.site is root.site and (
                root.stale or (not kept.stale and _lies_between(push, root.site, update, memory))
            ):
                return True
    return False


def _lies_between(push: Apply, site: Value, update: Apply, memory: Memory) -> bool:
    """Say whether control can go from where memory is made to the push to the update, in one trip."""
    program = memory.program
    if (made := program.definition.get(site)) is not None and program.position[push] < program.position[made]:
        return False
    deeper = program.loops[update][len(program.owner[site]) :]
    end = program.end[deeper[0]] if deeper else program.position[update]
    return program.position[push] <= end
