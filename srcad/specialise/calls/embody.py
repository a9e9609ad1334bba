"""Functions that are values: what is handed to somebody else's function, and called there.

before: a function object of unknown types, or the name of a function in source form, as an operand.
after: a function object whose body is specialised for arguments of any types; what it reads of the program around it
is captured when it is made.

Calls of the user's functions are gone by now (spliced in, or invoked); what is left is not differentiated.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

from srcad.analysis.writes import check_writes
from srcad.errors import Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Block, Closure, Constant, Function, Operation, Parameter, Value
from srcad.ir.rewrite import substitute, substitute_uses
from srcad.ir.walk import blocks_of, operands_of, with_blocks
from srcad.source.interface import ClassDefinition
from srcad.specialise.calls.choices import name_choices
from srcad.specialise.calls.passing import Passed, pass_arguments
from srcad.specialise.calls.versions import Received, receive
from srcad.specialise.cloner import CallPath, Cloner
from srcad.specialise.heap import Heap
from srcad.specialise.program import Program, numbered

_HINT = "call it yourself, or pass what it needs as arguments"


def embody(function: Function, program: Program) -> Function:
    """Return the function with a body for each function that is a value in it.

    Raises
    ------
    NotDifferentiable
        For one that calls itself, writes to what it did not make, or shares a variable that changes.
    """
    body = _embody(function.body, program)
    if body is function.body:
        return function
    here = {p.source: v for p, v in zip(function.parameters, function.params) if p.kind == "capture"}
    body = substitute_uses(body, {v: here[source] for source, (_, v) in program.captures.items() if source in here})
    captures = [captured for source, captured in program.captures.items() if source not in here]
    params = (*body.params, *(v for _, v in captures))
    parameters = (*function.parameters, *(p for p, _ in captures))
    return replace(function, parameters=parameters, body=replace(body, params=params))


def _embody(block: Block, program: Program) -> Block:
    found = _Found()
    found.block(block)
    if not found.live:
        return block
    made = _Made(program, found)
    body = made.block(block)
    return substitute_uses(replace(body, operations=(*made.sources.values(), *body.operations)), made.instead)


@dataclass(slots=True)
class _Found:
    """The function objects of a program, and which of them are values."""

    closures: dict[Value, tuple[Function, tuple[Value, ...]]] = field(default_factory=dict)
    constants: set[Value] = field(default_factory=set)
    live: set[Value] = field(default_factory=set)

    def block(self, block: Block) -> None:
        """Look through a block."""
        for operation in block.operations:
            match operation:
                case Closure(function=function, captures=captures, result=result):
                    self.closures[result] = (function, captures)
                    continue
                case Constant(result=Value(type=ty.Callable(target=target)) as result):
                    if not isinstance(target, (str, Function)):
                        self.constants.add(result)
            for value in operands_of(operation):
                self._use(value)
            for inner in blocks_of(operation):
                self.block(inner)
        for value in block.terminator.values:
            self._use(value)

    def _use(self, value: Value) -> None:
        """Note a function that is an operand, and those that it captures."""
        if value in self.live or not (value in self.closures or value in self.constants):
            return
        self.live.add(value)
        for captured in self.closures[value][1] if value in self.closures else ():
            self._use(captured)


@dataclass(slots=True)
class _Made:
    """What is made of the functions that are values."""

    program: Program
    found: _Found
    #: One function object for each function in source form.
    sources: dict[Hashable, Closure] = field(default_factory=dict)
    instead: dict[Value, Value] = field(default_factory=dict)

    def block(self, block: Block) -> Block:
        """Return a block in which each function object has a body."""
        operations = (self._operation(operation) for operation in block.operations)
        return replace(block, operations=tuple(o for o in operations if o is not None))

    def _operation(self, operation: Operation) -> Operation | None:
        match operation:
            case Closure(function=function, captures=captures, result=result) if result in self.found.live:
                return self._closure(function, captures, result, operation.location)
            case Constant(result=result) if result in self.found.live:
                self.instead[result] = self._source(result.type, operation.location)
                return None
            case _:
                return with_blocks(operation, self.block)

    def _source(self, t: ty.Type, location: Location | None) -> Value:
        """Return the function object of a function in source form."""
        assert isinstance(t, ty.Callable)
        if isinstance(t.target, ClassDefinition):
            message = f"the class {t.target.name.rpartition('.')[2]} goes where its instances are not known"
            hint = "let the class of each object be known before the program runs"
            raise NotDifferentiable("SRC002", message, location, hint)
        if t.target not in self.sources:
            function = self.program.lower(t.target)
            result = Value(t, function.name if function.name.isidentifier() else "")
            self.sources[t.target] = self._closure(function, (), result, location)
        return self.sources[t.target].result

    def _closure(
        self, function: Function, captures: Sequence[Value], result: Value, location: Location | None
    ) -> Closure:
        """Return the function object: first come the defaults that it captures, then what its body reads."""
        if any(p.source[:1] == ("self",) for p in function.parameters):
            message = f"{function.name}() calls itself, and is handed to a function that is not differentiated"
            raise NotDifferentiable("SRC002", message, location, _HINT)
        given = iter(captures)
        values = [
            self.program.capture(p) if p.source else next(given) for p in function.parameters if p.kind == "capture"
        ]
        defaults = sum(isinstance(p.default, ty.Unknown) for p in function.parameters)
        body, operands = self._body(function, values[defaults:])
        made = _with_parameters(function, body, values[:defaults])
        if (writes := check_writes(made)).refusals or writes.shared:
            message = f"{function.name}() writes to arrays or lists, and is handed to a function that is not known"
            raise NotDifferentiable("SRC003", message, location, _HINT)
        return Closure(made, (*values[:defaults], *operands), result, location)

    def _body(self, function: Function, captures: Sequence[Value]) -> tuple[Block, tuple[Value, ...]]:
        """Return the body of a function for arguments of any types, and the values of its last parameters."""
        inner = replace(self.program, captures={}, closures={})
        builder = Builder((), inner.typing.infer, function.location)
        cloner = Cloner(Heap(builder, inner), CallPath((function.origin or function,)))
        own = [Value(ty.UNKNOWN, p.name) for p in function.parameters if p.kind != "capture"]
        values = (*function.params[: len(own)], *function.params[len(function.params) - len(captures) :])
        parameters = dict(zip(function.params, function.parameters))
        call = pass_arguments([*own, *captures], [parameters[v] for v in values], self.found.closures, {})
        params = _receive(cloner, values, call.passed)
        terminator = cloner.run(function.body)
        whole = Block(params, tuple(cloner.builder.operations), terminator)
        body = _embody(name_choices(whole, self.program.names), inner)
        body = replace(body, params=(*params, *(v for _, v in inner.captures.values())))
        body = substitute(body, {v: Value(v.type, hint) for v, hint in inner.hints.items()})
        return body, (*call.operands[len(own) :], *(self.program.capture(p) for p, _ in inner.captures.values()))


def _receive(cloner: Cloner, values: Sequence[Value], passed: Sequence[Passed]) -> tuple[Value, ...]:
    """Let the values of parameters be what is passed; return those that are operands."""
    received = Received()
    for value, how in zip(values, passed, strict=True):
        cloner.env[value] = receive(cloner, how, received)
    return tuple(received.params[i] for i in sorted(received.params))


def _with_parameters(function: Function, body: Block, defaults: Sequence[Value]) -> Function:
    """Return the function with a body whose first parameters are its own, and the others captures."""
    own = [p for p in function.parameters if p.kind != "capture"]
    kept = [p for p in function.parameters if p.kind == "capture"][: len(defaults)]
    taken = [p.name for p in (*own, *kept)]
    for value in body.params[len(own) :]:
        taken.append(next(name for name in numbered(value.hint or "value") if name not in taken))
    captured = [Parameter(name, "capture") for name in taken[len(own) :]]
    unused = [Value(v.type, p.name) for v, p in zip(defaults, kept)]
    params = (*body.params[: len(own)], *unused, *body.params[len(own) :])
    return replace(function, parameters=(*own, *captured), body=replace(body, params=params), notes=())
