"""Clears: zeros that nobody looks at later need not be written.

before: ``for i in reversed(range(n)): g = y_bar[i]; y_bar[i] = 0.0; x_bar[i] += 2.0 * g``
after: ``for i in reversed(range(n)): g = y_bar[i]; x_bar[i] += 2.0 * g``

At the end of a trip nothing need be cleared that the next one writes over first.

All that is read of the adjoint later, or added to it, must be proved to be elsewhere: :mod:`srcad.analysis.apart`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard

from srcad.analysis.apart import Access, never_meet, scope_of
from srcad.analysis.histories import Histories, histories_of
from srcad.analysis.spans import Span, cover_all, spans_of
from srcad.ir.nodes import Apply, Block, Function, Loop, Operation, Raise, Value
from srcad.ir.rewrite import substitute_uses
from srcad.ir.walk import exits_of, handed_on, nodes_in, used_in, with_blocks
from srcad.simplify.identities.match import is_number, leaves_all

_STORES = frozenset({"array.store", "list.store"})


def drop_clears(function: Function, start: int = 0) -> Function:
    """Return the function without such zeros, from position ``start`` of its body on."""
    body = function.body
    before, rest = body.operations[:start], replace(body, operations=body.operations[start:])
    needless = set(_needless(rest, before))
    if not needless:
        return function
    rest = substitute_uses(_without(rest, needless), _unchanged(needless))
    return replace(function, body=replace(rest, operations=(*before, *rest.operations)))


def drop_covered_clears(function: Function, start: int = 0) -> Function:
    """Return the function without zeros at the end of a trip that the next one writes over before it looks at them."""
    body = function.body
    uses = Counter(used_in(body))
    operations = tuple(_uncleared(o, uses) for o in body.operations[start:])
    return replace(function, body=replace(body, operations=(*body.operations[:start], *operations)))


def clears(operation: Operation) -> TypeGuard[Apply]:
    """Say whether an operation writes zeros to an array or a list."""
    return isinstance(operation, Apply) and operation.name in _STORES and is_number(operation.operands[2], 0)


def clears_all(operation: Operation) -> TypeGuard[Apply]:
    """Say whether an operation writes zeros to all of an array."""
    return clears(operation) and operation.name == "array.store" and leaves_all(operation.operands[1].type)


def _needless(block: Block, before: Sequence[Operation]) -> Iterator[Apply]:
    """Yield what clears a place of an adjoint at which nobody looks later."""
    histories = histories_of(block, block.operations)
    scope = scope_of(block, block.operations, before)
    leaving = set(_leaving(block, histories))
    for root, writes in histories.writes.items():
        home = histories.home.get(root)
        if home is None or root in leaving or root not in histories.uses:
            continue
        looks = [use for use in histories.uses[root] if not _only_writes(use)]
        for write in writes:
            operation = write.operation
            if clears(operation) and all(never_meet(write, look, scope, home) for look in looks):
                yield operation


def _only_writes(use: Access) -> bool:
    """Say whether a use of an array writes to it, and that is all."""
    return isinstance(use.operation, Apply) and use.operation.name in _STORES and use.index is not None


def _leaving(block: Block, histories: Histories) -> Iterator[Value]:
    """Yield the first versions of what goes on elsewhere: as something else, in the next trip, or as a result."""
    uses = Counter(used_in(block))
    for source, target in handed_on(block.operations):
        if uses[target] and (histories.root(target) is not histories.root(source) or histories.root(target) is target):
            yield histories.root(source)
    for end in (block.terminator, *(node for node in nodes_in(block) if isinstance(node, Raise))):
        yield from map(histories.root, end.values)


def _without(block: Block, needless: set[Apply]) -> Block:
    kept = (o for o in block.operations if o not in needless)
    return replace(block, operations=tuple(with_blocks(o, lambda b: _without(b, needless)) for o in kept))


def _unchanged(needless: set[Apply]) -> dict[Value, Value]:
    """Return, for the version behind each of these writes, the one before it and before others of them."""
    before = {write.result: write.operands[0] for write in needless}
    found: dict[Value, Value] = {}
    for value in before:
        old = value
        while old in before:
            old = before[old]
        found[value] = old
    return found


def _uncleared(operation: Operation, uses: Mapping[Value, int]) -> Operation:
    operation = with_blocks(
        operation, lambda b: replace(b, operations=tuple(_uncleared(o, uses) for o in b.operations))
    )
    if not isinstance(operation, Loop) or exits_of(operation.body):
        return operation
    body, params = operation.body, operation.carried
    cleared = {o.result: o.operands[0] for o in body.operations if clears_all(o) and uses[o.result] == 1}
    values = [
        cleared[value] if value in cleared and not uses[result] and _is_written_over(param, body, uses) else value
        for param, value, result in zip(params, body.terminator.values, operation.results)
    ]
    end = replace(body.terminator, values=(*values, *body.terminator.values[len(values) :]))
    return replace(operation, body=replace(body, terminator=end))


def _is_written_over(array: Value, block: Block, uses: Mapping[Value, int]) -> bool:
    """Say whether a block writes to all places of an array before it does anything else with it."""
    stores = {o.operands[0]: o for o in block.operations if isinstance(o, Apply) and o.name == "array.store"}
    written: list[list[Span]] = []
    while uses[array] == 1 and (store := stores.get(array)) is not None:
        index = store.operands[1].type
        if (spans := spans_of(index, array.type)) is not None:
            written.append(spans)
        if leaves_all(index) or cover_all(written):
            return True
        array = store.result
    return False
