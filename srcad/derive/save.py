"""Saving: brings the primal values that the reverse sweep needs from the forward sweep.

before: operations in the reverse sweep use values defined inside loops and branches of the forward sweep.
after: a value of a branch lives on through the ``If``; the values of a trip are saved on tapes, one tape a value, or
made again from saved ones; those of a trip that was left half-way leave the loop with it. Values of the function's own
block are still in scope.

Which way each value takes is decided first (``planning``); then both sweeps are written again (``forward_writer``,
``reverse_writer``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from srcad.analysis.possible import maybe_undefined
from srcad.derive.adjoint import REVERSE, Draft
from srcad.derive.defined import without_checks
from srcad.derive.forward import ForwardMap
from srcad.derive.forward_writer import ForwardWriter
from srcad.derive.lasting import lasting
from srcad.derive.overwritten import overwritten
from srcad.derive.planning import make_plan
from srcad.derive.reverse_writer import ReverseWriter
from srcad.derive.shapes import keep_shapes
from srcad.derive.sites import find_sites
from srcad.derive.stored import parts_of_stored
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Function, Value
from srcad.ir.rewrite import substitute_terminator
from srcad.specialise.function import Program


def save(draft: Draft, program: Program, equal: Mapping[Value, Value]) -> Function:
    """Return the derivative with every value brought to where it is used; of ``equal`` values one is saved."""
    body = draft.function.body
    split = reverse_start(body)
    body = without_checks(body, split)
    forward = ForwardMap(body)
    forward.enter(body, body.operations[:split])
    forward.equal = equal
    forward.skipped = draft.skipped
    forward.overwritten = overwritten(body.operations[:split])
    forward.read_of_stored(parts_of_stored(body.operations[:split]))
    forward.read_again(lasting(body, body.operations[:split], program.typing.infer))
    undefined = maybe_undefined(draft.function)
    reverse_operations = keep_shapes(body.operations[split:], forward, program.typing, undefined)
    sites = find_sites(reverse_operations, draft.regions, forward)
    plan = make_plan(forward, sites)
    builder = Builder(body.params, program.typing.infer)
    builder.operations = ForwardWriter(plan, forward).operations(body, body.operations[:split])
    reverse = ReverseWriter(plan, program, {s.token: s for s in sites}, forward)
    new = reverse.operations(reverse_operations, builder, {})
    terminator = substitute_terminator(body.terminator, new)
    return replace(draft.function, body=Block(body.params, tuple(builder.operations), terminator))


def reverse_start(body: Block) -> int:
    """Return the position of the mark at which the reverse sweep begins."""
    for position, operation in enumerate(body.operations):
        if (
            isinstance(operation, Apply)
            and operation.name == "section"
            and operation.operands[0].type == ty.Literal(REVERSE)
        ):
            return position
    return len(body.operations)
