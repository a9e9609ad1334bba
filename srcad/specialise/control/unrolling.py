"""Unrolling: loops whose trips differ in kind are written out, one trip after another.

before: ``for v in (x, {'a': y})``; ``for key in ("a", "b"): d[key] …``
after: the body with ``x``, the body with the dict; the body with ``"a"``, the body with ``"b"``
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from srcad.analysis.late import late_readers
from srcad.ir import types as ty
from srcad.ir.lengths import Linear
from srcad.ir.nodes import Function, Loop, Terminator, Value, Yield
from srcad.ir.types import Type
from srcad.ir.walk import exits_of
from srcad.specialise.cloner import Cloner
from srcad.specialise.control.mutated import changes_its_item, keeps_functions, keyed_by_items
from srcad.specialise.objects.records import key_type
from srcad.specialise.unpacking import entries_of, items_of

#: An unrolled loop may have at most this many trips.
LONGEST_UNROLLED = 32


def unrollable(cloner: Cloner, operation: Loop, iterable: Value) -> tuple[Value, ...] | None:
    """Return the items of a tuple of structures or of types without a join, if the loop has no exit."""
    if (entries := entries_of(cloner, iterable)) is not None and len(entries) <= LONGEST_UNROLLED:
        return None if exits_of(operation.body) else tuple(cloner.builder.reference(key_type(k)) for k, _ in entries)
    is_wanted = keeps_functions(operation) or cloner.program.regions.is_written_out(operation.location)
    if is_wanted and (numbers := _constant_range(cloner, iterable)) is not None:
        return None if exits_of(operation.body) else tuple(map(cloner.builder.constant, numbers))
    items = _numbered(cloner, iterable) or items_of(cloner, iterable)
    if items is None or len(items) > LONGEST_UNROLLED:
        return None
    if cloner.program.regions.is_written_out(operation.location):
        return None if exits_of(operation.body) else items
    if items and all(map(_is_word, items)) and any(not _is_table(cloner, v) for v in keyed_by_items(operation)):
        return None if exits_of(operation.body) else items
    types = [item.type for item in items]
    joined: Type = types[0] if types else ty.UNKNOWN
    for t in types[1:]:
        joined = cloner.program.typing.join(joined, t)
    same = not isinstance(joined, ty.Unknown) and not any(isinstance(t, _STRUCTURED) for t in types)
    same = same and not (isinstance(joined, ty.List) and changes_its_item(operation))
    if (types and same and not cloner.unrolls_tuples) or exits_of(operation.body):
        return None
    return items


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


def _numbered(cloner: Cloner, iterable: Value) -> tuple[Value, ...] | None:
    """Return the pairs that ``enumerate`` gives of a tuple or list of words; None for anything else."""
    made = cloner.builder.maker(iterable)
    if made is None or made.name != "builtins.enumerate" or len(made.operands) > 1:
        return None
    words = items_of(cloner, made.operands[0]) or ()
    if not words or not all(map(_is_word, words)):
        return None
    pairs = ((cloner.builder.constant(i), word) for i, word in enumerate(words))
    return tuple(cloner.apply("build.tuple", pair)[0] for pair in pairs)


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


#: Items whose types say what they are made of: each trip is written out.
_STRUCTURED = (ty.Callable, ty.Tuple, ty.Dict, ty.Object)


def unroll(cloner: Cloner, operation: Loop, items: Sequence[Value]) -> Terminator | None:
    """Copy the body of a loop once for each item."""
    carried = [cloner.env[v] for v in operation.inits]
    readers, older = late_readers(operation.body), set(cloner.program.closures)
    for item in items:
        _outdate(cloner, readers, older)
        cloner.env.update(zip(operation.body.params, (item, *carried)))
        end = cloner.run(operation.body)
        if not isinstance(end, Yield):
            return end
        carried = list(end.values)
    cloner.env.update(zip(operation.results, (*carried, cloner.builder.constant(0))))
    return None


def _outdate(cloner: Cloner, readers: frozenset[Function], older: set[Value]) -> None:
    """Forget function objects of earlier trips that would see the variables of the trip that begins."""
    for made in [v for v, (function, _) in cloner.program.closures.items() if function in readers and v not in older]:
        del cloner.program.closures[made]
        cloner.program.outdated.add(made)
