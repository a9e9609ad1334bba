"""What an operation does besides giving its results: what may be moved, and past what."""

from __future__ import annotations

from srcad.emit.program import UPDATES
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Closure, Constant, Invoke, Operation, Raise
from srcad.ir.walk import blocks_of, nodes_in
from srcad.rules.table import lookup

_PURE = frozenset(
    {"zero", "copy", "undefined", "unbroadcast", "move", "build.tuple", "build.list", "build.dict", "build.slice"}
)
_PURE_BUT_MAY_FAIL = frozenset({"check.defined", "getattr", "unpack", "build.text", "build.format"})
_TAPES = frozenset({"section", "tape.new", "tape.push", "tape.pop", "tape.cut", "tape.length"})
_ORDERED = _TAPES | {"method", "call"}


def has_effect(operation: Operation) -> bool:
    """Say whether the operation must keep its place among the others that have effects; updates apart."""
    if isinstance(operation, (Constant, Closure)):
        return False
    if isinstance(operation, Invoke):
        return True
    if isinstance(operation, Apply):
        return _apply_has_effect(operation.name)
    return any(_node_has_effect(node) for block in blocks_of(operation) for node in nodes_in(block))


def is_visible(operation: Operation) -> bool:
    """Say whether somebody can see, after an exception, that the operation was done: its effect is not on a tape."""
    nodes = [operation, *(node for block in blocks_of(operation) for node in nodes_in(block))]
    return any(_node_has_effect(n) for n in nodes if not (isinstance(n, Apply) and n.name in _TAPES))


def can_fail(operation: Operation) -> bool:
    """Say whether the operation may raise where arithmetic would not."""
    if not isinstance(operation, Apply) or operation.name in _PURE:
        return False
    if _is_plain_range(operation) or _is_plain_slice(operation):
        return False
    if operation.name in _PURE_BUT_MAY_FAIL:
        return True
    primitive = lookup(operation.name)
    return primitive is None or primitive.can_fail


def is_pure(operation: Operation) -> bool:
    """Say whether the operation only gives its result."""
    return not has_effect(operation) and not (isinstance(operation, Apply) and operation.name in UPDATES)


def _is_plain_range(operation: Apply) -> bool:
    """Say whether the operation is a ``range`` of integers without a step."""
    parts = [ty.widen(v.type) for v in operation.operands]
    integers = all(isinstance(t, ty.Scalar) and t.kind == "int" for t in parts)
    return operation.name == "builtins.range" and integers and len(parts) in (1, 2)


def _is_plain_slice(operation: Apply) -> bool:
    """Say whether the operation takes slices of an array that has that many axes."""
    if operation.name != "operator.getitem" or not isinstance(operation.operands[0].type, ty.Array):
        return False
    index, shape = operation.operands[1].type, operation.operands[0].type.shape
    parts = ty.parts_of_index(index)
    return shape is not None and len(parts) <= len(shape) and all(map(_is_integer_slice, parts))


def _is_integer_slice(t: ty.Type) -> bool:
    if not isinstance(t, ty.Slice):
        return False
    is_whole = t.step == ty.Literal(None) or (isinstance(t.step, ty.Literal) and t.step.value not in (0, None))
    return is_whole and all(part == ty.Literal(None) or ty.integer_kind(part) for part in (t.start, t.stop))


def _node_has_effect(node: object) -> bool:
    if isinstance(node, Apply):
        return _apply_has_effect(node.name)
    return isinstance(node, (Invoke, Raise))


def _apply_has_effect(name: str) -> bool:
    if name in _ORDERED:
        return True
    if name in _PURE or name in _PURE_BUT_MAY_FAIL or name in UPDATES:
        return False
    primitive = lookup(name)
    return primitive is None or primitive.effect
