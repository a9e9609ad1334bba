"""Joining: branches on one condition become one, if nothing between needs the first; one inside another is decided.

before: ``if c: y_bar = 7 * y_bar``, ``if c: y_bar = y_bar / z``; ``if c: x_bar = y_bar * x if c else 0.0``
after: ``if c: y_bar = 7 * y_bar; y_bar = y_bar / z``; ``if c: x_bar = y_bar * x if True else 0.0``
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from srcad.ir.nodes import Apply, Block, Constant, Function, If, Operation, Value, Yield
from srcad.ir.rewrite import substitute_uses
from srcad.ir.types import Literal, Scalar
from srcad.ir.walk import falls_through, operands_of, operations_in, with_blocks
from srcad.rules.table import lookup

#: Operations that look at memory or mark a place.
_IN_THEIR_PLACE = ("memory.", "heap.", "tape.", "try.", "cell.", "section", "region", "call", "undefined", "set.")
_COMPARISONS = frozenset(f"operator.{name}" for name in ("eq", "ne", "lt", "le", "gt", "ge"))


def join_branches(function: Function, start: int = 0) -> Function:
    """Return the function with such branches joined from position ``start`` of its body on."""
    body = function.body
    joining = _Joining(_questions(body))
    operations = (*body.operations[:start], *joining.operations(body.operations[start:], {}))
    return replace(function, body=replace(body, operations=operations))


def _questions(body: Block) -> dict[Value, Hashable]:
    """Return for each comparison of numbers what it compares: that of the same ones has the same answer."""
    return {
        o.result: (o.name, *(v.type if isinstance(v.type, Literal) else v for v in o.operands))
        for o in operations_in(body.operations)
        if _is_question(o)
    }


def _may_be_done_before(operation: Operation) -> bool:
    """Say whether an operation may go before a branch whose results it does not use: it does nothing to memory."""
    if not isinstance(operation, Apply):
        return isinstance(operation, Constant)
    primitive = lookup(operation.name)
    return primitive is not None and not primitive.effect and not operation.name.startswith(_IN_THEIR_PLACE)


def _is_question(operation: Operation) -> TypeGuard[Apply]:
    if not isinstance(operation, Apply) or operation.name not in _COMPARISONS:
        return False
    return all(isinstance(v.type, (Scalar, Literal)) for v in operation.operands)


@dataclass(frozen=True, slots=True)
class _Joining:
    questions: Mapping[Value, Hashable]

    def operations(self, operations: Sequence[Operation], known: Mapping[Hashable, bool]) -> list[Operation]:
        """Return the operations of a block; of the questions ``known`` the answers are known there."""
        done: list[Operation] = []
        for operation in operations:
            changed = self._changed(operation, known, done)
            place = len(done) - 1
            while place >= 0 and _may_be_done_before(done[place]):
                place -= 1
            before, between = (done[place] if place >= 0 else None), done[place + 1 :]
            if isinstance(changed, If) and isinstance(before, If) and self._may_join(before, between, changed):
                done[place:] = [*between, _joined(before, changed)]
            else:
                done.append(changed)
        return done

    def _changed(self, operation: Operation, known: Mapping[Hashable, bool], done: list[Operation]) -> Operation:
        """Return an operation with joined branches in its blocks; append the answer to what it asks, if it is known."""
        if not isinstance(operation, If):
            return with_blocks(operation, lambda block: self._block(block, known))
        question = self._question(operation)
        then, orelse = (
            self._block(block, {**known, question: answer})
            for block, answer in ((operation.then, True), (operation.orelse, False))
        )
        condition = operation.condition
        if question in known:
            condition = Value(Literal(known[question]))
            done.append(Constant(condition, operation.location))
        return replace(operation, condition=condition, then=then, orelse=orelse)

    def _block(self, block: Block, known: Mapping[Hashable, bool]) -> Block:
        return replace(block, operations=tuple(self.operations(block.operations, known)))

    def _question(self, operation: If) -> Hashable:
        return self.questions.get(operation.condition, operation.condition)

    def _may_join(self, first: If, between: Sequence[Operation], second: If) -> bool:
        if not {v for o in between for v in operands_of(o)}.isdisjoint(first.results):
            return False
        blocks = (first.then, first.orelse, second.then, second.orelse)
        return self._question(first) == self._question(second) and all(map(falls_through, blocks))


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
