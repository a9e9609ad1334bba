"""Floats: a conversion of what is certainly a Python float goes.

before: ``x_bar = float(f_bar * y)`` where everything is a Python float
after: ``x_bar = f_bar * y``

The accumulators of loops are the reason for a pass of its own: that they hold Python floats follows from what is added
to them, and that from the accumulators. All scalars are supposed to be Python floats until one is found that may not.
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir import types as ty
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Function,
    If,
    Invoke,
    Loop,
    Operation,
    Raise,
    Try,
    Value,
    With,
)
from srcad.ir.rewrite import substitute, substitute_operation, substitute_terminator
from srcad.ir.types import Type
from srcad.ir.walk import blocks_of, exits_of, with_blocks

_OPERATORS = frozenset(f"operator.{name}" for name in ("add", "sub", "mul", "truediv", "neg", "pos"))


def drop_float_calls(function: Function) -> Function:
    """Return the function without needless calls of ``float``."""
    doubtful = _Doubts()
    for value in function.params:
        doubtful.look(value)
    size = -1
    while size != len(doubtful.values):
        size = len(doubtful.values)
        doubtful.block(function.body)
    new: dict[Value, Value] = {}
    body = _block(function.body, doubtful.values, new)
    names: dict[Value, Value] = {}
    for converted, value in new.items():  # what was converted had the better name
        if converted.hint and not value.hint:
            names.setdefault(value, Value(value.type, converted.hint))
    return replace(function, body=substitute(body, names))


class _Doubts:
    """The values that may be something else than a Python float or int."""

    def __init__(self) -> None:
        self.values: set[Value] = set()
        self.pushed: dict[Value, list[Value]] = {}

    def look(self, value: Value) -> None:
        """Doubt a value whose type does not say that it is a Python number."""
        if not _is_python(value.type):
            self.values.add(value)

    def block(self, block: Block) -> None:
        """Spread doubts through a block."""
        for operation in block.operations:
            self._operation(operation)
            for inner in blocks_of(operation):
                self.block(inner)

    def _spread(self, sources: tuple[Value, ...], target: Value) -> None:
        if not self.values.isdisjoint(sources):
            self.values.add(target)

    def _operation(self, operation: Operation) -> None:
        match operation:
            case Apply(name=name, operands=operands, results=results) if name in _OPERATORS:
                self._spread(operands, results[0])
            case Apply(name="tape.push", operands=(tape, value)):
                self.pushed.setdefault(tape, []).append(value)
            case Apply(name="tape.pop", operands=(tape,), results=(result,)):
                self._popped(tape, result)
            case If(results=results) | Try(results=(*results, _)):
                for inner in blocks_of(operation):
                    for value, result in zip(inner.terminator.values, results):
                        self._spread((value,), result)
            case Loop():
                self._loop(operation)
            case With(body=body, results=results):
                for value, result in zip(body.terminator.values, results):
                    self._spread((value,), result)
            case Constant() | Apply() | Invoke() | Closure():
                for result in operation.results:
                    self.look(result)

    def _popped(self, tape: Value, result: Value) -> None:
        """Doubt what is popped if what was pushed is doubted, or is not known: a tape may come out of a branch."""
        if tape in self.pushed:
            self._spread(tuple(self.pushed[tape]), result)
        else:
            self.look(result)

    def _loop(self, loop: Loop) -> None:
        params = loop.body.params[len(loop.body.params) - len(loop.inits) :]
        for item in loop.body.params[: len(loop.body.params) - len(loop.inits)]:
            self.look(item)
        ends = [e for e in (loop.body.terminator, *exits_of(loop.body)) if not isinstance(e, Raise)]
        for i, (init, param, result) in enumerate(zip(loop.inits, params, loop.results)):
            self._spread((init, *(end.values[i] for end in ends)), param)
            self._spread((init, *(end.values[i] for end in ends)), result)


def _is_python(t: Type) -> bool:
    wide = ty.widen(t)
    return isinstance(wide, ty.Scalar) and wide.form == "python" and wide.kind in ("int", "float")


def _block(block: Block, doubtful: set[Value], new: dict[Value, Value]) -> Block:
    kept: list[Operation] = []
    for old in block.operations:
        operation = substitute_operation(old, new)
        if isinstance(operation, Apply) and operation.name == "builtins.float" and len(operation.operands) == 1:
            (value,) = operation.operands
            if value not in doubtful and ty.kind_of(value.type) == "float":
                new[operation.results[0]] = value
                continue
        kept.append(with_blocks(operation, lambda inner: _block(inner, doubtful, new)))
    return Block(block.params, tuple(kept), substitute_terminator(block.terminator, new))
