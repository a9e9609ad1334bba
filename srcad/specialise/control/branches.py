"""Branches: an ``If`` that the types decide is gone; the other one's branches are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from srcad.ir import types as ty
from srcad.ir.nodes import Block, If, Raise, Terminator, Value, Yield
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.structures import (
    Kept,
    Structure,
    branch_result,
    common_structure,
    flatten,
    leaves,
    outside_of,
    rebuild,
)
from srcad.specialise.folding import truth
from srcad.specialise.program import State


def copy_if(cloner: Cloner, operation: If) -> Terminator | None:
    """Copy an ``If``, or the one of its branches that is taken for all values of the types."""
    condition = cloner.condition(cloner.env[operation.condition])
    if (known := truth(condition.type)) is not None:
        return _decided(cloner, operation, operation.then if known else operation.orelse)
    branches = [cloner.nested(), cloner.nested()]
    ends = [b.run(block) for b, block in zip(branches, (operation.then, operation.orelse))]
    join = join_branches(cloner, branches, ends, [r.hint for r in operation.results])
    cloner.builder.location = cloner.place(operation)
    then, orelse = join.blocks
    cloner.builder.add(If(condition, then, orelse, join.leaves(cloner), cloner.builder.location))
    if not join.falls:
        return Raise((), cloner.builder.location)  # not reached
    join.take(cloner, operation.results)
    return None


def _decided(cloner: Cloner, operation: If, block: Block) -> Terminator | None:
    terminator = cloner.run(block)
    if not isinstance(terminator, Yield):
        return terminator
    named = (cloner.heap.named(v, r.hint) for v, r in zip(terminator.values, operation.results))
    cloner.env.update(zip(operation.results, named))
    return None


@dataclass(frozen=True, slots=True)
class Join:
    """Branches brought together.

    Attributes
    ----------
    blocks : list of Block
        The branches.
    values : list of Value
        What the names, and behind them the changed objects, hold afterwards.
    structures : list of Structure
        How each of them was taken apart.
    changed : list of Value
        The objects that a branch has changed.
    falls : bool
        Whether control gets behind the join at all.
    """

    blocks: list[Block]
    values: list[Value]
    structures: list[Structure]
    changed: list[Value]
    falls: bool

    def leaves(self, cloner: Cloner) -> tuple[Value, ...]:
        """Return the results of the operation that joins the branches."""
        return tuple(leaves(cloner.program, self.values, self.structures))

    def take(self, cloner: Cloner, results: Sequence[Value]) -> None:
        """Let names and objects hold what the branches have yielded."""
        for owner, content in zip(self.changed, self.values[len(self.values) - len(self.changed) :]):
            cloner.heap.write(owner, content)
        rebuild(cloner, self.values, self.structures)
        cloner.env.update(zip(results, self.values))


def join_branches(cloner: Cloner, branches: Sequence[Cloner], ends: Sequence[Terminator], hints: Sequence[str]) -> Join:
    """Join what the falling branches yield, and what objects hold in them; finish the blocks."""
    falling = [b for b, e in zip(branches, ends) if isinstance(e, Yield)]
    changed = cloner.heap.changed_in([b.heap for b in falling])
    paths = [_states(b, e, changed) if isinstance(e, Yield) else [] for b, e in zip(branches, ends)]
    columns = list(zip(*(p for b, p in zip(branches, paths) if b in falling)))
    outside = outside_of(branches)
    structures = [common_structure(column, outside) for column in columns]
    blocks = []
    for branch, end, path in zip(branches, ends, paths):
        if isinstance(end, Yield):
            flat = (leaf for state, s in zip(path, structures) for leaf in flatten(state, s))
            end = replace(end, values=tuple(flat))
        blocks.append(branch.builder.finish(end))
    names = [*hints, *(owner.hint for owner in changed)]
    values = [branch_result(cloner.program, s, c, n) for s, c, n in zip(structures, columns, names)]
    for value, structure, column in zip(values[: len(hints)], structures, columns):
        if not isinstance(structure, Kept):
            _freeze(cloner, value, [s.value for s in column if outside(s.value)])
    return Join(blocks, values, structures, changed, bool(falling))


def _freeze(cloner: Cloner, joined: Value, sources: Sequence[Value]) -> None:
    """Let lists and dicts from outside, of which a name holds one or another, be changed no more."""
    kinds = (ty.List, ty.Dict, ty.Mapping)
    found = [v for v in sources if isinstance(v.type, kinds) and cloner.heap.record(v) in cloner.parts]
    if found:
        cloner.program.frozen.update((joined, *found))


def _states(branch: Cloner, end: Yield, changed: Sequence[Value]) -> list[State]:
    return [*map(branch.heap.state, end.values), *map(branch.heap.held, changed)]
