"""What can be gone through, comprehensions, and what uses up iterables at once."""

from __future__ import annotations

from tests.flow.grammar.kinds import ARRAY, DICT, FLOAT, LIST, TUPLE
from tests.flow.grammar.writer import Lines, Scope, Writer, statement


def iterable(w: Writer, scope: Scope) -> tuple[Lines, str]:
    """Return something to go through, of numbers, and what makes it."""
    lines, items = w.some(scope, w.choose([ARRAY, LIST, TUPLE]))
    e, k = w.name("e"), w.name("e")
    inner = scope.inside()
    inner.names[e] = FLOAT
    forms = [
        items,
        items,
        "WEIGHTS",
        f"[{w.atom(scope)}, {w.atom(scope)}]",
        f"reversed({items})",
        f"map(bend, {items})",
        f"map(lambda {e}, {k}: {e} * {k} + {w.atom(scope)}, {items}, WEIGHTS)",
        f"spiral({w.atom(scope)}, {w.random.randint(0, 4)})",
        f"filter(lambda {e}: {e} > -3.0, {items})",
        f"sorted({items})",
        f"list({items})[1:]",
        f"itertools.chain({items}, WEIGHTS)",
        f"itertools.chain({items}, spiral({w.atom(scope)}, 2))",
        f"itertools.islice({items}, 2)",
        f"itertools.takewhile(lambda {e}: {e} < 2.5, {items})",
        f"itertools.accumulate({items}, lambda {e}, {k}: np.sin({e} + {k}))",
        f"itertools.repeat({w.atom(scope)}, 2)",
        f"({e} * {w.atom(scope)} for {e} in {items})",
        f"({w.value(inner)} for {e} in {items} if {w.test(inner)})",
        f"[{w.value(inner)} for {e} in {items}]",
    ]
    return lines, w.choose(forms)


@statement(2)
def comprehension(w: Writer, scope: Scope) -> Lines:
    """Make a list, dict or tuple of what is gone through."""
    lines, items = iterable(w, scope)
    e, key, name = w.name("e"), w.name("key"), w.name("items")
    inner = scope.inside()
    inner.names[e] = FLOAT
    value = w.value(inner)
    kind, text = w.choose(
        [
            (LIST, f"[{value} for {e} in WEIGHTS]"),
            (LIST, f"[{value} for {e} in {items}] + [{w.atom(scope)}, {w.number()}]"),
            (LIST, f"[{w.atom(scope)}, {w.atom(scope)}, *({value} for {e} in {items} if {w.test(inner)})]"),
            (DICT, f'{{{key}: {value} for {key}, {e} in zip("abc", WEIGHTS)}}'),
            (DICT, f"dict(zip('abc', [{value} for {e} in WEIGHTS]))"),
            (TUPLE, f"tuple({value} for {e} in WEIGHTS)[:2]"),
            (ARRAY, f"np.array([{value} for {e} in WEIGHTS])"),
            (ARRAY, f"np.fromiter(({value} for {e} in WEIGHTS), float)"),
        ]
    )
    scope.names[name] = kind
    return [*lines, f"{name} = {text}"]


@statement(3)
def consumer(w: Writer, scope: Scope) -> Lines:
    """Use up an iterable at once."""
    lines, items = iterable(w, scope)
    e, z, name = w.name("e"), w.name("e"), w.target(scope)
    inner = scope.inside()
    inner.names[e] = FLOAT
    value = w.value(inner)
    some = f" if {w.test(inner)}" if w.chance(0.4) else ""
    forms = [
        f"sum({items})",
        f"sum({value} for {e} in {items}{some})",
        f"sum([{value} for {e} in {items}{some}], {w.atom(scope)})",
        f"max({value} for {e} in (0.5, *{items}))",
        f"min((0.5, *{items}), key=lambda {e}: {value})",
        f"fold(({value} for {e} in {items}{some}), {w.atom(scope)})",
        f"math.fsum({value} for {e} in {items}{some})",
        f"math.prod({value} for {e} in {items}{some})",
        f"next(({value} for {e} in {items}{some}), {w.atom(scope)})",
        f"functools.reduce(lambda {z}, {e}: np.tanh({z} + {value}), {items}, {w.atom(scope)})",
        f"functools.reduce(operator.add, {items}, 0.0)",
        f"sum({e} * {z} * 0.3 for {e}, {z} in itertools.combinations({items}, 2))",
        f"sum({e} * {z} * 0.3 for {e} in WEIGHTS for {z} in {items} if {e} > {z})",
        f"sorted({value} for {e} in WEIGHTS)[1]",
        f"({w.atom(scope)} if any({w.test(inner)} for {e} in {items}) else {w.atom(scope)})",
        f"({w.atom(scope)} if all({w.test(inner)} for {e} in {items}) else {w.atom(scope)})",
    ]
    scope.names[name] = FLOAT
    return [*lines, f"{name} = np.tanh({w.choose(forms)})"]
