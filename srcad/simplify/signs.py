"""Signs: a negative product is written with the sign at its first factor.

before: ``-(g * np.sin(x))``
after: ``-g * np.sin(x)``; for an array and a number ``g * -rate``
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from srcad.errors import Location
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Constant, Function, Operation, Value
from srcad.ir.walk import used_in, with_blocks


def place_signs(function: Function, start: int = 0) -> Function:
    """Return the function with the signs moved inwards, from position ``start`` of its body on."""
    uses = Counter(used_in(function.body))
    body = function.body
    operations = (*body.operations[:start], *_operations(body.operations[start:], uses))
    return replace(function, body=replace(body, operations=operations))


def _operations(operations: tuple[Operation, ...], uses: Counter[Value]) -> tuple[Operation, ...]:
    done: list[Operation] = []
    for operation in operations:
        match operation:
            case Apply(name="operator.neg", operands=(value,)):
                _push(done, operation, value, uses)
            case _:
                done.append(with_blocks(operation, lambda block: _block(block, uses)))
    return tuple(done)


def _block(block: Block, uses: Counter[Value]) -> Block:
    return replace(block, operations=_operations(block.operations, uses))


def _push(done: list[Operation], negation: Apply, value: Value, uses: Counter[Value]) -> None:
    """Append the negation of ``value``, or of the first factor of the product that made it."""
    for position in range(len(done) - 1, -1, -1):
        made = done[position]
        if not isinstance(made, Apply) or made.results != (value,):
            continue
        if made.name not in ("operator.mul", "operator.truediv") or uses[value] != 1:
            break
        del done[position]
        operands = [*made.operands]
        k = int(_is_scaled_array(made))
        operands[k] = _negative(done, operands[k], made.location, uses)
        done.append(Apply(made.name, tuple(operands), negation.results, (), negation.location))
        return
    done.append(negation)


def _is_scaled_array(product: Apply) -> bool:
    """Say whether an array is multiplied by a number, whose sign costs less to change."""
    array, factor = (ty.widen(v.type) for v in product.operands)
    return product.name == "operator.mul" and isinstance(array, ty.Array) and isinstance(factor, ty.Scalar)


def _negative(done: list[Operation], value: Value, location: Location | None, uses: Counter[Value]) -> Value:
    """Append what gives the negative of a factor, and return it."""
    constant = value.type.value if isinstance(value.type, ty.Literal) else None
    if isinstance(constant, (int, float)) and not isinstance(constant, bool):
        result = Value(ty.Literal(-constant))
        done.append(Constant(result, location))
    else:
        wide = ty.widen(value.type)
        result = Value(replace(wide, value=None) if isinstance(wide, ty.Scalar) else wide)
        _push(done, Apply("operator.neg", (value,), (result,), (), location), value, uses)
    return result
