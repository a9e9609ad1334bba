"""The intrinsic operations of the IR (see ``srcad/README.md``): their result types and effects.

Their derivatives are the engine's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir.lengths import ONE, ZERO, Linear, add, scale
from srcad.ir.types import (
    NONE,
    REFUSED,
    TEXT,
    UNDEFINED,
    UNKNOWN,
    Array,
    Dict,
    List,
    Literal,
    Mapping,
    Object,
    Reference,
    Scalar,
    Slice,
    Tuple,
    Type,
    forget_value,
    widen,
)
from srcad.rules.dates import field_type
from srcad.rules.declare import known
from srcad.rules.dtypes import promote, shape_of
from srcad.rules.indexing import item_type
from srcad.rules.merging import element_of, length_of, merged
from srcad.rules.results import always, same_as_first, unknown


def _tuple(*items: Type) -> Type:
    return Tuple(items)


def _list(*items: Type) -> Type:
    return List(merged(*items), scale(ONE, len(items)))


def starred_list(items: Sequence[Type], keywords: Sequence[str | None]) -> Type:
    """Return the type of ``[x, *values]``."""
    starred = [keyword == "*" for keyword in keywords]
    found = [element_of(t) if star else t for t, star in zip(items, starred)]
    lengths = [length_of(t) if star else ONE for t, star in zip(items, starred)]
    if any(t == UNKNOWN for t, star in zip(found, starred) if star):
        return UNKNOWN
    total: Linear | None = ZERO
    for length in lengths:
        total = None if total is None or length is None else add(total, length)
    return List(merged(*found), total)


def _dict(*items: Type) -> Type:
    keys = [k.value if isinstance(k, Literal) else None for k in items[::2]]
    if len(items) % 2 or len(set(keys)) < len(keys) or not all(isinstance(k, Literal) for k in items[::2]):
        return UNKNOWN
    return Dict(tuple(zip(keys, items[1::2])))


def _slice(start: Type, stop: Type, step: Type) -> Type:
    return Slice(start, stop, step)


def _appended(old: Type, item: Type) -> Type:
    if not isinstance(old, List):
        return UNKNOWN
    return List(merged(old.item, item), None if old.length is None else add(old.length, ONE))


def _stored(old: Type, index: Type, item: Type) -> Type:
    if not isinstance(old, List):
        return UNKNOWN
    if not isinstance(index, Slice):
        return List(merged(old.item, item), old.length)
    return List(merged(old.item, element_of(item)))


def _inserted(old: Type, _index: Type, item: Type) -> Type:
    return _appended(old, item)


def _shortened(old: Type, index: Type) -> Type:
    if not isinstance(old, List):
        return UNKNOWN
    known = old.length is not None and not isinstance(index, Slice)
    return List(old.item, add(old.length, Linear(-1)) if known and old.length is not None else None)


def _extended(old: Type, items: Type) -> Type:
    return List(merged(old.item, element_of(items))) if isinstance(old, List) else UNKNOWN


def _object(name: Type, *items: Type) -> Type:
    if not isinstance(name, Literal):
        return UNKNOWN
    keys = [str(k.value) if isinstance(k, Literal) else "" for k in items[::2]]
    return Object(str(name.value), tuple(zip(keys, items[1::2])))


def _added(old: Type, _index: Type, item: Type) -> Type:
    if not isinstance(old, List):
        return old
    return List(merged(old.item, item.item if isinstance(item, List) else item), old.length)


def _popped(old: Type) -> Sequence[Type]:
    if not isinstance(old, List):
        return UNKNOWN, UNKNOWN
    return List(old.item, None if old.length is None else add(old.length, Linear(-1))), old.item


def unpacked(value: Type, star: Type, count: int) -> tuple[Type, ...]:
    """Return the types of the ``count`` results of ``unpack``; ``star`` is the place of the starred one, or None."""
    place = star.value if isinstance(star, Literal) else None
    if isinstance(value, Tuple):
        return _unpacked_tuple(value.items, place if isinstance(place, int) else None, count)
    item = element_of(value)
    starred = UNKNOWN if item == UNKNOWN else List(item)
    return tuple(starred if i == place else item for i in range(count))


def _unpacked_tuple(items: tuple[Type, ...], place: int | None, count: int) -> tuple[Type, ...]:
    if place is None:
        return items if len(items) == count else (UNKNOWN,) * count
    after = count - 1 - place
    middle = items[place : len(items) - after]
    starred = List(merged(*middle), scale(ONE, len(middle)))
    return (*items[:place], starred, *items[len(items) - after :])


def _unpack(value: Type, star: Type) -> Sequence[Type]:
    """Return the results' types where ``value`` alone tells their number."""
    shape = shape_of(value) if isinstance(value, Array) else None
    length = shape[0] if shape else value.length if isinstance(value, List) else None
    count = len(value.items) if isinstance(value, Tuple) else None if length is None else length.known
    return () if count is None or star != NONE else unpacked(value, star, count)


def _checked(value: Type, _name: Type) -> Type:
    return UNKNOWN if value == UNDEFINED else value


def _field(receiver: Type, name: Type) -> Type:
    if isinstance(receiver, Object) and isinstance(name, Literal):
        return dict(receiver.fields).get(str(name.value)) or field_type(receiver, str(name.value))
    return UNKNOWN


def zero_of(value: Type) -> Type:
    """Return the type of the zero adjoint of a value: its own."""
    match value:
        case Tuple(items=items, name=name, fields=fields):
            return Tuple(tuple(map(zero_of, items)), name, fields)
        case List(item=item, length=length):
            return List(zero_of(item), length)
        case Dict(items=pairs):
            return Dict(tuple((k, zero_of(t)) for k, t in pairs))
        case Mapping(value=item):
            return Mapping(zero_of(item))
        case Literal() | Scalar() | Array():
            return forget_value(value)
        case _:
            return NONE if value == TEXT else UNKNOWN


def unbroadcast_type(g: Type, value: Type) -> Type:
    """Return the type of ``g`` summed to the shape of ``value``."""
    given, wanted = widen(g), widen(value)
    match given, wanted:
        case Scalar(), Scalar():
            return same_as_first(given)
        case ((Array() | Scalar()), Array(shape=shape)) if shape:
            return Array(promote(given) if isinstance(given, Array) else "", shape)
        case _:
            return UNKNOWN


def _referred(value: Type, *_index: Type) -> Type:
    return value.target if isinstance(value, Reference) else UNKNOWN


def _read(value: Type, index: Type) -> Type:
    return item_type(_referred(value), index)


def _copied(value: Type, *index: Type) -> Type:
    return _read(value, index[0]) if index else _referred(value)


def _reference(value: Type) -> Type:
    return Reference(value) if isinstance(value, Array) else UNKNOWN


known("build.tuple", result=_tuple)
known("build.list", result=_list)
known("build.dict", result=_dict)
known("build.set", result=unknown, can_fail=True)
known("build.slice", result=_slice)
known("build.text", "build.format", result=always(TEXT), can_fail=True)
known("unpack", result=_unpack, can_fail=True, view=True)
known("list.append", result=_appended)
known("list.store", result=_stored, can_fail=True)
known("list.insert", result=_inserted, can_fail=True)
known("list.delete", result=_shortened, can_fail=True)
known("list.extend", result=_extended)
known("build.object", result=_object)
known("list.pop", result=_popped, can_fail=True)
known("list.add_at", result=_added, can_fail=True)
known("array.store", "array.add_at", result=same_as_first, can_fail=True)
known("copy", result=same_as_first)
known("zero", result=zero_of)
known("unbroadcast", result=unbroadcast_type)
known("check.defined", result=_checked, can_fail=True, view=True)
known("undefined", result=always(UNDEFINED))
known("refused", result=always(REFUSED))
known("try.mark", "try.begin", "try.state", result=unknown)
known("getattr", result=_field, can_fail=True, view=True)
known("memory.new", "memory.outer", result=_reference)
known("memory.zero", result=same_as_first)
known("memory.load", result=_referred)
known("memory.read", result=_read, can_fail=True)
known("memory.copy", result=_copied, can_fail=True)
known("memory.store", "memory.add", "memory.add_at", "memory.rejoin", result=unknown, effect=True, can_fail=True)
known("cell.new", "cell.get", "cell.set", result=unknown, effect=True)
known("tape.new", "tape.push", "tape.pop", "tape.cut", "tape.length", result=unknown, effect=True)
