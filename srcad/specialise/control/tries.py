"""Tries: body and handlers are copied and joined; a body that cannot raise stands without its handlers.

What a body does before it raises half-way must be nothing that anybody sees afterwards: a handler begins with the names
as they were before. Lowering cuts a body at what it can tell from the text; here are the refusals for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from srcad.analysis.raising import block_may_raise, done_last
from srcad.analysis.writes import acts
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.handles import PRIMAL_WRITES
from srcad.ir.nodes import Apply, Block, Constant, Function, Raise, Terminator, Try, Value, Yield
from srcad.ir.types import Type
from srcad.ir.versions import ARRAY_VERSIONS, LIST_VERSIONS
from srcad.ir.walk import operations_in
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.branches import join_branches
from srcad.specialise.tables import Keywords, applies, copies

_HINT = "compute the new values first, and write them behind the try statement"
#: What changes its first operand, and does not raise when it has.
_CHANGES = frozenset(
    {"cell.set", "array.store", "array.add_at", "item.augment", "attribute.set", "item.delete", "list.append"}
)
_WRITES = frozenset({"memory.store", "memory.add_at", *PRIMAL_WRITES})


@copies(Try)
def copy_try(cloner: Cloner, operation: Try) -> Terminator | None:
    """Copy a ``Try``; one whose body cannot raise is its body."""
    body = cloner.nested()
    end = _run(body, operation.body)
    if isinstance(end, Yield) and not any(map(block_may_raise, [body.builder.finish(end)])):
        _without_handlers(cloner, operation, body, end)
        return None
    if not _keeps_slots(cloner, operation, body):
        if isinstance(end, Yield) and _only_tidies(cloner, operation):
            _without_handlers(cloner, operation, body, end)
            return None
        message = "a try statement whose body changes what functions share, or an object, and may raise afterwards"
        raise NotDifferentiable("SRC001", message, cloner.place(operation), _HINT)
    kinds = tuple(tuple(cloner.env[k] for k in caught) for caught in operation.kinds)
    handlers = [_handler(cloner, block) for block in operation.handlers]
    branches = [body, *handlers]
    ends = [end, *(_run(h, block) for h, block in zip(handlers, operation.handlers))]
    ways = [number for number, e in enumerate(ends) if isinstance(e, Yield)]
    join = join_branches(cloner, branches, ends, operation.results[:-1])
    outcome = Value(_outcome_type(operation, ways), operation.outcome.hint)
    cloner.builder.location = cloner.place(operation)
    results = (*join.leaves(cloner), outcome)
    cloner.builder.add(Try(join.blocks[0], kinds, tuple(join.blocks[1:]), results, cloner.builder.location))
    if not ways:
        return Raise((), cloner.builder.location)  # not reached
    join.take(cloner, operation.results[:-1])
    cloner.env[operation.outcome] = outcome
    return None


def _run(part: Cloner, block: Block) -> Terminator:
    """Copy the body or a handler of a ``Try``: there, what fails for sure is no reason to refuse the program."""
    part.program.attempted += 1
    try:
        return part.run(block)
    finally:
        part.program.attempted -= 1


@applies("check.stored")
def check_stored(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Give an iterable, a list of numbers that an iterator counts; refuse a generator, which could raise meanwhile."""
    if operands[0] in cloner.program.generators:
        message = "a loop over a generator in the body of a try statement whose changes are seen afterwards"
        hint = "make a list of it before the loop"
        raise NotDifferentiable("SRC001", message, cloner.builder.location, hint)
    t = cloner.heap.record(operands[0]).type
    if isinstance(t, ty.Iterator) and not ty.may_be_float(t):  # it is gone through twice: on the way back, too
        return cloner.apply("builtins.list", operands)
    return operands


def _outcome_type(operation: Try, ways: Sequence[int]) -> Type:
    """Return the type of the outcome, if the blocks with these numbers run to their ends: of one handler, whether."""
    single = len(operation.handlers) == 1
    if len(ways) == 1:
        return ty.Literal(bool(ways[0]) if single else ways[0])
    return ty.BOOL if single else ty.INT


def _without_handlers(cloner: Cloner, operation: Try, body: Cloner, end: Yield) -> None:
    """Copy the body of a ``Try`` in the open."""
    cloner.builder.operations += body.builder.operations
    for owner in cloner.heap.changed_in([body.heap]):
        cloner.heap.write(owner, body.heap.record(owner))
    cloner.env.update(zip(operation.results[:-1], end.values))
    cloner.env[operation.outcome] = cloner.builder.reference(_outcome_type(operation, [0]))


def _handler(cloner: Cloner, block: Block) -> Cloner:
    params = [Value(ty.UNKNOWN, p.hint) for p in block.params]
    cloner.env.update(zip(block.params, params))
    return cloner.nested(params)


def _only_tidies(cloner: Cloner, operation: Try) -> bool:
    """Say whether nobody sees what the handlers do: they raise again, and change objects alone.

    An object that is changed in the body of a ``try`` around, whose handler could go on, is refused there.
    """
    for block in operation.handlers:
        tried = _handler(cloner, block)
        if isinstance(_run(tried, block), Yield) or any(map(acts, operations_in(tried.builder.operations))):
            return False
    return True


def _keeps_slots(cloner: Cloner, operation: Try, body: Cloner) -> bool:
    """Say whether a body changes no object, and no variable that functions share, before something may raise."""
    changed = set(cloner.heap.changed_in([body.heap]))
    for last in reversed(operation.body.operations):
        if isinstance(last, Apply) and last.name in _CHANGES:
            changed.discard(cloner.env[last.operands[0]])
        elif not isinstance(last, Constant):
            break
    if not changed:
        return True
    block = body.builder.finish(Yield(()))
    versions = [w for w in _named(block, ARRAY_VERSIONS | LIST_VERSIONS) if w not in done_last(block)]
    by_operation = (isinstance(o.type, (ty.Array, ty.List)) and body.heap.record(o) not in body.parts for o in changed)
    return not versions and all(by_operation)


def check_half_way(function: Function) -> list[NotDifferentiable]:
    """Return a refusal for each write to a buffer after which the body of a ``Try`` may raise."""
    return [
        NotDifferentiable(
            "SRC001", "a write in the body of a try statement that may raise afterwards", w.location, _HINT
        )
        for operation in operations_in(function.body.operations)
        if isinstance(operation, Try)
        for w in _half_way(operation.body)
    ]


def _half_way(body: Block) -> Iterator[Apply]:
    last = done_last(body)
    return (w for w in _named(body, _WRITES) if w not in last)


def _named(block: Block, names: frozenset[str]) -> Iterator[Apply]:
    return (o for o in operations_in(block.operations) if isinstance(o, Apply) and o.name in names)
