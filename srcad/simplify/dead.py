"""Dead code: what nobody uses goes.

before: ``s = sin(y); t = cos(y); return t``
after: ``t = cos(y); return t``

Arithmetic and calls of functions with a rule go though they could warn or raise; effects, ``raise`` and opaque calls
never. A carried value of a loop is live if its result is, or if a live operation uses it in the body. A tape is live if
something popped from it is; what is written to a buffer, if anything live is read from one that may be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from srcad.analysis.raising import may_raise
from srcad.analysis.references import References
from srcad.analysis.writes import is_unknown_call
from srcad.ir.handles import HEAP_READS, HEAP_WRITES
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Exit,
    Function,
    If,
    Invoke,
    Loop,
    Operation,
    Raise,
    Try,
    Value,
    With,
    Yield,
)
from srcad.ir.types import List, has_reference
from srcad.ir.walk import blocks_of, exits_of, operands_of, operations_in, with_blocks
from srcad.rules.table import lookup

#: Marks: they stay where they stand, but keep nothing alive.
_MARKS = frozenset({"section", "region"})
_BUFFER_WRITES = frozenset({"memory.store", "memory.add", "memory.add_at", "memory.rejoin", *HEAP_WRITES})
_BUFFER_READS = frozenset({"memory.load", "memory.read", "memory.outer", *HEAP_READS})
_TAPE_WRITES = frozenset({"tape.push", "tape.cut"})


def remove_dead(
    function: Function, start: int = 0, stays: Callable[[Apply], bool] | None = None, saved: bool = False
) -> Function:
    """Return the function without dead operations from position ``start`` of its body on; what ``stays`` is none.

    Before the values are ``saved`` that the reverse sweep needs, it may need what a loop is left with.
    """
    live = _Live(References(function), stays, saved)
    live.mark(function.body)
    body = function.body
    kept = [o for operation in body.operations[start:] for o in _prune(operation, live)]
    return replace(function, body=Block(body.params, (*body.operations[:start], *kept), body.terminator))


def has_effect(operation: Operation, within: frozenset[Function] = frozenset()) -> bool:
    """Say whether an operation does something besides giving its results; ``within`` are functions being looked at."""
    match operation:
        case Apply(name=name):
            if name in _MARKS or name.startswith(("tape.", "memory.", "heap.")):
                return False
            if name == "check.defined" and isinstance(operation.result.type, List):
                return True  # where it fails, the reverse sweep could go on with an empty list
            primitive = lookup(name)
            return is_unknown_call(operation) if primitive is None else primitive.effect
        case Constant() | Closure():
            return False
        case Invoke(function=function):
            return function not in within and _leaves_or_acts(function.body, within | {function})
        case _:
            return any(_leaves_or_acts(b, within) for b in blocks_of(operation))


def _leaves_or_acts(block: Block, within: frozenset[Function]) -> bool:
    return isinstance(block.terminator, (Raise, Exit)) or any(has_effect(o, within) for o in block.operations)


def _raising(block: Block) -> Iterator[Operation]:
    """Give the operations in a block, at any depth, that may raise."""
    return filter(may_raise, operations_in(block.operations))


def _is_mark(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name in _MARKS


class _Live:
    """The live values."""

    def __init__(self, references: References, stays: Callable[[Apply], bool] | None, saved: bool) -> None:
        self.values: set[Value] = set()
        self.saved = saved
        self.references = references
        #: Says whether an operation stays though nobody uses what it gives.
        self.stays = stays
        #: The classes of references through which something live is read.
        self.read: set[Value] = set()
        #: What may raise in the body of a live ``Try``.
        self.held: set[Operation] = set()
        #: Of operations with blocks: whether they have an effect.
        self._acts: dict[Operation, bool] = {}

    def _size(self) -> int:
        return len(self.values) + len(self.read)

    def mark(self, block: Block) -> None:
        """Mark what the function's results and effects need, until nothing more is found."""
        size = -1
        while size != self._size():
            size = self._size()
            self.values.update(block.terminator.values)
            self._operations(block.operations)

    def is_live(self, operation: Operation) -> bool:
        """Say whether an operation stays."""
        if isinstance(operation, Apply) and self.stays is not None and self.stays(operation):
            return True
        if isinstance(operation, Apply) and operation.name in _TAPE_WRITES:
            return operation.operands[0] in self.values
        if isinstance(operation, Apply) and operation.name in _BUFFER_WRITES:
            return self.references.of(operation.operands[0]) in self.read
        if isinstance(operation, Apply) and operation.name == "tape.pop":
            return operation.operands[0] in self.values or operation.result in self.values
        if operation in self.held or any(r in self.values for r in operation.results):
            return True
        return self._has_effect(operation) or any(map(self._writes, blocks_of(operation)))

    def _has_effect(self, operation: Operation) -> bool:
        """Say what :func:`has_effect` does; each block is looked at once, however often the answer is needed."""
        if not (blocks := blocks_of(operation)):
            return has_effect(operation)
        if operation not in self._acts:
            leaves = any(isinstance(b.terminator, (Raise, Exit)) for b in blocks)
            self._acts[operation] = leaves or any(self._has_effect(o) for b in blocks for o in b.operations)
        return self._acts[operation]

    def _writes(self, block: Block) -> bool:
        """Say whether a live tape or buffer is written to in a block, or something stays there."""
        for operation in block.operations:
            if isinstance(operation, Apply):
                if self.stays is not None and self.stays(operation):
                    return True
                live_tape = operation.name.startswith("tape.") and not self.values.isdisjoint(operation.operands[:1])
                if live_tape or (operation.name in _BUFFER_WRITES and self.is_live(operation)):
                    return True
            elif any(map(self._writes, blocks_of(operation))):
                return True
        return False

    def _operations(self, operations: Sequence[Operation]) -> None:
        for operation in reversed(operations):
            if self.is_live(operation) or _is_mark(operation):
                self._operation(operation)

    def _operation(self, operation: Operation) -> None:
        match operation:
            case If(condition=condition, then=then, orelse=orelse, results=results):
                self.values.add(condition)
                for block in (then, orelse):
                    self._block(block, results)
            case With(manager=manager, body=body, results=results):
                self.values.add(manager)
                self._block(body, results)
            case Try(results=results):
                self.values.update(operands_of(operation))
                self.held.update(_raising(operation.body))
                for block in blocks_of(operation):
                    self._block(block, results)
            case Loop():
                self._loop(operation)
            case _:
                self.values.update(operands_of(operation))
                self._reads(operation)

    def _reads(self, operation: Operation) -> None:
        """Note which buffers an operation reads; those from outside are seen by others afterwards."""
        if isinstance(operation, Apply) and not operation.name.startswith(("memory.", "heap.")):
            opaque = lookup(operation.name) is None and not operation.name.startswith("tape.")
        else:
            opaque = not isinstance(operation, Apply) or operation.name in _BUFFER_READS
        if opaque:
            values = (*operation.results, *operands_of(operation))
            self.read.update(self.references.of(v) for v in values if has_reference(v.type))

    def _block(self, block: Block, results: Sequence[Value]) -> None:
        end = block.terminator
        match end:
            case Yield(values=values):
                self.values.update(v for v, r in zip(values, results) if r in self.values)
            case Raise(values=values):
                self.values.update(values)
            case Exit():
                pass  # the loop around marks what it needs
        self._operations(block.operations)

    def _loop(self, loop: Loop) -> None:
        if loop.iterable is not None:
            self.values.add(loop.iterable)
        params = loop.carried
        size = -1
        while size != self._size():
            size = self._size()
            left = [r in self.values for r in loop.results]
            live = [r or p in self.values for r, p in zip(left, params)]
            self._ends(loop.body, live, left if self.saved else live)
            self._operations(loop.body.operations)
        self.values.update(v for v, keep in zip(loop.inits, live) if keep)

    def _ends(self, body: Block, live: Sequence[bool], left: Sequence[bool]) -> None:
        """Mark what the next trip begins with, and what is ``left`` where the loop is left."""
        match body.terminator:
            case Yield(values=values):
                self.values.update(v for v, keep in zip(values, live) if keep)
            case Raise(values=values):
                self.values.update(values)
            case Exit():
                pass
        for end in exits_of(body):
            self.values.update(v for v, keep in zip(end.values, left) if keep)


def _prune(operation: Operation, live: _Live) -> list[Operation]:
    if _is_mark(operation):
        return [operation]
    if not live.is_live(operation):
        return []
    match operation:
        case If(condition=condition, then=then, orelse=orelse, results=results):
            keep = [r in live.values for r in results]
            blocks = [_block(b, live, keep) for b in (then, orelse)]
            return [If(condition, blocks[0], blocks[1], _kept(results, keep), operation.location)]
        case With(manager=manager, body=body, results=results):
            keep = [r in live.values for r in results]
            return [With(manager, _block(body, live, keep), _kept(results, keep), operation.location)]
        case Try(results=(*results, outcome)):
            keep = [r in live.values for r in results]
            pruned = with_blocks(operation, lambda block: _block(block, live, keep))
            return [replace(pruned, results=(*_kept(results, keep), outcome))]
        case Loop():
            return [_loop(operation, live)]
        case _:
            return [operation]


def _kept(values: Sequence[Value], keep: Sequence[bool]) -> tuple[Value, ...]:
    return tuple(v for v, k in zip(values, keep) if k)


def _block(block: Block, live: _Live, keep: Sequence[bool]) -> Block:
    operations = [o for operation in block.operations for o in _prune(operation, live)]
    end = block.terminator
    if isinstance(end, Yield):
        end = replace(end, values=_kept(end.values, keep))
    return Block(block.params, tuple(operations), end)


def _loop(loop: Loop, live: _Live) -> Loop:
    count = len(loop.body.params) - len(loop.inits)
    params = loop.body.params[count:]
    keep = [r in live.values or p in live.values for r, p in zip(loop.results, params)]
    body = _block(loop.body, live, keep)
    idle = [p if live.saved and r not in live.values else None for r, p in zip(loop.results, params)]
    body = Block((*loop.body.params[:count], *_kept(params, keep)), body.operations, body.terminator)
    body = _exits(body, keep, idle)
    results = (*_kept(loop.results, keep), loop.results[-1])
    return Loop(loop.iterable, _kept(loop.inits, keep), body, results, loop.location)


def _exits(block: Block, keep: Sequence[bool], idle: Sequence[Value | None]) -> Block:
    """Drop the dead carried values from the exits of one loop; nobody sees what becomes of ``idle`` ones there."""
    operations: list[Operation] = []
    for operation in block.operations:
        match operation:
            case If(then=then, orelse=orelse):
                operations.append(replace(operation, then=_exits(then, keep, idle), orelse=_exits(orelse, keep, idle)))
            case With(body=body):
                operations.append(replace(operation, body=_exits(body, keep, idle)))
            case _:
                operations.append(operation)
    end = block.terminator
    if isinstance(end, Exit):
        values = [v if p is None else p for v, p in zip(end.values, idle)]
        end = replace(end, values=_kept(values, keep))
    return Block(block.params, tuple(operations), end)
