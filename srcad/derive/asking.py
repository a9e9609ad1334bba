"""Reads of names that may not be assigned, where Python would not notice, or too late.

before: ``y`` in the body of a ``try``; or in that of a loop, of which an earlier trip has assigned it
after: ``runtime.check_assigned(y, "y")``, and ``y = runtime.unassigned()`` where control comes without a value

Anywhere else the name itself tells: no other value had it before (:mod:`srcad.emit.classes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from typing import TypeGuard

from srcad.ir.nodes import Apply, Block, Function, Loop, Operation, Try, Value
from srcad.ir.rewrite import substitute_uses
from srcad.ir.walk import handed_on, operations_in, reachable, with_blocks


def is_check(operation: object) -> TypeGuard[Apply]:
    """Say whether an operation reads a name that may not be assigned."""
    return isinstance(operation, Apply) and operation.name == "check.defined"


def _is_nothing(operation: object) -> TypeGuard[Apply]:
    return isinstance(operation, Apply) and operation.name == "undefined"


def ask_whether_assigned(function: Function, everywhere: bool = False) -> Function:
    """Return a function that asks where that is needed, or ``everywhere``."""
    operations = tuple(operations_in(function.body.operations))
    checks = {o.result: o.operands[0] for o in operations if is_check(o)}
    if not checks:
        return function
    flows = tuple(handed_on(function.body.operations))
    nothing = {o.result for o in operations if _is_nothing(o)}
    repeated = reachable(nothing & set(_results_within(function.body, Loop)), flows)
    guarded = set(_results_within(function.body, Try))
    first = {c for c, read in checks.items() if everywhere or c in guarded or read in repeated}
    given, asked = _together(checks, first, nothing, flows)
    return replace(function, body=_asking(function.body, given, {c: _source(c, checks, asked) for c in asked}))


def _results_within(block: Block, kind: type[Try | Loop]) -> Iterator[Value]:
    """Give the results of the operations that stand, at any depth, in the bodies of tries, or of loops."""
    for operation in operations_in(block.operations):
        if isinstance(operation, kind):
            for inner in operations_in(operation.body.operations):
                yield from inner.results


def _together(
    checks: dict[Value, Value], asked: Set[Value], nothing: Set[Value], flows: Iterable[tuple[Value, Value]]
) -> tuple[Set[Value], Set[Value]]:
    """Return the undefined values that some of the checks may find, and all checks that may find any of these."""
    back = [(target, source) for source, target in flows]
    while True:
        given = nothing & reachable((checks[c] for c in asked), back)
        reached = reachable(given, flows)
        found = asked | {c for c, read in checks.items() if read in reached}
        if found == asked:
            return given, asked
        asked = found


def _source(check: Value, checks: dict[Value, Value], asked: Set[Value]) -> Value:
    """Return the value that a check has read, in the place of what it gives."""
    while check in asked:
        check = checks[check]
    return check


def _asking(body: Block, given: Set[Value], asked: dict[Value, Value]) -> Block:
    def block(inner: Block) -> Block:
        return replace(inner, operations=tuple(map(operation, inner.operations)))

    def operation(o: Operation) -> Operation:
        if _is_nothing(o) and o.result in given:
            return replace(o, name="srcad.runtime.unassigned")
        if is_check(o) and o.result in asked:
            return replace(o, name="srcad.runtime.check_assigned", results=())
        return with_blocks(o, block)

    return substitute_uses(block(body), asked)
