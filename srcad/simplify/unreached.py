"""What is never reached: what stands behind an error that is raised in any case.

before: ``error = AttributeError(text)``, ``if True: raise error``, ``y = g(x)``
after: ``raise AttributeError(text)``

A branch with results, both sides of which come to raise, becomes one that raises in front of what raises otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from srcad.ir.nodes import Block, Function, If, Operation, Raise, Yield
from srcad.ir.types import Literal
from srcad.ir.walk import falls_through, with_blocks


def drop_unreached(function: Function) -> Function:
    """Return the function without what is never reached in its branches, loops and tries."""
    body = function.body
    return replace(function, body=replace(body, operations=tuple(map(_falling_through, body.operations))))


def _falling_through(operation: Operation) -> Operation:
    """Return an operation without what is never reached; what stands behind it stays, so one branch leads there."""
    changed = with_blocks(operation, _block)
    if isinstance(operation, If) and _never_gives(changed):
        return replace(operation, then=changed.then)
    return changed


def _block(block: Block) -> Block:
    kept: list[Operation] = []
    for old in block.operations:
        operation = with_blocks(old, _block)
        if (end := _always_raises(operation)) is not None:
            return Block(block.params, (*kept, *end.operations), end.terminator)
        if _never_gives(operation):  # the second branch goes on after the first one
            end = operation.orelse
            guard = replace(operation, results=(), orelse=Block((), (), Yield(())))
            return Block(block.params, (*kept, guard, *end.operations), end.terminator)
        kept.append(operation)
    return replace(block, operations=tuple(kept))


def _always_raises(operation: Operation) -> Block | None:
    """Return the branch that is always taken, if it ends by raising an error."""
    if not isinstance(operation, If) or not isinstance(operation.condition.type, Literal):
        return None
    taken = operation.then if operation.condition.type.value else operation.orelse
    return taken if isinstance(taken.terminator, Raise) else None


def _never_gives(operation: Operation) -> TypeGuard[If]:
    """Say whether a branch that has results is left by errors or exits only."""
    if not isinstance(operation, If) or not operation.results:
        return False
    return not falls_through(operation.then) and not falls_through(operation.orelse)
