"""Choices: what goes about in the place of a function that is chosen at run time is its name.

before: ``f = if c: yield numpy.sin else: yield numpy.cos``; ``operator.eq(f, numpy.sin)``
after: ``f = if c: yield 'sin' else: yield 'cos'``; ``operator.eq(f, 'sin')``
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from srcad.errors import Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import (
    Apply,
    Block,
    Constant,
    Exit,
    If,
    Invoke,
    Loop,
    Operation,
    Terminator,
    Try,
    Value,
    With,
    Yield,
)
from srcad.ir.rewrite import substitute
from srcad.ir.walk import blocks_of, with_blocks
from srcad.specialise.program import numbered

#: Comparisons of a choice, each with what compares names.
_COMPARISONS = {
    "operator.eq": "operator.eq",
    "operator.is_": "operator.eq",
    "operator.ne": "operator.ne",
    "operator.is_not": "operator.ne",
}


def has_choices(block: Block) -> bool:
    """Say whether functions are chosen at run time."""
    return any(True for _ in _choices(block))


def name_choices(body: Block, names: dict[Hashable, str]) -> Block:
    """Return the body of a function with names for functions that are chosen at run time.

    Parameters
    ----------
    body : Block
        The body.
    names : dict
        The names given so far, by what is called; grows.

    Raises
    ------
    NotDifferentiable
        Where such a function is used otherwise than by calling it.
    """
    chosen = {v: Value(ty.TEXT, v.hint) for v in _choices(body)}
    if not chosen:
        return body
    return substitute(_Names(frozenset(chosen), names).block(body), chosen)


def _choices(block: Block) -> Iterator[Value]:
    yield from (v for v in block.params if isinstance(v.type, ty.Choice))
    for operation in block.operations:
        yield from (v for v in operation.results if isinstance(v.type, ty.Choice))
        for inner in blocks_of(operation):
            yield from _choices(inner)


@dataclass(slots=True)
class _Names:
    chosen: frozenset[Value]
    names: dict[Hashable, str]

    def block(self, block: Block, yields: Sequence[Value] = (), exits: Sequence[Value] = ()) -> Block:
        """Return a block whose ends hand on names to the values that are choices."""
        made: list[Operation] = []
        for operation in block.operations:
            made.append(self.operation(operation, exits, made))
        targets = exits if isinstance(block.terminator, Exit) else yields
        end = self._end(block.terminator, targets, made)
        return Block(block.params, tuple(made), end)

    def operation(self, operation: Operation, exits: Sequence[Value], made: list[Operation]) -> Operation:
        """Return an operation with names; what makes these is appended to ``made``."""
        match operation:
            case If(then=then, orelse=orelse, results=results):
                return replace(
                    operation, then=self.block(then, results, exits), orelse=self.block(orelse, results, exits)
                )
            case With(body=body, results=results):
                return replace(operation, body=self.block(body, results, exits))
            case Try(results=results):
                return with_blocks(operation, lambda block: self.block(block, results[:-1], exits))
            case Loop():
                return self._loop(operation, made)
            case Apply(name=name, operands=operands) if name in _COMPARISONS and not self.chosen.isdisjoint(operands):
                named = tuple(self._named(v, operation.location, made) for v in operands)
                return replace(operation, name=_COMPARISONS[name], operands=named)
            case Invoke(results=results) if not self.chosen.isdisjoint(results):
                self._refuse(operation.location)
            case Apply(operands=operands, results=results) if not self.chosen.isdisjoint((*operands, *results)):
                self._refuse(operation.location)
        return operation

    def _loop(self, loop: Loop, made: list[Operation]) -> Loop:
        carried = loop.carried
        if not self.chosen.isdisjoint(loop.body.params[: len(loop.body.params) - len(carried)]):
            self._refuse(loop.location)
        inits = self._all(loop.inits, carried, loop.location, made)
        return replace(loop, inits=inits, body=self.block(loop.body, carried, loop.results[:-1]))

    def _end(self, end: Terminator, targets: Sequence[Value], made: list[Operation]) -> Terminator:
        if not targets or not isinstance(end, (Yield, Exit)):
            return end
        return replace(end, values=self._all(end.values, targets, end.location, made))

    def _all(
        self, values: Sequence[Value], targets: Sequence[Value], location: Location | None, made: list[Operation]
    ) -> tuple[Value, ...]:
        pairs = zip(values, targets, strict=True)
        return tuple(self._named(v, location, made) if target in self.chosen else v for v, target in pairs)

    def _named(self, value: Value, location: Location | None, made: list[Operation]) -> Value:
        """Return the name of a function; what is a choice already, or nothing, as it is."""
        if not isinstance(value.type, ty.Callable):
            return value
        name = Value(ty.Literal(self._name(value.type.target)))
        made.append(Constant(name, location))
        return name

    def _name(self, target: Hashable) -> str:
        if target not in self.names:
            plain = target.rpartition(".")[2] if isinstance(target, str) else str(getattr(target, "name", "function"))
            taken = set(self.names.values())
            self.names[target] = next(name for name in numbered(plain) if name not in taken)
        return self.names[target]

    def _refuse(self, location: Location | None) -> None:
        message, hint = "a function chosen at run time that is used as a value", "call it where it is chosen"
        raise NotDifferentiable("SRC002", message, location, hint)
