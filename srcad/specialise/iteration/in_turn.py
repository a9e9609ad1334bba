"""Iterators that are written out: ``zip``, ``enumerate`` and ``reversed`` of what is known item by item.

before: ``zip(d.items(), (a, b))`` with a dict of two known keys
after: ``((('x', d['x']), a), (('y', d['y']), b))``

Like a view of a dict, such a tuple is made again where what it was made of has changed before it is gone through.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.ir.types import Type
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.records import STRUCTURED, key_type
from srcad.specialise.objects.regions import Unrolls
from srcad.specialise.objects.views import looked_at
from srcad.specialise.program import Copied, OneShot, View
from srcad.specialise.tables import Keywords, attempts
from srcad.specialise.unpacking import entries_of, known_items, letters_of

_IN_TURN = frozenset({"builtins.reversed", "builtins.enumerate", "builtins.zip"})


@attempts
def take_in_turn(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Write out what goes through functions or things of several types, or anything where loops are written out."""
    if name not in _IN_TURN or any(keywords) or not operands:
        return None
    iterables = operands if name == "builtins.zip" else operands[:1]
    start = operands[-1].type if len(operands) > len(iterables) else ty.Literal(0)
    first = start.value if isinstance(start, ty.Literal) else None
    columns = [_column(cloner, v) for v in iterables]
    if any(column is None for column in columns) or not isinstance(first, int):
        return None
    everywhere = cloner.program.regions.is_written_out(cloner.builder.location, Unrolls.ITEMS)
    if not everywhere and not any(_is_written_out(v.type, column) for v, column in zip(iterables, columns) if column):
        return None
    return (_written_out(cloner, name, iterables, first),)


def _column(cloner: Cloner, iterable: Value) -> tuple[Value, ...] | None:
    """Return what an iterable gives, or None where that is not known item by item."""
    if (entries := entries_of(cloner, iterable)) is not None:
        return tuple(cloner.builder.reference(key_type(key)) for key, _ in entries)
    return letters_of(cloner, iterable) or known_items(cloner, iterable)


def _is_written_out(iterable: Type, items: Sequence[Value]) -> bool:
    """Say whether a loop over an iterable alone would be written out."""
    if isinstance(iterable, ty.Tuple):
        return any(isinstance(item.type, STRUCTURED) for item in items)
    return isinstance(iterable, (ty.Literal, ty.Dict)) or any(isinstance(item.type, ty.Callable) for item in items)


def _written_out(cloner: Cloner, name: str, iterables: Sequence[Value], first: int) -> Value:
    """Append a tuple of what an iterator over iterables gives from now on; note what it reads."""
    columns = [_column(cloner, v) or () for v in iterables]
    if name == "builtins.enumerate":
        numbers = range(first, first + len(columns[0]))
        columns.insert(0, tuple(map(cloner.builder.constant, numbers)))
    rows = columns[0][::-1] if name == "builtins.reversed" else [_tuple(cloner, row) for row in zip(*columns)]
    made = _tuple(cloner, rows)
    program = cloner.program
    program.one_shots[made] = OneShot(cloner.trip)
    held = {v: cloner.heap.record(v) for v in iterables}
    for view in (program.views[v] for v in iterables if v in program.views):
        held |= view.held
    program.views[made] = View(
        held, lambda later: _written_out(later, name, [looked_at(later, v) for v in iterables], first)
    )
    copies = [program.copied[v] for v in iterables if v in program.copied]
    if copies or any(isinstance(v.type, ty.Array) for v in iterables):
        program.copied[made] = Copied(
            {o: record for copy in copies for o, record in copy.read.items()},
            any(copy.of_arrays for copy in copies) or any(isinstance(v.type, ty.Array) for v in iterables),
            frozenset(region for copy in copies for region in copy.regions),
        )
    return made


def _tuple(cloner: Cloner, items: Sequence[Value]) -> Value:
    return cloner.apply("build.tuple", tuple(items))[0]
