"""The sweep: goes backwards through the blocks of the forward sweep, and notes what the stages behind it must know.

It hands adjoints on and knows nothing of single operations. How each kind is undone stands in files of their own
(``reverse`` for plain operations, ``branches``, ``loops``, ``invocations``), in a table: :func:`undoes`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, TypeAlias, TypeVar

from srcad.derive.adjoints import Adjoint, Adjoints, Key, Region, name_of, zero_like
from srcad.derive.calls import Calls
from srcad.derive.instantiate import LowerRule
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Closure, Constant, If, Invoke, Loop, Operation, Try, Value, With
from srcad.ir.rewrite import substitute_operation
from srcad.ir.walk import defined_by, falls_through
from srcad.specialise.function import Program

#: Hands the adjoints of an operation's results to its operands.
Undo: TypeAlias = "Callable[[Sweep, Any], None]"
_U = TypeVar("_U", bound=Undo)

_UNDOES: dict[type, Undo] = {}


def undoes(kind: type[Apply | If | Invoke | Loop | With | Try]) -> Callable[[_U], _U]:
    """Register how operations of a kind are undone."""

    def register(function: _U) -> _U:
        _UNDOES[kind] = function
        return function

    return register


@dataclass(frozen=True, slots=True)
class Tools:
    """What deriving needs from outside: the program, how rules are lowered, and the pairs of called functions."""

    program: Program
    lower_rule: LowerRule
    calls: Calls


@dataclass(slots=True)
class Context:
    """What all sweeps of one derivative share."""

    varied: frozenset[Value]
    complex: frozenset[Value]
    tools: Tools
    counts: dict[Value, Value]
    places: dict[Value, Value]
    #: Of references to active buffers: the references to their adjoints.
    shadows: dict[Value, Value]
    #: Whether some partial derivatives may be inf or NaN, which zeros that come from masks absorb in loops, too.
    singular: bool
    regions: dict[Value, Region] = field(default_factory=dict)
    #: The bodies of loops that are undone in one branch alone, though they were run whatever it asks.
    skipped: set[Block] = field(default_factory=set)
    refusals: list[NotDifferentiable] = field(default_factory=list)
    definitions: dict[Value, Operation] = field(default_factory=dict)
    names: dict[Value, Value] = field(default_factory=dict)
    #: What conditions were where control came through what is undone: another branch would have left it.
    known: dict[Value, bool] = field(default_factory=dict)
    #: Whether some buffer was written to where a mask holds, so that zeros in its adjoint are absorbing.
    masks_buffers: bool = False
    #: Of regions of dicts: whether differentiated values are keys of theirs, whether something is computed of keys.
    keys: dict[Hashable, set[str]] = field(default_factory=dict)

    def name(self, adjoint: Value, key: Key) -> None:
        """Note what to call an adjoint that has no name yet: after the first value whose adjoint it is."""
        if not adjoint.hint and (name := name_of(key)):
            self.names.setdefault(adjoint, Value(adjoint.type, name))


class Sweep:
    """Goes backwards through one block."""

    def __init__(self, builder: Builder, adjoints: Adjoints, context: Context) -> None:
        self.builder = builder
        self.adjoints = adjoints
        self.context = context

    def nested(self) -> Sweep:
        """Return a sweep for a branch."""
        builder = self.builder.nested()
        return Sweep(builder, Adjoints(builder, self.adjoints), self.context)

    def block(self, block: Block, stop: int | None = None) -> None:
        """Undo the operations of a block, from its end or from the one before position ``stop``."""
        self.define(block.operations)
        outer = self.context.known
        self.context.known = {**outer, **passed(block.operations[:stop])}
        for operation in reversed(block.operations[:stop]):
            self.builder.location = operation.location
            if not isinstance(operation, (Constant, Closure)):  # these depend on nothing
                try:
                    _UNDOES[type(operation)](self, operation)
                except NotDifferentiable as refusal:
                    self.context.refusals.append(refusal)
        self.context.known = outer

    def define(self, operations: Sequence[Operation]) -> None:
        """Note where values are defined."""
        for operation in operations:
            self.context.definitions.update((r, operation) for r in operation.results)

    def mark(self, region: Region) -> None:
        """Append the mark of a region."""
        token = Value(ty.NONE)
        self.builder.add(Apply("region", (), (token,), (), self.builder.location))
        self.context.regions[token] = region

    def is_varied(self, value: Value) -> bool:
        """Say whether a value depends on the differentiated inputs."""
        return value in self.context.varied

    def take(self, value: Value) -> Value | None:
        """Remove and return the adjoint of a value as a whole; None if nothing came."""
        found = self.adjoints.take(value)
        return self.whole((value,), value.type, found) if found else None

    def whole(self, key: Key, t: ty.Type, found: Sequence[tuple[Key, Adjoint]]) -> Value:
        """Return the adjoint of a structure as one value, made of what was found for it and for its items."""
        parts = [self.adjoints.materialise(adjoint) for k, adjoint in found if len(k) == len(key)]
        inner = [(k, adjoint) for k, adjoint in found if len(k) > len(key)]
        if inner:
            parts.append(self._built(key, t, inner))
        if not parts:
            return self.adjoints.zero(key)
        return reduce(lambda a, b: self.builder.apply("srcad.runtime.accumulate", a, b), parts)

    def _built(self, key: Key, t: ty.Type, found: Sequence[tuple[Key, Adjoint]]) -> Value:
        """Append a structure of adjoints, made of what was found for the items of another one."""

        def item(place: Hashable, inner: ty.Type) -> Value:
            return self.whole((*key, place), inner, [(k, a) for k, a in found if k[len(key)] == place])

        match t:
            case ty.Tuple(items=items):
                return self.builder.apply("build.tuple", *(item(i, inner) for i, inner in enumerate(items)))
            case ty.Dict(items=pairs):
                flat = [v for k, inner in pairs for v in (self.builder.constant(k), item(k, inner))]
                return self.builder.apply("build.dict", *flat)
            case _:
                message, hint = (
                    f"a value of type {t} used in this way",
                    "compute with numbers and arrays",
                )
                raise NotDifferentiable("SRC002", message, self.builder.location, hint)

    def add(self, key: Key, adjoint: Adjoint) -> None:
        """Accumulate a contribution to a varied value; others need none."""
        if not self.is_varied(key[0]):
            return
        if self.adjoints.current(key) is None:
            self.context.name(adjoint.raw, key)
        self.adjoints.add(key, adjoint)

    def as_array(self, g: Value, t: ty.Type) -> Value:
        """Return an adjoint that can be written to: NumPy gives numbers for what it computes of arrays without axes."""
        return self.builder.apply("numpy.asarray", g) if isinstance(t, ty.Array) and t.shape == () else g

    def add_at(self, container: Value, index: Value, g: Value, masked: bool = False) -> None:
        """Accumulate the adjoint of ``container[index]``; ``masked`` says whether its zeros come from masks."""
        if not self.is_varied(container):
            return
        key = (container,)
        absorbing = (masked or ty.has_mask(index.type)) and self.adjoints.is_masked(key)
        now = self.as_array(self.adjoints.value_or_zero(key), container.type)
        if isinstance(container.type, ty.Unknown) and self.builder.maker(now) is None:
            # A block or branch gave it: it may be the 0.0 of what had no structure on that path.
            now = self.builder.apply("srcad.runtime.accumulate", now, zero_like(container, self.builder))
        operation = "list.add_at" if isinstance(container.type, ty.List) else "array.add_at"
        if isinstance(ty.widen(container.type), (ty.Unknown, ty.Tuple)):
            operation = "srcad.runtime.add_at"
        self.adjoints.replace(key, self.builder.apply(operation, now, index, g, hint=name_of(key)), absorbing)

    def named(self, adjoints: Sequence[Value]) -> list[Value]:
        """Give the adjoints in the reverse sweep their names; return what has become of some of them."""
        operations = self.builder.operations
        start = next(i for i, o in enumerate(operations) if isinstance(o, Apply) and o.name == "section")
        made = set(defined_by(operations[start:]))
        names = {old: new for old, new in self.context.names.items() if old in made}
        operations[start:] = [substitute_operation(o, names) for o in operations[start:]]
        return [names.get(v, v) for v in adjoints]

    def refuse(self, code: str, message: str, operation: Operation, hint: str = "") -> None:
        """Note a refusal; all are shown together."""
        self.context.refusals.append(NotDifferentiable(code, message, operation.location, hint))


def passed(operations: Sequence[Operation], taken: Mapping[Value, bool] | None = None) -> dict[Value, bool]:
    """Return what conditions were, if control has come through some operations.

    Of two branches one does not go on; or it is said in ``taken`` which one was.
    """
    branches = [o for o in operations if isinstance(o, If) and falls_through(o.then) != falls_through(o.orelse)]
    known = {o.condition: falls_through(o.then) for o in branches} | dict(taken or {})
    for operation in operations:
        if isinstance(operation, Apply) and operation.name == "operator.not_" and operation.result in known:
            known[operation.operands[0]] = not known[operation.result]
    return known
