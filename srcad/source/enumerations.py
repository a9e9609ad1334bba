"""Enumerations: classes whose members are constants of the program."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from enum import Enum

from srcad.ir import types as ty
from srcad.source.fields import Undescribed


def enumeration_type(value: object) -> ty.Enumeration | None:
    """Return the type of an enumeration, with its members, or None for anything else."""
    if not isinstance(value, type) or not issubclass(value, Enum):
        return None
    name = f"{value.__module__}.{value.__qualname__}"
    return ty.Enumeration(name, tuple((key, _member(name, member)) for key, member in value.__members__.items()))


def _member(enumeration: str, member: Enum) -> ty.Type:
    """Return the type of a member: that of an argument with this value; a number or a text is what it is."""
    return _described(enumeration, member.name, member.value, isinstance(member, (int, float, str)))


#: The classes that enumerations are made from: whether a member is a number or a text itself.
_PLAIN = {"enum.Enum": False, "enum.IntEnum": True, "enum.StrEnum": True, "builtins.int": True, "builtins.str": True}


def is_enumeration_name(name: str) -> bool:
    """Say whether the qualified name of a class makes those enumerations that have it as a base."""
    return name.startswith("enum.")


def declared_enumeration(node: ast.ClassDef, name: str, bases: Sequence[str]) -> ty.Enumeration:
    """Return the type of the enumeration that a class statement makes.

    Raises
    ------
    Undescribed
        If its text does not tell what its members are.
    """
    if not set(bases) <= _PLAIN.keys() or node.decorator_list or node.keywords:
        raise Undescribed("is an enumeration with a base or a decorator that is not looked into")
    is_plain = any(_PLAIN[base] for base in bases)
    values: dict[str, object] = {}
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=key)], value=value) if not key.startswith("_"):
                values[key] = _value(value, bases, key, values)
            case ast.FunctionDef(name=method) if not (method.startswith("_") and method != "__str__"):
                pass
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                pass
            case _:
                raise Undescribed("is an enumeration whose members are known at run time only")
    first: dict[object, str] = {}
    for key, v in values.items():  # of two with one value the second is another name of the first
        first.setdefault((type(v), v), key)
    members = [(key, _described(name, first[type(v), v], v, is_plain)) for key, v in values.items()]
    return ty.Enumeration(name, tuple(members))


def _value(node: ast.expr, bases: Sequence[str], key: str, before: dict[str, object]) -> object:
    """Return the value of a member: a constant, or what ``auto()`` gives."""
    try:
        value = ast.literal_eval(node)
        hash(value)
    except (ValueError, TypeError):
        is_auto = isinstance(node, ast.Call) and not node.args and ast.unparse(node.func).rpartition(".")[2] == "auto"
        if is_auto and "enum.StrEnum" in bases:
            return key.lower()
        numbers = [v for v in before.values() if isinstance(v, int)]
        if is_auto and len(numbers) == len(before) and numbers == sorted(numbers):
            return numbers[-1] + 1 if numbers else 1
        raise Undescribed("is an enumeration whose members are known at run time only") from None
    return value


def _described(enumeration: str, key: str, value: object, is_plain: bool) -> ty.Type:
    if is_plain:
        return ty.Literal(value)
    simple = value is None or type(value) in (bool, int, float, complex, str)
    fields = ("_value_", ty.Literal(value) if simple else ty.UNKNOWN), ("_name_", ty.Literal(key))
    return ty.Object(enumeration, fields)
