"""What every class of named tuples has: ``_replace``, ``_asdict``, ``_make`` and ``_fields``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.source.interface import ClassDefinition
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords

_Method: TypeAlias = Callable[[Cloner, ClassDefinition, Value, Sequence[Value], Keywords], Value]


def replace(
    cloner: Cloner, cls: ClassDefinition, receiver: Value, operands: Sequence[Value], keywords: Keywords
) -> Value:
    """Return a named tuple with other items under some names."""
    given = {k: v for v, k in zip(operands, keywords) if k is not None}
    if len(given) < len(operands) or not given.keys() <= set(cls.tuple_fields):
        message = f"{cls.name}._replace() with these arguments"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "give fields by their names")
    return _made(cloner, cls, [given[f] if f in given else _field_of(cloner, receiver, f) for f in cls.tuple_fields])


def as_dict(
    cloner: Cloner, cls: ClassDefinition, receiver: Value, operands: Sequence[Value], keywords: Keywords
) -> Value:
    """Return a dict of the fields of a named tuple."""
    pairs = [(cloner.builder.constant(f), _field_of(cloner, receiver, f)) for f in cls.tuple_fields]
    return cloner.apply("build.dict", tuple(v for pair in pairs for v in pair))[0]


def make(cloner: Cloner, cls: ClassDefinition, operands: Sequence[Value]) -> Value:
    """Return a named tuple of the items of an iterable."""
    count = len(cls.tuple_fields)
    nothing = cloner.builder.constant(None)
    return _made(cloner, cls, cloner.apply("unpack", (operands[0], nothing), (), count, ("",) * count))


def fields(cloner: Cloner, cls: ClassDefinition) -> Value:
    """Return the names of the fields."""
    return cloner.apply("build.tuple", tuple(map(cloner.builder.constant, cls.tuple_fields)))[0]


def _made(cloner: Cloner, cls: ClassDefinition, items: Sequence[Value]) -> Value:
    maker = cloner.builder.reference(ty.Callable(cls))
    return cloner.apply("call", (maker, *items), (None,) * (1 + len(items)))[0]


def _field_of(cloner: Cloner, receiver: Value, name: str) -> Value:
    return cloner.apply("getattr", (receiver, cloner.builder.constant(name)))[0]


#: Methods of instances, by name.
METHODS: Mapping[str, _Method] = {"_replace": replace, "_asdict": as_dict}
