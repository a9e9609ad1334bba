"""Types of results, joins of types, and fresh symbolic lengths.

One :class:`Typing` belongs to the making of one derivative: it numbers the lengths that nothing is known of, so that
one value's unknown length equals itself and nothing else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Sequence
from functools import cache

from srcad.ir import types as ty
from srcad.ir.lengths import Linear, Symbol, is_not_one, is_unknown, lower_bound, of_symbol, symbol
from srcad.ir.nodes import Value
from srcad.ir.types import Type
from srcad.ir.versions import LIST_ADDITIONS
from srcad.rules.intrinsics import starred_list, unpacked
from srcad.rules.table import ResultType, lookup
from srcad.source.interface import ClassDefinition


class Typing:
    """Infers result types; its ``infer`` is what typed builders use."""

    def __init__(self) -> None:
        self._count = 0
        #: Gives the type of a handle that leads to objects of two regions.
        self.unite: Callable[[ty.Handle, ty.Handle], Type] = _apart

    def fresh(self, not_one: bool = False) -> Linear:
        """Return a length that equals nothing but itself."""
        self._count += 1
        return symbol(f"#{self._count}", lower=0, not_one=not_one)

    def item(self, iterable: ty.Range) -> Type:
        """Return the type of the item of a trip: an integer of its own, within the bounds of the range."""
        self._count += 1
        lower = None if iterable.least is None else lower_bound(iterable.least)
        return ty.Scalar("int", value=of_symbol(Symbol(f"#{self._count}", lower, upper=iterable.greatest)))

    def infer(
        self, name: str, operands: Sequence[Value], keywords: Sequence[str | None], count: int
    ) -> tuple[Type, ...]:
        """Return the types of the results of ``name(operands)``."""
        return tuple(self.name_lengths(t) for t in result_types(name, operands, keywords, count))

    def name_lengths(self, t: Type) -> Type:
        """Give each unknown axis length of an array a name of its own."""
        if isinstance(t, ty.Array) and t.shape and any(is_unknown(n) for n in t.shape):
            return ty.Array(t.dtype, tuple(self.fresh() if is_unknown(n) else n for n in t.shape))
        return t

    def join(self, a: Type, b: Type, varying: frozenset[Linear] = frozenset()) -> Type:
        """Return the least type that describes both.

        Lengths that differ become fresh; a length of ``a`` that is in ``varying`` already stands for any length.
        """
        if isinstance(a, ty.Refused) or isinstance(b, ty.Refused):
            return ty.REFUSED
        if a == b or isinstance(b, ty.Undefined):
            return a
        if isinstance(a, ty.Undefined):
            return b
        return self._join_composite(ty.widen(a), ty.widen(b), varying)

    def _join_composite(self, a: Type, b: Type, varying: frozenset[Linear]) -> Type:
        """Join what holds other values: item by item where both hold the same."""
        match a, b:
            case ty.Tuple(p, name, fields), ty.Tuple(q, other, _) if len(p) == len(q) and name == other:
                return ty.Tuple(self._join_each(p, q, varying), name, fields)
            case ty.List(p, n), ty.List(q, m):
                return ty.List(self.join(p, q, varying), n if n == m else None)
            case ty.Dict(p), ty.Dict(q) if [k for k, _ in p] == [k for k, _ in q]:
                return ty.Dict(tuple((k, self.join(x, y, varying)) for (k, x), (_, y) in zip(p, q)))
            case ty.Mapping(p), ty.Mapping(q):
                return ty.Mapping(self.join(p, q, varying))
            case ty.Callable(f, p, m), ty.Callable(g, q, n) if f == g and len(p) == len(q):
                return ty.Callable(f, self._join_each(p, q, varying), m if m == n else 0)
            case ty.Object(f, p), ty.Object(g, q) if f == g and [k for k, _ in p] == [k for k, _ in q]:
                return ty.Object(f, tuple((k, self.join(x, y, varying)) for (k, x), (_, y) in zip(p, q)))
            case _:
                return self._join_plain(a, b, varying)

    def _join_each(self, a: Sequence[Type], b: Sequence[Type], varying: frozenset[Linear]) -> tuple[Type, ...]:
        return tuple(self.join(x, y, varying) for x, y in zip(a, b))

    def _join_plain(self, a: Type, b: Type, varying: frozenset[Linear]) -> Type:
        match a, b:
            case ty.Scalar(), ty.Scalar():
                return _join_scalars(a, b)
            case ty.Array(), ty.Array():
                return self._join_arrays(a, b, varying)
            case ty.Range(), ty.Range():
                return ty.Range()
            case ty.Text(), ty.Text():
                return ty.TEXT
            case ((ty.Callable() | ty.Choice()), (ty.Callable() | ty.Choice())):
                return _join_functions(a, b)
            case ty.Handle(), ty.Handle():
                return self.unite(a, b)
            case (ty.Handle() as p, ty.Literal(value=None)) | (ty.Literal(value=None), ty.Handle() as p):
                return p  # whatever leads to an object may lead to none
            case _:
                return ty.UNKNOWN

    def _join_arrays(self, a: ty.Array, b: ty.Array, varying: frozenset[Linear]) -> Type:
        dtype = a.dtype if a.dtype == b.dtype else ""
        if a.shape is None or b.shape is None or len(a.shape) != len(b.shape):
            return ty.Array(dtype, None)
        return ty.Array(dtype, tuple(self._join_lengths(n, m, varying) for n, m in zip(a.shape, b.shape)))

    def _join_lengths(self, a: Linear, b: Linear, varying: frozenset[Linear]) -> Linear:
        if a == b or is_unknown(a):  # a name would be that of all items of a list
            return a
        if is_unknown(b):
            return b
        both = is_not_one(a) and is_not_one(b)
        return a if a in varying and both == is_not_one(a) else self.fresh(not_one=both)


def _apart(_a: ty.Handle, _b: ty.Handle) -> Type:
    return ty.UNKNOWN


def _join_scalars(a: ty.Scalar, b: ty.Scalar) -> ty.Scalar:
    kind = max(a.kind, b.kind, key=ty.KINDS.index)
    form = a.form if a.form == b.form else "either"
    dtype = ty.common_dtype(a, b)
    value = a.value if a.kind == b.kind and a.value == b.value else None
    return ty.Scalar(kind, form, dtype, value)


def _join_functions(*types: Type) -> Type:
    found: dict[Hashable, ty.Callable] = {}
    for option in (o for t in types for o in (t.options if isinstance(t, ty.Choice) else (t,))):
        assert isinstance(option, ty.Callable)
        known = found.get(option.target, option)
        instance = option.instance if known.instance == option.instance else 0
        found[option.target] = ty.Callable(option.target, (), instance)
    statements = [t.statement for t in found if isinstance(t, ClassDefinition) and t.statement is not None]
    if len(set(statements)) < len(statements):  # made in several trips of a loop
        return ty.UNKNOWN
    return ty.Choice(tuple(found.values()))


#: Operations that tell a reference from what it refers to; the others are views of buffers, or look at shapes alone.
_TAKES_REFERENCES = frozenset(
    """build.tuple build.list build.dict build.object list.append list.store list.insert list.extend memory.load
    memory.read memory.zero memory.store memory.add memory.add_at memory.rejoin check.defined""".split()
)

#: Operations that can hold an undefined value without reading it.
_HOLDS = frozenset({"build.tuple", "build.list", "build.dict", "build.object", *LIST_ADDITIONS})


def result_types(name: str, operands: Sequence[Value], keywords: Sequence[str | None], count: int) -> Sequence[Type]:
    """Return what the table of primitives says of the results' types; ``Unknown`` where it says nothing."""
    unknown = (ty.UNKNOWN,) * count
    if name not in _HOLDS and any(isinstance(v.type, ty.Undefined) for v in operands):
        return (ty.UNDEFINED,) * count  # nothing computes with what is not there: seen before a fixpoint is reached
    if name == "unpack":
        return unpacked(operands[0].type, operands[1].type, count)
    if name == "build.list" and "*" in keywords:
        return (starred_list([v.type for v in operands], keywords),)
    primitive = lookup(name)
    if primitive is None or "*" in keywords or "**" in keywords:
        return unknown
    types = [v.type if name in _TAKES_REFERENCES else _referred(v.type) for v in operands]
    positional = [t for t, k in zip(types, keywords) if k is None]
    named = {k: t for t, k in zip(types, keywords) if k is not None}
    try:
        _signature(primitive.result).bind(*positional, **named)
    except TypeError:
        return unknown
    found = primitive.result(*positional, **named)
    results: Sequence[Type] = found if isinstance(found, Sequence) else (found,)
    if primitive.view and operands and isinstance(operands[0].type, ty.Reference):
        results = [ty.Reference(t) if isinstance(t, ty.Array) else t for t in results]
    return results if len(results) == count else unknown


def _referred(t: Type) -> Type:
    return t.target if isinstance(t, ty.Reference) else t


@cache
def _signature(result: ResultType) -> inspect.Signature:
    return inspect.signature(result)
