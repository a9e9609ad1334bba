"""Write in place: decide where a new version may overwrite the old one, and copy where it may not.

before: ``v = u[1:-1]``, ``u1 = array.store(u, s, 0.0)``, ``w = 0.5 * v`` and ``u`` a parameter.
after: ``c = copy(u)``, ``v = c[1:-1]``, ``w = 0.5 * v``, ``u1 = array.store(c, s, 0.0)``: each update may write into
its operand, because that is memory that this function made and nobody looks at the old version again.

In addition ``operator.add`` into an array adjoint becomes ``operator.iadd`` where the same is proved (``sub`` alike),
and ``own`` (nobody else may hold the result) becomes ``move`` where that is so already, else ``copy``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from srcad.emit.buffers import outdated, outdated_on_tape, spell_buffers
from srcad.emit.effects import can_fail, is_pure, is_visible
from srcad.emit.liveness import Liveness
from srcad.emit.memory import NOTHING, Memory, Root, Roots
from srcad.emit.program import BUFFER_READS, BUFFER_WRITES, UPDATES, Node, Program, is_update, walk
from srcad.ir import types as ty
from srcad.ir.builder import blocks_of, function_like
from srcad.ir.lengths import proved_equal
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Exit,
    Function,
    If,
    Loop,
    Operation,
    Raise,
    Value,
    With,
    Yield,
)
from srcad.ir.rewrite import substitute_operation

ADJOINT_SUFFIXES = ("_bar", "_dot")

_SUMS = ("operator.add", "operator.sub")

#: What an update that is only an opportunity becomes where it may not write.
_WITHOUT_WRITE = {"operator.iadd": "operator.add", "operator.isub": "operator.sub", "own": "copy"}


def write_in_place(function: Function) -> Function:
    """Return a function in which every update may write into its operand."""
    function = _accumulate_in_place(_edit(function, replaced=spell_buffers(walk(function.body))))
    hoisted: set[Operation] = set()
    while True:
        program = Program(function)
        memory = Memory(program)
        if (kept := _keep_loaded(program, memory, hoisted)) is not None:
            function = kept
            continue
        conflicts = _conflicts(program, memory)
        demoted = _demoted(conflicts, memory)
        if demoted:
            function = _edit(function, replaced={op: replace(op, name=_WITHOUT_WRITE[op.name]) for op in demoted})
        elif conflicts:
            function = _resolve(program, memory, conflicts)
        else:
            return _settle(function)


def _keep_loaded(program: Program, memory: Memory, hoisted: set[Operation]) -> Function | None:
    """Return the function with a remedy for a write to a buffer behind which older content is used, if there is one.

    ``hoisted`` are the writes before which such uses have been moved already.
    """
    if not memory.loads:
        return None
    for write, later, loads in outdated(program, memory, Liveness(program, keep_iterables=True)):
        users = () if write in hoisted else _hoistable(program, memory, _Conflict(write, later, (), True))
        if users:
            hoisted.add(write)
            return _edit(program.function, hoisted={write: users})
        return _edit(program.function, replaced={load: replace(load, name="memory.copy") for load in loads})
    if pushes := outdated_on_tape(program, memory):
        return _edit(program.function, copied={push: {1} for push in pushes})
    return None


def _demoted(conflicts: Iterable[_Conflict], memory: Memory) -> list[Apply]:
    """Return opportunities to write that must be given up; of those for the same memory the first, others may do then.

    Of ``own(g), own(g)`` the first becomes a copy, and the second gives ``g`` itself away.
    """
    demoted: list[Apply] = []
    touched: set[Root] = set()
    for conflict in conflicts:
        memories = memory.owns(conflict.update.operands[0])
        if conflict.update.name in _WITHOUT_WRITE and touched.isdisjoint(memories):
            demoted.append(conflict.update)
            touched |= memories
    return demoted


def is_adjoint(hint: str) -> bool:
    """Say whether a name is that of a derivative."""
    return hint.endswith(ADJOINT_SUFFIXES)


def _accumulate_in_place(function: Function) -> Function:
    """Turn every addition to an array adjoint whose dtype and shape stay into an update; conflicts undo it later."""
    found: dict[Operation, Operation] = {}
    made_by: dict[Value, Operation] = {}
    for node in walk(function.body):
        if isinstance(node, (Apply, If, Loop)):
            made_by.update((r, node) for r in node.results)
        if not isinstance(node, Apply):
            continue
        if node.name in _SUMS and _accumulates(node.operands[0], node.result) and not _begins(node, made_by):
            found[node] = replace(node, name=node.name.replace(".", ".i"))
        elif node.name == "list.add_at" and ty.kind_of(node.operands[1].type) != "int":
            found[node] = replace(node, name="srcad.runtime.add_at")
    return _edit(function, replaced=found)


def _begins(total: Apply, made_by: Mapping[Value, Operation]) -> bool:
    """Say whether this is the sum of the first two terms, of one of the user's lines: that is one expression."""
    first = made_by.get(total.operands[0])
    if not isinstance(first, Apply) or first.name in (*_SUMS, "zero") or first.location is None:
        return False
    return total.location is not None and first.location.line == total.location.line


def _settle(function: Function) -> Function:
    """Turn each ``own`` that needs no copy into ``move``; of owners of one array side by side the first gets it."""
    settled: dict[Operation, Operation] = {}
    before: Operation | None = None
    for node in walk(function.body):
        if isinstance(node, Apply) and node.name == "own":
            settled[node] = replace(node, name="move")
            if isinstance(before, Apply) and before.name == "copy" and before.operands == node.operands:
                settled[before], settled[node] = replace(before, name="move"), replace(node, name="copy")
        before = None if isinstance(node, (Yield, Exit, Raise)) else node
    return _edit(function, replaced=settled)


def _accumulates(target: Value, total: Value) -> bool:
    named = is_adjoint(total.hint) or (total.hint == target.hint != "")
    return named and _is_same_array(target.type, total.type)


def _is_same_array(a: ty.Type, b: ty.Type) -> bool:
    """Say whether both are arrays of one dtype and one shape."""
    match a, b:
        case ty.Array(dtype=old, shape=(*before,)), ty.Array(dtype=new, shape=(*after,)):
            return bool(old) and old == new and len(before) == len(after) and all(map(proved_equal, before, after))
    return False


@dataclass(frozen=True, slots=True)
class _Conflict:
    """An update that may not write into its operand yet.

    ``later`` are the values through which the old version is looked at again, ``pushes`` the pushes that keep it.
    """

    update: Apply
    later: tuple[Value, ...]
    pushes: tuple[Apply, ...]
    owned: bool


def _conflicts(program: Program, memory: Memory) -> list[_Conflict]:
    updates = [n for n in walk(program.function.body) if isinstance(n, Apply) and n.name in UPDATES]
    if not updates:
        return []
    liveness = Liveness(program, keep_iterables=True)
    holders = [v for v in program.values if memory.reaches(v)]
    found = []
    for update in updates:
        target = update.operands[0]
        live = liveness.after[update] & ~liveness.members(update.results)
        own = memory.owns(target)
        later = tuple(v for v in holders if liveness.is_live(v, live) and memory.reaches(v) & own)
        pushes = tuple(p for p in memory.pushes if liveness.is_live(p.operands[0], live) and _keeps(p, update, memory))
        owned = memory.is_owned(target)
        if _is_private_copy(program, update):
            continue
        if ty.Scalar is not type(ty.widen(target.type)) and (later or pushes or not owned):
            found.append(_Conflict(update, later, pushes, owned))
    return found


def _is_private_copy(program: Program, update: Apply) -> bool:
    """Say whether the operand is a copy made for this update alone: the remedy that always helps."""
    target = update.operands[0]
    made = program.definition.get(target)
    alone = program.users[target] == [update]
    return alone and isinstance(made, Apply) and made.name == "copy" and program.block[made] is program.block[update]


def _keeps(push: Apply, update: Apply, memory: Memory) -> bool:
    """Say whether a push may have kept the memory that the update writes to."""
    return _may_be_among(memory.reaches(push.operands[1]), push, update, memory)


def _keeps_within(push: Apply, update: Apply, memory: Memory) -> bool:
    """Say whether a copy of what is pushed would still hold the memory that the update writes to."""
    value = push.operands[1]
    return _may_be_among(memory.reaches(value) - memory.owns(value), push, update, memory)


def _may_be_among(pushed: Roots, push: Apply, update: Apply, memory: Memory) -> bool:
    for root in memory.owns(update.operands[0]):
        for kept in pushed:
            if kept.site is root.site and (kept.stale or root.stale or _lies_between(push, root.site, update, memory)):
                return True
    return False


def _lies_between(push: Apply, site: Value, update: Apply, memory: Memory) -> bool:
    """Say whether control can go from where memory is made to the push to the update, in one trip."""
    program = memory.program
    if (made := program.definition.get(site)) is not None and program.position[push] < program.position[made]:
        return False
    deeper = program.loops[update][len(program.owner[site]) :]
    end = program.end[deeper[0]] if deeper else program.position[update]
    return program.position[push] <= end


def _resolve(program: Program, memory: Memory, conflicts: list[_Conflict]) -> Function:
    """Return the function with remedies for conflicts, as many as do not touch each other: uses hoisted, or copies."""
    remedies = _Remedies()
    for conflict in conflicts:
        if remedies.updates.isdisjoint(_lineage(program, conflict.update.operands[0])):
            if _can_own_first(program, memory, conflict):
                return _own_first(program, conflict.update)
            _remedy(program, memory, conflict, remedies)
    return _edit(program.function, remedies.replaced, remedies.copied, remedies.hoisted)


@dataclass(slots=True)
class _Remedies:
    """What is to be done: see :func:`_edit`; ``moved`` are the operations hoisted, ``updates`` what got a remedy."""

    copied: dict[Node, set[int]] = field(default_factory=dict)
    hoisted: dict[Operation, tuple[Operation, ...]] = field(default_factory=dict)
    replaced: dict[Operation, Operation] = field(default_factory=dict)
    moved: set[Operation] = field(default_factory=set)
    updates: set[Operation] = field(default_factory=set)


def _remedy(program: Program, memory: Memory, conflict: _Conflict, remedies: _Remedies) -> None:
    """Note the remedy of one conflict."""
    update = conflict.update
    remedies.updates.add(update)
    helps = not any(_keeps_within(push, update, memory) for push in conflict.pushes)
    if conflict.owned and conflict.pushes and not conflict.later and helps:
        for push in conflict.pushes:
            remedies.copied.setdefault(push, set()).add(1)
        return
    users = _hoistable(program, memory, conflict) if conflict.owned and not conflict.pushes else ()
    if users and not remedies.moved.intersection(users) and update not in remedies.moved:
        remedies.hoisted[update] = users
        remedies.moved.update(users)
        return
    place, index = _place_of_copy(program, memory, conflict)
    if place is update and _replaces_all(update, program, memory):
        remedies.replaced[update] = replace(update, name="move", operands=update.operands[2:])
    else:
        remedies.copied.setdefault(place, set()).add(index)


def _can_own_first(program: Program, memory: Memory, conflict: _Conflict) -> bool:
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
    return alone and _is_same_array(old.type, new.type)


def _place_of_copy(program: Program, memory: Memory, conflict: _Conflict) -> tuple[Node, int]:
    """Return the operation before which to copy, and which operand: the entry of the outermost loop that helps."""
    update = conflict.update
    trouble = _trouble(memory, conflict)
    slots = _carried_slots(program, update.operands[0])
    for loop in program.loops[update]:
        outside = all(loop not in program.owner[v] for v in conflict.later)
        for k in sorted(slots.get(loop, ())):
            if outside and memory.owns(loop.inits[k]) & trouble:
                return loop, k + (loop.iterable is not None)
    return update, 0


def _trouble(memory: Memory, conflict: _Conflict) -> Roots:
    own = memory.owns(conflict.update.operands[0])
    foreign = frozenset(r for r in own if r.site in memory.foreign)
    return foreign | (own & NOTHING.union(*(memory.reaches(v) for v in conflict.later)))


def _carried_slots(program: Program, value: Value) -> dict[Loop, set[int]]:
    """Return, for each loop, the carried values whose memory the value continues."""
    slots: dict[Loop, set[int]] = {}
    loops = {p: (n, k) for n in walk(program.function.body) if isinstance(n, Loop) for k, p in enumerate(_carried(n))}
    seen: set[Value] = set()
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if value in seen:
            continue
        seen.add(value)
        if value in loops:
            loop, k = loops[value]
            slots.setdefault(loop, set()).add(k)
            waiting.append(loop.inits[k])
        else:
            waiting.extend(_sources(program, value))
    return slots


def _lineage(program: Program, value: Value) -> set[Operation]:
    """Return the operations whose memory the value continues."""
    loops = {p: (n, k) for n in walk(program.function.body) if isinstance(n, Loop) for k, p in enumerate(_carried(n))}
    seen: set[Value] = set()
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if value in seen:
            continue
        seen.add(value)
        waiting.extend(_sources(program, value))
        if value in loops:
            loop, k = loops[value]
            waiting.append(loop.inits[k])
            if isinstance(loop.body.terminator, Yield):
                waiting.append(loop.body.terminator.values[k])
    return {program.definition[v] for v in seen if v in program.definition}


def _carried(loop: Loop) -> tuple[Value, ...]:
    return loop.body.params[loop.iterable is not None :]


def _sources(program: Program, value: Value) -> Iterable[Value]:
    """Return the values whose memory ``value`` continues, one step back."""
    definition = program.definition.get(value)
    match definition:
        case Apply(operands=operands) if is_update(definition):
            return operands[:1]
        case If(results=results):
            k = results.index(value)
            ends = [b.terminator for b in blocks_of(definition)]
            return [end.values[k] for end in ends if isinstance(end, Yield)]
        case Loop(results=results) if value is not results[-1]:
            return (_carried(definition)[results.index(value)],)
    return ()


def _hoistable(program: Program, memory: Memory, conflict: _Conflict) -> tuple[Operation, ...]:
    """Return the later users of the old version, if all are pure and can stand before the update, in order."""
    update = conflict.update
    block = program.block[update]
    start = program.position[update]
    between = [o for o in block.operations if program.position[o] > start]
    users: set[Operation] = set()
    for value in conflict.later:
        for user in program.users[value]:
            if program.position[user] <= start and program.loops[user] == program.loops[update]:
                continue
            if not isinstance(user, (Apply, Constant, Closure)) or program.block[user] is not block:
                return ()
            users.add(user)
        if len(program.owner[value]) != len(program.loops[update]):
            return ()
    wanted: list[Operation] = []
    needed = set(users)
    for operation in reversed(between):
        if operation in needed:
            if not _may_move(operation):
                return ()
            wanted.append(operation)
            defined = (program.definition.get(v) for v in operation.operands) if isinstance(operation, Apply) else ()
            needed.update(d for d in defined if d is not None and program.block[d] is block)
    if any(_reads_changed(o, start, program, memory) for o in wanted):
        return ()
    if update in needed or (any(map(can_fail, wanted)) and any(map(is_visible, between))):
        return ()
    return tuple(reversed(wanted))


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
        for n in walk(program.function.body)
    )


def _may_move(operation: Operation) -> bool:
    return isinstance(operation, (Apply, Constant)) and is_pure(operation)


def _edit(
    function: Function,
    replaced: Mapping[Operation, Operation] | None = None,
    copied: Mapping[Node, set[int]] | None = None,
    hoisted: Mapping[Operation, tuple[Operation, ...]] | None = None,
) -> Function:
    """Return the function with operations replaced, operands copied first, and operations moved before others."""
    edit = _Edit(replaced or {}, copied or {}, hoisted or {})
    return function_like(function, edit.block(function.body))


class _Edit:
    def __init__(
        self,
        replaced: Mapping[Operation, Operation],
        copied: Mapping[Node, set[int]],
        hoisted: Mapping[Operation, tuple[Operation, ...]],
    ) -> None:
        self.replaced = replaced
        self.copied = copied
        self.hoisted = hoisted
        self.moved = {operation for group in hoisted.values() for operation in group}

    def block(self, block: Block) -> Block:
        operations: list[Operation] = []
        for operation in block.operations:
            if operation in self.moved:
                continue
            for hoisted in self.hoisted.get(operation, ()):
                operations.append(self.operation(hoisted))
            operations.extend(self.copies(operation))
        return Block(block.params, tuple(operations), block.terminator)

    def copies(self, operation: Operation) -> list[Operation]:
        """Return the operation, with copies of some operands before it."""
        before: list[Operation] = []
        fresh: dict[int, Value] = {}
        for k in sorted(self.copied.get(operation, ())):
            old = _operand(operation, k)
            fresh[k] = Value(old.type, "" if _is_push(operation) else old.hint)
            before.append(Apply("copy", (old,), (fresh[k],), location=None))
        return [*before, _with_operands(self.operation(operation), fresh)]

    def operation(self, operation: Operation) -> Operation:
        operation = self.replaced.get(operation, operation)
        match operation:
            case If():
                return replace(operation, then=self.block(operation.then), orelse=self.block(operation.orelse))
            case Loop() | With():
                return replace(operation, body=self.block(operation.body))
            case _:
                return operation


def _is_push(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name == "tape.push"


def _operand(operation: Operation, k: int) -> Value:
    if isinstance(operation, Loop):
        return operation.inits[k - (operation.iterable is not None)]
    assert isinstance(operation, Apply)
    return operation.operands[k]


def _with_operands(operation: Operation, fresh: Mapping[int, Value]) -> Operation:
    if not fresh:
        return operation
    if isinstance(operation, Loop):
        shift = operation.iterable is not None
        return replace(operation, inits=tuple(fresh.get(k + shift, v) for k, v in enumerate(operation.inits)))
    assert isinstance(operation, Apply)
    return replace(operation, operands=tuple(fresh.get(k, v) for k, v in enumerate(operation.operands)))
