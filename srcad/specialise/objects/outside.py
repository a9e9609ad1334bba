"""Globals that the differentiated function assigns to: what can be had of them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from srcad.errors import Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.records import names_of
from srcad.specialise.program import Program
from srcad.specialise.tables import Keywords, applies


@applies("global.set")
def set_global(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Hand a value on to the module."""
    module, name, value = operands
    path = ("global", *(v.type.value for v in (module, name) if isinstance(v.type, ty.Literal)))
    location = cloner.builder.location
    if len(cloner.calls.active) > 1:
        message = f"the global {path[-1]!r} is assigned to by a function that is called here"
        raise NotDifferentiable(
            "SRC001", message, location, "return the value, and assign it in the outermost function"
        )
    if not isinstance(ty.widen(value.type), (ty.Scalar, ty.Text)) and value.type != ty.NONE:
        message = f"the global {path[-1]!r} is assigned something else than a number"
        raise NotDifferentiable("SRC003", message, location, "return it instead")
    cloner.program.written.setdefault(path, location)
    cloner.builder.add(Apply("srcad.runtime.set_global", operands, (), (None,) * 3, location))
    return ()


def put_back(cloner: Cloner) -> None:
    """Append what lets the objects that outlive the call hold what they hold after a plain call.

    These are what the function captures and, for a method, its ``self``; of other arguments it changes copies.
    """
    for owner in cloner.heap.written:
        if owner in cloner.program.outer:
            _put_back(cloner, owner)


def _put_back(cloner: Cloner, owner: Value) -> None:
    before, now = owner, cloner.heap.record(owner)
    match owner.type:
        case ty.Object() if now not in cloner.parts:
            message = f"{owner.hint or 'an object'} outlives the call, and where it is changed is not known"
            hint = "change it in functions of yours that are called by name, or return what changes"
            raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)
        case ty.Object():
            names = names_of(before.type) or ()
            old = dict(zip(names, cloner.parts[before]))
            for name, part in zip(names_of(now.type) or (), cloner.parts[now]):
                if old.get(name) is not part:
                    _set_field(cloner, owner, name, part)
        case ty.Array() if not cloner.program.is_held(owner):
            pass  # a buffer: what is written stays written
        case ty.List() | ty.Dict() | ty.Mapping() | ty.Array():
            operands = (owner, cloner.heap.content(owner))
            location = cloner.builder.location
            cloner.builder.add(Apply("srcad.runtime.set_items", operands, (), (None, None), location))


def _set_field(cloner: Cloner, owner: Value, name: Hashable, part: Value) -> None:
    if part in cloner.program.partial:
        message = f"the attribute {name!r} of an object outside, which is assigned on some paths only"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, "assign it on all paths")
    value = cloner.heap.content(part)
    if part not in cloner.program.outer and not isinstance(ty.widen(value.type), (ty.Scalar, ty.Text)):
        (value,) = cloner.apply("srcad.runtime.fresh", (value,))
    operands = (owner, cloner.builder.reference(ty.Literal(name)), value)
    cloner.builder.add(Apply("outside.attribute", operands, (), (None,) * 3, cloner.builder.location))


def check_globals(program: Program) -> list[NotDifferentiable]:
    """Return refusals of globals that functions read which were called, and that are assigned to."""
    return [_refusal(path, location) for path, location in program.written.items() if path in program.read_by_callees]


def _refusal(path: tuple[object, ...], location: Location | None) -> NotDifferentiable:
    message = f"the global {path[-1]!r} is assigned to, and read by a function that is called"
    return NotDifferentiable("SRC006", message, location, "pass it as an argument")
