"""What identities are written in: an operation under consideration, and families of identities.

An identity is a small function: what it matches, and what it gives, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import Length, is_not_one, proved_equal
from srcad.ir.nodes import Apply, Operation, Value
from srcad.ir.types import Literal, Type

Identity: TypeAlias = "Callable[[Match], Value | None]"
#: What is divided by what: values, or constants.
Quotient: TypeAlias = "tuple[Value | Literal, Value | Literal]"
#: The quotients that the program has computed.
Quotients: TypeAlias = "Mapping[Quotient, Value]"


def quotient_of(a: Value, b: Value) -> Quotient:
    """Return what is divided by what: constants are the same wherever they stand."""
    return (a.type if isinstance(a.type, Literal) else a, b.type if isinstance(b.type, Literal) else b)


@dataclass(frozen=True, slots=True)
class Match:
    """An operation under consideration: its operands, and how they were made."""

    operation: Apply
    builder: Builder
    made_by: dict[Value, Operation]
    quotients: Quotients

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

    def named(self, keyword: str) -> Value | None:
        """Return the operand that is passed by a keyword, or None."""
        return next((v for k, v in zip(self.operation.keywords, self.operands) if k == keyword), None)

    def quotient(self, a: Value, b: Value) -> Value | None:
        """Return what ``a / b`` was in the forward sweep, if it was computed there."""
        return self.quotients.get(quotient_of(a, b))

    def apply(self, name: str, *operands: Value, keywords: Sequence[str | None] = ()) -> Value:
        """Append the operation that takes the place of this one."""
        return self._append(name, operands, self.operation.result.hint, keywords)

    def inside(self, name: str, *operands: Value) -> Value:
        """Append an operation on the way there: what it gives is not what the result is named after."""
        return self._append(name, operands, "")

    def _append(self, name: str, operands: Sequence[Value], hint: str, keywords: Sequence[str | None] = ()) -> Value:
        value = self.builder.apply(name, *operands, hint=hint, keywords=keywords)
        self.made_by[value] = self.builder.operations[-1]
        return value

    def again(self, operands: tuple[Value, ...], hint: str | None = None) -> Value:
        """Append the same operation with other operands of which it is known that the result has the same type."""
        value = Value(self.type, self.operation.result.hint if hint is None else hint)
        self.builder.add(replace(self.operation, operands=operands, results=(value,)))
        self.made_by[value] = self.builder.operations[-1]
        return value

    def dtype_of(self, operands: tuple[Value, ...]) -> str | None:
        """Return the dtype that the same operation gives of other operands, if it is an array and known."""
        infer = self.builder.infer
        if infer is None:
            return None
        t = ty.widen(infer(self.operation.name, operands, self.operation.keywords, 1)[0])
        return t.dtype if isinstance(t, ty.Array) else None

    def same_type(self, value: Value) -> bool:
        """Say whether ``value`` can stand for the result: a scalar for a scalar, an array of the same shape."""
        return replaceable(self.type, value.type)


class Family:
    """Identities, by the names of the operations that they are for."""

    def __init__(self) -> None:
        self._of: dict[str, list[Identity]] = {}
        self._rounds: set[Identity] = set()

    def __call__(self, *names: str, rounds: bool = False) -> Callable[[Identity], Identity]:
        """Enter an identity for operations of these names; those entered first are tried first.

        One that ``rounds`` holds up to rounding, and not of values that were computed before.
        """

        def enter(function: Identity) -> Identity:
            for name in names:
                self._of.setdefault(name, []).append(function)
            if rounds:
                self._rounds.add(function)
            return function

        return enter

    def of(self, name: str, exact: bool) -> Sequence[Identity]:
        """Return the identities for operations of a name."""
        return [identity for identity in self._of.get(name, ()) if not (exact and identity in self._rounds)]


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


def covers(shape: Sequence[Length] | None, whole: Sequence[Length] | None) -> bool:
    """Say whether an operand has the full shape of the result: an axis that is not of length 1 was not broadcast."""
    if shape is None or whole is None or len(shape) != len(whole):
        return False
    return all(proved_equal(n, m) or is_not_one(n) for n, m in zip(shape, whole))


_INDICES = ("build.tuple", "build.slice")


def same_index(a: Value, b: Value, made_by: Mapping[Value, Operation]) -> bool:
    """Say whether two indices are made of the same values."""
    if a is b or (isinstance(a.type, Literal) and a.type == b.type):
        return True
    match made_by.get(a), made_by.get(b):
        case Apply(name=name, operands=p), Apply(name=other, operands=q) if name == other and name in _INDICES:
            return len(p) == len(q) and all(same_index(x, y, made_by) for x, y in zip(p, q))
    return False


_WHOLE = frozenset({ty.Literal(...), ty.Slice(ty.NONE, ty.NONE, ty.NONE)})


def leaves_all(index: Type) -> bool:
    """Say whether an index gives all of an array in its shape: ``...``, ``:``, ``:, :``."""
    return _WHOLE.issuperset(ty.parts_of_index(index))


def is_number(value: Value, constant: float) -> bool:
    """Say whether a value is this constant, as an int or a float."""
    t = value.type
    return isinstance(t, Literal) and type(t.value) in (int, float) and t.value == constant
