"""Functions that call themselves: what they may not write to, for they are called, not spliced in.

What such a function writes into an argument is seen by its caller, and by the next call inside. That is not described
yet: numbers go in and numbers come out.
"""

from __future__ import annotations

from collections.abc import Iterator

from srcad.analysis.aliases import Aliases
from srcad.analysis.writes import check_writes
from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Apply, Block, Function, Invoke
from srcad.ir.versions import ARRAY_VERSIONS, LIST_VERSIONS
from srcad.ir.walk import operations_in

_WRITES = ARRAY_VERSIONS | LIST_VERSIONS


def check_invoked(function: Function) -> list[NotDifferentiable]:
    """Return a refusal for each write to what outlives the call, in the functions that are called, at any depth."""
    refusals: list[NotDifferentiable] = []
    for callee in _invoked(function):
        refusals += check_writes(callee).refusals
        aliases = Aliases(callee)
        shared = {root for value in check_writes(callee).shared for root in aliases.owns(value)}
        outside = shared | set(callee.params)
        refusals += [
            NotDifferentiable(
                "SRC003",
                f"write into an array or list that {callee.name}, which calls itself, shares with its callers",
                write.location,
                "write into a copy, and return it",
            )
            for write in _writes(callee.body)
            if not aliases.owns(write.operands[0]).isdisjoint(outside)
        ]
    return refusals


def _invoked(function: Function) -> list[Function]:
    """Return the functions that are called, each once."""
    found: dict[Function, None] = {}
    waiting = [function]
    while waiting:
        for callee in _callees(waiting.pop().body):
            if callee not in found:
                found[callee] = None
                waiting.append(callee)
    return list(found)


def _callees(block: Block) -> Iterator[Function]:
    return (o.function for o in operations_in(block.operations) if isinstance(o, Invoke))


def _writes(block: Block) -> Iterator[Apply]:
    return (o for o in operations_in(block.operations) if isinstance(o, Apply) and o.name in _WRITES)
