"""Copies of objects that are known by their parts: ``copy.copy``, ``copy.deepcopy``, ``dataclasses.replace``.

before: ``b = copy.copy(a)``, an instance with the fields ``x`` and ``tail``
after: another instance, whose fields are ``a.x`` and ``a.tail``
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.calls.constructing import blank, construct
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.instances import class_of, put
from srcad.specialise.objects.records import names_of
from srcad.specialise.tables import Keywords, applies

#: Gives what a copy holds in the place of a part.
_Part: TypeAlias = Callable[[Value], Value]


@applies("copy.copy")
def copy_shallow(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make an object that holds the same parts."""
    return (copied(cloner, operands[0], lambda part: part),)


@applies("copy.deepcopy")
def copy_deep(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make an object that holds copies of the parts; what was one object stays one."""
    made: dict[Value, Value | None] = {}

    def deep(value: Value) -> Value:
        if value not in made:
            made[value] = None
            made[value] = copied(cloner, value, deep)
        return made[value] or _refuse(cloner, "a copy of an object that holds itself")

    return (deep(operands[0]),)


def copied(cloner: Cloner, value: Value, part: _Part) -> Value:
    """Return a copy of a value whose parts are what ``part`` gives for them."""
    record = cloner.heap.record(value)
    parts = cloner.parts.get(record)
    match record.type:
        case ty.Literal() | ty.Scalar() | ty.Text() | ty.Callable() | ty.Module():
            return value
        case ty.Array():
            return cloner.apply("numpy.copy", (value,))[0]
        case ty.List(item=item) if parts is None and isinstance(ty.widen(item), (ty.Scalar, ty.Text)):
            return cloner.apply("builtins.list", (value,))[0]
        case ty.Tuple() | ty.List() if parts is not None and not getattr(record.type, "name", ""):
            name = "build.tuple" if isinstance(record.type, ty.Tuple) else "build.list"
            return cloner.apply(name, tuple(map(part, parts)))[0]
        case ty.Dict() if parts is not None and not cloner.heap.is_lacking(value):
            keys = [cloner.builder.reference(ty.Literal(k)) for k in names_of(record.type) or ()]
            return cloner.apply("build.dict", tuple(v for k, p in zip(keys, parts) for v in (k, part(p))))[0]
        case ty.Object() if parts is not None and not cloner.heap.is_lacking(value):
            return _instance(cloner, value, parts, part)
    return _refuse(cloner, f"a copy of a value of type {record.type}")


def _instance(cloner: Cloner, value: Value, parts: Sequence[Value], part: _Part) -> Value:
    cls = class_of(cloner, value)
    if cls is None or any(cls.members.member(n) for n in ("__copy__", "__deepcopy__", "__reduce__", "__getstate__")):
        return _refuse(cloner, "a copy of an object whose class says what copies are")
    made = blank(cloner, cls, "")
    for name, held in zip(names_of(cloner.heap.record(value).type) or (), parts):
        put(cloner, made, str(name), part(held))
    return made


@applies("dataclasses.replace")
def replace_fields(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Construct an instance of the fields of another one, and of others."""
    cls = class_of(cloner, operands[0])
    fields = None if cls is None else cls.members.fields()
    if cls is None or fields is None or None in keywords[1:] or "**" in keywords:
        return (_refuse(cloner, "dataclasses.replace() of a value like this"),)
    given = dict(zip(keywords[1:], operands[1:]))
    for f in fields:
        if f.given and f.name not in given:
            (given[f.name],) = cloner.apply("getattr", (operands[0], cloner.builder.constant(f.name)))
    return (construct(cloner, cls, tuple(given.values()), tuple(given), hints[0]),)


def _refuse(cloner: Cloner, what: str) -> Value:
    hint = "make the copy of what it holds: P(p.x, p.v)"
    raise NotDifferentiable("SRC002", what, cloner.builder.location, hint)
