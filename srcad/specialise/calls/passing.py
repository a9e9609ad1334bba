"""How arguments are passed to a function that is called, not spliced in.

A function among the arguments is known when the program is made: what is passed are the values that it captures.
Lengths of axes and values of integers are forgotten, so that a function that calls itself gets by with few versions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Held:
    """A variable that functions share, and what it holds; None where that was said before."""

    number: int
    content: Passed | None
    name: str = field(compare=False)


Passed: TypeAlias = "Plain | Known | Made | Held"

#: The code and the captures of the function objects under construction.
Closures: TypeAlias = Mapping[Value, tuple[Function, tuple[Value, ...]]]


@dataclass(frozen=True, slots=True)
class Call:
    """How each argument of a call is passed, the operands, and the variables that functions share, by number."""

    passed: tuple[Passed, ...]
    operands: tuple[Value, ...]
    cells: tuple[Value, ...]


def pass_arguments(
    arguments: Sequence[Value],
    parameters: Sequence[Parameter],
    closures: Closures,
    contents: Mapping[Value, Value],
    type_of: Callable[[Value], Type] = lambda value: value.type,
) -> Call:
    """Return how arguments are passed; what is captured twice is passed once.

    ``contents`` are those of cells; ``type_of`` tells of an object what it is now.
    """
    passing = _Passing(closures, contents, type_of)
    pairs = list(zip(arguments, parameters, strict=True))
    for value, parameter in pairs:
        if not passing.is_implied(value):
            passing.add(value, parameter.name, parameter.kind == "capture")
    positions = iter(range(len(passing.operands)))
    passed = tuple(
        passing.implied(v) if passing.is_implied(v) else Plain(next(positions), generalise(type_of(v)), p.name)
        for v, p in pairs
    )
    return Call(passed, tuple(passing.operands), tuple(passing.cells))


@dataclass(slots=True)
class _Passing:
    """The operands and cells so far, and where among the operands each captured value is."""

    closures: Closures
    contents: Mapping[Value, Value]
    type_of: Callable[[Value], Type]
    cells: list[Value] = field(default_factory=list)
    operands: list[Value] = field(default_factory=list)
    captured: dict[Value, Plain] = field(default_factory=dict)

    def is_implied(self, value: Value) -> bool:
        """Say whether the type tells the value, or what it is made of."""
        if value in self.closures or value in self.contents:
            return True
        return isinstance(value.type, (ty.Callable, ty.Module, ty.Undefined)) or value.type == ty.NONE

    def add(self, value: Value, name: str, captured: bool) -> Plain:
        """Append an operand."""
        self.operands.append(value)
        plain = Plain(len(self.operands) - 1, generalise(self.type_of(value)), name)
        return self.captured.setdefault(value, plain) if captured else plain

    def implied(self, value: Value) -> Passed:
        """Return how to make a value that is not passed as it is."""
        if value in self.contents:
            return self._held(value)
        if value not in self.closures:
            return Known(value.type)
        function, captures = self.closures[value]
        names = [p.name for p in function.parameters if p.kind == "capture" and not p.source]
        inner = tuple(self._capture(c, n) for c, n in zip(captures, names, strict=True))
        return Made(function, inner, value.hint)

    def _held(self, cell: Value) -> Held:
        if cell in self.cells:
            return Held(self.cells.index(cell), None, cell.hint)
        self.cells.append(cell)
        return Held(len(self.cells) - 1, self._capture(self.contents[cell], cell.hint), cell.hint)

    def _capture(self, value: Value, name: str) -> Passed:
        if self.is_implied(value):
            return self.implied(value)
        return self.captured[value] if value in self.captured else self.add(value, name, True)


#: What a function that calls itself gives is known so many containers deep.
_MOST_NESTED = 4


def shallow(t: Type, depth: int = _MOST_NESTED) -> Type:
    """Return ``t`` without what is nested deeper: what calls make of the results of calls has no end.

    >>> str(shallow(ty.List(ty.List(ty.FLOAT)), 2)), str(shallow(ty.List(ty.List(ty.FLOAT)), 1))
    ('list[list[float]]', 'list[?]')
    """
    match t:
        case ty.Tuple() | ty.List() | ty.Dict() | ty.Mapping() if not depth:
            return ty.UNKNOWN
        case ty.Tuple(items=items, name=name, fields=fields):
            return ty.Tuple(tuple(shallow(item, depth - 1) for item in items), name, fields)
        case ty.List(item=item, length=length):
            return ty.List(shallow(item, depth - 1), length)
        case ty.Dict(items=pairs):
            return ty.Dict(tuple((key, shallow(item, depth - 1)) for key, item in pairs))
        case ty.Mapping(value=value):
            return ty.Mapping(shallow(value, depth - 1))
        case _:
            return t


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
