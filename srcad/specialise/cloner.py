"""The cloner: copies operations into a typed builder, folding what the types decide.

It walks through blocks and knows the plain operations. How control flow and calls are copied stands in files of their
own (``branches``, ``loops``, ``calls``), in tables: :func:`copies` and :func:`applies`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeAlias, assert_never

from srcad.errors import InternalError, Location, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
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
from srcad.specialise.heap import Heap
from srcad.specialise.iteration.used_up import claim_operands, note_made, note_read
from srcad.specialise.normalise import normalise
from srcad.specialise.objects.records import is_dict_handle, is_object, may_hold
from srcad.specialise.objects.views import looked_at
from srcad.specialise.tables import APPLICATIONS, ATTEMPTS, COPIES, PREPARES, Keywords
from srcad.specialise.unpacking import expand_stars, read_of_lacking, read_parts

#: Leaves a loop that stands in the place of a ``yield``; returns what the block must end in.
Leave: TypeAlias = "Callable[[Cloner, Exit], Terminator]"

#: Where functions of ours stand that the user's code calls.
OUR_MODULES = ("srcad.rules.", "srcad.runtime.")

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

    #: Whether a derivative is asked of what is copied.
    is_derived = True

    def __init__(self, heap: Heap, calls: CallPath | None = None, env: dict[Value, Value] | None = None) -> None:
        self.heap = heap
        self.builder = heap.builder
        self.program = heap.program
        self.parts = heap.program.parts
        self.calls = calls or CallPath()
        self.env = {} if env is None else env
        #: The objects whose content the innermost loop carries: its exits hand on what they hold.
        self.carried: tuple[Value, ...] = ()
        #: What receives the values of the generator that is copied.
        self.consumer: Consumer | None = None
        #: How to leave a loop whose body stands in the place of a ``yield``.
        self.leave: Leave | None = None
        #: The values of the lowered function that something takes, not only joins.
        self.taken: Set[Value] = frozenset()
        #: The builder of the innermost loop's body: what tells one trip from another.
        self.trip = heap.builder

    def run(self, block: Block) -> Terminator:
        """Copy the block's operations; return its terminator, or the one of a branch in which it must end."""
        for operation in block.operations:
            self.builder.location = self.place(operation)
            if isinstance(operation, Loop):
                operation = self._with_rest(operation)
            if (ended := self.copy(operation)) is not None:
                return ended
        return self._terminator(block.terminator)

    def finish(self, terminator: Terminator) -> Terminator:
        """Return the end of a whole function: it gives what its objects hold."""
        if isinstance(terminator, Yield):
            return Yield(self.heap.contents(terminator.values), terminator.location)
        return terminator

    def place(self, operation: Operation) -> Location | None:
        """Return the place that is given to what an operation becomes."""
        return operation.location or self.builder.location

    def splice(self, function: Function, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Copy the body of a function with these values for its parameters; return its results."""
        return self.heap.contents(self.call(function, arguments))

    def call(self, function: Function, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """Copy the body of a function that is called with these objects; return the objects that it returns."""
        self.env.update(zip(function.params, arguments, strict=True))
        self.taken = self.program.taken_in(function)
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

    def called(self, identity: Hashable, kind: type[Cloner] | None = None) -> Cloner:
        """Return a cloner for the body of a function that is called here."""
        calls = CallPath((*self.calls.active, identity), self.calls.recursive)
        return self.spliced(kind or self.kind_for(identity), calls)

    def spliced(self, kind: type[Cloner], calls: CallPath | None = None) -> Cloner:
        """Return a cloner for other code that stands here."""
        inner = kind(self.heap, calls or self.calls)
        inner.trip = self.trip
        return inner

    def kind_for(self, identity: Hashable) -> type[Cloner]:
        """Return what copies a function that is called here."""
        return MeaningCloner if type(self) is Cloner and _is_ours(identity) else type(self)

    def nested(self, params: Sequence[Value] = ()) -> Cloner:
        """Return a cloner for a block inside this one."""
        return self._going_on(self.heap.nested(self.builder.nested(params)), self.trip)

    def beside(self, other: Cloner) -> Cloner:
        """Return a cloner that goes on with this one's code where ``other`` appends."""
        return self._going_on(other.heap, other.trip)

    def _going_on(self, heap: Heap, trip: Builder) -> Cloner:
        inner = type(self)(heap, self.calls, self.env)
        inner.carried, inner.consumer, inner.leave, inner.trip = self.carried, self.consumer, self.leave, trip
        inner.taken = self.taken
        return inner

    def condition(self, value: Value) -> Value:
        """Return what decides a branch on a value: of a set, which may change, it is its truth of now."""
        if isinstance(self.heap.seen(value), (ty.Object, ty.Set)):
            return self.apply("builtins.bool", (value,))[0]
        return self.heap.load(self.heap.content(value))

    def _terminator(self, terminator: Terminator) -> Terminator:
        values = tuple(self.env[v] for v in terminator.values)
        match terminator:
            case Yield(location=location):
                return Yield(values, location)
            case Exit(number=number, location=location):
                if self.leave is not None:
                    return self.leave(self, Exit(number, values, location))
                states = (*map(self.heap.state, values), *map(self.heap.held, self.carried))
                end = Exit(number, tuple(s.content for s in states), location)
                self.program.exits[end] = states
                return end
            case Raise(location=location):
                return Raise(self.heap.contents(self.apply("srcad.raised", values)), location)
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
                return COPIES[type(operation)](self, operation)
            case Closure(function=function, captures=captures, result=result):
                values = tuple(self.env[c] for c in captures)
                self.env[result] = self.make_closure(function, values, result.hint, operation.location)
            case Invoke():
                operands = self.heap.contents([self.env[v] for v in operation.operands])
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
        outer, self.program.regions.now = self.program.regions.now, operation
        try:
            left = self._claim(operation)
            given = tuple(left.get(v, self.env[v]) for v in operation.operands)
            results = self.apply(operation.name, given, operation.keywords, len(hints), hints)
            note_made(self, operation, results, operands)
        except NotDifferentiable as refusal:
            if self._is_too_much():
                raise
            results = self.refused([refusal], operands, len(hints))
        finally:
            self.program.regions.now = outer
        self.env.update(zip(operation.results, results))

    def _claim(self, operation: Apply | Loop) -> dict[Value, Value]:
        """Note which iterators an operation of the user's goes through; return what is left of some."""
        return claim_operands(self, operation) if type(self) is Cloner else {}

    def _with_rest(self, loop: Loop) -> Loop:
        """Return a loop that goes through what is left of its iterable."""
        left = self._claim(loop)
        if loop.iterable not in left:
            return loop
        rest = Value()
        self.env[rest] = left[loop.iterable]
        return replace(loop, iterable=rest)

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
        operands = tuple(v for v in operands if not (is_object(v.type) or isinstance(v.type, ty.Iterator)))  # not read
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
        operands = self._loaded(name, tuple(looked_at(self, v) for v in operands), keywords)
        operands, keywords = expand_stars(self, name, operands, keywords)
        if any(map(_is_refused, operands if not name.startswith(_ANY_OPERANDS) else operands[: name == "call"])):
            return self.refused((), operands, count)
        if name in APPLICATIONS:
            return APPLICATIONS[name](self, operands, keywords, count, hints)
        return self.apply_plain(name, operands, keywords, count, hints)

    def _loaded(self, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
        """Return operands with what lists, dicts and sets hold now in their place, where a name wants that."""
        if any(isinstance(v.type, ty.Set) for v in operands) and not name.startswith(_TAKES_SETS):
            operands = tuple(self.apply("set.items", (v,))[0] if isinstance(v.type, ty.Set) else v for v in operands)
        if not any(isinstance(v.type, ty.Handle) for v in operands):
            return operands
        knows = name in _TAKES_HANDLES or name.startswith(_MOVES_HANDLES) or self.program.meaning(name) is not None
        knows = knows or (name in _CHOOSING and sum(k is None for k in keywords) > 1)
        return tuple(
            v if k != "*" and (knows or (name in BY_KEYS and is_dict_handle(v))) else self.heap.load(v)
            for v, k in zip(operands, keywords)
        )

    def apply_plain(
        self,
        name: str,
        objects: tuple[Value, ...],
        keywords: tuple[str | None, ...],
        count: int = 1,
        hints: Sequence[str] = ("",),
    ) -> tuple[Value, ...]:
        """Apply ``name`` to what the objects hold."""
        for attempt in ATTEMPTS:
            if (found := attempt(self, name, objects, keywords)) is not None:
                return tuple(self.heap.named(v, h) for v, h in zip(found, hints))
        objects = self._loaded(name, self.prepare(name, objects, keywords), keywords)
        if (part := read_of_lacking(self, name, objects)) is not None:
            return (self.heap.named(part, hints[0]),)
        self.program.want([o for o in objects if self.heap.is_lacking(o)])
        operands = self.heap.contents(objects)
        if name == "call" or lookup(name) is None:
            operands = self.heap.given_away(objects, operands)
        name, operands, keywords = normalise(name, operands, keywords, self.builder)
        if (pieces := read_parts(self, name, operands, count)) is not None and len(pieces) == count:
            return tuple(self.heap.named(p, h) for p, h in zip(pieces, hints))
        if count == 1 and (constant := fold(name, [v.type for v in operands])) is not None:
            return (self.builder.reference(constant, hints[0]),)
        self._check_arguments(name, operands, keywords)
        types = self.program.typing.infer(name, operands, keywords, count)
        if count == 1 and isinstance(types[0], ty.Literal) and _only_gives(name):
            return (self.builder.reference(types[0], hints[0]),)
        results = tuple(Value(t, h) for t, h in zip(types, hints))
        self.builder.add(Apply(name, operands, results, keywords, self.builder.location))
        if len(results) == 1 and isinstance(types[0], ty.List) and _makes_list(name, operands):
            results = (self.heap.made_list(results[0]),)
        if any(map(may_hold, types)):
            for value, held in zip(objects, operands):
                self.heap.escape(value)
                follows = isinstance(types[0], ty.Iterator) and self.heap.is_made_again(value, held)
                self.heap.lose(value, held, follows or name in _CHOOSING)
            note_read(self, results[0], objects)
        return results

    def prepare(self, name: str, objects: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
        """Return what a name is applied to in the place of these objects."""
        for prepare in PREPARES:
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

    def make_closure(
        self, function: Function, captures: tuple[Value, ...], name: str, location: Location | None
    ) -> Value:
        """Append a function object and remember what it captures."""
        numbers = self.program.instances
        number = numbers.setdefault((function, captures), len(numbers) + 1)
        made = Value(ty.Callable(function, tuple(c.type for c in captures), number), name)
        self.program.closures[made] = (function, captures)
        self.builder.add(Closure(function, self.heap.contents(captures), made, location))
        return made

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


#: Functions that may give one of their operands.
_CHOOSING = frozenset({"builtins.max", "builtins.min"})


def _is_refused(value: Value) -> bool:
    return isinstance(value.type, ty.Refused)


def _is_source(value: Value) -> bool:
    """Say whether a value is a function of the program, which only the compiler can call."""
    return isinstance(value.type, ty.Callable) and not isinstance(value.type.target, str)


def _only_gives(name: str) -> bool:
    """Say whether all that an operation does is to give its result."""
    primitive = lookup(name)
    return primitive is not None and not primitive.effect and not primitive.can_fail


class MeaningCloner(Cloner):
    """Splices functions of ours that say what somebody else's mean, at the place of the call."""

    unrolls_tuples = True

    def place(self, operation: Operation) -> Location | None:
        """Return the place of the user's operation."""
        return self.builder.location

    def kind_for(self, identity: Hashable) -> type[Cloner]:
        """Return what copies a function: the user's are copied as ever."""
        return MeaningCloner if _is_ours(identity) else Cloner


def _is_ours(identity: Hashable) -> bool:
    return str(getattr(identity, "module", "")).startswith(OUR_MODULES)


def _makes_list(name: str, operands: Sequence[Value]) -> bool:
    """Say whether a list that an operation gives is a new one."""
    if name == "operator.getitem":
        return isinstance(operands[1].type, ty.Slice)
    return name not in _PARTS_OF


#: What gives a part of something, which was made elsewhere.
_PARTS_OF = frozenset({"getattr", "unpack", "check.defined", "heap.read", "builtins.max", "builtins.min"})

#: What can do something with a handle itself; for other names, the list or dict is read as a whole.
_TAKES_HANDLES = frozenset(
    """array.store item.augment item.delete list.append operator.getitem getattr method attribute.set call super
    operator.is_ operator.is_not check.defined generator.yield builtins.enumerate builtins.zip builtins.reversed
    builtins.iter builtins.len builtins.getattr operator.contains operator.or_ builtins.list builtins.tuple
    builtins.set builtins.sorted builtins.dict srcad.runtime.questions.is_indexable""".split()
)
#: What gives one of its operands, if there are several.
_CHOOSING = frozenset({"builtins.max", "builtins.min"})
#: What goes through the keys of a dict.
BY_KEYS = frozenset(f"builtins.{name}" for name in ("sum", "max", "min", "any", "all"))
#: What takes a set as it is; anything else goes through what is in it.
_TAKES_SETS = tuple(
    """set. builtins.set. build. heap. cell. operator. list. item. array. check. call method getattr attribute.set copy
    builtins.len builtins.bool builtins.isinstance builtins.type builtins.id builtins.print refused""".split()
)
_MOVES_HANDLES = ("build.", "heap.", "cell.", "operator.i", "copy.", "srcad.items.", "collections.", "heapq.")
