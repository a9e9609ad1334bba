"""Handles: what is done with lists, dicts and instances of regions, which several names may lead to.

before: ``p = item of a list``; ``attribute.set(p, 'x', v)``; ``getattr(p, 'x')``; ``method(p.tail, 'append', v)``
after: ``heap.store(p, 'x', v)``; ``heap.read(p, 'x')``; ``heap.append(heap.read(p, 'tail'), v)``
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.types import Type
from srcad.rules.handles import part_of
from srcad.specialise.cloner import BY_KEYS, Cloner
from srcad.specialise.objects.records import is_cell, key_of
from srcad.specialise.objects.regions import DICT, LIST, Site
from srcad.specialise.tables import Keywords, applies, attempts
from srcad.specialise.unpacking import entries_of

_HINT = "make a copy of it, as by list(a) or dict(a), in the function that is differentiated"

# --- wanting --------------------------------------------------------------------------------------------------------


def want(cloner: Cloner, value: Value) -> None:
    """Want what a value may lead to as a region: it cannot be followed."""
    regions = cloner.program.regions
    if not regions.want(_sites(cloner, value)) and (kind := _kind(cloner.heap.record(value).type)):
        owned = cloner.program.owned
        regions.want(dict.fromkeys(s for v, s in regions.made.items() if s[1] == kind and v not in owned))


def _sites(cloner: Cloner, value: Value) -> list[Site]:
    made = cloner.program.regions.made
    return [made[v] for v in cloner.program.perhaps_same(value) if v in made]


def _kind(t: Type) -> str:
    match t:
        case ty.List():
            return LIST
        case ty.Dict() | ty.Mapping():
            return DICT
        case ty.Object(name=name) if not is_cell(t):
            return name
        case _:
            return ""


def want_inside(cloner: Cloner, value: Value) -> None:
    """Want the instances and dicts that a value is, or is made of: a list of unknown length will hold them."""
    record = cloner.heap.record(value)
    if isinstance(record.type, (ty.Object, ty.Dict)) and not is_cell(record.type):
        want(cloner, value)
    elif isinstance(record.type, (ty.Tuple, ty.List)):
        for part in cloner.parts.get(record, ()):
            want_inside(cloner, part)


@attempts
def read_by_computed_key(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Want a dict of which an item is read by a key that is computed, if it holds computed numbers."""
    if name != "operator.getitem" or key_of(cloner.heap.content(operands[1]).type) is not None:
        return None
    record = cloner.heap.record(operands[0])
    items = cloner.parts.get(record, ())
    computed = (t for t in (cloner.heap.record(v).type for v in items) if not isinstance(t, (ty.Literal, ty.Callable)))
    if isinstance(record.type, ty.Dict) and any(map(ty.may_be_float, computed)):
        want(cloner, operands[0])
    return None


@attempts
def read_one_of(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Want the items of a list of which one is read: they are of one kind, but hold values of different types."""
    if name != "operator.getitem" or isinstance(operands[1].type, (ty.Literal, ty.Slice)):
        return None
    record = cloner.heap.record(operands[0])
    items = cloner.parts.get(record, ())
    kinds = {_kind(cloner.heap.record(item).type) for item in items}
    if isinstance(record.type, ty.List) and isinstance(record.type.item, ty.Unknown) and len(kinds) == 1:
        for item in items:
            want_inside(cloner, item)
    return None


def _kept(cloner: Cloner, value: Value) -> Value:
    """Return a value as it is put into an object; what may change there has to be led to by handles."""
    cloner.heap.check_iterators((value,))
    held = cloner.heap.content(value)
    if not _may_change(held.type):
        return held
    _want_all(cloner, value)
    message = f"a value of type {held.type} that is kept in an object which is not known before the program runs"
    raise NotDifferentiable("SRC003", message, cloner.builder.location, _HINT)


def _want_all(cloner: Cloner, value: Value) -> None:
    record = cloner.heap.record(value)
    if isinstance(record.type, ty.Tuple):
        for part in cloner.parts.get(record, ()):
            _want_all(cloner, part)
    elif _may_change(record.type):
        want(cloner, value)


def _may_change(t: Type) -> bool:
    """Say whether a value is, or holds, a list, dict or instance that no handle leads to."""
    match t:
        case ty.List() | ty.Dict() | ty.Mapping() | ty.Object():
            return True
        case ty.Tuple(items=items):
            return any(map(_may_change, items))
        case _:
            return False


# --- making, reading, writing ---------------------------------------------------------------------------------------


def make_region(cloner: Cloner, name: str, objects: Sequence[Value], hint: str) -> Value:
    """Append a list or dict of items that handles lead to."""
    regions = cloner.program.regions
    if name == "build.list":
        held = [_kept(cloner, v) for v in objects]
        t = regions.made_here(LIST, ty.List(ty.UNDEFINED))
        for item in held:
            t = regions.put(t, ty.INT, item.type)
        return _made(cloner, "heap.list", held, t, hint)
    keys, items = cloner.heap.contents(objects[::2]), [_kept(cloner, v) for v in objects[1::2]]
    t = regions.made_here(DICT, ty.Dict(()))
    for key, item in zip(keys, items):
        t = regions.put(t, key.type, item.type)
    return _made(cloner, "heap.dict", [v for pair in zip(keys, items) for v in pair], t, hint)


def _made(cloner: Cloner, name: str, operands: Sequence[Value], t: Type, hint: str) -> Value:
    handle = Value(t, hint)
    cloner.builder.add(Apply(name, tuple(operands), (handle,), (), cloner.builder.location))
    return handle


def _do(cloner: Cloner, name: str, *operands: Value) -> None:
    cloner.builder.add(Apply(name, operands, (), (), cloner.builder.location))


def _type(handle: Value) -> ty.Handle:
    assert isinstance(handle.type, ty.Handle)
    return handle.type


def read_at(cloner: Cloner, handle: Value, key: Value, hint: str = "") -> Value:
    """Append ``handle[key]``, or ``handle.key``."""
    regions = cloner.program.regions
    if isinstance(regions.target(_type(handle)), ty.Dict) and not isinstance(key.type, ty.Literal):
        regions.open(_type(handle))
    if (factory := regions.default(_type(handle))) is not None:
        _means(cloner, "srcad.items.ensure", handle, key, cloner.builder.reference(factory))
    t = part_of(regions.target(_type(handle)), key.type)
    t = cloner.program.typing.name_lengths(regions.with_targets(t))
    part = Value(t, hint)
    cloner.builder.add(Apply("heap.read", (handle, key), (part,), (), cloner.builder.location))
    return part


def store_at(cloner: Cloner, handle: Value, index: Value, value: Value) -> None:
    """Append ``handle[index] = value``, or ``handle.index = value``."""
    key = cloner.heap.content(index)
    if isinstance(key.type, ty.Slice):
        _store_slice(cloner, handle, key.type, index, value)
        return
    held = _kept(cloner, value)
    cloner.program.regions.put(_type(handle), key.type, held.type)
    _do(cloner, "heap.store", handle, key, held)


def _store_slice(cloner: Cloner, handle: Value, t: ty.Slice, index: Value, value: Value) -> None:
    start, stop, step = cloner.program.slices[index]
    others = cloner.heap.load(value)
    if t.step in (ty.NONE, ty.Literal(1)):
        (content,) = _means(cloner, "srcad.items.spliced", handle, start, stop, others)
    else:
        (content,) = _means(cloner, "srcad.items.strewn", handle, start, stop, step, others)
    replace(cloner, handle, content)


def replace(cloner: Cloner, handle: Value, content: Value) -> None:
    """Let a list hold other items: those of a list."""
    held = cloner.heap.content(cloner.heap.load(content))
    if isinstance(held.type, ty.List):
        cloner.program.regions.put(_type(handle), ty.INT, held.type.item)
    before = _asked(cloner, "heap.size", handle)
    _do(cloner, "heap.replace", handle, held, before)


def append_to(cloner: Cloner, handle: Value, item: Value) -> None:
    """Append ``handle.append(item)``."""
    held = _kept(cloner, item)
    cloner.program.regions.put(_type(handle), ty.INT, held.type)
    _do(cloner, "heap.append", handle, held)
    _limit(cloner, handle, "srcad.items.drop_first")


def insert_at(cloner: Cloner, handle: Value, place: Value, item: Value) -> None:
    """Append ``handle.insert(place, item)``."""
    held = _kept(cloner, item)
    cloner.program.regions.put(_type(handle), ty.INT, held.type)
    _do(cloner, "heap.insert", handle, cloner.heap.content(place), held)
    _limit(cloner, handle, "srcad.items.drop_last")


def _limit(cloner: Cloner, handle: Value, form: str) -> None:
    """Append what keeps a queue of limited length from growing."""
    limits = cloner.program.regions.limits(_type(handle))
    most = limits[0] if limits else None
    if most is not None and isinstance(most.type, ty.Literal):
        most = cloner.builder.reference(most.type)
    if len(limits) > 1 or (most is not None and not cloner.builder.sees(most)):
        message, hint = "a queue whose greatest length is not known here", "give maxlen a constant"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    if most is not None:
        _means(cloner, form, handle, most)


def delete_from(cloner: Cloner, handle: Value, index: Value) -> None:
    """Append ``del handle[index]``."""
    key = cloner.heap.content(index)
    if isinstance(key.type, ty.Slice):
        _delete_slice(cloner, handle, key.type, index)
        return
    if isinstance(cloner.heap.seen(handle), ty.Dict) and not isinstance(key.type, ty.Literal):
        cloner.program.regions.open(_type(handle))
    _do(cloner, "heap.delete", handle, key)


def _delete_slice(cloner: Cloner, handle: Value, t: ty.Slice, index: Value) -> None:
    start, stop, step = cloner.program.slices[index]
    if t.step in (ty.NONE, ty.Literal(1)):
        (nothing,) = cloner.apply("build.tuple", ())
        (content,) = _means(cloner, "srcad.items.spliced", handle, start, stop, nothing)
    else:
        (content,) = _means(cloner, "srcad.items.thinned", handle, start, stop, step)
    replace(cloner, handle, content)


def change_in_place(cloner: Cloner, name: str, plain: str, handle: Value, value: Value) -> None:
    """Append ``handle += values`` or ``handle *= n`` of a list."""
    if name == "operator.iadd":
        _extend(cloner, handle, value)
    else:
        form = "srcad.items.repeated" if plain == "operator.mul" else plain
        replace(cloner, handle, cloner.apply(form, (handle, value))[0])


def _extend(cloner: Cloner, handle: Value, others: Value) -> None:
    """Append all others; a generator of them sees those that it has given before."""
    is_generator = others in cloner.program.generators
    _means(cloner, "srcad.items.gather" if is_generator else "srcad.items.extend", handle, others)


def _means(cloner: Cloner, form: str, *operands: Value) -> tuple[Value, ...]:
    """Append what one of our functions says in Python."""
    return cloner.apply(form, operands)


# --- what reads and changes them ------------------------------------------------------------------------------------


@attempts
def apply_subscript(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Read an item, or a slice, of a list or dict."""
    if name != "operator.getitem" or not isinstance(operands[0].type, ty.Handle):
        return None
    handle, index = operands[0], cloner.heap.content(operands[1])
    if isinstance(cloner.heap.seen(handle), ty.Object):
        return None
    if isinstance(index.type, ty.Slice):
        return cloner.apply("operator.getitem", (cloner.heap.load(handle), index))
    return (read_at(cloner, handle, index),)


@applies("build.slice")
def build_slice(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a slice, and remember of what."""
    (made,) = cloner.apply_plain("build.slice", operands, keywords, count, hints)
    cloner.program.slices[made] = operands
    return (made,)


#: What asks a list for its length before each item.
_FOLLOWING = {"builtins.enumerate": "srcad.items.enumerate_left", "builtins.iter": "srcad.items.each_left"}
_ITERATORS = {
    "builtins.enumerate": "srcad.items.enumerate",
    "builtins.zip": "",
    "builtins.reversed": "srcad.items.reversed",
    "builtins.iter": "srcad.items.each",
}


@attempts
def apply_iterator(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Go through lists by their indices: what is written to them meanwhile is seen; through a list of a dict's keys."""
    if (
        name not in _ITERATORS
        or "*" in keywords
        or not any(ty.has_handle(cloner.heap.record(v).type) for v in operands)
        or any(isinstance(cloner.heap.seen(v), ty.Object) for v in operands)
    ):
        return None
    operands = tuple(_keys(cloner, v) if _is_dict(cloner, v) else v for v in operands)
    if name == "builtins.zip":
        return cloner.apply(f"srcad.items.zip{len(operands)}", operands, keywords)
    follows = name in _FOLLOWING and cloner.program.regions.is_followed(cloner.builder.location)
    return cloner.apply(_FOLLOWING[name] if follows else _ITERATORS[name], operands, keywords)


def _is_dict(cloner: Cloner, value: Value) -> bool:
    return isinstance(value.type, ty.Handle) and isinstance(cloner.heap.seen(value), (ty.Dict, ty.Mapping))


def _keys(cloner: Cloner, handle: Value) -> Value:
    return _asked(cloner, "heap.keys", handle)


def _asked(cloner: Cloner, name: str, *operands: Value) -> Value:
    return cloner.builder.apply(name, *operands)


#: What goes through all items, or keys, at once.
_COLLECTING = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted"})


@attempts
def ask(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Tell how many items there are, and whether a dict has a key."""
    if (
        not operands
        or not isinstance(operands[0].type, ty.Handle)
        or isinstance(cloner.heap.seen(operands[0]), ty.Object)
    ):
        return None
    if name == "builtins.len":
        return (_asked(cloner, "heap.size", operands[0]),)
    if name == "operator.contains":
        if _is_dict(cloner, operands[0]):
            return (_asked(cloner, "heap.contains", operands[0], cloner.heap.content(operands[1])),)
        return cloner.apply("operator.contains", (cloner.heap.load(operands[0]), operands[1]))
    if name in _COLLECTING or (name in BY_KEYS and _is_dict(cloner, operands[0])):
        items = _keys(cloner, operands[0]) if _is_dict(cloner, operands[0]) else cloner.heap.load(operands[0])
        return cloner.apply(name, (items, *operands[1:]), keywords)
    return None


_METHODS = {
    "append": "list", "insert": "list", "extend": "list", "pop": "both", "remove": "list", "clear": "both",
    "sort": "list", "reverse": "list", "setdefault": "dict", "update": "dict", "get": "dict", "items": "dict",
    "popleft": "list", "appendleft": "list", "extendleft": "list", "rotate": "list",
    "keys": "dict", "values": "dict", "copy": "dict", "popitem": "dict",
}  # fmt: skip


def is_known(kind: str, name: str) -> bool:
    """Say whether there is a method of lists or dicts that changes what a handle leads to."""
    return _METHODS.get(name) in (kind, "both")


def _updates(cloner: Cloner, operands: Sequence[Value], keywords: Sequence[str | None]) -> list[Value]:
    """Return the dicts that ``update`` takes over: that of its argument, and one of its keywords."""
    named = [v for value, k in zip(operands, keywords) if k for v in (cloner.builder.constant(k), value)]
    given = [v for v, k in zip(operands, keywords) if not k]
    return [*given, *cloner.apply("build.dict", tuple(named))] if named else given


def _update(cloner: Cloner, handle: Value, others: Value) -> None:
    """Append ``handle.update(others)``: key by key, where these are known."""
    if (entries := entries_of(cloner, others)) is None:
        cloner.apply("srcad.items.dict_update", (handle, others))
        return
    for key, item in entries:
        store_at(cloner, handle, cloner.builder.constant(key), item)


def method_of_handle(
    cloner: Cloner, handle: Value, name: str, operands: Sequence[Value], keywords: Sequence[str | None]
) -> Value | None:
    """Call a method of a list or dict; None for one that only reads all of it."""
    kind = LIST if isinstance(cloner.heap.seen(handle), ty.List) else DICT
    if name == "append" and kind == LIST:
        append_to(cloner, handle, operands[0])
        return cloner.builder.constant(None)
    if name == "insert" and kind == LIST:
        insert_at(cloner, handle, *operands)
        return cloner.builder.constant(None)
    if not is_known(kind, name):
        return None
    if name == "extend":
        _extend(cloner, handle, operands[0])
        return cloner.builder.constant(None)
    if name in ("sort", "reverse"):
        function = "builtins.sorted" if name == "sort" else "srcad.items.turned"
        replace(cloner, handle, cloner.apply(function, (handle, *operands), (None, *keywords))[0])
        return cloner.builder.constant(None)
    if name == "update":
        for others in _updates(cloner, operands, keywords):
            _update(cloner, handle, others)
        return cloner.builder.constant(None)
    form = f"srcad.items.{kind}_{name}"
    if form == "srcad.items.dict_pop" and len(operands) > 1:
        form = "srcad.items.dict_pop_or"
    return cloner.apply(form, (handle, *operands), (None, *keywords))[0]
