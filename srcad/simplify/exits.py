"""Exits: what some exits of a loop give, and what the others do, is one value where it goes on as one.

before: ``a = None``, ``if p: a = z / n; left_at = 1; break``, …, ``if left_at == 1: z = a``
after: ``if p: z = z / n; break``
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Exit, Function, If, Loop, Operation, Value
from srcad.ir.rewrite import substitute_uses
from srcad.ir.walk import exits_of, falls_through, operations_in, used_in, with_blocks

_COMPARISONS: Mapping[str, Callable[[object, object], bool]] = {
    f"operator.{name}": getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")
}


def join_exits(function: Function) -> Function:
    """Return the function with such values made one; what chose between them is dead."""
    body = function.body
    while (joined := _joined(body, Counter(used_in(body)))) is not None:
        body = joined
    return replace(function, body=body)


def _joined(block: Block, uses: Counter[Value]) -> Block | None:
    """Return a block in which two results of a loop are one, or None."""
    for place, operation in enumerate(block.operations):
        rest = replace(block, params=(), operations=block.operations[place + 1 :])
        if isinstance(operation, Loop) and (found := _choice(operation, rest.operations, uses)) is not None:
            loop = _with_one(operation, found)
            made = loop.results[found.place]
            rest = substitute_uses(rest, {found.result: made, operation.results[found.place]: made})
            return replace(rest, params=block.params, operations=(*block.operations[:place], loop, *rest.operations))
        if (changed := _joined_inside(operation, uses)) is not None:
            operations = (*block.operations[:place], changed, *rest.operations)
            return replace(block, operations=operations)
    return None


def _joined_inside(operation: Operation, uses: Counter[Value]) -> Operation | None:
    found = False

    def change(block: Block) -> Block:
        nonlocal found
        joined = None if found else _joined(block, uses)
        found = found or joined is not None
        return joined or block

    changed = with_blocks(operation, change)
    return changed if found else None


@dataclass(frozen=True, slots=True)
class _Choice:
    """A choice between two results of a loop, by the exit that left it.

    ``result`` is what was chosen, ``place`` the position of the result that takes its place, ``other`` that of the
    other one, and ``leaves`` says of an exit whether it is to give the other one there.
    """

    result: Value
    place: int
    other: int
    leaves: Callable[[Exit], bool]


def _choice(loop: Loop, behind: Sequence[Operation], uses: Counter[Value]) -> _Choice | None:
    """Return a choice between results of the loop, which nothing else looks at."""
    places = {v: i for i, v in enumerate(loop.results) if uses[v] == 1}
    if len(places) < 2:
        return None
    questions = {o.result: o for o in operations_in(behind) if isinstance(o, Apply) and o.name in _COMPARISONS}
    for branch in operations_in(behind):
        if not isinstance(branch, If) or not falls_through(branch.then) or not falls_through(branch.orelse):
            continue
        if (answer := _answer(loop, questions.get(branch.condition))) is None:
            continue
        for result, *chosen in zip(branch.results, branch.then.terminator.values, branch.orelse.terminator.values):
            if uses[result] and chosen[0] is not chosen[1] and all(v in places for v in chosen):
                return _chosen(loop, result, [places[v] for v in chosen], answer)
    return None


def _answer(loop: Loop, question: Apply | None) -> Callable[[Exit | None], bool] | None:
    """Return what says how a question about a loop's exit is answered; None stands for the loop's own end."""
    if question is None:
        return None
    number, other = question.operands
    if number not in loop.results or not isinstance(other.type, ty.Literal):
        return None
    place, compare, constant = loop.results.index(number), _COMPARISONS[question.name], other.type.value
    if place == len(loop.results) - 1:
        return lambda left: compare(0 if left is None else left.number, constant)
    carried = loop.carried
    given = [e.values[place] for e in exits_of(loop.body)]
    if loop.iterable is not None:
        if falls_through(loop.body) and loop.body.terminator.values[place] is not carried[place]:
            return None
        given.append(loop.inits[place])
    if not all(isinstance(v.type, ty.Literal) for v in given):
        return None
    return lambda left: compare(_literal((loop.inits if left is None else left.values)[place]), constant)


def _literal(value: Value) -> object:
    assert isinstance(value.type, ty.Literal)
    return value.type.value


def _chosen(loop: Loop, result: Value, places: Sequence[int], answer: Callable[[Exit | None], bool]) -> _Choice:
    """Return the choice of the first of two places where the answer is yes; it stands where there is a value before."""
    first = isinstance(loop.inits[places[1]].type, ty.Undefined) if loop.iterable is None else answer(None)
    place, other = places if first else reversed(places)
    return _Choice(result, place, other, lambda left: answer(left) is not first)


def _with_one(loop: Loop, choice: _Choice) -> Loop:
    """Return the loop whose exits all give what was chosen."""
    body = _with_exits(loop.body, choice)
    made = Value(choice.result.type, choice.result.hint)
    return replace(loop, body=body, results=(*loop.results[: choice.place], made, *loop.results[choice.place + 1 :]))


def _with_exits(block: Block, choice: _Choice) -> Block:
    operations: Iterable[Operation] = (
        with_blocks(o, lambda inner: _with_exits(inner, choice)) if isinstance(o, If) else o for o in block.operations
    )
    end = block.terminator
    if isinstance(end, Exit) and choice.leaves(end):
        values = (*end.values[: choice.place], end.values[choice.other], *end.values[choice.place + 1 :])
        end = replace(end, values=values)
    return replace(block, operations=tuple(operations), terminator=end)
