"""Algebra: identities that hold bit for bit, a few of them up to rounding, applied to the reverse sweep.

before: ``x_bar = 0.0 + g * 2 * x ** 1``, ``y + -(a * b)``, ``np.broadcast_to(g, u.shape) * u``
after: ``x_bar = g * 2 * x``, ``y - a * b``, ``g * u``

Each identity is a small function: see :mod:`srcad.simplify.identities`. Signs are first pulled outwards, so that
additions can take them up, and at last pushed into the first factor, as people write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from srcad.analysis.typing import Typing
from srcad.ir.builder import Builder
from srcad.ir.nodes import (
    Apply,
    Block,
    Function,
    If,
    Operation,
    Value,
    Yield,
)
from srcad.ir.rewrite import substitute_operation, substitute_terminator, with_operands
from srcad.ir.types import Literal
from srcad.ir.walk import blocks_of, exits_of, operations_in, with_blocks
from srcad.rules.table import lookup
from srcad.simplify.identities.arrays import ARRAYS
from srcad.simplify.identities.broadcasts import BROADCASTS, drop_broadcast, drop_first_axes, widen_broadcast
from srcad.simplify.identities.contractions import CONTRACTIONS
from srcad.simplify.identities.match import Identity, Match, Quotient, Quotients, quotient_of
from srcad.simplify.identities.numbers import NUMBERS
from srcad.simplify.identities.signs import SIGNS

#: In the order in which they are tried.
_FAMILIES = (NUMBERS, ARRAYS, CONTRACTIONS, BROADCASTS, SIGNS)


def simplify_algebra(function: Function, typing: Typing, start: int = 0, exact: bool = False) -> Function:
    """Return the function with the identities applied from position ``start`` of its body on.

    Where values of the forward sweep are computed again, all have to be ``exact``: a condition must hold again.
    """
    body = function.body
    builder = Builder(body.params, typing.infer)
    builder.operations = list(body.operations[:start])
    rewriter = _Rewriter(exact, dict(_quotients(Block(body.params, body.operations[:start], body.terminator))))
    rewriter.note(operations_in(builder.operations))
    rewriter.operations(body.operations[start:], builder)
    terminator = substitute_terminator(body.terminator, rewriter.new)
    return replace(function, body=Block(body.params, tuple(builder.operations), terminator))


def _decided(operation: Operation) -> Block | None:
    """Return the branch that is always taken, once it is settled what is saved for it; or None."""
    if not isinstance(operation, If) or not isinstance(operation.condition.type, Literal):
        return None
    taken = operation.then if operation.condition.type.value else operation.orelse
    marked = any(isinstance(o, Apply) and o.name == "region" for o in taken.operations)
    return None if marked or not isinstance(taken.terminator, Yield) else taken


def _quotients(block: Block) -> Iterator[tuple[Quotient, Value]]:
    """Give the quotients of the forward sweep that are there wherever what they are made of is."""
    here = set(block.params)
    for operation in block.operations:
        match operation:
            case Apply(name="operator.truediv", operands=(a, b), results=(quotient,)) if not here.isdisjoint((a, b)):
                yield quotient_of(a, b), quotient
        inner = blocks_of(operation)
        for part in inner:
            yield from _quotients(part)
        if any(map(exits_of, inner)):
            here.clear()  # what was made before may be there without what comes now
        here.update(operation.results)


class _Rewriter:
    def __init__(self, exact: bool, quotients: Quotients) -> None:
        self.exact = exact
        self.quotients = quotients
        self.new: dict[Value, Value] = {}
        self.made_by: dict[Value, Operation] = {}

    def note(self, operations: Iterable[Operation]) -> None:
        for operation in operations:
            self.made_by.update((r, operation) for r in operation.results)

    def operations(self, operations: Sequence[Operation], builder: Builder) -> None:
        for old in operations:
            builder.location = old.location
            operation = self._inside(old, builder)
            if (taken := _decided(operation)) is not None:
                builder.operations += taken.operations
                self.note(taken.operations)
                self.new.update(zip(operation.results, taken.terminator.values))
            elif isinstance(operation, Apply) and len(operation.results) == 1:
                self._apply(operation, builder)
            else:
                builder.add(operation)
                self.note([operation])

    def _inside(self, operation: Operation, builder: Builder) -> Operation:
        renamed = with_operands(operation, self._now)
        return with_blocks(renamed, lambda block: self._block(block, builder))

    def _now(self, value: Value) -> Value:
        return self.new.get(value, value)

    def _block(self, block: Block, builder: Builder) -> Block:
        inner = builder.nested(block.params)
        self.operations(block.operations, inner)
        return inner.finish(substitute_terminator(block.terminator, self.new))

    def _apply(self, operation: Apply, builder: Builder) -> None:
        """Apply identities to one operation, and to what they give, until none matches."""
        before = len(builder.operations)
        match = Match(operation, builder, self.made_by, self.quotients)
        for identity in _identities(operation, self.exact):
            if (found := identity(match)) is not None:
                self.new[operation.result] = self._again(found, builder, before)
                return
        builder.add(operation)
        self.made_by[operation.result] = operation

    def _again(self, value: Value, builder: Builder, before: int) -> Value:
        """Simplify what an identity has appended."""
        fresh = builder.operations[before:]
        if not fresh or not any(value in o.results for o in fresh):
            return value
        del builder.operations[before:]
        for operation in fresh:
            operation = substitute_operation(operation, self.new)
            if isinstance(operation, Apply) and len(operation.results) == 1:
                self._apply(operation, builder)
            else:
                builder.add(operation)
        return self._now(value)


def _identities(operation: Apply, exact: bool) -> list[Identity]:
    found = [identity for family in _FAMILIES for identity in family.of(operation.name, exact)]
    primitive = lookup(operation.name)
    if primitive is not None and primitive.rule is not None and primitive.rule.kind == "elementwise":
        found += [drop_broadcast, widen_broadcast, drop_first_axes]
    return found
