"""Directions: a loop that does not look at its item may run either way.

before: ``for i in reversed(range(n)): x_bar += y_bar``
after: ``for i in range(n): x_bar += y_bar``
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir.builder import blocks_of, operands_of
from srcad.ir.nodes import Apply, Block, Closure, Constant, Function, If, Invoke, Loop, Operation, Try, Value, With
from srcad.ir.rewrite import with_blocks


def turn_forward(function: Function) -> Function:
    """Return the function with needless ``reversed`` dropped."""
    used: set[Value] = set()
    made_by: dict[Value, Operation] = {}
    _note(function.body, used, made_by)
    return replace(function, body=_block(function.body, used, made_by))


def _note(block: Block, used: set[Value], made_by: dict[Value, Operation]) -> None:
    used.update(block.terminator.values)
    for operation in block.operations:
        used.update(operands_of(operation))
        made_by.update((r, operation) for r in operation.results)
        for inner in blocks_of(operation):
            _note(inner, used, made_by)


def _block(block: Block, used: set[Value], made_by: dict[Value, Operation]) -> Block:
    def change(operation: Operation) -> Operation:
        match operation:
            case If(then=then, orelse=orelse):
                return replace(operation, then=_block(then, used, made_by), orelse=_block(orelse, used, made_by))
            case Loop(body=body):
                return _loop(replace(operation, body=_block(body, used, made_by)), used, made_by)
            case With(body=body):
                return replace(operation, body=_block(body, used, made_by))
            case Try():
                return with_blocks(operation, lambda inner: _block(inner, used, made_by))
            case Constant() | Apply() | Invoke() | Closure():
                return operation

    return replace(block, operations=tuple(map(change, block.operations)))


def _loop(loop: Loop, used: set[Value], made_by: dict[Value, Operation]) -> Loop:
    if loop.iterable is None or loop.body.params[0] in used:
        return loop
    made = made_by.get(loop.iterable)
    if not (isinstance(made, Apply) and made.name == "builtins.reversed"):
        return loop
    return replace(loop, iterable=made.operands[0])
