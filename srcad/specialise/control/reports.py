"""Reports: what a block of a ``Try`` that is cut tells behind what it yields.

That is which handler is to run, counted from 1 (if there is one handler: whether it is), the exception if a handler
looks at it, and what the parameters of the handlers behind the exception are. Where nothing was raised, all but the
first is undefined. A block in a loop leaves the loop where something was raised, which then gives the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from srcad.analysis.typing import Typing
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Exit, If, Loop, Operation, Raise, Terminator, Try, Value, With, Yield
from srcad.ir.rewrite import substitute_operation
from srcad.ir.walk import blocks_of, exits_of, falls_through, used_in, with_blocks


@dataclass(frozen=True, slots=True)
class Way:
    """How to leave the loop around a block where something was raised.

    Attributes
    ----------
    number : int
        The number of the exit.
    carried : tuple of Value
        What the loop carries in a trip; behind that, ``more`` for the report alone.
    places : tuple of int
        Where among both each value of the report goes; the number of the only handler goes nowhere.
    """

    number: int
    carried: tuple[Value, ...]
    more: tuple[Value, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: it yields ``results``, and then a report, unless it leaves a loop by ``way``.

    With both ``reports`` and ``way`` it stands in a context that is left before the loop is. ``sources`` says which of
    the results each parameter of the handlers is behind the block, if one is; ``is_whole``: it is the whole body.
    """

    results: Sequence[Value] = ()
    reports: bool = True
    way: Way | None = None
    sources: Sequence[int | None] = ()
    is_whole: bool = False


class Report:
    """The report of one ``Try``; ``values`` show of what types it consists."""

    def __init__(self, attempt: Try, typing: Typing) -> None:
        self.attempt = attempt
        self.typing = typing
        self.single = len(attempt.handlers) == 1
        exception = (Value(),) if any(map(_looks_at_exception, attempt.handlers)) else ()
        self.slots = attempt.handlers[0].params[1:]
        number = Value(ty.BOOL if self.single else ty.INT, attempt.outcome.hint or "caught")
        self.values = (number, *exception, *self.slots)

    def fresh(self) -> tuple[Value, ...]:
        """Return values for a report."""
        return tuple(Value(v.type, v.hint) for v in self.values)

    def exception(self, report: Sequence[Value]) -> Value | None:
        """Return the exception of a report, if somebody looks at it."""
        return report[1] if len(self.values) > 1 + len(self.slots) else None

    def condition(self, builder: Builder, number: Value) -> Value:
        """Append the test of whether something was raised."""
        return number if self.single else builder.apply("operator.ne", number, builder.constant(0))

    def place(
        self,
        values: Sequence[Value],
        behind: Sequence[Value | None],
        way: Way | None = None,
        results: Sequence[Value] | None = None,
    ) -> Place:
        """Return the place of a block whose values are these; ``behind`` it the parameters of the handlers are those.

        The whole body yields ``results``.
        """
        sources = [values.index(v) if v in values else None for v in behind]
        return Place(values if results is None else results, True, way, sources, results is not None)

    def left(
        self, values: Sequence[Value], behind: Sequence[Value | None], state: Sequence[Value]
    ) -> list[Value | None]:
        """Return what values are where they are not made: what stood in their places, if that is of the same type."""
        before = {new: old for new, old in zip(behind, state) if new is not None and self._is_like(old, new)}
        return [before.get(v) for v in values]

    def _is_like(self, old: Value, new: Value) -> bool:
        return ty.widen(self.typing.join(new.type, old.type)) == new.type

    def finished(self, builder: Builder, end: Terminator, place: Place) -> Terminator:
        """Return the end of a block in which nothing was raised."""
        if isinstance(end, Exit) and place.way is not None:
            return replace(end, values=(*end.values, *nothing(builder, place.way.more)))
        if isinstance(end, Yield) and place.reports:
            number = builder.constant(False if self.single else 0, self.values[0].hint)
            return replace(end, values=(*end.values, number, *nothing(builder, self.values[1:])))
        return end

    def raised(self, builder: Builder, report: Sequence[Value], place: Place) -> Terminator:
        """Return the end of a block in which something was raised."""
        if place.reports or place.way is None:
            behind = [None if i is None else place.results[i] for i in place.sources]
            left = self.left(place.results, behind, report[len(report) - len(self.slots) :])
            return Yield((*_known(builder, place.results, left), *report), builder.location)
        kept = [None if isinstance(v.type, (ty.Array, ty.List)) else v for v in place.way.carried]  # old versions
        values = [*_known(builder, place.way.carried, kept), *nothing(builder, place.way.more)]
        for where, value in zip(place.way.places, report[self.single :], strict=True):
            values[where] = value
        return Exit(place.way.number, tuple(values), builder.location)

    def carried_in(self, way: Way) -> list[int | None]:
        """Return which of the values that a loop carries each parameter of the handlers is."""
        return [i if i < len(way.carried) else None for i in way.places[len(way.places) - len(self.slots) :]]

    def carried_on(self, body: Block, end: Yield, way: Way) -> Block:
        """Return the body of a loop that carries a report, too."""
        last = Builder((), None, end.location)
        end = replace(end, values=(*end.values, *nothing(last, way.more)))
        return Block(body.params, (*body.operations, *last.operations), end)

    def step(
        self,
        builder: Builder,
        operations: Sequence[Operation],
        end: Terminator | None,
        left: Mapping[Value, Value | None],
    ) -> tuple[Value, ...]:
        """Append a step; return the begin of the report.

        What ``left`` holds is used behind it, with what it is where the step raises, if that is something. The step
        ends in ``end``, if that is a ``raise``.
        """
        inside = {v: Value(v.type, v.hint) for v in left}
        number, *exception = self.fresh()[: len(self.values) - len(self.slots)]
        body = builder.nested()
        body.operations += [substitute_operation(o, inside) for o in operations]
        last = end or Yield((*inside.values(), *nothing(body, exception)), builder.location)
        handlers = [self._handler(builder, left) for _ in self.attempt.handlers]
        made = (*left, *exception, number)
        builder.add(Try(body.finish(last), self.attempt.kinds, tuple(handlers), made, builder.location))
        return (number, *exception)

    def _handler(self, builder: Builder, left: Mapping[Value, Value | None]) -> Block:
        """Return a handler that tells what it caught."""
        caught = Value()
        inner = builder.nested((caught,))
        told = (caught,) if len(self.values) > 1 + len(self.slots) else ()
        return inner.finish(Yield((*_known(inner, [*left], [*left.values()]), *told), builder.location))

    def way_out(self, loop: Loop, first: Sequence[Value]) -> Way:
        """Return how to leave a loop; ``first`` are the parameters of the handlers at the begin of a trip, if known."""
        carried = loop.carried
        wanted = self.values[self.single :]
        known: list[Value | None] = [None] * (len(wanted) - len(first))
        places: list[int] = []
        more: list[Value] = []
        for value, start in zip(wanted, [*known, *first]):
            where = carried.index(start) if start in carried else -1
            if where < 0 or where in places or loop.results[where].type != value.type:
                where = len(carried) + len(more)
                more.append(Value(value.type, value.hint))
            places.append(where)
        number = 1 + max((e.number for e in exits_of(loop.body)), default=0)
        return Way(number, carried, tuple(more), tuple(places))


def _known(builder: Builder, values: Sequence[Value], left: Sequence[Value | None]) -> list[Value]:
    """Return what is left of some values; append undefined ones where that is nothing."""
    return [nothing(builder, (v,))[0] if old is None else old for v, old in zip(values, left)]


def nothing(builder: Builder, values: Sequence[Value]) -> tuple[Value, ...]:
    """Append undefined values in the place of some."""
    undefined = tuple(Value(ty.UNDEFINED, v.hint) for v in values)
    for value in undefined:
        builder.add(Apply("undefined", (), (value,), (), builder.location))
    return undefined


def _looks_at_exception(handler: Block) -> bool:
    return handler.params[0] in used_in(handler) or _raises_again(handler)


def _raises_again(block: Block) -> bool:
    """Say whether a handler raises what it caught."""
    inner = (b for o in block.operations for b in _same_handler(o))
    return (isinstance(block.terminator, Raise) and not block.terminator.values) or any(map(_raises_again, inner))


def _same_handler(operation: Operation) -> Sequence[Block]:
    return (operation.body,) if isinstance(operation, Try) else blocks_of(operation)


def explicit(block: Block, exception: Value) -> Block:
    """Return a block of a handler that stands in none any more: a ``raise`` of what was caught says what that is."""

    def inside(b: Block) -> Block:
        return explicit(b, exception)

    def changed(operation: Operation) -> Operation:
        if isinstance(operation, Try):
            return replace(operation, body=inside(operation.body))
        return with_blocks(operation, inside)

    end = block.terminator
    if isinstance(end, Raise) and not end.values and not _is_left_before_its_end(block):
        end = Raise((exception,), end.location)
    return Block(block.params, tuple(map(changed, block.operations)), end)


def _is_left_before_its_end(block: Block) -> bool:
    """Say whether the last operation of a block leaves it in each of its branches: the ``raise`` is not reached."""
    last = block.operations[-1] if block.operations else None
    return isinstance(last, (If, With)) and not any(map(falls_through, blocks_of(last)))
