"""The builder: appends operations to a block that is being made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeAlias, assert_never

from srcad.errors import Location
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Exit,
    Function,
    If,
    Invoke,
    Loop,
    Operation,
    Terminator,
    Try,
    Value,
    With,
    Yield,
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


def blocks_of(operation: Operation) -> tuple[Block, ...]:
    """Return the blocks nested in an operation."""
    match operation:
        case If(then=then, orelse=orelse):
            return (then, orelse)
        case Loop(body=body) | With(body=body):
            return (body,)
        case Try(body=body, handlers=handlers):
            return (body, *handlers)
        case Constant() | Apply() | Invoke() | Closure():
            return ()
        case _:
            assert_never(operation)


def operands_of(operation: Operation) -> tuple[Value, ...]:  # noqa: PLR0911 - one flat list of cases
    """Return the values that the operation itself uses, without its blocks."""
    match operation:
        case Constant():
            return ()
        case If(condition=condition):
            return (condition,)
        case Loop(iterable=iterable, inits=inits):
            return inits if iterable is None else (iterable, *inits)
        case Closure(captures=captures):
            return captures
        case Apply(operands=operands) | Invoke(operands=operands):
            return operands
        case With(manager=manager):
            return (manager,)
        case Try(kinds=kinds):
            return tuple(kind for caught in kinds for kind in caught)
        case _:
            assert_never(operation)


def exits_of(block: Block) -> list[Exit]:
    """Return the exits of the loop whose body is, or holds in nested ifs, ``block``."""
    found = [block.terminator] if isinstance(block.terminator, Exit) else []
    for operation in block.operations:
        if isinstance(operation, If):
            found += [e for b in (operation.then, operation.orelse) for e in exits_of(b)]
        elif isinstance(operation, With):
            found += exits_of(operation.body)
    return found


def falls_through(block: Block) -> bool:
    """Say whether control can reach the end of the block (its terminator is a ``Yield``)."""
    return isinstance(block.terminator, Yield)


def function_like(function: Function, body: Block) -> Function:
    """Return a function with another body and all else as it is."""
    return Function(
        function.name, function.parameters, body, function.location, function.origin, function.docstring, function.notes
    )
