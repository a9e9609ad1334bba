"""Joining: branches side by side on one condition become one branch.

before: ``if c: y_bar = 7 * y_bar``, ``if c: y_bar = y_bar / z``
after: ``if c: y_bar = 7 * y_bar; y_bar = y_bar / z``
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from srcad.ir.nodes import Apply, Block, Constant, Function, If, Operation, Value, Yield
from srcad.ir.rewrite import substitute_uses
from srcad.ir.types import Literal, Scalar
from srcad.ir.walk import falls_through, operands_of, operations_in, with_blocks

_COMPARISONS = frozenset(f"operator.{name}" for name in ("eq", "ne", "lt", "le", "gt", "ge"))


def join_branches(function: Function, start: int = 0) -> Function:
    """Return the function with such branches joined from position ``start`` of its body on."""
    body = function.body
    joining = _Joining(_questions(body))
    operations = (*body.operations[:start], *joining.operations(body.operations[start:]))
    return replace(function, body=replace(body, operations=operations))


def _questions(body: Block) -> dict[Value, Hashable]:
    """Return for each comparison of numbers what it compares: that of the same ones has the same answer."""
    return {
        o.result: (o.name, *(v.type if isinstance(v.type, Literal) else v for v in o.operands))
        for o in operations_in(body.operations)
        if _is_question(o)
    }


def _is_question(operation: Operation) -> TypeGuard[Apply]:
    if not isinstance(operation, Apply) or operation.name not in _COMPARISONS:
        return False
    return all(isinstance(v.type, (Scalar, Literal)) for v in operation.operands)


@dataclass(frozen=True, slots=True)
class _Joining:
    questions: Mapping[Value, Hashable]

    def operations(self, operations: Sequence[Operation]) -> list[Operation]:
        done: list[Operation] = []
        for operation in operations:
            changed = with_blocks(operation, self._block)
            place = len(done) - 1
            while place >= 0 and (isinstance(done[place], Constant) or _is_question(done[place])):
                place -= 1
            before, between = (done[place] if place >= 0 else None), done[place + 1 :]
            if isinstance(changed, If) and isinstance(before, If) and self._may_join(before, between, changed):
                done[place:] = [*between, _joined(before, changed)]
            else:
                done.append(changed)
        return done

    def _block(self, block: Block) -> Block:
        return replace(block, operations=tuple(self.operations(block.operations)))

    def _may_join(self, first: If, between: Sequence[Operation], second: If) -> bool:
        if not {v for o in between for v in operands_of(o)}.isdisjoint(first.results):
            return False
        blocks = (first.then, first.orelse, second.then, second.orelse)
        asked = [self.questions.get(c, c) for c in (first.condition, second.condition)]
        return asked[0] == asked[1] and all(map(falls_through, blocks))


def _joined(first: If, second: If) -> If:
    then = _followed(first.then, first.results, second.then)
    orelse = _followed(first.orelse, first.results, second.orelse)
    return replace(second, then=then, orelse=orelse, results=(*first.results, *second.results))


def _followed(first: Block, results: Sequence[Value], second: Block) -> Block:
    """Return a block that does what two do, one after the other; ``results`` are what the first one yields."""
    given = first.terminator.values
    then = substitute_uses(second, dict(zip(results, given)))
    end = Yield((*given, *then.terminator.values), second.terminator.location)
    return Block(first.params, (*first.operations, *then.operations), end)
