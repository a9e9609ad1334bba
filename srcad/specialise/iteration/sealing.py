"""Sealing: bodies of loops and of generators in the forms that one needs in the place of the other."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from srcad.ir import types as ty
from srcad.ir.nodes import (
    Apply,
    Block,
    Constant,
    Exit,
    Function,
    If,
    Loop,
    Operation,
    Raise,
    Terminator,
    Value,
    Yield,
)
from srcad.ir.rewrite import substitute_operation, substitute_terminator
from srcad.ir.walk import exits_of, with_blocks


def sealed(body: Block) -> Block:
    """Return the body of a loop without exits: it yields the carried values and the number of the exit, 0 for none.

    before: ``if a: exit(1, x)``, ``y = f(x)``, ``yield y``
    after: ``r, n = if a: yield x, 1 else: y = f(x); yield y, 0``, ``yield r, n``
    """
    for place, operation in enumerate(body.operations):
        if isinstance(operation, If) and any(exits_of(b) for b in (operation.then, operation.orelse)):
            return _split(body, place, operation)
    return _numbered(body)


def _numbered(body: Block) -> Block:
    end = body.terminator
    if isinstance(end, Raise):
        return body
    number = Value(ty.Literal(end.number if isinstance(end, Exit) else 0))
    operations = (*body.operations, Constant(number, end.location))
    return Block(body.params, operations, Yield((*end.values, number), end.location))


def _split(body: Block, place: int, operation: If) -> Block:
    """Put what follows an ``If`` into those of its branches that go on."""
    rest = body.operations[place + 1 :]
    then, orelse = (
        sealed(_followed(branch, operation, rest, body.terminator)) for branch in (operation.then, operation.orelse)
    )
    ends = [b.terminator for b in (then, orelse) if isinstance(b.terminator, Yield)]
    results = tuple(Value(hint=v.hint) for v in ends[0].values) if ends else ()
    joined = If(operation.condition, then, orelse, results, operation.location)
    end = Yield(results, body.terminator.location) if ends else Raise((), operation.location)
    return Block(body.params, (*body.operations[:place], joined), end)


def _followed(branch: Block, operation: If, rest: tuple[Operation, ...], end: Terminator) -> Block:
    if not isinstance(branch.terminator, Yield):
        return branch
    new = dict(zip(operation.results, branch.terminator.values))
    followed = tuple(substitute_operation(o, new) for o in rest)
    return Block(branch.params, (*branch.operations, *followed), substitute_terminator(end, new))


def without_stops(function: Function) -> Function:
    """Return a generator that does not ask whether its consumer stops.

    before: ``stopped = generator.yield(v)``, ``if stopped: exit(2)``
    after: ``stopped = generator.yield(v)``
    """
    return replace(function, body=_unasked(function.body))


def _unasked(block: Block) -> Block:
    stops: set[Value] = set()
    operations: list[Operation] = []
    new: dict[Value, Value] = {}
    for operation in block.operations:
        changed = substitute_operation(with_blocks(operation, _unasked), new)
        stops.update(_never_true(changed, stops))
        if isinstance(changed, If) and changed.condition in stops:
            operations += changed.orelse.operations
            new.update(zip(operation.results, changed.orelse.terminator.values))
        else:
            operations.append(changed)
    return Block(block.params, tuple(operations), substitute_terminator(block.terminator, new))


def _never_true(operation: Operation, stops: Container[Value]) -> tuple[Value, ...]:
    """Return what tells of a stop: the answer of the consumer, and the number of an exit of a loop that has none."""
    match operation:
        case Apply(name="generator.yield", results=results):
            return results
        case Loop(iterable=iterable, body=body, results=(*_, number)) if iterable is not None and not exits_of(body):
            return (number,)
        case Apply(name="operator.eq", operands=(number, other), results=results) if number in stops:
            return results if other.type != ty.Literal(0) else ()
        case _:
            return ()
