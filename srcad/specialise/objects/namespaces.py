"""Objects that have attributes and nothing else: ``types.SimpleNamespace``, and what describes a field."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Value
from srcad.source.interface import ClassDefinition, Field, Member, Members
from srcad.specialise.calls.constructing import blank
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.instances import put
from srcad.specialise.tables import Keywords, applies


@dataclass(frozen=True, slots=True)
class NoMembers:
    """What a class without attributes of its own consists of."""

    key: Hashable

    @property
    def order(self) -> tuple[Members, ...]:
        """Itself."""
        return (self,)

    def own(self, name: str) -> Member | None:
        """Return None: there is no attribute."""
        return None

    def member(self, name: str, behind: ClassDefinition | None = None) -> Member | None:
        """Return None: there is no attribute."""
        return None

    def fields(self) -> tuple[Field, ...] | None:
        """Return None: it is no dataclass."""
        return None


def namespace(cloner: Cloner, cls: str, items: dict[str, Value], hint: str = "") -> Value:
    """Append an object of a class that has these attributes."""
    definition = ClassDefinition(cls, cls, NoMembers(cls), (cls,))
    cloner.program.classes[cls] = definition
    made = blank(cloner, definition, hint)
    for name, value in items.items():
        put(cloner, made, name, value)
    return made


@applies("types.SimpleNamespace")
def simple_namespace(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a namespace of its attributes."""
    if None in keywords[: len(operands)] or "**" in keywords:
        message, hint = "SimpleNamespace() of a mapping", "give the attributes by their names"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    items = {name: value for name, value in zip(keywords, operands) if name is not None}
    return (namespace(cloner, "types.SimpleNamespace", items, hints[0]),)
