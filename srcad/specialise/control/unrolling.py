"""Unrolling: loops whose trips differ in kind are written out, one trip after another.

before: ``for v in (x, {'a': y})``; ``for key in ("a", "b"): d[key] …``
after: the body with ``x``, the body with the dict; the body with ``"a"``, the body with ``"b"``
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from srcad.analysis.late import late_readers
from srcad.ir import types as ty
from srcad.ir.lengths import Linear
from srcad.ir.nodes import Block, Function, Loop, Terminator, Value, Yield
from srcad.ir.types import Type
from srcad.ir.walk import exits_of
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.branches import join_two
from srcad.specialise.control.mutated import changes_its_item, keeps_functions, keyed_by_items
from srcad.specialise.iteration.sealing import sealed
from srcad.specialise.objects.records import STRUCTURED, key_type
from srcad.specialise.objects.regions import Unrolls
from srcad.specialise.objects.views import item_now
from srcad.specialise.unpacking import entries_of, items_of, letters_of

#: An unrolled loop may have at most this many trips; one with exits this many.
LONGEST_UNROLLED, LONGEST_LEFT = 32, 8


def unrollable(cloner: Cloner, operation: Loop, iterable: Value) -> tuple[Value, ...] | None:
    """Return the items of a tuple of structures or of types without a join; few of them, if the loop has exits."""
    items = _items(cloner, operation, iterable)
    longest = LONGEST_LEFT if exits_of(operation.body) else LONGEST_UNROLLED
    return None if items is None or len(items) > longest else items


def _items(cloner: Cloner, operation: Loop, iterable: Value) -> tuple[Value, ...] | None:
    if (entries := entries_of(cloner, iterable)) is not None:
        return tuple(cloner.builder.reference(key_type(k)) for k, _ in entries)
    regions, numbers = cloner.program.regions, _constant_range(cloner, iterable)
    if numbers is not None and (
        not numbers or keeps_functions(operation) or regions.is_written_out(operation.location, Unrolls.NUMBERS)
    ):
        return tuple(map(cloner.builder.constant, numbers))
    items = letters_of(cloner, iterable) or items_of(cloner, iterable)
    if items is None or isinstance(iterable.type, ty.Enumeration):
        return items
    if regions.is_written_out(operation.location, Unrolls.ITEMS):
        return items
    if items and all(map(_is_word, items)) and any(not _is_table(cloner, v) for v in keyed_by_items(operation)):
        return items
    types = [item.type for item in items]
    joined: Type = types[0] if types else ty.UNKNOWN
    for t in types[1:]:
        joined = cloner.program.typing.join(joined, t)
    same = not _is_loose(joined, types) and not any(isinstance(t, STRUCTURED) for t in types)
    same = same and not (isinstance(joined, ty.List) and changes_its_item(operation))
    return None if types and same and not cloner.unrolls_tuples else items


def _is_loose(joined: Type, types: Sequence[Type]) -> bool:
    """Say whether types have nothing in common that is worth knowing: arrays not even the number of their axes."""
    shaped = all(isinstance(t, ty.Array) and t.shape is not None for t in types)
    return isinstance(joined, ty.Unknown) or (isinstance(joined, ty.Array) and joined.shape is None and shaped)


def keep_functions(trip: Cloner, carried: Sequence[Type]) -> bool:
    """Say whether what a loop carries may hold functions that its trips make, each another one."""
    made = {v.type for v in trip.heap.defined() if v in trip.program.closures}
    return bool(made) and any(_holds_one(t, made) for t in carried)


def _holds_one(t: Type, made: Set[Type]) -> bool:
    match t:
        case ty.Callable():
            return any(isinstance(m, ty.Callable) and m.target is t.target for m in made)
        case ty.Choice(options=items) | ty.Tuple(items=items):
            return any(_holds_one(item, made) for item in items)
        case ty.List(item=item) | ty.Mapping(value=item):
            return _holds_one(item, made)
        case ty.Dict(items=pairs):
            return any(_holds_one(item, made) for _, item in pairs)
        case _:
            return False


def _is_table(cloner: Cloner, value: Value) -> bool:
    """Say whether a value of the lowered function is a dict of functions: one of them is chosen when the loop runs."""
    t = cloner.heap.record(cloner.env[value]).type if value in cloner.env else ty.UNKNOWN
    return isinstance(t, ty.Dict) and all(isinstance(item, ty.Callable) for _, item in t.items)


def _is_word(value: Value) -> bool:
    return isinstance(value.type, ty.Literal) and isinstance(value.type.value, str)


def _constant_range(cloner: Cloner, iterable: Value) -> range | None:
    """Return the numbers of a short ``range`` of constants; None for anything else."""
    if not isinstance(iterable.type, ty.Range):
        return None
    made = cloner.builder.maker(iterable)
    if made is None or made.name != "builtins.range":
        return None
    bounds = [_known_integer(v.type) for v in made.operands]
    numbers = [b for b in bounds if b is not None]
    if len(numbers) < len(made.operands) or numbers[2:] == [0]:
        return None
    found = range(*numbers)
    return found if len(found) <= LONGEST_UNROLLED else None


def _known_integer(t: Type) -> int | None:
    match t:
        case ty.Literal(value=int() as value):
            return value
        case ty.Scalar(value=Linear() as value):
            return value.known
        case _:
            return None


def unroll(cloner: Cloner, operation: Loop, iterable: Value, items: Sequence[Value]) -> Terminator | None:
    """Copy the body of a loop once for each item of what it goes through."""
    carried = [cloner.env[v] for v in operation.inits]
    readers, older = late_readers(operation.body), set(cloner.program.closures)
    if exits_of(operation.body):
        trips = _Trips(sealed(operation.body), iterable, items, readers, older)
        end = trips.go(cloner, 0, [*carried, cloner.builder.constant(0)])
        if not isinstance(end, Yield):
            return end
        cloner.env.update(zip(operation.results, end.values))
        return None
    for trip in range(len(items)):
        _outdate(cloner, readers, older)
        cloner.env.update(zip(operation.body.params, (item_now(cloner, iterable, items, trip), *carried)))
        end = cloner.run(operation.body)
        if not isinstance(end, Yield):
            return end
        carried = list(end.values)
    cloner.env.update(zip(operation.results, (*carried, cloner.builder.constant(0))))
    return None


@dataclass(frozen=True, slots=True)
class _Trips:
    """A loop that is written out though it has exits: the next trip stands in a branch, taken where none left it.

    ``body`` yields what the loop carries, and the number of the exit, or 0.
    """

    body: Block
    iterable: Value
    items: Sequence[Value]
    readers: frozenset[Function]
    older: set[Value]

    def go(self, cloner: Cloner, trip: int, values: Sequence[Value]) -> Terminator:
        """Copy the trips from number ``trip`` on; ``values`` are what the loop carries before, and the number 0."""
        if trip == len(self.items):
            return Yield(tuple(values))
        _outdate(cloner, self.readers, self.older)
        item = item_now(cloner, self.iterable, self.items, trip)
        cloner.env.update(zip(self.body.params, (item, *values)))
        end = cloner.run(self.body)
        if not isinstance(end, Yield) or trip == len(self.items) - 1:
            return end
        number = cloner.heap.content(end.values[-1])
        if isinstance(number.type, ty.Literal):
            return end if number.type.value else self.go(cloner, trip + 1, end.values)
        (goes_on,) = cloner.apply("operator.eq", (number, cloner.builder.constant(0)))
        on, left = cloner.nested(), cloner.nested()
        results = tuple(Value(hint=v.hint) for v in end.values)
        return join_two(cloner, goes_on, (on, left), (self.go(on, trip + 1, end.values), end), results)


def _outdate(cloner: Cloner, readers: frozenset[Function], older: set[Value]) -> None:
    """Forget function objects of earlier trips that would see the variables of the trip that begins."""
    for made in [v for v, (function, _) in cloner.program.closures.items() if function in readers and v not in older]:
        del cloner.program.closures[made]
        cloner.program.outdated.add(made)
