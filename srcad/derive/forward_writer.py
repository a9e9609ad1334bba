"""The forward sweep written again: it saves what the plan says.

before: the forward sweep as the function had it, and a plan.
after: values are pushed on tapes, or leave their branch or loop as one more result of it; an exit that leaves a trip
which nothing undoes cuts the tapes back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from srcad.derive.forward import ForwardMap
from srcad.derive.planning import Plan, Tape
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Closure, Constant, Exit, If, Invoke, Loop, Operation, Try, Value, With, Yield
from srcad.ir.walk import exits_of, with_blocks


class ForwardWriter:
    """Writes the forward sweep again, with tapes, exports and cuts."""

    def __init__(self, plan: Plan, forward: ForwardMap) -> None:
        self.plan = plan
        self.forward = forward
        self.pushes: dict[Block, dict[int, list[Tape]]] = {}
        for tape in plan.tapes.values():
            self.pushes.setdefault(tape.block, {}).setdefault(tape.position, []).append(tape)
        self.marks: dict[Value, Value] = {}

    def operations(self, block: Block, operations: Sequence[Operation]) -> list[Operation]:
        """Return the operations with what must be added between them."""
        found = self._added(block, -1)
        for position, operation in enumerate(operations):
            for tape in self.plan.made_before.get(id(operation), ()):
                found.append(Apply("tape.new", (), (tape,), (), operation.location))
            found += self._operation(operation)
            found += self._added(block, position)
        return found

    def _added(self, block: Block, position: int) -> list[Operation]:
        return [*self.forward.added.get((block, position), ()), *self._pushes(block, position)]

    def _pushes(self, block: Block, position: int) -> list[Operation]:
        tapes = self.pushes.get(block, {}).get(position, [])
        return [Apply("tape.push", (t.tape, t.value), (), ()) for t in tapes]

    def _block(self, block: Block) -> Block:
        operations = self.operations(block, block.operations)
        if isinstance(block.terminator, Exit):
            operations += self._cuts(block.terminator)
        return Block(block.params, tuple(operations), block.terminator)

    def _cuts(self, end: Exit) -> list[Operation]:
        tapes = self.plan.cuts.get(id(end), ())
        return [Apply("tape.cut", (tape, self.marks[tape]), (), ()) for tape in tapes]

    def _loop_body(self, body: Block) -> Block:
        """Write the body of a loop; at its start, note the lengths of tapes that an exit may have to cut back."""
        tapes = dict.fromkeys(t for end in exits_of(body) for t in self.plan.cuts.get(id(end), ()))
        outer = self.marks
        self.marks = {**outer, **{t: Value(ty.INT, "mark") for t in tapes}}
        notes = [Apply("tape.length", (t,), (self.marks[t],), ()) for t in tapes]
        inner = self._block(body)
        self.marks = outer
        return Block(inner.params, (*notes, *inner.operations), inner.terminator)

    def _operation(self, operation: Operation) -> list[Operation]:
        match operation:
            case If():
                return [self._if(operation)]
            case With():
                return [self._with(operation)]
            case Try():
                return self._try(operation)
            case Loop():
                return self._loop(operation)
            case Constant() | Apply() | Invoke() | Closure():
                return [operation]

    def _if(self, operation: If) -> If:
        exports = self.plan.exports.get(id(operation), [])
        blocks = [
            _yield_more(self._block(b), [v if b is home else None for home, v, _ in exports])
            for b in (operation.then, operation.orelse)
        ]
        results = (*operation.results, *(r for _, _, r in exports))
        return If(operation.condition, blocks[0], blocks[1], results, operation.location)

    def _with(self, operation: With) -> With:
        exports = self.plan.exports.get(id(operation), [])
        body = _yield_more(self._block(operation.body), [v for _, v, _ in exports])
        return replace(operation, body=body, results=(*operation.results, *(r for _, _, r in exports)))

    def _try(self, operation: Try) -> list[Operation]:
        """Write a ``Try`` again; its handlers cut back the tapes that its body has written to half-way."""
        exports = self.plan.exports.get(id(operation), [])
        tapes = self.plan.unwound.get(id(operation), [])
        marks = [Value(ty.INT, "mark") for _ in tapes]
        notes = [Apply("tape.length", (t,), (m,), ()) for t, m in zip(tapes, marks)]
        cuts = [Apply("tape.cut", (t, m), (), ()) for t, m in zip(tapes, marks)]

        def change(old: Block) -> Block:
            block = _yield_more(self._block(old), [v if old is home else None for home, v, _ in exports])
            return block if old is operation.body else replace(block, operations=(*cuts, *block.operations))

        results = (*operation.results[:-1], *(r for _, _, r in exports), operation.outcome)
        return [*notes, replace(with_blocks(operation, change), results=results)]

    def _loop(self, operation: Loop) -> list[Operation]:
        carries = self.plan.carries.get(id(operation), [])
        body = self._loop_body(operation.body)
        if not carries:
            return [replace(operation, body=body)]
        added = list(dict.fromkeys(r for _, _, r in carries))
        given = {(id(end), result): value for end, value, result in carries}
        nothing = [Apply("undefined", (), (Value(ty.UNDEFINED, r.hint),), ()) for r in added]
        params = [Value(r.type, r.hint) for r in added]

        def values(end: Exit) -> list[Value]:
            return [given.get((id(end), r), p) for r, p in zip(added, params)]

        body = _carry_more(body, params, values)
        inits = (*operation.inits, *(n.result for n in nothing))
        results = (*operation.results[:-1], *added, operation.results[-1])
        return [*nothing, replace(operation, inits=inits, body=body, results=results)]


def _yield_more(block: Block, values: Sequence[Value | None]) -> Block:
    """Let a block that falls through yield more values; None stands for an undefined one."""
    if not isinstance(block.terminator, Yield) or not values:
        return block
    operations = list(block.operations)
    found = []
    for value in values:
        if value is None:
            value = Value(ty.UNDEFINED)
            operations.append(Apply("undefined", (), (value,), ()))
        found.append(value)
    end = replace(block.terminator, values=(*block.terminator.values, *found))
    return Block(block.params, tuple(operations), end)


def _carry_more(body: Block, params: Sequence[Value], values: Callable[[Exit], list[Value]]) -> Block:
    """Let a loop's body carry more values; ``values`` gives those of an exit."""

    def change(block: Block, top: bool) -> Block:
        operations = tuple(
            replace(o, then=change(o.then, False), orelse=change(o.orelse, False)) if isinstance(o, If) else o
            for o in block.operations
        )
        end = block.terminator
        if isinstance(end, Exit):
            end = replace(end, values=(*end.values, *values(end)))
        elif top and isinstance(end, Yield):
            end = replace(end, values=(*end.values, *params))
        return Block((*block.params, *params) if top else block.params, operations, end)

    return change(body, True)
