"""Branches: an ``If`` that the types decide is gone; the other one's branches are joined. A ``With`` has one branch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.analysis.cloner import Cloner, Slot, copies, slot_hint
from srcad.analysis.folding import truth
from srcad.analysis.structures import branch_result, common_structure, flatten, leaves, rebuild
from srcad.ir import types as ty
from srcad.ir.nodes import Block, If, Raise, Terminator, Value, With, Yield


@copies(If)
def copy_if(cloner: Cloner, operation: If) -> Terminator | None:
    """Copy an ``If``, or the one of its branches that is taken for all values of the types."""
    condition = cloner.env[operation.condition]
    if (known := truth(condition.type)) is not None:
        return _decided(cloner, operation, operation.then if known else operation.orelse)
    branches = [cloner.nested(), cloner.nested()]
    ends = [b.run(block) for b, block in zip(branches, (operation.then, operation.orelse))]
    falls = any(isinstance(e, Yield) for e in ends)
    hints = [r.hint for r in operation.results]
    slots, ends = changed_slots(cloner, branches, ends)
    joined, (then, orelse) = merge(branches, ends, [*hints, *map(slot_hint, slots)] if falls else [])
    cloner.builder.location = cloner.place(operation)
    flat = tuple(leaves(cloner.program, joined))
    cloner.builder.add(If(condition, then, orelse, flat, cloner.builder.location))
    rebuild(cloner, joined)
    if not falls:
        return Raise((), cloner.builder.location)  # not reached
    take(cloner, operation.results, slots, joined)
    return None


def changed_slots(
    cloner: Cloner, branches: Sequence[Cloner], ends: Sequence[Terminator]
) -> tuple[list[Slot], list[Terminator]]:
    """Return the slots that a branch which falls through has changed, and ends that yield what they hold, too."""
    falling = [b for b, e in zip(branches, ends) if isinstance(e, Yield)]
    slots = [s for s, v in cloner.heap.items() if any(b.heap[s] is not v for b in falling)]
    found: list[Terminator] = [
        replace(e, values=(*e.values, *(b.heap[s] for s in slots))) if isinstance(e, Yield) else e
        for b, e in zip(branches, ends)
    ]
    return slots, found


def take(cloner: Cloner, results: Sequence[Value], slots: Sequence[Slot], joined: Sequence[Value]) -> None:
    """Let names and slots hold what the branches have yielded."""
    cloner.env.update(zip(results, joined))
    for slot, value in zip(slots, joined[len(results) :]):
        cloner.write(slot, value)


def _decided(cloner: Cloner, operation: If, block: Block) -> Terminator | None:
    terminator = cloner.run(block)
    if not isinstance(terminator, Yield):
        return terminator
    named = (cloner.named(v, r.hint) for v, r in zip(terminator.values, operation.results))
    cloner.env.update(zip(operation.results, named))
    return None


@copies(With)
def copy_with(cloner: Cloner, operation: With) -> Terminator | None:
    """Copy a ``With``."""
    manager = cloner.env[operation.manager]
    params = [Value(ty.UNKNOWN, p.hint) for p in operation.body.params]
    inner = cloner.nested(params)
    cloner.env.update(zip(operation.body.params, params))
    end = inner.run(operation.body)
    falls = isinstance(end, Yield)
    slots, (end,) = changed_slots(cloner, [inner], [end])
    hints = [*(r.hint for r in operation.results), *map(slot_hint, slots)]
    joined, (body,) = merge([inner], [end], hints if falls else [])
    cloner.builder.add(With(manager, body, tuple(leaves(cloner.program, joined)), cloner.place(operation)))
    rebuild(cloner, joined)
    if operation.results and not falls:
        return body.terminator
    take(cloner, operation.results, slots, joined)
    return None


def merge(
    branches: Sequence[Cloner], ends: Sequence[Terminator], hints: Sequence[str]
) -> tuple[list[Value], list[Block]]:
    """Join what the falling branches yield, taking tuples apart; return joined values and finished blocks."""
    program = branches[0].program
    flat: list[list[Value]] = [[] for _ in ends]
    joined = []
    for i, hint in enumerate(hints):
        values = [e.values[i] for e in ends if isinstance(e, Yield)]
        structure = common_structure(program, values)
        for branch, end, found in zip(branches, ends, flat):
            if isinstance(end, Yield):
                found += flatten(branch, end.values[i], structure)
        joined.append(branch_result(program, structure, values, hint))
    ended = [Yield(tuple(f), e.location) if isinstance(e, Yield) else e for f, e in zip(flat, ends)]
    return joined, [b.builder.finish(e) for b, e in zip(branches, ended)]
