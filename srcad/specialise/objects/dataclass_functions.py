"""Functions that look at the fields of dataclasses: ``asdict``, ``astuple``, ``fields``, ``is_dataclass``.

before: ``dataclasses.asdict(p)`` of an instance with the fields ``x`` and ``v``
after: ``{'x': p.x, 'v': p.v}``, with copies of lists and arrays
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Value
from srcad.source.interface import Field
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.copying import copied
from srcad.specialise.objects.instances import as_class, class_of
from srcad.specialise.objects.namespaces import namespace
from srcad.specialise.tables import Keywords, applies

#: Makes of an instance's fields what takes its place.
_Make: TypeAlias = Callable[[Cloner, Sequence[Field], Sequence[Value]], Value]


@applies("dataclasses.asdict")
def as_dict(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a dict of the fields, those of instances inside, too."""
    return (_converted(cloner, _whole(cloner, operands), _dict),)


@applies("dataclasses.astuple")
def as_tuple(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a tuple of the fields, those of instances inside, too."""
    return (_converted(cloner, _whole(cloner, operands), _tuple),)


@applies("dataclasses.fields")
def list_fields(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Give an object with a name for each field."""
    cls = as_class(operands[0]) or class_of(cloner, operands[0])
    fields = None if cls is None else cls.members.fields()
    if fields is None:
        raise _refusal(cloner)
    described = (namespace(cloner, "dataclasses.Field", {"name": cloner.builder.constant(f.name)}) for f in fields)
    return cloner.apply("build.tuple", tuple(described))


@applies("dataclasses.is_dataclass")
def is_dataclass(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Say whether a value is a dataclass, or an instance of one."""
    cls = as_class(operands[0]) or class_of(cloner, operands[0])
    return (cloner.builder.constant(cls is not None and not cls.tuple_fields and cls.members.fields() is not None),)


def _whole(cloner: Cloner, operands: tuple[Value, ...]) -> Value:
    if len(operands) != 1 or _fields(cloner, operands[0]) is None:
        raise _refusal(cloner)
    return operands[0]


def _fields(cloner: Cloner, value: Value) -> tuple[Field, ...] | None:
    cls = class_of(cloner, value)
    return None if cls is None else cls.members.fields()


def _converted(cloner: Cloner, value: Value, make: _Make) -> Value:
    """Return what takes the place of a value: of an instance what is made of its fields, else a copy."""
    fields = _fields(cloner, value)
    if fields is None:
        return copied(cloner, value, lambda part: _converted(cloner, part, make))
    read = [cloner.apply("getattr", (value, cloner.builder.constant(f.name)))[0] for f in fields]
    return make(cloner, fields, [_converted(cloner, v, make) for v in read])


def _dict(cloner: Cloner, fields: Sequence[Field], values: Sequence[Value]) -> Value:
    pairs = (v for f, value in zip(fields, values) for v in (cloner.builder.constant(f.name), value))
    return cloner.apply("build.dict", tuple(pairs))[0]


def _tuple(cloner: Cloner, fields: Sequence[Field], values: Sequence[Value]) -> Value:
    return cloner.apply("build.tuple", tuple(values))[0]


def _refusal(cloner: Cloner) -> NotDifferentiable:
    message, hint = "a function of dataclasses with a value like this", "pass an instance of a dataclass alone"
    return NotDifferentiable("SRC002", message, cloner.builder.location, hint)
