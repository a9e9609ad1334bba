"""Counters: integers that each whole trip of a loop moves by the same step. The number of the trip tells what they are.

before: ``i = 1; while i < n: …; i += 2``
after: in trip ``k`` the reverse sweep knows ``i = 1 + 2 * k``, without a tape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from srcad.derive.adjoints import Region, counts_from_zero
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Loop, Operation, Value, Yield
from srcad.ir.types import Type


@dataclass(frozen=True, slots=True)
class Counter:
    """An integer that a loop carries at a ``place``: ``init + step * k`` when trip ``k`` begins."""

    place: int
    param: Value
    init: Value
    step: int

    @property
    def is_number_of_trip(self) -> bool:
        """Whether it is the number of the trip itself, counted from zero."""
        return self.init.type == ty.Literal(0) and self.step == 1

    def at(self, index: Value, start: int, init: Value, builder: Builder) -> Value:
        """Append what the counter is in the trip with an ``index`` that is ``start`` in the first trip."""
        if isinstance(init.type, ty.Literal) and isinstance(init.type.value, int):
            init, start = builder.constant(init.type.value - self.step * start), 0
        if start:
            index = builder.apply("operator.sub", index, builder.constant(start))
        if abs(self.step) != 1:
            index = builder.apply("operator.mul", builder.constant(abs(self.step)), index)
        if self.step > 0 and init.type == ty.Literal(0):
            return index
        name = "operator.add" if self.step > 0 else "operator.sub"
        return builder.apply(name, init, index, hint=self.param.hint)


def counters_of(loop: Loop) -> Iterator[Counter]:
    """Give the counters of a loop."""
    if not isinstance(loop.body.terminator, Yield):
        return
    params = loop.carried
    made = {o.result: o for o in loop.body.operations if isinstance(o, Apply) and len(o.results) == 1}
    for place, (param, init, following) in enumerate(zip(params, loop.inits, loop.body.terminator.values)):
        step = _step(param, made.get(following))
        if step is not None and _is_integer(param.type) and _is_integer(init.type):
            yield Counter(place, param, init, step)


def _step(param: Value, made: Apply | None) -> int | None:
    """Return by how much an operation moves a counter, or None if that is no fixed number."""
    match made:
        case Apply(name="operator.add", operands=(a, Value(type=ty.Literal(value=step)))) if a is param:
            found = step
        case Apply(name="operator.add", operands=(Value(type=ty.Literal(value=step)), a)) if a is param:
            found = step
        case Apply(name="operator.sub", operands=(a, Value(type=ty.Literal(value=int(step))))) if a is param:
            found = -step
        case _:
            return None
    return found if type(found) is int else None


def _is_integer(t: Type) -> bool:
    """Say whether a type is Python's own integer: those of NumPy overflow, and keep their dtype."""
    wide = ty.widen(t)
    return isinstance(wide, ty.Scalar) and wide.kind == "int" and wide.form == "python"


def first_number(region: Region, definition: Callable[[Value], Operation | None]) -> int | None:
    """Return what a region's index is in the first trip; None if that is not known, or if it moves by another step."""
    if region.index is None or region.exit is not None:
        return None
    made = definition(region.iterable) if region.index_is_item and region.iterable is not None else None
    if not region.index_is_item or counts_from_zero(made):
        return 0
    match made:
        case Apply(name="builtins.range", operands=(Value(type=ty.Literal(value=int(start))), _)):
            return start
        case _:
            return None
