"""Versions: functions that call themselves, specialised once for all arguments that are passed alike."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import assert_never

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Function, Invoke, Parameter, Value, Yield
from srcad.specialise.calls.lending import place_of
from srcad.specialise.calls.passing import Known, Made, Passed, Plain, generalise, pass_arguments
from srcad.specialise.cloner import CallPath, Cloner
from srcad.specialise.heap import Heap
from srcad.specialise.program import Program, Version, numbered
from srcad.specialise.unpacking import take_apart

#: A function that calls itself may have at most this many versions.
MOST_VERSIONS = 16


def invoke(cloner: Cloner, function: Function, arguments: Sequence[Value]) -> Value:
    """Append the call of a function that calls itself; captures of its own go along."""
    program = cloner.program
    passed, operands = pass_arguments(arguments, function.parameters, cloner.program.closures)
    version = _version(program, function, passed)
    places = [place_of(cloner, operands[k]) for k in version.written]
    held = (*cloner.heap.contents(operands), *(program.capture(p) for p in version.captures))
    result = Value(program.typing.name_lengths(version.result))
    cloner.builder.add(Invoke(version.function, held, (result,), cloner.builder.location))
    if not version.written:
        return result
    given = _taken_apart(cloner, result)
    for place, content in zip(places, given[len(given) - len(places) :]):
        cloner.apply("array.store", (place.owner, place.index, content))
    return cloner.builder.constant(None) if version.gives_nothing else given[0]


def _taken_apart(cloner: Cloner, result: Value) -> tuple[Value, ...]:
    if not isinstance(result.type, ty.Tuple):
        return (result,)
    parts = tuple(Value(t) for t in result.type.items)
    nothing = cloner.builder.constant(None)
    cloner.builder.add(Apply("unpack", (result, nothing), parts, (None, None), cloner.builder.location))
    return parts


def _version(program: Program, function: Function, passed: tuple[Passed, ...]) -> Version:
    """Return ``function`` for arguments that are passed like this (captures included).

    The type of the result is found as a fixpoint: at first nothing is known of what the inner calls give.
    """
    key = (function.origin or function, passed)
    if key not in program.versions:
        _refuse_many(program, function, key[0])
        knot = Function(function.name, (), Block((), (), Yield(())), function.location)
        version = program.versions[key] = Version(knot, ty.UNDEFINED)
        before = set(program.versions)
        while not _specialise(version, function, passed, program):
            for made in set(program.versions) - before:  # they rest on what was wrong
                del program.versions[made]
    return program.versions[key]


def _refuse_many(program: Program, function: Function, identity: Hashable) -> None:
    if sum(other == identity for other, _ in program.versions) >= MOST_VERSIONS:
        message, hint = (
            f"{function.name} calls itself with ever new types",
            "pass arguments of the same types in each call",
        )
        raise NotDifferentiable("SRC002", message, function.location, hint)


def _specialise(version: Version, function: Function, passed: Sequence[Passed], program: Program) -> bool:
    """Specialise the body under what is assumed of the result; say whether that was right."""
    inner = replace(program, captures={}, closures={}, prologue=[], initial={})
    builder = Builder((), program.typing.infer, function.location)
    cloner = Cloner(Heap(builder, inner), CallPath((function.origin or function,)))
    params: dict[int, Value] = {}
    for value, how in zip(function.params, passed, strict=True):
        cloner.env[value] = receive(cloner, how, params)
    inner.roots.update(params.values())
    for param in params.values():
        take_apart(cloner, param)
    cloner.taken = program.taken_in(function)
    terminator = cloner.finish(cloner.run(function.body))
    written = _written(cloner, [params[i] for i in sorted(params)], function)
    nothing = bool(written) and isinstance(terminator, Yield) and terminator.values[0].type == ty.NONE
    if written and isinstance(terminator, Yield):
        contents = [cloner.heap.content(params[i]) for i in written]
        terminator = replace(terminator, values=(_together(cloner, [*terminator.values[nothing:], *contents]),))
    found = terminator.values[0].type if isinstance(terminator, Yield) else ty.UNDEFINED
    captures = [p for p, _ in inner.captures.values()]
    same = (written, nothing, captures) == (version.written, version.gives_nothing, version.captures)
    before = version.result if written == version.written else ty.UNDEFINED
    found = generalise(program.typing.join(before, generalise(found)))
    settled = found == version.result and same
    version.result, version.captures = found, captures
    version.written, version.gives_nothing = written, nothing
    values = (*(params[i] for i in sorted(params)), *(v for _, v in inner.captures.values()))
    body = Block(values, inner.with_copies(builder.operations), terminator)
    tie(version.function, replace(function, parameters=_parameters(values), body=body, notes=()))
    return settled


def _written(cloner: Cloner, params: Sequence[Value], function: Function) -> tuple[int, ...]:
    """Return the places of the parameters that hold something else in the end; refuse what else is seen outside."""
    changed = [o for o in cloner.heap.written if o in cloner.program.roots and cloner.heap.record(o) is not o]
    for owner in changed:
        if owner not in params or not isinstance(owner.type, ty.Array):
            raise NotDifferentiable(
                "SRC003",
                f"change of an object that {function.name}, which calls itself, shares with its callers",
                function.location,
                "change a copy, and return it; arrays that are arguments may be written to",
            )
    return tuple(i for i, p in enumerate(params) if p in changed)


def _together(cloner: Cloner, values: Sequence[Value]) -> Value:
    return values[0] if len(values) == 1 else cloner.builder.apply("build.tuple", *values)


def receive(cloner: Cloner, how: Passed, params: dict[int, Value]) -> Value:
    """Return the value of a parameter that is passed like this; operands become ``params``."""
    match how:
        case Plain(position=position, type=t, name=name):
            return params.setdefault(position, Value(cloner.program.typing.name_lengths(t), name))
        case Known(type=t):
            return cloner.builder.reference(t)
        case Made(function=function, captures=captures, name=name):
            values = tuple(receive(cloner, c, params) for c in captures)
            return cloner.make_closure(function, values, name, None)
        case _:
            assert_never(how)


def _parameters(values: Sequence[Value]) -> tuple[Parameter, ...]:
    """Return parameters with the values' names, each with a number where it was there before."""
    names = [v.hint or "value" for v in values]
    return tuple(Parameter(next(n for n in numbered(name) if n not in names[:i])) for i, name in enumerate(names))


def tie(knot: Function, made: Function) -> None:
    """Give a function that calls itself its body: the one place where a node of the IR changes."""
    for name in ("parameters", "body", "origin", "docstring"):
        object.__setattr__(knot, name, getattr(made, name))
