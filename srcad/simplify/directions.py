"""Directions: a loop that does not look at its item may run either way.

before: ``for i in reversed(range(n)): x_bar += y_bar``
after: ``for i in range(n): x_bar += y_bar``
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir.nodes import Apply, Block, Function, Loop, Operation, Value
from srcad.ir.walk import operations_in, used_in, with_blocks


def turn_forward(function: Function) -> Function:
    """Return the function with needless ``reversed`` dropped."""
    used = set(used_in(function.body))
    made_by = {r: o for o in operations_in(function.body.operations) for r in o.results}
    return replace(function, body=_block(function.body, used, made_by))


def _block(block: Block, used: set[Value], made_by: dict[Value, Operation]) -> Block:
    def change(operation: Operation) -> Operation:
        changed = with_blocks(operation, lambda inner: _block(inner, used, made_by))
        return _loop(changed, used, made_by) if isinstance(changed, Loop) else changed

    return replace(block, operations=tuple(map(change, block.operations)))


def _loop(loop: Loop, used: set[Value], made_by: dict[Value, Operation]) -> Loop:
    if loop.iterable is None or loop.body.params[0] in used:
        return loop
    made = made_by.get(loop.iterable)
    if not (isinstance(made, Apply) and made.name == "builtins.reversed"):
        return loop
    return replace(loop, iterable=made.operands[0])
