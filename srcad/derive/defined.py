"""Definedness: what is saved on a tape has a value, though maybe one that nobody looks at.

before: ``z`` is assigned in the loop's body alone; ``z_tape.append(z)`` stands at the start of the body.
after: ``z = None`` before the loop.

Only the saved copies of such a value, and its shape, are concerned: that a *read* of it was right has been found out
by the forward sweep, whose operations come first and read it in the same places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.lengths import ZERO
from srcad.ir.nodes import Apply, Block, Constant, Exit, If, Loop, Operation, Try, Value, With, Yield
from srcad.ir.rewrite import substitute, substitute_uses
from srcad.ir.walk import blocks_of, falls_through, operations_in, reachable, used_in, with_blocks


def without_checks(body: Block, split: int) -> Block:
    """Return a body whose reverse sweep, from ``split`` on, reads names that the forward sweep has found defined."""
    forward = Block((), body.operations[:split], Yield(()))
    checked: dict[Value, Value] = {}
    for operation in operations_in(forward.operations):
        if isinstance(operation, Apply) and operation.name == "check.defined":
            source = operation.operands[0]
            checked[operation.result] = checked.get(source, source)
    reverse = substitute_uses(replace(body, operations=body.operations[split:]), checked)
    return replace(reverse, operations=(*forward.operations, *reverse.operations))


def define_saved(body: Block, saved: Sequence[Value] = ()) -> Block:
    """Return a body with None in place of each undefined value that may be pushed on a tape, or be one of ``saved``.

    So is one of which the zeros are made, where the name was not read: these are those of None, and are not looked at.
    With None Python cannot compute; with the empty list that stands for a list it could, so there each read asks: its
    check is alive (:mod:`srcad.simplify.dead`) though nobody needs what is read.
    """
    flow = _Flow(pushed=list(saved))
    flow.block(body, (), ())
    reaching = flow.reaching_tapes()
    new = {v: _nothing_like(reaching[v], v.hint) for v in flow.undefined if v in reaching}
    doubtful = flow.reached_by(v for v, nothing in new.items() if isinstance(nothing.type, ty.List))
    asked = {
        o.result: o.operands[0]
        for o in operations_in(body.operations)
        if isinstance(o, Apply) and o.name == "check.defined" and o.operands[0] in doubtful
    }
    defined = _defined(substitute(body, new), set(new.values()), asked)
    return _without_idle_checks(substitute_uses(defined, {c: new.get(value, value) for c, value in asked.items()}))


def _without_idle_checks(body: Block) -> Block:
    """Return a body without the checks of names that nobody reads behind them, but those that a handler may notice."""
    used = set(used_in(body))

    def is_idle(o: Operation) -> bool:
        return isinstance(o, Apply) and o.name == "check.defined" and used.isdisjoint(o.results)

    def cleaned(block: Block) -> Block:
        return replace(block, operations=tuple(_within(o, cleaned) for o in block.operations if not is_idle(o)))

    return cleaned(body)


def _within(operation: Operation, change: Callable[[Block], Block]) -> Operation:
    """Return an operation with its blocks changed, but for the body of a ``try`` statement."""
    if isinstance(operation, Try):
        return replace(operation, handlers=tuple(map(change, operation.handlers)))
    return with_blocks(operation, change)


#: What values are given to, each by its place: the results of an operation, the parameters of the next trip.
Targets: TypeAlias = Sequence[Sequence[Value]]


@dataclass(slots=True)
class _Flow:
    """From which values a value may come, through branches and loops; which ones are pushed.

    Where a ``Try`` is known to have run to its end, what it gave is what its body yields.
    """

    sources: dict[Value, list[Value]] = field(default_factory=dict)
    pushed: list[Value] = field(default_factory=list)
    undefined: list[Value] = field(default_factory=list)
    #: By the outcome of a ``Try``: what its body yields, by the result that this becomes.
    yielded: dict[Value, dict[Value, Value]] = field(default_factory=dict)
    #: What stands, at this place of the program, for results of tries.
    known: dict[Value, Value] = field(default_factory=dict)

    def block(self, block: Block, left: Targets, given: Targets) -> None:
        """Note what flows in a block; ``left`` is what an exit gives its values to, ``given`` its end."""
        before = self.known
        for operation in block.operations:
            match operation:
                case Apply(name="tape.push", operands=(_, value)) | Apply(name="zero", operands=(value,)):
                    self.pushed.append(self.known.get(value, value))
                case Apply(name="undefined", results=(value,)):
                    self.undefined.append(value)
                case If():
                    self._if(operation, left)
                case With(body=body, results=results):
                    self.block(body, left, [results])
                case Try(results=results, outcome=outcome):
                    for branch in blocks_of(operation):
                        self.block(branch, left, [results])
                    if falls_through(operation.body):
                        self.yielded[outcome] = dict(zip(results, operation.body.terminator.values))
                case Loop(body=body, inits=inits, results=results):
                    params = operation.carried
                    self._give(inits, [params, results])
                    self.block(body, [results], [params, results])
        match block.terminator:
            case Exit(values=values):
                self._give(values, left)
            case Yield(values=values):
                self._give(values, given)
        self.known = before

    def _if(self, operation: If, left: Targets) -> None:
        self.block(operation.then, left, [operation.results])
        outside, self.known = self.known, self.known | self.yielded.get(operation.condition, {})
        self.block(operation.orelse, left, [operation.results])
        if falls_through(operation.then):
            self.known = outside

    def _give(self, values: Iterable[Value], targets: Targets) -> None:
        for i, value in enumerate(values):
            for target in targets:
                self.sources.setdefault(target[i], []).append(self.known.get(value, value))

    def reaching_tapes(self) -> dict[Value, Value]:
        """Return the values that may reach a tape, each with the pushed value in which it may arrive."""
        found = {value: value for value in self.pushed}
        waiting = list(found)
        while waiting:
            value = waiting.pop()
            for source in self.sources.get(value, ()):
                if source not in found:
                    found[source] = found[value]
                    waiting.append(source)
        return found

    def reached_by(self, values: Iterable[Value]) -> frozenset[Value]:
        """Return what may be one of ``values``, with these themselves."""
        return reachable(values, ((source, target) for target, found in self.sources.items() for source in found))


def _defined(block: Block, given: Set[Value], asked: Mapping[Value, Value]) -> Block:
    return replace(block, operations=tuple(_operation(o, given, asked) for o in block.operations))


def _operation(operation: Operation, given: Set[Value], asked: Mapping[Value, Value]) -> Operation:
    match operation:
        case Apply(name="undefined", results=(result,), location=location) if result in given:
            if isinstance(result.type, ty.List):
                return Apply("srcad.runtime.unassigned" if asked else "build.list", (), (result,), (), location)
            return Constant(result, location)
        case Apply(name="check.defined", results=(result,)) if result in asked:
            return replace(operation, name="srcad.runtime.check_assigned", results=())
        case _:
            return with_blocks(operation, lambda block: _defined(block, given, asked))


def _nothing_like(value: Value, hint: str) -> Value:
    """Return a value of which the zero can be taken: an empty list for a list, else None."""
    return Value(ty.List(value.type.item, ZERO) if isinstance(value.type, ty.List) else ty.NONE, hint)
