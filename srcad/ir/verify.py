"""The verifier: checks what every pass may rely on. It runs after each pass in tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn, assert_never

from srcad.errors import InternalError, Location
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
    Raise,
    Try,
    Value,
    With,
    Yield,
)
from srcad.ir.printer import format_function
from srcad.ir.walk import blocks_of, exits_of, falls_through, operands_of


def verify(function: Function) -> None:
    """Check that a function is well-formed SSA.

    Every value is defined once, before and around its uses; blocks yield, and exits carry, as many values as the
    operation around them has results for; an ``Exit`` stands in a loop, under ``If`` alone.

    Raises
    ------
    InternalError
        ``SRC090``, with the printed function.
    """
    _Check(function).function(function)


@dataclass(slots=True)
class _Frame:
    """What a block must agree with: how many values it yields (None: any), and how many an ``Exit`` in it carries."""

    yields: int | None
    exits: int | None = None


@dataclass(slots=True)
class _Check:
    whole: Function
    defined: set[Value] = field(default_factory=set)
    #: Functions that are made somewhere; one may be made in several places.
    functions: set[Function] = field(default_factory=set)

    def function(self, function: Function) -> None:
        if function in self.functions:
            return
        self.functions.add(function)
        if len(function.parameters) != len(function.params):
            self.fail(f"{function.name} has {len(function.parameters)} parameters", function.location)
        self.block(function.body, set(), _Frame(yields=None))

    def block(self, block: Block, visible: set[Value], frame: _Frame) -> None:
        visible = set(visible)
        self.define(block.params, visible, None)
        for operation in block.operations:
            for operand in operands_of(operation):
                self.use(operand, visible, operation.location)
            self.operation(operation, visible, frame)
            self.define(operation.results, visible, operation.location)
        self.terminator(block, visible, frame)

    def define(self, values: Sequence[Value], visible: set[Value], location: Location | None) -> None:
        for value in values:
            if value in self.defined:
                self.fail(f"value {value.hint or value} is defined twice", location)
            self.defined.add(value)
            visible.add(value)

    def use(self, value: Value, visible: set[Value], location: Location | None) -> None:
        if value not in visible:
            self.fail(f"value {value.hint or value} is used where it is not defined", location)

    def operation(self, operation: Operation, visible: set[Value], frame: _Frame) -> None:
        match operation:
            case Constant():
                pass
            case Apply(operands=operands, keywords=keywords):
                self.arity("keywords", len(keywords), len(operands), operation.location)
            case Invoke(function=function, operands=operands):
                self.arity("operands", len(operands), len(function.parameters), operation.location)
            case Closure(function=function, captures=captures):
                expected = sum(p.kind == "capture" and not p.source for p in function.parameters)
                self.arity("captures", len(captures), expected, operation.location)
                _Check(self.whole, self.defined, functions=self.functions).function(function)
            case If():
                self.branches(operation, visible, frame)
            case Loop():
                self.loop(operation, visible)
            case With(body=body, results=results):
                self.block(body, visible, _Frame(len(results)))
            case Try():
                self.attempt(operation, visible)
            case _:
                assert_never(operation)

    def branches(self, operation: If, visible: set[Value], frame: _Frame) -> None:
        inner = _Frame(len(operation.results), frame.exits)
        self.block(operation.then, visible, inner)
        self.block(operation.orelse, visible, inner)
        if operation.results and not falls_through(operation.then) and not falls_through(operation.orelse):
            self.fail("an If has results, but neither branch falls through", operation.location)

    def attempt(self, operation: Try, visible: set[Value]) -> None:
        handlers, location = operation.handlers, operation.location
        self.arity("lists of classes", len(operation.kinds), len(handlers), location)
        if not operation.results:
            self.fail("a Try has no outcome", location)
        for block in (operation.body, *handlers):
            self.block(block, visible, _Frame(len(operation.results) - 1))
        for handler in handlers:
            self.arity("parameters of a handler", len(handler.params), 1, location)

    def loop(self, operation: Loop, visible: set[Value]) -> None:
        carried = len(operation.inits)
        self.arity(
            "block parameters",
            len(operation.body.params),
            carried + (operation.iterable is not None),
            operation.location,
        )
        self.arity("results", len(operation.results), carried + 1, operation.location)
        self.block(operation.body, visible, _Frame(carried, carried))
        if operation.iterable is None and not exits_of(operation.body) and not _could_raise(operation.body):
            self.fail("a loop without iterable has no exit", operation.location)

    def terminator(self, block: Block, visible: set[Value], frame: _Frame) -> None:
        terminator = block.terminator
        for value in terminator.values:
            self.use(value, visible, terminator.location)
        match terminator:
            case Yield(values=values, location=location):
                if frame.yields is not None:
                    self.arity("yielded values", len(values), frame.yields, location)
            case Exit(values=values, location=location):
                if frame.exits is None:
                    self.fail("an exit stands outside a loop", location)
                self.arity("values of an exit", len(values), frame.exits, location)
            case Raise(values=values, location=location):
                if len(values) > 2:
                    self.fail("a raise has more than an exception and its cause", location)
            case _:
                assert_never(terminator)

    def arity(self, what: str, found: int, expected: int, location: Location | None) -> None:
        if found != expected:
            self.fail(f"{found} {what} where {expected} are expected", location)

    def fail(self, message: str, location: Location | None) -> NoReturn:
        raise InternalError("SRC090", f"malformed IR: {message}\n{format_function(self.whole)}", location)


def _could_raise(block: Block) -> bool:
    """Say whether something in a block calls, or raises: the structure alone does not tell whether it succeeds."""
    inner = (b for operation in block.operations for b in blocks_of(operation))
    calls = any(isinstance(operation, (Apply, Invoke)) for operation in block.operations)
    return calls or isinstance(block.terminator, Raise) or any(map(_could_raise, inner))
