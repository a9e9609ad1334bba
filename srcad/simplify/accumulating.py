"""Accumulation: of what is added to an adjoint, that which replaces what was cleared comes first.

before: ``g = u_bar[i]``, ``u_bar[i] = 0.0``, ``u_bar[j] += h``, ``u_bar[i] += 2.0 * g``
after: ``g = u_bar[i]``, ``u_bar[i] = 2.0 * g``, ``u_bar[j] += h``

Sums may come in any order. With ``g`` itself in the place of ``2.0 * g`` nothing is left but ``u_bar[j] += h``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from srcad.analysis.writes import names_each_place_once
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Function, Operation, Value
from srcad.ir.walk import operations_in, used_in, with_blocks
from srcad.simplify.identities.match import is_number, same_index

#: By what clears: what adds to a part of an adjoint.
_ADDITIONS = {"array.store": "array.add_at", "list.store": "list.add_at"}


def order_additions(function: Function, start: int = 0) -> Function:
    """Return the function with such additions in the place of what clears, from position ``start`` of its body on."""
    body = function.body
    uses = Counter(used_in(body))
    made_by = {r: o for o in operations_in(body.operations) for r in o.results}
    ordered = _Ordering(uses, made_by).operations(body.operations[start:])
    return replace(function, body=replace(body, operations=(*body.operations[:start], *ordered)))


class _Ordering:
    """Puts the additions of one block after the other in order."""

    def __init__(self, uses: Mapping[Value, int], made_by: Mapping[Value, Operation]) -> None:
        self.uses = uses
        self.made_by = made_by
        #: For a version of an adjoint to which something was added since: the operation that cleared a part of it.
        self.cleared: dict[Value, Apply] = {}

    def block(self, block: Block) -> Block:
        """Return a block in order."""
        return replace(block, operations=self.operations(block.operations))

    def operations(self, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
        """Return the operations of a block in order."""
        found: dict[Value | Operation, Operation] = {}
        for operation in operations:
            if not isinstance(operation, Apply):
                found[operation] = with_blocks(operation, self.block)
            elif operation.name in _ADDITIONS and self._is_zero(operation.operands[2]):
                found[operation.result] = operation
                self.cleared[operation.result] = operation
            elif operation.name in _ADDITIONS.values():
                self._add(operation, found)
            else:
                found[operation] = operation
        return tuple(found.values())

    def _add(self, operation: Apply, found: dict[Value | Operation, Operation]) -> None:
        """Note an addition; let it take the place of what cleared, if it is to the same part."""
        whole = operation.operands[0]
        clearing = self.cleared.get(whole) if self.uses[whole] == 1 and whole in found else None
        first = None if clearing is None else self._instead(clearing, operation)
        if clearing is not None and first is not None:
            clearing = _exchange(clearing, first, operation, found)
        else:
            found[operation.result] = operation
        if clearing is not None and clearing.name in _ADDITIONS:
            self.cleared[operation.result] = clearing

    def _is_zero(self, value: Value) -> bool:
        made = self.made_by.get(value)
        return is_number(value, 0) or (isinstance(made, Apply) and made.name == "zero")

    def _instead(self, clearing: Apply, adding: Apply) -> Apply | None:
        """Return what does both: clears, or has cleared, a part of an adjoint, and adds to the same part."""
        whole, index, old = clearing.operands
        _, place, value = adding.operands
        if not same_index(index, place, self.made_by) or not names_each_place_once(index.type):
            return None
        if clearing.name == "list.store" and not isinstance(ty.widen(value.type), ty.Scalar):  # it might be shared
            return None
        if self._is_zero(old):
            return replace(clearing, operands=(whole, index, value), location=adding.location)
        match self.made_by.get(value):
            case Apply(name="operator.getitem", operands=(read, part)) if read is whole:
                if same_index(part, index, self.made_by):  # what was there is added to what took its place
                    return replace(clearing, name=_ADDITIONS[clearing.name])
        return None


def _exchange(clearing: Apply, first: Apply, adding: Apply, found: dict[Value | Operation, Operation]) -> Apply:
    """Do ``first`` in the place of two operations, and behind it what stood between; return it as it is now."""
    value = adding.operands[0]
    between: list[Apply] = []
    while value is not clearing.result:
        passed = found.pop(value)
        assert isinstance(passed, Apply)
        between.append(passed)
        value = passed.operands[0]
    del found[value]
    if between:
        between[0] = replace(between[0], results=adding.results)
    else:
        first = replace(first, results=adding.results)
    for operation in (first, *reversed(between)):
        found[operation.result] = operation
    return first
