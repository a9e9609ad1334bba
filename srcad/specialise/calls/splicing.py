"""Calls: a callee is spliced in; one that calls itself is invoked, as a version for what it is given."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from srcad.errors import ArgumentError, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Function, Value
from srcad.rules.table import PUBLIC_CLASSES
from srcad.specialise.calls.binding import Default, bind
from srcad.specialise.calls.choosing import call_chosen, instance_of
from srcad.specialise.calls.constructing import call_object
from srcad.specialise.calls.spreading import unpack_arguments
from srcad.specialise.calls.versions import identity_of, invoke
from srcad.specialise.cloner import Cloner
from srcad.specialise.iteration.generators import suspend
from srcad.specialise.objects.containers import call_method, method_of, refuse_method
from srcad.specialise.objects.handles import method_of_handle
from srcad.specialise.objects.instances import method_of_instance
from srcad.specialise.tables import Keywords, applies

_HINT = "call functions, or methods of numbers, arrays and containers"


@applies("method")
def apply_method(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Apply the function that a method is for the type of its receiver."""
    receiver, attribute = operands[0], operands[1].type
    assert isinstance(attribute, ty.Literal)
    held = cloner.heap.record(receiver)
    name = str(attribute.value)
    if (given := method_of_instance(cloner, receiver, name, operands[2:], keywords[2:])) is not None:
        return (cloner.heap.named(given, hints[0]),)
    if isinstance(receiver.type, ty.Handle):
        if (given := method_of_handle(cloner, receiver, name, operands[2:], keywords[2:])) is not None:
            return (cloner.heap.named(given, hints[0]),)
        receiver = held = cloner.heap.load(receiver)
    if (known := method_of(held.type, name)) is not None:
        return (cloner.heap.named(call_method(cloner, known, receiver, operands[2:], keywords[2:]), hints[0]),)
    refuse_method(cloner, receiver, name)
    if isinstance(held.type, ty.Callable):
        return _call_attribute(cloner, operands, keywords, count, hints)
    arguments = (receiver, *operands[2:]), (None, *keywords[2:])
    try:
        return cloner.apply(f"{_class_of(cloner, held.type, name)}.{name}", *arguments, count, hints)
    except ArgumentError as error:
        if not isinstance(held.type, ty.Unknown):
            raise
        message = f"method {name!r} of a value of unknown type, which is no array with these arguments"
        raise NotDifferentiable("SRC002", message, error.location, _HINT) from error


def _class_of(cloner: Cloner, receiver: ty.Type, method: str) -> str:
    """Return the qualified name of the class whose method is called."""
    match ty.widen(receiver):
        case ty.Array() | ty.Unknown() | ty.Undefined() | ty.Scalar():
            return "numpy.ndarray"
        case ty.Text():
            return "builtins.str"
        case ty.List() | ty.Tuple():
            return f"builtins.{type(receiver).__name__.lower()}"
        case ty.Object(name=cls) if cls in PUBLIC_CLASSES:
            return PUBLIC_CLASSES[cls]
        case ty.Dict() | ty.Mapping():
            return "builtins.dict"
        case ty.Set():
            return "builtins.set"
        case other:
            message = f"method {method!r} of a value of type {other}"
            raise NotDifferentiable("SRC002", message, cloner.builder.location, _HINT)


def _call_attribute(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Call what a function has as an attribute."""
    (function, attribute), rest = operands[:2], operands[2:]
    if isinstance(function.type, ty.Callable) and isinstance(function.type.target, str):
        assert isinstance(attribute.type, ty.Literal)
        return cloner.apply(f"{function.type.target}.{attribute.type.value}", rest, keywords[2:], count, hints)
    (callee,) = cloner.apply("getattr", (function, attribute))
    return cloner.apply("call", (callee, *rest), (None, *keywords[2:]), count, hints)


@applies("call")
def apply_call(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Call the first operand with the others."""
    callee, rest, hint = operands[0], operands[1:], hints[0]
    if (given := call_object(cloner, callee, rest, keywords[1:], hint)) is not None:
        return (cloner.heap.named(given, hint),)
    if isinstance(callee.type, ty.Choice):
        return (cloner.heap.named(call_chosen(cloner, callee, rest, keywords[1:]), hint),)
    if not isinstance(callee.type, ty.Callable):
        return cloner.apply_plain("call", operands, (None, *keywords[1:]), 1, (hint,))
    target = callee.type.target
    if isinstance(target, str):
        return cloner.apply(target, rest, keywords[1:], 1, (hint,))
    function, captures = _resolve(cloner, callee, target)
    arguments = _arguments(cloner, function, rest, keywords[1:], captures, callee)
    return (cloner.heap.named(_run(cloner, function, arguments), hint),)


def _resolve(cloner: Cloner, callee: Value, target: Hashable) -> tuple[Function, tuple[Value, ...]]:
    """Return the code of a callee, and what it captures of functions that are being compiled."""
    if not isinstance(target, Function):
        return cloner.program.lower(target), ()
    if callee in cloner.program.outdated:
        message = "call of a function made in an earlier trip of a loop: it reads variables that changed since"
        hint = "let it keep the value in a default: def g(y, a=a): ..."
        raise NotDifferentiable("SRC006", message, cloner.builder.location, hint)
    return cloner.program.closures[callee] if callee in cloner.program.closures else instance_of(cloner, callee.type)


def _arguments(
    cloner: Cloner,
    function: Function,
    operands: Sequence[Value],
    keywords: Sequence[str | None],
    captures: Sequence[Value],
    callee: Value,
) -> list[Value]:
    """Return one value for each parameter of ``function``, captures included."""
    positional, named, rest = unpack_arguments(cloner, function, operands, keywords)
    bound = bind(function.name, function.parameters, positional, named, cloner.builder.location)
    captured = _captured(cloner, function, captures, callee)
    computed = iter(captured)  # the defaults that are no constants come first
    arguments = []
    for p in function.parameters:
        if p.kind != "capture":
            default = next(computed) if isinstance(p.default, ty.Unknown) else None
            given = rest if p.kind == "star" and rest is not None else bound[p.name]
            arguments.append(default if default is not None and isinstance(given, Default) else cloner.bound(given))
    return [*arguments, *captured]


def _captured(cloner: Cloner, function: Function, captures: Sequence[Value], callee: Value) -> list[Value]:
    """Return the values of the parameters that are captures."""
    given = iter(captures)
    values = []
    for p in function.parameters:
        if p.kind == "capture" and p.source[:1] == ("self",):
            values.append(callee)
        elif p.kind == "capture":
            cloner.program.read_by_callees.add(p.source)
            values.append(cloner.program.capture(p) if p.source else next(given))
    return values


def _run(cloner: Cloner, function: Function, arguments: Sequence[Value]) -> Value:
    """Splice the callee in, or, when it calls itself, invoke a version of its own; a generator waits."""
    if function.is_generator:
        return suspend(cloner, function, arguments)
    identity, calls = identity_of(cloner, function, arguments), cloner.calls
    if identity in calls.active:
        calls.recursive.add(identity)
    if identity in calls.recursive:
        return invoke(cloner, function, arguments)
    location, before = cloner.builder.location, len(cloner.builder.operations)
    held = cloner.heap.snapshot()
    for argument, parameter in zip(arguments, function.parameters):
        if parameter.kind != "capture" and not isinstance(argument.type, (ty.Literal, ty.Callable)):
            cloner.heap.named(argument, parameter.name)
    kind = cloner.kind_for(function.origin or function)
    (result,) = cloner.called(identity, kind).call(function, arguments)
    cloner.builder.location = location
    if identity in calls.recursive:
        del cloner.builder.operations[before:]
        cloner.heap.restore(held)
        return invoke(cloner, function, arguments)
    return result
