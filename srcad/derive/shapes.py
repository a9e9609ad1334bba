"""Less to save: where the reverse sweep needs of an array its shape alone, that is kept and not the array.

before: ``g = unbroadcast(t, y)`` in the reverse sweep, for an array ``y`` of a trip of the forward sweep
after: ``shape = y.shape`` in the forward sweep, and ``g = sum_to(t, shape)``

And what was written over a whole array, ``y[...] = v``, is ``v`` itself, which may be needed anyway or cost less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain

from srcad.analysis.typing import Typing
from srcad.derive.forward import ForwardMap
from srcad.derive.remake import cost
from srcad.ir import types as ty
from srcad.ir.lengths import proved_equal
from srcad.ir.nodes import Apply, Block, Loop, Operation, Value
from srcad.ir.rewrite import substitute_terminator, with_operands
from srcad.ir.walk import blocks_of, operands_of, operations_in, reachable, with_blocks
from srcad.rules.table import lookup

_OF_SHAPE = frozenset({"numpy.ndarray.shape", "numpy.ndarray.size", "numpy.ndarray.ndim"})


def keep_shapes(
    operations: Sequence[Operation], forward: ForwardMap, typing: Typing, undefined: Set[Value]
) -> tuple[Operation, ...]:
    """Return operations of the reverse sweep that use shapes; what takes these is added to the forward sweep.

    Of ``undefined`` values, which hold nothing on some path, no shape can be taken where they are made.
    """
    needed = frozenset(_needed(operations))
    sources = reachable(needed, _made_of(forward))
    keeper = _Keeper(forward, typing, undefined, needed, sources)
    keeper.new.update(_written_whole(forward))
    return keeper.operations(operations)


def _needed(operations: Sequence[Operation]) -> Iterator[Value]:
    for operation in operations_in(operations):
        match operation:
            case Apply(name=name) if name in _OF_SHAPE or name == "zero":
                pass
            case Apply(name="unbroadcast", operands=(term, _)):
                yield term
            case _:
                yield from operands_of(operation)
        for block in blocks_of(operation):
            yield from block.terminator.values


def _made_of(forward: ForwardMap) -> Iterator[tuple[Value, Value]]:
    """Yield the values of trips with what they may be made again of."""
    for value, made in forward.definition.items():
        if isinstance(made, Apply) and forward.home[value] is not forward.top and cost(made) is not None:
            yield from ((value, operand) for operand in made.operands)


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
    undefined: Set[Value]
    #: What the reverse sweep uses for more than its shape.
    needed: frozenset[Value]
    #: That, and what it may be made again of.
    sources: frozenset[Value]
    kept: dict[tuple[str, Value], Value] = field(default_factory=dict)
    new: dict[Value, Value] = field(default_factory=dict)
    #: The adjoints of arrays that are known at a place of a trip of the reverse sweep.
    known: list[Value] = field(default_factory=list)

    def operations(self, operations: Sequence[Operation]) -> tuple[Operation, ...]:
        """Return the operations, using what was kept."""
        kept: list[Operation] = []
        for old in operations:
            if (new := self._operation(old)) is not None:
                kept.append(new)
                if isinstance(new, Apply):
                    self.known += (v for v in new.results if isinstance(v.type, ty.Array))
        return tuple(kept)

    def _operation(self, old: Operation) -> Operation | None:
        if isinstance(old, Apply):
            return self._apply(old)
        if isinstance(old, Loop):  # adjoints from outside are not kept for zeros to be made like them
            outside, self.known = self.known, []
            body = self._block(old.body)
            self.known = outside
            return with_operands(replace(old, body=body), lambda v: self.new.get(v, v))
        return with_blocks(with_operands(old, lambda v: self.new.get(v, v)), self._block)

    def _block(self, block: Block) -> Block:
        outside = len(self.known)
        self.known += (v for v in block.params if isinstance(v.type, ty.Array))
        operations = self.operations(block.operations)
        del self.known[outside:]
        return Block(block.params, operations, substitute_terminator(block.terminator, self.new))

    def _apply(self, old: Apply) -> Apply | None:
        """Return an operation in terms of shapes; None for one that only takes a shape."""
        if old.name in _OF_SHAPE:
            array = self._like(old.operands[0])
            if array in self.forward.top.params or array in self.needed or not self._is_kept(old.operands[0]):
                return replace(old, operands=(array,))
            self.new[old.result] = self._keep(old.name, array)
            return None
        if old.name == "zero" and self._is_of_trip(old.operands[0]) and old.operands[0] not in self.sources:
            return replace(old, operands=(self._alike(old),))
        operands = tuple(self.new.get(v, v) for v in old.operands)
        if old.name == "unbroadcast" and self._is_kept(operands[1]):
            shape = self._keep("numpy.ndarray.shape", self._like(operands[1]))
            return replace(old, name="srcad.runtime.sum_to", operands=(operands[0], shape))
        return replace(old, operands=operands)

    def _alike(self, zero: Apply) -> Value:
        """Return what zeros can be made like: the latest adjoint of that shape, as earlier ones may be overwritten."""
        same = [v for v in reversed(self.known) if ty.is_same_array(v.type, zero.result.type)]
        same.sort(key=lambda v: v.hint != zero.result.hint)
        return same[0] if same else zero.operands[0]

    def _is_kept(self, array: Value) -> bool:
        """Say whether the forward sweep is to keep the shape of an array."""
        return self._is_of_trip(array) and array not in self.undefined

    def _like(self, array: Value) -> Value:
        """Return what has the same shape: a parameter, or that from which an array was computed element by element.

        If one of these is needed for more than its shape it is that one. Of what a trip has computed nothing needs to
        be kept in each trip if an array has that shape that was made beside the loops.
        """
        if self._is_of_trip(array):
            parameters = (p for p in self.forward.top.params if p not in self.forward.overwritten)
            if (same := next(_of_shape(array, chain(parameters, self._beside(array))), None)) is not None:
                return same
        source: Value | None = array
        while source is not None and source not in self.needed:
            array = source
            made = self.forward.definition.get(array)
            operands = made.operands if isinstance(made, Apply) and _is_elementwise(made) else ()
            source = next(_of_shape(array, operands), None)
        return array if source is None else source

    def _beside(self, array: Value) -> Iterator[Value]:
        """Yield what was computed outside of all blocks, before those in which an array is made.

        Behind a loop the length of what it gives is that of the last trip.
        """
        place = self.forward.place[self.forward.home[array]]
        while place.block is not self.forward.top:
            place = self.forward.place[place.block]
        for value, made in self.forward.definition.items():
            is_beside = isinstance(made, Apply) and self.forward.home[value] is self.forward.top
            if is_beside and self.forward.position[value] < place.position:
                yield value

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


def _is_elementwise(operation: Apply) -> bool:
    primitive = lookup(operation.name)
    return primitive is not None and primitive.rule is not None and primitive.rule.kind == "elementwise"


def _of_shape(array: Value, values: Iterable[Value]) -> Iterator[Value]:
    return (v for v in values if _has_shape_of(v.type, array.type))


def _has_shape_of(t: ty.Type, other: ty.Type) -> bool:
    """Say whether two arrays are proved to have one shape."""
    if not isinstance(t, ty.Array) or not isinstance(other, ty.Array) or not t.shape or not other.shape:
        return False
    return len(t.shape) == len(other.shape) and all(map(proved_equal, t.shape, other.shape))
