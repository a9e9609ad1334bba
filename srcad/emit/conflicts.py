"""Conflicts: updates that may not write into their operand, and what stands against it.

In ``v = u[1:-1]; u1 = array.store(u, s, 0.0); w = 0.5 * v`` the update must not write into ``u``: ``v`` looks at the
old version again. Neither may it if the tape keeps the old version, or if the memory is not this function's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from srcad.emit.liveness import Liveness
from srcad.emit.memory import Memory, Roots
from srcad.emit.program import UPDATES, Program, walk
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value


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
    updates = [n for n in walk(program.function.body) if isinstance(n, Apply) and n.name in UPDATES]
    if not updates:
        return []
    liveness = Liveness(program, keep_iterables=True)
    holders = [v for v in program.values if memory.reaches(v)]
    found = []
    for update in updates:
        target = update.operands[0]
        live = liveness.after[update] & ~liveness.members(update.results)
        own = memory.owns(target)
        later = tuple(v for v in holders if liveness.is_live(v, live) and memory.reaches(v) & own)
        pushes = tuple(p for p in memory.pushes if liveness.is_live(p.operands[0], live) and _keeps(p, update, memory))
        owned = memory.is_owned(target)
        if _is_private_copy(program, update):
            continue
        if ty.Scalar is not type(ty.widen(target.type)) and (later or pushes or not owned):
            found.append(Conflict(update, later, pushes, owned))
    return found


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
    for root in memory.owns(update.operands[0]):
        for kept in pushed:
            if kept.site is root.site and (kept.stale or root.stale or _lies_between(push, root.site, update, memory)):
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
