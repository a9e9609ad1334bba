"""Symbolic lengths: what is known of an axis length or an integer before the program runs.

A :class:`Linear` is ``constant + Σ coefficient·symbol`` over integer symbols. As the *value of an integer* it may be
negative; as the *length of an axis* it stands for ``max(value, 0)``, which is what slicing and constructors give.
Two axes are proved equal when their ``Linear`` are equal, and known (:func:`proved_equal`). A length of which nothing
is known is :data:`UNKNOWN`, which is equal to nothing, not even to itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Symbol:
    """One unknown integer.

    ``lower`` and ``upper`` are proved bounds (or None); ``not_one`` says that the integer, read as a length, is never
    1; ``clamped`` is the length of which the symbol is the value, ``max(clamped, 0)``, if that is what it stands for.
    """

    name: str
    lower: int | None = None
    not_one: bool = False
    clamped: Linear | None = None
    upper: Linear | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Linear:
    """``constant + Σ coefficient·symbol``; terms are sorted by symbol and have no zero coefficient."""

    constant: int = 0
    terms: tuple[tuple[Symbol, int], ...] = ()

    def __str__(self) -> str:
        parts = [f"{'' if c == 1 else '-' if c == -1 else f'{c}*'}{s}" for s, c in self.terms]
        if self.constant or not parts:
            parts.append(str(self.constant))
        return "+".join(parts).replace("+-", "-")

    @property
    def known(self) -> int | None:
        """The integer, if it is one."""
        return None if self.terms else self.constant


Length: TypeAlias = Linear
ONE = Linear(1)
ZERO = Linear(0)


def of_symbol(s: Symbol) -> Linear:
    """Return the ``Linear`` that is this symbol."""
    return Linear(0, ((s, 1),))


def symbol(name: str, lower: int | None = None, not_one: bool = False) -> Linear:
    """Return the ``Linear`` that is one symbol."""
    return of_symbol(Symbol(name, lower, not_one))


#: An integer of which nothing is known: arithmetic with it gives it again, and no two of them are equal.
UNKNOWN = symbol("?")


def is_unknown(a: Linear) -> bool:
    """Say whether nothing is known of ``a``."""
    return a == UNKNOWN


def add(a: Linear, b: Linear) -> Linear:
    """Return ``a + b``."""
    if is_unknown(a) or is_unknown(b):
        return UNKNOWN
    total = dict(a.terms)
    for s, c in b.terms:
        total[s] = total.get(s, 0) + c
    terms = [(s, c) for s, c in total.items() if c]
    if len(terms) > 1:
        terms.sort(key=lambda term: repr(term[0]))
    return Linear(a.constant + b.constant, tuple(terms))


def scale(a: Linear, factor: int) -> Linear:
    """Return ``factor * a``."""
    if is_unknown(a):
        return UNKNOWN
    return Linear(a.constant * factor, tuple((s, c * factor) for s, c in a.terms) if factor else ())


def subtract(a: Linear, b: Linear) -> Linear:
    """Return ``a - b``."""
    return add(a, scale(b, -1))


def lower_bound(a: Linear) -> int | None:
    """Return an integer that ``a`` is proved never to be below, or None.

    >>> i = of_symbol(Symbol("i", lower=0, upper=subtract(symbol("n"), ONE)))
    >>> lower_bound(subtract(symbol("n"), i))
    1
    """
    falling = next((term for term in a.terms if term[1] < 0), None)
    if falling is not None:
        s, c = falling
        return None if s.upper is None else lower_bound(add(a, scale(subtract(s.upper, of_symbol(s)), c)))
    bound = a.constant
    for s, c in a.terms:
        if s.lower is None:
            return None
        bound += c * s.lower
    return bound


def is_at_least(a: Linear, least: int = 0) -> bool:
    """Say whether ``a`` is proved never to be below ``least``."""
    bound = lower_bound(a)
    return bound is not None and bound >= least


def is_one(a: Length) -> bool:
    """Say whether the length is proved to be 1."""
    return a.known == 1


def is_not_one(a: Length) -> bool:
    """Say whether the length is proved to differ from 1."""
    if (known := a.known) is not None:
        return known != 1
    if a.constant == 0 and len(a.terms) == 1 and a.terms[0][1] == 1 and a.terms[0][0].not_one:
        return True
    return is_at_least(a, 2)


def proved_equal(a: Length, b: Length) -> bool:
    """Say whether two lengths are proved equal.

    >>> proved_equal(symbol("n"), symbol("n")), proved_equal(Linear(-1), ZERO), proved_equal(UNKNOWN, UNKNOWN)
    (True, True, False)
    """
    if a.known is not None and b.known is not None:
        return max(a.known, 0) == max(b.known, 0)
    return a == b and not is_unknown(a)


def length_from(value: Linear | None) -> Length:
    """Return the length of an axis that was made with an integer of this symbolic value (None: unknown)."""
    if value is None:
        return UNKNOWN
    if value.constant == 0 and len(value.terms) == 1:
        ((only, coefficient),) = value.terms
        if coefficient == 1 and only.clamped is not None:
            return only.clamped
    return value


def value_of(length: Length) -> Linear | None:
    """Return the symbolic value of an axis length read as an integer, or None.

    >>> str(value_of(subtract(symbol("n", lower=0), Linear(2))))
    'max(n-2,0)'
    """
    if is_unknown(length):
        return None
    if length.known is not None or is_at_least(length):
        return Linear(max(length.constant, 0)) if length.known is not None else length
    return of_symbol(Symbol(f"max({length},0)", lower=0, not_one=is_not_one(length), clamped=length))
