"""Floats: a conversion of what is certainly a Python float goes.

before: ``x_bar = float(f_bar * y)`` where everything is a Python float
after: ``x_bar = f_bar * y``

The accumulators of loops are the reason for a pass of its own: that they hold Python floats follows from what is added
to them, and that from the accumulators. All scalars are supposed to be Python floats until one is found that may not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from itertools import chain, product

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Function, Loop, Operation, Value
from srcad.ir.rewrite import substitute, substitute_terminator, with_operands
from srcad.ir.types import Type
from srcad.ir.walk import blocks_of, handed_on, operations_in, reachable, with_blocks

_OPERATORS = frozenset(f"operator.{name}" for name in ("add", "sub", "mul", "truediv", "neg", "pos"))


def drop_float_calls(function: Function) -> Function:
    """Return the function without needless calls of ``float``."""
    doubtful = _doubtful(function)
    new: dict[Value, Value] = {}
    body = _block(function.body, doubtful, new)
    names: dict[Value, Value] = {}
    for converted, value in new.items():  # what was converted had the better name
        if converted.hint and not value.hint:
            names.setdefault(value, Value(value.type, converted.hint))
    return replace(function, body=substitute(body, names))


def _doubtful(function: Function) -> frozenset[Value]:
    """Return the values that may be something else than a Python float or int."""
    operations = function.body.operations
    plain = [o for o in operations_in(operations) if not blocks_of(o)]
    doubted = [v for v in function.params if not _is_python(v.type)]
    flows = list(handed_on(operations))
    pushed: dict[Value, list[Value]] = {}
    for operation in plain:
        match operation:
            case Apply(name="tape.push", operands=(tape, value)):
                pushed.setdefault(tape, []).append(value)
            case Apply(name="tape.pop", operands=(tape,)) if tape in pushed:  # else it comes out of a branch
                flows += product(pushed[tape], operation.results)
            case Apply(name=name) if name in _OPERATORS:
                flows += product(operation.operands, operation.results)
            case _:
                doubted += (v for v in operation.results if not _is_python(v.type))
    return reachable(chain(doubted, _items(operations)), flows)


def _items(operations: Iterable[Operation]) -> Iterator[Value]:
    """Yield what loops take of what they iterate over, if that may be something else than Python numbers."""
    for operation in operations_in(operations):
        if isinstance(operation, Loop) and operation.iterable is not None:
            item = operation.body.params[0]
            if not _is_python(item.type):
                yield item


def _is_python(t: Type) -> bool:
    wide = ty.widen(t)
    return isinstance(wide, ty.Scalar) and wide.form == "python" and wide.kind in ("int", "float")


def _block(block: Block, doubtful: Set[Value], new: dict[Value, Value]) -> Block:
    kept: list[Operation] = []
    for old in block.operations:
        operation = with_operands(old, lambda value: new.get(value, value))
        if isinstance(operation, Apply) and operation.name == "builtins.float" and len(operation.operands) == 1:
            (value,) = operation.operands
            if value not in doubtful and ty.kind_of(value.type) == "float":
                new[operation.results[0]] = value
                continue
        kept.append(with_blocks(operation, lambda inner: _block(inner, doubtful, new)))
    return Block(block.params, tuple(kept), substitute_terminator(block.terminator, new))
