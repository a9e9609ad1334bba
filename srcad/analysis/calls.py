"""Calls: a callee is spliced in; one that calls itself is invoked, as a version for what it is given."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from srcad.analysis.binding import Bound, Default, bind
from srcad.analysis.cloner import Cloner, Keywords, applies
from srcad.analysis.versions import invoke
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Function, Parameter, Value


@applies("method")
def apply_method(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Apply the function that a method is for the type of its receiver."""
    receiver, attribute = operands[0], operands[1].type
    assert isinstance(attribute, ty.Literal)
    match ty.widen(receiver.type):
        case ty.Array() | ty.Unknown() | ty.Undefined() | ty.Scalar():
            name = f"numpy.ndarray.{attribute.value}"
        case ty.Callable(target=str() as target):
            return cloner.apply(f"{target}.{attribute.value}", operands[2:], keywords[2:], count, hints)
        case ty.Text():
            name = f"builtins.str.{attribute.value}"
        case ty.List() | ty.Tuple() | ty.Dict() | ty.Mapping() as container:
            name = f"builtins.{type(container).__name__.lower()}.{attribute.value}"
        case other:
            message = f"method {attribute.value!r} of a value of type {other}"
            raise NotDifferentiable("SRC002", message, cloner.builder.location)
    return cloner.apply(name, (receiver, *operands[2:]), (None, *keywords[2:]), count, hints)


@applies("call")
def apply_call(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Call the first operand with the others."""
    callee, rest, hint = operands[0], operands[1:], hints[0]
    if not isinstance(callee.type, ty.Callable):
        types = cloner.program.typing.infer("call", operands, keywords, 1)
        result = Value(types[0], hint)
        cloner.builder.add(Apply("call", operands, (result,), (None, *keywords[1:]), cloner.builder.location))
        return (result,)
    target = callee.type.target
    if isinstance(target, str):
        return cloner.apply(target, rest, keywords[1:], 1, (hint,))
    function, captures = _resolve(cloner, callee, target)
    arguments = _arguments(cloner, function, rest, keywords[1:], captures, callee)
    return (cloner.named(_run(cloner, function, arguments), hint),)


def _resolve(cloner: Cloner, callee: Value, target: Hashable) -> tuple[Function, tuple[Value, ...]]:
    """Return the code of a callee, and what it captures of functions that are being compiled."""
    if not isinstance(target, Function):
        return cloner.program.lower(target), ()
    if callee not in cloner.closures:
        message, hint = "call of a function chosen at run time", "call the function by its name, in an if"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    return cloner.closures[callee]


def _arguments(
    cloner: Cloner,
    function: Function,
    operands: Sequence[Value],
    keywords: Sequence[str | None],
    captures: Sequence[Value],
    callee: Value,
) -> list[Value]:
    """Return one value for each parameter of ``function``, captures included."""
    positional = [v for v, k in zip(operands, keywords) if k is None]
    named = {k: v for v, k in zip(operands, keywords) if k is not None}
    bound = bind(function.name, function.parameters, positional, named, cloner.builder.location)
    given = iter(captures)
    arguments = []
    for p in function.parameters:
        if p.kind != "capture":
            arguments.append(_argument(cloner, function, p, bound[p.name]))
        elif p.source[:1] == ("self",):
            arguments.append(callee)
        elif p.source:
            arguments.append(cloner.program.capture(p))
        else:
            arguments.append(next(given))
    return arguments


def _argument(cloner: Cloner, function: Function, parameter: Parameter, bound: Bound) -> Value:
    """Return what a parameter receives; a default that is no constant is read where the function keeps it."""
    if not (isinstance(bound, Default) and isinstance(bound.type, ty.Unknown)):
        return cloner.bound(bound)
    name = f"{parameter.name}_default"
    return cloner.program.capture(next(p for p in function.parameters if p.name == name))


def _run(cloner: Cloner, function: Function, arguments: Sequence[Value]) -> Value:
    """Splice the callee in, or, when it calls itself, invoke a version of its own."""
    identity, calls = function.origin or function, cloner.calls
    if identity in calls.active:
        calls.recursive.add(identity)
    if identity in calls.recursive:
        return invoke(cloner, function, arguments)
    location, before = cloner.builder.location, len(cloner.builder.operations)
    (result,) = cloner.called(identity).splice(function, arguments)
    cloner.builder.location = location
    if identity in calls.recursive:
        del cloner.builder.operations[before:]
        return invoke(cloner, function, arguments)
    return result
