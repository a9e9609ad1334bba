"""Structures: how tuples that are made in a function are taken apart where control flow joins.

A tuple that every path makes lives on as its items, so that each item has an adjoint of its own. The tuple itself is
built again behind the join, and dies where nobody needs it whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from srcad.analysis.cloner import Cloner
from srcad.analysis.program import Program
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.types import Type

#: How a value is taken apart: None for a value as it stands, a tuple for a tuple's items.
Structure: TypeAlias = "tuple[Structure, ...] | None"


def common_structure(program: Program, values: Sequence[Value]) -> Structure:
    """Return how deep all the values can be taken apart in the same way; undefined ones follow the others."""
    known = _defined(values)
    if not known or any(v not in program.parts for v in known):
        return None
    counts = {len(program.parts[v]) for v in known}
    if len(counts) != 1 or not counts - {0}:
        return None
    return tuple(common_structure(program, items) for items in zip(*(program.parts[v] for v in known)))


def flatten(cloner: Cloner, value: Value, structure: Structure) -> list[Value]:
    """Return the leaves of a value taken apart."""
    if structure is None:
        return [value]
    if isinstance(value.type, ty.Undefined):
        items: tuple[Value, ...] = (value,) * len(structure)
    else:
        items = cloner.items(value) or ()
    return [leaf for item, inner in zip(items, structure, strict=True) for leaf in flatten(cloner, item, inner)]


def leaves(program: Program, values: Sequence[Value]) -> list[Value]:
    """Return the leaves of values that are joins."""
    return [leaf for v in values for leaf in (leaves(program, program.parts[v]) if v in program.parts else [v])]


def rebuild(cloner: Cloner, values: Sequence[Value]) -> None:
    """Append the tuples of which only the leaves are results."""
    for value in values:
        if value in cloner.parts:
            rebuild(cloner, cloner.parts[value])
            cloner.builder.add(Apply("build.tuple", cloner.parts[value], (value,), (), cloner.builder.location))


def branch_result(program: Program, structure: Structure, values: Sequence[Value], hint: str) -> Value:
    """Return a value for the join of what branches yield, with its parts recorded."""
    if structure is not None:
        items = _columns(program, values, len(structure))
        parts = [branch_result(program, s, vs, "") for s, vs in zip(structure, items)]
        return _whole(program, ty.Tuple(tuple(p.type for p in parts)), parts, hint)
    joined = values[0].type
    for v in values[1:]:
        joined = program.typing.join(joined, v.type)
    if len(values) > 1 and not isinstance(joined, ty.Literal):
        joined = ty.widen(joined)
    names = {v.hint for v in values if v.hint}
    return Value(joined, hint or (names.pop() if len(names) == 1 else ""))


def carried_value(program: Program, structure: Structure, t: Type, hint: str) -> Value:
    """Return a value of type ``t`` for what a loop carries, with its parts recorded."""
    if structure is None:
        return Value(t, hint)
    assert isinstance(t, ty.Tuple)
    return _whole(program, t, [carried_value(program, s, item, "") for s, item in zip(structure, t.items)], hint)


def carried_type(program: Program, structure: Structure, values: Sequence[Value]) -> Type:
    """Return the type that describes all values; lengths are joined leaf by leaf."""
    known = _defined(values)
    if structure is not None:
        items = _columns(program, known, len(structure))
        return ty.Tuple(tuple(carried_type(program, s, vs) for s, vs in zip(structure, items)))
    joined: Type = ty.UNDEFINED
    for v in known:
        joined = program.typing.join(joined, v.type)
    return joined


def loop_result(
    program: Program, structure: Structure, t: Type, exits: Sequence[Value], hint: str, whole: bool
) -> Value:
    """Return a value for what a loop gives: as its exits leave it and, after ``whole`` trips, of type ``t``."""
    if structure is not None:
        assert isinstance(t, ty.Tuple)
        items = zip(structure, t.items, _columns(program, exits, len(structure)))
        return _whole(program, t, [loop_result(program, s, item, vs, "", whole) for s, item, vs in items], hint)
    joined: Type = t if whole or not exits else ty.UNDEFINED
    for v in exits:
        joined = program.typing.join(joined, v.type)
    return Value(joined, hint)


def _defined(values: Sequence[Value]) -> list[Value]:
    return [v for v in values if not isinstance(v.type, ty.Undefined)]


def _columns(program: Program, values: Sequence[Value], count: int) -> list[list[Value]]:
    """Return, for each position, the parts there of those values that are defined."""
    return [[program.parts[v][i] for v in _defined(values)] for i in range(count)]


def _whole(program: Program, t: Type, parts: Sequence[Value], hint: str) -> Value:
    whole = Value(t, hint)
    program.parts[whole] = tuple(parts)
    return whole
