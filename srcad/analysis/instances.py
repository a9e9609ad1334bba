"""Instances that are needed as a whole: a derivative knows them by what their fields hold, and makes none."""

from __future__ import annotations

from collections.abc import Iterator

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Function
from srcad.ir.walk import blocks_of


def check_instances(function: Function) -> list[NotDifferentiable]:
    """Return a refusal for each instance of the user's classes that a derivative would have to make."""
    return [
        NotDifferentiable(
            "SRC002",
            f"an object of the class {_name(made)} goes where it is not known by its fields",
            made.location,
            "pass what its fields hold",
        )
        for made in _made(function.body)
    ]


def _made(block: Block) -> Iterator[Apply]:
    for operation in block.operations:
        if isinstance(operation, Apply) and operation.name == "build.object":
            yield operation
        for inner in blocks_of(operation):
            yield from _made(inner)


def _name(made: Apply) -> str:
    t = made.results[0].type
    return t.name.rpartition(".")[2] if isinstance(t, ty.Object) else str(t)
