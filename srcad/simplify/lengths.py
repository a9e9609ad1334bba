"""Lengths: those of arrays that a loop carries in one shape are asked once, before it.

before: ``for _ in range(n): rows = u.shape[0]; u[1:-1] = 0.5 * (u[:-2] + u[2:])``
after: ``rows = u.shape[0]``, ``for _ in range(n): u[1:-1] = 0.5 * (u[:-2] + u[2:])``

So the reverse sweep need not know them for each trip, and people do it that way.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from srcad.analysis.possible import maybe_undefined
from srcad.ir import types as ty
from srcad.ir.lengths import Length, is_unknown
from srcad.ir.nodes import Apply, Block, Constant, Function, Loop, Operation, Value
from srcad.ir.walk import defined_in, with_blocks

_LENGTHS = frozenset({"builtins.len", "numpy.ndarray.size", "numpy.ndarray.shape"})


def asked_shape(operation: Operation) -> tuple[Length, ...] | None:
    """Return what a length that an operation asks of an array depends on: axes of known lengths."""
    if not isinstance(operation, Apply) or operation.name not in _LENGTHS:
        return None
    array = operation.operands[0].type
    shape = array.shape if isinstance(array, ty.Array) else None
    if not shape or any(map(is_unknown, shape)):
        return None
    return shape[:1] if operation.name == "builtins.len" else shape


def is_part_of_shape(operation: Operation) -> bool:
    """Say whether an operation takes integers out of a tuple of integers, and cannot fail."""
    if not isinstance(operation, Apply) or operation.name not in ("unpack", "operator.getitem"):
        return False
    whole, place = (v.type for v in operation.operands)
    taken = [r.type for r in operation.results]
    if not isinstance(whole, ty.Tuple) or not all(map(_is_integer, (*whole.items, *taken))):
        return False
    return len(taken) == len(whole.items) if operation.name == "unpack" else isinstance(place, ty.Literal)


def _is_integer(t: ty.Type) -> bool:
    wide = ty.widen(t)
    return isinstance(wide, ty.Scalar) and wide.kind == "int"


def hoist_lengths(function: Function) -> Function:
    """Return the function with such lengths before the outermost loop that the shape lasts through."""
    return replace(function, body=_block(function.body, maybe_undefined(function)))


def _block(block: Block, undefined: Set[Value]) -> Block:
    kept: list[Operation] = []
    for operation in block.operations:
        inner = with_blocks(operation, lambda b: _block(b, undefined))
        if isinstance(inner, Loop):
            hoist = _Hoist(inner, [v for v in inner.inits if v not in undefined])
            inner = replace(inner, body=hoist.rest(inner.body))
            kept += hoist.moved
        kept.append(inner)
    return replace(block, operations=tuple(kept))


@dataclass(slots=True)
class _Hoist:
    """Moves lengths out of a loop."""

    loop: Loop
    #: What the loop begins with, and is sure to be assigned.
    inits: Sequence[Value]
    moved: list[Operation] = field(default_factory=list)
    #: What a trip defines.
    _varying: set[Value] = field(default_factory=set)
    #: The lengths that have been moved.
    _lengths: set[Value] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._varying.update(defined_in(self.loop.body))

    def rest(self, block: Block) -> Block:
        """Return a block of the loop without the lengths; those of inner loops stand before these already."""
        kept: list[Operation] = []
        for operation in block.operations:
            if isinstance(operation, Apply) and (operands := self._operands(operation)) is not None:
                self.moved.append(replace(operation, operands=operands))
                self._lengths.update(operation.results)
            else:
                kept.append(operation if isinstance(operation, Loop) else with_blocks(operation, self.rest))
        return replace(block, operations=tuple(kept))

    def _operands(self, operation: Apply) -> tuple[Value, ...] | None:
        """Return what an operation takes if it is done before the loop."""
        if not operation.operands:
            return None
        first, *others = operation.operands
        if asked_shape(operation) is not None and first in self._varying:
            same = [v for v in self.inits if ty.is_same_array(v.type, first.type)]
            same.sort(key=lambda v: v.hint != first.hint)
            return tuple(same[:1]) or None
        if first in self._lengths and is_part_of_shape(operation):
            constants = [Constant(Value(v.type)) for v in others]
            self.moved += constants
            return first, *(c.result for c in constants)
        return None
