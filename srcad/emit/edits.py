"""Edits: a function with operations replaced, operands or results copied, and operations moved before others.

before: ``u1 = array.store(u, s, 0.0); w = 0.5 * u``
``w`` hoisted: ``w = 0.5 * u; u1 = array.store(u, s, 0.0)``
operand 0 copied: ``c = copy(u); u1 = array.store(c, s, 0.0); w = 0.5 * u``
``v = u[i]`` kept: ``p = u[i]; v = copy(p)``
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from srcad.analysis.possible import reached
from srcad.ir.builder import function_like
from srcad.ir.nodes import Apply, Block, Constant, Function, Loop, Node, Operation, Value
from srcad.ir.types import NONE, Tuple, Unknown
from srcad.ir.walk import nodes_in, with_blocks


def edit(
    function: Function,
    replaced: Mapping[Operation, Operation] | None = None,
    copied: Mapping[Node, set[int]] | None = None,
    hoisted: Mapping[Operation, tuple[Operation, ...]] | None = None,
    kept: Set[Operation] = frozenset(),
) -> Function:
    """Return the function with operations replaced, operands copied first, operations moved, results ``kept``."""
    nothing = (n.result for n in nodes_in(function.body) if isinstance(n, Constant) and n.result.type == NONE)
    absent = reached(function, nothing) if copied else frozenset()
    edited = _Edit(replaced or {}, copied or {}, hoisted or {}, kept, absent)
    return function_like(function, edited.block(function.body))


class _Edit:
    def __init__(
        self,
        replaced: Mapping[Operation, Operation],
        copied: Mapping[Node, set[int]],
        hoisted: Mapping[Operation, tuple[Operation, ...]],
        kept: Set[Operation],
        absent: frozenset[Value],
    ) -> None:
        self.replaced = replaced
        self.copied = copied
        self.hoisted = hoisted
        self.kept = kept
        #: Values that may be None, which cannot be copied.
        self.absent = absent
        self.moved = {operation for group in hoisted.values() for operation in group}

    def block(self, block: Block) -> Block:
        operations: list[Operation] = []
        for operation in block.operations:
            if operation in self.moved:
                continue
            for hoisted in self.hoisted.get(operation, ()):
                operations.append(self.operation(hoisted))
            operations.extend(self.copies(operation))
            if operation in self.kept:
                operations.extend(_kept(operations.pop()))
        return Block(block.params, tuple(operations), block.terminator)

    def copies(self, operation: Operation) -> list[Operation]:
        """Return the operation, with copies of some operands before it."""
        before: list[Operation] = []
        fresh: dict[int, Value] = {}
        for k in sorted(self.copied.get(operation, ())):
            old = _operand(operation, k)
            fresh[k] = Value(old.type, "" if _is_push(operation) else old.hint)
            is_doubtful = old in self.absent or isinstance(old.type, (Unknown, Tuple))
            name = "srcad.runtime.kept" if _is_push(operation) and is_doubtful else "copy"
            before.append(Apply(name, (old,), (fresh[k],), location=None))
        return [*before, _with_operands(self.operation(operation), fresh)]

    def operation(self, operation: Operation) -> Operation:
        return with_blocks(self.replaced.get(operation, operation), self.block)


def _kept(operation: Operation) -> tuple[Operation, Operation]:
    """Return an operation, and the copy of what it gives."""
    assert isinstance(operation, Apply)
    given = Value(operation.result.type)
    return replace(operation, results=(given,)), Apply("copy", (given,), operation.results, (), operation.location)


def _is_push(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name == "tape.push"


def _operand(operation: Operation, k: int) -> Value:
    if isinstance(operation, Loop):
        return operation.inits[k - (operation.iterable is not None)]
    assert isinstance(operation, Apply)
    return operation.operands[k]


def _with_operands(operation: Operation, fresh: Mapping[int, Value]) -> Operation:
    if not fresh:
        return operation
    if isinstance(operation, Loop):
        shift = operation.iterable is not None
        return replace(operation, inits=tuple(fresh.get(k + shift, v) for k, v in enumerate(operation.inits)))
    assert isinstance(operation, Apply)
    return replace(operation, operands=tuple(fresh.get(k, v) for k, v in enumerate(operation.operands)))
