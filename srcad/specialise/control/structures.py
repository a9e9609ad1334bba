"""Structures: how objects and records live on where control flow joins.

An object that is the same one on all paths is itself behind the join. A record that every path makes lives on as its
parts, so that each part has an adjoint of its own; the record is built again behind the join, and dies where nobody
needs it whole. Anything else is joined as what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.types import Type
from srcad.specialise.cloner import Cloner
from srcad.specialise.iteration.used_up import note_joined
from srcad.specialise.objects.records import is_object, names_of, shell_of, with_items, with_names
from srcad.specialise.objects.views import note_joined_views
from srcad.specialise.program import Program, State


@dataclass(frozen=True, slots=True)
class Kept:
    """The one object that it is on all paths."""

    value: Value


@dataclass(frozen=True, slots=True)
class Parts:
    """A record of the type ``like`` (the types of its parts apart), taken apart."""

    like: Type
    items: tuple[Structure, ...]


#: How a value lives on: None for one that is joined as a whole.
Structure: TypeAlias = "Kept | Parts | None"

#: Says whether a value is defined outside the blocks that are joined.
Outside: TypeAlias = Callable[[Value], bool]


def outside_of(blocks: Sequence[Cloner]) -> Outside:
    """Return what says whether a value is defined outside the blocks under construction; records, by their parts."""
    inside: list[frozenset[Value]] = []

    def outside(value: Value) -> bool:
        if not inside:
            inside.append(frozenset().union(*(b.heap.defined() for b in blocks)))
        return value not in inside[0] and all(map(outside, blocks[0].parts.get(value, ())))

    return outside


def own_structure(state: State) -> Structure:
    """Return the structure of one record, whose objects stay what they are."""
    if state.parts is None:
        return None
    items = (Kept(s.value) if is_object(s.content.type) else own_structure(s) for s in state.parts)
    return Parts(_blank(state.record.type), tuple(items))


def common_structure(states: Sequence[State], outside: Outside, certain: bool = True) -> Structure:
    """Return how far all the values are the same, or can be taken apart in the same way.

    Undefined ones follow the others. What is the same on several paths is defined outside them, if it is ``certain``
    that these are all the paths.
    """
    known = _defined(states)
    if not known:
        return None
    first, certain = known[0], certain and len(known) == len(states)
    same = certain and all(s.value is first.value for s in known)
    if same and (len(states) > 1 or outside(first.value)):
        return Kept(first.value)
    like = _common_shell(known)
    if like is None:
        return None
    columns = zip(*(_parts_for(s, like) for s in known))
    return Parts(like, tuple(common_structure(column, outside, certain) for column in columns))


def coarser(structure: Structure, found: Structure) -> Structure:
    """Return a structure taken apart no further than ``structure``, that holds for what ``found`` holds for, too."""
    match structure, found:
        case Kept(), _:
            return found
        case Parts(), Kept():
            return structure
        case Parts(like=like, items=items), Parts(like=other, items=others):
            is_alike = like == other and len(items) == len(others)
            return Parts(like, tuple(map(coarser, items, others))) if is_alike else None
        case _:
            return None


def _common_shell(states: Sequence[State]) -> Type | None:
    """Return the type of the records that all states are, with the names that any of them has; or None."""
    if any(s.parts is None for s in states):
        return None
    shells = {(shell_of(s.record.type), len(s.parts or ())) for s in states}
    like = _blank(states[0].record.type)
    if len(shells) == 1:
        return like if states[0].parts else None
    names = [names_of(s.record.type) for s in states]
    if any(n is None for n in names) or len({_class(s.record.type) for s in states}) > 1:
        return None
    united = list(dict.fromkeys(name for found in names for name in found or ()))
    return with_names(like, united, [ty.UNDEFINED] * len(united))


def _class(t: Type) -> tuple[type, str]:
    return type(t), t.name if isinstance(t, ty.Object) else ""


def _blank(t: Type) -> Type:
    """Return the type of a record with nothing said of its parts."""
    match t:
        case ty.Tuple(items=items, name=name, fields=fields):
            return ty.Tuple((ty.UNDEFINED,) * len(items), name, fields)
        case ty.List(length=length):
            return ty.List(ty.UNDEFINED, length)
        case _:
            names = names_of(t) or ()
            return with_names(t, names, [ty.UNDEFINED] * len(names))


def _parts_for(state: State, like: Type) -> Sequence[State]:
    """Return the states of the parts of a record in the order of ``like``; absent ones are undefined."""
    assert state.parts is not None
    names = names_of(like)
    if names is None:
        return state.parts
    found = dict(zip(names_of(state.record.type) or (), state.parts))
    return [found.get(name) or state.missing() for name in names]


def flatten(state: State, structure: Structure) -> list[Value]:
    """Return the leaves of a value taken apart."""
    match structure:
        case None:
            return [state.content]
        case Kept():
            return []
        case Parts(like=like, items=items):
            states = _parts_for(state, like) if _is_defined(state) else [state] * len(items)
            return [leaf for s, item in zip(states, items, strict=True) for leaf in flatten(s, item)]


def leaves(program: Program, values: Sequence[Value], structures: Sequence[Structure]) -> list[Value]:
    """Return the leaves of values that are joins."""
    found: list[Value] = []
    for value, structure in zip(values, structures, strict=True):
        if structure is None:
            found.append(value)
        elif isinstance(structure, Parts):
            found += leaves(program, program.parts[value], structure.items)
    return found


def rebuild(cloner: Cloner, values: Sequence[Value], structures: Sequence[Structure]) -> None:
    """Append the records of which only the leaves are results."""
    for value, structure in zip(values, structures, strict=True):
        if isinstance(structure, Parts):
            parts = cloner.parts[value]
            if value in cloner.program.doubtful:
                cloner.program.doubtful.update(p for p in parts if p in cloner.parts)
            rebuild(cloner, parts, structure.items)
            if value in cloner.program.doubtful or any(p in cloner.program.partial for p in parts):
                cloner.builder.add(Apply("undefined", (), (value,), (), cloner.builder.location))
                continue
            cloner.heap.make(value, cloner.heap.contents(parts))


def branch_result(program: Program, structure: Structure, states: Sequence[State], hint: str) -> Value:
    """Return a value for the join of what branches yield, with its parts recorded."""
    match structure:
        case Kept(value=value):
            return value
        case Parts(like=like, items=items):
            columns = _columns(states, like, len(items))
            parts = [
                branch_result(program, s, c, _part_hint(like, i, hint)) for i, (s, c) in enumerate(zip(items, columns))
            ]
            whole = _whole(program, like, parts, columns, hint)
            _note_doubt(program, whole, states)
            return whole
    joined = states[0].content.type
    for state in states[1:]:
        joined = program.typing.join(joined, state.content.type)
    if len(states) > 1 and not isinstance(joined, ty.Literal):
        joined = ty.widen(joined)
    names = {s.content.hint for s in states if s.content.hint}
    result = Value(joined, hint or (names.pop() if len(names) == 1 else ""))
    _note_doubt(program, result, states)
    return result


def carried_value(program: Program, structure: Structure, t: Type, hint: str) -> Value:
    """Return a value for what a loop carries, with its parts recorded; ``t`` is the tree of their types."""
    match structure:
        case Kept(value=value):
            return value
        case Parts(like=like, items=items):
            assert isinstance(t, ty.Tuple)
            pairs = enumerate(zip(items, t.items))
            parts = [carried_value(program, s, item, _part_hint(like, i, hint)) for i, (s, item) in pairs]
            return _whole(program, like, parts, (), hint)
    return Value(t, hint)


def type_tree(state: State, structure: Structure) -> Type:
    """Return the types of a value's leaves: a tuple type stands for each record."""
    match structure:
        case None:
            return state.content.type
        case Kept():
            return ty.UNDEFINED
        case Parts(like=like, items=items):
            if not _is_defined(state):
                return ty.Tuple(tuple(type_tree(state, item) for item in items))
            return ty.Tuple(tuple(map(type_tree, _parts_for(state, like), items)))


def carried_type(program: Program, structure: Structure, states: Sequence[State]) -> Type:
    """Return the tree of types that describes all values; lengths are joined leaf by leaf."""
    known = _defined(states)
    match structure:
        case Kept():
            return ty.UNDEFINED
        case Parts(like=like, items=items):
            columns = _columns(known, like, len(items))
            return ty.Tuple(tuple(carried_type(program, s, c) for s, c in zip(items, columns)))
    joined: Type = ty.UNDEFINED
    for state in known:
        joined = program.typing.join(joined, state.content.type)
    return joined


def loop_result(
    program: Program, structure: Structure, t: Type, exits: Sequence[State], hint: str, whole: bool
) -> Value:
    """Return a value for what a loop gives: as its exits leave it and, after ``whole`` trips, of the types ``t``."""
    match structure:
        case Kept(value=value):
            return value
        case Parts(like=like, items=items):
            assert isinstance(t, ty.Tuple)
            columns = _columns(exits, like, len(items))
            rows = enumerate(zip(items, t.items, columns))
            parts = [loop_result(program, s, item, c, _part_hint(like, i, hint), whole) for i, (s, item, c) in rows]
            return _whole(program, like, parts, columns, hint)
    joined: Type = t if whole or not exits else ty.UNDEFINED
    for state in exits:
        joined = program.typing.join(joined, state.content.type)
    return Value(joined, hint)


def freeze(program: Program, value: Value, structure: Structure, states: Sequence[State], itself: bool = True) -> None:
    """Note which objects a join takes apart that were several ones: who changes one may change another."""
    if isinstance(structure, Kept):
        return
    note_joined(program, value, states)
    note_joined_views(program, value, (s.value for s in states if s.value is not value))
    if itself and isinstance(value.type, ty.Unknown) and any(isinstance(s.content.type, ty.Handle) for s in states):
        program.regions.want_made(s.value for s in states)
    known = [s for s in _defined(states) if s.parts is not None]
    if itself and not all(isinstance(s.content.type, ty.Tuple) for s in known):
        program.freeze(value, [s.value for s in known if s.value is not value])
        if isinstance(value.type, ty.Unknown):  # nothing tells any more what it is
            program.regions.want_made(s.value for s in known)
    if isinstance(structure, Parts):
        columns = _columns(known, structure.like, len(structure.items))
        for part, item, column in zip(program.parts[value], structure.items, columns):
            freeze(program, part, item, column)


def note_partial(program: Program, value: Value, structure: Structure, states: Sequence[State]) -> None:
    """Note what a loop carries, and which parts of a record, that are not there on some path."""
    if not isinstance(structure, Kept):
        _note_doubt(program, value, states)
    if isinstance(structure, Parts):
        taken_apart = [s for s in states if s.parts is not None]
        parts, columns = program.parts[value], _columns(taken_apart, structure.like, len(structure.items))
        for part, item, column in zip(parts, structure.items, columns):
            if names_of(structure.like) is not None:
                _note(program, part, column)
            note_partial(program, part, item, column)


def lacking(program: Program, structure: Structure, states: Sequence[State]) -> Hashable:
    """Return which parts of a value that a loop carries, if not all of it, are not there on some path."""
    if isinstance(structure, Kept):
        return ()
    here = any(not _is_defined(s) or s.value in program.partial or s.value in program.doubtful for s in states)
    if structure is None:
        return here
    columns = _columns([s for s in states if s.parts is not None], structure.like, len(structure.items))
    return (here, *(lacking(program, item, column) for item, column in zip(structure.items, columns)))


def _note_doubt(program: Program, whole: Value, states: Sequence[State]) -> None:
    """Note that on some path the name has no value; a record is made only where it is used then."""
    if len(_defined(states)) < len(states) or any(s.value in program.doubtful for s in states):
        program.doubtful.add(whole)


def _note(program: Program, part: Value, column: Sequence[State]) -> None:
    if any(s.value in program.partial for s in column):
        program.partial.add(part)


def _defined(states: Sequence[State]) -> list[State]:
    return [s for s in states if _is_defined(s)]


def _is_defined(state: State) -> bool:
    """Say whether a value is there; a record that lacks a part is, though no operation can make it as a whole."""
    return state.parts is not None or not isinstance(state.content.type, ty.Undefined)


def _columns(states: Sequence[State], like: Type, count: int) -> list[list[State]]:
    """Return, for each of ``count`` parts of the records, its states in those that are defined."""
    rows = [_parts_for(s, like) for s in _defined(states)]
    return [[row[i] for row in rows] for i in range(count)]


def _whole(
    program: Program, like: Type, parts: Sequence[Value], columns: Sequence[Sequence[State]], hint: str
) -> Value:
    whole = Value(with_items(like, [p.type for p in parts]), hint)
    program.parts[whole] = tuple(parts)
    if names_of(like) is not None:
        for part, column in zip(parts, columns):
            _note(program, part, column)
    return whole


def _part_hint(like: Type, index: int, hint: str) -> str:
    """Return the name of a part: that of the object and its field."""
    names = names_of(like)
    return "" if names is None else f"{hint}_{names[index]}".strip("_")
