"""Hoisting: arithmetic that gives the same number in each trip is done before the loop.

before: ``for _ in range(n): g = y_bar * (dt / 2); h = x_bar * (dt / 2)`` with ``dt / 2`` computed once per trip
after: ``half = dt / 2``, ``for _ in range(n): g = y_bar * half; h = x_bar * half``

Only numbers, and lengths of arrays, that have no name of the user's and are used more than once, and only operations
that cannot raise: with no trip at all the loop would not have computed them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import replace

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Constant, Function, Loop, Operation, Value
from srcad.ir.walk import operands_of, used_in, with_blocks

_SAFE = frozenset({"operator.add", "operator.sub", "operator.mul", "operator.neg"})
_LENGTH = "builtins.len"
_MAKING = frozenset({"tape.new", "zero"})


def hoist_invariants(function: Function) -> Function:
    """Return the function with such operations before the outermost loop in which they do not vary."""
    uses = Counter(used_in(function.body))
    return replace(function, body=_block(function.body, uses))


def _block(block: Block, uses: Counter[Value]) -> Block:
    kept: list[Operation] = []
    for operation in block.operations:
        match operation:
            case Loop(body=body):
                hoisted, rest = _divide(_block(body, uses), uses)
                place = _place(kept)
                kept[place:] = [*hoisted, *kept[place:], replace(operation, body=rest)]
            case _:
                kept.append(with_blocks(operation, lambda inner: _block(inner, uses)))
    return replace(block, operations=tuple(kept))


def _place(operations: list[Operation]) -> int:
    """Return the place before the tapes and zeros that are made for the loop at the end."""
    place = len(operations)
    while place and isinstance(made := operations[place - 1], Apply) and made.name in _MAKING:
        place -= 1
    return place


def _divide(body: Block, uses: Counter[Value]) -> tuple[list[Operation], Block]:
    """Return what can be done before the loop, and the rest of its body."""
    varying = {*body.params, *(r for o in body.operations for r in o.results)}
    constants = {o.result: o for o in body.operations if isinstance(o, Constant)}
    hoisted: list[Operation] = []
    rest: list[Operation] = []
    for operation in body.operations:
        if not (_is_invariant(operation, varying - constants.keys()) and uses[operation.results[0]] > 1):
            rest.append(operation)
            continue
        needed = [constants.pop(v) for v in dict.fromkeys(operands_of(operation)) if v in constants]
        varying.difference_update(operation.results, (o.result for o in needed))
        hoisted += [*needed, operation]
        rest = [o for o in rest if o not in needed]
    return hoisted, replace(body, operations=tuple(rest))


def _is_invariant(operation: Operation, varying: Set[Value]) -> bool:
    if (
        not isinstance(operation, Apply)
        or not _cannot_raise(operation)
        or operation.results[0].hint
        or not varying.isdisjoint(operation.operands)
    ):
        return False
    return operation.name == _LENGTH or all(
        ty.kind_of(v.type) in ("int", "float") and _is_scalar(v) for v in operation.operands
    )


def _cannot_raise(operation: Apply) -> bool:
    if operation.name in _SAFE:
        return True
    if operation.name == _LENGTH:
        t = operation.operands[0].type
        return isinstance(t, ty.Array) and bool(t.shape)
    divisor = operation.operands[1].type if operation.name == "operator.truediv" else None
    return isinstance(divisor, ty.Literal) and isinstance(divisor.value, (int, float)) and divisor.value != 0


def _is_scalar(value: Value) -> bool:
    return isinstance(ty.widen(value.type), ty.Scalar)
