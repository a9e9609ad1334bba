"""Loops: one trip is copied again and again until what is assumed of the carried values holds.

A loop over a tuple whose items have types without a join is written out, trip by trip.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from srcad.analysis.raising import block_may_raise
from srcad.analysis.typing import Typing
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.lengths import Linear
from srcad.ir.nodes import Block, Exit, If, Loop, Operation, Terminator, Value, With, Yield
from srcad.ir.types import Type
from srcad.ir.walk import blocks_of, exits_of, with_blocks
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.mutated import changed_values
from srcad.specialise.control.structures import (
    Kept,
    Structure,
    carried_type,
    carried_value,
    coarser,
    common_structure,
    flatten,
    freeze,
    lacking,
    leaves,
    loop_result,
    note_partial,
    outside_of,
    own_structure,
    rebuild,
    type_tree,
)
from srcad.specialise.control.unrolling import keep_functions, unroll, unrollable
from srcad.specialise.iteration.used_up import check_unwritten
from srcad.specialise.objects.handles import want
from srcad.specialise.objects.records import is_cell, is_object, names_of
from srcad.specialise.objects.regions import Unrolls
from srcad.specialise.objects.sets import items_of_set
from srcad.specialise.objects.views import check_places, is_outdated, looked_at
from srcad.specialise.program import Program, State

#: After so many trials, what is taken apart, or the same, or not changed, in one and not in the next is not so.
_MOST_TRIALS = 8


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is assumed of the carried values of a loop.

    Attributes
    ----------
    inits : list of State
        What they are before the loop; those of ``changed`` stand last.
    structures, types : list
        How they are taken apart, and the trees of their types.
    changed : tuple of Value
        The objects whose content is carried.
    settled : bool
        Whether values are taken apart no further from now on.
    paths : list of list of State
        What they were at the ends of the trip that led to this plan.
    lacking : tuple
        Which parts of them were not there on some of these paths: a trip that knows more may read less.
    trials : int
        How many trips led to it.
    """

    inits: list[State]
    structures: list[Structure]
    types: list[Type]
    changed: tuple[Value, ...] = ()
    varying: frozenset[Linear] = frozenset()
    settled: bool = field(default=False, compare=False)
    paths: list[list[State]] = field(default_factory=list, compare=False)
    lacking: tuple[Hashable, ...] = ()
    trials: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One copy of a loop's body; ``ends`` are the ways in which a trip can end, with what is carried then."""

    inner: Cloner
    carried: list[Value]
    terminator: Terminator
    ends: list[tuple[Yield | Exit, tuple[State, ...]]]


def copy_loop(cloner: Cloner, operation: Loop) -> Terminator | None:
    """Copy a ``Loop``: types only go up, structures only get flatter, until a trip confirms them."""
    iterable = None if operation.iterable is None else cloner.env[operation.iterable]
    if iterable is not None and isinstance(iterable.type, ty.Set):
        iterable = items_of_set(cloner, iterable)
    iterable = iterable and looked_at(cloner, iterable)
    before = None if iterable is None else cloner.heap.record(iterable)
    start = len(cloner.builder.operations)
    end = _copy(cloner, operation, iterable)
    if iterable is not None and before is not None and isinstance(before.type, (ty.List, ty.Dict)):
        _check_unchanged(cloner, iterable, before)
    if iterable is not None:
        check_unwritten(cloner, iterable, start)
        check_places(cloner, iterable)
    return end


def _check_unchanged(cloner: Cloner, iterable: Value, before: Value) -> None:
    """Refuse a loop that changes the list that it goes through, or the keys of the dict, unless it goes by indices."""
    now = cloner.heap.record(iterable)
    if now is before or (names_of(now.type) is not None and names_of(now.type) == names_of(before.type)):
        return
    want(cloner, iterable)
    message, hint = "a loop that changes the list or dict that it goes through", "go through a copy of it"
    raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)


def _copy(cloner: Cloner, operation: Loop, iterable: Value | None) -> Terminator | None:
    if iterable is not None and (items := unrollable(cloner, operation, iterable)) is not None:
        return unroll(cloner, operation, iterable, items)
    for value in () if iterable is None else (iterable,):
        cloner.heap.escape(value)
    held = None if iterable is None else cloner.heap.content(iterable)
    changed = _guess(cloner, operation)
    seen: set[Value] = set()
    is_settled = False
    for attempt in count():
        plan, trial = _settle(cloner, operation, held, changed)
        everything = _changed_outside(cloner, trial)
        found = [o for o in everything if o in cloner.heap.now or o in seen]
        if attempt > _MOST_TRIALS:  # some change only where others are not carried
            found = [*changed, *(o for o in found if o not in changed)]
        was_settled, is_settled = is_settled, set(found) == set(changed)
        # What another trial of the same trip does not change is none of what it shares with the outside.
        if is_settled and (was_settled or len(found) == len(everything)):
            break
        seen.update(everything)
        changed = [*(o for o in changed if o in found), *(o for o in found if o not in changed)]
    if iterable is not None and keep_functions(trial.inner, plan.types):
        cloner.program.regions.write_out(operation.location)
    _finish(cloner, operation, held, plan, trial)
    if iterable is None and not any(isinstance(end, Exit) for end, _ in trial.ends):
        _check_left(trial, operation)
    if iterable is not None and is_outdated(cloner, iterable):
        _write_out(cloner, operation)
    return None


def _check_left(trial: _Trial, loop: Loop) -> None:
    """Refuse a loop without exits that nothing else can leave either: no exception, not even one of an index."""
    if not block_may_raise(Block((), tuple(trial.inner.builder.operations), trial.terminator)):
        message, hint = "a loop that nothing leaves", "let it end: by its condition, break or return"
        raise NotDifferentiable("SRC001", message, loop.location, hint)


def _write_out(cloner: Cloner, operation: Loop) -> None:
    """Want a loop through a dict that it changes written out: each trip sees what the dict holds by then."""
    regions = cloner.program.regions
    if regions.is_written_out(operation.location, Unrolls.NUMBERS):
        message = "a loop of many trips that changes the dict that it goes through"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "go through a list of it")
    regions.write_out(operation.location)


def _guess(cloner: Cloner, operation: Loop) -> list[Value]:
    """Return the objects that the body of a loop changes, as far as its text tells."""
    known = [cloner.env[v] for v in changed_values(operation) if v in cloner.env]
    return list(dict.fromkeys(o for o in known if is_object(cloner.heap.record(o).type) or is_cell(o.type)))


def _changed_outside(cloner: Cloner, trial: _Trial) -> list[Value]:
    """Return the objects, other than those that the body makes, that it changes."""
    unseen = any(o not in cloner.heap.now for o in trial.inner.heap.written)
    inside = trial.inner.heap.defined() if unseen else frozenset()
    return [o for o in trial.inner.heap.written if o not in inside]


def _settle(cloner: Cloner, operation: Loop, iterable: Value | None, changed: Sequence[Value]) -> tuple[_Plan, _Trial]:
    """Find types and structures of what is carried, and the trip that they give."""
    for owner in changed:
        cloner.heap.own(owner)
    names = [cloner.heap.state(cloner.env[v]) for v in operation.inits]
    contents = [cloner.heap.held(o) for o in changed]
    structures = [*map(_first_structure, names)]
    structures += [_first_structure(s) if is_cell(o.type) else _first_content(s) for o, s in zip(changed, contents)]
    types = _first_types(operation, names, structures)
    types += [_forgotten(type_tree(s, f)) for s, f in zip(contents, structures[len(names) :])]
    inits = [*names, *contents]
    missing = tuple(lacking(cloner.program, s, [init]) for s, init in zip(structures, inits))
    plan = _Plan(inits, structures, types, tuple(changed), lacking=missing)
    while True:
        trial = _trip(cloner, operation, iterable, plan)
        better = _improve(cloner.program, plan, trial)
        if better == plan:
            return plan, trial
        plan = better


def _first_structure(state: State) -> Structure:
    """Return what is assumed of a name at first: that it goes on holding the same object."""
    return Kept(state.value) if is_object(state.content.type) else None


def _first_content(state: State) -> Structure:
    """Return what is assumed of what an object holds: a list of items of one type is some list."""
    t = state.content.type
    return None if isinstance(t, ty.List) and not isinstance(t.item, ty.Unknown) else own_structure(state)


def _trip(cloner: Cloner, operation: Loop, iterable: Value | None, plan: _Plan) -> _Trial:
    """Copy the body once, for what the plan assumes."""
    program, hints = cloner.program, [p.hint for p in operation.body.params]
    item = [] if iterable is None else [Value(_item_of_trip(program.typing, iterable.type), hints[0])]
    names = [*hints[len(item) :], *(o.hint for o in plan.changed)]
    carried = [carried_value(program, s, t, n) for s, t, n in zip(plan.structures, plan.types, names)]
    for i, (value, structure) in enumerate(zip(carried, plan.structures)):
        before = [plan.inits[i], *(plan.paths[i] if plan.paths else ())]
        note_partial(program, value, structure, before)
        if _is_looked_at(cloner, operation, i):
            freeze(program, value, structure, before, _is_name(operation, plan, i))
    inner = cloner.nested([*item, *leaves(program, carried, plan.structures)])
    inner.heap.now.update(zip(plan.changed, carried[len(carried) - len(plan.changed) :]))
    rebuild(inner, carried, plan.structures)
    inner.heap.mark(plan.changed)
    cloner.env.update(zip(operation.body.params, (*item, *carried)))
    inner.heap.written, inner.carried, inner.leave, inner.trip = {}, plan.changed, None, inner.builder
    end = inner.run(operation.body)
    ends: list[tuple[Yield | Exit, tuple[State, ...]]] = []
    if isinstance(end, Yield):
        ends.append((end, (*map(inner.heap.state, end.values), *map(inner.heap.held, plan.changed))))
    elif isinstance(end, Exit):
        ends.append((end, program.exits[end]))
    ends += [(e, program.exits[e]) for e in _nested_exits(inner.builder.operations)]
    return _Trial(inner, carried, end, ends)


def _is_name(operation: Loop, plan: _Plan, place: int) -> bool:
    """Say whether a carried value is what a name, or a cell, holds, not the content of an object."""
    count = len(operation.inits)
    return place < count or is_cell(plan.changed[place - count].type)


def _is_looked_at(cloner: Cloner, operation: Loop, place: int) -> bool:
    """Say whether somebody looks at what is carried, in the next trip or behind the loop."""
    if place >= len(operation.inits):
        return True
    params = operation.carried
    return params[place] in cloner.taken or operation.results[place] in cloner.taken


def _improve(program: Program, plan: _Plan, trial: _Trial) -> _Plan:
    """Return the plan that the trial asks for: the same one when it was right."""
    structures: list[Structure] = []
    types: list[Type] = []
    paths: list[list[State]] = []
    outside = outside_of([trial.inner])
    for i, (init, structure) in enumerate(zip(plan.inits, plan.structures)):
        ends = [states[i] for _, states in trial.ends]
        changing = _changing(structure, [init, *ends], trial.carried[i])
        better = common_structure(changing, outside) if changing else structure
        if plan.settled:  # what is carried may be less alike by now, it is not to become more so
            better = coarser(structure, better)
        structures.append(better)
        seen = ends if better == structure else changing  # what is carried is taken apart in another way from now on
        paths.append(seen if plan.trials < _MOST_TRIALS else [*plan.paths[i], *seen])
        if better != structure:
            types.append(carried_type(program, better, changing))
            continue
        yields = [type_tree(s[i], better) for e, s in trial.ends if isinstance(e, Yield)]
        now = _tree_of(program, trial.carried[i], structure)
        types.append(_joined(program.typing, plan.types[i], now, yields, plan.varying))
    fresh = {n for t in types for n in _lengths(t)} - {n for s in plan.inits for n in _lengths(s.content.type)}
    varying, trials = plan.varying | frozenset(fresh), plan.trials + 1
    settled = plan.settled or structures == plan.structures or trials >= _MOST_TRIALS
    missing = tuple(lacking(program, s, [init, *p]) for s, init, p in zip(structures, plan.inits, paths))
    return _Plan(plan.inits, structures, types, plan.changed, varying, settled, paths, missing, trials)


def _changing(structure: Structure, states: Sequence[State], carried: Value) -> list[State]:
    """Return the states that tell what a carried value can be; none where it is always the same object."""
    if isinstance(structure, Kept):
        return [] if all(s.value is carried for s in states) else list(states)
    return [s for s in states if s.value is not carried]


def _tree_of(program: Program, value: Value, structure: Structure) -> Type:
    """Return the types of the leaves of a carried value."""
    match structure:
        case None:
            return value.type
        case Kept():
            return ty.UNDEFINED
        case _:
            return ty.Tuple(tuple(_tree_of(program, p, s) for p, s in zip(program.parts[value], structure.items)))


def _joined(typing: Typing, now: Type, param: Type, yields: Sequence[Type], varying: frozenset[Linear]) -> Type:
    joined = now
    for t in yields:
        if t != param:
            joined = typing.join(joined, t, varying)
    return joined


def _finish(cloner: Cloner, operation: Loop, iterable: Value | None, plan: _Plan, trial: _Trial) -> None:
    """Append the loop of which the trial was the last one."""
    structures, flat = plan.structures, {e: _flat(states, plan.structures) for e, states in trial.ends}
    end = trial.terminator
    if isinstance(end, (Yield, Exit)):
        end = replace(end, values=flat[end])
    body = _map_exits(trial.inner.builder.finish(end), lambda e: replace(e, values=flat[e]))
    inits = _flat(plan.inits, structures)
    carried = _results(cloner.program, operation, plan, trial)
    number = _exit_number(operation, [e for e, _ in trial.ends if isinstance(e, Exit)])
    for i, value in enumerate(carried):
        states = [plan.inits[i], *(ends[i] for _, ends in trial.ends)]
        if _is_looked_at(cloner, operation, i):
            freeze(cloner.program, value, structures[i], states, _is_name(operation, plan, i))
    cloner.builder.location = cloner.place(operation)
    results = (*leaves(cloner.program, carried, structures), number)
    cloner.builder.add(Loop(iterable, inits, body, results, cloner.builder.location))
    count = len(carried) - len(plan.changed)
    for result, value in zip(operation.results, carried[:count]):
        cloner.heap.named(value, result.hint)
    for owner, content in zip(plan.changed, carried[count:]):
        cloner.heap.write(owner, content)
    rebuild(cloner, carried, structures)
    cloner.heap.mark(plan.changed)
    cloner.env.update(zip(operation.results, (*carried[:count], number)))


def _flat(states: Sequence[State], structures: Sequence[Structure]) -> tuple[Value, ...]:
    return tuple(leaf for state, s in zip(states, structures) for leaf in flatten(state, s))


def _results(program: Program, operation: Loop, plan: _Plan, trial: _Trial) -> list[Value]:
    """Return what the carried values are behind the loop; one without iterable is left by its exits alone."""
    whole = operation.iterable is not None
    hints = [r.hint for r in operation.results[:-1]]
    names = {s.value: hint for s, hint in zip(plan.structures, hints) if isinstance(s, Kept)}
    hints += [o.hint or names.get(o, "") for o in plan.changed]
    found = []
    for i, (s, t, hint) in enumerate(zip(plan.structures, plan.types, hints)):
        exits = [states[i] for e, states in trial.ends if isinstance(e, Exit)]
        found.append(loop_result(program, s, t, exits, hint, whole))
        last = [plan.inits[i], *(states[i] for _, states in trial.ends)] if whole else exits
        note_partial(program, found[-1], s, last)
    return found


def _exit_number(operation: Loop, exits: Sequence[Exit]) -> Value:
    numbers = {e.number for e in exits} | ({0} if operation.iterable is not None else set())
    known: Type = ty.Literal(numbers.pop()) if len(numbers) == 1 else ty.INT
    return Value(known, operation.results[-1].hint)


def _first_types(operation: Loop, inits: Sequence[State], structures: Sequence[Structure]) -> list[Type]:
    """Return the types to begin with: constants are kept only where no trip changes them."""
    body = operation.body
    carried = operation.carried
    ends = [e for e in (body.terminator, *exits_of(body)) if isinstance(e, (Yield, Exit))]
    trees = [type_tree(init, s) for init, s in zip(inits, structures)]
    return [
        tree if all(e.values[i] is param for e in ends) else ty.forget_value(tree)
        for i, (tree, param) in enumerate(zip(trees, carried))
    ]


def _forgotten(tree: Type) -> Type:
    """Return a tree of types without the values of numbers, which trips may change."""
    return ty.Tuple(tuple(map(_forgotten, tree.items))) if isinstance(tree, ty.Tuple) else ty.forget_value(tree)


def _lengths(t: Type) -> list[Linear]:
    match t:
        case ty.Array(shape=shape) if shape:
            return list(shape)
        case ty.Tuple(items=items):
            return [n for item in items for n in _lengths(item)]
        case _:
            return []


def _nested_exits(operations: Sequence[Operation]) -> list[Exit]:
    return [e for o in operations if isinstance(o, (If, With)) for block in blocks_of(o) for e in exits_of(block)]


def _map_exits(block: Block, change: Callable[[Exit], Exit]) -> Block:
    """Return the block with each exit that is nested in its ifs changed; its own end stays."""

    def inside(branch: Block) -> Block:
        mapped = _map_exits(branch, change)
        end = mapped.terminator
        return replace(mapped, terminator=change(end)) if isinstance(end, Exit) else mapped

    operations = tuple(with_blocks(o, inside) if isinstance(o, (If, With)) else o for o in block.operations)
    return replace(block, operations=operations)


def _item_of_trip(typing: Typing, iterable: Type) -> Type:
    return typing.item(iterable) if isinstance(iterable, ty.Range) else typing.name_lengths(item_type(iterable))


def item_type(iterable: Type) -> Type:
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
