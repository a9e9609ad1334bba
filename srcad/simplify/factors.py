"""Factors: people write a constant before what it scales.

before: ``b_bar = c_bar * 2``, ``g = u_bar[1:-1] * 0.5``
after: ``b_bar = 2 * c_bar``, ``g = 0.5 * u_bar[1:-1]``

What continues a product or a quotient stays: ``g / n * 2``. So does what scales the seed, as it came in.
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir.nodes import Apply, Block, Function, Operation, Value
from srcad.ir.types import Literal
from srcad.ir.walk import operations_in, with_blocks

_CHAINS = frozenset({"operator.mul", "operator.truediv", "operator.neg"})


def place_factors(function: Function, start: int = 0) -> Function:
    """Return the function with constant factors first, from position ``start`` of its body on."""
    body = function.body
    stay = {value for value, p in zip(function.params, function.parameters) if p.kind == "seed"}
    _note(body, stay)
    operations = (*body.operations[:start], *(_placed(o, stay) for o in body.operations[start:]))
    return replace(function, body=replace(body, operations=operations))


def _note(block: Block, stay: set[Value]) -> None:
    for operation in operations_in(block.operations):
        if isinstance(operation, Apply) and operation.name in _CHAINS and not operation.result.hint:
            stay.add(operation.result)


def _placed(operation: Operation, stay: set[Value]) -> Operation:
    match operation:
        case Apply(name="operator.mul", operands=(scaled, factor)) if scaled not in stay:
            is_constant = isinstance(factor.type, Literal) and not isinstance(scaled.type, Literal)
            return replace(operation, operands=(factor, scaled)) if is_constant else operation
        case _:
            return with_blocks(operation, lambda block: _block(block, stay))


def _block(block: Block, stay: set[Value]) -> Block:
    return replace(block, operations=tuple(_placed(o, stay) for o in block.operations))
