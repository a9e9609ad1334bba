"""Unpacking in calls and displays: what ``*values`` and ``**options`` stand for where the types say how many they are.

before: ``f(*p)`` with a pair ``p``; ``{**d, 'k': v}``
after: ``f(p[0], p[1])``; ``{'a': d['a'], 'k': v}``
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.lengths import Length
from srcad.ir.nodes import Value

#: Applies an operation to operands; gives its results.
Apply: TypeAlias = Callable[[str, tuple[Value, ...]], tuple[Value, ...]]

#: What has more items is not written out.
MOST_WRITTEN_OUT = 32


def starred_items(value: Value, apply: Apply, builder: Builder) -> tuple[Value, ...] | None:
    """Return the items of a list or an array whose length is known, or None."""
    length = _length(value.type)
    count = None if length is None else length.known
    if count is None or not 0 <= count <= MOST_WRITTEN_OUT:
        return None
    return tuple(apply("operator.getitem", (value, builder.constant(i)))[0] for i in range(count))


def _length(t: ty.Type) -> Length | None:
    match t:
        case ty.List(length=length):
            return length
        case ty.Array(shape=(first, *_)):
            return first
        case _:
            return None


def as_entries(entries: Sequence[tuple[str, Value]], builder: Builder) -> list[tuple[Value, None]]:
    """Return keys and values as a dict display takes them."""
    return [(v, None) for key, value in entries for v in (builder.constant(key), value)]


def overridden(operands: Sequence[tuple[Value, str | None]]) -> list[tuple[Value, str | None]]:
    """Return the operands of a dict display with one entry for each constant key: its first place, its last value."""
    if any(keyword for _, keyword in operands):
        return list(operands)
    found: dict[Hashable, tuple[Value, Value]] = {}
    for (key, _), (value, _) in zip(operands[::2], operands[1::2], strict=True):
        name = key.type if isinstance(key.type, ty.Literal) else key
        found[name] = (found[name][0] if name in found else key, value)
    return [(part, None) for pair in found.values() for part in pair]
