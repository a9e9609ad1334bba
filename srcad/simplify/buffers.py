"""Adjoints of buffers: made where they are first needed, and not zeroed only to be added to.

before: ``s = memory.zero(r); …; memory.add(s, ..., g)``; ``memory.store(s, i, 0.0); memory.add(s, i, g)``;
``g = memory.read(s, i); memory.store(s, i, 0.0); …; memory.add(s, i, g)``
after: ``…; s = memory.new(g)``; ``memory.store(s, i, g)``; ``g = memory.read(s, i); …``
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.analysis.references import VIEWS_OR_COPIES
from srcad.ir import types as ty
from srcad.ir.lengths import proved_equal
from srcad.ir.nodes import Apply, Block, Constant, Function, Operation, Value
from srcad.ir.walk import blocks_of, operands_of, operations_in, used_by, with_blocks
from srcad.rules.table import lookup

_WRITES = frozenset({"memory.store", "memory.add", "memory.add_at", "memory.rejoin"})
_READS = frozenset({"memory.load", "memory.read"})


def simplify_buffers(function: Function) -> Function:
    """Return the function with the adjoints of its buffers handled as people do."""
    return replace(function, body=_Simplifier(function).block(function.body))


class _Simplifier:
    def __init__(self, function: Function) -> None:
        self.constants: dict[Value, object] = {}
        self.uses: dict[Value, int] = {}
        self.shadows: set[Value] = set()
        self._count(function.body)

    def _count(self, block: Block) -> None:
        for operation in block.operations:
            if isinstance(operation, Constant) and isinstance(operation.result.type, ty.Literal):
                self.constants[operation.result] = operation.result.type
            for value in operands_of(operation):
                self.uses[value] = self.uses.get(value, 0) + 1
            for inner in blocks_of(operation):
                self._count(inner)
        for value in block.terminator.values:
            self.uses[value] = self.uses.get(value, 0) + 1

    def block(self, block: Block) -> Block:
        """Return a block, simplified at any depth."""
        operations = [with_blocks(o, self.block) for o in block.operations]
        operations = self._sink(self._index(operations))
        operations = self._fuse(operations)
        return Block(block.params, tuple(operations), block.terminator)

    # ------------------------------------------------------------------ views without a name

    def _index(self, operations: Sequence[Operation]) -> list[Operation]:
        """Write ``s[i] += g`` for ``v = s[i]; v += g``, where nobody has named the view, which is no item of a list."""
        views = {o.result: o for o in operations if isinstance(o, Apply) and o.name == "operator.getitem"}
        views = {v: o for v, o in views.items() if isinstance(o.operands[0].type, ty.Reference)}
        found: list[Operation] = []
        for operation in operations:
            if isinstance(operation, Apply) and operation.name == "memory.add":
                target, index, value = operation.operands
                view = views.get(target)
                if view is not None and not target.hint and self.constants.get(index) == ty.Literal(...):
                    operation = replace(operation, operands=(*view.operands, value))
            found.append(operation)
        return found

    # ------------------------------------------------------------------ made where first needed

    def _sink(self, operations: Sequence[Operation]) -> list[Operation]:
        """Move what makes a zero adjoint, or a view of one, to where it is first used."""
        waiting: list[Operation] = []
        placed: list[Operation] = []

        def release(used: set[Value]) -> None:
            wanted = set(used)
            for o in reversed(waiting):
                if not wanted.isdisjoint(o.results):
                    wanted.update(operands_of(o))
            placed.extend(o for o in waiting if not wanted.isdisjoint(o.results))
            waiting[:] = [o for o in waiting if wanted.isdisjoint(o.results)]

        for operation in operations:
            if self._is_shadow(operation):
                waiting.append(operation)
                continue
            if waiting:
                release(set(used_by((operation,))))
            placed.append(operation)
        return [*placed, *waiting]

    def _is_shadow(self, operation: Operation) -> bool:
        if not isinstance(operation, Apply) or not any(isinstance(r.type, ty.Reference) for r in operation.results):
            return False
        if operation.name in VIEWS_OR_COPIES:  # a copy has to be taken while there are zeros
            return False
        primitive = lookup(operation.name)
        view = primitive is not None and primitive.view and not self.shadows.isdisjoint(operation.operands[:1])
        if operation.name == "memory.zero" or view:
            self.shadows.update(operation.results)
            return True
        return False

    # ------------------------------------------------------------------ zeros that are only added to

    def _fuse(self, operations: list[Operation]) -> list[Operation]:
        kept: list[Operation] = []
        for operation in operations:
            if not (isinstance(operation, Apply) and operation.name == "memory.add" and self._absorb(kept, operation)):
                kept.append(operation)
        return kept

    def _absorb(self, before: list[Operation], added: Apply) -> bool:
        """Let an earlier operation on the same place do what an addition does; say whether there was one."""
        shadow, index, value = added.operands
        for position in range(len(before) - 1, -1, -1):
            earlier = before[position]
            if isinstance(earlier, Apply) and earlier.name == "memory.zero" and earlier.result is shadow:
                return self._begin_with(before, position, added)
            if isinstance(earlier, Apply) and self._is_zeroing(earlier, shadow, index):
                return self._write_instead(before, position, added)
            if value in earlier.results and isinstance(earlier, Apply) and earlier.name not in _READS:
                continue
            if any(_reads_buffers(o) for o in operations_in((earlier,))) or blocks_of(earlier):
                return False
            if isinstance(earlier, Apply) and earlier.name in _WRITES and earlier.name != "memory.add":
                return False
        return False

    def _is_zeroing(self, operation: Apply, shadow: Value, index: Value) -> bool:
        if operation.name != "memory.store" or operation.operands[0] is not shadow:
            return False
        return self._same(operation.operands[1], index) and self._is_zero(operation.operands[2])

    def _is_zero(self, value: Value) -> bool:
        return self.constants.get(value) == ty.Literal(0.0)

    def _same(self, a: Value, b: Value) -> bool:
        return a is b or (a in self.constants and self.constants.get(a) == self.constants.get(b))

    def _begin_with(self, before: list[Operation], position: int, added: Apply) -> bool:
        """Make the adjoint of its first contribution, if that has its dtype and shape."""
        shadow, index, value = added.operands
        if self.constants.get(index) != ty.Literal(...) or not _fills(value.type, shadow.type):
            return False
        if shadow in used_by(before[position + 1 :]):
            return False
        del before[position]
        before.append(Apply("memory.new", (value,), (shadow,), (), added.location))
        return True

    def _write_instead(self, before: list[Operation], position: int, added: Apply) -> bool:
        """Write a contribution where zeros were written; nothing at all if it is what stood there."""
        shadow, index, value = added.operands
        read = next((o for o in before if value in o.results), None)
        if isinstance(read, Apply) and read.name in _READS and read.operands[0] is shadow:
            place = read.operands[1] if read.name == "memory.read" else None
            whole = place is None and self.constants.get(index) == ty.Literal(...)
            if (whole or (place is not None and self._same(place, index))) and _follows(before, read, position):
                del before[position]
                return True
        if any(_writes_buffers(o) for o in before[position + 1 :]):
            return False
        store = before[position]
        assert isinstance(store, Apply)
        del before[position]
        before.append(replace(store, operands=(shadow, index, value), location=added.location))
        return True


def _follows(before: Sequence[Operation], read: Operation, position: int) -> bool:
    """Say whether nothing is written between a read and the place where zeros are written."""
    start = before.index(read)
    return start < position and not any(_writes_buffers(o) for o in before[start + 1 : position])


def _fills(value: ty.Type, shadow: ty.Type) -> bool:
    """Say whether an array has the dtype and the shape of an adjoint."""
    if not isinstance(shadow, ty.Reference) or not isinstance(value, ty.Array) or value.shape is None:
        return False
    whole = shadow.target
    same = bool(whole.dtype) and whole.dtype == value.dtype and whole.shape is not None
    return (
        same
        and len(whole.shape or ()) == len(value.shape) > 0
        and all(map(proved_equal, value.shape, whole.shape or ()))
    )


def _reads_buffers(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name in _READS


def _writes_buffers(operation: Operation) -> bool:
    return any(isinstance(o, Apply) and o.name in _WRITES for o in operations_in((operation,)))
