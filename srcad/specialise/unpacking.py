"""Unpacking: the parts of records, read one by one; ``*values`` and ``**options`` where types say how many they are.

before: ``f(*p)`` with a pair ``p``; ``{**d, 'k': v}``; ``a, *b = p``
after: ``f(p[0], p[1])``; ``{'a': d['a'], 'k': v}``; ``a = p[0]``, ``b = [p[1]]``
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.lengths import Length
from srcad.ir.nodes import Raise, Value
from srcad.ir.types import Type
from srcad.specialise.objects.records import is_key, item_of, key_of, key_type, may_hold, names_of
from srcad.specialise.tables import Keywords

if TYPE_CHECKING:
    from srcad.specialise.cloner import Cloner

#: What has more items is not written out.
MOST_WRITTEN_OUT = 32


def take_apart(cloner: Cloner, value: Value) -> None:
    """Make the parts of a tuple known, at any depth."""
    if isinstance(value.type, ty.Tuple) and value not in cloner.parts:
        cloner.parts[value] = cloner.program.built[value] = items_of(cloner, value) or ()
        for part in cloner.parts[value]:
            take_apart(cloner, part)


def items_of(cloner: Cloner, value: Value) -> tuple[Value, ...] | None:
    """Return the items of a value that is a tuple or list of known length, or None."""
    value = cloner.heap.record(value)
    if value in cloner.parts and names_of(value.type) is None:
        return cloner.parts[value]
    if isinstance(value.type, ty.Enumeration):
        return tuple(cloner.builder.reference(t) for t in dict.fromkeys(t for _, t in value.type.members))
    return _read_items(cloner, value, len(value.type.items)) if isinstance(value.type, ty.Tuple) else None


def _read_items(cloner: Cloner, value: Value, count: int) -> tuple[Value, ...]:
    return tuple(cloner.apply("operator.getitem", (value, cloner.builder.constant(i)))[0] for i in range(count))


def entries_of(cloner: Cloner, value: Value) -> list[tuple[Any, Value]] | None:
    """Return keys and values of a dict whose keys are known, or None."""
    record = cloner.heap.record(value)
    if not isinstance(record.type, ty.Dict):
        return None
    keys = [key for key, _ in record.type.items]
    if record in cloner.parts:
        cloner.heap.content(value)  # refuses what lacks an item
        return list(zip(keys, cloner.parts[record]))
    return [(key, cloner.apply("operator.getitem", (value, cloner.builder.constant(key)))[0]) for key in keys]


# --- reading a part -------------------------------------------------------------------------------------------------


def read_parts(cloner: Cloner, name: str, operands: Sequence[Value], count: int) -> Sequence[Value] | None:
    """Return the parts that indexing or unpacking a record gives, or None."""
    if name not in ("operator.getitem", "getattr", "unpack"):
        return None
    if names_of(operands[0].type) is not None and _is_opened(*operands[:2]):
        cloner.heap.expand(operands[0])
    if operands[0] not in cloner.parts:
        return None
    parts, index = cloner.parts[operands[0]], operands[1].type
    value = index.value if isinstance(index, ty.Literal) else None
    if (names := names_of(operands[0].type)) is not None:
        if name == "operator.getitem" and isinstance(index, ty.Literal) and index.value not in names:
            return _raise_key_error(cloner, operands[1])
        return _named_part(cloner, parts, names, index) if name != "unpack" else None
    if name == "operator.getitem" and isinstance(index, ty.Slice):
        return _slice_of(cloner, operands[0], parts, index)
    if name == "operator.getitem":
        return [parts[value]] if type(value) is int and -len(parts) <= value < len(parts) else None
    return _with_starred(cloner, parts, value, count) if isinstance(value, int) else parts


def _raise_key_error(cloner: Cloner, key: Value) -> Sequence[Value]:
    """Raise what Python raises for a key that a dict does not have."""
    (error,) = cloner.apply("builtins.KeyError", (key,))
    return cloner.always(Raise((error,), cloner.builder.location))


def _slice_of(cloner: Cloner, record: Value, parts: Sequence[Value], index: ty.Slice) -> Sequence[Value] | None:
    """Return the tuple that a slice with constant ends leaves of one, or the list of functions; None otherwise."""
    given = [end.value for end in (index.start, index.stop, index.step) if isinstance(end, ty.Literal)]
    ends = [end for end in given if end is None or isinstance(end, int)]
    is_tuple = isinstance(record.type, ty.Tuple)
    if not (is_tuple or any(isinstance(p.type, ty.Callable) for p in parts)) or len(ends) < 3 or ends[2] == 0:
        return None
    start, stop, step = ends
    return cloner.apply("build.tuple" if is_tuple else "build.list", tuple(parts[start:stop:step]))


def read_of_lacking(cloner: Cloner, name: str, objects: Sequence[Value]) -> Value | None:
    """Return the part under a constant name of a dict or an instance that lacks parts on some path, or None."""
    if name not in ("operator.getitem", "getattr") or not cloner.heap.is_lacking(objects[0]):
        return None
    record, index = cloner.heap.record(objects[0]), cloner.heap.content(objects[1])
    found = _named_part(cloner, cloner.parts[record], names_of(record.type) or (), index.type)
    return found[0] if found else None


def _is_opened(record: Value, name: Value) -> bool:
    """Say whether a part of a parameter must be the same object wherever it is read: it may be changed."""
    item = item_of(record.type, name.type)
    return may_hold(item) or (isinstance(item, ty.Array) and isinstance(record.type, ty.Object))


def _named_part(
    cloner: Cloner, parts: Sequence[Value], names: Sequence[Hashable], index: Type
) -> Sequence[Value] | None:
    """Return the part of a dict or an instance under a constant name, or None."""
    found = [p for p, name in zip(parts, names) if is_key(name, index)]
    if found and found[0] in cloner.program.partial:
        if cloner.program.attempted:
            message = "read of what a dict or an object lacks on some path, in a try statement"
            raise NotDifferentiable("SRC002", message, cloner.builder.location, "ask whether it is there")
        return cloner.apply("check.defined", (found[0], cloner.builder.reference(index)))
    return found or None


def _with_starred(cloner: Cloner, parts: Sequence[Value], star: int, count: int) -> Sequence[Value] | None:
    """Return what the targets of ``a, *b, c = parts`` receive, or None where there are too few parts."""
    stop = len(parts) - (count - 1 - star)
    if stop < star:
        return None
    middle = cloner.apply("build.list", tuple(parts[star:stop]))
    return (*parts[:star], *middle, *parts[stop:])


# --- stars in calls and displays ------------------------------------------------------------------------------------


def expand_stars(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[tuple[Value, ...], Keywords]:
    """Return operands and keywords with what starred ones stand for, where it is known how many these are."""
    if "*" not in keywords and "**" not in keywords and name != "build.dict":  # in a display keys may occur twice
        return operands, keywords
    found: list[tuple[Value, str | None]] = []
    for value, key in zip(operands, keywords):
        if key == "*" and (items := known_items(cloner, value)) is not None:
            found += [(item, None) for item in items]
        elif key == "**" and (entries := entries_of(cloner, value)) is not None:
            found += _as_entries(cloner, entries) if name == "build.dict" else [(v, k) for k, v in entries]
        else:
            found.append((value, key))
    if name == "build.dict":
        found = _overridden(found)
    return tuple(v for v, _ in found), tuple(k for _, k in found)


def known_items(cloner: Cloner, value: Value) -> tuple[Value, ...] | None:
    """Return the items of a tuple, a list or an array where it is known how many there are, or None."""
    items = items_of(cloner, value)
    if items is not None:
        return items
    held = cloner.heap.content(value)
    length = _length(held.type)
    count = None if length is None else length.known
    if count is None or not 0 <= count <= MOST_WRITTEN_OUT:
        return None
    return _read_items(cloner, held, count)


def letters_of(cloner: Cloner, value: Value) -> tuple[Value, ...]:
    """Return the letters of a text that is known."""
    text = value.type.value if isinstance(value.type, ty.Literal) else None
    return tuple(map(cloner.builder.constant, text)) if isinstance(text, str) else ()


def _length(t: Type) -> Length | None:
    match t:
        case ty.List(length=length):
            return length
        case ty.Array(shape=(first, *_)):
            return first
        case _:
            return None


def _as_entries(cloner: Cloner, entries: Sequence[tuple[Any, Value]]) -> list[tuple[Value, None]]:
    """Return keys and values as a dict display takes them."""
    return [(v, None) for key, value in entries for v in (cloner.builder.reference(key_type(key)), value)]


def _overridden(operands: Sequence[tuple[Value, str | None]]) -> list[tuple[Value, str | None]]:
    """Return the operands of a dict display with one entry for each constant key: its first place, its last value."""
    if any(keyword for _, keyword in operands):
        return list(operands)
    found: dict[Hashable, tuple[Value, Value]] = {}
    for (key, _), (value, _) in zip(operands[::2], operands[1::2], strict=True):
        name = key_of(key.type) or key
        found[name] = (found[name][0] if name in found else key, value)
    return [(part, None) for pair in found.values() for part in pair]
