"""Specialisation: a copy of a function for given types of its arguments.

before: every value is ``Unknown``; calls are ``call`` and ``method`` operations; branches on types and options.
after: every value has a type; calls of user functions are spliced in or are ``Invoke``; methods of arrays are
primitives; branches that the types decide are gone; tuples made here are taken apart.

The same copying splices a derivative rule, or a small callee, into a function under construction: see
:meth:`Cloner.splice`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias, assert_never

from srcad.analysis.binding import Bound, Default, Named, Rest, bind
from srcad.analysis.folding import fold, truth
from srcad.analysis.normalise import normalise
from srcad.analysis.passing import Known, Made, Passed, Plain, generalise, pass_arguments
from srcad.analysis.typing import Typing
from srcad.errors import InternalError, Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import Linear
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
    Value,
    With,
    Yield,
)
from srcad.ir.rewrite import substitute
from srcad.ir.types import Type
from srcad.rules.table import lookup

#: How a value is taken apart: None for a value as it stands, a tuple for a tuple's items.
Structure: TypeAlias = "tuple[Structure, ...] | None"

#: An unrolled loop may have at most this many trips.
LONGEST_UNROLLED = 32

#: A function that calls itself may have at most this many versions.
MOST_VERSIONS = 16


@dataclass(slots=True)
class Program:
    """What all functions of one derivative share.

    Parameters
    ----------
    lower : callable
        Gives the lowered function of a definition (a memo stands behind it).
    capture_type : callable
        Gives the type of a captured value by its source.
    """

    lower: Callable[[Hashable], Function]
    capture_type: Callable[[tuple[Hashable, ...]], Type]
    typing: Typing = field(default_factory=Typing)
    captures: dict[tuple[Hashable, ...], tuple[Parameter, Value]] = field(default_factory=dict)
    #: Specialised versions of functions that are called, not spliced in.
    versions: dict[tuple[Hashable, tuple[Passed, ...]], Version] = field(default_factory=dict)
    #: Names that users gave to values made without one.
    hints: dict[Value, str] = field(default_factory=dict)
    #: The items of tuples that are made in the function.
    parts: dict[Value, tuple[Value, ...]] = field(default_factory=dict)

    def capture(self, parameter: Parameter) -> Value:
        """Return the value of a captured variable: one parameter of the derivative, whoever captures it."""
        if parameter.source not in self.captures:
            taken = {p.name for p, _ in self.captures.values()}
            name = next(n for n in _numbered(parameter.name) if n not in taken)
            value = Value(self.capture_type(parameter.source), name)
            self.captures[parameter.source] = (replace(parameter, name=name, kind="capture"), value)
        return self.captures[parameter.source][1]

    def version(self, function: Function, passed: tuple[Passed, ...]) -> Version:
        """Return ``function``, which calls itself, for arguments that are passed like this (captures included).

        The type of the result is found as a fixpoint: at first nothing is known of what the inner calls give.
        """
        key = (function.origin or function, passed)
        if key not in self.versions:
            self._refuse_many(function, key)
            version = Version(Function(function.name, (), Block((), (), Yield(())), function.location), ty.UNDEFINED)
            self.versions[key] = version
            before = set(self.versions)
            while not version.specialise(function, passed, self):
                for made in set(self.versions) - before:  # they rest on what was wrong
                    del self.versions[made]
        return self.versions[key]

    def _refuse_many(self, function: Function, key: tuple[Hashable, ...]) -> None:
        if sum(other[0] == key[0] for other in self.versions) >= MOST_VERSIONS:
            raise NotDifferentiable(
                "SRC002",
                f"{function.name} calls itself with ever new types",
                function.location,
                "pass arguments of the same types in each call",
            )


@dataclass(slots=True)
class Version:
    """A specialised function that may call itself: the knot is tied when its body is known."""

    function: Function
    result: Type
    captures: list[Parameter] = field(default_factory=list)

    def specialise(self, function: Function, passed: Sequence[Passed], program: Program) -> bool:
        """Specialise the body under what is assumed of the result; say whether that was right."""
        inner = replace(program, captures={})
        builder = Builder((), program.typing.infer, function.location)
        cloner = Cloner(builder, inner, calls=CallPath((function.origin or function,)))
        params: dict[int, Value] = {}
        for value, how in zip(function.params, passed, strict=True):
            cloner.env[value] = cloner.receive(how, params)
        for param in params.values():
            cloner.take_apart(param)
        terminator = cloner.run(function.body)
        found = terminator.values[0].type if isinstance(terminator, Yield) else ty.UNDEFINED
        found = generalise(program.typing.join(self.result, generalise(found)))
        captures = [p for p, _ in inner.captures.values()]
        settled = found == self.result and captures == self.captures
        self.result, self.captures = found, captures
        values = (*(params[i] for i in sorted(params)), *(v for _, v in inner.captures.values()))
        names = [v.hint or "value" for v in values]
        parameters = tuple(Parameter(_unlike(n, names[:i])) for i, n in enumerate(names))
        body = Block(values, tuple(builder.operations), terminator)
        made = Function(function.name, parameters, body, function.location, function.origin, function.docstring)
        _tie(self.function, made)
        return settled


def _unlike(name: str, others: Sequence[str]) -> str:
    return next(n for n in _numbered(name) if n not in others)


def _tie(knot: Function, made: Function) -> None:
    """Give a function that calls itself its body: the one place where a node of the IR changes."""
    for name in ("parameters", "body", "origin", "docstring"):
        object.__setattr__(knot, name, getattr(made, name))


def _numbered(name: str) -> Sequence[str]:
    return [name, *(f"{name}_{i}" for i in range(2, 1000))]


def specialise(function: Function, types: Sequence[Type], program: Program) -> Function:
    """Return ``function`` for arguments of ``types`` (one per parameter that is no capture); captures come last."""
    own = [(p, v) for p, v in zip(function.parameters, function.params) if p.kind != "capture"]
    params = [Value(t, p.name) for (p, _), t in zip(own, types, strict=True)]
    builder = Builder(params, program.typing.infer, function.location)
    cloner = Cloner(builder, program)
    cloner.env.update(zip((v for _, v in own), params))
    cloner.bind_captures(function, {})
    for param in params:
        cloner.take_apart(param)
    terminator = cloner.run(function.body)
    captured = list(program.captures.values())
    body = Block((*params, *(v for _, v in captured)), tuple(builder.operations), terminator)
    body = substitute(body, {v: Value(v.type, hint) for v, hint in program.hints.items()})
    parameters = (*(p for p, _ in own), *(p for p, _ in captured))
    return Function(function.name, parameters, body, function.location, function.origin, function.docstring)


@dataclass(slots=True)
class CallPath:
    """Where in the tree of calls the cloner is."""

    active: tuple[Hashable, ...] = ()
    #: Functions that were found to call themselves.
    recursive: set[Hashable] = field(default_factory=set)


class Cloner:
    """Copies operations into a typed builder, folding what the types decide."""

    #: Whether loops over tuples are always unrolled, not only where the items' types differ.
    unrolls_tuples = False

    def __init__(
        self,
        builder: Builder,
        program: Program,
        env: dict[Value, Value] | None = None,
        closures: dict[Value, tuple[Function, tuple[Value, ...]]] | None = None,
        calls: CallPath | None = None,
    ) -> None:
        self.builder = builder
        self.program = program
        self.env = {} if env is None else env
        self.parts = program.parts
        self.closures = {} if closures is None else closures
        self.calls = calls or CallPath()

    # ------------------------------------------------------------------ blocks

    def run(self, block: Block) -> Terminator:
        """Copy the block's operations; return its terminator, or the one of a branch in which it must end."""
        for operation in block.operations:
            self.builder.location = self.place(operation)
            if (ended := self._copy(operation)) is not None:
                return ended
        return self._terminator(block.terminator)

    def place(self, operation: Operation) -> Location | None:
        """Return the place that is given to what an operation becomes."""
        return operation.location or self.builder.location

    def splice(self, function: Function, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Copy the body of a function with these values for its parameters; return its results."""
        self.env.update(zip(function.params, arguments, strict=True))
        terminator = self.run(function.body)
        match terminator:
            case Yield(values=values):
                return values
            case Raise():
                return self._always(terminator)
            case _:
                raise InternalError("SRC090", f"{function.name} leaves a loop that it is not in", function.location)

    def _always(self, terminator: Terminator) -> tuple[Value, ...]:
        """End the control flow in the middle of a block: ``if True`` whose other branch goes on."""
        condition = self.builder.constant(True)
        rest = self.builder.nested()
        value = rest.apply("undefined")
        then = self.builder.nested().finish(terminator)
        result = Value(ty.UNDEFINED)
        self.builder.add(If(condition, then, rest.finish(Yield((value,))), (result,), self.builder.location))
        return (result,)

    def nested(self, params: Sequence[Value] = ()) -> Cloner:
        """Return a cloner for a block inside this one."""
        return self._like(self.builder.nested(params))

    def _like(self, builder: Builder, calls: CallPath | None = None) -> Cloner:
        """Return a cloner of the same kind that appends to ``builder``; with ``calls``, one for another function."""
        env = self.env if calls is None else {}
        return type(self)(builder, self.program, env, self.closures, calls or self.calls)

    def _terminator(self, terminator: Terminator) -> Terminator:
        values = tuple(self.env[v] for v in terminator.values)
        match terminator:
            case Yield(location=location):
                return Yield(values, location)
            case Exit(number=number, location=location):
                return Exit(number, values, location)
            case Raise(location=location):
                return Raise(values, location)
            case _:
                assert_never(terminator)

    def _copy(self, operation: Operation) -> Terminator | None:
        match operation:
            case Constant(result=result):
                self.env[result] = self.builder.reference(result.type, result.hint)
            case Apply():
                self._apply(operation)
            case If():
                return self._if(operation)
            case Loop():
                return self._loop(operation)
            case Closure(function=function, captures=captures, result=result):
                values = tuple(self.env[c] for c in captures)
                self.env[result] = self._make_closure(function, values, result.hint, operation.location)
            case With():
                return self._with(operation)
            case Invoke():
                operands = tuple(self.env[v] for v in operation.operands)
                results = tuple(Value(v.type, v.hint) for v in operation.results)
                self.builder.add(Invoke(operation.function, operands, results, operation.location))
                self.env.update(zip(operation.results, results))
            case _:
                assert_never(operation)
        return None

    # ------------------------------------------------------------------ plain operations

    def _apply(self, operation: Apply) -> None:
        operands = tuple(self.env[v] for v in operation.operands)
        hints = [r.hint for r in operation.results]
        results = self.apply(operation.name, operands, operation.keywords, len(hints), hints)
        self.env.update(zip(operation.results, results))

    def apply(
        self,
        name: str,
        operands: tuple[Value, ...],
        keywords: tuple[str | None, ...] = (),
        count: int = 1,
        hints: Sequence[str] = ("",),
    ) -> tuple[Value, ...]:
        """Apply ``name``, in its normal form and folded where the types allow it."""
        keywords = keywords or (None,) * len(operands)
        operands, keywords = self._expand_stars(name, operands, keywords)
        if name == "call":
            return (self._call(operands[0], operands[1:], keywords[1:], hints[0]),)
        if name == "method":
            return self._method(operands, keywords, count, hints)
        name, operands, keywords = normalise(name, operands, keywords, self.builder)
        if name == "operator.add" and all(v in self.parts for v in operands):
            name, operands, keywords = "build.tuple", (*self.parts[operands[0]], *self.parts[operands[1]]), ()
            keywords = (None,) * len(operands)
        if (pieces := self._taken_apart(name, operands, count)) is not None and len(pieces) == count:
            return tuple(self._named(p, h) for p, h in zip(pieces, hints))
        if count == 1 and (constant := fold(name, [v.type for v in operands])) is not None:
            return (self.builder.reference(constant, hints[0]),)
        if not name.startswith("build.") and ("*" in keywords or "**" in keywords):
            raise NotDifferentiable("SRC009", "call with starred arguments of unknown number", self.builder.location)
        types = self.program.typing.infer(name, operands, keywords, count)
        if count == 1 and isinstance(types[0], ty.Literal) and _only_gives(name):
            return (self.builder.reference(types[0], hints[0]),)
        results = tuple(Value(t, h) for t, h in zip(types, hints))
        self.builder.add(Apply(name, operands, results, keywords, self.builder.location))
        if name == "build.tuple" and "*" not in keywords:
            self.parts[results[0]] = operands
        return results

    def _named(self, value: Value, hint: str) -> Value:
        """Remember the user's name for a value that has none."""
        if hint and not value.hint:
            self.program.hints.setdefault(value, hint)
        return value

    def _taken_apart(self, name: str, operands: Sequence[Value], count: int) -> Sequence[Value] | None:
        """Return the parts that indexing or unpacking a tuple made here gives, or None."""
        if name not in ("operator.getitem", "unpack") or operands[0] not in self.parts:
            return None
        parts, index = self.parts[operands[0]], operands[1].type
        value = index.value if isinstance(index, ty.Literal) else None
        if name == "operator.getitem":
            return [parts[value]] if type(value) is int and -len(parts) <= value < len(parts) else None
        return self._starred(parts, value, count) if isinstance(value, int) else parts

    def _starred(self, parts: Sequence[Value], star: int, count: int) -> Sequence[Value] | None:
        """Return what the targets of ``a, *b, c = parts`` receive, or None where there are too few parts."""
        stop = len(parts) - (count - 1 - star)
        if stop < star:
            return None
        middle = self.apply("build.list", tuple(parts[star:stop]))
        return (*parts[:star], *middle, *parts[stop:])

    def _expand_stars(
        self, name: str, operands: tuple[Value, ...], keywords: tuple[str | None, ...]
    ) -> tuple[tuple[Value, ...], tuple[str | None, ...]]:
        if "*" not in keywords:
            return operands, keywords
        values: list[Value] = []
        keys: list[str | None] = []
        for value, key in zip(operands, keywords):
            if key == "*" and (items := self._items(value)) is not None:
                values += items
                keys += [None] * len(items)
            else:
                values.append(value)
                keys.append(key)
        return tuple(values), tuple(keys)

    def take_apart(self, value: Value) -> None:
        """Make the parts of a tuple known, at any depth."""
        if isinstance(value.type, ty.Tuple) and value not in self.parts:
            self.parts[value] = self._items(value) or ()
            for part in self.parts[value]:
                self.take_apart(part)

    def _items(self, value: Value) -> tuple[Value, ...] | None:
        """Return the items of a value that is a tuple of known length."""
        if value in self.parts:
            return self.parts[value]
        if not isinstance(value.type, ty.Tuple):
            return None
        return tuple(
            self.apply("operator.getitem", (value, self.builder.constant(i)))[0] for i in range(len(value.type.items))
        )

    # ------------------------------------------------------------------ calls

    def _method(
        self, operands: tuple[Value, ...], keywords: tuple[str | None, ...], count: int, hints: Sequence[str]
    ) -> tuple[Value, ...]:
        receiver, attribute = operands[0], operands[1].type
        assert isinstance(attribute, ty.Literal)
        match ty.widen(receiver.type):
            case ty.Array() | ty.Unknown() | ty.Undefined() | ty.Scalar():
                name = f"numpy.ndarray.{attribute.value}"
            case ty.Callable(target=str() as target):
                return self.apply(f"{target}.{attribute.value}", operands[2:], keywords[2:], count, hints)
            case ty.Text():
                name = f"builtins.str.{attribute.value}"
            case ty.List() | ty.Tuple() | ty.Dict() | ty.Mapping() as container:
                name = f"builtins.{type(container).__name__.lower()}.{attribute.value}"
            case other:
                raise NotDifferentiable(
                    "SRC002", f"method {attribute.value!r} of a value of type {other}", self.builder.location
                )
        return self.apply(name, (receiver, *operands[2:]), (None, *keywords[2:]), count, hints)

    def _call(self, callee: Value, operands: tuple[Value, ...], keywords: tuple[str | None, ...], hint: str) -> Value:
        if not isinstance(callee.type, ty.Callable):
            types = self.program.typing.infer("call", (callee, *operands), (None, *keywords), 1)
            result = Value(types[0], hint)
            self.builder.add(Apply("call", (callee, *operands), (result,), (None, *keywords), self.builder.location))
            return result
        target = callee.type.target
        if isinstance(target, str):
            return self.apply(target, operands, keywords, 1, (hint,))[0]
        function, captures = self._resolve(callee, target)
        arguments = self._arguments(function, operands, keywords, captures, callee)
        return self._named(self._run_callee(function, arguments), hint)

    def _resolve(self, callee: Value, target: Hashable) -> tuple[Function, tuple[Value, ...]]:
        if isinstance(target, Function):
            if callee not in self.closures:
                raise NotDifferentiable(
                    "SRC002",
                    "call of a function chosen at run time",
                    self.builder.location,
                    "call the function by its name, in an if",
                )
            return self.closures[callee]
        return self.program.lower(target), ()

    def _arguments(
        self,
        function: Function,
        operands: Sequence[Value],
        keywords: Sequence[str | None],
        captures: Sequence[Value],
        callee: Value,
    ) -> list[Value]:
        """Return one value for each parameter of ``function``, captures included."""
        positional = [v for v, k in zip(operands, keywords) if k is None]
        named = {k: v for v, k in zip(operands, keywords) if k is not None}
        bound = bind(function.name, function.parameters, positional, named, self.builder.location)
        given = iter(captures)
        arguments = []
        for p in function.parameters:
            if p.kind != "capture":
                arguments.append(self._argument(function, p, bound[p.name]))
            elif p.source[:1] == ("self",):
                arguments.append(callee)
            elif p.source:
                arguments.append(self.program.capture(p))
            else:
                arguments.append(next(given))
        return arguments

    def _argument(self, function: Function, parameter: Parameter, bound: Bound) -> Value:
        """Return what a parameter receives; a default that is no constant is read where the function keeps it."""
        if not (isinstance(bound, Default) and isinstance(bound.type, ty.Unknown)):
            return self.bound(bound)
        name = f"{parameter.name}_default"
        return self.program.capture(next(p for p in function.parameters if p.name == name))

    def bound(self, bound: Bound) -> Value:
        """Return the value that a parameter receives."""
        match bound:
            case Value():
                return bound
            case Default(type=t):
                return self._constant(t)
            case Rest(values=values):
                return self.apply("build.tuple", values)[0]
            case Named(values=pairs):
                flat = tuple(v for k, item in pairs for v in (self.builder.constant(k), item))
                return self.apply("build.dict", flat)[0]
            case _:
                assert_never(bound)

    def _constant(self, t: Type) -> Value:
        if isinstance(t, ty.Tuple):
            return self.apply("build.tuple", tuple(self._constant(item) for item in t.items))[0]
        return self.builder.reference(t)

    def _run_callee(self, function: Function, arguments: Sequence[Value]) -> Value:
        """Splice the callee in, or, when it calls itself, invoke a version of its own."""
        identity = function.origin or function
        if identity in self.calls.active:
            self.calls.recursive.add(identity)
        if identity in self.calls.recursive:
            return self._invoke(function, arguments)
        inner = self._like(self.builder, CallPath((*self.calls.active, identity), self.calls.recursive))
        location, before = self.builder.location, len(self.builder.operations)
        (result,) = inner.splice(function, arguments)
        self.builder.location = location
        if identity in self.calls.recursive:
            del self.builder.operations[before:]
            return self._invoke(function, arguments)
        return result

    def _invoke(self, function: Function, arguments: Sequence[Value]) -> Value:
        """Call a function that calls itself: a version of its own for arguments that are passed like this."""
        passed, operands = pass_arguments(arguments, function.parameters, self.closures)
        version = self.program.version(function, passed)
        operands = (*operands, *(self.program.capture(p) for p in version.captures))
        result = Value(self.program.typing.name_lengths(version.result))
        self.builder.add(Invoke(version.function, operands, (result,), self.builder.location))
        return result

    def receive(self, how: Passed, params: dict[int, Value]) -> Value:
        """Return the value of a parameter that is passed like this; operands become ``params``."""
        match how:
            case Plain(position=position, type=t, name=name):
                return params.setdefault(position, Value(self.program.typing.name_lengths(t), name))
            case Known(type=t):
                return self.builder.reference(t)
            case Made(function=function, captures=captures, name=name):
                return self._make_closure(function, tuple(self.receive(c, params) for c in captures), name, None)
            case _:
                assert_never(how)

    def bind_captures(self, function: Function, given: dict[str, Value]) -> None:
        """Bind the capture parameters of the outermost function."""
        for p, v in zip(function.parameters, function.params):
            if p.kind == "capture" and p.source[:1] != ("default",):
                self.env[v] = given[p.name] if p.name in given else self.program.capture(p)
        self.calls = CallPath((function.origin or function,))

    def _make_closure(
        self, function: Function, captures: tuple[Value, ...], name: str, location: Location | None
    ) -> Value:
        made = Value(ty.Callable(function, tuple(c.type for c in captures)), name)
        self.closures[made] = (function, captures)
        self.builder.add(Closure(function, captures, made, location))
        return made

    # ------------------------------------------------------------------ branches

    def _if(self, operation: If) -> Terminator | None:
        condition = self.env[operation.condition]
        if (known := truth(condition.type)) is not None:
            block = operation.then if known else operation.orelse
            terminator = self.run(block)
            if not isinstance(terminator, Yield):
                return terminator
            named = (self._named(v, r.hint) for v, r in zip(terminator.values, operation.results))
            self.env.update(zip(operation.results, named))
            return None
        branches = [self.nested(), self.nested()]
        ends = [b.run(block) for b, block in zip(branches, (operation.then, operation.orelse))]
        falling = [e for e in ends if isinstance(e, Yield)]
        hints = [r.hint for r in operation.results]
        joined, leaves = self._merge(list(zip(branches, ends)), len(hints) if falling else 0, hints)
        blocks = [b.builder.finish(end) for b, end in zip(branches, leaves)]
        flat = tuple(v for value in joined for v in self._leaves(value))
        self.builder.location = self.place(operation)
        self.builder.add(If(condition, blocks[0], blocks[1], flat, self.builder.location))
        self._rebuild(joined)
        if not falling:
            return Raise((), self.builder.location)  # not reached
        self.env.update(zip(operation.results, joined))
        return None

    def _merge(
        self, ends: list[tuple[Cloner, Terminator]], count: int, hints: Sequence[str]
    ) -> tuple[list[Value], list[Terminator]]:
        """Join what the falling branches yield, taking tuples apart; return joined values and new terminators."""
        falling = [(c, e) for c, e in ends if isinstance(e, Yield)]
        joined = []
        flat: dict[int, list[Value]] = {id(c): [] for c, _ in falling}
        for i in range(count):
            values = [e.values[i] for _, e in falling]
            structure = self._common_structure(values)
            for (c, _), value in zip(falling, values):
                flat[id(c)] += c.flatten(value, structure)
            joined.append(self._placeholder(structure, [v for v in values], hints[i]))
        terminators = [Yield(tuple(flat[id(c)]), e.location) if isinstance(e, Yield) else e for c, e in ends]
        return joined, terminators

    def _common_structure(self, values: Sequence[Value]) -> Structure:
        """Return how deep all the values can be taken apart in the same way; undefined ones follow the others."""
        known = [v for v in values if not isinstance(v.type, ty.Undefined)]
        if not known or any(v not in self.parts for v in known):
            return None
        counts = {len(self.parts[v]) for v in known}
        if len(counts) != 1 or not counts - {0}:
            return None
        return tuple(self._common_structure(items) for items in zip(*(self.parts[v] for v in known)))

    def flatten(self, value: Value, structure: Structure) -> list[Value]:
        """Return the leaves of a value taken apart."""
        if structure is None:
            return [value]
        if isinstance(value.type, ty.Undefined):
            items: tuple[Value, ...] = (value,) * len(structure)
        else:
            items = self._items(value) or ()
        return [leaf for item, inner in zip(items, structure, strict=True) for leaf in self.flatten(item, inner)]

    def _placeholder(self, structure: Structure, values: Sequence[Value], hint: str) -> Value:
        """Return a value for the join of ``values``, with its parts recorded."""
        if structure is None:
            joined = values[0].type
            for v in values[1:]:
                joined = self.program.typing.join(joined, v.type)
            if len(values) > 1 and isinstance(joined, ty.Literal) is False:
                joined = ty.widen(joined)
            names = {v.hint for v in values if v.hint}
            return Value(joined, hint or (names.pop() if len(names) == 1 else ""))
        known = [v for v in values if not isinstance(v.type, ty.Undefined)]
        parts = tuple(
            self._placeholder(inner, [self.parts[v][i] for v in known], "") for i, inner in enumerate(structure)
        )
        whole = Value(ty.Tuple(tuple(p.type for p in parts)), hint)
        self.parts[whole] = parts
        return whole

    def _leaves(self, value: Value) -> list[Value]:
        return [leaf for p in self.parts[value] for leaf in self._leaves(p)] if value in self.parts else [value]

    def _rebuild(self, values: Sequence[Value]) -> None:
        """Make the tuples of which only the parts are results."""
        for value in values:
            if value in self.parts:
                self._rebuild(self.parts[value])
                self.builder.add(Apply("build.tuple", self.parts[value], (value,), (), self.builder.location))

    # ------------------------------------------------------------------ with

    def _with(self, operation: With) -> Terminator | None:
        manager = self.env[operation.manager]
        params = [Value(ty.UNKNOWN, p.hint) for p in operation.body.params]
        inner = self.nested(params)
        self.env.update(zip(operation.body.params, params))
        end = inner.run(operation.body)
        hints = [r.hint for r in operation.results]
        count = len(hints) if isinstance(end, Yield) else 0
        joined, (terminator,) = self._merge([(inner, end)], count, hints)
        flat = tuple(v for value in joined for v in self._leaves(value))
        self.builder.add(With(manager, inner.builder.finish(terminator), flat, self.place(operation)))
        self._rebuild(joined)
        if count < len(hints):
            return terminator
        self.env.update(zip(operation.results, joined))
        return None

    # ------------------------------------------------------------------ loops

    def _loop(self, operation: Loop) -> Terminator | None:
        iterable = None if operation.iterable is None else self.env[operation.iterable]
        if iterable is not None and (items := self._unrollable(operation, iterable)) is not None:
            return self._unroll(operation, items)
        inits = [self.env[v] for v in operation.inits]
        plan = _Plan(inits, [None] * len(inits), _first_types(operation, inits))
        while True:  # a fixpoint: types only go up, structures only get flatter
            trial = self._trip(operation, iterable, plan)
            better = self._improve(plan, trial)
            if better == plan:
                break
            plan = better
        self._finish_loop(operation, iterable, plan, trial)
        return None

    def _unrollable(self, operation: Loop, iterable: Value) -> tuple[Value, ...] | None:
        """Return the items of a tuple of structures or of types without a join, if the loop has no exit."""
        if not isinstance(iterable.type, ty.Tuple) or len(iterable.type.items) > LONGEST_UNROLLED:
            return None
        types = iterable.type.items
        joined: Type = types[0] if types else ty.UNKNOWN
        for t in types[1:]:
            joined = self.program.typing.join(joined, t)
        same = not isinstance(joined, ty.Unknown) and not any(isinstance(t, (ty.Callable, ty.Tuple)) for t in types)
        if (types and same and not self.unrolls_tuples) or _has_exit(operation.body):
            return None
        return self._items(iterable)

    def _unroll(self, operation: Loop, items: Sequence[Value]) -> Terminator | None:
        carried = [self.env[v] for v in operation.inits]
        for item in items:
            self.env.update(zip(operation.body.params, (item, *carried)))
            end = self.run(operation.body)
            if not isinstance(end, Yield):
                return end
            carried = list(end.values)
        self.env.update(zip(operation.results, (*carried, self.builder.constant(0))))
        return None

    def _trip(self, operation: Loop, iterable: Value | None, plan: _Plan) -> _Trial:
        """Copy the body once, for the carried types of the plan."""
        hints = [p.hint for p in operation.body.params]
        item = [Value(item_type(iterable.type), hints[0])] if iterable is not None else []
        carried = [self._param(s, t, h) for s, t, h in zip(plan.structures, plan.types, hints[len(item) :])]
        leaves = [leaf for value in carried for leaf in self._leaves(value)]
        inner = self.nested([*item, *leaves])
        inner._rebuild(carried)
        self.env.update(zip(operation.body.params, (*item, *carried)))
        return _Trial(inner, carried, inner.run(operation.body))

    def _param(self, structure: Structure, t: Type, hint: str) -> Value:
        if structure is None:
            return Value(t, hint)
        assert isinstance(t, ty.Tuple)
        whole = Value(t, hint)
        self.parts[whole] = tuple(self._param(s, item, "") for s, item in zip(structure, t.items))
        return whole

    def _improve(self, plan: _Plan, trial: _Trial) -> _Plan:
        ends = [e for e in _ends(trial.inner.builder, trial.terminator) if isinstance(e, (Yield, Exit))]
        structures, types = [], []
        for i, init in enumerate(plan.inits):
            values = [init, *(e.values[i] for e in ends)]
            changing = [v for v in values if v is not trial.carried[i]]
            structure = self._common_structure(changing) if not plan.settled else plan.structures[i]
            structures.append(structure)
            yields = [e.values[i].type for e in ends if isinstance(e, Yield)]
            types.append(self._carried_type(plan.types[i], trial.carried[i].type, yields, plan.varying))
        settled = plan.settled or structures == plan.structures
        if structures != plan.structures:
            types = [
                t if s is None else self._structured_type(s, [v, *(e.values[i] for e in ends)])
                for i, (s, t, v) in enumerate(zip(structures, types, plan.inits))
            ]
        fresh = {n for t in types for n in _lengths(t)} - {n for v in plan.inits for n in _lengths(v.type)}
        return _Plan(plan.inits, structures, types, plan.varying | frozenset(fresh), settled)

    def _carried_type(self, now: Type, param: Type, yields: Sequence[Type], varying: frozenset[Linear]) -> Type:
        joined = now
        for t in yields:
            if t != param:
                joined = self.program.typing.join(joined, t, varying)
        return joined

    def _structured_type(self, structure: Structure, values: Sequence[Value]) -> Type:
        known = [v for v in values if not isinstance(v.type, ty.Undefined)]
        if structure is None:
            joined: Type = ty.UNDEFINED
            for v in known:
                joined = self.program.typing.join(joined, v.type)
            return joined
        items = [[self.parts[v][i] for v in known] for i in range(len(structure))]
        return ty.Tuple(tuple(self._structured_type(s, vs) for s, vs in zip(structure, items)))

    def _finish_loop(self, operation: Loop, iterable: Value | None, plan: _Plan, trial: _Trial) -> None:
        inner = trial.inner
        exits = [e for e in _ends(inner.builder, trial.terminator) if isinstance(e, Exit)]
        structures = plan.structures

        def flat(c: Cloner, terminator: Terminator) -> Terminator:
            values = [v for value, s in zip(terminator.values, structures) for v in c.flatten(value, s)]
            return replace(terminator, values=tuple(values))

        terminator = trial.terminator
        if isinstance(terminator, (Yield, Exit)):
            terminator = flat(inner, terminator)
        body = _map_exits(inner.builder.finish(terminator), lambda e: flat(self, e))  # type: ignore[arg-type,return-value]
        inits = [v for value, s in zip(plan.inits, structures) for v in self.flatten(value, s)]
        results = [
            self._result(s, t, [e.values[i] for e in exits], r.hint, iterable is None)
            for i, (s, t, r) in enumerate(zip(structures, plan.types, operation.results))
        ]
        numbers = {e.number for e in exits} | ({0} if iterable is not None else set())
        known: Type = ty.Literal(numbers.pop()) if len(numbers) == 1 else ty.INT
        number = Value(known, operation.results[-1].hint)
        leaves = [leaf for value in results for leaf in self._leaves(value)]
        self.builder.location = self.place(operation)
        self.builder.add(Loop(iterable, tuple(inits), body, (*leaves, number), self.builder.location))
        self._rebuild(results)
        self.env.update(zip(operation.results, (*results, number)))

    def _result(self, structure: Structure, t: Type, exits: Sequence[Value], hint: str, only_exits: bool) -> Value:
        if structure is None:
            joined: Type = ty.UNDEFINED if only_exits and exits else t
            for v in exits:
                joined = self.program.typing.join(joined, v.type)
            return Value(joined, hint)
        assert isinstance(t, ty.Tuple)
        known = [v for v in exits if not isinstance(v.type, ty.Undefined)]
        whole = Value(t, hint)
        self.parts[whole] = tuple(
            self._result(s, item, [self.parts[v][i] for v in known], "", only_exits)
            for i, (s, item) in enumerate(zip(structure, t.items))
        )
        return whole


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is assumed of the carried values of a loop."""

    inits: list[Value]
    structures: list[Structure]
    types: list[Type]
    varying: frozenset[Linear] = frozenset()
    settled: bool = False


@dataclass(frozen=True, slots=True)
class _Trial:
    """One copy of a loop's body."""

    inner: Cloner
    carried: list[Value]
    terminator: Terminator


def _first_types(operation: Loop, inits: Sequence[Value]) -> list[Type]:
    """Return the types to begin with: constants are kept only where no trip changes them."""
    body = operation.body
    carried = body.params[len(body.params) - len(inits) :]
    ends = [e for e in (body.terminator, *_exits(body)) if isinstance(e, (Yield, Exit))]
    return [
        init.type if all(e.values[i] is param for e in ends) else ty.forget_value(init.type)
        for i, (init, param) in enumerate(zip(inits, carried))
    ]


def _only_gives(name: str) -> bool:
    """Say whether all that an operation does is to give its result."""
    primitive = lookup(name)
    return primitive is not None and not primitive.effect and not primitive.can_fail


def _lengths(t: Type) -> list[Linear]:
    match t:
        case ty.Array(shape=shape) if shape:
            return list(shape)
        case ty.Tuple(items=items):
            return [n for item in items for n in _lengths(item)]
        case _:
            return []


def _has_exit(block: Block) -> bool:
    return isinstance(block.terminator, Exit) or any(
        _has_exit(b) for o in block.operations if isinstance(o, If) for b in (o.then, o.orelse)
    )


def _ends(builder: Builder, terminator: Terminator) -> list[Terminator]:
    """Return the terminator and the exits nested in the ifs of a loop's body."""
    found = [terminator]
    for operation in builder.operations:
        if isinstance(operation, If):
            found += [e for b in (operation.then, operation.orelse) for e in _exits(b)]
    return found


def _exits(block: Block) -> list[Terminator]:
    found: list[Terminator] = [block.terminator] if isinstance(block.terminator, Exit) else []
    for operation in block.operations:
        if isinstance(operation, If):
            found += [e for b in (operation.then, operation.orelse) for e in _exits(b)]
    return found


def _map_exits(block: Block, change: Callable[[Exit], Exit], top: bool = True) -> Block:
    operations = tuple(
        replace(o, then=_map_exits(o.then, change, False), orelse=_map_exits(o.orelse, change, False))
        if isinstance(o, If)
        else o
        for o in block.operations
    )
    terminator = change(block.terminator) if isinstance(block.terminator, Exit) and not top else block.terminator
    return Block(block.params, operations, terminator)


def item_type(iterable: Type) -> Type:  # noqa: PLR0911 - one flat list of cases
    """Return the type of what iterating gives."""
    match iterable:
        case ty.Range():
            return ty.INT
        case ty.Undefined():
            return iterable
        case ty.List(item=item) | ty.Iterator(item=item):
            return item
        case ty.Array(dtype=dtype, shape=(_, *rest)):
            kind = ty.dtype_kind(dtype) if dtype else None
            if rest:
                return ty.Array(dtype, tuple(rest))
            return ty.Scalar(kind, "numpy", dtype) if kind else ty.UNKNOWN
        case ty.Tuple(items=items) if items:
            typing, joined = Typing(), items[0]
            for t in items[1:]:
                joined = typing.join(joined, t)
            return joined
        case ty.Dict() | ty.Text():
            return ty.TEXT
        case _:
            return ty.UNKNOWN
