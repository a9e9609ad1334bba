"""Tries in reverse: what ran to its end is undone, the body or one of the handlers.

Only the forward sweep catches exceptions. A body that raised half-way has left nothing behind that anybody sees, so
there is nothing to undo in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.derive.adjoints import Adjoint, Key
from srcad.derive.branches import undo_block
from srcad.derive.buffers import reads_buffers
from srcad.derive.merging import merge
from srcad.derive.sweep import Sweep, undoes
from srcad.ir.nodes import Block, Try
from srcad.ir.walk import blocks_of, falls_through

#: A block that runs to its end, with the number of its handler.
_Way = tuple[int, Block]


@undoes(Try)
def undo_try(sweep: Sweep, operation: Try) -> None:
    """Undo a ``Try``."""
    seeds = [sweep.adjoints.take(r) for r in operation.results[:-1]]
    if not any(seeds) and not reads_buffers(sweep, operation):
        return
    known = sweep.context.known.get(operation.outcome) if len(operation.handlers) == 1 else None
    ways = [(number, block) for number, block in enumerate(blocks_of(operation)) if falls_through(block)]
    if known is not None:
        ways = [(number, block) for number, block in ways if bool(number) == known]
    if ways:  # if none is left, control never takes the way that is undone
        _undo_one(sweep, operation, ways, seeds)


def _undo_one(
    sweep: Sweep, operation: Try, ways: Sequence[_Way], seeds: Sequence[Sequence[tuple[Key, Adjoint]]]
) -> None:
    """Undo the one of several blocks that ran to its end."""
    (number, block), *others = ways
    if not others:
        undo_block(sweep, block, seeds)
        return
    first, rest = sweep.nested(), sweep.nested()
    undo_block(first, block, seeds)
    _undo_one(rest, operation, others, seeds)
    if len(operation.handlers) == 1:  # the outcome is whether that ran
        merge(sweep, operation.outcome, rest, first)
        return
    condition = sweep.builder.apply("operator.eq", operation.outcome, sweep.builder.constant(number))
    merge(sweep, condition, first, rest)
