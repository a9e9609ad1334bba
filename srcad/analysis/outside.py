"""Globals that the differentiated function assigns to: what can be had of them."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.cloner import Cloner, Keywords, applies
from srcad.analysis.program import Program
from srcad.errors import Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value


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


def check_globals(program: Program) -> list[NotDifferentiable]:
    """Return refusals of globals that functions read which were called, and that are assigned to."""
    return [_refusal(path, location) for path, location in program.written.items() if path in program.read_by_callees]


def _refusal(path: tuple[object, ...], location: Location | None) -> NotDifferentiable:
    message = f"the global {path[-1]!r} is assigned to, and read by a function that is called"
    return NotDifferentiable("SRC006", message, location, "pass it as an argument")
