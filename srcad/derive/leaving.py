"""Telling exits apart: the reverse sweep must know where a loop was left, not only whether by ``break`` or ``return``.

before: two exits of one loop have the same number.
after: the loop carries one more value, ``left_at``, that each of its exits sets to a number of its own. What was asked
of the number of the exit is asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
    Value,
    With,
    Yield,
)
from srcad.ir.walk import exits_of, with_blocks


def tell_exits(function: Function) -> tuple[Function, dict[Value, Value]]:
    """Return the function, and for each loop with ambiguous exits (by the value of its exit) what tells them apart."""
    telling = _Telling()
    body = telling.block(function.body)
    return replace(function, body=_asking(body, telling)), telling.places


def place_of(loop: Loop, end: Exit, told: Value) -> int:
    """Return what ``told``, a result of the loop, is when the loop is left by this exit."""
    t = end.values[loop.results.index(told)].type
    assert isinstance(t, ty.Literal)
    assert isinstance(t.value, int)
    return t.value


@dataclass(slots=True)
class _Telling:
    places: dict[Value, Value] = field(default_factory=dict)
    #: For the exit of a loop: the numbers of its exits, by their places.
    numbers: dict[Value, list[int]] = field(default_factory=dict)

    def block(self, block: Block) -> Block:
        """Return the block with the loops in it told apart."""
        return replace(block, operations=tuple(o for old in block.operations for o in self._operation(old)))

    def _operation(self, operation: Operation) -> list[Operation]:
        told = with_blocks(operation, self.block)
        return self._loop(told) if isinstance(told, Loop) else [told]

    def _loop(self, loop: Loop) -> list[Operation]:
        exits = exits_of(loop.body)
        if len({e.number for e in exits}) == len(exits):
            return [loop]
        zero, param, result = Value(ty.Literal(0)), Value(ty.INT, "left_at"), Value(ty.INT, "left_at")
        body = _with_places(loop.body, {id(e): i + 1 for i, e in enumerate(exits)})
        if isinstance(body.terminator, Yield):
            body = replace(body, terminator=replace(body.terminator, values=(*body.terminator.values, param)))
        body = replace(body, params=(*body.params, param))
        self.places[loop.results[-1]] = result
        self.numbers[loop.results[-1]] = [e.number for e in exits]
        results = (*loop.results[:-1], result, loop.results[-1])
        return [Constant(zero), replace(loop, inits=(*loop.inits, zero), body=body, results=results)]


def _asking(block: Block, telling: _Telling) -> Block:
    """Return a block in which it is asked where loops were left, not by which number."""
    operations: list[Operation] = []
    for old in block.operations:
        operation = with_blocks(old, lambda inner: _asking(inner, telling))
        match operation:
            case Apply(name="operator.eq", operands=(number, Value(type=ty.Literal(value=int(wanted))))) if (
                number in telling.places
            ):
                operations += _question(operation, telling.places[number], telling.numbers[number], wanted)
            case _:
                operations.append(operation)
    return replace(block, operations=tuple(operations))


def _question(operation: Apply, place: Value, numbers: Sequence[int], wanted: int) -> list[Operation]:
    """Return what asks whether a loop was left at one of the places of a number."""
    found = [i for i, number in enumerate(numbers, 1) if number == wanted]
    if not found or found != list(range(found[0], (found[0] if len(found) == 1 else len(numbers)) + 1)):
        return [operation]
    first = Value(ty.Literal(found[0]))
    name = "operator.eq" if len(found) == 1 else "operator.ge"
    return [Constant(first, operation.location), replace(operation, name=name, operands=(place, first))]


def _with_places(block: Block, places: dict[int, int]) -> Block:
    """Give every exit its place as one more value."""
    operations: list[Operation] = []
    for operation in block.operations:
        match operation:
            case If(then=then, orelse=orelse):
                blocks = _with_places(then, places), _with_places(orelse, places)
                operations.append(replace(operation, then=blocks[0], orelse=blocks[1]))
            case With(body=body):
                operations.append(replace(operation, body=_with_places(body, places)))
            case _:
                operations.append(operation)
    end = block.terminator
    if isinstance(end, Exit):
        place = Value(ty.Literal(places[id(end)]))
        operations.append(Constant(place, end.location))
        end = replace(end, values=(*end.values, place))
    return Block(block.params, tuple(operations), end)
