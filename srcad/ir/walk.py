"""Walking: what stands in operations and blocks, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TypeVar, assert_never

from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Exit,
    If,
    Invoke,
    Loop,
    Node,
    Operation,
    Raise,
    Try,
    Value,
    With,
    Yield,
)

_O = TypeVar("_O", bound=Operation)


def blocks_of(operation: Operation) -> tuple[Block, ...]:
    """Return the blocks nested in an operation."""
    match operation:
        case Constant() | Apply() | Invoke() | Closure():  # most of all
            return ()
        case If(then=then, orelse=orelse):
            return (then, orelse)
        case Loop(body=body) | With(body=body):
            return (body,)
        case Try(body=body, handlers=handlers):
            return (body, *handlers)
        case _:
            assert_never(operation)


def operands_of(operation: Operation) -> tuple[Value, ...]:
    """Return the values that the operation itself uses, without its blocks."""
    found: tuple[Value, ...] = ()
    match operation:
        case Constant():
            pass
        case If(condition=condition):
            found = (condition,)
        case Loop(iterable=iterable, inits=inits):
            found = inits if iterable is None else (iterable, *inits)
        case Closure(captures=captures):
            found = captures
        case Apply(operands=operands) | Invoke(operands=operands):
            found = operands
        case With(manager=manager):
            found = (manager,)
        case Try(kinds=kinds):
            found = tuple(kind for caught in kinds for kind in caught)
        case _:
            assert_never(operation)
    return found


def operations_in(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield operations and those in their blocks, at any depth, each before what is inside it."""
    return (node for node in _nodes_by(operations) if not isinstance(node, (Yield, Exit, Raise)))


def nodes_in(block: Block) -> Iterator[Node]:
    """Yield the operations and terminators of a block at any depth, in the order of the text."""
    return _nodes_by(_nodes_of(block))


def _nodes_of(block: Block) -> Iterator[Node]:
    return chain(block.operations, (block.terminator,))


def _nodes_by(nodes: Iterable[Node]) -> Iterator[Node]:
    waiting = [iter(nodes)]  # those around what is gone through: no generator for each depth
    while waiting:
        for node in waiting[-1]:
            yield node
            if isinstance(node, (If, Loop, With, Try)):
                waiting += map(_nodes_of, reversed(blocks_of(node)))
                break
        else:
            waiting.pop()


def defined_by(operations: Iterable[Operation]) -> Iterator[Value]:
    """Yield what operations define: results, and parameters and results in their blocks."""
    for operation in operations_in(operations):
        yield from operation.results
        for block in blocks_of(operation):
            yield from block.params


def defined_in(block: Block) -> Iterator[Value]:
    """Yield the parameters of a block, and what its operations define."""
    yield from block.params
    yield from defined_by(block.operations)


def used_by(operations: Iterable[Operation]) -> Iterator[Value]:
    """Yield what operations use, and what operations and terminators in their blocks do, as often as they do."""
    for node in _nodes_by(operations):
        yield from node.values if isinstance(node, (Yield, Exit, Raise)) else operands_of(node)


def used_in(block: Block) -> Iterator[Value]:
    """Yield what the operations and the terminator of a block use, at any depth, as often as they do."""
    yield from used_by(block.operations)
    yield from block.terminator.values


def with_blocks(operation: _O, change: Callable[[Block], Block]) -> _O:
    """Return an operation with each of its blocks changed, in the order of the text; itself if it has none."""
    match operation:
        case If(then=then, orelse=orelse):
            changed = change(then)
            return replace(operation, then=changed, orelse=change(orelse))
        case Loop(body=body) | With(body=body):
            return replace(operation, body=change(body))
        case Try(body=body, handlers=handlers):
            changed = change(body)
            return replace(operation, body=changed, handlers=tuple(map(change, handlers)))
        case _:
            return operation


def exits_of(block: Block) -> list[Exit]:
    """Return the exits of the loop whose body is, or holds in nested ifs, ``block``."""
    found = [block.terminator] if isinstance(block.terminator, Exit) else []
    for operation in block.operations:
        if isinstance(operation, (If, With)):
            found += [e for inner in blocks_of(operation) for e in exits_of(inner)]
    return found


def falls_through(block: Block) -> bool:
    """Say whether control can reach the end of the block (its terminator is a ``Yield``)."""
    return isinstance(block.terminator, Yield)


def handed_on(operations: Iterable[Operation]) -> Iterator[tuple[Value, Value]]:
    """Yield (source, target) for each value that branches, loops and their like hand on, at any depth."""
    for operation in operations_in(operations):
        if isinstance(operation, Loop):
            yield from _handed_on_by_loop(operation)
            continue
        for block in blocks_of(operation):
            if isinstance(block.terminator, Yield):
                yield from zip(block.terminator.values, operation.results)


def _handed_on_by_loop(loop: Loop) -> Iterator[tuple[Value, Value]]:
    carried = loop.carried
    before = [loop.inits, loop.body.terminator.values] if falls_through(loop.body) else [loop.inits]
    for values in before:
        yield from zip(values, carried)
    for values in (*before, *(end.values for end in exits_of(loop.body))):
        yield from zip(values, loop.results)


def reachable(starts: Iterable[Value], flows: Iterable[tuple[Value, Value]]) -> frozenset[Value]:
    """Return values, and all others that (source, target) pairs lead to from there."""
    leads: dict[Value, list[Value]] = {}
    for source, target in flows:
        leads.setdefault(source, []).append(target)
    found = set(starts)
    waiting = list(found)
    while waiting:
        fresh = [target for target in leads.get(waiting.pop(), ()) if target not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)
