"""Counting: a loop whose number of whole trips is not known beforehand carries a counter.

before: ``while y > 1: …`` or a ``for`` that ``break`` can leave.
after: the same with one more carried value, ``trips``, that each whole trip increases by one. A loop that carries such
a value as it is (``i += 1``) needs no other.
"""

from __future__ import annotations

from dataclasses import replace

from srcad.derive.counters import counters_of
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
    Terminator,
    Value,
    With,
    Yield,
)
from srcad.ir.walk import exits_of, with_blocks

#: The name of counters that the program did not have.
TRIPS = "trips"


def count_trips(function: Function) -> tuple[Function, dict[Value, Value]]:
    """Return the function with counters, and for each counted loop (by the value of its exit) the count."""
    counts: dict[Value, Value] = {}
    return replace(function, body=_block(function.body, counts)), counts


def _block(block: Block, counts: dict[Value, Value]) -> Block:
    operations: list[Operation] = []
    for operation in block.operations:
        counted = with_blocks(operation, lambda inner: _block(inner, counts))
        operations += _loop(counted, counts) if isinstance(counted, Loop) else [counted]
    return Block(block.params, tuple(operations), block.terminator)


def _loop(loop: Loop, counts: dict[Value, Value]) -> list[Operation]:
    sized = loop.iterable is not None and not isinstance(loop.iterable.type, (ty.Iterator, ty.Unknown))
    if sized and not exits_of(loop.body):
        return [loop]
    if (counted := _counted(loop)) is not None:
        counts[loop.results[-1]], operations = counted
        return [loop, *operations]
    zero, trips, total = Value(ty.Literal(0)), Value(ty.INT, TRIPS), Value(ty.INT, TRIPS)
    one, after = Value(ty.Literal(1)), Value(ty.INT, TRIPS)
    more = Apply("operator.add", (trips, one), (after,), (), loop.location)
    body = _with_exits(loop.body, trips)
    if isinstance(body.terminator, Yield):
        end = Yield((*body.terminator.values, after), body.terminator.location)
        body = Block((*body.params, trips), (*body.operations, Constant(one), more), end)
    else:
        body = Block((*body.params, trips), body.operations, body.terminator)
    counts[loop.results[-1]] = total
    results = (*loop.results[:-1], total, loop.results[-1])
    return [Constant(zero), replace(loop, inits=(*loop.inits, zero), body=body, results=results)]


def _counted(loop: Loop) -> tuple[Value, list[Operation]] | None:
    """Return the number of whole trips, if a counter of the program tells it, and what computes it; or None."""
    for counter in counters_of(loop):
        if abs(counter.step) == 1 and all(e.values[counter.place] is counter.param for e in exits_of(loop.body)):
            total = loop.results[counter.place]
            if counter.is_number_of_trip:
                return total, []
            operands = (total, counter.init) if counter.step > 0 else (counter.init, total)
            trips = Value(ty.INT, TRIPS)
            return trips, [Apply("operator.sub", operands, (trips,), (), loop.location)]
    return None


def _with_exits(block: Block, trips: Value) -> Block:
    """Give every exit of the loop the count as one more value."""
    operations: list[Operation] = []
    for operation in block.operations:
        match operation:
            case If(then=then, orelse=orelse):
                operations.append(replace(operation, then=_with_exits(then, trips), orelse=_with_exits(orelse, trips)))
            case With(body=body):
                operations.append(replace(operation, body=_with_exits(body, trips)))
            case _:
                operations.append(operation)
    terminator: Terminator = block.terminator
    if isinstance(terminator, Exit):
        terminator = replace(terminator, values=(*terminator.values, trips))
    return Block(block.params, tuple(operations), terminator)
