"""Lists and dicts: what makes them, what changes them, what reads them by methods.

A list or dict whose items are known one by one is a record: changing it gives another record, and no operation. Of any
other list there are versions, ``list.append(l, v)``, which are written in place where that is proved to be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeAlias

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.specialise.cloner import Cloner, Keywords, applies
from srcad.specialise.objects.records import names_of, with_items, with_names

#: A method: gets the cloner, the receiver and the arguments; returns what it gives, None for None.
Method: TypeAlias = Callable[..., "Value | None"]

_LISTS: dict[str, Method] = {}
_DICTS: dict[str, Method] = {}

#: A list with more items is no record.
MOST_ITEMS = 32


# --- making ---------------------------------------------------------------------------------------------------------


def build(
    cloner: Cloner, name: str, objects: tuple[Value, ...], keywords: Keywords, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a tuple, a list or a dict of objects."""
    objects = cloner.prepare(name, objects, keywords)
    held = cloner.contents(objects)
    types = cloner.program.typing.infer(name, held, keywords, 1)
    made = Value(types[0], hints[0])
    cloner.builder.add(Apply(name, held, (made,), keywords, cloner.builder.location))
    parts = objects[1::2] if name == "build.dict" else objects
    if _is_record(made.type, keywords, len(parts)):
        cloner.parts[made] = parts
        cloner.program.built[made] = held[1::2] if name == "build.dict" else held
        cloner.program.owned.add(made)
    else:
        for value in objects:
            cloner.escape(value)
    return (made,)


def _is_record(t: ty.Type, keywords: Keywords, count: int) -> bool:
    if "*" in keywords or "**" in keywords:
        return False
    return isinstance(t, (ty.Tuple, ty.Dict)) or (isinstance(t, ty.List) and count <= MOST_ITEMS)


def _register(name: str) -> None:
    @applies(name)
    def apply_build(
        cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
    ) -> tuple[Value, ...]:
        return build(cloner, name, operands, keywords, hints)


for _name in ("build.tuple", "build.list", "build.dict"):
    _register(_name)


@applies("operator.mul")
def repeat_items(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Multiply; a tuple or list of known items, repeated, is one of more items."""
    for whole, times in (operands, operands[::-1]):
        record, number = cloner.record(whole), cloner.content(times).type
        known = number.value if isinstance(number, ty.Literal) else None
        if record in cloner.parts and names_of(record.type) is None and type(known) is int:
            items = cloner.parts[record] * known
            if len(items) <= MOST_ITEMS:
                name = "build.tuple" if isinstance(record.type, ty.Tuple) else "build.list"
                return build(cloner, name, items, (None,) * len(items), hints)
    return cloner.apply_plain("operator.mul", operands, keywords, count, hints)


@applies("operator.add")
def join_items(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Add; two tuples or lists of known items become one."""
    records = [cloner.record(v) for v in operands]
    if all(r in cloner.parts for r in records):
        for kind, name in ((ty.Tuple, "build.tuple"), (ty.List, "build.list")):
            if all(isinstance(r.type, kind) for r in records):
                items = tuple(p for r in records for p in cloner.parts[r])
                return build(cloner, name, items, (None,) * len(items), hints)
    return cloner.apply_plain("operator.add", operands, keywords, count, hints)


def check_changeable(cloner: Cloner, owner: Value) -> None:
    """Refuse to change a list or dict that another name may, or may not, mean, too."""
    if owner in cloner.program.frozen:
        message = "change of a list or dict that may be the same as another one, as the program decides when it runs"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "make a copy of it: list(a), dict(a)")


def replace_parts(cloner: Cloner, owner: Value, parts: Sequence[Value], like: ty.Type | None = None) -> None:
    """Let an object of known parts hold other parts."""
    check_changeable(cloner, owner)
    record = cloner.record(owner)
    t = with_items(record.type if like is None else like, [cloner.record(p).type for p in parts])
    made = Value(t, record.hint)
    cloner.parts[made] = tuple(parts)
    cloner.write(owner, made)


# --- lists ----------------------------------------------------------------------------------------------------------


def store_item(cloner: Cloner, owner: Value, index: Value, value: Value) -> None:
    """Write ``owner[index] = value``."""
    if isinstance(cloner.record(owner).type, ty.List):
        _store_in_list(cloner, owner, index, value)
    else:
        _store_in_dict(cloner, owner, index, value)


def _store_in_list(cloner: Cloner, owner: Value, index: Value, value: Value) -> None:
    place = _place(cloner, owner, index)
    if place is not None:
        parts = list(cloner.parts[cloner.record(owner)])
        parts[place] = value
        replace_parts(cloner, owner, parts)
    elif _is_whole(index.type):
        cloner.write(owner, cloner.apply("builtins.list", (value,), (), 1, (owner.hint,))[0])
    elif isinstance(index.type, ty.Slice):
        _refuse_slice(cloner, "write to a slice of a list")
    else:
        _change(cloner, "list.store", owner, index, value)


def _is_whole(t: ty.Type) -> bool:
    """Say whether an index is ``[:]``."""
    return isinstance(t, ty.Slice) and (t.start, t.stop, t.step) == (ty.NONE, ty.NONE, ty.NONE)


def _refuse_slice(cloner: Cloner, what: str) -> None:
    raise NotDifferentiable("SRC003", what, cloner.builder.location, "change its items one by one, or make a new list")


def _place(cloner: Cloner, owner: Value, index: Value) -> int | None:
    """Return the position that a constant index of a list of known items names, or None."""
    place = index.type.value if isinstance(index.type, ty.Literal) else None
    if type(place) is not int or not cloner.is_owned(owner):
        return None
    count = len(cloner.parts[cloner.record(owner)])
    return place % count if -count <= place < count else None


def _change(cloner: Cloner, name: str, owner: Value, *operands: Value) -> Value:
    """Let a list or dict hold the version that an operation gives; return what else it gives, or the version."""
    check_changeable(cloner, owner)
    cloner.own(owner)
    held = cloner.content(owner)
    for value in operands:
        cloner.escape(value)
    values = (held, *cloner.contents(operands))
    count = 2 if name == "list.pop" else 1
    types = cloner.program.typing.infer(name, values, (None,) * len(values), count)
    results = (Value(types[0], held.hint), *(Value(t) for t in types[1:]))
    cloner.builder.add(Apply(name, values, results, (None,) * len(values), cloner.builder.location))
    cloner.program.owned.discard(owner)
    cloner.write(owner, results[0])
    return results[-1]


def _list_method(function: Method) -> Method:
    _LISTS[function.__name__.strip("_")] = function
    return function


@_list_method
def append(cloner: Cloner, owner: Value, item: Value) -> None:
    """Append an item."""
    parts = _items(cloner, owner)
    if parts is not None and len(parts) < MOST_ITEMS:
        replace_parts(cloner, owner, [*parts, item])
    else:
        _change(cloner, "list.append", owner, item)


def _items(cloner: Cloner, owner: Value) -> tuple[Value, ...] | None:
    """Return the items of a list that can be replaced, or None."""
    return cloner.parts[cloner.record(owner)] if cloner.is_owned(owner) else None


@_list_method
def extend(cloner: Cloner, owner: Value, items: Value) -> None:
    """Append all items of an iterable."""
    known = cloner.items(items)
    if known is not None:
        for item in known:
            append(cloner, owner, item)
        return
    (listed,) = cloner.apply("builtins.list", (items,))
    _change(cloner, "list.extend", owner, listed)


@_list_method
def insert(cloner: Cloner, owner: Value, index: Value, item: Value) -> None:
    """Insert an item in front of a position."""
    parts, at = _items(cloner, owner), index.type
    if parts is not None and isinstance(at, ty.Literal) and isinstance(at.value, int) and len(parts) < MOST_ITEMS:
        changed = list(parts)
        changed.insert(at.value, item)
        replace_parts(cloner, owner, changed)
    else:
        _change(cloner, "list.insert", owner, index, item)


@_list_method
def pop(cloner: Cloner, owner: Value, index: Value | None = None) -> Value:
    """Remove and return an item, the last one by default."""
    at = cloner.builder.constant(-1) if index is None else cloner.content(index)
    if (place := _place(cloner, owner, at)) is not None:
        parts = list(cloner.parts[cloner.record(owner)])
        item = parts.pop(place)
        replace_parts(cloner, owner, parts)
        return item
    if at.type == ty.Literal(-1):
        return _change(cloner, "list.pop", owner)
    (item,) = cloner.apply("operator.getitem", (owner, at))
    _change(cloner, "list.delete", owner, at)
    return item


@_list_method
def clear(cloner: Cloner, owner: Value) -> None:
    """Remove all items."""
    cloner.write(owner, build(cloner, "build.list", (), (), (owner.hint,))[0])


@_list_method
def sort(cloner: Cloner, owner: Value, **options: Value) -> None:
    """Sort the items."""
    operands, keywords = (owner, *options.values()), (None, *options)
    cloner.write(owner, cloner.apply("builtins.sorted", operands, keywords, 1, (owner.hint,))[0])


@_list_method
def reverse(cloner: Cloner, owner: Value) -> None:
    """Reverse the order of the items."""
    parts = _items(cloner, owner)
    if parts is not None:
        replace_parts(cloner, owner, parts[::-1])
        return
    (turned,) = cloner.apply("builtins.reversed", (owner,))
    cloner.write(owner, cloner.apply("builtins.list", (turned,), (), 1, (owner.hint,))[0])


@_list_method
def copy(cloner: Cloner, owner: Value) -> Value:
    """Return a list of the same items."""
    parts = cloner.items(owner)
    if parts is not None:
        return build(cloner, "build.list", parts, (None,) * len(parts), ("",))[0]
    return cloner.apply("builtins.list", (owner,))[0]


# --- dicts ----------------------------------------------------------------------------------------------------------


def _store_in_dict(cloner: Cloner, owner: Value, key: Value, value: Value) -> None:
    names, parts = _open(cloner, owner, "write into")
    name = _constant_key(cloner, key)
    cloner.named(value, part_name(owner, name))
    found = dict(zip(names, parts))
    found[name] = value
    _replace(cloner, owner, found)


def part_name(owner: Value, name: Hashable) -> str:
    """Return the name of what an object holds under a name: ``state_y`` for ``state['y']`` and ``state.y``."""
    joined = f"{owner.hint}_{name}"
    return joined if owner.hint and joined.isidentifier() else ""


def _replace(cloner: Cloner, owner: Value, found: dict[Hashable, Value]) -> None:
    t = cloner.record(owner).type
    replace_parts(cloner, owner, list(found.values()), with_names(t, list(found), [ty.UNDEFINED] * len(found)))


def _constant_key(cloner: Cloner, key: Value) -> Hashable:
    if isinstance(key.type, ty.Literal):
        return key.type.value
    message, hint = "key of a dict that is not constant", "use a list, or an array, with positions as keys"
    raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)


def _open(cloner: Cloner, owner: Value, what: str) -> tuple[Sequence[Hashable], Sequence[Value]]:
    """Return keys and values of a dict that nothing unknown leads to."""
    cloner.expand(owner)
    record = cloner.record(owner)
    names = names_of(record.type)
    if names is None or not cloner.is_owned(owner):
        message = f"{what} a dict of which not all keys and names are known"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "make the dict in this function")
    return names, cloner.parts[record]


def _read(cloner: Cloner, owner: Value) -> dict[Hashable, Value]:
    """Return the items of a dict whose keys are known."""
    cloner.expand(owner)
    record = cloner.record(owner)
    if record not in cloner.parts:
        message = "method of a dict of which the keys are not known"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "pass it as an argument of its own")
    cloner.content(owner)  # refuses what lacks an item
    return dict(zip(names_of(record.type) or (), cloner.parts[record]))


def _dict_method(function: Method) -> Method:
    _DICTS[function.__name__.strip("_")] = function
    return function


def _tuple(cloner: Cloner, items: Sequence[Value]) -> Value:
    return cloner.apply("build.tuple", tuple(items))[0]


@_dict_method
def keys(cloner: Cloner, owner: Value) -> Value:
    """Return the keys, in order."""
    return _tuple(cloner, [cloner.builder.reference(ty.Literal(k)) for k in _read(cloner, owner)])


@_dict_method
def values(cloner: Cloner, owner: Value) -> Value:
    """Return the values, in order."""
    return _tuple(cloner, list(_read(cloner, owner).values()))


@_dict_method
def items(cloner: Cloner, owner: Value) -> Value:
    """Return pairs of key and value, in order."""
    pairs = _read(cloner, owner).items()
    return _tuple(cloner, [_tuple(cloner, (cloner.builder.reference(ty.Literal(k)), v)) for k, v in pairs])


@_dict_method
def get(cloner: Cloner, owner: Value, key: Value, default: Value | None = None) -> Value:
    """Return the value for a key, or a default."""
    found = _read(cloner, owner).get(_constant_key(cloner, cloner.content(key)))
    return found or default or cloner.builder.constant(None)


@_dict_method
def setdefault(cloner: Cloner, owner: Value, key: Value, default: Value | None = None) -> Value:
    """Return the value for a key, which is the default from now on if there was none."""
    names, _ = _open(cloner, owner, "setdefault() of")
    name = _constant_key(cloner, cloner.content(key))
    if name not in names:
        _store_in_dict(cloner, owner, cloner.content(key), default or cloner.builder.constant(None))
    return _read(cloner, owner)[name]


@_dict_method
def update(cloner: Cloner, owner: Value, other: Value | None = None, **more: Value) -> None:
    """Take over the items of another dict, or of pairs."""
    names, parts = _open(cloner, owner, "update() of")
    found = dict(zip(names, parts))
    if other is not None:
        found.update(_pairs(cloner, other))
    found.update(more)
    _replace(cloner, owner, found)


def _pairs(cloner: Cloner, other: Value) -> dict[Hashable, Value]:
    if isinstance(cloner.record(other).type, ty.Dict):
        return _read(cloner, other)
    pairs = [cloner.items(pair) for pair in cloner.items(other) or ()]
    if not pairs or any(p is None or len(p) != 2 for p in pairs):
        message, hint = "dict of items that are not known one by one", "write the items in a display: {'a': a}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    return {_constant_key(cloner, cloner.content(p[0])): p[1] for p in pairs if p is not None}


def _remove(cloner: Cloner, owner: Value, key: Value) -> Value | None:
    names, parts = _open(cloner, owner, "removal from")
    found = dict(zip(names, parts))
    item = found.pop(_constant_key(cloner, cloner.content(key)), None)
    if item is not None:
        _replace(cloner, owner, found)
    return item


@_dict_method
def pop_(cloner: Cloner, owner: Value, key: Value, default: Value | None = None) -> Value:
    """Remove a key; return its value, or a default."""
    found = _remove(cloner, owner, key) or default
    return found or cloner.apply("operator.getitem", (owner, key))[0]  # which raises


@_dict_method
def clear_(cloner: Cloner, owner: Value) -> None:
    """Remove all items."""
    _open(cloner, owner, "clear() of")
    _replace(cloner, owner, {})


@_dict_method
def copy_(cloner: Cloner, owner: Value) -> Value:
    """Return a dict of the same items."""
    return make_dict(cloner, _read(cloner, owner))


def make_dict(cloner: Cloner, found: dict[Hashable, Value]) -> Value:
    """Make a dict of items."""
    flat = tuple(v for k, item in found.items() for v in (cloner.builder.reference(ty.Literal(k)), item))
    return cloner.apply("build.dict", flat)[0]


@applies("builtins.dict")
def apply_dict(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a dict of another one, of pairs, of keywords."""
    found: dict[Hashable, Value] = {}
    for value, keyword in zip(operands, keywords):
        if keyword in (None, "**"):
            found.update(_pairs(cloner, value) if cloner.record(value).type != ty.Tuple(()) else {})
        else:
            found[keyword] = value
    return (cloner.named(make_dict(cloner, found), hints[0]),)


# --- what both have -------------------------------------------------------------------------------------------------


def method_of(t: ty.Type, name: str) -> Method | None:
    """Return what a method of a list or dict does, or None."""
    match t:
        case ty.List():
            return _LISTS.get(name)
        case ty.Dict() | ty.Mapping():
            return _DICTS.get(name)
        case _:
            return None


#: Methods that change nothing.
_PURE = frozenset({"index", "count"})


def refuse_method(cloner: Cloner, t: ty.Type, name: str) -> None:
    """Refuse a method of a list or dict that may change it in a way that is not described."""
    if isinstance(t, (ty.List, ty.Dict, ty.Mapping)) and name not in _PURE:
        kind = "list" if isinstance(t, ty.List) else "dict"
        message, hint = f"{kind}.{name}()", "change the items one by one, or make a new list or dict"
        raise NotDifferentiable("SRC004", f"{message} is not differentiated", cloner.builder.location, hint)


def call_method(
    cloner: Cloner, method: Method, owner: Value, operands: Sequence[Value], keywords: Sequence[str | None]
) -> Value:
    """Call a method of a list or dict; return what it gives."""
    positional = [v for v, k in zip(operands, keywords) if k is None]
    named = {k: v for v, k in zip(operands, keywords) if k is not None}
    try:
        given = method(cloner, owner, *positional, **named)
    except TypeError as error:
        message, hint = f"call of a method with these arguments: {error}", "call it as Python's documentation says"
        raise NotDifferentiable("SRC009", message, cloner.builder.location, hint) from error
    return cloner.builder.constant(None) if given is None else given


@applies("item.delete")
def delete_item(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Delete ``owner[index]``."""
    owner, index = operands
    match cloner.record(owner).type:
        case ty.List() if isinstance(cloner.content(index).type, ty.Slice):
            _refuse_slice(cloner, "del of a slice of a list")
        case ty.List():
            if _place(cloner, owner, cloner.content(index)) is not None:
                pop(cloner, owner, index)
            else:
                _change(cloner, "list.delete", owner, index)
        case ty.Dict() | ty.Mapping():
            if _remove(cloner, owner, index) is None:
                cloner.apply("operator.getitem", (owner, index))  # which raises
        case other:
            message = f"del of an item of a value of type {other}"
            raise NotDifferentiable("SRC003", message, cloner.builder.location, "only lists and dicts lose items")
    return ()


@applies("list.append")
def apply_append(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Append to a list; it stays the same one."""
    owner, item = operands
    if isinstance(cloner.record(owner).type, ty.List):
        append(cloner, owner, item)
    else:
        _change(cloner, "list.append", owner, item)
    return (owner,)


@applies("operator.contains")
def apply_contains(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Say whether a dict has a key; that is known where its keys are."""
    owner, key = operands
    names, wanted = names_of(cloner.record(owner).type), cloner.content(key).type
    if names is not None and isinstance(wanted, ty.Literal) and isinstance(cloner.record(owner).type, ty.Dict):
        parts = dict(zip(names, cloner.parts.get(cloner.record(owner), ())))
        if parts.get(wanted.value) not in cloner.program.partial:
            return (cloner.builder.constant(wanted.value in names, hints[0]),)
    return cloner.apply_plain("operator.contains", operands, keywords, count, hints)
