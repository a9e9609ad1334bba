"""Making tuples, lists and dicts of objects: as records, where their items are known one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.handles import make_region, want, want_inside
from srcad.specialise.objects.records import is_dict_handle, key_of, names_of, with_items
from srcad.specialise.objects.regions import DICT, LIST
from srcad.specialise.tables import Keywords, applies

#: A method: gets the cloner, the receiver and the arguments; returns what it gives, None for None.
Method: TypeAlias = Callable[..., "Value | None"]

#: A list with more items is no record.
MOST_ITEMS = 32


def build(
    cloner: Cloner, name: str, objects: tuple[Value, ...], keywords: Keywords, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a tuple, a list or a dict of objects; a tuple of unknown length is made of a list."""
    if name == "build.tuple" and "*" in keywords:
        return cloner.apply("builtins.tuple", build(cloner, "build.list", objects, keywords, hints), hints=hints)
    if any(k == "**" and is_dict_handle(v) for v, k in zip(objects, keywords)):
        return (_merged(cloner, objects, keywords),)
    objects = cloner.prepare(name, objects, keywords)
    if name == "build.list" and "*" in keywords:
        objects = tuple(cloner.heap.load(v) if k == "*" else v for v, k in zip(objects, keywords))
    kind = {"build.list": LIST, "build.dict": DICT}.get(name, "")
    regions = cloner.program.regions
    if kind == DICT and not regions.is_wanted(kind) and _has_computed_key(cloner, objects, keywords):
        regions.want([(regions.now, DICT)])
    if kind and "*" not in keywords and regions.is_wanted(kind):
        return (make_region(cloner, name, objects, hints[0]),)
    held = cloner.heap.contents(objects)
    types = cloner.program.typing.infer(name, held, keywords, 1)
    made = Value(types[0], hints[0])
    cloner.builder.add(Apply(name, held, (made,), keywords, cloner.builder.location))
    if kind == LIST and regions.is_wanted(kind):
        return (cloner.heap.made_list(made),)
    if kind:
        regions.note(made, kind)
    for value in held if kind == LIST else ():
        cloner.program.typing.join(held[0].type, value.type)  # handles in one list lead to one region
    parts = objects[1::2] if name == "build.dict" else objects
    if _is_record(made.type, keywords, len(parts)):
        cloner.parts[made] = parts
        cloner.program.built[made] = held[1::2] if name == "build.dict" else held
        cloner.program.owned.add(made)
    else:
        for value in objects:
            cloner.heap.give(value)
            want_inside(cloner, value)
    return (made,)


def _has_computed_key(cloner: Cloner, objects: Sequence[Value], keywords: Keywords) -> bool:
    """Say whether keys of a dict that may hold numbers are not known, or are no single constants."""
    if any(keywords) or not any(ty.may_be_float(cloner.heap.record(v).type) for v in objects[1::2]):
        return False
    return any(key_of(cloner.heap.content(v).type) is None for v in objects[::2])


def _merged(cloner: Cloner, operands: Sequence[Value], keywords: Keywords) -> Value:
    """Make a dict of keys with values, and of dicts whose keys are not known, in their order."""
    (made,) = cloner.apply("build.dict", ())
    given = iter(zip(operands, keywords))
    for value, keyword in given:
        if keyword == "**":
            cloner.apply("method", (made, cloner.builder.constant("update"), value))
        else:
            item, _ = next(given)
            cloner.apply("array.store", (made, value, item))
    return made


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
    """Multiply; a tuple or list of known items, repeated, is one of more items.

    Repeated as many times as the program decides, it is a loop, of which a derivative can be taken.
    """
    for whole, times in (operands, operands[::-1]):
        record, number = cloner.heap.record(whole), cloner.heap.content(times).type
        known = number.value if isinstance(number, ty.Literal) else None
        if record in cloner.parts and names_of(record.type) is None and type(known) is int:
            items = cloner.parts[record] * known
            if len(items) <= MOST_ITEMS:
                name = "build.tuple" if isinstance(record.type, ty.Tuple) else "build.list"
                return build(cloner, name, items, (None,) * len(items), hints)
        if not isinstance(record.type, ty.List) or not ty.may_be_float(record.type) or not ty.integer_kind(number):
            continue
        parts = cloner.parts.get(record)
        if parts is None:
            return cloner.apply("srcad.items.repeated", (whole, times))
        if cloner.is_derived and all(isinstance(p.type, ty.Scalar) for p in parts):
            filled = cloner.apply("srcad.items.filled", (parts[0], times)) if len(parts) == 1 else None
            return filled or cloner.apply("srcad.items.repeated", (whole, times))
    return cloner.apply_plain("operator.mul", operands, keywords, count, hints)


@applies("operator.add")
def join_items(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Add; two tuples or lists of known items become one."""
    records = [cloner.heap.record(v) for v in operands]
    if all(r in cloner.parts for r in records):
        for kind, name in ((ty.Tuple, "build.tuple"), (ty.List, "build.list")):
            if all(isinstance(r.type, kind) for r in records):
                items = tuple(p for r in records for p in cloner.parts[r])
                return build(cloner, name, items, (None,) * len(items), hints)
    return cloner.apply_plain("operator.add", operands, keywords, count, hints)


def check_changeable(cloner: Cloner, owner: Value) -> None:
    """Refuse to change a list or dict that another name may, or may not, mean, too."""
    if owner in cloner.program.frozen:
        want(cloner, owner)
        message = "change of a list or dict that may be the same as another one, as the program decides when it runs"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "make a copy of it: list(a), dict(a)")


def replace_parts(cloner: Cloner, owner: Value, parts: Sequence[Value], like: ty.Type | None = None) -> None:
    """Let an object of known parts hold other parts."""
    check_changeable(cloner, owner)
    record = cloner.heap.record(owner)
    t = with_items(record.type if like is None else like, [cloner.heap.record(p).type for p in parts])
    made = Value(t, record.hint)
    cloner.parts[made] = tuple(parts)
    cloner.heap.write(owner, made)
