"""Attributes by name: ``getattr``, ``hasattr``, ``setattr`` and ``delattr`` of names that stand in the text.

before: ``getattr(model, "rate", 1.0)``, where the class of ``model`` has no ``rate``
after: ``1.0``
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.instances import class_of
from srcad.specialise.objects.making import replace_parts
from srcad.specialise.objects.records import names_of, with_names
from srcad.specialise.tables import Keywords, applies, attempts


@attempts
def read_by_name(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Read an attribute, or take a default where an instance does not have it."""
    if name != "builtins.getattr" or any(keywords) or not isinstance(operands[1].type, ty.Literal):
        return None
    if len(operands) == 2:
        return cloner.apply("getattr", operands)
    has = _has(cloner, operands[0], str(operands[1].type.value))
    if has is None:
        return None
    return cloner.apply("getattr", operands[:2]) if has else (operands[2],)


@attempts
def ask_for_attribute(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Tell whether an instance has an attribute."""
    if name != "builtins.hasattr" or len(operands) != 2 or not isinstance(operands[1].type, ty.Literal):
        return None
    has = _has(cloner, operands[0], str(operands[1].type.value))
    return None if has is None else (cloner.builder.constant(has),)


@attempts
def change_by_name(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Assign to an attribute, or delete it."""
    changes = {("builtins.setattr", 3): "attribute.set", ("builtins.delattr", 2): "attribute.delete"}
    if name not in ("builtins.setattr", "builtins.delattr"):
        return None
    change = changes.get((name, len(operands)))
    if change is None or not isinstance(operands[1].type, ty.Literal):
        message = f"{name.partition('.')[2]}() of a name that does not stand in the text"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "write owner.name = value")
    cloner.apply(change, operands, (), 0)
    return (cloner.builder.constant(None),)


@applies("attribute.delete")
def delete_attribute(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Delete an attribute of an instance that is known by its fields."""
    owner, attribute = operands
    assert isinstance(attribute.type, ty.Literal)
    found = _fields(cloner, owner)
    decides = None if (cls := class_of(cloner, owner)) is None else cls.members.member("__delattr__")
    if found is None or cls is None or cls.frozen or decides is not None or attribute.type.value not in found:
        message, hint = "del of an attribute of an object that is not known to have it", "assign None to it"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)
    del found[str(attribute.type.value)]
    like = with_names(cloner.heap.record(owner).type, list(found), [ty.UNDEFINED] * len(found))
    replace_parts(cloner, owner, list(found.values()), like)
    return ()


def _fields(cloner: Cloner, value: Value) -> dict[str, Value] | None:
    """Return the fields of an instance that are there on every path to this place; None if they are not known."""
    if class_of(cloner, value) is None or isinstance(value.type, ty.Handle):
        return None
    cloner.heap.expand(value)
    record = cloner.heap.record(value)
    if record not in cloner.parts or cloner.heap.is_lacking(value):
        return None
    return dict(zip(map(str, names_of(record.type) or ()), cloner.parts[record]))


def _has(cloner: Cloner, value: Value, name: str) -> bool | None:
    """Say whether an instance has an attribute; None where that is not known."""
    cls, fields = class_of(cloner, value), _fields(cloner, value)
    if cls is None or fields is None:
        return None
    return name in fields or cls.members.member(name) is not None or hasattr(object, name)
