"""Loops: one trip is copied again and again until what is assumed of the carried values holds.

A loop over a tuple whose items have types without a join is written out, trip by trip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from srcad.analysis.cloner import Cloner, Slot, copies, slot_hint
from srcad.analysis.late import late_readers
from srcad.analysis.program import Program
from srcad.analysis.structures import (
    Structure,
    carried_type,
    carried_value,
    common_structure,
    flatten,
    leaves,
    loop_result,
    rebuild,
)
from srcad.analysis.typing import Typing
from srcad.ir import types as ty
from srcad.ir.lengths import Linear
from srcad.ir.nodes import Block, Exit, Function, If, Loop, Operation, Terminator, Value, Yield
from srcad.ir.types import Type

#: An unrolled loop may have at most this many trips.
LONGEST_UNROLLED = 32

_End = TypeVar("_End", bound=Yield | Exit)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is assumed of the carried values of a loop."""

    inits: list[Value]
    structures: list[Structure]
    types: list[Type]
    varying: frozenset[Linear] = frozenset()
    settled: bool = False
    #: The slots of objects that the last of them stand for.
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class _Trial:
    """One copy of a loop's body."""

    inner: Cloner
    carried: list[Value]
    terminator: Terminator

    @property
    def ends(self) -> list[Yield | Exit]:
        """How a trip can end: the end of the body first, then the exits nested in ifs."""
        first = [self.terminator] if isinstance(self.terminator, (Yield, Exit)) else []
        return [*first, *_nested_exits(self.inner.builder.operations)]


@copies(Loop)
def copy_loop(cloner: Cloner, operation: Loop) -> Terminator | None:
    """Copy a ``Loop``: types only go up, structures only get flatter, until a trip confirms them."""
    iterable = None if operation.iterable is None else cloner.env[operation.iterable]
    if iterable is not None and (items := _unrollable(cloner, operation, iterable)) is not None:
        return _unroll(cloner, operation, items)
    slots: list[Slot] = []
    while True:
        plan, trial = _settle(cloner, operation, iterable, slots)
        more = [s for s in cloner.heap if s in trial.inner.written and s not in slots]
        if not more:
            break
        slots += more
    _finish(cloner, operation, iterable, plan, trial)
    return None


def _settle(cloner: Cloner, operation: Loop, iterable: Value | None, slots: Sequence[Slot]) -> tuple[_Plan, _Trial]:
    """Find types and structures of the carried values, those of ``slots`` behind the others, and the trip they give."""
    inits = [cloner.env[v] for v in operation.inits]
    held = [cloner.heap[s] for s in slots]
    types = [*_first_types(operation, inits), *(ty.forget_value(v.type) for v in held)]
    plan = _Plan([*inits, *held], [None] * len(types), types, slots=tuple(slots))
    while True:
        trial = _trip(cloner, operation, iterable, plan)
        better = _improve(cloner.program, plan, trial)
        if better == plan:
            return plan, trial
        plan = better


def _unrollable(cloner: Cloner, operation: Loop, iterable: Value) -> tuple[Value, ...] | None:
    """Return the items of a tuple of structures or of types without a join, if the loop has no exit."""
    if not isinstance(iterable.type, ty.Tuple) or len(iterable.type.items) > LONGEST_UNROLLED:
        return None
    types = iterable.type.items
    joined: Type = types[0] if types else ty.UNKNOWN
    for t in types[1:]:
        joined = cloner.program.typing.join(joined, t)
    same = not isinstance(joined, ty.Unknown) and not any(isinstance(t, (ty.Callable, ty.Tuple)) for t in types)
    if (types and same and not cloner.unrolls_tuples) or _exits(operation.body):
        return None
    return cloner.items(iterable)


def _unroll(cloner: Cloner, operation: Loop, items: Sequence[Value]) -> Terminator | None:
    carried = [cloner.env[v] for v in operation.inits]
    readers, older = late_readers(operation.body), set(cloner.closures)
    for item in items:
        _outdate(cloner, readers, older)
        cloner.env.update(zip(operation.body.params, (item, *carried)))
        end = cloner.run(operation.body)
        if not isinstance(end, Yield):
            return end
        carried = list(end.values)
    cloner.env.update(zip(operation.results, (*carried, cloner.builder.constant(0))))
    return None


def _outdate(cloner: Cloner, readers: frozenset[Function], older: set[Value]) -> None:
    """Forget function objects of earlier trips that would see the variables of the trip that begins."""
    for made in [v for v, (function, _) in cloner.closures.items() if function in readers and v not in older]:
        del cloner.closures[made]
        cloner.program.outdated.add(made)


def _trip(cloner: Cloner, operation: Loop, iterable: Value | None, plan: _Plan) -> _Trial:
    """Copy the body once, for the carried types of the plan."""
    program, hints = cloner.program, [p.hint for p in operation.body.params]
    item = [Value(item_type(iterable.type), hints[0])] if iterable is not None else []
    assumed = zip(plan.structures, plan.types, [*hints[len(item) :], *map(slot_hint, plan.slots)])
    carried = [carried_value(program, s, t, h) for s, t, h in assumed]
    inner = cloner.nested([*item, *leaves(program, carried)])
    rebuild(inner, carried)
    cloner.env.update(zip(operation.body.params, (*item, *carried)))
    inner.heap.update(zip(plan.slots, carried[len(carried) - len(plan.slots) :]))
    inner.written, inner.carried, inner.leave, inner.trip = set(), plan.slots, None, inner.builder
    end = inner.run(operation.body)
    if isinstance(end, Yield):
        end = replace(end, values=(*end.values, *(inner.heap[s] for s in plan.slots)))
    return _Trial(inner, carried, end)


def _improve(program: Program, plan: _Plan, trial: _Trial) -> _Plan:
    """Return the plan that the trial asks for: the same one when it was right."""
    structures, types, changing = [], [], []
    for i, init in enumerate(plan.inits):
        values = [init, *(e.values[i] for e in trial.ends)]
        changing.append([v for v in values if v is not trial.carried[i]])
        structures.append(plan.structures[i] if plan.settled else common_structure(program, changing[i]))
        yields = [e.values[i].type for e in trial.ends if isinstance(e, Yield)]
        types.append(_joined(program.typing, plan.types[i], trial.carried[i].type, yields, plan.varying))
    if structures != plan.structures:
        types = [
            t if s is None else carried_type(program, s, values) for s, t, values in zip(structures, types, changing)
        ]
    fresh = {n for t in types for n in _lengths(t)} - {n for v in plan.inits for n in _lengths(v.type)}
    settled = plan.settled or structures == plan.structures
    return _Plan(plan.inits, structures, types, plan.varying | frozenset(fresh), settled, plan.slots)


def _joined(typing: Typing, now: Type, param: Type, yields: Sequence[Type], varying: frozenset[Linear]) -> Type:
    joined = now
    for t in yields:
        if t != param:
            joined = typing.join(joined, t, varying)
    return joined


def _finish(cloner: Cloner, operation: Loop, iterable: Value | None, plan: _Plan, trial: _Trial) -> None:
    """Append the loop of which the trial was the last one."""
    structures, end = plan.structures, trial.terminator
    if isinstance(end, (Yield, Exit)):
        end = _flat(trial.inner, end, structures)
    body = _map_exits(trial.inner.builder.finish(end), lambda e: _flat(cloner, e, structures))
    inits = [v for value, s in zip(plan.inits, structures) for v in flatten(cloner, value, s)]
    exits = [e for e in trial.ends if isinstance(e, Exit)]
    carried, number = _results(cloner.program, operation, plan, exits), _exit_number(operation, exits)
    results = [*carried, number]
    flat = tuple(leaves(cloner.program, results))
    cloner.builder.location = cloner.place(operation)
    cloner.builder.add(Loop(iterable, tuple(inits), body, flat, cloner.builder.location))
    rebuild(cloner, results)
    count = len(carried) - len(plan.slots)
    cloner.env.update(zip(operation.results, (*carried[:count], number)))
    for slot, value in zip(plan.slots, carried[count:]):
        cloner.write(slot, value)


def _flat(cloner: Cloner, end: _End, structures: Sequence[Structure]) -> _End:
    values = [v for value, s in zip(end.values, structures) for v in flatten(cloner, value, s)]
    return replace(end, values=tuple(values))


def _results(program: Program, operation: Loop, plan: _Plan, exits: Sequence[Exit]) -> list[Value]:
    """Return what the carried values are behind the loop; one without iterable is left by its exits alone."""
    whole = operation.iterable is not None
    hints = [*(r.hint for r in operation.results[:-1]), *map(slot_hint, plan.slots)]
    return [
        loop_result(program, s, t, [e.values[i] for e in exits], hint, whole)
        for i, (s, t, hint) in enumerate(zip(plan.structures, plan.types, hints))
    ]


def _exit_number(operation: Loop, exits: Sequence[Exit]) -> Value:
    numbers = {e.number for e in exits} | ({0} if operation.iterable is not None else set())
    known: Type = ty.Literal(numbers.pop()) if len(numbers) == 1 else ty.INT
    return Value(known, operation.results[-1].hint)


def _first_types(operation: Loop, inits: Sequence[Value]) -> list[Type]:
    """Return the types to begin with: constants are kept only where no trip changes them."""
    body = operation.body
    carried = body.params[len(body.params) - len(inits) :]
    ends = [e for e in (body.terminator, *_exits(body)) if isinstance(e, (Yield, Exit))]
    return [
        init.type if all(e.values[i] is param for e in ends) else ty.forget_value(init.type)
        for i, (init, param) in enumerate(zip(inits, carried))
    ]


def _lengths(t: Type) -> list[Linear]:
    match t:
        case ty.Array(shape=shape) if shape:
            return list(shape)
        case ty.Tuple(items=items):
            return [n for item in items for n in _lengths(item)]
        case _:
            return []


def _exits(block: Block) -> list[Exit]:
    first = [block.terminator] if isinstance(block.terminator, Exit) else []
    return [*first, *_nested_exits(block.operations)]


def _nested_exits(operations: Sequence[Operation]) -> list[Exit]:
    return [e for o in operations if isinstance(o, If) for block in (o.then, o.orelse) for e in _exits(block)]


def _map_exits(block: Block, change: Callable[[Exit], Exit]) -> Block:
    """Return the block with each exit that is nested in its ifs changed; its own end stays."""

    def inside(branch: Block) -> Block:
        mapped = _map_exits(branch, change)
        end = mapped.terminator
        return replace(mapped, terminator=change(end)) if isinstance(end, Exit) else mapped

    operations = tuple(
        replace(o, then=inside(o.then), orelse=inside(o.orelse)) if isinstance(o, If) else o for o in block.operations
    )
    return replace(block, operations=operations)


def item_type(iterable: Type) -> Type:  # noqa: PLR0911 - one flat list of cases
    """Return the type of what iterating gives."""
    match iterable:
        case ty.Range():
            return ty.INT
        case ty.Undefined():
            return iterable
        case ty.List(item=item) | ty.Iterator(item=item):
            return item
        case ty.Array(dtype=dtype, shape=(_, *rest)):
            kind = ty.dtype_kind(dtype) if dtype else None
            if rest:
                return ty.Array(dtype, tuple(rest))
            return ty.Scalar(kind, "numpy", dtype) if kind else ty.UNKNOWN
        case ty.Tuple(items=items) if items:
            typing, joined = Typing(), items[0]
            for t in items[1:]:
                joined = typing.join(joined, t)
            return joined
        case ty.Dict() | ty.Text():
            return ty.TEXT
        case _:
            return ty.UNKNOWN
