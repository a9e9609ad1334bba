"""The cloner: copies operations into a typed builder, folding what the types decide.

It walks through blocks and knows the plain operations. How control flow and calls are copied stands in files of their
own (``branches``, ``loops``, ``calls``), in tables: :func:`copies` and :func:`applies`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar, assert_never

from srcad.errors import InternalError, Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder, blocks_of
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
    Terminator,
    Try,
    Value,
    With,
    Yield,
)
from srcad.ir.types import Type
from srcad.rules.table import lookup
from srcad.specialise.calls.binding import Bound, Default, Named, Rest
from srcad.specialise.folding import fold
from srcad.specialise.normalise import normalise
from srcad.specialise.objects.records import is_cell, is_object, item_of, making, may_hold, names_of, with_items
from srcad.specialise.program import Program, State
from srcad.specialise.unpacking import as_entries, overridden, starred_items

Keywords: TypeAlias = "tuple[str | None, ...]"

#: Copies an operation with blocks; returns the terminator of a branch in which the block must end, or None.
Copy: TypeAlias = "Callable[[Cloner, Any], Terminator | None]"
_C = TypeVar("_C", bound=Copy)

#: Applies a name to operands; also gets the number of results and their hints.
Application: TypeAlias = "Callable[[Cloner, tuple[Value, ...], Keywords, int, Sequence[str]], tuple[Value, ...]]"

#: Applies a name in a form of its own; None: it has none.
Attempt: TypeAlias = "Callable[[Cloner, str, tuple[Value, ...], Keywords], tuple[Value, ...] | None]"

#: Leaves a loop that stands in the place of a ``yield``; returns what the block must end in.
Leave: TypeAlias = "Callable[[Cloner, Exit], Terminator]"

#: Returns the operands that a name is applied to in the place of these.
Prepare: TypeAlias = "Callable[[Cloner, str, tuple[Value, ...], Keywords], tuple[Value, ...]]"

_COPIES: dict[type, Copy] = {}
_ATTEMPTS: list[Attempt] = []
_PREPARES: list[Prepare] = []
_MEANINGS: list[type[Cloner]] = []

#: Where functions of ours stand that the user's code calls.
OUR_MODULES = ("srcad.rules.", "srcad.runtime.")
_APPLICATIONS: dict[str, Application] = {}


def copies(kind: type[If | Loop | With | Try]) -> Callable[[_C], _C]:
    """Register how an operation with blocks is copied."""

    def register(function: _C) -> _C:
        _COPIES[kind] = function
        return function

    return register


def applies(name: str) -> Callable[[Application], Application]:
    """Register how an operation is applied of which the types say what it does."""

    def register(function: Application) -> Application:
        _APPLICATIONS[name] = function
        return function

    return register


def attempts(function: Attempt) -> Attempt:
    """Register a form to be tried for each name before it is applied as it stands."""
    _ATTEMPTS.append(function)
    return function


def copies_meanings(kind: type[Cloner]) -> type[Cloner]:
    """Register what copies functions of ours that the user's code calls."""
    _MEANINGS.append(kind)
    return kind


def prepares(function: Prepare) -> Prepare:
    """Register what changes operands before a name that has no form of its own is applied to them."""
    _PREPARES.append(function)
    return function


#: What can go on with operands that are refused.
_ANY_OPERANDS = ("build.", "call", "cell.")


@dataclass(slots=True)
class CallPath:
    """Where in the tree of calls the cloner is."""

    active: tuple[Hashable, ...] = ()
    #: Functions that were found to call themselves.
    recursive: set[Hashable] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Consumer:
    """What receives the values of a generator.

    Parameters
    ----------
    cloner : Cloner
        What was copying the code around the loop.
    loop : Loop
        The loop.
    slots : tuple of Value
        The cells that hold what the loop carries while the generator runs.
    number : Value or None
        The cell that holds the number of the loop's exit; None if it has no exit.
    """

    cloner: Cloner
    loop: Loop
    slots: tuple[Value, ...]
    number: Value | None


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
        #: What objects hold here that have changed since they were made.
        self.heap: dict[Value, Value] = {}
        #: The objects that were changed, here or in blocks inside, in order.
        self.written: dict[Value, None] = {}
        #: The objects whose content the innermost loop carries: its exits hand on what they hold.
        self.carried: tuple[Value, ...] = ()
        #: The records that are being made, each a part of the one before.
        self.making: list[Value] = []
        #: What receives the values of the generator that is copied.
        self.consumer: Consumer | None = None
        #: How to leave a loop whose body stands in the place of a ``yield``.
        self.leave: Leave | None = None
        #: The builder of the innermost loop's body: what tells one trip from another.
        self.trip = builder

    def run(self, block: Block) -> Terminator:
        """Copy the block's operations; return its terminator, or the one of a branch in which it must end."""
        for operation in block.operations:
            self.builder.location = self.place(operation)
            if (ended := self.copy(operation)) is not None:
                return ended
        return self._terminator(block.terminator)

    def finish(self, terminator: Terminator) -> Terminator:
        """Return the end of a whole function: it gives what its objects hold."""
        if isinstance(terminator, Yield):
            return Yield(self.contents(terminator.values), terminator.location)
        return terminator

    def place(self, operation: Operation) -> Location | None:
        """Return the place that is given to what an operation becomes."""
        return operation.location or self.builder.location

    def splice(self, function: Function, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Copy the body of a function with these values for its parameters; return its results."""
        return self.contents(self.call(function, arguments))

    def call(self, function: Function, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Copy the body of a function that is called with these objects; return the objects that it returns."""
        self.env.update(zip(function.params, arguments, strict=True))
        terminator = self.run(function.body)
        match terminator:
            case Yield(values=values):
                return values
            case Raise():
                return self.always(terminator)
            case _:
                raise InternalError("SRC090", f"{function.name} leaves a loop that it is not in", function.location)

    def always(self, terminator: Terminator) -> tuple[Value, ...]:
        """End the control flow in the middle of a block: ``if True`` whose other branch goes on."""
        condition = self.builder.constant(True)
        rest = self.builder.nested()
        value = rest.apply("undefined")
        then = self.builder.nested().finish(terminator)
        result = Value(ty.UNDEFINED)
        self.builder.add(If(condition, then, rest.finish(Yield((value,))), (result,), self.builder.location))
        return (result,)

    def called(self, identity: Hashable) -> Cloner:
        """Return a cloner for the body of a function that is called here."""
        return self._like(
            self.builder, CallPath((*self.calls.active, identity), self.calls.recursive), self.kind_for(identity)
        )

    def kind_for(self, identity: Hashable) -> type[Cloner]:
        """Return what copies a function that is called here."""
        is_ours = type(self) is Cloner and str(getattr(identity, "module", "")).startswith(OUR_MODULES)
        return _MEANINGS[0] if is_ours else type(self)

    def nested(self, params: Sequence[Value] = ()) -> Cloner:
        """Return a cloner for a block inside this one."""
        return self._like(self.builder.nested(params))

    def _like(self, builder: Builder, calls: CallPath | None = None, kind: type[Cloner] | None = None) -> Cloner:
        """Return a cloner of the same kind that appends to ``builder``; with ``calls``, one for another function."""
        env = self.env if calls is None else {}
        inner = (kind or type(self))(builder, self.program, env, self.closures, calls or self.calls)
        inner.heap = dict(self.heap) if calls is None else self.heap
        inner.written = self.written
        inner.trip = self.trip
        if calls is None:
            inner.carried, inner.consumer, inner.leave = self.carried, self.consumer, self.leave
        return inner

    def beside(self, other: Cloner) -> Cloner:
        """Return a cloner that goes on with this one's code where ``other`` appends."""
        inner = type(self)(other.builder, self.program, self.env, self.closures, self.calls)
        inner.heap, inner.written, inner.trip = other.heap, other.written, other.trip
        inner.carried, inner.consumer, inner.leave = self.carried, self.consumer, self.leave
        return inner

    # ------------------------------------------------------------------ what objects hold

    def write(self, owner: Value, content: Value) -> None:
        """Let an object hold something else."""
        self.heap[owner] = content
        self.written[owner] = None

    def record(self, value: Value) -> Value:
        """Return what an object holds here, perhaps a record that no operation has made yet."""
        return self.heap.get(value) or self.program.initial.get(value, value)

    def own(self, owner: Value) -> None:
        """Let a list that is a parameter, or an array that state outside holds, be a copy from the beginning."""
        program = self.program
        if owner not in program.roots or owner in program.initial:
            return
        if not (isinstance(owner.type, ty.List) or (isinstance(owner.type, ty.Array) and program.is_held(owner))):
            return
        builder = Builder((), self.builder.infer, self.builder.location)
        copy = "builtins.list" if isinstance(owner.type, ty.List) else "copy"
        program.initial[owner] = builder.apply(copy, owner, hint=owner.hint)
        program.prologue += builder.operations

    def content(self, value: Value) -> Value:
        """Return what an object holds here, as an operand."""
        return self._whole(self.record(value))

    def contents(self, values: Sequence[Value]) -> tuple[Value, ...]:
        """Return what objects hold here, as operands."""
        return tuple(map(self.content, values))

    def _whole(self, record: Value) -> Value:
        """Return a record made of what its parts hold here."""
        parts = self.parts.get(record)
        if parts is None:
            return record
        self._check_whole(record, parts)
        self.making.append(record)
        held = self.contents(parts)
        self.making.pop()
        if self.program.built.get(record) == held:
            return record
        made = Value(with_items(record.type, [v.type for v in held]), record.hint)
        name, operands = making(record.type, held, self.builder)
        self.builder.add(Apply(name, operands, (made,), (), self.builder.location))
        self.parts[made], self.program.built[made] = parts, held
        return made

    def _check_whole(self, record: Value, parts: Sequence[Value]) -> None:
        if record in self.making:
            message, hint = "an object that holds itself", "use its attributes and items one by one"
            raise NotDifferentiable("SRC002", message, self.builder.location, hint)
        if not self.program.partial.isdisjoint(parts):
            message, hint = "use of a dict or an object that lacks an item on some path", "give it all items at first"
            raise NotDifferentiable("SRC002", message, self.builder.location, hint)

    def state(self, value: Value) -> State:
        """Return what a value is here, at the end of a path."""
        return self._state(value, self.record(value))

    def held(self, owner: Value) -> State:
        """Return the state of what an object, or a cell, holds here."""
        content = self.record(owner)
        return self.state(content) if is_cell(owner.type) else self._state(content, content)

    def _state(self, value: Value, record: Value) -> State:
        parts = self.parts.get(record)
        if parts is None:
            return State(value, record, record)
        lacking = not self.program.partial.isdisjoint(parts)
        absent = self.builder.apply("undefined") if lacking or names_of(record.type) is not None else None
        content = absent if lacking else self._whole(record)
        assert content is not None
        if absent is not None:
            self.program.partial.add(absent)
        return State(value, record, content, tuple(map(self.state, parts)), absent)

    def expand(self, value: Value) -> None:
        """Make the parts of a dict or instance known that is a parameter, or part of one."""
        record = self.record(value)
        names = names_of(record.type)
        if names is None or record in self.parts or record not in self.program.roots:
            return
        builder, program = Builder((), self.builder.infer, self.builder.location), self.program
        get = "operator.getitem" if isinstance(record.type, ty.Dict) else "getattr"
        parts = tuple(
            builder.apply(get, record, builder.reference(ty.Literal(name)), hint=_as_hint(name)) for name in names
        )
        program.prologue += builder.operations
        program.parts[record] = program.built[record] = parts
        program.owned.add(record)
        program.roots.update(parts)
        if record in program.outer:
            program.outer.update(parts)

    def condition(self, value: Value) -> Value:
        """Return what decides a branch on a value."""
        if isinstance(self.record(value).type, ty.Object):
            return self.apply("builtins.bool", (value,))[0]
        return self.content(value)

    def defined(self) -> frozenset[Value]:
        """Return the values that the block under construction defines, in blocks inside it too."""
        return frozenset((*self.builder.params, *_defined(self.builder.operations)))

    def changed_in(self, branches: Sequence[Cloner]) -> list[Value]:
        """Return the objects, other than those made there, that hold something else at the end of a branch."""
        found = [o for o in self.written if any(b.record(o) is not self.record(o) for b in branches)]
        unseen = [o for o in found if o not in self.heap]
        inside = frozenset().union(*(b.defined() for b in branches)) if unseen else frozenset()
        return [o for o in found if o not in inside]

    def escape(self, value: Value) -> None:
        """Note that something which cannot be followed may lead to an object from now on."""
        self.program.owned.discard(value)
        for part in self.parts.get(self.record(value), ()):
            if is_object(part.type):
                self.escape(part)

    def is_owned(self, value: Value) -> bool:
        """Say whether an object is known by its parts, and nothing but the heap leads to it."""
        return value in self.program.owned and self.record(value) in self.parts

    def _terminator(self, terminator: Terminator) -> Terminator:
        values = tuple(self.env[v] for v in terminator.values)
        match terminator:
            case Yield(location=location):
                return Yield(values, location)
            case Exit(number=number, location=location):
                if self.leave is not None:
                    return self.leave(self, Exit(number, values, location))
                states = (*map(self.state, values), *map(self.held, self.carried))
                end = Exit(number, tuple(s.content for s in states), location)
                self.program.exits[end] = states
                return end
            case Raise(location=location):
                return Raise(self.contents(values), location)
            case _:
                assert_never(terminator)

    def copy(self, operation: Operation) -> Terminator | None:
        """Copy one operation; return the terminator of a branch in which the block must end, or None."""
        self.program.work.copied += 1
        match operation:
            case Constant(result=result):
                self.env[result] = self.builder.reference(result.type, result.hint)
            case Apply():
                self._apply(operation)
            case If() | Loop() | With() | Try():
                return _COPIES[type(operation)](self, operation)
            case Closure(function=function, captures=captures, result=result):
                values = tuple(self.env[c] for c in captures)
                self.env[result] = self.make_closure(function, values, result.hint, operation.location)
            case Invoke():
                operands = self.contents([self.env[v] for v in operation.operands])
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
        if self._is_too_much():
            raise self._too_much()
        try:
            results = self.apply(operation.name, operands, operation.keywords, len(hints), hints)
        except NotDifferentiable as refusal:
            if self._is_too_much():
                raise
            results = self.refused([refusal], operands, len(hints))
        self.env.update(zip(operation.results, results))

    def _is_too_much(self) -> bool:
        return self.program.work.is_too_much(bool(self.program.refusals))

    def _too_much(self) -> NotDifferentiable:
        message = "what is called from here unfolds to too many operations"
        hint = "differentiate smaller functions, or let functions that call themselves call only themselves"
        return NotDifferentiable("SRC010", message, self.builder.location, hint)

    def refused(
        self, refusals: Sequence[NotDifferentiable], operands: tuple[Value, ...], count: int = 1
    ) -> tuple[Value, ...]:
        """Note refusals, and return what stands for the results of an operation, which may depend on its operands."""
        self.program.refusals += refusals
        operands = tuple(v for v in operands if not is_object(v.type))  # these are not read
        results = tuple(Value(ty.REFUSED) for _ in range(count))
        for result in results:
            self.builder.add(Apply("refused", operands, (result,), (None,) * len(operands), self.builder.location))
        return results

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
        if any(map(_is_refused, operands if not name.startswith(_ANY_OPERANDS) else operands[: name == "call"])):
            return self.refused((), operands, count)
        if name in _APPLICATIONS:
            return _APPLICATIONS[name](self, operands, keywords, count, hints)
        return self.apply_plain(name, operands, keywords, count, hints)

    def apply_plain(
        self,
        name: str,
        objects: tuple[Value, ...],
        keywords: tuple[str | None, ...],
        count: int = 1,
        hints: Sequence[str] = ("",),
    ) -> tuple[Value, ...]:
        """Apply ``name`` to what the objects hold."""
        for attempt in _ATTEMPTS:
            if (found := attempt(self, name, objects, keywords)) is not None:
                return tuple(self.named(v, h) for v, h in zip(found, hints))
        objects = self.prepare(name, objects, keywords)
        operands = self.contents(objects)
        if name == "call" or lookup(name) is None:
            operands = self._given_away(objects, operands)
        name, operands, keywords = normalise(name, operands, keywords, self.builder)
        if (pieces := self._taken_apart(name, operands, count)) is not None and len(pieces) == count:
            return tuple(self.named(p, h) for p, h in zip(pieces, hints))
        if count == 1 and (constant := fold(name, [v.type for v in operands])) is not None:
            return (self.builder.reference(constant, hints[0]),)
        self._check_arguments(name, operands, keywords)
        types = self.program.typing.infer(name, operands, keywords, count)
        if count == 1 and isinstance(types[0], ty.Literal) and _only_gives(name):
            return (self.builder.reference(types[0], hints[0]),)
        results = tuple(Value(t, h) for t, h in zip(types, hints))
        self.builder.add(Apply(name, operands, results, keywords, self.builder.location))
        if any(map(may_hold, types)):
            for value, held in zip(objects, operands):
                self.escape(value)
                self._lose(value, held, name in _CHOOSING)
        return results

    def _lose(self, owner: Value, held: Value, itself: bool) -> None:
        """Know the items of a list no more that something unknown may lead to: those in it, or (``itself``) it, too."""
        parts, built = self.parts.get(held, ()), self.program.built.get(held, ())
        if itself and isinstance(held.type, ty.List) and held in self.parts:
            del self.parts[held]
            self.write(owner, held)
        for part, content in zip(parts, built):
            self._lose(part, content, True)

    def _given_away(self, objects: Sequence[Value], operands: Sequence[Value]) -> tuple[Value, ...]:
        """Return what a function that is not known gets: of objects that it may change the parts are known no more."""
        given = []
        for owner, held in zip(objects, operands):
            if held in self.parts and not isinstance(held.type, ty.Tuple):
                name, items = making(held.type, self.program.built.get(held, ()), self.builder)
                held = Value(held.type, held.hint)
                self.builder.add(Apply(name, items, (held,), (), self.builder.location))
                self.write(owner, held)
            given.append(held)
        return tuple(given)

    def prepare(self, name: str, objects: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
        """Return what a name is applied to in the place of these objects."""
        for prepare in _PREPARES:
            objects = prepare(self, name, objects, keywords)
        return objects

    def _check_arguments(self, name: str, operands: Sequence[Value], keywords: Keywords) -> None:
        """Refuse arguments that only the compiler can make something of."""
        if not name.startswith("build.") and ("*" in keywords or "**" in keywords):
            message, hint = "call with starred arguments of unknown number", "give them one by one, or as a tuple"
            raise NotDifferentiable("SRC009", message, self.builder.location, hint)
        if name in _CHOOSING and len(operands) > 1 and any(isinstance(v.type, ty.List) for v in operands):
            message, hint = "the larger or smaller one of several lists", "choose between them with an if"
            raise NotDifferentiable("SRC002", message, self.builder.location, hint)
        if name.startswith(("numpy.", "math.")) and any(map(_is_source, operands)):
            message, hint = f"a function as an argument of {name}", "call the function, and pass what it gives"
            raise NotDifferentiable("SRC002", message, self.builder.location, hint)

    def named(self, value: Value, hint: str) -> Value:
        """Remember the user's name for a value that has none, and for what it holds."""
        for named in (value, self.record(value)):
            if hint and not named.hint:
                self.program.hints.setdefault(named, hint)
        return value

    def _taken_apart(self, name: str, operands: Sequence[Value], count: int) -> Sequence[Value] | None:
        """Return the parts that indexing or unpacking a record gives, or None."""
        if name not in ("operator.getitem", "getattr", "unpack"):
            return None
        if names_of(operands[0].type) is not None and self._is_opened(*operands[:2]):
            self.expand(operands[0])
        if operands[0] not in self.parts:
            return None
        parts, index = self.parts[operands[0]], operands[1].type
        value = index.value if isinstance(index, ty.Literal) else None
        if (names := names_of(operands[0].type)) is not None:
            return self._named_part(parts, names, index) if name != "unpack" else None
        if name == "operator.getitem":
            return [parts[value]] if type(value) is int and -len(parts) <= value < len(parts) else None
        return self._starred(parts, value, count) if isinstance(value, int) else parts

    def _is_opened(self, record: Value, name: Value) -> bool:
        """Say whether a part of a parameter must be the same object wherever it is read: it may be changed."""
        item = item_of(record.type, name.type)
        return may_hold(item) or (isinstance(item, ty.Array) and isinstance(record.type, ty.Object))

    def _named_part(self, parts: Sequence[Value], names: Sequence[Hashable], index: Type) -> Sequence[Value] | None:
        """Return the item of a dict for a constant key."""
        found = [p for p, name in zip(parts, names) if ty.Literal(name) == index]
        if found and found[0] in self.program.partial:
            return self.apply("check.defined", (found[0], self.builder.reference(index)))
        return found or None

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
        if "*" not in keywords and "**" not in keywords:
            return operands, keywords
        found: list[tuple[Value, str | None]] = []
        for value, key in zip(operands, keywords):
            if key == "*" and (items := self._run(value)) is not None:
                found += [(item, None) for item in items]
            elif key == "**" and (entries := self.entries(value)) is not None:
                found += as_entries(entries, self.builder) if name == "build.dict" else [(v, k) for k, v in entries]
            else:
                found.append((value, key))
        if name == "build.dict":
            found = overridden(found)
        return tuple(v for v, _ in found), tuple(k for _, k in found)

    def _run(self, value: Value) -> tuple[Value, ...] | None:
        """Return what a starred value stands for, where it is known how many items there are."""
        items = self.items(value)
        return items if items is not None else starred_items(self.content(value), self.apply, self.builder)

    def entries(self, value: Value) -> list[tuple[Any, Value]] | None:
        """Return keys and values of a dict whose keys are known, or None."""
        record = self.record(value)
        if not isinstance(record.type, ty.Dict):
            return None
        keys = [key for key, _ in record.type.items]
        if record in self.parts:
            self.content(value)  # refuses what lacks an item
            return list(zip(keys, self.parts[record]))
        return [(key, self.apply("operator.getitem", (value, self.builder.constant(key)))[0]) for key in keys]

    def make_closure(
        self, function: Function, captures: tuple[Value, ...], name: str, location: Location | None
    ) -> Value:
        """Append a function object and remember what it captures."""
        numbers = self.program.instances
        number = numbers.setdefault((function, captures), len(numbers) + 1)
        made = Value(ty.Callable(function, tuple(c.type for c in captures), number), name)
        self.closures[made] = (function, captures)
        self.builder.add(Closure(function, self.contents(captures), made, location))
        return made

    # ------------------------------------------------------------------ values that are known by their type

    def take_apart(self, value: Value) -> None:
        """Make the parts of a tuple known, at any depth."""
        if isinstance(value.type, ty.Tuple) and value not in self.parts:
            self.parts[value] = self.program.built[value] = self.items(value) or ()
            for part in self.parts[value]:
                self.take_apart(part)

    def items(self, value: Value) -> tuple[Value, ...] | None:
        """Return the items of a value that is a tuple or list of known length."""
        value = self.record(value)
        if value in self.parts and names_of(value.type) is None:
            return self.parts[value]
        if not isinstance(value.type, ty.Tuple):
            return None
        return tuple(
            self.apply("operator.getitem", (value, self.builder.constant(i)))[0] for i in range(len(value.type.items))
        )

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


def _defined(operations: Sequence[Operation]) -> Iterator[Value]:
    for operation in operations:
        yield from operation.results
        for block in blocks_of(operation):
            yield from block.params
            yield from _defined(block.operations)


#: Functions that may give one of their operands.
_CHOOSING = frozenset({"builtins.max", "builtins.min"})


def _as_hint(name: Hashable) -> str:
    """Return the name of a part of a record as that of a variable, if it can be one."""
    return name if isinstance(name, str) and name.isidentifier() else ""


def _is_refused(value: Value) -> bool:
    return isinstance(value.type, ty.Refused)


def _is_source(value: Value) -> bool:
    """Say whether a value is a function of the program, which only the compiler can call."""
    return isinstance(value.type, ty.Callable) and not isinstance(value.type.target, str)


def _only_gives(name: str) -> bool:
    """Say whether all that an operation does is to give its result."""
    primitive = lookup(name)
    return primitive is not None and not primitive.effect and not primitive.can_fail
