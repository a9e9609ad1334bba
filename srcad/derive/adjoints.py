"""The adjoints that a reverse sweep has accumulated so far.

An adjoint belongs to a *key*: a value, or an item of a structure, ``(value, index, …)``. The first contribution is
assigned, later ones are added. Inside a loop the adjoint of a value from outside is an accumulator that the loop
carries, made when it is first touched.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Exit, Operation, Value
from srcad.ir.types import Type

Key: TypeAlias = "tuple[Value, *tuple[Hashable, ...]]"

#: Conditions, each with the side on which the adjoint lives.
Masks: TypeAlias = tuple[tuple[Value, bool], ...]
#: A condition, and the side of it where something came.
Branch: TypeAlias = tuple[Value, bool]


@dataclass(frozen=True, slots=True)
class Adjoint:
    """``raw`` where all masks hold, zero elsewhere.

    The masks of ``np.where`` are kept apart from the value, so that they are applied *after* the chain of elementwise
    operations below: a zero that masks something out absorbs even the inf of a singular partial derivative.
    Where masks had to be applied before (to a sum, say), the zeros of ``raw`` itself are ``absorbing``. All of it came
    from one ``branch``, if that is not None.
    """

    raw: Value
    masks: Masks = ()
    absorbing: bool = False
    branch: Branch | None = None

    @property
    def is_masked(self) -> bool:
        """Say whether zeros come from masks."""
        return bool(self.masks) or self.absorbing


def name_of(key: Key) -> str:
    """Return the name of a key's adjoint."""
    parts = [key[0].hint or "", *(str(p) for p in key[1:])]
    return "_".join(p for p in (*parts, "bar") if p) if parts[0] else ""


def project(key: Key, builder: Builder) -> Value:
    """Append what reads the primal value of a key; return it."""
    value = key[0]
    for item in key[1:]:
        value = builder.apply("operator.getitem", value, builder.constant(item))
    return value


def zero_like(value: Value, builder: Builder, hint: str = "") -> Value:
    """Append the zero adjoint of a value; that of a number does not read it, and needs it neither saved nor defined."""
    wide = ty.widen(value.type)
    if isinstance(wide, (ty.Reference, ty.Handle)):  # its adjoint is its shadow
        return builder.constant(0.0)
    if isinstance(wide, ty.Scalar):
        value = builder.constant(0j if wide.kind == "complex" else 0.0)
    return builder.apply("zero", value, hint=hint)


def adjoint_type(t: Type) -> Type:
    """Return the type of the adjoint of a value of type ``t``; nothing is handed on for references, which have shadows.

    What is computed of a short number and of one of double precision is of double precision: the dtype of an adjoint
    is sure where it can be no other.
    """
    match ty.widen(t):
        case ty.Scalar(kind="complex", form=form, dtype=dtype):
            return ty.Scalar("complex", "either", _sure(dtype or ("complex128" if form == "python" else "")))
        case ty.Scalar(kind=kind, form=form, dtype=dtype):
            known = dtype if kind == "float" else ""
            return ty.Scalar("float", "either", _sure(known or ("float64" if form == "python" else "")))
        case ty.Array(dtype=dtype, shape=shape):
            return ty.Array(_sure(dtype), shape)
        case ty.Reference() | ty.Handle():
            return ty.FLOAT
        case ty.List(item=item, length=length):
            return ty.List(adjoint_type(item), length)
        case ty.Tuple(items=items):
            return ty.Tuple(tuple(map(adjoint_type, items)))
        case other:
            return other


def _sure(dtype: str) -> str:
    return dtype if dtype in ("float64", "complex128") else ""


class Adjoints:
    """The adjoints in one block of the reverse sweep; ``outer`` holds those of the block around it."""

    def __init__(
        self, builder: Builder, outer: Adjoints | None = None, undefined: frozenset[Value] = frozenset()
    ) -> None:
        self.builder = builder
        self.outer = outer
        #: Values that hold nothing on some path: their zeros are made without looking at them.
        self.undefined: frozenset[Value] = undefined if outer is None else outer.undefined
        self.own: dict[Key, Adjoint] = {}
        #: Of arrays that a write leaves nothing of: the adjoint of what it leaves, and the place that it writes to.
        self.cleared: dict[Key, tuple[Value, Value]] = {}

    def current(self, key: Key) -> Adjoint | None:
        """Return what has been accumulated for a key, here or outside."""
        if key in self.own:
            return self.own[key]
        return self.outer.current(key) if self.outer else None

    def take(self, value: Value) -> list[tuple[Key, Adjoint]]:
        """Remove and return the adjoints of a value, and of its items, that were accumulated in this block."""
        found = self.of(value)
        for key, _ in found:
            del self.own[key]
        return found

    def of(self, value: Value) -> list[tuple[Key, Adjoint]]:
        """Return the adjoints of a value, and of its items, that were accumulated in this block."""
        return [(key, adjoint) for key, adjoint in self.own.items() if key[0] is value]

    def add(self, key: Key, adjoint: Adjoint) -> None:
        """Accumulate a contribution."""
        now = self.current(key)
        self.own[key] = adjoint if now is None else self._sum(now, adjoint, name_of(key))

    def replace(self, key: Key, value: Value, absorbing: bool = False, branch: Branch | None = None) -> None:
        """Set an adjoint."""
        self.own[key] = Adjoint(value, (), absorbing, branch)

    def is_masked(self, key: Key) -> bool:
        """Say whether zeros that have been accumulated come from masks, or from nothing at all."""
        now = self.current(key)
        return now is None or now.is_masked

    def value(self, key: Key) -> Value | None:
        """Return the accumulated adjoint as one value, or None."""
        now = self.current(key)
        return None if now is None else self.materialise(now)

    def value_or_zero(self, key: Key) -> Value:
        """Return the accumulated adjoint as one value; zeros where nothing came."""
        now = self.value(key)
        return self.zero(key) if now is None else now

    def zero(self, key: Key) -> Value:
        """Append the zero adjoint of a key; where one like it is done with, that is cleared, which needs no primal."""
        if key[0] in self.undefined and isinstance(key[0].type, ty.Unknown):
            return self.builder.constant(0.0)
        if key in self.cleared:
            return self.builder.apply("array.store", *self.cleared[key], self.builder.constant(0.0), hint=name_of(key))
        return zero_like(project(key, self.builder), self.builder, name_of(key))

    def materialise(self, adjoint: Adjoint) -> Value:
        """Append the masks; return one value."""
        value = adjoint.raw
        for condition, side in reversed(adjoint.masks):
            zero = self.builder.constant(0.0)
            branches = (value, zero) if side else (zero, value)
            value = self.builder.apply("numpy.where", condition, *branches, hint=value.hint)
        return value

    def applied(self, adjoint: Adjoint) -> Adjoint:
        """Append the masks; return the adjoint without them, whose zeros are absorbing from now on."""
        return Adjoint(self.materialise(adjoint), absorbing=adjoint.is_masked)

    def _sum(self, a: Adjoint, b: Adjoint, name: str) -> Adjoint:
        if a.masks == b.masks:
            return Adjoint(self.added(a.raw, b.raw, name), a.masks, a.absorbing and b.absorbing)
        total = self.added(self.materialise(a), self.materialise(b), name)
        if not (a.masks and b.masks):
            return Adjoint(total, absorbing=a.is_masked and b.is_masked)
        either = self.builder.apply("numpy.logical_or", self.holds(a.masks), self.holds(b.masks))
        return Adjoint(total, ((either, True),))

    def added(self, a: Value, b: Value, name: str) -> Value:
        """Append the sum of two adjoints of one value."""
        plain = ty.is_number(a.type) and ty.is_number(b.type)
        operation = "operator.add" if plain else "srcad.runtime.accumulate"
        return self.builder.apply(operation, a, b, hint=name)

    def holds(self, masks: Masks) -> Value:
        """Append the conjunction of masks."""
        sides = [c if side else self.builder.apply("numpy.logical_not", c) for c, side in masks]
        held = sides[0]
        for side in sides[1:]:
            held = self.builder.apply("numpy.logical_and", held, side)
        return held


@dataclass(frozen=True, slots=True)
class Accumulator:
    """An adjoint from outside that a loop carries; ``masked`` says whether its zeros are absorbing behind the loop."""

    init: Value
    param: Value
    masked: bool = False


class LoopAdjoints(Adjoints):
    """The adjoints in the body of a loop of the reverse sweep; ``local`` are the values of the loop's own body."""

    def __init__(self, builder: Builder, outer: Adjoints, local: frozenset[Value]) -> None:
        super().__init__(builder, outer)
        self.local = local
        self.accumulators: dict[Key, Accumulator] = {}

    def current(self, key: Key) -> Adjoint | None:
        """Return what has been accumulated; make an accumulator for a value from outside."""
        if key in self.own or key[0] in self.local:
            return self.own.get(key)
        assert self.outer is not None
        masked = self.outer.is_masked(key)
        init = self.outer.value_or_zero(key)
        param = Value(adjoint_type(init.type), name_of(key))
        self.accumulators[key] = Accumulator(init, param)
        self.own[key] = Adjoint(param, absorbing=masked)
        return self.own[key]


def counts_from_zero(made: Operation | None) -> bool:
    """Say whether the items of what an operation made are their own places: those of ``range(n)`` are."""
    return isinstance(made, Apply) and made.name == "builtins.range" and len(made.operands) == 1


@dataclass(slots=True)
class Region:
    """A part of the reverse sweep that undoes one execution of a block of the forward sweep.

    ``index`` is, for the body of a loop, the position of the trip (or, with ``index_is_item``, the item itself).
    ``exit`` is, for a trip that was left half-way (and for the branches on the way out), the exit that was taken.
    """

    block: Block
    index: Value | None = None
    iterable: Value | None = None
    index_is_item: bool = False
    exit: Exit | None = None
