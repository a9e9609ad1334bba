"""Less to save: where the reverse sweep needs of an array its shape alone, that is kept and not the array.

before: ``g = unbroadcast(t, y)`` in the reverse sweep, for an array ``y`` of a trip of the forward sweep
after: ``shape = y.shape`` in the forward sweep, and ``g = sum_to(t, shape)``

And what was written over a whole array, ``y[...] = v``, is ``v`` itself, which may be needed anyway or cost less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from srcad.analysis.typing import Typing
from srcad.derive.forward import ForwardMap
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Operation, Value
from srcad.ir.rewrite import substitute_terminator, with_operands
from srcad.ir.walk import with_blocks

_OF_SHAPE = frozenset({"numpy.ndarray.shape", "numpy.ndarray.size", "numpy.ndarray.ndim"})


def keep_shapes(operations: Sequence[Operation], forward: ForwardMap, typing: Typing) -> tuple[Operation, ...]:
    """Return operations of the reverse sweep that use shapes; what takes these is added to the forward sweep."""
    keeper = _Keeper(forward, typing)
    keeper.new.update(_written_whole(forward))
    return keeper.operations(operations)


def _written_whole(forward: ForwardMap) -> dict[Value, Value]:
    """Return, for the arrays of trips that were written to as a whole, what was written."""
    return {
        value: o.operands[2]
        for value, o in forward.definition.items()
        if isinstance(o, Apply) and o.name == "array.store" and forward.home[value] is not forward.top
        if o.operands[1].type == ty.Literal(...) and ty.is_same_array(o.operands[2].type, value.type)
    }


@dataclass(slots=True)
class _Keeper:
    forward: ForwardMap
    typing: Typing
    kept: dict[tuple[str, Value], Value] = field(default_factory=dict)
    new: dict[Value, Value] = field(default_factory=dict)

    def operations(self, operations: Sequence[Operation]) -> tuple[Operation, ...]:
        """Return the operations, using what was kept."""
        return tuple(new for old in operations if (new := self._operation(old)) is not None)

    def _operation(self, old: Operation) -> Operation | None:
        if isinstance(old, Apply):
            return self._apply(old)
        return with_blocks(with_operands(old, lambda v: self.new.get(v, v)), self._block)

    def _block(self, block: Block) -> Block:
        operations = self.operations(block.operations)
        return Block(block.params, operations, substitute_terminator(block.terminator, self.new))

    def _apply(self, old: Apply) -> Apply | None:
        """Return an operation in terms of shapes; None for one that only takes a shape."""
        if old.name in _OF_SHAPE and self._is_of_trip(old.operands[0]):
            self.new[old.result] = self._keep(old.name, old.operands[0])
            return None
        operands = tuple(self.new.get(v, v) for v in old.operands)
        if old.name == "unbroadcast" and self._is_of_trip(operands[1]):
            shape = self._keep("numpy.ndarray.shape", operands[1])
            return replace(old, name="srcad.runtime.sum_to", operands=(operands[0], shape))
        return replace(old, operands=operands)

    def _is_of_trip(self, value: Value) -> bool:
        """Say whether a value is an array, with axes, that was made in a block of the forward sweep."""
        home = self.forward.home.get(value)
        if home is None or home is self.forward.top:
            return False
        return isinstance(value.type, ty.Array) and bool(value.type.shape)

    def _keep(self, name: str, array: Value) -> Value:
        """Return what the forward sweep takes of an array, just behind where it is made."""
        if (name, array) not in self.kept:
            (type_,) = self.typing.infer(name, (array,), (None,), 1)
            attribute = name.rpartition(".")[2]
            taken = Value(type_, f"{array.hint}_{attribute}" if array.hint else "")
            self.forward.add(Apply(name, (array,), (taken,)), array)
            self.kept[name, array] = taken
        return self.kept[name, array]
