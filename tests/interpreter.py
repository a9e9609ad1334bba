"""A direct interpreter of the IR: what a function means, with nothing of the compiler between.

Passes are tested with it: the function before and the function after give the same results. It works on typed and on
untyped IR. Writes give new versions, as the IR says they do: no operation changes an operand, but for ``tape.*``.
"""

from __future__ import annotations

import copy
import functools
import importlib
import inspect
import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from srcad.ir import types as ty
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
)
from srcad.source.classes import LiveMembers
from srcad.source.interface import ClassDefinition

Environment: TypeAlias = dict[Value, Any]
#: Gives the value of a captured variable by its source.
Read: TypeAlias = Callable[[tuple[Hashable, ...]], object]
#: Gives the SSA of what a ``Callable`` type targets.
Lower: TypeAlias = Callable[[Hashable], Function]

_KINDS = {
    "positional": inspect.Parameter.POSITIONAL_ONLY,
    "either": inspect.Parameter.POSITIONAL_OR_KEYWORD,
    "star": inspect.Parameter.VAR_POSITIONAL,
    "keyword": inspect.Parameter.KEYWORD_ONLY,
    "seed": inspect.Parameter.KEYWORD_ONLY,
    "doublestar": inspect.Parameter.VAR_KEYWORD,
}


class Undefined:
    """What a name holds that was never assigned; any use of it fails."""


@dataclass(frozen=True)
class Left:
    """A loop was left."""

    number: int
    values: tuple[Any, ...]


def no_reading(source: tuple[Hashable, ...]) -> object:
    """Refuse to read: the function that is interpreted captures nothing."""
    raise LookupError(f"nothing to read {source!r} from")


def no_lowering(target: Hashable) -> Function:
    """Refuse to lower: the function that is interpreted calls no other by reference."""
    raise LookupError(f"nothing to lower {target!r} with")


@dataclass
class Interpreter:
    """Executes functions; see :func:`run`."""

    read: Read = no_reading
    lower: Lower = no_lowering

    def call(self, function: Function, arguments: Sequence[object], named: Mapping[str, object]) -> Any:
        """Call a function as Python would call it."""
        return self.closure(function, ())(*arguments, **named)

    def closure(self, function: Function, captured: Sequence[object]) -> Callable[..., Any]:
        """Return a Python callable for a function and what it captures from the functions around."""
        own = iter(captured)
        stored = {p: next(own) for p in function.parameters if p.kind == "capture" and not p.source}
        defaults = {p.source[2]: p for p in function.parameters if p.source[:1] == ("default",)}

        def called(*arguments: object, **named: object) -> Any:
            captures = {p: stored[p] if p in stored else self.capture(p.source, called) for p in captured_parameters}
            bound = signature.bind(*arguments, **named)
            for parameter in bare:
                if parameter.name not in bound.arguments and parameter.name in defaults:
                    bound.arguments[parameter.name] = captures[defaults[parameter.name]]
            bound.apply_defaults()
            operands = [captures[p] if p in captures else bound.arguments[p.name] for p in function.parameters]
            results = self.function(function, operands)
            return results[0] if len(results) == 1 else results

        bare = [p for p in function.parameters if p.kind != "capture"]
        captured_parameters = [p for p in function.parameters if p.kind == "capture"]
        signature = inspect.Signature(
            [inspect.Parameter(p.name, _KINDS[p.kind], default=_default(p.default, p.name in defaults)) for p in bare]
        )
        return called

    def capture(self, source: tuple[Hashable, ...], own: Callable[..., Any]) -> object:
        """Return what a capture holds."""
        return own if source[0] == "self" else self.read(source)

    def function(self, function: Function, operands: Sequence[object]) -> tuple[Any, ...]:
        """Return the results of a function for one operand per parameter."""
        outcome = self.block(function.body, operands, {})
        assert isinstance(outcome, tuple), "an exit left a function"
        return outcome

    def block(self, block: Block, operands: Sequence[object], around: Environment) -> tuple[Any, ...] | Left:
        """Execute a block; return what it yields, or how it left the loop around."""
        environment = {**around, **dict(zip(block.params, operands, strict=True))}
        for operation in block.operations:
            outcome = self.operation(operation, environment)
            if isinstance(outcome, Left):
                return outcome
            environment.update(zip(operation.results, outcome, strict=True))
        values = tuple(environment[v] for v in block.terminator.values)
        match block.terminator:
            case Exit(number=number):
                return Left(number, values)
            case Raise():
                _raise(values)
        return values

    def operation(self, operation: Operation, environment: Environment) -> tuple[Any, ...] | Left:
        """Execute an operation; return its results."""
        match operation:
            case Apply():
                return self.apply(operation, environment)
            case Constant() | Closure():
                return (self.made(operation, environment),)
            case Invoke(function=function, operands=operands):
                return self.function(function, [environment[v] for v in operands])
            case If(condition=condition, then=then, orelse=orelse):
                return self.block(then if environment[condition] else orelse, (), environment)
            case Loop():
                return self.loop(operation, environment)
            case With(manager=manager, body=body):
                with environment[manager] as entered:
                    return self.block(body, (entered,), environment)
            case Try():
                return self.attempt(operation, environment)

    def made(self, operation: Constant | Closure, environment: Environment) -> object:
        """Return a constant or a function object."""
        if isinstance(operation, Constant):
            return self.constant(operation.result.type)
        return self.closure(operation.function, [environment[v] for v in operation.captures])

    def attempt(self, operation: Try, environment: Environment) -> tuple[Any, ...] | Left:
        """Execute a ``Try``; return what its body or a handler yields, and which one did."""
        number = 0
        try:
            outcome = self.block(operation.body, (), environment)
        except BaseException as raised:
            kinds = [tuple(environment[k] for k in caught) for caught in operation.kinds]
            number = next((n for n, k in enumerate(kinds, 1) if not k or isinstance(raised, k)), 0)
            if not number:
                raise
            outcome = self.block(operation.handlers[number - 1], (raised,), environment)
        assert isinstance(outcome, tuple), "an exit left a try statement"
        return (*outcome, number)

    def loop(self, loop: Loop, environment: Environment) -> tuple[Any, ...]:
        """Execute a loop; return its carried values and the number of its exit."""
        carried: tuple[Any, ...] = tuple(environment[v] for v in loop.inits)
        trips = iter(lambda: (), None) if loop.iterable is None else ((item,) for item in environment[loop.iterable])
        for item in trips:
            outcome = self.block(loop.body, (*item, *carried), environment)
            if isinstance(outcome, Left):
                return (*outcome.values, outcome.number)
            carried = outcome
        return (*carried, 0)

    def constant(self, type_: ty.Type) -> object:
        """Return what a constant or a reference stands for."""
        match type_:
            case ty.Literal(value=value):
                return value
            case ty.Tuple(items=items):
                return tuple(map(self.constant, items))
            case ty.Module(name=name):
                return importlib.import_module(name)
            case ty.Callable(target=str() as target):
                return find(target)
            case ty.Callable(target=Function() as function):
                return self.closure(function, ())
            case ty.Callable(target=ClassDefinition(members=LiveMembers(cls=cls))):
                return cls
            case ty.Callable(target=target):
                return self.closure(self.lower(target), ())
        raise AssertionError(f"no constant: {type_}")

    def apply(self, operation: Apply, environment: Environment) -> tuple[Any, ...]:
        """Apply an intrinsic or a function of somebody to operands."""
        arguments, named = _arguments(operation, environment)
        match operation.name:
            case "build.tuple":
                return (tuple(arguments),)
            case "build.list":
                return (list(arguments),)
            case "method":
                receiver, name, *rest = arguments
                return (getattr(receiver, name)(*rest, **named),)
            case "unpack":
                return _unpack(arguments[0], arguments[1], len(operation.results))
        function = INTRINSICS[operation.name] if operation.name in INTRINSICS else find(operation.name)
        if len(operation.results) == 1:
            return (function(*arguments, **named),)
        results = function(*arguments, **named)
        return tuple(results) if operation.results else ()


def run(
    function: Function, *arguments: object, read: Read = no_reading, lower: Lower = no_lowering, **named: object
) -> Any:
    """Call a function of the IR as Python would call it, and return its result (a tuple, if there are several).

    Parameters
    ----------
    function : Function
        What to execute.
    read : callable, optional
        Gives the value of a captured variable by its ``source``.
    lower : callable, optional
        Gives the SSA of what a ``Callable`` type targets.
    """
    return Interpreter(read, lower).call(function, arguments, named)


def find(name: str) -> Any:
    """Return the object with a canonical qualified name."""
    parts = name.split(".")
    for stop in range(len(parts) - 1, 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:stop]))
        except ModuleNotFoundError:
            continue
        return functools.reduce(getattr, parts[stop:], module)
    raise LookupError(f"no module for {name!r}")


def _default(default: ty.Type | None, captured: bool) -> object:
    if captured:
        return Undefined
    return inspect.Parameter.empty if default is None else Interpreter().constant(default)


def _arguments(operation: Apply, environment: Environment) -> tuple[list[Any], dict[str, Any]]:
    arguments: list[Any] = []
    named: dict[str, Any] = {}
    for operand, keyword in zip(operation.operands, operation.keywords):
        value = environment[operand]
        match keyword:
            case None:
                arguments.append(value)
            case "*":
                arguments.extend(value)
            case "**":
                named.update(value)
            case _:
                named[keyword] = value
    return arguments, named


def _raise(values: tuple[Any, ...]) -> None:
    match values:
        case ():
            raise  # in a handler: what that caught
        case (exception,):
            raise exception
        case (exception, cause):
            raise exception from cause


def _unpack(value: Any, star: int | None, count: int) -> tuple[Any, ...]:
    items = list(value)
    if star is None:
        if len(items) != count:
            raise ValueError(f"{len(items)} values to unpack, {count} expected")
        return tuple(items)
    after = count - star - 1
    if len(items) < count - 1:
        raise ValueError(f"{len(items)} values to unpack, at least {count - 1} expected")
    return (*items[:star], items[star : len(items) - after], *items[len(items) - after :])


def _appended(target: Any, item: Any) -> Any:
    """Append to the object itself: it stays the same one."""
    target.append(item)
    return target


def _stored(target: Any, index: Any, value: Any) -> Any:
    """Write into the object itself: it stays the same one."""
    target[index] = value
    return target


def _augmented(target: Any, index: Any, part: Any, value: Any, how: str) -> Any:
    return _stored(
        target, index, getattr(operator, f"i{how}" if isinstance(target, (list, dict)) else how)(part, value)
    )


def _in_place(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def updated(old: Any, other: Any) -> Any:
        return operation(copy.copy(old), other)

    return updated


def _defined(value: Any, name: str) -> Any:
    if value is Undefined:
        raise UnboundLocalError(f"cannot access local variable {name!r} where it is not associated with a value")
    return value


def _dict(*flat: Any, **unpacked: Any) -> dict[Any, Any]:
    return {**dict(zip(flat[::2], flat[1::2])), **unpacked}


def _format(value: Any, conversion: str | None, spec: str | None) -> str:
    conversions: dict[str, Callable[[Any], str]] = {"r": repr, "s": str, "a": ascii}
    return format(conversions[conversion](value) if conversion else value, spec or "")


def zero(value: Any) -> Any:
    """Return the zero adjoint of a value: same structure, type, shape and dtype."""
    if isinstance(value, np.ndarray):
        return np.zeros_like(value)
    if isinstance(value, (tuple, list)):
        return type(value)(map(zero, value))
    if isinstance(value, dict):
        return {k: zero(v) for k, v in value.items()}
    return type(value)(0)


def unbroadcast(g: Any, value: Any) -> Any:
    """Sum ``g`` to the shape of ``value``."""
    shape, whole = np.shape(value), np.shape(g)
    extra = len(whole) - len(shape)
    stretched = [i + extra for i, length in enumerate(shape) if length == 1 and whole[i + extra] != 1]
    axes = (*range(extra), *stretched)
    return np.reshape(np.sum(g, axis=axes), shape) if axes else g


def _named(names: Sequence[str]) -> dict[str, Callable[..., Any]]:
    return {f"operator.{n}": _in_place(getattr(operator, n)) for n in names}


_IN_PLACE = (
    "iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand", "ior", "ixor", "ilshift",
    "irshift",
)  # fmt: skip

INTRINSICS: dict[str, Callable[..., Any]] = {
    **_named(_IN_PLACE),
    "getattr": getattr,
    "call": lambda function, *arguments, **named: function(*arguments, **named),
    "build.dict": _dict,
    "build.slice": slice,
    "build.text": lambda *pieces: "".join(pieces),
    "build.format": _format,
    "list.append": _appended,
    "array.store": _stored,
    "item.augment": _augmented,
    "item.delete": operator.delitem,
    "attribute.set": setattr,
    "super": super,
    "cell.new": lambda: [Undefined],
    "cell.get": lambda cell, name: _defined(cell[0], name),
    "cell.set": lambda cell, value: operator.setitem(cell, 0, value),
    "undefined": lambda: Undefined,
    "check.defined": _defined,
    "check.stored": lambda iterable: iterable,
    "tape.new": list,
    "tape.push": list.append,
    "tape.pop": list.pop,
    "zero": zero,
    "unbroadcast": unbroadcast,
}
