"""Symbolic sizes in bytes: what a value of a type holds, and how often it is held.

A number counts what it holds, 8 bytes for a float, wherever Python keeps it; an array the bytes of its elements; a
container the sum of its items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from srcad.ir import types as ty
from srcad.ir.lengths import Length, Linear, Symbol, is_unknown, subtract

_BYTES = {"bool": 1, "int": 8, "float": 8, "complex": 16}

_POWERS = {1: "", 2: "²", 3: "³"}

#: A product of lengths and counts, as they are written, in order.
Factors: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """A number of bytes: a sum of products of lengths.

    Parameters
    ----------
    terms : tuple of (Factors, int)
        The products, each with its coefficient.
    known : bool
        Whether that is all: otherwise something of unknown size comes on top.
    exact : bool
        Whether it is always just that much: otherwise it may be less.
    """

    terms: tuple[tuple[Factors, int], ...] = ()
    known: bool = True
    exact: bool = True

    def __str__(self) -> str:
        parts = [_product(factors, coefficient) for factors, coefficient in self.terms]
        if not self.known:
            parts.append("?")
        total = " + ".join(parts) or "0"
        return total if self.exact or not self.terms else f"≤ {total}"


NOTHING = Size()
UNKNOWN = Size(known=False)


def constant(count: int) -> Size:
    """Return a size that is known."""
    return Size((((), count),)) if count else NOTHING


def total(sizes: Sequence[Size]) -> Size:
    """Return the sum of sizes."""
    terms: dict[Factors, int] = {}
    for size in sizes:
        for factors, coefficient in size.terms:
            terms[factors] = terms.get(factors, 0) + coefficient
    ordered = sorted(terms.items(), key=lambda term: (-len(term[0]), term[0]))
    return Size(tuple(ordered), all(s.known for s in sizes), all(s.exact for s in sizes))


def at_most(size: Size) -> Size:
    """Return a size that may be less."""
    return Size(size.terms, size.known, False)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How lengths are called.

    Parameters
    ----------
    arrays : mapping
        Shapes of arguments that have axes without names of their own, by the names of the arguments.
    symbols : frozenset of str
        The lengths and integers that arguments have; a person can tell no others from the program.
    """

    arrays: Mapping[tuple[Length, ...], str]
    symbols: frozenset[str]

    def size(self, t: ty.Type) -> Size:
        """Return how many bytes a value of a type holds."""
        match ty.widen(t):
            case ty.Scalar(kind=kind, dtype=dtype):
                return constant(np.dtype(dtype).itemsize if dtype else _BYTES[kind])
            case ty.Array(dtype=dtype, shape=(*shape,)) if dtype:
                return self._array(np.dtype(dtype).itemsize, tuple(shape))
            case ty.Reference(target=target):
                return self.size(target)
            case ty.Tuple(items=items):
                return total([self.size(item) for item in items])
            case ty.Dict(items=pairs) | ty.Object(fields=pairs):
                return total([self.size(item) for _, item in pairs])
            case ty.List(item=item, length=length) if length is not None:
                return self.times(self.size(item), length)
            case ty.Literal(value=None) | ty.Undefined() | ty.Range() | ty.Slice() | ty.Callable() | ty.Module():
                return NOTHING
        return UNKNOWN

    def times(self, size: Size, length: Length) -> Size:
        """Return a size as often as a length says."""
        factor = self._factor(length)
        if factor is None:
            return UNKNOWN
        coefficient, factors = factor
        return self.repeated(Size(_scaled(size, coefficient), size.known, size.exact), factors)

    def repeated(self, size: Size, factors: Factors) -> Size:
        """Return a size as often as factors say."""
        terms = tuple((tuple(sorted((*f, *factors), key=_order)), c) for f, c in size.terms)
        return Size(terms, size.known, size.exact)

    def _array(self, itemsize: int, shape: tuple[Length, ...]) -> Size:
        if name := self.arrays.get(shape):
            return Size((((f"{name}.size",), itemsize),))
        size = constant(itemsize)
        for length in shape:
            size = self.times(size, length)
        return size

    def _factor(self, length: Length) -> tuple[int, Factors] | None:
        """Return a length as a coefficient and factors, or None if it is not known."""
        if is_unknown(length):
            return None
        if not self.is_told(length):
            return 1, ("?",)
        if length.known is not None:
            return max(length.known, 0), ()
        if not length.constant and len(length.terms) == 1 and length.terms[0][1] > 0:
            ((symbol, coefficient),) = length.terms
            return coefficient, (self._symbol(symbol),)
        return 1, (f"({self.linear(length)})",)

    def linear(self, length: Linear) -> str:
        """Return a length as a person would write it."""
        parts = []
        for symbol, coefficient in subtract(length, Linear(length.constant)).terms:
            amount = "" if abs(coefficient) == 1 else f"{abs(coefficient)}·"
            parts.append(f"{'-' if coefficient < 0 else '+'} {amount}{self._symbol(symbol)}")
        parts.sort(key=lambda part: part.startswith("-"))
        if length.constant:
            parts.append(f"{'-' if length.constant < 0 else '+'} {abs(length.constant)}")
        return " ".join(parts).removeprefix("+ ")

    def is_told(self, length: Linear) -> bool:
        """Say whether a person can tell what the symbols of a length stand for."""
        return all(
            symbol.name in self.symbols if symbol.clamped is None else self.is_told(symbol.clamped)
            for symbol, _ in length.terms
        )

    def _symbol(self, symbol: Symbol) -> str:
        """Return how to call a symbol: that of an axis without a name is ``len(x)`` or ``x.shape[1]``."""
        if symbol.clamped is not None:
            return f"max({self.linear(symbol.clamped)}, 0)"
        array, dot, axis = symbol.name.rpartition(".")
        if not dot or not axis.isdigit():
            return symbol.name
        return f"len({array})" if axis == "0" else f"{array}.shape[{axis}]"


def _product(factors: Factors, coefficient: int) -> str:
    """Return a product as a person would write it; a factor that stands several times as a power."""
    powers = [f"{f}{_POWERS.get(n, f'^{n}')}" for f, n in Counter(factors).items()]
    return "·".join(powers if powers and coefficient == 1 else [str(coefficient), *powers])


def _scaled(size: Size, coefficient: int) -> tuple[tuple[Factors, int], ...]:
    return tuple((f, c * coefficient) for f, c in size.terms) if coefficient else ()


def _order(factor: str) -> tuple[bool, str]:
    return (factor.startswith("("), factor)


def lengths_of(parameters: Sequence[tuple[str, ty.Type]]) -> Lengths:
    """Return how to call the lengths of a function's parameters, given by name and type."""
    arrays: dict[tuple[Length, ...], str] = {}
    for name, t in parameters:
        if isinstance(t, ty.Array) and t.shape and all(_belongs(axis, name) for axis in t.shape):
            arrays.setdefault(t.shape, name)
    return Lengths(arrays, frozenset(symbol.name for _, t in parameters for symbol in _symbols(t)))


def _symbols(t: ty.Type) -> Iterator[Symbol]:
    """Yield the symbols that a type names."""
    match t:
        case ty.Scalar(value=value) if value is not None:
            yield from (symbol for symbol, _ in value.terms)
        case ty.Array(shape=(*shape,)):
            yield from (symbol for length in shape for symbol, _ in length.terms)
        case ty.Range(length=length) if length is not None:
            yield from (symbol for symbol, _ in length.terms)
        case ty.List(item=item, length=length):
            yield from _symbols(item)
            yield from (symbol for symbol, _ in (length.terms if length is not None else ()))
        case ty.Tuple(items=items):
            yield from (symbol for item in items for symbol in _symbols(item))
        case ty.Dict(items=pairs) | ty.Object(fields=pairs):
            yield from (symbol for _, item in pairs for symbol in _symbols(item))


def _belongs(axis: Length, name: str) -> bool:
    """Say whether the length of an axis has no other name than that of its place in an argument."""
    return any(
        symbol.name.rpartition(".")[0] == name and symbol.name.rpartition(".")[2].isdigit() for symbol, _ in axis.terms
    )
