"""Lending: arrays, and slices of arrays, that a function is given to write into.

before: ``f(x, out[:n])``, where ``f`` writes to its second argument
after: ``out[:n] = f(x, out[:n])``, where ``f`` gives what it has written
"""

from __future__ import annotations

from dataclasses import dataclass

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.rules.table import lookup
from srcad.specialise.cloner import Cloner


@dataclass(frozen=True, slots=True)
class Place:
    """Where what was written belongs: ``owner[index]``."""

    owner: Value
    index: Value


def place_of(cloner: Cloner, value: Value) -> Place:
    """Return the place of an array that a function writes to."""
    made = cloner.builder.maker(value)
    if not _is_view(made):
        return Place(value, cloner.builder.constant(...))
    assert made is not None
    if made.name != "operator.getitem" or not _is_slice(made):
        raise _refusal(cloner, f"is what {made.name} gave")
    version, index = made.operands
    owner = next((o for o, held in cloner.heap.now.items() if held is version), version)
    if cloner.heap.record(owner) is not version or _is_view(cloner.builder.maker(owner)):
        raise _refusal(cloner, "is a slice of a slice, or was changed since")
    return Place(owner, index)


def _is_view(made: Apply | None) -> bool:
    primitive = None if made is None else lookup(made.name)
    return primitive is not None and primitive.view


def _is_slice(made: Apply) -> bool:
    whole, index = (v.type for v in made.operands)
    if not isinstance(whole, ty.Array):
        return False
    parts = ty.parts_of_index(index)
    return all(isinstance(part, (ty.Slice, ty.Literal)) or isinstance(ty.widen(part), ty.Scalar) for part in parts)


def _refusal(cloner: Cloner, why: str) -> NotDifferentiable:
    message = f"an array that a function which calls itself writes to {why}"
    return NotDifferentiable("SRC003", message, cloner.builder.location, "pass the array itself, or a slice of it")
