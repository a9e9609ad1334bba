"""Enumerations: classes whose members are constants of the program."""

from __future__ import annotations

from enum import Enum

from srcad.ir import types as ty


def enumeration_type(value: object) -> ty.Enumeration | None:
    """Return the type of an enumeration, with its members, or None for anything else."""
    if not isinstance(value, type) or not issubclass(value, Enum):
        return None
    name = f"{value.__module__}.{value.__qualname__}"
    return ty.Enumeration(name, tuple((key, _member(name, member)) for key, member in value.__members__.items()))


def _member(enumeration: str, member: Enum) -> ty.Type:
    """Return the type of a member: that of an argument with this value; a number or a text is what it is."""
    if isinstance(member, (int, float, str)):
        return ty.Literal(member.value)
    simple = member.value is None or type(member.value) in (bool, int, float, complex, str)
    fields = ("_value_", ty.Literal(member.value) if simple else ty.UNKNOWN), ("_name_", ty.Literal(member.name))
    return ty.Object(enumeration, fields)
