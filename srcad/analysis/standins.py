"""What stands for the values of a function in one with buffers: references, numbers, and views taken anew.

Shared arrays are references, containers of them hold references; read-only views are taken of what is loaded at each
use. Anything else stands for itself.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from srcad.analysis.aliases import Aliases, Roots
from srcad.analysis.references import VIEWS_OR_COPIES
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Operation, Terminator, Value
from srcad.ir.types import Type


@dataclass(slots=True)
class StandIns:
    """The stand-ins of the values of one function.

    Attributes
    ----------
    aliases, shared, late
        Which memory values may be, and which of it is shared; values that are used behind a write to what they look at.
    env : dict
        What stands for a value, if not the value itself.
    deferred, perhaps_copies : dict, set
        Read-only views, taken anew at each use, and those that NumPy may have made copies of.
    refusals : list
        What cannot be written with buffers.
    """

    aliases: Aliases
    shared: Roots
    late: Set[Value]
    env: dict[Value, Value] = field(default_factory=dict)
    deferred: dict[Value, Apply] = field(default_factory=dict)
    perhaps_copies: set[Value] = field(default_factory=set)
    refusals: list[NotDifferentiable] = field(default_factory=list)

    def is_shared(self, value: Value) -> bool:
        """Say whether a value is an array that may be a shared one."""
        return isinstance(value.type, ty.Array) and not self.aliases.owns(value).isdisjoint(self.shared)

    def holds_shared(self, value: Value) -> bool:
        """Say whether a value, which is no array, leads to shared arrays."""
        return not isinstance(value.type, ty.Array) and not self.aliases.reaches(value).isdisjoint(self.shared)

    def is_lost(self, value: Value) -> bool:
        """Say whether a value may be a shared array, or hold one, though its type does not tell."""
        lost = isinstance(value.type, (ty.Unknown, ty.Object))
        return lost and not self.aliases.reaches(value).isdisjoint(self.shared)

    def new(self, value: Value) -> Value:
        """Return what stands for a value in the new function, defined by what is being copied."""
        if self.is_shared(value):
            assert isinstance(value.type, ty.Array)
            made = Value(ty.Reference(value.type), value.hint)
        elif self.holds_shared(value):
            made = Value(with_references(value.type), value.hint)
        else:
            made = value
        self.env[value] = made
        return made

    def made(self, name: str, value: Value, builder: Builder) -> Value:
        """Append what makes a buffer of a number; return the reference to it."""
        assert isinstance(value.type, ty.Array)
        reference = Value(ty.Reference(value.type), value.hint)
        builder.add(Apply(name, (value,), (reference,), (), builder.location))
        return reference

    def now(self, value: Value, builder: Builder) -> Value:
        """Return what stands for a value, which may be a reference."""
        if value in self.deferred:
            self.refuse("a read-only view of an array that is written to, which is kept", self.deferred[value])
        return self.env.get(value, value)

    def defer(self, operation: Apply, base: Value) -> None:
        """Take a read-only view anew at each use; what may be a copy must have the same content then."""
        self.deferred[operation.result] = operation
        if operation.name in VIEWS_OR_COPIES or base in self.perhaps_copies:
            self.perhaps_copies.add(operation.result)
            if operation.result in self.late:
                self.refuse("what may be a copy of a read-only view of an array that is written to", operation)

    def looked_at(self, value: Value, builder: Builder) -> Value:
        """Return what stands for a value of which only the layout is asked: a reference does."""
        return self.load(value, builder) if value in self.deferred else self.now(value, builder)

    def all_now(self, values: Sequence[Value], builder: Builder) -> tuple[Value, ...]:
        """Return what stands for values, which may be references."""
        return tuple(self.now(v, builder) for v in values)

    def load(self, value: Value, builder: Builder) -> Value:
        """Return a value as a number, read here and now."""
        if value in self.deferred:
            view = self.deferred[value]
            operands = tuple(self.load(v, builder) for v in view.operands)
            result = Value(value.type)
            builder.add(replace(view, operands=operands, results=(result,)))
            return result
        reference = self.env.get(value, value)
        if isinstance(reference.type, ty.Reference):
            result = Value(value.type)
            builder.add(Apply("memory.load", (reference,), (result,), (), builder.location))
            return result
        return reference

    def refuse(self, message: str, operation: Operation | Terminator) -> None:
        """Note a refusal."""
        hint = "write into an array of your own that nothing else refers to: u = u.copy()"
        self.refusals.append(NotDifferentiable("SRC003", message, operation.location, hint))


def with_references(t: Type) -> Type:
    """Return the type of a container with references in place of arrays."""
    match t:
        case ty.Array():
            return ty.Reference(t)
        case ty.Tuple(items=items, name=name, fields=fields):
            return ty.Tuple(tuple(map(with_references, items)), name, fields)
        case ty.List(item=item, length=length):
            return ty.List(with_references(item), length)
        case ty.Iterator(item=item, length=length):
            return ty.Iterator(with_references(item), length)
        case ty.Mapping(value=item):
            return ty.Mapping(with_references(item))
        case ty.Dict(items=pairs):
            return ty.Dict(tuple((k, with_references(i)) for k, i in pairs))
        case ty.Handle(target=ty.Object(name=name, fields=pairs), region=region):
            return ty.Handle(ty.Object(name, tuple((k, with_references(i)) for k, i in pairs)), region)
        case ty.Handle(target=target, region=region):
            return ty.Handle(with_references(target), region)
        case _:
            return t
