"""Tries: body and handlers are copied and joined; a body that cannot raise stands without its handlers.

Lowering cuts a body where it changes names that somebody sees when it has raised. Here it is cut where it changes
objects, as arrays, lists, instances and cells are.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.raising import block_may_raise
from srcad.analysis.writes import acts
from srcad.ir import types as ty
from srcad.ir.nodes import Block, Operation, Raise, Terminator, Try, Value, Yield
from srcad.ir.types import Type
from srcad.ir.walk import blocks_of, operations_in
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.branches import join_branches
from srcad.specialise.control.cutting import cut
from srcad.specialise.control.halfway import Slots, enter_handler, find_slots, without_marks
from srcad.specialise.objects.exceptions import (
    begin_handler,
    carries_values,
    catches_values,
    caught_kind,
    enter_with,
)
from srcad.specialise.tables import copies


@copies(Try)
def copy_try(cloner: Cloner, operation: Try) -> Terminator | None:
    """Copy a ``Try``; one whose body cannot raise is its body."""
    cell = cloner.apply("cell.new", ())[0] if catches_values(operation) else None
    body = cloner.nested()
    body.heap.attempts += 1
    body.heap.catching = (*body.heap.catching, *((cell,) if cell is not None else ()))
    end = _run(body, operation.body)
    block = body.builder.finish(end)
    if isinstance(end, Yield) and (not block_may_raise(block) or _only_tidies(cloner, operation)):
        _without_handlers(cloner, operation, body, end)
        return None
    slots = find_slots(cloner, body, block)
    kinds = tuple(tuple(caught_kind(cloner, cloner.env[k]) for k in caught) for caught in operation.kinds)
    handlers = [_handler(cloner, block, slots) for block in operation.handlers]
    branches = [body, *handlers]
    known = [cell is not None and carries_values(cloner, block, [cloner.env[k] for k in c]) for c in operation.kinds]
    cells = [cell if is_known else None for is_known in known]
    ends = [end, *(_handle(h, b, c) for h, b, c in zip(handlers, operation.handlers, cells))]
    ways = [number for number, e in enumerate(ends) if isinstance(e, Yield)]
    join = join_branches(cloner, branches, ends, operation.results[:-1])
    outcome = Value(_outcome_type(operation, ways), operation.outcome.hint)
    cloner.builder.location = cloner.place(operation)
    results = (*join.leaves(cloner), outcome)
    attempt = Try(join.blocks[0], kinds, tuple(join.blocks[1:]), results, cloner.builder.location)
    cloner.builder.operations += _in_steps(cloner, [attempt])
    if not ways:
        return Raise((), cloner.builder.location)  # not reached
    join.take(cloner, operation.results[:-1])
    cloner.env[operation.outcome] = outcome
    return None


def _in_steps(cloner: Cloner, operations: Sequence[Operation]) -> Sequence[Operation]:
    """Return what was copied for a ``Try``: cut into steps, unless it stands in the body of another one."""
    if cloner.heap.attempts:
        return operations
    return cut(without_marks(operations), cloner.program.typing)


def _run(part: Cloner, block: Block) -> Terminator:
    """Copy the body or a handler of a ``Try``: there, what fails for sure is no reason to refuse the program."""
    part.program.attempted += 1
    try:
        return part.run(block)
    finally:
        part.program.attempted -= 1


def _outcome_type(operation: Try, ways: Sequence[int]) -> Type:
    """Return the type of the outcome, if the blocks with these numbers run to their ends: of one handler, whether."""
    single = len(operation.handlers) == 1
    if len(ways) == 1:
        return ty.Literal(bool(ways[0]) if single else ways[0])
    return ty.BOOL if single else ty.INT


def _without_handlers(cloner: Cloner, operation: Try, body: Cloner, end: Yield) -> None:
    """Copy the body of a ``Try`` in the open."""
    cloner.builder.operations += _in_steps(cloner, body.builder.operations)
    for owner in cloner.heap.changed_in([body.heap]):
        cloner.heap.write(owner, body.heap.record(owner))
    cloner.env.update(zip(operation.results[:-1], end.values))
    cloner.env[operation.outcome] = cloner.builder.reference(_outcome_type(operation, [0]))


def _handler(cloner: Cloner, block: Block, slots: Slots | None) -> Cloner:
    return enter_handler(cloner, Value(ty.UNKNOWN, block.params[0].hint), slots)


def _handle(handler: Cloner, block: Block, cell: Value | None) -> Terminator:
    """Copy a handler; an object that stands for what it has caught is in the cell, if the program raised it."""
    exception = handler.builder.params[0]
    begin_handler(handler)
    handler.env[block.params[0]] = exception if cell is None else enter_with(handler, exception, cell)
    return _run(handler, block)


def _only_tidies(cloner: Cloner, operation: Try) -> bool:
    """Say whether nobody sees what the handlers do: they raise again, and change objects alone."""
    if cloner.heap.attempts or not all(map(_raises_again, operation.handlers)):
        return False
    for block in operation.handlers:
        tried = _handler(cloner, block, None)
        end = _handle(tried, block, None)
        if any(map(acts, operations_in(tried.builder.operations))) or not _raises_again(tried.builder.finish(end)):
            return False
    return True


def _raises_again(handler: Block) -> bool:
    """Say whether a handler raises what it has caught, and no other exception on purpose."""
    others = (b for o in operations_in(handler.operations) for b in blocks_of(o) if isinstance(b.terminator, Raise))
    end = handler.terminator
    return isinstance(end, Raise) and not end.values and next(others, None) is None
