"""Functions that read ahead of the loop that goes through them: what they read must stay as it is meanwhile.

before: ``for a, b in itertools.pairwise(items): items.append(a * b)``
after: a refusal

Their meanings (:mod:`srcad.rules.iterators`) ask a list for its length only once, or make a list of what they get. So
do some of Python's own, but others do not. Some take an item of an array later than Python, which holds it: where the
array may be written to meanwhile, another meaning stands for them that reads each item in its turn.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from srcad.analysis.aliases import Aliases
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.handles import PLACE_CHANGES, PRIMAL_WRITES, regions_used
from srcad.ir.nodes import Apply, Block, Function, Invoke, Operation, Value, Yield
from srcad.ir.versions import ARRAY_VERSIONS
from srcad.ir.walk import defined_by, operations_in, used_by
from srcad.specialise.objects.records import names_of
from srcad.specialise.program import Generator

if TYPE_CHECKING:
    from srcad.specialise.cloner import Cloner

_ITERATORS, _COMBINATIONS = "srcad.rules.iterators", "srcad.rules.combinations"
#: What asks only for a length beforehand: items may be written to.
_BY_LENGTH = frozenset({"accumulate", "islice"})
#: What takes items of a list or array later than Python, which holds them.
_LATER = frozenset({"pairwise"})
#: What takes items beforehand.
_BY_ITEMS = frozenset(
    "groupby zip_longest cycle product combinations combinations_with_replacement permutations".split()
)
#: What takes elements of arrays, too, at another time than Python.
_AT_ANOTHER_TIME = _LATER | {"groupby"}
#: What reads each item in its turn instead.
_IN_TURN = {"itertools.pairwise": "srcad.pairwise_in_turn"}


def in_turn(cloner: Cloner, name: str) -> str:
    """Return the name of what reads items exactly when Python does, if they are changed meanwhile at this place."""
    return _IN_TURN.get(name, name) if cloner.program.regions.is_followed(cloner.builder.location) else name


def read_ahead(cloner: Cloner, source: Generator) -> dict[Value, Value]:
    """Return what a generator may read ahead, with what it holds now; nothing, if it does not."""
    module = getattr(source.function.origin, "module", "")
    if module not in (_ITERATORS, _COMBINATIONS) or source.function.name not in _BY_LENGTH | _BY_ITEMS | _LATER:
        return {}
    read: Iterable[Value] = sources(cloner, source.arguments)
    if source.function.name in _LATER:  # of a handle items are taken one after the other
        read = [v for v in source.arguments if not isinstance(v.type, ty.Handle)]
    held = {value: cloner.heap.record(value) for value in read}
    if module == _COMBINATIONS:  # these take the elements of arrays first, as Python's do
        return {value: record for value, record in held.items() if not isinstance(record.type, ty.Array)}
    return held


def check_ahead(cloner: Cloner, source: Generator, before: dict[Value, Value], done: Sequence[Operation]) -> None:
    """Refuse what was ``done`` while a generator was gone through, if that has read something else ``before``.

    The next time that the program is specialised, what reads in turn is taken, where there is such a thing.
    """
    by_items = source.function.name not in _BY_LENGTH
    changed = any(_is_other(cloner.heap.record(v), record, by_items) for v, record in before.items())
    changed = changed or (source.function.name in _AT_ANOTHER_TIME and _may_be_written(cloner, source, done))
    writes = PRIMAL_WRITES if by_items else PLACE_CHANGES
    regions = {v.type.region for v in before if isinstance(v.type, ty.Handle)}
    if changed or not regions.isdisjoint(regions_used(done, writes)):
        cloner.program.regions.follow(source.location)
        message = f"a loop that changes what {source.function.name}() goes through"
        raise NotDifferentiable("SRC003", message, source.location, "go through a copy of it")


def _may_be_written(cloner: Cloner, source: Generator, done: Sequence[Operation]) -> bool:
    """Say whether an array that a generator reads may be one that is written to in what was ``done``."""
    arrays = [v for v in sources(cloner, source.arguments) if isinstance(v.type, (ty.Array, ty.Unknown))]
    targets = _targets(done)
    if not arrays or not targets:
        return False
    aliases, older = _aliases_in(tuple(cloner.builder.operations))
    for target in targets:
        written = aliases.origins(target)
        for array in arrays:
            read = aliases.origins(array) or older
            if read & written or (read & older and written & older):
                return True
    return False


def writes_outside(operations: Sequence[Operation]) -> bool:
    """Say whether operations may write to an array that they do not make themselves."""
    done = tuple(operations_in(operations))
    targets = _targets(done)
    if not targets:
        return False
    aliases, older = _aliases_in(tuple(operations))
    return any(aliases.origins(target) & older for target in targets)


def _targets(done: Sequence[Operation]) -> list[Value]:
    """Return the arrays that are written to, or that functions may write to."""
    targets = [o.operands[0] for o in done if isinstance(o, Apply) and o.name in ARRAY_VERSIONS]
    return targets + [v for o in done if isinstance(o, Invoke) for v in o.operands if isinstance(v.type, ty.Array)]


def _aliases_in(operations: tuple[Operation, ...]) -> tuple[Aliases, frozenset[Value]]:
    """Return what values in a block may share, and what was there before it."""
    outside = tuple(set(used_by(operations)).difference(defined_by(operations)))
    return Aliases(Function("", (), Block(outside, operations, Yield(())))), frozenset(outside)


def sources(cloner: Cloner, values: Sequence[Value]) -> Iterator[Value]:
    """Give the values, and what generators, iterators, functions, views of dicts and tuples among them read."""
    for value in values:
        yield value
        record = cloner.heap.record(value)
        if (generator := cloner.program.generators.get(value)) is not None:
            yield from sources(cloner, generator.arguments)
        yield from cloner.program.read.get(value, ())
        if value in cloner.program.closures:
            yield from sources(cloner, cloner.program.closures[value][1])
        yield from sources(cloner, cloner.program.methods.get(value, ()))
        if (view := cloner.program.views.get(value)) is not None:
            yield from view.held
        if isinstance(record.type, ty.Tuple):
            yield from sources(cloner, cloner.parts.get(record, ()))


def _is_other(now: Value, before: Value, by_items: bool) -> bool:
    length = _length(before)
    return now is not before and (by_items or length is None or _length(now) != length)


def _length(record: Value) -> Hashable:
    """Return what tells how many items there are, as far as that is known."""
    t = record.type
    return t.length if isinstance(t, ty.List) else names_of(t)
