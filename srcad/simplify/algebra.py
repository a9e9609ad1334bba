"""Algebra: identities that hold bit for bit, applied to the reverse sweep.

before: ``x_bar = 0.0 + g * 2 * x ** 1``, ``y + -(a * b)``, ``np.broadcast_to(g, u.shape) * u``
after: ``x_bar = g * 2 * x``, ``y - a * b``, ``g * u``

Each identity is a small function: what it matches, and what it gives, or None. Signs are first pulled outwards, so that
additions can take them up, and at last pushed into the first factor, as people write them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from srcad.analysis.typing import Typing
from srcad.analysis.writes import names_each_place_once
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import Length, is_not_one, proved_equal
from srcad.ir.nodes import Apply, Block, Closure, Constant, Function, If, Invoke, Loop, Operation, Value, With
from srcad.ir.rewrite import substitute_operation, substitute_terminator
from srcad.ir.types import Literal, Type
from srcad.rules.table import lookup

Identity: TypeAlias = "Callable[[Match], Value | None]"

_IDENTITIES: dict[str, list[Identity]] = {}


def simplify_algebra(function: Function, typing: Typing, start: int = 0) -> Function:
    """Return the function with the identities applied from position ``start`` of its body on."""
    body = function.body
    builder = Builder(body.params, typing.infer)
    builder.operations = list(body.operations[:start])
    rewriter = _Rewriter()
    rewriter.note(builder.operations)
    rewriter.operations(body.operations[start:], builder)
    terminator = substitute_terminator(body.terminator, rewriter.new)
    return replace(function, body=Block(body.params, tuple(builder.operations), terminator))


@dataclass(frozen=True, slots=True)
class Match:
    """An operation under consideration: its operands, and how they were made."""

    operation: Apply
    builder: Builder
    made_by: dict[Value, Operation]

    @property
    def operands(self) -> tuple[Value, ...]:
        """The operands."""
        return self.operation.operands

    @property
    def type(self) -> Type:
        """The type of the result."""
        return self.operation.result.type

    def inner(self, value: Value, name: str) -> tuple[Value, ...] | None:
        """Return the operands of the operation ``name`` that made ``value``, or None."""
        found = self.made_by.get(value)
        return found.operands if isinstance(found, Apply) and found.name == name else None

    def apply(self, name: str, *operands: Value) -> Value:
        """Append the operation that takes the place of this one."""
        return self._append(name, operands, self.operation.result.hint)

    def inside(self, name: str, *operands: Value) -> Value:
        """Append an operation on the way there: what it gives is not what the result is named after."""
        return self._append(name, operands, "")

    def _append(self, name: str, operands: Sequence[Value], hint: str) -> Value:
        value = self.builder.apply(name, *operands, hint=hint)
        self.made_by[value] = self.builder.operations[-1]
        return value

    def again(self, operands: tuple[Value, ...], hint: str | None = None) -> Value:
        """Append the same operation with other operands of which it is known that the result has the same type."""
        value = Value(self.type, self.operation.result.hint if hint is None else hint)
        self.builder.add(replace(self.operation, operands=operands, results=(value,)))
        self.made_by[value] = self.builder.operations[-1]
        return value

    def same_type(self, value: Value) -> bool:
        """Say whether ``value`` can stand for the result: a scalar for a scalar, an array of the same shape."""
        return replaceable(self.type, value.type)


def replaceable(old: Type, new: Type) -> bool:
    """Say whether a value of type ``new`` can stand for one of type ``old``."""
    match ty.widen(old), ty.widen(new):
        case ty.Scalar(), ty.Scalar():
            return True
        case ty.Array(dtype=p, shape=a), ty.Array(dtype=q, shape=b):
            return p == q and same_shape(a, b)
        case _:
            return old == new and not isinstance(old, ty.Unknown)


def same_shape(a: Sequence[Length] | None, b: Sequence[Length] | None) -> bool:
    """Say whether two shapes are proved equal."""
    return a is not None and b is not None and len(a) == len(b) and all(map(proved_equal, a, b))


class _Rewriter:
    def __init__(self) -> None:
        self.new: dict[Value, Value] = {}
        self.made_by: dict[Value, Operation] = {}

    def note(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            self.made_by.update((r, operation) for r in operation.results)

    def operations(self, operations: Sequence[Operation], builder: Builder) -> None:
        for old in operations:
            builder.location = old.location
            operation = self._inside(old, builder)
            if isinstance(operation, Apply) and len(operation.results) == 1:
                self._apply(operation, builder)
            else:
                builder.add(operation)
                self.note([operation])

    def _inside(self, operation: Operation, builder: Builder) -> Operation:
        match operation:
            case If(condition=condition, then=then, orelse=orelse):
                blocks = self._block(then, builder), self._block(orelse, builder)
                return replace(operation, condition=self._now(condition), then=blocks[0], orelse=blocks[1])
            case Loop(iterable=iterable, inits=inits, body=body):
                source = None if iterable is None else self._now(iterable)
                starts = tuple(self._now(v) for v in inits)
                return replace(operation, iterable=source, inits=starts, body=self._block(body, builder))
            case With(manager=manager, body=body):
                return replace(operation, manager=self._now(manager), body=self._block(body, builder))
            case Constant() | Apply() | Invoke() | Closure():
                return substitute_operation(operation, self.new)

    def _now(self, value: Value) -> Value:
        return self.new.get(value, value)

    def _block(self, block: Block, builder: Builder) -> Block:
        inner = builder.nested(block.params)
        self.operations(block.operations, inner)
        return inner.finish(substitute_terminator(block.terminator, self.new))

    def _apply(self, operation: Apply, builder: Builder) -> None:
        """Apply identities to one operation, and to what they give, until none matches."""
        before = len(builder.operations)
        match = Match(operation, builder, self.made_by)
        for identity in _identities(operation):
            if (found := identity(match)) is not None:
                self.new[operation.result] = self._again(found, builder, before)
                return
        builder.add(operation)
        self.made_by[operation.result] = operation

    def _again(self, value: Value, builder: Builder, before: int) -> Value:
        """Simplify what an identity has appended."""
        fresh = builder.operations[before:]
        if not fresh or not any(value in o.results for o in fresh):
            return value
        del builder.operations[before:]
        for operation in fresh:
            operation = substitute_operation(operation, self.new)
            if isinstance(operation, Apply) and len(operation.results) == 1:
                self._apply(operation, builder)
            else:
                builder.add(operation)
        return self._now(value)


def _identities(operation: Apply) -> list[Identity]:
    found = _IDENTITIES.get(operation.name, [])
    primitive = lookup(operation.name)
    if primitive is not None and primitive.rule is not None and primitive.rule.kind == "elementwise":
        found = [*found, _drop_broadcast, _widen_broadcast]
    return found


def identity(*names: str) -> Callable[[Identity], Identity]:
    """Enter an identity for operations of these names."""

    def enter(function: Identity) -> Identity:
        for name in names:
            _IDENTITIES.setdefault(name, []).append(function)
        return function

    return enter


def _is(value: Value, constant: float) -> bool:
    t = value.type
    return isinstance(t, Literal) and type(t.value) in (int, float) and t.value == constant


@identity("operator.add")
def _add_zero(match: Match) -> Value | None:
    """Use 0 + x = x, where the 0 was made to be added to."""
    a, b = match.operands
    if match.inner(a, "zero") is not None and match.same_type(b):
        return b
    return a if match.inner(b, "zero") is not None and match.same_type(a) else None


@identity("operator.mul")
def _times_one(match: Match) -> Value | None:
    """Use 1 x = x, x 1 = x."""
    a, b = match.operands
    if _is(a, 1) and match.same_type(b):
        return b
    return a if _is(b, 1) and match.same_type(a) else None


@identity("operator.mul")
def _merge_constants(match: Match) -> Value | None:
    """Use (x a) b = x (a b) for constants, one of them a power of two: that is exact."""
    a, b = match.operands
    inner = match.inner(a, "operator.mul")
    if inner is None or (second := _number(b)) is None or (first := _number(inner[1])) is None:
        return None
    if 1.0 not in (abs(math.frexp(first)[0]) * 2, abs(math.frexp(second)[0]) * 2):
        return None
    return match.apply("operator.mul", inner[0], match.builder.constant(first * second))


@identity("array.add_at")
def _add_where_zeroed(match: Match) -> Value | None:
    """Use a[i] = 0; a[i] += v as a[i] = v."""
    a, index, value = match.operands
    inner = match.inner(a, "array.store")
    if inner is None or inner[1] is not index or not _is(inner[2], 0) or not names_each_place_once(index.type):
        return None
    return match.apply("array.store", inner[0], index, value)


@identity("array.store")
def _store_what_is_there(match: Match) -> Value | None:
    """Drop a[i] = a[i]."""
    a, index, value = match.operands
    inner = match.inner(value, "operator.getitem")
    return a if inner is not None and inner[0] is a and inner[1] is index else None


def _number(value: Value) -> float | None:
    """Return a numeric constant other than zero."""
    constant = value.type.value if isinstance(value.type, Literal) else None
    return constant if type(constant) in (int, float) and constant and math.isfinite(constant) else None  # type: ignore[return-value,arg-type]


@identity("operator.truediv", "operator.pow", "numpy.power", "numpy.divide")
def _by_one(match: Match) -> Value | None:
    """Use x / 1 = x, x ** 1 = x."""
    a, b = match.operands
    return a if _is(b, 1) and match.same_type(a) else None


@identity("operator.pow")
def _power_zero(match: Match) -> Value | None:
    """Use x ** 0 = 1."""
    wide = ty.widen(match.operands[0].type)
    return match.builder.constant(1.0) if _is(match.operands[1], 0) and isinstance(wide, ty.Scalar) else None


@identity("operator.neg")
def _negate(match: Match) -> Value | None:
    """Use -(-x) = x, and the negative of a constant."""
    (a,) = match.operands
    if (inner := match.inner(a, "operator.neg")) is not None:
        return inner[0]
    if isinstance(a.type, Literal) and type(a.type.value) in (int, float):
        return match.builder.constant(-a.type.value)  # type: ignore[operator]
    return None


def _negated(match: Match, value: Value) -> tuple[Value, ...] | None:
    """Return the operand of the negation that made a value, unless people want to see that: a number of its own name.

    The sign of an array goes even then, for it costs a pass.
    """
    named = value.hint not in ("", match.operation.result.hint)
    return None if named and isinstance(ty.widen(value.type), ty.Scalar) else match.inner(value, "operator.neg")


@identity("operator.mul", "operator.truediv")
def _sign_outwards(match: Match) -> Value | None:
    """Use (-a) b = -(a b), a (-b) = -(a b); the same for quotients."""
    a, b = match.operands
    name = match.operation.name
    if (inner := _negated(match, a)) is not None:
        return match.apply("operator.neg", match.inside(name, inner[0], b))
    if (inner := _negated(match, b)) is not None:
        return match.apply("operator.neg", match.inside(name, a, inner[0]))
    return None


@identity("operator.add")
def _add_negative(match: Match) -> Value | None:
    """Use a + (-b) = a - b, (-a) + b = b - a."""
    a, b = match.operands
    if (inner := _negated(match, b)) is not None:
        return match.apply("operator.sub", a, inner[0])
    if (inner := _negated(match, a)) is not None:
        return match.apply("operator.sub", b, inner[0])
    return None


@identity("operator.sub")
def _subtract_negative(match: Match) -> Value | None:
    """Use a - (-b) = a + b; 0 - b = -b, where the 0 was made to be added to."""
    a, b = match.operands
    if (inner := _negated(match, b)) is not None:
        return match.apply("operator.add", a, inner[0])
    if match.inner(a, "zero") is not None and match.same_type(b):
        return match.apply("operator.neg", b)
    return None


@identity("numpy.sum")
def _sum_scalar(match: Match) -> Value | None:
    """Drop a sum: that of a scalar is the scalar."""
    (a, *rest) = match.operands
    return a if not rest and isinstance(ty.widen(a.type), ty.Scalar) else None


@identity("array.add_at", "array.store")
def _broadcast_into(match: Match) -> Value | None:
    """Drop a broadcast: what is written into a region is broadcast to it anyway."""
    a, index, value = match.operands
    inner = match.inner(value, "numpy.broadcast_to")
    return None if inner is None else match.apply(match.operation.name, a, index, inner[0])


@identity("numpy.broadcast_to")
def _broadcast_same(match: Match) -> Value | None:
    """Drop a broadcast to the shape that is there already."""
    return match.operands[0] if match.same_type(match.operands[0]) else None


@identity("own")
def _own_broadcast(match: Match) -> Value | None:
    """Make a fresh array of one value."""
    inner = match.inner(match.operands[0], "numpy.broadcast_to")
    if inner is None or not isinstance(ty.widen(inner[0].type), ty.Scalar):
        return None
    shape_of = match.inner(inner[1], "numpy.ndarray.shape")
    name, source = ("numpy.full", inner[1]) if shape_of is None else ("numpy.full_like", shape_of[0])
    return match.apply("own", match.inside(name, source, inner[0]))


_SWAPPED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@identity(*(f"operator.{name}" for name in _SWAPPED))
def _constant_last(match: Match) -> Value | None:
    """Write ``x == 0.0`` for ``0.0 == x``."""
    a, b = match.operands
    if not isinstance(a.type, Literal) or isinstance(b.type, Literal) or not ty.is_number(b.type):
        return None
    return match.apply(f"operator.{_SWAPPED[match.operation.name.rpartition('.')[2]]}", b, a)


@identity("numpy.sum")
def _sum_negative(match: Match) -> Value | None:
    """Use sum(-a) = -sum(a)."""
    (a, *rest) = match.operands
    inner = match.inner(a, "operator.neg")
    if inner is None or ty.kind_of(a.type) != "float":
        return None
    total = match.again((inner[0], *rest), hint="")
    return match.apply("operator.neg", total)


@identity("numpy.where")
def _choose_ones(match: Match) -> Value | None:
    """Use 1.0 for an array of ones where the condition has the full shape already."""
    condition, *branches = match.operands
    whole, shape = ty.widen(match.type), getattr(condition.type, "shape", None)
    if not isinstance(whole, ty.Array) or whole.dtype != "float64" or not _covers(shape, whole.shape):
        return None
    if not any(match.inner(v, "numpy.ones_like") for v in branches):
        return None
    plain = (match.builder.constant(1.0) if match.inner(v, "numpy.ones_like") else v for v in branches)
    return match.again((condition, *plain))


def _covers(shape: Sequence[Length] | None, whole: Sequence[Length] | None) -> bool:
    """Say whether an operand has the full shape of the result: an axis that is not of length 1 was not broadcast."""
    if shape is None or whole is None or len(shape) != len(whole):
        return False
    return all(proved_equal(n, m) or is_not_one(n) for n, m in zip(shape, whole))


def _drop_broadcast(match: Match) -> Value | None:
    """Drop a broadcast: an elementwise operation does it itself, if another operand has the full shape."""
    t = ty.widen(match.type)
    if not isinstance(t, ty.Array) or any(k is not None for k in match.operation.keywords):
        return None
    full = [isinstance(w := ty.widen(v.type), ty.Array) and _covers(w.shape, t.shape) for v in match.operands]
    for i, value in enumerate(match.operands):
        inner = match.inner(value, "numpy.broadcast_to")
        if inner is not None and any(full[:i] + full[i + 1 :]):
            return match.again((*match.operands[:i], inner[0], *match.operands[i + 1 :]))
    return None


def _widen_broadcast(match: Match) -> Value | None:
    """Broadcast after an elementwise operation: that is cheaper than before it."""
    t = ty.widen(match.type)
    if not isinstance(t, ty.Array) or any(k is not None for k in match.operation.keywords):
        return None
    for i, value in enumerate(match.operands):
        inner = match.inner(value, "numpy.broadcast_to")
        others = (*match.operands[:i], *match.operands[i + 1 :])
        if inner is not None and all(isinstance(ty.widen(v.type), ty.Scalar) for v in others):
            small = match.inside(match.operation.name, *match.operands[:i], inner[0], *match.operands[i + 1 :])
            return match.apply("numpy.broadcast_to", small, inner[1])
    return None
