"""Consumers: functions that go through what they are given, where that is a generator or an iterator.

before: ``sum(<generator>)``, ``a, b = map(f, x)``
after: ``t = []``, the generator with ``t.append(v)`` in the place of ``yield v``, ``sum(t)``
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from srcad.analysis.writes import acts
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.handles import HEAP_READS, regions_used
from srcad.ir.nodes import Apply, Block, Loop, Operation, Value, Yield
from srcad.ir.walk import defined_by, operands_of, operations_in
from srcad.rules.merging import element_of
from srcad.specialise.cloner import Cloner, MeaningCloner
from srcad.specialise.iteration.ahead import sources, writes_outside
from srcad.specialise.iteration.generators import claim
from srcad.specialise.iteration.meanings import means
from srcad.specialise.program import Copied
from srcad.specialise.tables import Keywords, attempts, prepares
from srcad.specialise.unpacking import entries_of, items_of

#: Functions that use up an iterable before they give anything, with the place of that iterable.
_WHOLE = dict.fromkeys(
    """builtins.sum builtins.max builtins.min builtins.sorted builtins.tuple builtins.set builtins.frozenset
    math.prod math.fsum unpack statistics.mean statistics.fmean statistics.median statistics.median_low
    statistics.median_high statistics.variance statistics.pvariance statistics.stdev statistics.pstdev
    statistics.geometric_mean statistics.harmonic_mean statistics.quantiles numpy.fromiter""".split(),
    0,
) | {"builtins.str.join": 1, "functools.reduce": 1}

#: What functions mean that go through a generator only until they know their result, or as far as they are asked.
_PARTIAL = {
    "builtins.any": "srcad.any",
    "builtins.all": "srcad.all",
    "builtins.next": "srcad.next",
    "builtins.enumerate": "srcad.enumerate",
    "operator.contains": "srcad.contains",
}


#: Gives the first items of any iterable.
_FIRST = "itertools.islice"

#: What functions mean that are given a function by which to compare.
_KEYED = {"builtins.sorted": "srcad.sorted", "builtins.max": "srcad.max", "builtins.min": "srcad.min"}


#: The same of words that are known: what they are compared by is written out.
_OF_WORDS = {"builtins.max": "srcad.with_largest", "builtins.min": "srcad.with_least"}


@attempts
def apply_keyed(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Apply ``sorted``, ``max`` or ``min`` with a key, or with a default."""
    if name not in _KEYED or not {"key", "default"} & set(keywords):
        return None
    given = [(v, k) for v, k in zip(operands, keywords) if not (k == "key" and v.type == ty.NONE)]
    named = {k for _, k in given}
    values, words = tuple(v for v, _ in given), tuple(k for _, k in given)
    if not {"key", "default"} & named:
        return cloner.apply(name, values, words)
    if name in _OF_WORDS and words == (None, "key") and (pool := _words(cloner, values[0])):
        keys = [cloner.apply("call", (values[1], word))[0] for word in pool]
        return means(cloner, _OF_WORDS[name], tuple(cloner.apply("build.list", tuple(v))[0] for v in (pool, keys)))
    form = _KEYED[name] + ("_or" if "default" in named else "")
    return means(cloner, form, values, words)


@attempts
def sort_words(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Sort words that are known, as the keys of a dict are."""
    words = _words(cloner, operands[0]) if name == "builtins.sorted" and len(operands) == 1 else []
    return cloner.apply("build.list", tuple(sorted(words, key=_word))) if words else None


def _words(cloner: Cloner, values: Value) -> list[Value]:
    """Return the words that are the keys of a dict, or all items of a list or tuple; none where others are."""
    entries, items = entries_of(cloner, values), items_of(cloner, values)
    types = [v.type for v in items or ()] if entries is None else [ty.Literal(key) for key, _ in entries]
    words = [t.value for t in types if isinstance(t, ty.Literal) and isinstance(t.value, str)]
    return list(map(cloner.builder.constant, words)) if len(words) == len(types) else []


def _word(constant: Value) -> str:
    return str(constant.type.value) if isinstance(constant.type, ty.Literal) else ""


_EXTREMES = {"builtins.max": "srcad.last_in_order", "builtins.min": "srcad.first_in_order"}


_OF_TWO = {"builtins.max": "srcad.larger", "builtins.min": "srcad.smaller"}


@attempts
def apply_extreme(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Apply ``max`` or ``min`` to items that are tuples or lists: one of them is taken as a whole."""
    if name not in _EXTREMES or not operands or any(keywords):
        return None
    if operands[0] in cloner.program.generators:
        return cloner.apply(name, collect_operands(cloner, name, operands, keywords))
    types = [v.type for v in cloner.heap.contents(operands)]
    items = [element_of(types[0])] if len(types) == 1 else types
    if len(types) > 1 and all(isinstance(t, ty.Object) for t in types):
        best = operands[0]
        for other in operands[1:]:
            (best,) = means(cloner, _OF_TWO[name], (best, other))
        return (best,)
    if not all(isinstance(t, (ty.Tuple, ty.List)) for t in items):
        return None
    return means(cloner, _EXTREMES[name], operands)


@attempts
def apply_starred(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Apply ``math.hypot(*values)``, or ``zip(*rows)`` with rows that have a known length."""
    if keywords != ("*",):
        return None
    (values,) = collect_operands(cloner, name, operands, keywords)
    if name == "math.hypot":
        return means(cloner, "srcad.hypot", (values,))
    t = cloner.heap.record(values).type
    row = t.item if isinstance(t, ty.List) else None
    if name == "builtins.zip" and isinstance(row, ty.Tuple):
        return cloner.apply("build.tuple", tuple(_column(cloner, values, i) for i in range(len(row.items))))
    if name == "builtins.zip" and isinstance(t, ty.Array) and t.shape is not None and len(t.shape) > 1:
        return means(cloner, "srcad.columns", (values,))
    inner = cloner.program.regions.target(row) if isinstance(row, ty.Handle) else row
    if name == "builtins.zip" and isinstance(inner, ty.List):
        return means(cloner, "srcad.items.columns", (values,))
    return None


@attempts
def add_objects(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Add up instances, lists or tuples, one after the other."""
    if name != "builtins.sum" or not operands or "*" in keywords:
        return None
    items = cloner.heap.seen(operands[0])
    given = cloner.parts.get(cloner.heap.record(operands[0]), ()) if isinstance(items, (ty.List, ty.Tuple)) else ()
    types = [cloner.heap.seen(v) for v in (*given, *operands[1:])]
    if isinstance(items, ty.List) and isinstance(items.item, ty.Handle):
        types.append(cloner.program.regions.target(items.item))
    if not any(isinstance(t, (ty.Object, ty.List, ty.Tuple)) for t in types):
        return None
    return means(cloner, "srcad.sum", operands, keywords)


def _column(cloner: Cloner, rows: Value, place: int) -> Value:
    return means(cloner, "srcad.column", (rows, cloner.builder.constant(place)))[0]


@attempts
def apply_consumer(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Apply a function to a generator in a form of its own; None if it has none."""
    if not operands or not isinstance(operands[0].type, ty.Iterator):
        return None
    is_generator = operands[0] in cloner.program.generators
    if name == "builtins.list" and (is_generator or ty.may_be_float(operands[0].type)):
        return (collect(cloner, operands[0]),)
    if not is_generator:
        return None
    if name in _PARTIAL:
        return means(cloner, _PARTIAL[name], operands, keywords)
    return (operands[0],) if name == "builtins.iter" and len(operands) == 1 else None


@attempts
def call_until(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Apply ``iter(function, sentinel)`` with a function that is known: a generator that calls it."""
    if name != "builtins.iter" or keywords != (None, None):
        return None
    if not isinstance(operands[0].type, ty.Callable) and operands[0] not in cloner.program.methods:
        return None
    return means(cloner, "srcad.called_until", operands)


@prepares
def collect_operands(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
    """Return the operands with lists in the place of what the function is certain to go through to its end."""
    if name == "builtins.zip":
        return tuple(_as_list(cloner, v) for v in _side_by_side(cloner, operands))
    place = _WHOLE.get(name)
    return tuple(
        collect(cloner, v) if isinstance(v.type, ty.Iterator) and (i == place or k == "*") else v
        for i, (v, k) in enumerate(zip(operands, keywords))
    )


def _as_list(cloner: Cloner, value: Value) -> Value:
    """Return a list in the place of a tuple of numbers, of which one item after the other is read."""
    t = value.type
    if isinstance(t, ty.Tuple) and t.items and all(isinstance(ty.widen(i), ty.Scalar) for i in t.items):
        (listed,) = cloner.apply("builtins.list", (value,))
        read = cloner.program.copied.get(value)
        if read is None and value in cloner.program.views:
            read = Copied(cloner.program.views[value].held, of_arrays=False)
        if read is not None:
            cloner.program.copied[cloner.heap.content(listed)] = read
        return listed
    return value


def _side_by_side(cloner: Cloner, operands: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return what ``zip`` goes through, with lists in the place of iterators; those without end get one."""
    endless = {v: form for v in operands if (form := _endless(cloner, v)) is not None}
    if len(endless) == len(operands):  # the end of one of the user's is that of all
        endless = {v: form for v, form in endless.items() if form != _FIRST}
    held, start = dict(cloner.heap.now), len(cloner.builder.operations)
    finite = [_listed(cloner, v) for v in operands if v not in endless]
    if len(operands) > 1 and _does_more(cloner, held, cloner.builder.operations[start:]):
        message, hint = "zip of generators that do more than give values", "make lists of them first"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, hint)
    if not endless or not finite:
        return tuple(finite) or operands
    (length,) = cloner.apply("builtins.len", (finite[0],))
    rest = iter(finite)
    return tuple(_bounded(cloner, v, endless[v], length) if v in endless else next(rest) for v in operands)


def _does_more(cloner: Cloner, held: Mapping[Value, Value], done: Sequence[Operation]) -> bool:
    """Say whether what was done, since objects ``held`` these contents, is seen besides what it gives."""
    made = set(defined_by(done))
    changed = any(cloner.heap.now.get(v) is not content for v, content in held.items())
    changed = changed or any(v not in held and v not in made for v in cloner.heap.now)
    return changed or any(map(acts, operations_in(done))) or writes_outside(done)


def _listed(cloner: Cloner, source: Value) -> Value:
    """Return a list in the place of an iterator; it copies what may be written to, unless it reads no array."""
    if not isinstance(source.type, ty.Iterator):
        return source
    if (turned := _turned_array(cloner, source)) is not None:
        return turned
    return _copied(cloner, source, lambda: cloner.heap.content(collect(cloner, source)))


def _copied(cloner: Cloner, source: Value, copy: Callable[[], Value]) -> Value:
    """Return the items of an iterator that are taken beforehand; note what that reads."""
    start = len(cloner.builder.operations)
    items = copy()
    done = tuple(operations_in(cloner.builder.operations[start:]))
    read = cloner.heap.reached(tuple(sources(cloner, (source,))))
    of_arrays = source not in cloner.program.generators or any(map(_reads_array, done))
    regions = frozenset(regions_used(done, HEAP_READS))
    if read or of_arrays or regions:
        cloner.program.copied[items] = Copied(read, of_arrays, regions)
    return items


def _reads_array(operation: Operation) -> bool:
    return any(isinstance(v.type, ty.Array) for v in operands_of(operation))


def _turned_array(cloner: Cloner, source: Value) -> Value | None:
    """Return a view of an array in the place of ``reversed(array)``, or None for anything else."""
    maker = cloner.builder.maker(source)
    if maker is None or maker.name != "builtins.reversed":
        return None
    (array,) = maker.operands
    if not isinstance(array.type, ty.Array):
        return None
    (index,) = cloner.apply("build.slice", tuple(map(cloner.builder.constant, (None, None, -1))))
    return cloner.apply("operator.getitem", (array, index))[0]


def _endless(cloner: Cloner, source: Value) -> str | None:
    """Return the name of what gives the first items of something that may have no end; None for anything else."""
    generator = cloner.program.generators.get(source)
    if generator is None:
        return None
    body = generator.function.body
    name = f"srcad.bounded.{generator.function.name}"
    if cloner.program.meaning(name) is None or generator.cloner is not MeaningCloner:
        may_go_on = any(isinstance(o, Loop) and o.iterable is None for o in operations_in(body.operations))
        return _FIRST if may_go_on else None
    times = generator.arguments[-1].type if generator.function.name == "repeat" else ty.NONE
    return name if times == ty.NONE else None


def _bounded(cloner: Cloner, source: Value, name: str, length: Value) -> Value:
    generator = cloner.program.generators[source]

    def first() -> Value:
        if name == _FIRST:
            return collect(cloner, cloner.apply(name, (source, length))[0])
        claim(cloner, generator)
        return cloner.apply(name, (length, *generator.arguments))[0]

    return _copied(cloner, source, lambda: cloner.heap.content(first()))


def collect(cloner: Cloner, source: Value) -> Value:
    """Append a list of what a generator or an iterator gives."""
    (start,) = cloner.apply("build.list", ())
    iterable, item, items, grown, result, number = (Value() for _ in range(6))
    append = Apply("list.append", (items, item), (grown,), (), cloner.builder.location)
    body = Block((item, items), (append,), Yield((grown,)))
    cloner.env.update({iterable: source, items: start})
    cloner.copy(Loop(iterable, (items,), body, (result, number), cloner.builder.location))
    return cloner.env[result]
