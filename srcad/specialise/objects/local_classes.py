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
from srcad.source.fields import Undescribed
from srcad.source.interface import SETTER, ClassDefinition, Field, Local, LocalClass, Member, Members, Missing
from srcad.source.linearisation import linearised
from srcad.source.names import is_exception_name
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.exceptions import builtin_exception
from srcad.specialise.objects.instances import as_class, class_of
from srcad.specialise.objects.namespaces import namespace
from srcad.specialise.tables import Keywords, applies
from srcad.specialise.unpacking import items_of


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
    bases = _bases(cloner, [value for kind, value in pairs if kind == "base"])
    definition = _define(cloner, declared, dict(pairs), bases)
    cls = cloner.builder.reference(ty.Callable(definition))
    if declared.changes:
        held = {kind.removeprefix("value "): v for kind, v in pairs if kind.startswith("value ")}
        cloner.program.states[definition.key] = namespace(cloner, f"{definition.name} itself", held)
    for kind, value in pairs:
        if kind.startswith("value ") and _knows_its_name(cloner, value):
            name = cloner.builder.constant(kind.removeprefix("value "))
            cloner.apply("method", (value, cloner.builder.constant("__set_name__"), cls, name))
    return (cls,)


def _define(
    cloner: Cloner, declared: LocalClass, values: Mapping[str, Value], bases: Sequence[ClassDefinition]
) -> ClassDefinition:
    """Return a class that is none of those before."""
    made = cloner.program.local_classes
    number = sum(name == declared.name for name in made.values())
    key = ("local class", declared.name, number)
    made[key] = declared.name
    members = LocalMembers(key, values, tuple(base.members for base in bases), declared)
    order = (*(m.key for m in _order(cloner, members)), *(key for base in bases for key in base.bases))
    definition = ClassDefinition(
        key=key,
        name=f"{declared.name}[{number + 1}]" if number else declared.name,
        members=members,
        bases=tuple(dict.fromkeys(order)),
        tuple_fields=members.tuple_fields,
        frozen=declared.frozen or any(base.frozen for base in bases),
        statement=declared.name,
    )
    cloner.program.classes[definition.name] = definition
    return definition


@applies("collections.namedtuple")
def make_tuple_class(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a class of named tuples."""
    named = {k: v for v, k in zip(operands, keywords) if k is not None}
    names = _texts(cloner, operands[1]) if len(operands) - len(named) == 2 else None
    defaults = items_of(cloner, named["defaults"]) if "defaults" in named else ()
    name = operands[0].type
    if names is None or defaults is None or named.keys() - {"defaults"} or not isinstance(name, ty.Literal):
        message, hint = "a class of named tuples whose fields are not known", "write the names of the fields in a text"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    declared = LocalClass(str(name.value), is_tuple=True, fields=tuple((n, False, True, True) for n in names))
    values = {f"default {n}": v for n, v in zip(names[len(names) - len(defaults) :], defaults)}
    return (cloner.builder.reference(ty.Callable(_define(cloner, declared, values, ()))),)


def _texts(cloner: Cloner, value: Value) -> list[str] | None:
    """Return the words of a text, or the texts in a tuple or list; None if they are not known."""
    if isinstance(value.type, ty.Literal) and isinstance(value.type.value, str):
        return value.type.value.replace(",", " ").split()
    types = [item.type for item in items_of(cloner, value) or ()]
    found = [t.value for t in types if isinstance(t, ty.Literal) and isinstance(t.value, str)]
    return found if found and len(found) == len(types) else None


def _knows_its_name(cloner: Cloner, value: Value) -> bool:
    cls = class_of(cloner, value)
    return cls is not None and cls.members.member("__set_name__") is not None


def _bases(cloner: Cloner, bases: Sequence[Value]) -> list[ClassDefinition]:
    """Return the bases of a class."""
    found = [_base(cloner, value) for value in bases]
    known = [base for base in found if base is not None]
    if len(known) < len(found):
        message = "a class whose base is not known before the program runs"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "name the base itself")
    return known


def _base(cloner: Cloner, value: Value) -> ClassDefinition | None:
    """Return the class that a value is, perhaps one of the library that is written in Python."""
    target = value.type.target if isinstance(value.type, ty.Callable) else None
    if isinstance(target, str):
        return builtin_exception(target) if is_exception_name(target) else cloner.program.library_source(target)
    return as_class(value)


def _order(cloner: Cloner, members: LocalMembers) -> tuple[Members, ...]:
    try:
        return members.order
    except Undescribed as reason:
        message, hint = f"the class {members.declared.name} {reason}", "let bases come after the classes made from them"
        raise NotDifferentiable("SRC001", message, cloner.builder.location, hint) from None


@dataclass(frozen=True, slots=True, eq=False)
class LocalMembers:
    """The attributes of one class; ``values`` holds those of its body by kind and name."""

    key: tuple[object, ...]
    values: Mapping[str, Value]
    bases: tuple[Members, ...]
    declared: LocalClass

    @property
    def tuple_fields(self) -> tuple[str, ...]:
        """The fields of a class of named tuples; empty for any other class."""
        return tuple(name for name, *_ in self.declared.fields or ()) if self.declared.is_tuple else ()

    @property
    def order(self) -> tuple[Members, ...]:
        """The same of the classes in its order of bases, itself first."""
        return (self, *linearised([*(base.order for base in self.bases), self.bases]))

    def member(self, name: str, behind: ClassDefinition | None = None) -> Member | None:
        """Return what an attribute is."""
        order = iter(self.order)
        if behind is not None:
            next(base for base in order if base.key == behind.key)
        return next((member for base in order if (member := base.own(name)) is not None), None)

    def own(self, name: str) -> Member | None:
        """Return what an attribute is that stands in the class itself."""
        if name.endswith(SETTER):
            setter = self.values.get(f"setter {name.removesuffix(SETTER)}")
            return None if setter is None else Member("method", Local(setter))
        for kind in ("method", "property", "cached", "static", "class", "value"):
            if (value := self.values.get(f"{kind} {name}")) is not None:
                return Member(kind, Local(value))
        if (default := self.values.get(f"default {name}")) is not None:
            return Member("value", Local(default))
        if name in self.declared.made:
            return Member("method", Missing("it is a method that @dataclass made", "write it down"))
        return None

    def fields(self) -> tuple[Field, ...] | None:
        """Return the fields of a class whose constructor was made for it; None for any other."""
        if self.own("__init__") is None and self.declared.fields is None:
            making = next((base for base in self.order[1:] if base.own("__init__") is not None), None)
            return None if making is None else making.fields()
        if "method __init__" in self.values or not (self.declared.is_tuple or "__init__" in self.declared.made):
            return None
        found: dict[str, Field] = {}
        for base in reversed(self.bases):
            found |= {f.name: f for f in base.fields() or ()}
        found |= {name: self._field(name, *flags) for name, *flags in self.declared.fields or ()}
        return tuple(found.values())

    def _field(self, name: str, keyword: bool, given: bool, compared: bool) -> Field:
        default, factory = self.values.get(f"default {name}"), self.values.get(f"factory {name}")
        return Field(
            name,
            None if default is None else Local(default),
            None if factory is None else Local(factory),
            keyword,
            given,
            compared,
        )
