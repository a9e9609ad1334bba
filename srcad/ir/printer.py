"""The printed form of the IR, for people: ``srcad show --ir``, test failures and bug reports.

Values are numbered in the order in which they are printed, so that the same function always gives the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

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
    Parameter,
    Raise,
    Terminator,
    Try,
    Value,
    With,
    Yield,
)
from srcad.ir.types import UNKNOWN

INDENT = "    "


def format_function(function: Function) -> str:
    """Return the printed form of a function.

    Each line is ``results = operation(operands)``; a value is ``%number.hint``, followed by its type where it is
    defined and the type is known. Nested blocks are indented.

    >>> from srcad.ir.builder import Builder
    >>> from srcad.ir.nodes import Function, Parameter, Value, Yield
    >>> from srcad.ir.types import FLOAT
    >>> x = Value(FLOAT, "x")
    >>> builder = Builder([x])
    >>> square = builder.apply("operator.mul", x, x, hint="y")
    >>> print(format_function(Function("f", (Parameter("x"),), builder.finish(Yield((square,))))))
    function f(%0.x: float):
        %1.y = operator.mul(%0.x, %0.x)
        yield %1.y
    """
    return "\n".join(_function(function, _Names(), "function"))


@dataclass(slots=True)
class _Names:
    """The numbers given so far."""

    numbers: dict[Value, int] = field(default_factory=dict)

    def use(self, value: Value) -> str:
        number = self.numbers.setdefault(value, len(self.numbers))
        return f"%{number}.{value.hint}" if value.hint else f"%{number}"

    def uses(self, values: Sequence[Value]) -> str:
        return ", ".join(map(self.use, values))

    def define(self, value: Value) -> str:
        return self.use(value) if value.type == UNKNOWN else f"{self.use(value)}: {value.type}"

    def defines(self, values: Sequence[Value]) -> str:
        return ", ".join(map(self.define, values))


def _function(function: Function, names: _Names, word: str) -> Iterator[str]:
    parameters = ", ".join(_parameter(p, v, names) for p, v in zip(function.parameters, function.params))
    yield f"{word} {function.name}({parameters}):"
    yield from _block(function.body, names)


def _parameter(parameter: Parameter, value: Value, names: _Names) -> str:
    mark = {"star": "*", "doublestar": "**"}.get(parameter.kind, "")
    kind = f"{parameter.kind} " if parameter.kind in ("positional", "keyword", "capture", "seed") else ""
    default = "" if parameter.default is None else f" = {parameter.default}"
    return f"{kind}{mark}{names.define(value)}{default}"


def _block(block: Block, names: _Names) -> Iterator[str]:
    for operation in block.operations:
        for line in _operation(operation, names):
            yield INDENT + line
    yield INDENT + _terminator(block.terminator, names)


def _operation(operation: Operation, names: _Names) -> Iterator[str]:
    match operation:
        case Constant(result=result):
            yield f"{names.use(result)} = {result.type}"
        case Apply() | Invoke():
            yield _call(operation, names)
        case Closure(function=function, captures=captures, result=result):
            yield f"{names.define(result)} = closure({names.uses(captures)}) of"
            # Nothing of the outside is visible in an inner function: it is numbered on its own.
            yield from (INDENT + line for line in _function(function, _Names(), "function"))
        case If():
            yield from _if(operation, names)
        case Loop():
            yield from _loop(operation, names)
        case With(manager=manager, body=body, results=results):
            used = names.use(manager)
            entered = f" as {names.defines(body.params)}" if body.params else ""
            yield f"{_left(results, names)}with {used}{entered}:"
            yield from _block(body, names)
        case Try():
            yield from _try(operation, names)
        case _:
            assert_never(operation)


def _left(results: Sequence[Value], names: _Names) -> str:
    return f"{names.defines(results)} = " if results else ""


def _call(operation: Apply | Invoke, names: _Names) -> str:
    if isinstance(operation, Invoke):
        text = f"invoke {operation.function.name}({names.uses(operation.operands)})"
    else:
        pairs = zip(operation.operands, operation.keywords)
        text = f"{operation.name}({', '.join(_argument(v, k, names) for v, k in pairs)})"
    return _left(operation.results, names) + text


def _argument(value: Value, keyword: str | None, names: _Names) -> str:
    if keyword is None:
        return names.use(value)
    return f"{keyword}{names.use(value)}" if keyword.startswith("*") else f"{keyword}={names.use(value)}"


def _if(operation: If, names: _Names) -> Iterator[str]:
    condition = names.use(operation.condition)
    yield f"{_left(operation.results, names)}if {condition}:"
    yield from _block(operation.then, names)
    yield "else:"
    yield from _block(operation.orelse, names)


def _try(operation: Try, names: _Names) -> Iterator[str]:
    caught = [names.uses(kinds) for kinds in operation.kinds]
    yield f"{_left(operation.results, names)}try:"
    yield from _block(operation.body, names)
    for kinds, handler in zip(caught, operation.handlers):
        yield f"except{f' {kinds}' if kinds else ''} as {names.defines(handler.params)}:"
        yield from _block(handler, names)


def _loop(operation: Loop, names: _Names) -> Iterator[str]:
    inits = [names.use(v) for v in operation.inits]
    iterated = None if operation.iterable is None else names.use(operation.iterable)
    left = _left(operation.results, names)
    items = 0 if iterated is None else 1
    item, params = operation.body.params[:items], operation.body.params[items:]
    head = f"for {names.defines(item)} in {iterated}" if iterated else "loop"
    carried = ", ".join(f"{names.define(p)} = {i}" for p, i in zip(params, inits))
    yield f"{left}{head}{f' carrying {carried}' if carried else ''}:"
    yield from _block(operation.body, names)


def _terminator(terminator: Terminator, names: _Names) -> str:
    match terminator:
        case Yield(values=values):
            text = f"yield {names.uses(values)}"
        case Exit(number=number, values=values):
            text = f"exit {number} {names.uses(values)}"
        case Raise(values=values):
            text = f"raise {names.uses(values)}"
        case _:
            assert_never(terminator)
    return text.rstrip()
