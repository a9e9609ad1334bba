"""Apart: an index that is read, and one that is written to later, which never name the same place.

before: a trip reads ``x[:i]``, or ``L[j, k]`` for ``k`` in ``range(j)``; it and later ones write ``x[i]``, ``L[i, j]``
after: ``i' >= i`` in this trip and later ones, so ``x[:i]`` ends where ``x[i']`` begins at the latest: they never meet

The integers of a program have symbolic values (:mod:`srcad.ir.lengths`); those that a later trip computes anew are told
from those of the trip that reads by a prime. That one bound is not above another one is proved by putting the bounds of
loop variables in the place of these, inner ones first: Fourier's and Motzkin's elimination where it is easy.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.lengths import ONE, ZERO, Linear, Symbol, add, is_unknown, of_symbol, scale, subtract
from srcad.ir.nodes import Apply, Block, Loop, Operation, Try, Value
from srcad.ir.types import Type, integer_value
from srcad.ir.walk import blocks_of

#: Positions in blocks, from the outermost block inwards.
Path: TypeAlias = "tuple[tuple[Block, int], ...]"
#: The places of an axis from one on up to another one, exclusively; None for one without end.
_Interval: TypeAlias = "tuple[Linear, Linear | None]"
_WHOLE: _Interval = (ZERO, None)


@dataclass(frozen=True, slots=True)
class Access:
    """A use of an array or a list: what of it is read or written, None for all, and where that stands."""

    operation: Operation
    index: Value | None
    path: Path


@dataclass(frozen=True, slots=True)
class _Counter:
    """A loop variable: the block of its loop, its least and greatest value, and by how much it grows."""

    block: Block
    least: Linear | None
    greatest: Linear | None
    step: int


def scope_of(top: Block, operations: Iterable[Operation], before: Iterable[Operation] = ()) -> Scope:
    """Return the scope of some operations of a block, ``before`` which others stand."""
    scope = Scope()
    scope.block(top, before, ())
    scope.leave_blocks()
    scope.block(top, operations, ())
    return scope


@dataclass(slots=True)
class Scope:
    """Where the integers of a program are computed, and which of them count trips."""

    #: The blocks, from the outermost one inwards; None for an integer that is computed in several places.
    home: dict[Symbol, tuple[Block, ...] | None] = field(default_factory=dict)
    counters: dict[Symbol, _Counter] = field(default_factory=dict)
    bodies: set[Block] = field(default_factory=set)
    #: What is done behind a part of the body of a ``try``.
    handlers: set[Block] = field(default_factory=set)
    #: The values of ranges, and by how much they grow.
    ranges: dict[Value, tuple[ty.Range, int]] = field(default_factory=dict)
    #: Of the integers of a later trip: those of the trip that reads.
    originals: dict[Symbol, Symbol] = field(default_factory=dict)
    #: What indices name, in the trip that reads and in a later one of the loop with a body.
    named: dict[tuple[Value, Block | None], tuple[_Interval, ...]] = field(default_factory=dict)

    def block(self, block: Block, operations: Iterable[Operation], outer: tuple[Block, ...]) -> None:
        """Note the integers of a block, and of the blocks in it."""
        blocks = (*outer, block)
        self._enter(block.params, blocks)
        for operation in operations:
            if isinstance(operation, Loop):
                self._enter_loop(operation)
            elif isinstance(operation, Try):
                self.handlers.update(operation.handlers)
            for inner in blocks_of(operation):
                self.block(inner, inner.operations, blocks)
            self._enter(operation.results, blocks)
            self._note(operation)

    def leave_blocks(self) -> None:
        """Forget what blocks in the outermost one compute: what is computed again behind them is something else."""
        self.home = {symbol: blocks for symbol, blocks in self.home.items() if blocks is None or len(blocks) == 1}
        self.counters.clear()

    def _enter(self, values: Iterable[Value], blocks: tuple[Block, ...]) -> None:
        for value in values:
            for symbol in _symbols_of(value.type):
                home = self.home.setdefault(symbol, blocks)
                if home is not None and blocks[: len(home)] != home:
                    self.home[symbol] = None

    def _note(self, operation: Operation) -> None:
        """Note by how much the items of a range grow."""
        match operation:
            case Apply(name="builtins.range", operands=(_,) | (_, _), results=(Value(type=ty.Range() as t) as items,)):
                self.ranges[items] = t, 1
            case Apply(
                name="builtins.range",
                operands=(_, _, Value(type=ty.Literal(value=int(step)))),
                results=(Value(type=ty.Range() as t) as items,),
            ) if step:
                self.ranges[items] = t, step
            case Apply(name="builtins.reversed", operands=(items,)) if items in self.ranges:
                t, step = self.ranges[items]
                self.ranges[operation.result] = t, -step

    def _enter_loop(self, loop: Loop) -> None:
        """Note a loop, and its variable if it goes through a range."""
        self.bodies.add(loop.body)
        if loop.iterable in self.ranges:
            value = integer_value(loop.body.params[0].type)
            if value is not None and (symbol := _only(value)) is not None:
                t, step = self.ranges[loop.iterable]
                self.counters[symbol] = _Counter(loop.body, t.least, t.greatest, step)
                if symbol in self.home:
                    self.home[symbol] = None

    def is_computed_once(self, symbol: Symbol) -> bool:
        """Say whether an integer, or that of a later trip, is computed in one place."""
        return self.home.get(self.originals.get(symbol, symbol), ()) is not None

    def primed(self, value: Linear, changes: Callable[[Symbol], bool]) -> Linear:
        """Return an integer as a later trip computes it, whose own symbols are told by a prime."""
        total = Linear(value.constant)
        for symbol, factor in value.terms:
            if changes(symbol):
                later = Symbol(f"{symbol.name}'", symbol.lower)
                self.originals[later] = symbol
                symbol = later
            total = add(total, scale(of_symbol(symbol), factor))
        return total


def never_meet(read: Access, write: Access, scope: Scope, home: Block | None = None) -> bool:
    """Say whether it is proved that a write, whenever it is done after a read, is to other places.

    The array is made anew in each trip of the loops around ``home``.
    """
    common, is_behind = _common(read.path, write.path, scope.handlers)
    if home is not None:
        common = common[common.index(home) + 1 :]
    moments = [_Moment(scope, None)] if is_behind else []
    moments += [_Moment(scope, block) for block in common if block in scope.bodies]
    return all(moment.are_apart(read.index, write.index) for moment in moments)


def _common(read: Path, write: Path, handlers: Container[Block]) -> tuple[list[Block], bool]:
    """Return the blocks that two positions are both in, and whether the second one comes later in them."""
    common: list[Block] = []
    for (block, first), (other, second) in zip(read, write):
        if block is not other:  # of branches one is taken
            return common, other in handlers
        common.append(block)
        if first != second:
            return common, second > first
    return common, False


@dataclass(frozen=True, slots=True)
class _Moment:
    """When a write is done: later in the same trip, or in a later trip of the loop with this body."""

    scope: Scope
    body: Block | None

    def are_apart(self, read: Value | None, write: Value | None) -> bool:
        """Say whether a read and a write are apart along an axis."""
        if read is None or write is None:
            return False
        for (start, stop), (first, last) in zip(self._named(read, None), self._named(write, self.body)):
            if stop is not None and self._is_not_negative(subtract(first, stop)):
                return True
            if last is not None and self._is_not_negative(subtract(start, last)):
                return True
        return False

    def _named(self, index: Value, body: Block | None) -> tuple[_Interval, ...]:
        """Return what an index names of each axis: in the trip that reads, or in a later one of a loop."""
        if (index, body) not in self.scope.named:
            places = self._intervals(index.type)
            if body is not None:
                places = ((self._later(p), None if q is None else self._later(q)) for p, q in places)
            self.scope.named[index, body] = tuple(places)
        return self.scope.named[index, body]

    def _intervals(self, index: Type) -> Iterator[_Interval]:
        """Yield what an index names of each axis, and maybe more, up to the first axis of which nothing is known."""
        for t in ty.parts_of_index(index):
            match t:
                case ty.Slice(start=start, stop=stop, step=ty.Literal(value=None | 1)):
                    yield self._natural(start) or ZERO, self._natural(stop)
                case ty.Slice():
                    yield _WHOLE
                case ty.Literal(value=int()) | ty.Scalar() if ty.integer_kind(t):
                    place = self._natural(t)
                    yield _WHOLE if place is None else (place, add(place, ONE))
                case ty.Array(dtype=dtype) if ty.dtype_kind(dtype) == "int":
                    yield _WHOLE
                case _:
                    return

    def _natural(self, t: Type) -> Linear | None:
        """Return the value of an integer that is proved not to be negative: it does not count from the end."""
        value = integer_value(t)
        return value if value is not None and self._is_not_negative(value) else None

    def _later(self, value: Linear) -> Linear:
        """Return the value of an integer at the later moment."""
        return self.scope.primed(value, self._changes)

    def _changes(self, symbol: Symbol) -> bool:
        """Say whether an integer is another one in a later trip."""
        return self.body is not None and self.body in (self.scope.home.get(symbol) or (self.body,))

    def _is_not_negative(self, value: Linear) -> bool:
        if is_unknown(value) or not all(self.scope.is_computed_once(symbol) for symbol, _ in value.terms):
            return False
        if value.known is not None:
            return value.known >= 0
        symbol, factor = max(value.terms, key=lambda term: self._depth(term[0]))
        return any(
            self._is_not_negative(add(value, scale(subtract(bound, of_symbol(symbol)), factor)))
            for bound in self._bounds(symbol, is_lower=factor > 0)
        )

    def _depth(self, symbol: Symbol) -> tuple[int, bool]:
        """Return what orders integers: the bounds of one are made of those before it."""
        original = self.scope.originals.get(symbol, symbol)
        return len(self.scope.home.get(original) or ()), symbol is not original

    def _bounds(self, symbol: Symbol, is_lower: bool) -> Iterator[Linear]:
        """Yield what an integer is not below, or not above."""
        original = self.scope.originals.get(symbol, symbol)
        is_later = original is not symbol
        counter = self.scope.counters.get(original)
        if counter is not None:
            if is_later and counter.block is self.body and is_lower == (counter.step > 0):
                yield add(of_symbol(original), Linear(counter.step))
            bound = counter.least if is_lower else counter.greatest
            if bound is not None:
                yield self._later(bound) if is_later else bound
        elif is_lower and symbol.lower is not None:
            yield Linear(symbol.lower)


def _symbols_of(t: Type) -> Iterator[Symbol]:
    """Yield the symbols in the type of a value."""
    match t:
        case ty.Scalar(value=Linear(terms=terms)):
            yield from (symbol for symbol, _ in terms)
        case ty.Array(shape=(*shape,)):
            yield from (symbol for length in shape for symbol, _ in length.terms)
        case ty.List(length=Linear(terms=terms)):
            yield from (symbol for symbol, _ in terms)
        case ty.Tuple(items=items):
            for item in items:
                yield from _symbols_of(item)


def _only(value: Linear) -> Symbol | None:
    """Return the symbol that a value is, or None."""
    return value.terms[0][0] if value.terms and value == of_symbol(value.terms[0][0]) else None
