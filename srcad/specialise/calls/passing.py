"""How arguments are passed to a function that is called, not spliced in.

A function among the arguments is known when the program is made: what is passed are the values that it captures.
Lengths of axes and values of integers are forgotten, so that a function that calls itself gets by with few versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.lengths import UNKNOWN
from srcad.ir.nodes import Function, Parameter, Value
from srcad.ir.types import Type


@dataclass(frozen=True, slots=True)
class Plain:
    """The operand at a position, of a type; ``name`` is for the reader."""

    position: int
    type: Type
    name: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing is passed: the type tells the value."""

    type: Type


@dataclass(frozen=True, slots=True)
class Made:
    """A function object, made again from what it captures."""

    function: Function
    captures: tuple[Passed, ...]
    name: str = field(compare=False)


Passed: TypeAlias = "Plain | Known | Made"

#: The code and the captures of the function objects under construction.
Closures: TypeAlias = Mapping[Value, tuple[Function, tuple[Value, ...]]]


def pass_arguments(
    arguments: Sequence[Value], parameters: Sequence[Parameter], closures: Closures
) -> tuple[tuple[Passed, ...], tuple[Value, ...]]:
    """Return how each argument is passed, and the operands; what is captured twice is passed once."""
    passing = _Passing(closures)
    pairs = list(zip(arguments, parameters, strict=True))
    for value, parameter in pairs:
        if not passing.is_implied(value):
            passing.add(value, parameter.name, parameter.kind == "capture")
    positions = iter(range(len(passing.operands)))
    return (
        tuple(
            passing.implied(v) if passing.is_implied(v) else Plain(next(positions), generalise(v.type), p.name)
            for v, p in pairs
        ),
        tuple(passing.operands),
    )


@dataclass(slots=True)
class _Passing:
    """The operands so far, and where among them each captured value is."""

    closures: Closures
    operands: list[Value] = field(default_factory=list)
    captured: dict[Value, Plain] = field(default_factory=dict)

    def is_implied(self, value: Value) -> bool:
        """Say whether the type tells the value, or what it is made of."""
        return value in self.closures or isinstance(value.type, (ty.Callable, ty.Module)) or value.type == ty.NONE

    def add(self, value: Value, name: str, captured: bool) -> Plain:
        """Append an operand."""
        self.operands.append(value)
        plain = Plain(len(self.operands) - 1, generalise(value.type), name)
        return self.captured.setdefault(value, plain) if captured else plain

    def implied(self, value: Value) -> Passed:
        """Return how to make a value that is not passed as it is."""
        if value not in self.closures:
            return Known(value.type)
        function, captures = self.closures[value]
        names = [p.name for p in function.parameters if p.kind == "capture" and not p.source]
        inner = tuple(self._capture(c, n) for c, n in zip(captures, names, strict=True))
        return Made(function, inner, value.hint)

    def _capture(self, value: Value, name: str) -> Passed:
        if self.is_implied(value):
            return self.implied(value)
        return self.captured[value] if value in self.captured else self.add(value, name, True)


def generalise(t: Type) -> Type:
    """Return ``t`` without lengths and values."""
    match t:
        case ty.Literal(value=bool() | str() | None):
            return t
        case ty.Array(dtype=dtype, shape=shape) if shape:
            return ty.Array(dtype, (UNKNOWN,) * len(shape))
        case ty.Tuple(items=items, name=name, fields=fields):
            return ty.Tuple(tuple(map(generalise, items)), name, fields)
        case ty.List(item=item):
            return ty.List(generalise(item))
        case _:
            return ty.forget_value(t)
