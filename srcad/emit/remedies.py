"""Remedies: what lets an update write into its operand all the same: uses moved before it, or copies.

before: ``v = u[1:-1]``, ``u1 = array.store(u, s, 0.0)``, ``w = 0.5 * v`` and ``u`` a parameter.
after: ``c = copy(u)``, ``v = c[1:-1]``, ``w = 0.5 * v``, ``u1 = array.store(c, s, 0.0)``
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from srcad.analysis.raising import may_raise
from srcad.analysis.views import may_give_view
from srcad.emit.conflicts import Conflict, keeps_within
from srcad.emit.edits import edit
from srcad.emit.effects import can_fail, is_pure, is_visible
from srcad.emit.memory import NOTHING, Memory, Root, Roots
from srcad.emit.program import BUFFER_READS, BUFFER_WRITES, Program, is_update
from srcad.ir import types as ty
from srcad.ir.builder import function_like
from srcad.ir.nodes import Apply, Block, Closure, Constant, Function, If, Loop, Node, Operation, Try, Value, Yield
from srcad.ir.rewrite import substitute_operation
from srcad.ir.walk import blocks_of, nodes_in, operands_of


def resolve(program: Program, memory: Memory, conflicts: list[Conflict]) -> Function:
    """Return the function with remedies for conflicts, as many as do not touch each other: uses hoisted, or copies."""
    remedies = _Remedies()
    for conflict in conflicts:
        if remedies.updates.isdisjoint(_lineage(program, conflict.update.operands[0])):
            if _can_own_first(program, memory, conflict):
                return _own_first(program, conflict.update)
            if copied := _copied_for_turns(program, memory, conflict):
                return edit(program.function, copied=copied)
            _remedy(program, memory, conflict, remedies)
    return edit(program.function, remedies.replaced, remedies.copied, remedies.hoisted, remedies.kept)


@dataclass(slots=True)
class _Remedies:
    """What is to be done: see :func:`edit`; ``moved`` are the operations hoisted, ``updates`` what got a remedy."""

    kept: set[Operation] = field(default_factory=set)
    copied: dict[Node, set[int]] = field(default_factory=dict)
    hoisted: dict[Operation, tuple[Operation, ...]] = field(default_factory=dict)
    replaced: dict[Operation, Operation] = field(default_factory=dict)
    moved: set[Operation] = field(default_factory=set)
    updates: set[Operation] = field(default_factory=set)


def _remedy(program: Program, memory: Memory, conflict: Conflict, remedies: _Remedies) -> None:
    """Note the remedy of one conflict."""
    update = conflict.update
    remedies.updates.add(update)
    helps = not any(keeps_within(p, update, memory) or _is_of_buffer(p) for p in conflict.pushes)
    if conflict.owned and conflict.pushes and not conflict.later and helps:
        for push in conflict.pushes:
            remedies.copied.setdefault(push, set()).add(1)
        return
    users = _movable(program, memory, conflict) if conflict.owned and not conflict.pushes else ()
    if users and not remedies.moved.intersection(users) and update not in remedies.moved:
        remedies.hoisted[update] = users
        remedies.moved.update(users)
        return
    if parts := _parts_looked_at(program, conflict):
        remedies.kept.update(parts)
        return
    place, index = _place_of_copy(program, memory, conflict)
    if place is update and _replaces_all(update, program, memory):
        remedies.replaced[update] = replace(update, name="move", operands=update.operands[2:])
    else:
        remedies.copied.setdefault(place, set()).add(index)


def _parts_looked_at(program: Program, conflict: Conflict) -> set[Operation]:
    """Return what reads the parts, ``u[i]``, through which alone the old version is looked at: copies of less."""
    found: set[Operation] = set()
    for value in conflict.later if conflict.owned and not conflict.pushes else ():
        made = program.definition.get(value)
        while isinstance(made, Apply) and not _is_part(made) and may_give_view(made):
            made = program.definition.get(made.operands[0])
        beside = made is not None and program.block[made] is program.block[conflict.update]
        if not beside or not isinstance(made, Apply) or not _is_part(made):
            return set()
        found.add(made)
    return found


def _is_part(operation: Apply) -> bool:
    """Say whether an operation looks at a part of an array that has an axis less."""
    if operation.name != "operator.getitem" or not isinstance(operation.result.type, ty.Array):
        return False
    index = operation.operands[1].type
    return any(map(ty.integer_kind, ty.parts_of_index(index)))


def _is_of_buffer(push: Apply) -> bool:
    """Say whether a push saves which buffer it was, not what stood in it: a copy would be another one."""
    return isinstance(push.operands[1].type, (ty.Reference, ty.Handle))


def _can_own_first(program: Program, memory: Memory, conflict: Conflict) -> bool:
    """Say whether a parameter can be copied before anything else: nobody needs the original after the write."""
    update, body = conflict.update, program.function.body
    plain = update.operands[0] in body.params and program.block[update] is body
    return plain and not conflict.owned and not conflict.later and not _replaces_all(update, program, memory)


def _checks_arguments(body: Block) -> bool:
    """Say whether the function begins by checking the arguments as the caller passed them."""
    first = body.operations[0] if body.operations else None
    return isinstance(first, Apply) and first.name == "srcad.runtime.check_apart"


def _own_first(program: Program, update: Apply) -> Function:
    """Return the function with a copy of the parameter at its start, for all up to the update."""
    body, old = program.function.body, update.operands[0]
    fresh = Value(old.type, old.hint)
    start, place = int(_checks_arguments(body)), body.operations.index(update) + 1
    before = tuple(substitute_operation(o, {old: fresh}) for o in body.operations[start:place])
    operations = (*body.operations[:start], Apply("copy", (old,), (fresh,)), *before, *body.operations[place:])
    return function_like(program.function, Block(body.params, operations, body.terminator))


def _replaces_all(update: Apply, program: Program, memory: Memory) -> bool:
    """Say whether the new version has nothing of the old one: it is an array that was made for it alone."""
    if update.name != "array.store" or update.operands[1].type != ty.Literal(...):
        return False
    old, _, new = update.operands
    alone = program.users[new] == [update] and memory.owns(new) == {Root(new)} and memory.is_owned(new)
    return alone and ty.is_same_array(old.type, new.type)


def _place_of_copy(program: Program, memory: Memory, conflict: Conflict) -> tuple[Node, int]:
    """Return the operation before which to copy, and which operand: the entry of the outermost loop that helps."""
    update = conflict.update
    trouble = _trouble(memory, conflict)
    slots = _carried_slots(program, update.operands[0])
    for loop in program.loops[update]:
        outside = all(loop not in program.owner[v] for v in conflict.later)
        for k in sorted(slots.get(loop, ())):
            own = memory.owns(loop.inits[k])
            foreign = not conflict.owned and any(root.site in memory.foreign for root in own)
            if (outside and own & trouble) or foreign:
                return loop, k + (loop.iterable is not None)
    return update, 0


def _copied_for_turns(program: Program, memory: Memory, conflict: Conflict) -> dict[Node, set[int]]:
    """Return what a loop has to begin with copies of, so that arrays take turns and can be written to in place."""
    slots = _carried_slots(program, conflict.update.operands[0])
    for turn, lacking in memory.turns.wanting.items():
        if not slots.get(turn.loop, set()).isdisjoint(turn.slots):
            return {turn.loop: {k + (turn.loop.iterable is not None) for k in lacking}}
    return {}


def _trouble(memory: Memory, conflict: Conflict) -> Roots:
    own = memory.owns(conflict.update.operands[0])
    foreign = frozenset(r for r in own if r.site in memory.foreign)
    return foreign | (own & NOTHING.union(*(memory.reaches(v) for v in conflict.later)))


def _carried_slots(program: Program, value: Value) -> dict[Loop, set[int]]:
    """Return, for each loop, the carried values whose memory the value continues."""
    slots: dict[Loop, set[int]] = {}
    for param in _continued(program, value, around=False):
        if param in program.carriers:
            loop, k = program.carriers[param]
            slots.setdefault(loop, set()).add(k)
    return slots


def _lineage(program: Program, value: Value) -> set[Operation]:
    """Return the operations whose memory the value continues."""
    continued = _continued(program, value, around=True)
    return {program.definition[v] for v in continued if v in program.definition}


def _continued(program: Program, value: Value, *, around: bool) -> set[Value]:
    """Return the values whose memory ``value`` continues, itself included; ``around`` loops, those of earlier trips."""
    seen: set[Value] = set()
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if value in seen:
            continue
        seen.add(value)
        waiting.extend(_sources(program, value))
        if value in program.carriers:
            loop, k = program.carriers[value]
            waiting.append(loop.inits[k])
            if around and isinstance(loop.body.terminator, Yield):
                waiting.append(loop.body.terminator.values[k])
    return seen


def _sources(program: Program, value: Value) -> Iterable[Value]:
    """Return the values whose memory ``value`` continues, one step back."""
    definition = program.definition.get(value)
    match definition:
        case Apply(operands=operands) if is_update(definition):
            return operands[:1]
        case If(results=results) | Try(results=(*results, _)) if value in results:
            k = results.index(value)
            ends = [b.terminator for b in blocks_of(definition)]
            return [end.values[k] for end in ends if isinstance(end, Yield)]
        case Loop(results=results) if value is not results[-1]:
            return (definition.carried[results.index(value)],)
    return ()


def hoistable(program: Program, memory: Memory, update: Apply, later: Iterable[Value]) -> tuple[Operation, ...]:
    """Return the users of values behind a write, if all are pure and can stand before it, in order."""
    start = program.position[update]
    between = [o for o in program.block[update].operations if program.position[o] > start]
    users = _users_behind(program, update, later)
    wanted = _with_needs(program, update, between, users) if users else []
    if not all(map(_may_move, wanted)) or any(_reads_changed(o, start, program, memory) for o in wanted):
        return ()
    if any(map(can_fail, wanted)) and any(map(is_visible, between)):
        return ()
    if program.block[update] in program.guarded and any(map(may_raise, wanted)):
        return ()
    return tuple(wanted)


def _movable(program: Program, memory: Memory, conflict: Conflict) -> tuple[Operation, ...]:
    """Return operations behind an update which, if they stand before it, are all that look at the old version."""
    update, later = conflict.update, conflict.later
    return (
        _passed_by_clear(program, update, later)
        or hoistable(program, memory, update, later)
        or _passed(program, update, later)
    )


def _passed(program: Program, update: Apply, later: Iterable[Value]) -> tuple[Operation, ...]:
    """Return all that stands between an update and the last use of the values, if the update can wait for that."""
    last = max((program.position[u] for u in _users_behind(program, update, later)), default=0)
    between = _behind(program, update, last)
    waits = _only_clears(update) or not any(map(is_visible, between))
    return between if waits and not _is_used_among(update, between, program) else ()


def _passed_by_clear(program: Program, update: Apply, later: Iterable[Value]) -> tuple[Operation, ...]:
    """Return what a clear can wait for: the last use of the values, and that of what is computed of them for one use.

    before: ``g = v_bar[s]; v_bar[s] = 0.0; u_bar[s] -= 6.0 * g``
    after: ``g = v_bar[s]; u_bar[s] -= 6.0 * g; v_bar[s] = 0.0``
    """
    found: tuple[Operation, ...] = ()
    passed = _passed(program, update, later) if _only_clears(update) else ()
    while len(passed) > len(found) and not _is_used_among(update, passed, program):
        found = passed
        results = [v for o in found for v in o.results]
        once = [program.users[v][0] for v in results if len(program.users[v]) == 1]
        last = max(program.position[o] for o in (found[-1], *(user for user in once if isinstance(user, Apply))))
        passed = _behind(program, update, last)
    return found


def _behind(program: Program, update: Apply, last: int) -> tuple[Operation, ...]:
    """Return what stands beside an update behind it, up to a place."""
    start = program.position[update]
    return tuple(o for o in program.block[update].operations if start < program.position[o] <= last)


def _is_used_among(update: Apply, operations: Sequence[Operation], program: Program) -> bool:
    """Say whether operations behind an update, or what stands inside them, use what it gives."""
    end = program.end[operations[-1]] if operations else 0
    return any(program.position[user] < end for result in update.results for user in program.users[result])


def _only_clears(update: Apply) -> bool:
    """Say whether an update writes one constant to a slice, which cannot fail."""
    if update.name != "array.store" or not isinstance(update.operands[2].type, ty.Literal):
        return False
    index = update.operands[1].type
    parts = ty.parts_of_index(index)
    return all(isinstance(part, ty.Slice) or part == ty.Literal(...) for part in parts)


def _users_behind(program: Program, update: Apply, values: Iterable[Value]) -> set[Operation]:
    """Return what uses the values behind the update; nothing if some of it stands elsewhere than side by side."""
    users: set[Operation] = set()
    for value in values:
        for user in program.users[value]:
            if program.position[user] <= program.position[update] and program.loops[user] == program.loops[update]:
                continue
            beside = program.block[user] is program.block[update]
            if not isinstance(user, (Apply, Constant, Closure)) or not beside:
                return set()
            users.add(user)
        if len(program.owner[value]) != len(program.loops[update]):
            return set()
    return users


def _with_needs(
    program: Program, update: Apply, between: Sequence[Operation], users: Iterable[Operation]
) -> list[Operation]:
    """Return the users and what they need of the operations behind the update, in order; nothing if they need that."""
    wanted: list[Operation] = []
    needed = set(users)
    for operation in reversed(between):
        if operation in needed:
            wanted.append(operation)
            defined = (program.definition.get(v) for v in operands_of(operation))
            needed.update(d for d in defined if d is not None and program.block[d] is program.block[update])
    return [] if update in needed else wanted[::-1]


def _reads_changed(operation: Operation, start: int, program: Program, memory: Memory) -> bool:
    """Say whether an operation reads a buffer that may be written to between a place before it and its own."""
    if not isinstance(operation, Apply) or operation.name not in BUFFER_READS:
        return False
    sites = {root.site for root in memory.owns(operation.operands[0])}
    return any(
        isinstance(n, Apply)
        and n.name in BUFFER_WRITES
        and start <= program.position[n] < program.position[operation]
        and any(root.site in sites for root in memory.owns(n.operands[0]))
        for n in nodes_in(program.function.body)
    )


def _may_move(operation: Operation) -> bool:
    return isinstance(operation, (Apply, Constant)) and is_pure(operation)
