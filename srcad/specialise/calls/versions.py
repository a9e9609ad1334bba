"""Versions: functions that call themselves, specialised once for all arguments that are passed alike."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Function, Invoke, Parameter, Value, Yield
from srcad.specialise.calls.lending import place_of
from srcad.specialise.calls.passing import Call, Held, Known, Made, Passed, Plain, generalise, pass_arguments, shallow
from srcad.specialise.cloner import CallPath, Cloner
from srcad.specialise.heap import Heap
from srcad.specialise.objects.records import is_cell
from srcad.specialise.program import Program, Version, numbered
from srcad.specialise.unpacking import take_apart

#: A function that calls itself may have at most this many versions.
MOST_VERSIONS = 16


def invoke(cloner: Cloner, function: Function, arguments: Sequence[Value]) -> Value:
    """Append the call of a function that calls itself; captures of its own go along."""
    program = cloner.program
    cells = {v: held for v, held in cloner.heap.now.items() if is_cell(v.type)}
    call = pass_arguments(
        arguments, function.parameters, program.closures, cells, lambda v: cloner.heap.content(v).type
    )
    version = _version(program, function, call)
    if program.attempted and (version.written or version.cells):
        message = f"a call of {function.name}, which calls itself and changes what it shares, in a try statement"
        hint = "call it outside the try statement: what it has changed before it raises would be lost"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)
    places = [place_of(cloner, call.operands[k]) for k in version.written]
    held = (*cloner.heap.contents(call.operands), *(program.capture(p) for p in version.captures))
    result = Value(program.typing.name_lengths(version.result))
    cloner.builder.add(Invoke(version.function, held, (result,), cloner.builder.location))
    returned = () if version.gives_nothing else (0,)
    given = _taken_apart(cloner, result, len(returned) + len(places) + len(version.cells))
    contents = given[len(returned) :]
    for place, content in zip(places, contents):
        cloner.apply("array.store", (place.owner, place.index, content))
    for number, content in zip(version.cells, contents[len(places) :]):
        cloner.heap.write(call.cells[number], content)
    return given[0] if returned else cloner.builder.constant(None)


def _taken_apart(cloner: Cloner, result: Value, count: int) -> tuple[Value, ...]:
    if count == 1:
        return (result,)
    types = result.type.items if isinstance(result.type, ty.Tuple) else (ty.UNKNOWN,) * count
    parts = tuple(Value(t) for t in types)
    nothing = cloner.builder.constant(None)
    cloner.builder.add(Apply("unpack", (result, nothing), parts, (None, None), cloner.builder.location))
    return parts


def identity_of(cloner: Cloner, function: Function, arguments: Sequence[Value]) -> Hashable:
    """Return what tells a call of a function within itself from others.

    Such are calls that go on with smaller objects, as of a tree, or with other functions, as what decorators make.
    """
    types = (cloner.heap.record(argument).type for argument in arguments if not is_cell(argument.type))
    others = tuple(t for t in types if isinstance(t, (ty.Object, ty.Callable)))
    return (function.origin or function, others) if others else function.origin or function


def _version(program: Program, function: Function, call: Call) -> Version:
    """Return ``function`` for arguments that are passed like this (captures included).

    The type of the result is found as a fixpoint: at first nothing is known of what the inner calls give.
    """
    key = (function.origin or function, call.passed)
    if key not in program.versions:
        _refuse_many(program, function, key[0])
        knot = Function(function.name, (), Block((), (), Yield(())), function.location)
        version = program.versions[key] = Version(knot, ty.UNDEFINED)
        before = set(program.versions)
        while not _specialise(version, function, call, program):
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


def _specialise(version: Version, function: Function, call: Call, program: Program) -> bool:
    """Specialise the body under what is assumed of the result; say whether that was right."""
    inner = replace(program, captures={}, closures={}, prologue=[], initial={})
    cloner = Cloner(Heap(Builder((), program.typing.infer, function.location), inner))
    received = _receive_all(cloner, function, call)
    params = [received.params[i] for i in sorted(received.params)]
    cloner.taken = program.taken_in(function)
    terminator = cloner.finish(cloner.run(function.body))
    written, assigned = _written(cloner, params, function), _assigned(cloner, received.cells, function)
    gives_nothing = False
    if isinstance(terminator, Yield) and (written or assigned):
        gives_nothing = terminator.values[0].type == ty.NONE
        changed = (*(params[i] for i in written), *(cloner.heap.now[received.cells[n]] for n in assigned))
        given = (*terminator.values[gives_nothing:], *cloner.heap.contents(changed))
        terminator = replace(terminator, values=(_together(cloner, given),))
    found = terminator.values[0].type if isinstance(terminator, Yield) else ty.UNDEFINED
    captures = [p for p, _ in inner.captures.values()]
    now, known = (written, assigned, gives_nothing), (version.written, version.cells, version.gives_nothing)
    before = version.result if now == known else ty.UNDEFINED
    found = generalise(program.typing.join(before, shallow(generalise(found))))
    settled = found == version.result and now == known and captures == version.captures
    version.result, version.captures = found, captures
    version.written, version.cells, version.gives_nothing = now
    values = (*params, *(v for _, v in inner.captures.values()))
    body = Block(values, inner.with_copies(cloner.builder.operations), terminator)
    tie(version.function, replace(function, parameters=_parameters(values), body=body, notes=()))
    return settled


def _receive_all(cloner: Cloner, function: Function, call: Call) -> Received:
    """Let the parameters of a function be what is passed; return the operands and cells among it."""
    received = Received()
    for value, how in zip(function.params, call.passed, strict=True):
        cloner.env[value] = receive(cloner, how, received)
    cloner.calls = CallPath((identity_of(cloner, function, [cloner.env[v] for v in function.params]),))
    cloner.program.roots.update(received.params.values())
    for param in received.params.values():
        take_apart(cloner, param)
    return received


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


def _assigned(cloner: Cloner, cells: Mapping[int, Value], function: Function) -> tuple[int, ...]:
    """Return the numbers of the shared variables that are assigned; refuse all but numbers and arrays in them."""
    found = tuple(n for n in sorted(cells) if cells[n] in cloner.heap.written)
    for cell in (cells[n] for n in found):
        if not isinstance(ty.widen(cloner.heap.record(cloner.heap.now[cell]).type), (ty.Scalar, ty.Text, ty.Array)):
            message = f"the variable {cell.hint!r}, which functions share, is assigned by one that calls itself"
            raise NotDifferentiable("SRC006", message, function.location, "share numbers, or return what it holds")
    return found


def _together(cloner: Cloner, values: Sequence[Value]) -> Value:
    return values[0] if len(values) == 1 else cloner.builder.apply("build.tuple", *values)


@dataclass(frozen=True, slots=True)
class Received:
    """The operands of a called function by their positions, and the variables that it shares by their numbers."""

    params: dict[int, Value] = field(default_factory=dict)
    cells: dict[int, Value] = field(default_factory=dict)


def receive(cloner: Cloner, how: Passed, received: Received) -> Value:
    """Return the value of a parameter that is passed like this; note what becomes of operands and variables."""
    match how:
        case Plain(position=position, type=t, name=name):
            return received.params.setdefault(position, Value(cloner.program.typing.name_lengths(t), name))
        case Known(type=t):
            return cloner.builder.reference(ty.NONE if t == ty.UNDEFINED else t)  # then the call is never reached
        case Made(function=function, captures=captures, name=name):
            values = tuple(receive(cloner, c, received) for c in captures)
            return cloner.make_closure(function, values, name, None)
        case Held(number=number, content=content, name=name):
            if content is not None:
                (cell,) = cloner.apply("cell.new", (), hints=(name,))
                received.cells[number] = cell
                cloner.heap.now[cell] = receive(cloner, content, received)
                del cloner.heap.written[cell]
            return received.cells[number]
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
