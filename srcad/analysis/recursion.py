"""Functions that call themselves: what they may not write to, for they are called, not spliced in.

Numbers go in and numbers come out: what such a function writes into an argument it gives back, and its caller writes it
to where the argument came from (:mod:`srcad.specialise.calls.lending`). Nobody may look at it under another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from srcad.analysis.aliases import Aliases
from srcad.analysis.writes import check_writes
from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Apply, Block, Function, Invoke
from srcad.ir.versions import ARRAY_VERSIONS, LIST_VERSIONS
from srcad.ir.walk import operations_in

_WRITES = ARRAY_VERSIONS | LIST_VERSIONS


def check_invoked(function: Function, written: Mapping[Function, Sequence[int]]) -> list[NotDifferentiable]:
    """Return a refusal for each write to what is seen under another name, in the functions that are called.

    ``written`` holds the places of the arguments that they write to.
    """
    callees = _invoked(function)
    refusals = [r for caller in (function, *callees) for r in _check_lent(caller, written)]
    for callee in callees:
        found = check_writes(callee)
        aliases = Aliases(callee)
        shared = {root for value in found.shared for root in aliases.origins(value)}
        given_back = written.get(callee, ())
        shared.update(param for i, param in enumerate(callee.params) if i not in given_back)
        refusals += found.refusals
        refusals += [
            NotDifferentiable(
                "SRC003",
                f"write into an array or list that {callee.name}, which calls itself, knows under another name, too",
                write.location,
                "write into a copy, and return it",
            )
            for write in _writes(callee.body)
            if not aliases.origins(write.operands[0]).isdisjoint(shared)
        ]
    return refusals


def _check_lent(caller: Function, written: Mapping[Function, Sequence[int]]) -> list[NotDifferentiable]:
    """Return a refusal for each array that is lent to a function twice, once for writing."""
    calls = [o for o in operations_in(caller.body.operations) if isinstance(o, Invoke) and written.get(o.function)]
    aliases = Aliases(caller) if calls else None
    return [
        NotDifferentiable(
            "SRC003",
            f"{call.function.name}, which calls itself, writes into an array that it is given twice",
            call.location,
            "pass a copy for reading",
        )
        for call in calls
        for k in written[call.function]
        if aliases is not None and _is_lent_twice(call, k, aliases)
    ]


def _is_lent_twice(call: Invoke, k: int, aliases: Aliases) -> bool:
    mine = aliases.owns(call.operands[k])
    return any(not mine.isdisjoint(aliases.reaches(v)) for i, v in enumerate(call.operands) if i != k)


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
