"""Rewriting: copies of blocks with other values, or other operations, in place of some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias, assert_never

from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    If,
    Invoke,
    Loop,
    Operation,
    Terminator,
    Try,
    Value,
    With,
)
from srcad.ir.walk import with_blocks

Substitution: TypeAlias = Callable[[Value], Value]


def substitute(block: Block, new: Mapping[Value, Value]) -> Block:
    """Return the block with each value of ``new`` replaced, definitions included, at any depth."""

    def value(v: Value) -> Value:
        return new.get(v, v)

    return _block(block, value)


def substitute_operation(operation: Operation, new: Mapping[Value, Value]) -> Operation:
    """Return one operation with each value of ``new`` replaced."""
    return _operation(operation, lambda v: new.get(v, v))


def substitute_terminator(terminator: Terminator, new: Mapping[Value, Value]) -> Terminator:
    """Return a terminator with each value of ``new`` replaced."""
    return replace(terminator, values=tuple(new.get(v, v) for v in terminator.values))


def substitute_uses(block: Block, new: Mapping[Value, Value]) -> Block:
    """Return the block with each use of a value of ``new`` replaced, at any depth; definitions stay."""
    operations = tuple(_with_uses(o, new) for o in block.operations)
    return Block(block.params, operations, substitute_terminator(block.terminator, new))


def _with_uses(operation: Operation, new: Mapping[Value, Value]) -> Operation:
    return with_blocks(with_operands(operation, lambda v: new.get(v, v)), lambda block: substitute_uses(block, new))


def with_operands(operation: Operation, change: Substitution) -> Operation:
    """Return an operation with each of its own operands changed; what stands in its blocks stays."""
    changed: Operation = operation
    match operation:
        case Constant():
            pass
        case Apply(operands=operands) | Invoke(operands=operands):
            changed = replace(operation, operands=_all(operands, change))
        case Closure(captures=captures):
            changed = replace(operation, captures=_all(captures, change))
        case If(condition=condition):
            changed = replace(operation, condition=change(condition))
        case Loop(iterable=iterable, inits=inits):
            source = None if iterable is None else change(iterable)
            changed = replace(operation, iterable=source, inits=_all(inits, change))
        case With(manager=manager):
            changed = replace(operation, manager=change(manager))
        case Try(kinds=kinds):
            changed = replace(operation, kinds=tuple(_all(k, change) for k in kinds))
        case _:
            assert_never(operation)
    return changed


def _with_results(operation: Operation, change: Substitution) -> Operation:
    if isinstance(operation, (Constant, Closure)):
        return replace(operation, result=change(operation.result))
    return replace(operation, results=_all(operation.results, change))


def _operation(operation: Operation, change: Substitution) -> Operation:
    changed = _with_results(with_operands(operation, change), change)
    return with_blocks(changed, lambda block: _block(block, change))


def _block(block: Block, change: Substitution) -> Block:
    terminator: Terminator = replace(block.terminator, values=_all(block.terminator.values, change))
    return Block(_all(block.params, change), tuple(_operation(o, change) for o in block.operations), terminator)


def _all(values: tuple[Value, ...], change: Substitution) -> tuple[Value, ...]:
    return tuple(map(change, values))
