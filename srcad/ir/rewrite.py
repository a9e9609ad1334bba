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


def with_blocks(operation: Try, change: Callable[[Block], Block]) -> Try:
    """Return a ``Try`` with each of its blocks changed, in the order of the text."""
    return replace(operation, body=change(operation.body), handlers=tuple(map(change, operation.handlers)))


def substitute_uses(block: Block, new: Mapping[Value, Value]) -> Block:
    """Return the block with each use of a value of ``new`` replaced, at any depth; definitions stay."""
    operations = tuple(_with_uses(o, new) for o in block.operations)
    return Block(block.params, operations, substitute_terminator(block.terminator, new))


def _with_uses(  # noqa: PLR0911 - one flat list of cases
    operation: Operation, new: Mapping[Value, Value]
) -> Operation:
    def use(value: Value) -> Value:
        return new.get(value, value)

    match operation:
        case Constant():
            return operation
        case Apply(operands=operands) | Invoke(operands=operands):
            return replace(operation, operands=_all(operands, use))
        case Closure(captures=captures):
            return replace(operation, captures=_all(captures, use))
        case If(condition=condition, then=then, orelse=orelse):
            blocks = substitute_uses(then, new), substitute_uses(orelse, new)
            return replace(operation, condition=use(condition), then=blocks[0], orelse=blocks[1])
        case Loop(iterable=iterable, inits=inits, body=body):
            source = None if iterable is None else use(iterable)
            return replace(operation, iterable=source, inits=_all(inits, use), body=substitute_uses(body, new))
        case With(manager=manager, body=body):
            return replace(operation, manager=use(manager), body=substitute_uses(body, new))
        case Try(kinds=kinds):
            caught = tuple(_all(k, use) for k in kinds)
            return with_blocks(replace(operation, kinds=caught), lambda block: substitute_uses(block, new))
        case _:
            assert_never(operation)


def _block(block: Block, value: Substitution) -> Block:
    terminator: Terminator = replace(block.terminator, values=_all(block.terminator.values, value))
    return Block(_all(block.params, value), tuple(_operation(o, value) for o in block.operations), terminator)


def _all(values: tuple[Value, ...], value: Substitution) -> tuple[Value, ...]:
    return tuple(value(v) for v in values)


def _operation(  # noqa: PLR0911 - one flat list of cases
    operation: Operation, value: Substitution
) -> Operation:
    match operation:
        case Constant(result=result):
            return replace(operation, result=value(result))
        case Apply(operands=operands, results=results) | Invoke(operands=operands, results=results):
            return replace(operation, operands=_all(operands, value), results=_all(results, value))
        case Closure(captures=captures, result=result):
            return replace(operation, captures=_all(captures, value), result=value(result))
        case If(condition=condition, then=then, orelse=orelse, results=results):
            blocks = (_block(then, value), _block(orelse, value))
            return If(value(condition), blocks[0], blocks[1], _all(results, value), operation.location)
        case Loop(iterable=iterable, inits=inits, body=body, results=results):
            source = None if iterable is None else value(iterable)
            return Loop(source, _all(inits, value), _block(body, value), _all(results, value), operation.location)
        case With(manager=manager, body=body, results=results):
            return With(value(manager), _block(body, value), _all(results, value), operation.location)
        case Try(kinds=kinds, results=results):
            caught = tuple(_all(k, value) for k in kinds)
            renamed = replace(operation, kinds=caught, results=_all(results, value))
            return with_blocks(renamed, lambda block: _block(block, value))
        case _:
            assert_never(operation)
