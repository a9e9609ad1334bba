"""A reference interpreter of the pure IR: what emitted text has to agree with."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from srcad.ir.nodes import Apply, Block, Constant, Exit, Function, If, Invoke, Loop, Operation, Raise, Value
from srcad.ir.types import Literal


class _Left(Exception):
    """A loop was left by an exit."""

    def __init__(self, number: int, values: list[Any]) -> None:
        self.number = number
        self.values = values


def run(function: Function, *arguments: Any) -> Any:
    """Call the function; a single result comes alone, several as a tuple."""
    values = _block(function.body, dict(zip(function.params, arguments)))
    return values[0] if len(values) == 1 else tuple(values)


def _block(block: Block, env: dict[Value, Any]) -> list[Any]:
    for operation in block.operations:
        results = _operation(operation, env)
        env.update(zip(operation.results, results))
    values = [env[v] for v in block.terminator.values]
    if isinstance(block.terminator, Exit):
        raise _Left(block.terminator.number, values)
    if isinstance(block.terminator, Raise):
        raise values[0]
    return values


def _operation(operation: Operation, env: dict[Value, Any]) -> list[Any]:
    match operation:
        case Constant(result=result):
            assert isinstance(result.type, Literal)
            return [result.type.value]
        case If(condition=condition, then=then, orelse=orelse):
            return _block(then if env[condition] else orelse, env)
        case Loop():
            return _loop(operation, env)
        case Invoke(function=function, operands=operands):
            return [run(function, *(env[v] for v in operands))]
        case Apply(name=name, operands=operands, results=results):
            given = _INTRINSICS[name](*(env[v] for v in operands))
            return list(given) if len(results) > 1 else [given][: len(results)]
    raise NotImplementedError(operation)


def _loop(loop: Loop, env: dict[Value, Any]) -> list[Any]:
    carried = [env[v] for v in loop.inits]
    items = iter(env[loop.iterable]) if loop.iterable is not None else iter(lambda: None, 1)
    for item in items:
        given = [item, *carried] if loop.iterable is not None else carried
        env.update(zip(loop.body.params, given))
        try:
            carried = _block(loop.body, env)
        except _Left as left:
            return [*left.values, left.number]
    return [*carried, 0]


def _store(array: Any, index: Any, value: Any) -> Any:
    new = array.copy()
    new[index] = value
    return new


def _add_at(array: Any, index: Any, value: Any) -> Any:
    new = array.copy()
    np.add.at(new, index, value)
    return new


def _pop(items: list[Any]) -> tuple[list[Any], Any]:
    return items[:-1], items[-1]


_INTRINSICS: dict[str, Callable[..., Any]] = {
    **{f"operator.{n}": getattr(operator, n) for n in ("add", "sub", "mul", "truediv", "pow", "lt", "gt", "eq", "neg")},
    "operator.getitem": lambda a, i: a[i].copy() if isinstance(a[i], np.ndarray) else a[i],
    "operator.not_": operator.not_,
    "operator.contains": lambda c, i: i in c,
    "builtins.range": range,
    "builtins.len": len,
    "builtins.enumerate": lambda s: list(enumerate(s)),
    "builtins.zip": lambda *s: list(zip(*s)),
    "numpy.sin": np.sin,
    "numpy.sum": np.sum,
    "numpy.zeros_like": np.zeros_like,
    "build.slice": slice,
    "build.tuple": lambda *items: items,
    "build.list": lambda *items: list(items),
    "unpack": lambda whole, star: tuple(whole),
    "move": lambda v: v,
    "copy": lambda v: v.copy(),
    "own": lambda v: v.copy(),
    "zero": lambda v: np.zeros_like(v) if isinstance(v, np.ndarray) else 0.0,
    "undefined": lambda: None,
    "check.defined": lambda v, name: v,
    "array.store": _store,
    "array.add_at": _add_at,
    "list.append": lambda items, item: [*items, item],
    "list.pop": _pop,
    "tape.new": list,
    "tape.push": lambda tape, v: tape.append(v),
    "tape.pop": lambda tape: tape.pop(),
    "section": lambda text: None,
}
