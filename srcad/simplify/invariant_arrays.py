"""Invariants: what gives the same in each trip of a loop is done before it, and so is its adjoint.

before: ``for _ in range(n): forward = np.maximum(velocity, 0.0); u[1:] -= forward[1:] * u[:-1]``
after: ``forward = np.maximum(velocity, 0.0)``, ``for _ in range(n): u[1:] -= forward[1:] * u[:-1]``

This is for array arithmetic, and for functions of numbers that cost more than to keep their results.
Only operations that cannot raise: with no trip at all the loop would not have done them. Views go before the loop with
what is computed of them, not by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from srcad.ir import types as ty
from srcad.ir.lengths import Length, is_one, proved_equal
from srcad.ir.nodes import Apply, Block, Constant, Function, Loop, Operation, Value
from srcad.ir.walk import exits_of, operands_of, operations_in, with_blocks

_ARITHMETIC = frozenset(
    {
        *(f"operator.{name}" for name in ("add", "sub", "mul", "neg")),
        *(f"numpy.{name}" for name in ("add", "subtract", "multiply", "negative", "maximum", "minimum", "absolute")),
    }
)
#: What costs more than to keep its result, of numbers too: it may warn, but does not raise.
_COSTLY = frozenset(f"numpy.{name}" for name in ("exp", "sqrt", "sin", "cos", "tan", "tanh", "arctan", "log"))
#: What takes the memory of its first operand, which is therefore made in each trip.
_TAKING = frozenset({"array.store", "array.add_at", "memory.new"})


def hoist_arrays(function: Function) -> Function:
    """Return the function with such operations before the outermost loop in which they do not vary."""
    taken = frozenset(_taken(function.body))
    return replace(function, body=_block(function.body, taken))


def _taken(block: Block) -> Iterable[Value]:
    for operation in operations_in(block.operations):
        if isinstance(operation, Apply) and operation.name in _TAKING:
            yield operation.operands[0]


def _block(block: Block, taken: Set[Value]) -> Block:
    kept: list[Operation] = []
    for operation in block.operations:
        match operation:
            case Loop(body=body):
                hoisted, rest = _divide(_block(body, taken), taken)
                kept += [*hoisted, replace(operation, body=rest)]
            case _:
                kept.append(with_blocks(operation, lambda b: _block(b, taken)))
    return replace(block, operations=tuple(kept))


def _divide(body: Block, taken: Set[Value]) -> tuple[list[Operation], Block]:
    """Return what can be done before the loop, and the rest of its body."""
    held = taken | {v for end in (body.terminator, *exits_of(body)) for v in end.values}
    varying = {*body.params, *(r for o in body.operations for r in o.results)}
    movable: dict[Value, Operation] = {}
    wanted: set[Value] = set()
    for operation in body.operations:
        if _is_movable(operation, varying) and held.isdisjoint(operation.results):
            movable[operation.results[0]] = operation
            varying.difference_update(operation.results)
            if _is_wanted(operation):
                wanted.update(operation.results)
    hoisted = _with_needs(movable, wanted)
    rest = tuple(o for o in body.operations if o not in hoisted)
    return hoisted, replace(body, operations=rest)


def _has_axes(value: Value) -> bool:
    return isinstance(value.type, ty.Array) and bool(value.type.shape)


def _is_wanted(operation: Operation) -> bool:
    """Say whether an operation is worth a value that is kept through the loop: one on arrays, or a costly one."""
    if not isinstance(operation, Apply):
        return False
    on_arrays = operation.name in _ARITHMETIC and isinstance(operation.results[0].type, ty.Array)
    return on_arrays or operation.name in _COSTLY


def _with_needs(movable: dict[Value, Operation], wanted: set[Value]) -> list[Operation]:
    """Return the operations that give what is wanted, and those that they need, in order."""
    found: list[Operation] = []
    for value, operation in reversed(movable.items()):
        if value in wanted:
            wanted.update(operands_of(operation))
            found.append(operation)
    return found[::-1]


def _is_movable(operation: Operation, varying: Set[Value]) -> bool:
    if isinstance(operation, Constant):
        return True
    if not isinstance(operation, Apply) or not varying.isdisjoint(operation.operands):
        return False
    if operation.name == "build.slice":
        return all(isinstance(v.type, ty.Literal) for v in operation.operands)
    if operation.name == "operator.getitem":
        return _cannot_fail(*operation.operands)
    result = operation.results[0].type if len(operation.results) == 1 else None
    if operation.name not in _ARITHMETIC | _COSTLY or not isinstance(result, (ty.Array, ty.Scalar)):
        return False
    if isinstance(result, ty.Scalar):
        return result.kind == "float" and all(isinstance(ty.widen(v.type), ty.Scalar) for v in operation.operands)
    return bool(result.shape) and all(_fits(v.type, result.shape or ()) for v in operation.operands)


def _cannot_fail(array: Value, index: Value) -> bool:
    """Say whether a subscript is a slice of the first axis of an array."""
    return _has_axes(array) and isinstance(index.type, ty.Slice)


def _fits(operand: ty.Type, shape: Sequence[Length]) -> bool:
    """Say whether an operand is certainly broadcast to a shape."""
    wide = ty.widen(operand)
    if isinstance(wide, ty.Scalar):
        return True
    if not isinstance(wide, ty.Array) or wide.shape is None:
        return False
    return all(is_one(a) or proved_equal(a, b) for a, b in zip(reversed(wide.shape), reversed(shape)))
