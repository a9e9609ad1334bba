"""Write in place: decide where a new version may overwrite the old one, and copy where it may not.

before: ``v = u[1:-1]``, ``u1 = array.store(u, s, 0.0)``, ``w = 0.5 * v`` and ``u`` a parameter.
after: ``c = copy(u)``, ``v = c[1:-1]``, ``w = 0.5 * v``, ``u1 = array.store(c, s, 0.0)``: each update may write into
its operand, because that is memory that this function made and nobody looks at the old version again.

In addition ``operator.add`` into an array adjoint becomes ``operator.iadd`` where the same is proved (``sub`` alike),
and ``own`` (nobody else may hold the result) becomes ``move`` where that is so already, else ``copy``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count

from srcad.emit.buffers import keep_loaded, spell_buffers
from srcad.emit.conflicts import Conflict, find_conflicts
from srcad.emit.edits import edit
from srcad.emit.memory import Memory, Root
from srcad.emit.program import UPDATES, Program
from srcad.emit.remedies import resolve
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Exit, Function, If, Loop, Operation, Raise, Value, Yield
from srcad.ir.walk import nodes_in

ADJOINT_SUFFIXES = ("_bar", "_dot")

_SUMS = ("operator.add", "operator.sub")

#: So often remedies are tried that may cost less than a copy before each write.
_MOST_ROUNDS = 100

#: What an update that is only an opportunity becomes where it may not write.
_WITHOUT_WRITE = {"operator.iadd": "operator.add", "operator.isub": "operator.sub", "own": "copy"}


def write_in_place(function: Function) -> Function:
    """Return a function in which every update may write into its operand."""
    function = _accumulate_in_place(edit(function, replaced=spell_buffers(nodes_in(function.body))))
    hoisted: set[Operation] = set()
    for round_ in count():
        program = Program(function)
        memory = Memory(program)
        if (kept := keep_loaded(program, memory, hoisted)) is not None:
            function = kept
            continue
        conflicts = find_conflicts(program, memory)
        demoted = _demoted(conflicts, memory)
        if demoted:
            function = edit(function, replaced={op: replace(op, name=_WITHOUT_WRITE[op.name]) for op in demoted})
        elif conflicts and round_ < _MOST_ROUNDS:
            function = resolve(program, memory, conflicts)
        elif conflicts:  # remedies that help one write may hinder another; a copy for each write helps for good
            function = edit(function, copied={conflict.update: {0} for conflict in conflicts})
        else:
            break
    return _settle(function)


def _demoted(conflicts: Iterable[Conflict], memory: Memory) -> list[Apply]:
    """Return opportunities to write that must be given up; of those for the same memory the first, others may do then.

    Of ``own(g), own(g)`` the first becomes a copy, and the second gives ``g`` itself away.
    """
    demoted: list[Apply] = []
    touched: set[Root] = set()
    for conflict in conflicts:
        memories = memory.owns(conflict.update.operands[0])
        if conflict.update.name in _WITHOUT_WRITE and touched.isdisjoint(memories):
            demoted.append(conflict.update)
            touched |= memories
    return demoted


def is_adjoint(hint: str) -> bool:
    """Say whether a name is that of a derivative."""
    return hint.endswith(ADJOINT_SUFFIXES)


def _accumulate_in_place(function: Function) -> Function:
    """Turn every addition to an array adjoint whose dtype and shape stay into an update; conflicts undo it later."""
    found: dict[Operation, Operation] = {}
    made_by: dict[Value, Operation] = {}
    for node in nodes_in(function.body):
        if isinstance(node, (Apply, If, Loop)):
            made_by.update((r, node) for r in node.results)
        if not isinstance(node, Apply):
            continue
        if node.name in _SUMS and _accumulates(node.operands[0], node.result) and not _begins(node, made_by):
            found[node] = replace(node, name=node.name.replace(".", ".i"))
        elif node.name == "list.add_at" and not _is_one_number(node):
            found[node] = replace(node, name="srcad.runtime.add_at")
    return edit(function, replaced=found)


def _is_one_number(node: Apply) -> bool:
    """Say whether what is added to a list goes to one of its items, and is a number or an array."""
    return ty.kind_of(node.operands[1].type) == "int" and ty.is_number(node.operands[2].type)


def _begins(total: Apply, made_by: Mapping[Value, Operation]) -> bool:
    """Say whether this is the sum of the first two terms, of one of the user's lines: that is one expression."""
    first = made_by.get(total.operands[0])
    if not isinstance(first, Apply) or first.name in {*_SUMS, *UPDATES, "zero"} or first.location is None:
        return False
    return total.location is not None and first.location.line == total.location.line


def _settle(function: Function) -> Function:
    """Turn each ``own`` that needs no copy into ``move``; of owners of one array side by side the first gets it."""
    settled: dict[Operation, Operation] = {}
    before: Operation | None = None
    for node in nodes_in(function.body):
        if isinstance(node, Apply) and node.name == "own":
            settled[node] = replace(node, name="move")
            if isinstance(before, Apply) and before.name == "copy" and before.operands == node.operands:
                settled[before], settled[node] = replace(before, name="move"), replace(node, name="copy")
        before = None if isinstance(node, (Yield, Exit, Raise)) else node
    return edit(function, replaced=settled)


def _accumulates(target: Value, total: Value) -> bool:
    named = is_adjoint(total.hint) or (total.hint == target.hint != "")
    return named and ty.is_same_array(target.type, total.type)
