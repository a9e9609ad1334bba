"""Class patterns: the attribute that a positional sub-pattern looks at is the one that the class says.

before: ``match.attribute(p, Point, 1)``
after: ``getattr(p, 'y')``
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.source.interface import ClassDefinition
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.instances import as_class, bound_value
from srcad.specialise.tables import Keywords, applies
from srcad.specialise.unpacking import items_of


@applies("match.attribute")
def read_by_position(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Read the attribute of a subject that a positional sub-pattern of its class looks at."""
    subject, class_, index = operands
    assert isinstance(index.type, ty.Literal)
    cls, position = as_class(class_), index.type.value
    names = [] if cls is None else _names(cloner, cls)
    if not isinstance(position, int) or position >= len(names):
        message = "positional patterns of a class that does not say which attributes they are for"
        hint = "name the attributes: case Point(x=a, y=b)"
        raise NotDifferentiable("SRC001", message, cloner.builder.location, hint)
    return cloner.apply("getattr", (subject, cloner.builder.reference(names[position])), (), 1, hints)


def _names(cloner: Cloner, cls: ClassDefinition) -> list[ty.Literal]:
    """Return the attributes that a class has positional patterns for: ``__match_args__``, or else its fields."""
    if (member := cls.members.member("__match_args__")) is not None:
        items = items_of(cloner, bound_value(cloner, "match_args", member.binding)) or ()
        return [v.type for v in items if isinstance(v.type, ty.Literal)]
    return [ty.Literal(field.name) for field in cls.members.fields() or () if field.given and not field.keyword]
