"""Dicts whose keys are known: what changes them, and what their methods give."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import wraps

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.handles import want
from srcad.specialise.objects.making import Method, replace_parts
from srcad.specialise.objects.records import is_dict_handle, key_of, key_type, names_of, with_names
from srcad.specialise.program import View
from srcad.specialise.tables import Keywords, applies
from srcad.specialise.unpacking import entries_of, items_of, letters_of

METHODS: dict[str, Method] = {}


def store(cloner: Cloner, owner: Value, key: Value, value: Value) -> None:
    """Write ``owner[key] = value``."""
    names, parts = _open(cloner, owner, "write into")
    name = _constant_key(cloner, owner, key)
    cloner.heap.named(value, part_name(owner, name))
    found = dict(zip(names, parts))
    found[name] = value
    _replace(cloner, owner, found)


def part_name(owner: Value, name: Hashable) -> str:
    """Return the name of what an object holds under a name: ``state_y`` for ``state['y']`` and ``state.y``."""
    joined = f"{owner.hint}_{name}"
    return joined if owner.hint and joined.isidentifier() else ""


def _replace(cloner: Cloner, owner: Value, found: dict[Hashable, Value]) -> None:
    t = cloner.heap.record(owner).type
    replace_parts(cloner, owner, list(found.values()), with_names(t, list(found), [ty.UNDEFINED] * len(found)))


def _constant_key(cloner: Cloner, owner: Value, key: Value) -> Hashable:
    if (known := key_of(key.type)) is not None:
        return known.value
    want(cloner, owner)
    message, hint = "key of a dict that is not constant", "use a list, or an array, with positions as keys"
    raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)


def _open(cloner: Cloner, owner: Value, what: str) -> tuple[Sequence[Hashable], Sequence[Value]]:
    """Return keys and values of a dict that nothing unknown leads to."""
    cloner.heap.expand(owner)
    record = cloner.heap.record(owner)
    names = names_of(record.type)
    if names is None or not cloner.heap.is_owned(owner):
        want(cloner, owner)
        message = f"{what} a dict of which not all keys and names are known"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "make the dict in this function")
    return names, cloner.parts[record]


def _check_there(cloner: Cloner, owner: Value, parts: Iterable[Value]) -> None:
    """Refuse a dict that is no region if some of its items may not be there."""
    if not cloner.program.partial.isdisjoint(parts):
        want(cloner, owner)
        message = "removal from a dict of which the keys are not known"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "ask first whether the key is there")


def _read(cloner: Cloner, owner: Value) -> dict[Hashable, Value]:
    """Return the items of a dict whose keys are known."""
    cloner.heap.expand(owner)
    record = cloner.heap.record(owner)
    if record not in cloner.parts or not cloner.program.partial.isdisjoint(cloner.parts[record]):
        want(cloner, owner)
        message = "method of a dict of which the keys are not known"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "pass it as an argument of its own")
    cloner.heap.content(owner)  # refuses what lacks an item
    return dict(zip(names_of(record.type) or (), cloner.parts[record]))


def _method(function: Method) -> Method:
    METHODS[function.__name__] = function
    return function


def _view(function: Callable[[Cloner, Value], Value]) -> Callable[[Cloner, Value], Value]:
    """Note what a method gives as a view."""

    @wraps(function)
    def look(cloner: Cloner, owner: Value) -> Value:
        view = function(cloner, owner)
        cloner.program.views[view] = View({owner: cloner.heap.record(owner)}, lambda later: look(later, owner))
        return view

    return look


def _tuple(cloner: Cloner, items: Sequence[Value]) -> Value:
    return cloner.apply("build.tuple", tuple(items))[0]


@_method
@_view
def keys(cloner: Cloner, owner: Value) -> Value:
    """Return the keys, in order."""
    return _tuple(cloner, [cloner.builder.reference(key_type(k)) for k in _read(cloner, owner)])


@_method
@_view
def values(cloner: Cloner, owner: Value) -> Value:
    """Return the values, in order."""
    return _tuple(cloner, list(_read(cloner, owner).values()))


@_method
@_view
def items(cloner: Cloner, owner: Value) -> Value:
    """Return pairs of key and value, in order."""
    pairs = _read(cloner, owner).items()
    return _tuple(cloner, [_tuple(cloner, (cloner.builder.reference(key_type(k)), v)) for k, v in pairs])


@_method
def get(cloner: Cloner, owner: Value, key: Value, default: Value | None = None) -> Value:
    """Return the value for a key, or a default."""
    found = _read(cloner, owner).get(_constant_key(cloner, owner, cloner.heap.content(key)))
    return found or default or cloner.builder.constant(None)


@_method
def setdefault(cloner: Cloner, owner: Value, key: Value, default: Value | None = None) -> Value:
    """Return the value for a key, which is the default from now on if there was none."""
    names, _ = _open(cloner, owner, "setdefault() of")
    name = _constant_key(cloner, owner, cloner.heap.content(key))
    if name not in names:
        store(cloner, owner, cloner.heap.content(key), default or cloner.builder.constant(None))
    return _read(cloner, owner)[name]


@_method
def update(cloner: Cloner, owner: Value, other: Value | None = None, **more: Value) -> None:
    """Take over the items of another dict, or of pairs."""
    names, parts = _open(cloner, owner, "update() of")
    found = dict(zip(names, parts))
    if other is not None:
        if isinstance(other.type, ty.Handle):  # its keys are not known: neither will be those of this dict
            want(cloner, owner)
        found.update(_pairs(cloner, other))
    found.update(more)
    _replace(cloner, owner, found)


def _pairs(cloner: Cloner, other: Value) -> dict[Hashable, Value]:
    other = cloner.heap.load(other)
    if isinstance(cloner.heap.record(other).type, ty.Dict):
        return _read(cloner, other)
    if (zipped := _zipped(cloner, other)) is not None:
        return zipped
    pairs = [items_of(cloner, pair) for pair in items_of(cloner, other) or ()]
    if not pairs or any(p is None or len(p) != 2 for p in pairs):
        message, hint = "dict of items that are not known one by one", "write the items in a display: {'a': a}"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    return {_constant_key(cloner, other, cloner.heap.content(p[0])): p[1] for p in pairs if p is not None}


def _zipped(cloner: Cloner, pairs: Value) -> dict[Hashable, Value] | None:
    """Return keys and values that ``zip`` has brought together, if the keys are constants; None for anything else.

    There must be a value for each key: reading one that is not there raises.
    """
    made = cloner.builder.maker(pairs)
    if made is None or made.name != "builtins.zip" or len(made.operands) != 2 or any(made.keywords):
        return None
    names, values = made.operands
    keys = _constants(cloner, names)
    if keys is None or not isinstance(values.type, (ty.Array, ty.List)):
        return None
    if values in cloner.parts:
        return dict(zip(keys, cloner.parts[values]))
    indices = map(cloner.builder.constant, range(len(keys)))
    return {key: cloner.apply("operator.getitem", (values, i))[0] for key, i in zip(keys, indices)}


def _constants(cloner: Cloner, values: Value) -> list[Hashable] | None:
    """Return the items of a text, of a tuple or list of constants, or the keys of a dict; None for anything else."""
    if (entries := entries_of(cloner, values)) is not None:
        return [key for key, _ in entries]
    items = letters_of(cloner, values) or items_of(cloner, values)
    constants = [item.type.value for item in items or () if isinstance(item.type, ty.Literal)]
    return None if items is None or len(constants) < len(items) else constants


def remove(cloner: Cloner, owner: Value, key: Value) -> Value | None:
    """Remove a key; return its value, or None if there was none."""
    names, parts = _open(cloner, owner, "removal from")
    found = dict(zip(names, parts))
    item = found.pop(_constant_key(cloner, owner, cloner.heap.content(key)), None)
    _check_there(cloner, owner, () if item is None else (item,))
    if item is not None:
        _replace(cloner, owner, found)
    return item


@_method
def pop(cloner: Cloner, owner: Value, key: Value, default: Value | None = None) -> Value:
    """Remove a key; return its value, or a default."""
    found = remove(cloner, owner, key) or default
    return found or cloner.apply("operator.getitem", (owner, key))[0]  # which raises


@_method
def popitem(cloner: Cloner, owner: Value) -> Value:
    """Remove the last item; return its key and its value."""
    found = dict(zip(*_open(cloner, owner, "popitem() of")))
    _check_there(cloner, owner, found.values())
    if not found:
        message = "popitem() of a dict that is empty here"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "ask first whether there is an item")
    key, item = found.popitem()
    _replace(cloner, owner, found)
    return _tuple(cloner, (cloner.builder.reference(key_type(key)), item))


@_method
def clear(cloner: Cloner, owner: Value) -> None:
    """Remove all items."""
    _open(cloner, owner, "clear() of")
    _replace(cloner, owner, {})


@_method
def copy(cloner: Cloner, owner: Value) -> Value:
    """Return a dict of the same items."""
    return make_dict(cloner, _read(cloner, owner))


def make_dict(cloner: Cloner, found: dict[Hashable, Value]) -> Value:
    """Make a dict of items."""
    flat = tuple(v for k, item in found.items() for v in (cloner.builder.reference(key_type(k)), item))
    return cloner.apply("build.dict", flat)[0]


@applies("builtins.dict")
def apply_dict(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a dict of another one, of pairs, of keywords."""
    if any(keyword in (None, "**") and is_dict_handle(value) for value, keyword in zip(operands, keywords)):
        return _merged(cloner, operands, keywords, hints)
    found: dict[Hashable, Value] = {}
    for value, keyword in zip(operands, keywords):
        if keyword in (None, "**"):
            found.update(_pairs(cloner, value) if cloner.heap.record(value).type != ty.Tuple(()) else {})
        else:
            found[keyword] = value
    return (cloner.heap.named(make_dict(cloner, found), hints[0]),)


def _merged(cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, hints: Sequence[str]) -> tuple[Value, ...]:
    """Make a dict of one whose keys are not known, and of keywords."""
    objects: list[Value] = []
    words: list[str | None] = []
    for value, keyword in zip(operands, keywords):
        if keyword in (None, "**"):
            objects.append(value)
            words.append("**")
        else:
            objects += (cloner.builder.constant(keyword), value)
            words += (None, None)
    return cloner.apply("build.dict", tuple(objects), tuple(words), 1, hints)
