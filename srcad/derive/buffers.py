"""Buffers in reverse: what was loaded is added to the shadow, what was stored is taken from it.

A buffer's adjoint is its shadow, which ``shadows`` made beside it; nothing is accumulated for the reference itself.
"""

from __future__ import annotations

from srcad.analysis.references import VIEWS_OR_COPIES
from srcad.analysis.writes import names_each_place_once
from srcad.derive.adjoints import Adjoint, name_of
from srcad.derive.fit import fit
from srcad.derive.reverse import reverses, undo_by_rule
from srcad.derive.sweep import Sweep
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_MAKES, HEAP_READS, HEAP_WRITES
from srcad.ir.nodes import Apply, Operation, Value
from srcad.ir.walk import blocks_of

#: What reads, writes or makes a buffer.
_BUFFER_OPERATIONS = frozenset(
    {
        *("memory.new", "memory.load", "memory.read", "memory.store", "memory.add_at"),
        *VIEWS_OR_COPIES,
        *HEAP_MAKES,
        *HEAP_READS,
        *HEAP_WRITES,
    }
)


def reads_buffers(sweep: Sweep, operation: Operation) -> bool:
    """Say whether active buffers are read or written in the blocks of an operation: their adjoints change."""
    return any(touches_buffers(sweep, o) for block in blocks_of(operation) for o in block.operations)


def touches_buffers(sweep: Sweep, operation: Operation) -> bool:
    """Say whether an operation, or one in its blocks, reads, writes or makes a buffer that has a shadow."""
    if isinstance(operation, Apply) and operation.name in _BUFFER_OPERATIONS:
        return any(v in sweep.context.shadows for v in (*operation.results, *operation.operands[:1]))
    return reads_buffers(sweep, operation)


@reverses(*VIEWS_OR_COPIES)
def _view(sweep: Sweep, operation: Apply) -> None:
    """Hand the adjoint of a copy to what it was copied from, if it was no view."""
    shadow = sweep.context.shadows.get(operation.result)
    if shadow is None:  # no buffer
        undo_by_rule(sweep, operation)
        return
    base = sweep.context.shadows[operation.operands[0]]
    sweep.builder.apply_many("memory.rejoin", (base, shadow, *_order_of(operation)), 0)


#: Where the order of the elements stands among the operands, for functions to which it matters.
_ORDERS = {"numpy.reshape": 2, "numpy.ravel": 1, "numpy.ndarray.reshape": None, "numpy.ndarray.ravel": 1}


def _order_of(operation: Apply) -> tuple[Value, ...]:
    """Return the order in which the elements are read, if it is said."""
    if operation.name not in _ORDERS:
        return ()
    place = _ORDERS[operation.name]
    if place is not None and len(operation.positional) > place:
        return (operation.positional[place],)
    return tuple(v for k, v in operation.named.items() if k == "order")


@reverses("memory.new")
def _new_buffer(sweep: Sweep, operation: Apply) -> None:
    shadow = sweep.context.shadows.get(operation.result)
    (number,) = operation.operands
    if shadow is not None and sweep.is_varied(number):
        g = sweep.builder.apply("memory.load", shadow, hint=name_of((number,)))
        sweep.add((number,), Adjoint(g, absorbing=sweep.context.masks_buffers))


@reverses("memory.load", "memory.read")
def _load(sweep: Sweep, operation: Apply) -> None:
    found = sweep.adjoints.take(operation.result)
    shadow = sweep.context.shadows.get(operation.operands[0])
    if not found or shadow is None:
        return
    g = sweep.adjoints.materialise(found[0][1])
    sweep.context.masks_buffers |= found[0][1].is_masked
    index = operation.operands[1] if operation.name == "memory.read" else sweep.builder.constant(...)
    name = "memory.add" if names_each_place_once(index.type) else "memory.add_at"
    sweep.builder.apply_many(name, (shadow, index, _cast(sweep, g, shadow)), 0)


def _cast(sweep: Sweep, g: Value, shadow: Value) -> Value:
    """Return ``g`` real where it is to be added to a real adjoint."""
    assert isinstance(shadow.type, ty.Reference)
    if ty.kind_of(g.type) == "complex" and ty.kind_of(shadow.type.target) == "float":
        return sweep.builder.apply("numpy.real", g)
    return g


@reverses("memory.store")
def _store_in_buffer(sweep: Sweep, operation: Apply) -> None:
    reference, index, item = operation.operands
    shadow = sweep.context.shadows.get(reference)
    if shadow is None:
        return
    build = sweep.builder
    sweep.context.masks_buffers |= ty.has_mask(index.type)
    part = None
    if sweep.is_varied(item):
        if not names_each_place_once(index.type):
            part = build.apply("srcad.runtime.last_written", build.apply("memory.load", shadow), index)
        elif ty.names_all(index.type):
            part = build.apply("memory.load", shadow)
        else:
            part = build.apply("memory.read", shadow, index)
    build.apply_many("memory.store", (shadow, index, build.constant(0.0)), 0)
    if part is not None:
        sweep.add((item,), Adjoint(fit(part, item, build), absorbing=sweep.context.masks_buffers))


@reverses("memory.add_at")
def _add_at_in_buffer(sweep: Sweep, operation: Apply) -> None:
    reference, index, item = operation.operands
    shadow = sweep.context.shadows.get(reference)
    if shadow is not None and sweep.is_varied(item):
        part = sweep.builder.apply("memory.read", shadow, index)
        sweep.add((item,), Adjoint(fit(part, item, sweep.builder), absorbing=sweep.context.masks_buffers))
