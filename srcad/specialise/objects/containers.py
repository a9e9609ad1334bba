"""What lists and dicts have in common: items that are stored and deleted, methods that are called."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Raise, Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects import dicts, lists
from srcad.specialise.objects.handles import append_to, delete_from, is_known, want
from srcad.specialise.objects.making import Method
from srcad.specialise.objects.records import is_object, key_of, names_of
from srcad.specialise.tables import Keywords, applies


def store_item(cloner: Cloner, owner: Value, index: Value, value: Value) -> None:
    """Write ``owner[index] = value``."""
    if isinstance(cloner.heap.record(owner).type, ty.List):
        lists.store(cloner, owner, index, value)
    else:
        dicts.store(cloner, owner, index, value)


def method_of(t: ty.Type, name: str) -> Method | None:
    """Return what a method of a list or dict does, or None."""
    match t:
        case ty.List():
            return lists.METHODS.get(name)
        case ty.Dict() | ty.Mapping():
            return dicts.METHODS.get(name)
        case ty.Unknown() | ty.Undefined() if name == "append":  # no array has it
            return lists.append
        case _:
            return None


#: Methods that change nothing.
_PURE = frozenset({"index", "count"})


def refuse_method(cloner: Cloner, owner: Value, name: str) -> None:
    """Refuse a method of a list or dict that may change it in a way that is not described, if it is no region."""
    t = cloner.heap.record(owner).type
    if isinstance(t, (ty.List, ty.Dict, ty.Mapping)) and name not in _PURE:
        kind = "list" if isinstance(t, ty.List) else "dict"
        if is_known(kind, name):
            want(cloner, owner)
        message, hint = f"{kind}.{name}()", "change the items one by one, or make a new list or dict"
        raise NotDifferentiable("SRC004", f"{message} is not differentiated", cloner.builder.location, hint)


def call_method(
    cloner: Cloner, method: Method, owner: Value, operands: Sequence[Value], keywords: Sequence[str | None]
) -> Value:
    """Call a method of a list or dict; return what it gives."""
    positional = [v for v, k in zip(operands, keywords) if k is None]
    named = {k: v for v, k in zip(operands, keywords) if k is not None}
    try:
        bound = signature(method).bind(cloner, owner, *positional, **named)
    except TypeError as error:
        message, hint = f"call of a method with these arguments: {error}", "call it as Python's documentation says"
        raise NotDifferentiable("SRC009", message, cloner.builder.location, hint) from error
    given = method(*bound.args, **bound.kwargs)
    return cloner.builder.constant(None) if given is None else given


@applies("item.delete")
def delete_item(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Delete ``owner[index]``."""
    owner, index = operands
    match cloner.heap.record(owner).type:
        case ty.Handle():
            delete_from(cloner, owner, index)
        case ty.List() if isinstance(cloner.heap.content(index).type, ty.Slice):
            lists.refuse_slice(cloner, owner, "del of a slice of a list")
        case ty.List():
            if lists.place_of(cloner, owner, cloner.heap.content(index)) is not None:
                lists.pop(cloner, owner, index)
            else:
                lists.change(cloner, "list.delete", owner, index)
        case ty.Dict() | ty.Mapping():
            if dicts.remove(cloner, owner, index) is None:
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
    if isinstance(owner.type, ty.Handle):
        append_to(cloner, owner, item)
    elif isinstance(cloner.heap.record(owner).type, ty.List):
        lists.append(cloner, owner, item)
    else:
        lists.change(cloner, "list.append", owner, item)
    return (owner,)


@applies("check.defined")
def read_doubtful(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Read a name that may have no value; an object that is known by its parts is the same one wherever it is read."""
    value, name = operands
    record = cloner.heap.record(value)
    if record.type == ty.UNDEFINED:
        return _fail(cloner, name)
    if record not in cloner.parts or not is_object(value.type):
        return cloner.apply_plain("check.defined", operands, keywords, count, hints)
    if cloner.heap.attempts and record in cloner.program.doubtful:
        leaf = _leaf(cloner, record)
        if leaf is None:
            assert isinstance(name.type, ty.Literal)
            message = f"the name {name.type.value!r}, which may have no value here, in a try statement"
            raise NotDifferentiable("SRC001", message, cloner.builder.location, "assign it before")
        cloner.apply_plain("check.defined", (leaf, name), keywords, count, hints)
    return (value,)


def _fail(cloner: Cloner, name: Value) -> tuple[Value, ...]:
    """Append what reading a name raises that holds nothing on any path to here."""
    assert isinstance(name.type, ty.Literal)
    text = f"cannot access local variable {name.type.value!r} where it is not associated with a value"
    exception = cloner.apply("builtins.UnboundLocalError", (cloner.builder.constant(text),))
    return cloner.always(Raise(exception, cloner.builder.location))


def _leaf(cloner: Cloner, record: Value) -> Value | None:
    """Return a part of a record, at any depth, that has no value where the record has none; None if all are known."""
    for part in map(cloner.heap.record, cloner.parts[record]):
        found = _leaf(cloner, part) if part in cloner.parts else part
        if found is not None and not isinstance(found.type, ty.Literal) and not is_object(found.type):
            return found
    return None


@applies("operator.contains")
def apply_contains(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Say whether a dict has a key; that is known where its keys are."""
    owner, key = operands
    names, wanted = names_of(cloner.heap.record(owner).type), key_of(cloner.heap.content(key).type)
    if names is not None and wanted is not None and isinstance(cloner.heap.record(owner).type, ty.Dict):
        parts = dict(zip(names, cloner.parts.get(cloner.heap.record(owner), ())))
        if parts.get(wanted.value) not in cloner.program.partial:
            return (cloner.builder.constant(wanted.value in names, hints[0]),)
    return cloner.apply_plain("operator.contains", operands, keywords, count, hints)
