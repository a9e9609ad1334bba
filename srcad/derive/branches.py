"""Branches in reverse: the condition is asked again, and each branch undoes the one of the forward sweep.

A block that is the only one to fall through is undone in the open, without a branch.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.derive.adjoints import Adjoint, Key, Region, name_of
from srcad.derive.buffers import reads_buffers
from srcad.derive.merging import merge
from srcad.derive.sweep import Sweep, undoes
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, If, Value, With, Yield


@undoes(If)
def undo_if(sweep: Sweep, operation: If) -> None:
    """Undo an ``If``."""
    seeds = [sweep.adjoints.take(r) for r in operation.results]
    if not any(seeds) and not reads_buffers(sweep, operation):
        return
    falling = [b for b in (operation.then, operation.orelse) if isinstance(b.terminator, Yield)]
    if len(falling) == 1:
        undo_block(sweep, falling[0], seeds)
        return
    branches = [sweep.nested() for _ in falling]
    for branch, block in zip(branches, falling):
        undo_block(branch, block, seeds)
    merge(sweep, operation.condition, branches[0], branches[1])


@undoes(With)
def undo_with(sweep: Sweep, operation: With) -> None:
    """Undo a ``With``; NumPy's error state holds for the way back, too."""
    seeds = [sweep.adjoints.take(r) for r in operation.results]
    if not any(seeds) and not reads_buffers(sweep, operation):
        return
    manager = sweep.context.definitions.get(operation.manager)  # None: a parameter
    if not (isinstance(manager, Apply) and manager.name == "numpy.errstate"):
        undo_block(sweep, operation.body, seeds)
        if any(sweep.adjoints.take(entered) for entered in operation.body.params):
            message = "what a context manager gives that is made of differentiated values"
            sweep.refuse("SRC004", message, operation, "use a manager in Python source, or compute the value before")
        return
    again = sweep.builder.apply(manager.name, *manager.operands, keywords=manager.keywords)
    inner = sweep.nested()
    undo_block(inner, operation.body, seeds)
    keys = list(inner.adjoints.own)
    values = tuple(inner.adjoints.value_or_zero(key) for key in keys)
    results = tuple(Value(v.type, name_of(key)) for key, v in zip(keys, values))
    body = Block((Value(ty.UNKNOWN),), tuple(inner.builder.operations), Yield(values))
    sweep.builder.add(With(again, body, results, operation.location))
    for key, result in zip(keys, results):
        sweep.adjoints.replace(key, result, inner.adjoints.is_masked(key))


def undo_block(sweep: Sweep, block: Block, seeds: Sequence[Sequence[tuple[Key, Adjoint]]]) -> None:
    """Undo a block of which ``seeds`` are the adjoints of what it yields."""
    sweep.mark(Region(block))
    for value, found in zip(block.terminator.values, seeds):
        for key, adjoint in found:
            sweep.add((value, *key[1:]), adjoint)
    sweep.block(block)
