"""What a derivative computes from the adjoints that it is given: its reverse sweep, but for primal values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from srcad.emit.inplace import is_adjoint
from srcad.ir.nodes import Block, Exit, Function, If, Loop, Operation, Terminator, Try, Value, With, Yield
from srcad.ir.walk import blocks_of, operands_of


def depends_on_adjoints(function: Function) -> frozenset[Value]:
    """Return the values that are computed from the adjoints that come in: the seed, or that of a callee's result."""
    named = zip(function.params, function.parameters)
    return depends_on(function, (value for value, p in named if p.kind == "seed" or is_adjoint(p.name)))


def depends_on(function: Function, values: Iterable[Value]) -> frozenset[Value]:
    """Return ``values`` and all that is computed from them."""
    found = set(values)
    before = -1
    while len(found) != before:
        before = len(found)
        _spread(function.body, found, None)
    return frozenset(found)


def _spread(block: Block, found: set[Value], loop: Loop | None) -> None:
    """Add to ``found`` what a block computes from it."""
    for operation in block.operations:
        if not found.isdisjoint(operands_of(operation)) and not isinstance(operation, (If, Loop, With, Try)):
            found.update(operation.results)
        inner = operation if isinstance(operation, Loop) else loop
        if isinstance(operation, Loop):
            carried = operation.body.params[operation.iterable is not None :]
            _hand_on(operation.inits, carried, found)
        for nested in blocks_of(operation):
            _spread(nested, found, inner)
            _end(nested.terminator, operation, found)
    if isinstance(block.terminator, Exit) and loop is not None:
        _hand_on(block.terminator.values, loop.results, found)


def _end(end: Terminator, operation: Operation, found: set[Value]) -> None:
    """Hand on what the block of an operation yields: to the next trip, or to the results."""
    if isinstance(operation, Loop):
        carried = operation.body.params[operation.iterable is not None :]
        if isinstance(end, Yield):
            _hand_on(end.values, carried, found)
        _hand_on(carried, operation.results, found)
    elif isinstance(end, Yield):
        _hand_on(end.values, operation.results, found)


def _hand_on(sources: Sequence[Value], targets: Sequence[Value], found: set[Value]) -> None:
    found.update(target for source, target in zip(sources, targets) if source in found)
