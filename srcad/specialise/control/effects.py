"""Effects in tries: a body is cut behind what it writes to memory, if it may raise afterwards.

before: ``try: memory.store(r, 0, x); y = f(x)`` with ``except E: y = x``
after: ``try: memory.store(r, 0, x)``, and if that did not raise, ``try: y = f(x)``; if one of them did, ``y = x``

The memory itself tells the handlers what was written; it is the reverse sweep that must know how far the body came.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from srcad.analysis.typing import Typing
from srcad.ir import types as ty
from srcad.ir.handles import PRIMAL_WRITES
from srcad.ir.nodes import Apply, Block, Function, Operation, Try, Value
from srcad.ir.walk import operations_in, with_blocks
from srcad.specialise.control.cutting import cut
from srcad.specialise.control.halfway import BEGIN, STATE, check_contexts, quiet_contexts, seen_half_way, with_notes

_WRITES = frozenset({"memory.store", "memory.add_at", *PRIMAL_WRITES})


def cut_effects(function: Function, typing: Typing) -> Function:
    """Return a function in which no ``try`` body may raise behind a write to memory.

    Raises
    ------
    NotDifferentiable
        Where a context manager, which would see what is raised, stands between the write and the ``try``.
    """
    attempts = (o for o in operations_in(function.body.operations) if isinstance(o, Try))
    if not any(_writes(o) for attempt in attempts for o in operations_in(attempt.body.operations)):
        return function
    noted = _noted(function.body, quiet_contexts(function.body.operations))
    return replace(function, body=replace(noted, operations=tuple(cut(noted.operations, typing))))


def _writes(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name in _WRITES


def _noted(block: Block, quiet: Set[Value]) -> Block:
    """Return a block in which the body of each ``Try`` says where it must be cut."""

    def changed(operation: Operation) -> Operation:
        inner = with_blocks(operation, lambda b: _noted(b, quiet))
        return _with_states(inner, quiet) if isinstance(inner, Try) else inner

    return replace(block, operations=tuple(map(changed, block.operations)))


def _with_states(attempt: Try, quiet: Set[Value]) -> Try:
    body = attempt.body
    seen = seen_half_way(body, _writes)
    if not seen:
        return attempt
    check_contexts(body, seen, quiet)
    token = Value(ty.NONE)
    state: dict[Operation, list[Operation]] = {w: [Apply(STATE, (token,), (), (), w.location)] for w in seen}
    begin = Apply(BEGIN, (), (token,), (), attempt.location)
    return replace(attempt, body=replace(body, operations=(begin, *with_notes(body.operations, state))))
