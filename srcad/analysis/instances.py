"""Instances that are needed as a whole: a derivative knows them by what their fields hold, and makes none."""

from __future__ import annotations

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Function
from srcad.ir.walk import operations_in


def check_instances(function: Function) -> list[NotDifferentiable]:
    """Return a refusal for each instance of the user's classes that a derivative would have to make."""
    return [
        NotDifferentiable(
            "SRC002",
            f"an object of the class {_name(made)} goes where it is not known by its fields",
            made.location,
            "pass what its fields hold",
        )
        for made in operations_in(function.body.operations)
        if isinstance(made, Apply) and made.name == "build.object"
    ]


def _name(made: Apply) -> str:
    t = made.results[0].type
    return t.name.rpartition(".")[2] if isinstance(t, ty.Object) else str(t)
