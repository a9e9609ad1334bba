"""Lists: what changes them, and what their methods give.

A list whose items are known one by one is a record: changing it gives another record, and no operation. Of any other
list there are versions, ``list.append(l, v)``, which are written in place where that is proved to be the same.
"""

from __future__ import annotations

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.handles import want, want_inside
from srcad.specialise.objects.making import MOST_ITEMS, Method, build, check_changeable, replace_parts
from srcad.specialise.unpacking import items_of

METHODS: dict[str, Method] = {}


def store(cloner: Cloner, owner: Value, index: Value, value: Value) -> None:
    """Write ``owner[index] = value``."""
    place = place_of(cloner, owner, index)
    if place is not None:
        parts = list(cloner.parts[cloner.heap.record(owner)])
        parts[place] = value
        replace_parts(cloner, owner, parts)
    elif _is_whole(index.type):
        _hold(cloner, owner, cloner.apply("builtins.list", (value,), (), 1, (owner.hint,))[0])
    elif isinstance(index.type, ty.Slice):
        refuse_slice(cloner, owner, "write to a slice of a list")
    else:
        change(cloner, "list.store", owner, index, value)


def _is_whole(t: ty.Type) -> bool:
    """Say whether an index is ``[:]``."""
    return isinstance(t, ty.Slice) and (t.start, t.stop, t.step) == (ty.NONE, ty.NONE, ty.NONE)


def refuse_slice(cloner: Cloner, owner: Value, what: str) -> None:
    """Refuse what is done to a slice of a list that is no region."""
    want(cloner, owner)
    raise NotDifferentiable("SRC003", what, cloner.builder.location, "change its items one by one, or make a new list")


def place_of(cloner: Cloner, owner: Value, index: Value) -> int | None:
    """Return the position that a constant index of a list of known items names, or None."""
    place = index.type.value if isinstance(index.type, ty.Literal) else None
    if type(place) is not int or not cloner.heap.is_owned(owner):
        return None
    count = len(cloner.parts[cloner.heap.record(owner)])
    return place % count if -count <= place < count else None


def change(cloner: Cloner, name: str, owner: Value, *operands: Value) -> Value:
    """Let a list or dict hold the version that an operation gives; return what else it gives, or the version."""
    check_changeable(cloner, owner)
    cloner.heap.own(owner)
    held = cloner.heap.content(owner)
    for value in operands:
        cloner.heap.give(value)
        want_inside(cloner, value)
    values = (held, *cloner.heap.contents(operands))
    count = 2 if name == "list.pop" else 1
    for value in values[1:]:
        if isinstance(held.type, ty.List) and ty.has_handle(value.type):
            cloner.program.typing.join(held.type.item, value.type)
    types = cloner.program.typing.infer(name, values, (None,) * len(values), count)
    results = (Value(types[0], held.hint), *(Value(t) for t in types[1:]))
    cloner.builder.add(Apply(name, values, results, (None,) * len(values), cloner.builder.location))
    cloner.program.owned.discard(owner)
    cloner.heap.write(owner, results[0])
    return results[-1]


def _hold(cloner: Cloner, owner: Value, made: Value) -> None:
    """Let a list hold the items of another one, which was made for it, if nothing unknown leads to the list."""
    check_changeable(cloner, owner)
    program = cloner.program
    if owner in program.escaped or not (owner in program.regions.made or owner in program.roots):
        want(cloner, owner)
        message = "change of a list that something else may lead to"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "make a copy of it: list(a)")
    cloner.heap.write(owner, cloner.heap.record(made))


def _method(function: Method) -> Method:
    METHODS[function.__name__] = function
    return function


@_method
def append(cloner: Cloner, owner: Value, item: Value) -> None:
    """Append an item."""
    parts = _items(cloner, owner)
    if parts is not None and len(parts) < MOST_ITEMS:
        replace_parts(cloner, owner, [*parts, item])
    else:
        change(cloner, "list.append", owner, item)


def _items(cloner: Cloner, owner: Value) -> tuple[Value, ...] | None:
    """Return the items of a list that can be replaced, or None."""
    return cloner.parts[cloner.heap.record(owner)] if cloner.heap.is_owned(owner) else None


@_method
def extend(cloner: Cloner, owner: Value, items: Value) -> None:
    """Append all items of an iterable."""
    if items in cloner.program.generators:
        cloner.apply("srcad.items.gather", (owner, items))
        return
    known = items_of(cloner, items)
    if known is not None:
        for item in known:
            append(cloner, owner, item)
        return
    (listed,) = cloner.apply("builtins.list", (items,))
    change(cloner, "list.extend", owner, listed)


@_method
def insert(cloner: Cloner, owner: Value, index: Value, item: Value) -> None:
    """Insert an item in front of a position."""
    parts, at = _items(cloner, owner), index.type
    if parts is not None and isinstance(at, ty.Literal) and isinstance(at.value, int) and len(parts) < MOST_ITEMS:
        changed = list(parts)
        changed.insert(at.value, item)
        replace_parts(cloner, owner, changed)
    else:
        change(cloner, "list.insert", owner, index, item)


@_method
def pop(cloner: Cloner, owner: Value, index: Value | None = None) -> Value:
    """Remove and return an item, the last one by default."""
    at = cloner.builder.constant(-1) if index is None else cloner.heap.content(index)
    if (place := place_of(cloner, owner, at)) is not None:
        parts = list(cloner.parts[cloner.heap.record(owner)])
        item = parts.pop(place)
        replace_parts(cloner, owner, parts)
        return item
    if at.type == ty.Literal(-1):
        return change(cloner, "list.pop", owner)
    (item,) = cloner.apply("operator.getitem", (owner, at))
    change(cloner, "list.delete", owner, at)
    return item


@_method
def clear(cloner: Cloner, owner: Value) -> None:
    """Remove all items."""
    _hold(cloner, owner, build(cloner, "build.list", (), (), (owner.hint,))[0])


@_method
def sort(cloner: Cloner, owner: Value, **options: Value) -> None:
    """Sort the items."""
    operands, keywords = (owner, *options.values()), (None, *options)
    _hold(cloner, owner, cloner.apply("builtins.sorted", operands, keywords, 1, (owner.hint,))[0])


@_method
def reverse(cloner: Cloner, owner: Value) -> None:
    """Reverse the order of the items."""
    parts = _items(cloner, owner)
    if parts is not None:
        replace_parts(cloner, owner, parts[::-1])
        return
    (turned,) = cloner.apply("builtins.reversed", (owner,))
    _hold(cloner, owner, cloner.apply("builtins.list", (turned,), (), 1, (owner.hint,))[0])


@_method
def copy(cloner: Cloner, owner: Value) -> Value:
    """Return a list of the same items."""
    parts = items_of(cloner, owner)
    if parts is not None:
        return build(cloner, "build.list", parts, (None,) * len(parts), ("",))[0]
    return cloner.apply("builtins.list", (owner,))[0]
