"""Loops in reverse: first the trip in which the loop was left half-way, then the whole trips, last one first.

The reverse loop carries the adjoints of what the forward loop carries, and those of values from outside that a trip
reads. The adjoint of an item goes to its place in what the loop goes through.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from srcad.derive.adjoints import (
    Accumulator,
    Adjoint,
    Key,
    LoopAdjoints,
    Region,
    adjoint_type,
    counts_from_zero,
    name_of,
)
from srcad.derive.buffers import reads_buffers, touches_buffers
from srcad.derive.count import TRIPS
from srcad.derive.counters import counters_of
from srcad.derive.leaving import place_of
from srcad.derive.merging import merge, undo_in_branch
from srcad.derive.sweep import Sweep, passed, undoes
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Exit, If, Loop, Value, With, Yield
from srcad.ir.walk import blocks_of, defined_by, exits_of


@undoes(Loop)
def undo_loop(sweep: Sweep, loop: Loop) -> None:
    """Undo a ``Loop``; what it does to buffers is undone whether its results are used or not."""
    if reads_buffers(sweep, loop):
        _undo(sweep, loop)
    else:
        undo_in_branch(sweep, loop, _undo)


def _undo(sweep: Sweep, loop: Loop) -> None:
    seeds: list[Value | None] = []
    masked: set[int] = set()
    for i, result in enumerate(loop.results[:-1]):
        found = sweep.adjoints.take(result)
        if any(len(key) > 1 for key, _ in found):
            sweep.refuse("SRC002", "loop that carries a structure whose items vary", loop, "carry each item by itself")
        seeds.append(sweep.adjoints.materialise(found[0][1]) if found else None)
        masked |= {i} if found and found[0][1].is_masked and sweep.context.singular else set()
    if any(s is not None for s in seeds) or reads_buffers(sweep, loop):
        begun = _partial_trips(sweep, loop, seeds)
        _whole_trips(sweep, loop, begun, _maskable(begun, masked) if begun is seeds else set())


def _maskable(seeds: Sequence[Value | None], masked: set[int]) -> set[int]:
    """Return the places of adjoints whose zeros come from masks, or from nothing at all, if some come from masks."""
    return masked | {i for i, seed in enumerate(seeds) if seed is None} if masked else set()


# ---------------------------------------------------------------------- the trip that was left


def _partial_trips(sweep: Sweep, loop: Loop, seeds: list[Value | None]) -> list[Value | None]:
    """Undo the trip in which the loop was left, whichever exit that was; return the adjoints of its parameters."""
    carried = loop.carried
    exits = exits_of(loop.body)
    special = [
        e
        for e in exits
        if any(
            e.values[i] is not carried[i] and (seed or _changes_shape(sweep, loop, i)) for i, seed in enumerate(seeds)
        )
        or _passes_buffers(sweep, loop, e)
    ]
    if not special:
        return seeds
    always = len(special) == len(exits) + (loop.iterable is not None)
    return _one_exit(sweep, loop, special, seeds, always)


def _changes_shape(sweep: Sweep, loop: Loop, i: int) -> bool:
    """Say whether the shape of a carried value may be another one when the loop is left than before the last trip."""
    param, result = loop.carried[i], loop.results[i]
    if not sweep.is_varied(param) or isinstance(ty.widen(param.type), ty.Scalar):
        return False
    return not ty.is_same_array(param.type, result.type)


def _passes_buffers(sweep: Sweep, loop: Loop, end: Exit) -> bool:
    """Say whether active buffers are read or written on the way to an exit."""
    path = _path_to(loop.body, end) or []
    return any(touches_buffers(sweep, o) for block, stop in path for o in block.operations[:stop])


def _path_to(block: Block, end: Exit) -> list[tuple[Block, int]] | None:
    """Return the blocks from the loop's body to the one that ends in ``end``, each with how far it was run."""
    if block.terminator is end:
        return [(block, len(block.operations))]
    for position, operation in enumerate(block.operations):
        nested = blocks_of(operation) if isinstance(operation, (If, With)) else ()
        for candidate in nested:
            if (path := _path_to(candidate, end)) is not None:
                return [(block, position), *path]
    return None


def _one_exit(
    sweep: Sweep, loop: Loop, exits: Sequence[Exit], seeds: list[Value | None], always: bool
) -> list[Value | None]:
    """Branch on the first of ``exits``; ``always`` says that one of them was taken."""
    if not exits:
        return seeds
    first, rest = exits[0], exits[1:]
    certain = always and not rest
    condition = sweep.builder.constant(True) if certain else _was_left_by(sweep, loop, first)
    then, orelse = sweep.nested(), sweep.nested()
    taken = _leave(then, loop, first, seeds)
    other = [*seeds] if certain else _one_exit(orelse, loop, rest, [*seeds], always)
    wanted = [a or b or _changes_shape(sweep, loop, i) for i, (a, b) in enumerate(zip(taken, other))]
    slots = [
        ((p,), _or_zero(then, a, p if _changes_shape(sweep, loop, i) else result), _or_zero(orelse, b, result))
        for i, (p, result, a, b) in enumerate(zip(loop.carried, loop.results, taken, other))
        if wanted[i]
    ]
    merged = iter(merge(sweep, condition, then, orelse, slots))
    return [next(merged) if want else None for want in wanted]


def _was_left_by(sweep: Sweep, loop: Loop, end: Exit) -> Value:
    told = sweep.context.places.get(loop.results[-1])
    number = end.number if told is None else place_of(loop, end, told)
    return sweep.builder.apply("operator.eq", told or loop.results[-1], sweep.builder.constant(number))


def _or_zero(sweep: Sweep, value: Value | None, result: Value) -> Value:
    return sweep.adjoints.zero((result,)) if value is None else value


def _leave(sweep: Sweep, loop: Loop, end: Exit, seeds: Sequence[Value | None]) -> list[Value | None]:
    """Undo the operations on the way to one exit."""
    path = _path_to(loop.body, end)
    assert path is not None
    for value, seed in zip(end.values, seeds):
        if seed is not None:
            sweep.add((value,), Adjoint(seed))
    index = sweep.context.counts.get(loop.results[-1])
    for block, _ in path:
        outermost = block is loop.body
        sweep.define(block.operations)
        sweep.mark(Region(block, index if outermost else None, loop.iterable if outermost else None, exit=end))
    outer = sweep.context.known
    sweep.context.known = {**outer, **_on_the_way(path)}
    for block, stop in reversed(path):
        sweep.block(block, stop)
    sweep.context.known = outer
    taken = [sweep.take(param) for param in loop.carried]
    _item_adjoint(sweep, loop, index)
    return taken


def _on_the_way(path: Sequence[tuple[Block, int]]) -> dict[Value, bool]:
    """Return what the conditions were on the way to an exit."""
    known: dict[Value, bool] = {}
    for (block, stop), (inner, _) in pairwise(path):
        branch = block.operations[stop]
        taken = {branch.condition: inner is branch.then} if isinstance(branch, If) else {}
        known |= passed(block.operations[:stop], taken)
    return known


# ---------------------------------------------------------------------- whole trips


@dataclass(frozen=True, slots=True)
class _Backwards:
    """What the reverse loop goes through, its item, and whether that is the forward loop's item."""

    trips: Value
    index: Value
    is_item: bool


def _whole_trips(sweep: Sweep, loop: Loop, seeds: Sequence[Value | None], masked: set[int]) -> None:
    """Undo the whole trips; ``masked`` are the places of the seeds whose zeros are absorbing."""
    terminator = loop.body.terminator
    if not isinstance(terminator, Yield):  # the first trip leaves the loop
        return _add_inits(sweep, loop, dict(enumerate(seeds)), masked)
    carried = loop.carried
    active = [i for i, p in enumerate(carried) if sweep.is_varied(p) or seeds[i] is not None]
    back = _backwards(sweep, loop)
    inits = [_in_full(sweep, seeds[i] or sweep.adjoints.zero((loop.results[i],)), carried[i]) for i in active]
    grads = {i: Value(adjoint_type(terminator.values[i].type), name_of((carried[i],))) for i in active}
    body, accumulators, masked = _masked_trip(sweep, loop, back, grads, masked)
    types = [adjoint_type(v.type) for v in body.terminator.values]
    for k, i in enumerate(active):  # the lengths are those that the loop begins with
        if isinstance(loop.inits[i].type, ty.Array):
            types[k] = adjoint_type(loop.inits[i].type)
    results = [Value(t, p.hint) for t, p in zip(types, body.params[1:])]
    starts = (*inits, *(a.init for a in accumulators.values()))
    sweep.builder.add(Loop(back.trips, starts, body, (*results, Value(ty.Literal(0))), loop.location))
    for (key, accumulator), result in zip(accumulators.items(), results[len(active) :]):
        sweep.adjoints.replace(key, result, accumulator.masked and sweep.context.singular)
    return _add_inits(sweep, loop, dict(zip(active, results)), masked)


def _in_full(sweep: Sweep, g: Value, primal: Value) -> Value:
    """Return an adjoint that is sure to have the dtype of the primal value: that of a short buffer has another."""
    match g.type, adjoint_type(primal.type):
        case ty.Array(dtype=short), ty.Array(dtype=sure) if sure and short not in ("", sure):
            dtype = sweep.builder.reference(ty.Callable(f"numpy.{sure}"))
            return sweep.builder.apply("numpy.ndarray.astype", g, dtype, hint=g.hint)
    return g


def _masked_trip(
    sweep: Sweep, loop: Loop, back: _Backwards, grads: Mapping[int, Value], masked: set[int]
) -> tuple[Block, dict[Key, Accumulator], set[int]]:
    """Return the body of the reverse loop, what it accumulates, and which adjoints have absorbing zeros in each trip.

    These are found by trial: those that had them when the loop began, and have them again at the end of a trip.
    """
    refusals = len(sweep.context.refusals)
    while True:
        body, accumulators, kept = _trip(sweep, loop, back, grads, masked)
        if masked <= kept:
            return body, accumulators, masked
        masked = masked & kept
        del sweep.context.refusals[refusals:]


def _trip(
    sweep: Sweep, loop: Loop, back: _Backwards, grads: Mapping[int, Value], masked: set[int]
) -> tuple[Block, dict[Key, Accumulator], set[int]]:
    """Return the body of the reverse loop, what it accumulates for values from outside, and what is masked behind it.

    ``grads`` holds the adjoints of what a trip hands on, by the place among the carried values.
    """
    end, carried = loop.body.terminator, loop.carried
    builder = sweep.builder.nested()
    local = frozenset((*loop.body.params, *defined_by(loop.body.operations)))
    adjoints = LoopAdjoints(builder, sweep.adjoints, local)
    inner = Sweep(builder, adjoints, sweep.context)
    inner.mark(Region(loop.body, back.index, loop.iterable, back.is_item))
    builder.location = end.location or loop.location
    for i, g in grads.items():
        inner.add((end.values[i],), Adjoint(g, absorbing=i in masked))
    inner.block(loop.body)
    builder.location = loop.location
    kept = {i for i in grads if adjoints.is_masked((carried[i],))}
    outs = [_in_full(inner, adjoints.value_or_zero((carried[i],)), carried[i]) for i in grads]
    _item_adjoint(inner, loop, back.index)
    outs += [adjoints.value_or_zero(key) for key in list(adjoints.accumulators)]
    params = (back.index, *grads.values(), *(a.param for a in adjoints.accumulators.values()))
    found = {k: replace(a, masked=adjoints.is_masked(k)) for k, a in adjoints.accumulators.items()}
    return Block(params, tuple(builder.operations), Yield(tuple(outs), loop.location)), found, kept


def _add_inits(sweep: Sweep, loop: Loop, adjoints: Mapping[int, Value | None], masked: set[int]) -> None:
    """Hand on the adjoints of what the first trip begins with, by their places among the carried values."""
    for i, adjoint in adjoints.items():
        if adjoint is not None:
            sweep.add((loop.inits[i],), Adjoint(adjoint, absorbing=i in masked))


def _backwards(sweep: Sweep, loop: Loop) -> _Backwards:
    count = sweep.context.counts.get(loop.results[-1])
    if count is None:
        assert loop.iterable is not None
        if isinstance(loop.iterable.type, ty.Range):
            again = _again(sweep, loop.iterable)
            item = loop.body.params[0]
            index = Value(item.type, item.hint)
            return _Backwards(sweep.builder.apply("builtins.reversed", again), index, True)
        count = sweep.builder.apply("builtins.len", loop.iterable)
    trips = sweep.builder.apply("builtins.range", count)
    if loop.iterable is not None and counts_from_zero(sweep.context.definitions.get(loop.iterable)):
        item = loop.body.params[0]
        return _Backwards(sweep.builder.apply("builtins.reversed", trips), Value(item.type, item.hint), True)
    names = (c.param.hint for c in counters_of(loop) if c.is_number_of_trip)
    hint = next((name for name in names if name != TRIPS), "k")
    return _Backwards(sweep.builder.apply("builtins.reversed", trips), Value(ty.INT, hint), False)


def _again(sweep: Sweep, iterable: Value) -> Value:
    """Return the range that a loop went through, made again where it was made in the same place."""
    made = sweep.context.definitions.get(iterable)
    if isinstance(made, Apply) and made.name == "builtins.range":
        return sweep.builder.apply(made.name, *made.operands)
    return iterable


# ---------------------------------------------------------------------- what a loop goes through


def _item_adjoint(sweep: Sweep, loop: Loop, index: Value | None) -> None:
    """Hand the adjoint of the loop's item to the iterable."""
    if loop.iterable is None:
        return
    item = loop.body.params[0]
    found = sweep.adjoints.take(item)
    if found:
        assert index is not None
        _to_iterable(sweep, loop.iterable, index, _Item((item,), found), loop)


@dataclass(frozen=True, slots=True)
class _Item:
    """The item of something that a loop goes through: its key, and the adjoints found for it and for parts of it."""

    key: Key
    found: Sequence[tuple[Key, Adjoint]]

    def part(self, place: Hashable) -> _Item:
        """Return one item of it."""
        key = (*self.key, place)
        return _Item(key, [(k, a) for k, a in self.found if k[: len(key)] == key])

    @property
    def whole(self) -> Sequence[Adjoint]:
        """The adjoints of it as a whole."""
        return [a for k, a in self.found if k == self.key]


def _to_iterable(sweep: Sweep, iterable: Value, index: Value, item: _Item, loop: Loop) -> None:
    """Hand on the adjoints of the item at ``index``, and of its parts."""
    if not item.found or not sweep.is_varied(iterable):
        return None
    made_by = sweep.context.definitions.get(iterable)
    name = made_by.name if isinstance(made_by, Apply) else ""
    operands = made_by.operands if isinstance(made_by, Apply) else ()
    if name in ("builtins.zip", "builtins.enumerate"):
        sources = list(enumerate(operands)) if name == "builtins.zip" else [(1, operands[0])]
        for place, source in sources:
            _to_iterable(sweep, source, index, item.part(place), loop)
        for adjoint in item.whole:
            _split(sweep, sources, index, item, adjoint, loop)
        return None
    if name == "builtins.reversed":
        back = sweep.builder.apply("operator.sub", sweep.builder.constant(-1), index)
        return _to_iterable(sweep, operands[0], back, item, loop)
    if isinstance(iterable.type, ty.List) and isinstance(iterable.type.item, ty.Tuple):
        return sweep.add_at(iterable, index, sweep.whole(item.key, iterable.type.item, item.found))
    if len(item.whole) < len(item.found) or isinstance(iterable.type, (ty.Iterator, ty.Dict, ty.Mapping)):
        return sweep.refuse("SRC002", "iteration over active values in this form", loop, "iterate over an index")
    for adjoint in item.whole:
        sweep.add_at(iterable, index, sweep.adjoints.materialise(adjoint), adjoint.is_masked)
    return None


def _split(
    sweep: Sweep, sources: Sequence[tuple[int, Value]], index: Value, item: _Item, adjoint: Adjoint, loop: Loop
) -> None:
    """Hand on the adjoint of a whole item of iterables side by side; ``sources`` are these, by their places in it."""
    whole = sweep.adjoints.materialise(adjoint)
    for place, source in sources:
        if sweep.is_varied(source):
            part = sweep.builder.apply("operator.getitem", whole, sweep.builder.constant(place))
            key = (*item.key, place)
            _to_iterable(sweep, source, index, _Item(key, [(key, Adjoint(part))]), loop)
