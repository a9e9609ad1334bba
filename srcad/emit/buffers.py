"""Buffers: what is loaded from one is looked at again later only if nobody has written to it in between.

before: ``n = memory.load(r); memory.store(r, 0, x); y = n * n``
after: ``n = copy(r); memory.store(r, 0, x); y = n * n``, or, where that is possible, ``y`` computed before the write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from srcad.emit.edits import edit
from srcad.emit.liveness import Liveness
from srcad.emit.memory import Memory
from srcad.emit.program import BUFFER_WRITES, Program
from srcad.emit.remedies import hoistable
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_WRITES
from srcad.ir.nodes import Apply, Function, If, Loop, Operation, Value
from srcad.ir.walk import nodes_in

#: A buffer is memory of its own, unless the program shall see it outside.
_MADE = {"memory.new": "own", "memory.outer": "move", "memory.zero": "zero"}


def spell_buffers(operations: Iterable[object]) -> dict[Operation, Operation]:
    """Return, for what makes a buffer, what makes it in terms of arrays."""
    return {o: replace(o, name=_MADE[o.name]) for o in operations if isinstance(o, Apply) and o.name in _MADE}


def keep_loaded(program: Program, memory: Memory, hoisted: set[Operation]) -> Function | None:
    """Return the function with a remedy for a write to a buffer behind which older content is used, if there is one.

    ``hoisted`` are the writes before which such uses have been moved already.
    """
    if not memory.loads:
        return None
    found = next(_outdated(program, memory, Liveness(program, keep_iterables=True)), None)
    if found is not None:
        write, later, loads = found
        users = () if write in hoisted else hoistable(program, memory, write, later)
        if users:
            hoisted.add(write)
            return edit(program.function, hoisted={write: users})
        return edit(program.function, replaced={load: replace(load, name="memory.copy") for load in loads})
    if pushes := _outdated_on_tape(program, memory):
        joined = {load for push in pushes if _needs_more(program, push) for load in memory.loads_in(push.operands[1])}
        if joined:
            return edit(program.function, replaced={load: replace(load, name="memory.copy") for load in joined})
        return edit(program.function, copied={push: {1} for push in pushes})
    return None


def _needs_more(program: Program, push: Apply) -> bool:
    """Say whether what is pushed cannot be copied, or is a copy already, of a container.

    What comes out of a branch or a loop may hold nothing that could be copied.
    """
    made = program.definition.get(push.operands[1])
    return (isinstance(made, Apply) and made.name in ("copy", "srcad.runtime.kept")) or any(
        push.operands[1] in n.results for n in nodes_in(program.function.body) if isinstance(n, (If, Loop))
    )


def _outdated(
    program: Program, memory: Memory, liveness: Liveness
) -> Iterator[tuple[Apply, tuple[Value, ...], set[Apply]]]:
    """Give the writes to buffers behind which something is used that was loaded before them.

    For each: the write, the values that are used later, and the loads that they come from.
    """
    loaded = {v: given for v in program.values if _is_content(v) and (given := memory.loads_in(v))}
    for write in _writes(program):
        sites = {root.site for root in memory.owns(write.operands[0])}
        live = liveness.after[write]
        later: list[Value] = []
        loads: set[Apply] = set()
        for value, origins in loaded.items():
            sources = {o for o in origins if _same_memory(o, sites, memory)} if _changes(write, value) else set()
            if sources and liveness.is_live(value, live):
                later.append(value)
                loads |= sources
        if later:
            yield write, tuple(later), loads


def _outdated_on_tape(program: Program, memory: Memory) -> list[Apply]:
    """Return the pushes of what was loaded from a buffer that may be written to before it is popped."""
    return [
        push
        for push in memory.pushes
        if _is_content(push.operands[1])
        and any(
            program.may_follow(push, write, () if root.stale else program.owner[root.site])
            for load in memory.loads_in(push.operands[1])
            for write in _writes(program)
            for root in memory.owns(write.operands[0])
            if _same_memory(load, {root.site}, memory) and _changes(write, push.operands[1])
        )
    ]


def _is_content(value: Value) -> bool:
    """Say whether a value may be what a buffer held, a list of references among others: it is no reference itself."""
    return not isinstance(value.type, (ty.Reference, ty.Handle))


def _changes(write: Apply, value: Value) -> bool:
    """Say whether a write may change what was loaded: in a list of references these are as they were."""
    return write.name in HEAP_WRITES or not ty.has_reference(value.type)


def _writes(program: Program) -> list[Apply]:
    return [n for n in nodes_in(program.function.body) if isinstance(n, Apply) and n.name in BUFFER_WRITES]


def _same_memory(load: Apply, sites: set[Value], memory: Memory) -> bool:
    return any(root.site in sites for root in memory.owns(load.operands[0]))
