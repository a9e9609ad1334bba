"""The builder: appends operations to a block that is being made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeAlias

from srcad.errors import Location
from srcad.ir.nodes import (
    Apply,
    Block,
    Constant,
    Function,
    Operation,
    Terminator,
    Value,
)
from srcad.ir.types import UNKNOWN, Literal, Type

#: ``infer(name, operands, keywords, number_of_results)`` gives the types of an operation's results.
Infer: TypeAlias = Callable[[str, Sequence[Value], Sequence["str | None"], int], Sequence[Type]]


class Builder:
    """Makes one block. ``location`` is given to each operation that does not bring its own.

    Parameters
    ----------
    params : sequence of Value
        The block's parameters.
    infer : callable, optional
        Gives the types of results; without it they are ``Unknown``.
    """

    def __init__(
        self,
        params: Sequence[Value] = (),
        infer: Infer | None = None,
        location: Location | None = None,
        parent: Builder | None = None,
    ) -> None:
        self.params = tuple(params)
        self.operations: list[Operation] = []
        self.infer = infer
        self.location = location
        self.parent = parent

    def nested(self, params: Sequence[Value] = ()) -> Builder:
        """Return a builder for a block inside this one."""
        return Builder(params, self.infer, self.location, self)

    def sees(self, value: Value) -> bool:
        """Say whether a value is defined before the operation that is appended next, here or around this block."""
        if value in self.params or any(value in operation.results for operation in self.operations):
            return True
        return self.parent is not None and self.parent.sees(value)

    def maker(self, value: Value) -> Apply | None:
        """Return what was applied in this block to make a value, or None."""
        made = next((o for o in reversed(self.operations) if value in o.results), None)
        return made if isinstance(made, Apply) else None

    def visible(self) -> list[Operation]:
        """Return the operations, here and around this block, whose results can be used next."""
        return [*(self.parent.visible() if self.parent is not None else ()), *self.operations]

    def add(self, operation: Operation) -> Operation:
        """Append an operation."""
        self.operations.append(operation)
        return operation

    def constant(self, value: Hashable, hint: str = "") -> Value:
        """Append a constant and return its value."""
        result = Value(Literal(value), hint)
        self.add(Constant(result, self.location))
        return result

    def reference(self, type_: Type, hint: str = "") -> Value:
        """Append a reference to something whose type is all that there is to know, and return its value."""
        result = Value(type_, hint)
        self.add(Constant(result, self.location))
        return result

    def apply_many(
        self, name: str, operands: Sequence[Value], count: int, keywords: Sequence[str | None] = (), hint: str = ""
    ) -> tuple[Value, ...]:
        """Append ``name(operands)`` with ``count`` results and return these."""
        keywords = tuple(keywords) or (None,) * len(operands)
        types = self.infer(name, operands, keywords, count) if self.infer else (UNKNOWN,) * count
        results = tuple(Value(t, hint) for t in types)
        self.add(Apply(name, tuple(operands), results, keywords, self.location))
        return results

    def apply(self, name: str, *operands: Value, hint: str = "", keywords: Sequence[str | None] = ()) -> Value:
        """Append ``name(operands)`` and return its one result."""
        return self.apply_many(name, operands, 1, keywords, hint)[0]

    def finish(self, terminator: Terminator) -> Block:
        """Return the block."""
        return Block(self.params, tuple(self.operations), terminator)


def function_like(function: Function, body: Block) -> Function:
    """Return a function with another body and all else as it is."""
    return Function(
        function.name, function.parameters, body, function.location, function.origin, function.docstring, function.notes
    )
