"""Late binding: an inner function reads a variable when it is called, not when it is made.

The IR captures values. That is the same as long as the variable keeps its value; of a function object that outlives a
trip of a loop, in which the variable gets the next one, it is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from srcad.ir import types as ty
from srcad.ir.nodes import Block, Closure, Function, Value
from srcad.ir.walk import defined_in, operations_in


def late_readers(body: Block) -> frozenset[Function]:
    """Return the functions, made in a loop's body or in one of them, that read a variable which the body assigns."""
    changing = set(defined_in(body))
    return frozenset(f for o in operations_in(body.operations) if isinstance(o, Closure) for f in _readers(o, changing))


def _readers(made: Closure, changing: set[Value]) -> Iterator[Function]:
    """Give a function and those inside it that read the variable through it; defaults were read when it was made."""
    parameters = [p for p in made.function.parameters if p.kind == "capture" and not p.source]
    defaults = sum(isinstance(p.default, ty.Unknown) for p in made.function.parameters)
    read = {p for p, v in zip(parameters[defaults:], made.captures[defaults:], strict=True) if v in changing}
    if not read:
        return
    yield made.function
    inside = {v for p, v in zip(made.function.parameters, made.function.params) if p in read}
    for operation in operations_in(made.function.body.operations):
        if isinstance(operation, Closure):
            yield from _readers(operation, inside)
