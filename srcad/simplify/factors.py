"""Factors: people write a constant before what it scales.

before: ``b_bar = c_bar * 2``, ``g = u_bar[1:-1] * 0.5``
after: ``b_bar = 2 * c_bar``, ``g = 0.5 * u_bar[1:-1]``

What continues a product or a quotient stays: ``g / n * 2``. So does what scales the seed, as it came in.
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir.builder import blocks_of
from srcad.ir.nodes import Apply, Block, Function, If, Loop, Operation, Try, Value, With
from srcad.ir.rewrite import with_blocks
from srcad.ir.types import Literal

_CHAINS = frozenset({"operator.mul", "operator.truediv", "operator.neg"})


def place_factors(function: Function, start: int = 0) -> Function:
    """Return the function with constant factors first, from position ``start`` of its body on."""
    body = function.body
    stay = {value for value, p in zip(function.params, function.parameters) if p.kind == "seed"}
    _note(body, stay)
    operations = (*body.operations[:start], *(_placed(o, stay) for o in body.operations[start:]))
    return replace(function, body=replace(body, operations=operations))


def _note(block: Block, stay: set[Value]) -> None:
    for operation in block.operations:
        if isinstance(operation, Apply) and operation.name in _CHAINS and not operation.result.hint:
            stay.add(operation.result)
        for inner in blocks_of(operation):
            _note(inner, stay)


def _placed(operation: Operation, stay: set[Value]) -> Operation:
    match operation:
        case Apply(name="operator.mul", operands=(scaled, factor)) if scaled not in stay:
            is_constant = isinstance(factor.type, Literal) and not isinstance(scaled.type, Literal)
            return replace(operation, operands=(factor, scaled)) if is_constant else operation
        case If(then=then, orelse=orelse):
            return replace(operation, then=_block(then, stay), orelse=_block(orelse, stay))
        case Loop(body=body) | With(body=body):
            return replace(operation, body=_block(body, stay))
        case Try():
            return with_blocks(operation, lambda block: _block(block, stay))
    return operation


def _block(block: Block, stay: set[Value]) -> Block:
    return replace(block, operations=tuple(_placed(o, stay) for o in block.operations))
