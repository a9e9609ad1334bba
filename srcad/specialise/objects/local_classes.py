"""Classes that the function makes: each time that their statement is run they are another class.

before: ``Line = build.class(description, method at=f, value rate=r)``
after: nothing; ``Line`` is a class whose attribute ``at`` is the function ``f``
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.source.interface import SETTER, ClassDefinition, Field, Local, LocalClass, Member, Missing
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.instances import as_class
from srcad.specialise.tables import Keywords, applies


@applies("build.class")
def make_class(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a class of what stands in its body."""
    described, values = operands[0].type, operands[1:]
    assert isinstance(described, ty.Literal)
    declared = described.value
    assert isinstance(declared, LocalClass)
    pairs = [(kind, value) for kind, value in zip(keywords[1:], values) if kind is not None]
    base = _base(cloner, [value for kind, value in pairs if kind == "base"])
    made = cloner.program.local_classes
    number = sum(name == declared.name for name in made.values())
    key = ("local class", declared.name, number)
    made[key] = declared.name
    members = LocalMembers(key, dict(pairs), base, declared)
    definition = ClassDefinition(
        key=key,
        name=f"{declared.name}[{number + 1}]" if number else declared.name,
        members=members,
        bases=(key, *(base.bases if base is not None else ())),
        tuple_fields=members.tuple_fields,
        frozen=declared.frozen or (base is not None and base.frozen),
        statement=declared.name,
    )
    return (cloner.builder.reference(ty.Callable(definition)),)


def _base(cloner: Cloner, bases: Sequence[Value]) -> ClassDefinition | None:
    """Return the base of a class, if it has one."""
    found = [as_class(value) for value in bases]
    if None in found:
        message = "a class whose base is not known before the program runs"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "name the base itself")
    return found[0] if found else None


@dataclass(frozen=True, slots=True, eq=False)
class LocalMembers:
    """The attributes of one class; ``own`` holds the values of its body by kind and name."""

    key: tuple[object, ...]
    own: Mapping[str, Value]
    base: ClassDefinition | None
    declared: LocalClass

    @property
    def tuple_fields(self) -> tuple[str, ...]:
        """The fields of a class of named tuples; empty for any other class."""
        return tuple(name for name, _, _ in self.declared.fields or ()) if self.declared.is_tuple else ()

    def member(self, name: str, behind: ClassDefinition | None = None) -> Member | None:
        """Return what an attribute is."""
        if behind is None and (member := self._own(name)) is not None:
            return member
        if self.base is None:
            return None
        return self.base.members.member(name, None if behind is None or behind.key == self.key else behind)

    def _own(self, name: str) -> Member | None:
        if name.endswith(SETTER):
            setter = self.own.get(f"setter {name.removesuffix(SETTER)}")
            return None if setter is None else Member("method", Local(setter))
        for kind in ("method", "property", "cached", "static", "class", "value"):
            if (value := self.own.get(f"{kind} {name}")) is not None:
                return Member(kind, Local(value))
        if (default := self.own.get(f"default {name}")) is not None:
            return Member("value", Local(default))
        if name in self.declared.made:
            return Member("method", Missing("it is a method that @dataclass made", "write it down"))
        return None

    def fields(self) -> tuple[Field, ...] | None:
        """Return the fields of a class whose constructor was made for it; None for any other."""
        if "method __init__" in self.own:
            return None
        inherited = None if self.base is None else self.base.members.fields()
        if self.declared.fields is None or not (self.declared.is_tuple or "__init__" in self.declared.made):
            return inherited
        found = {f.name: f for f in inherited or ()}
        found |= {name: self._field(name, keyword, given) for name, keyword, given in self.declared.fields}
        return tuple(found.values())

    def _field(self, name: str, keyword: bool, given: bool) -> Field:
        default, factory = self.own.get(f"default {name}"), self.own.get(f"factory {name}")
        return Field(
            name,
            None if default is None else Local(default),
            None if factory is None else Local(factory),
            keyword,
            given,
        )
