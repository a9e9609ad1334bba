"""Joining: branches side by side on one condition become one branch.

before: ``if c: y_bar = 7 * y_bar``, ``if c: y_bar = y_bar / z``
after: ``if c: y_bar = 7 * y_bar; y_bar = y_bar / z``
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.ir.nodes import Block, Constant, Function, If, Operation, Value, Yield
from srcad.ir.rewrite import substitute_uses
from srcad.ir.walk import falls_through, with_blocks


def join_branches(function: Function, start: int = 0) -> Function:
    """Return the function with such branches joined from position ``start`` of its body on."""
    body = function.body
    operations = (*body.operations[:start], *_operations(body.operations[start:]))
    return replace(function, body=replace(body, operations=operations))


def _operations(operations: Sequence[Operation]) -> list[Operation]:
    done: list[Operation] = []
    for operation in operations:
        changed = with_blocks(operation, _block)
        place = len(done) - 1
        while place >= 0 and isinstance(done[place], Constant):
            place -= 1
        before = done[place] if place >= 0 else None
        if isinstance(changed, If) and isinstance(before, If) and _may_join(before, changed):
            done[place:] = [*done[place + 1 :], _joined(before, changed)]
        else:
            done.append(changed)
    return done


def _block(block: Block) -> Block:
    return replace(block, operations=tuple(_operations(block.operations)))


def _may_join(first: If, second: If) -> bool:
    blocks = (first.then, first.orelse, second.then, second.orelse)
    return first.condition is second.condition and all(map(falls_through, blocks))


def _joined(first: If, second: If) -> If:
    then = _followed(first.then, first.results, second.then)
    orelse = _followed(first.orelse, first.results, second.orelse)
    return replace(second, then=then, orelse=orelse, results=(*first.results, *second.results))


def _followed(first: Block, results: Sequence[Value], second: Block) -> Block:
    """Return a block that does what two do, one after the other; ``results`` are what the first one yields."""
    given = first.terminator.values
    then = substitute_uses(second, dict(zip(results, given)))
    end = Yield((*given, *then.terminator.values), second.terminator.location)
    return Block(first.params, (*first.operations, *then.operations), end)
