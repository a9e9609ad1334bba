"""What is never reached: what stands behind an error that is raised in any case.

before: ``error = AttributeError(text)``, ``if True: raise error``, ``y = g(x)``
after: ``raise AttributeError(text)``
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir.nodes import Block, Function, If, Operation, Raise
from srcad.ir.types import Literal
from srcad.ir.walk import with_blocks


def drop_unreached(function: Function) -> Function:
    """Return the function without what is never reached in its branches, loops and tries."""
    body = function.body
    operations = tuple(with_blocks(operation, _block) for operation in body.operations)
    return replace(function, body=replace(body, operations=operations))


def _block(block: Block) -> Block:
    kept: list[Operation] = []
    for old in block.operations:
        operation = with_blocks(old, _block)
        if (end := _always_raises(operation)) is not None:
            return Block(block.params, (*kept, *end.operations), end.terminator)
        kept.append(operation)
    return replace(block, operations=tuple(kept))


def _always_raises(operation: Operation) -> Block | None:
    """Return the branch that is always taken, if it ends by raising an error."""
    if not isinstance(operation, If) or not isinstance(operation.condition.type, Literal):
        return None
    taken = operation.then if operation.condition.type.value else operation.orelse
    return taken if isinstance(taken.terminator, Raise) else None
