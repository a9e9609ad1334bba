"""Calls: a function that is called, not spliced in, is differentiated as a pair.

before: ``y = f(x)`` in the forward sweep.
after: ``y, f_tape = f_forward(x)`` in the forward sweep and ``x_bar = f_reverse(f_tape, y_bar)`` in the reverse sweep.
A pair is made once for each callee, types and choice of active arguments; one that calls itself refers to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from srcad.derive.defined import define_saved
from srcad.derive.forward import DISPLAYS
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import (
    Apply,
    Block,
    Constant,
    Function,
    If,
    Invoke,
    Operation,
    Parameter,
    Value,
    Yield,
)
from srcad.ir.rewrite import substitute_operation, substitute_terminator
from srcad.ir.types import Type
from srcad.ir.walk import blocks_of, falls_through, operands_of, with_blocks


@dataclass(frozen=True, slots=True)
class Pair:
    """The forward and the reverse part of a callee; ``active`` says which arguments have adjoints."""

    forward: Function
    reverse: Function
    active: tuple[bool, ...]


#: Gives the whole derivative of a callee, forward sweep and reverse sweep in one function that yields
#: ``(result, adjoints)``, and the position at which the reverse sweep begins.
Whole = Callable[[Function, tuple[bool, ...]], "tuple[Function, int]"]


@dataclass(frozen=True, slots=True)
class Called:
    """A call in the forward sweep: the pair, and what its forward part gave."""

    pair: Pair
    result: Value
    tape: Value


@dataclass(slots=True)
class Calls:
    """The pairs of one derivative, and which call of the forward sweep belongs to which pair."""

    whole: Whole
    pairs: dict[tuple[Function, tuple[bool, ...]], Pair] = field(default_factory=dict)
    #: By the tuple that a forward part gives.
    made: dict[Value, Called] = field(default_factory=dict)

    def pair(self, callee: Function, active: tuple[bool, ...]) -> Pair:
        """Return the pair of a callee."""
        key = (callee, active)
        if key not in self.pairs:
            forward, reverse = _declare(callee)
            self.pairs[key] = Pair(forward, reverse, active)
            whole, start = self.whole(callee, active)
            _fill(forward, *_forward_part(whole, start))
            _fill(reverse, *_reverse_part(whole, start))
        return self.pairs[key]

    def prepare(self, block: Block, varied: frozenset[Value]) -> Block:
        """Return the block with the forward parts of active callees in the callees' place, at any depth."""
        operations: list[Operation] = []
        for operation in block.operations:
            match operation:
                case Invoke() if not varied.isdisjoint(operation.results):
                    operations += self._forward_call(operation, varied)
                case _:
                    operations.append(with_blocks(operation, lambda inner: self.prepare(inner, varied)))
        return Block(block.params, tuple(operations), block.terminator)

    def _forward_call(self, call: Invoke, varied: frozenset[Value]) -> list[Operation]:
        pair = self.pair(call.function, tuple(v in varied for v in call.operands))
        (result,) = call.results
        tape = Value(ty.UNKNOWN, f"{call.function.name}_tape")
        both, star = Value(ty.Tuple((result.type, ty.UNKNOWN))), Value(ty.NONE)
        self.made[both] = Called(pair, result, tape)
        builder = Builder(location=call.location)
        builder.add(Invoke(pair.forward, call.operands, (both,), call.location))
        star = builder.constant(None)
        builder.add(Apply("unpack", (both, star), (result, tape), (), call.location))
        return builder.operations


def _declare(callee: Function) -> tuple[Function, Function]:
    """Return both parts without bodies, with as many parameters as they will have."""
    empty = Block((), (), Yield(()))
    own = (Parameter("tape"), Parameter(f"{callee.name}_bar"))
    return (
        Function(f"{callee.name}_forward", callee.parameters, empty, callee.location),
        Function(f"{callee.name}_reverse", own, empty, callee.location),
    )


def _fill(function: Function, parameters: tuple[Parameter, ...], body: Block) -> None:
    """Give a part its body: it may be referred to, by itself too, before that."""
    object.__setattr__(function, "parameters", parameters)
    object.__setattr__(function, "body", body)


def _crossing(whole: Function, start: int) -> list[Value]:
    """Return the values, no constants, that the reverse sweep uses and the forward sweep, or the caller, defines."""
    defined = {v for o in _constants(whole.body.operations[:start]) for v in o.results}
    used: dict[Value, None] = {}
    _uses(whole.body.operations[start + 1 :], defined, used)
    used.update(dict.fromkeys(whole.body.terminator.values[1:]))
    seed = whole.params[-1]
    return [v for v in used if v not in defined and v is not seed]


def _uses(operations: Sequence[Operation], defined: set[Value], used: dict[Value, None]) -> None:
    for operation in operations:
        used.update(dict.fromkeys(operands_of(operation)))
        defined.update(operation.results)
        for block in blocks_of(operation):
            defined.update(block.params)
            _uses(block.operations, defined, used)
            used.update(dict.fromkeys(block.terminator.values))


def _forward_part(whole: Function, start: int) -> tuple[tuple[Parameter, ...], Block]:
    params = whole.params[:-1]
    builder = Builder(params)
    builder.operations = list(whole.body.operations[:start])
    crossing = _crossing(whole, start)
    tape = _together(builder, crossing)
    both = _tuple(builder, (whole.body.terminator.values[0], tape))
    body = builder.finish(Yield((both,), whole.body.terminator.location))
    return whole.parameters[:-1], _ended_in_branches(define_saved(body, crossing))


def _ended_in_branches(body: Block) -> Block:
    """Return a block that makes its tuples in the branches at its end, if one of these has not all that goes in."""
    place = max((i for i, o in enumerate(body.operations) if isinstance(o, If)), default=-1)
    branch, tuples = body.operations[place] if place >= 0 else None, body.operations[place + 1 :]
    if not isinstance(branch, If) or not all(map(falls_through, (branch.then, branch.orelse))):
        return body
    is_plain = all(isinstance(o, Constant) or (isinstance(o, Apply) and o.name == "build.tuple") for o in tuples)
    pairs = zip(branch.then.terminator.values, branch.orelse.terminator.values)
    if not is_plain or not any((a.type == ty.NONE) is not (b.type == ty.NONE) for a, b in pairs):
        return body

    def ended(inner: Block) -> Block:
        new = dict(zip(branch.results, inner.terminator.values))
        new |= {v: Value(v.type, v.hint) for o in tuples for v in o.results}  # each branch has its own
        done = tuple(substitute_operation(o, new) for o in tuples)
        return Block(inner.params, (*inner.operations, *done), substitute_terminator(body.terminator, new))

    (result,) = body.terminator.values
    last = replace(branch, then=ended(branch.then), orelse=ended(branch.orelse), results=(result,))
    return replace(body, operations=(*body.operations[:place], last))


def _reverse_part(whole: Function, start: int) -> tuple[tuple[Parameter, ...], Block]:
    crossing = _crossing(whole, start)
    seed = whole.params[-1]
    if len(crossing) == 1:
        builder = Builder((crossing[0], seed))
    else:
        tape = Value(ty.Tuple(tuple(v.type for v in crossing)), "tape")
        builder = Builder((tape, seed))
        if crossing:
            builder.add(Apply("unpack", (tape, builder.constant(None)), tuple(crossing), ()))
    builder.operations += _constants(whole.body.operations[:start])
    builder.operations += whole.body.operations[start + 1 :]
    parameters = (Parameter(builder.params[0].hint or "tape"), Parameter(seed.hint))
    return parameters, builder.finish(Yield(whole.body.terminator.values[1:], whole.body.terminator.location))


def _constants(operations: Sequence[Operation]) -> list[Operation]:
    """Return the constants, and the slices and tuples of constants."""
    known: set[Value] = set()
    found: list[Operation] = []
    for o in operations:
        is_display = isinstance(o, Apply) and o.name in DISPLAYS
        if isinstance(o, Constant) or (is_display and known.issuperset(operands_of(o))):
            known.update(o.results)
            found.append(o)
    return found


def _together(builder: Builder, values: Sequence[Value]) -> Value:
    if len(values) == 1:
        return values[0]
    return _tuple(builder, values)


def _tuple(builder: Builder, values: Sequence[Value]) -> Value:
    types: tuple[Type, ...] = tuple(v.type for v in values)
    made = Value(ty.Tuple(types))
    builder.add(Apply("build.tuple", tuple(values), (made,)))
    return made
