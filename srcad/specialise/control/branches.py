"""Branches: an ``If`` that the types decide is gone; the other one's branches are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from srcad.ir.nodes import Block, If, Raise, Terminator, Value, Yield
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.structures import (
    Structure,
    branch_result,
    common_structure,
    flatten,
    freeze,
    leaves,
    outside_of,
    rebuild,
)
from srcad.specialise.folding import truth
from srcad.specialise.objects.records import is_cell
from srcad.specialise.program import State


def copy_if(cloner: Cloner, operation: If) -> Terminator | None:
    """Copy an ``If``, or the one of its branches that is taken for all values of the types."""
    condition = cloner.condition(cloner.env[operation.condition])
    if (known := truth(condition.type)) is not None:
        return _decided(cloner, operation, operation.then if known else operation.orelse)
    branches = (cloner.nested(), cloner.nested())
    ends = [b.run(block) for b, block in zip(branches, (operation.then, operation.orelse))]
    cloner.builder.location = cloner.place(operation)
    end = join_two(cloner, condition, branches, ends, operation.results)
    return None if isinstance(end, Yield) else end


def join_two(
    cloner: Cloner,
    condition: Value,
    branches: tuple[Cloner, Cloner],
    ends: Sequence[Terminator],
    results: tuple[Value, ...],
) -> Terminator:
    """Append an ``If`` of two branches that have been copied; return what a block ends in that ends with it."""
    join = join_branches(cloner, branches, ends, results)
    then, orelse = join.blocks
    cloner.builder.add(If(condition, then, orelse, join.leaves(cloner), cloner.builder.location))
    if not join.falls:
        return Raise((), cloner.builder.location)  # not reached
    join.take(cloner, results)
    return Yield(tuple(cloner.env[r] for r in results), cloner.builder.location)


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
        cloner.heap.mark(self.changed)
        cloner.env.update(zip(results, self.values))


def join_branches(
    cloner: Cloner, branches: Sequence[Cloner], ends: Sequence[Terminator], results: Sequence[Value]
) -> Join:
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
    names = [v.hint for v in (*results, *changed)]
    values = [branch_result(cloner.program, s, c, n) for s, c, n in zip(structures, columns, names)]
    for place, (value, structure, column) in enumerate(zip(values, structures, columns)):
        behind = place - len(results)
        if behind >= 0 or results[place] in cloner.taken:
            freeze(cloner.program, value, structure, column, behind < 0 or is_cell(changed[behind].type))
    return Join(blocks, values, structures, changed, bool(falling))


def _states(branch: Cloner, end: Yield, changed: Sequence[Value]) -> list[State]:
    return [*map(branch.heap.state, end.values), *map(branch.heap.held, changed)]
