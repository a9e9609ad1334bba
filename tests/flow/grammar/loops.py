"""Loops over ranges, containers and iterables, and ``while``."""

from __future__ import annotations

from tests.flow.grammar.iterables import iterable
from tests.flow.grammar.kinds import ARRAY, BODY, DICT, FLOAT, INTEGER, LIST, Kind, list_of
from tests.flow.grammar.writer import Lines, Scope, Writer, indent, statement

#: Loops are not nested deeper.
DEEPEST = 3


def loop(w: Writer, scope: Scope, header: str, names: dict[str, Kind], grows: bool = True) -> Lines:
    """Return a loop with a body and maybe an ``else``."""
    inner = scope.inside(*names, loop=True, grows=grows)
    inner.names.update(names)
    lines = [header, *indent(w.leaving(inner, 3))]
    if w.chance(0.2):
        lines += ["else:", *indent(w.block(scope.inside(), 1))]
    return lines


@statement(4)
def counted(w: Writer, scope: Scope) -> Lines:
    if scope.loops >= DEEPEST:
        return w.assigned(scope)
    i, start = w.name("i"), w.random.randrange(3)
    header = w.choose(
        [
            f"for {i} in range({w.random.randrange(1, 4)}):",
            f"for {i} in range({start}, {start + w.random.randrange(4)}):",
            f"for {i} in range(4, 0, -{w.random.randint(1, 3)}):",
            f"for {i} in reversed(range({w.random.randrange(4)})):",
        ]
    )
    return loop(w, scope, header, {i: INTEGER})


@statement(3)
def over_iterable(w: Writer, scope: Scope) -> Lines:
    if scope.loops >= DEEPEST:
        return w.assigned(scope)
    i, v, z = w.name("i"), w.name("e"), w.name("e")
    lines, items = iterable(w, scope)
    header, names = w.choose(
        [
            (f"for {v} in {items}:", {v: FLOAT}),
            (f"for {v} in {items}:", {v: FLOAT}),
            (f"for {i}, {v} in enumerate({items}):", {i: INTEGER, v: FLOAT}),
            (f"for {i}, {v} in enumerate({items}, 1):", {i: INTEGER, v: FLOAT}),
            (f"for {v}, {z} in zip({items}, WEIGHTS):", {v: FLOAT, z: FLOAT}),
            (f"for {i}, ({v}, {z}) in enumerate(zip(WEIGHTS, {items})):", {i: INTEGER, v: FLOAT, z: FLOAT}),
            (f"for {v}, {z} in itertools.product({items}, WEIGHTS[:2]):", {v: FLOAT, z: FLOAT}),
            (f"for {v}, {z} in itertools.pairwise({items}):", {v: FLOAT, z: FLOAT}),
        ]
    )
    return [*lines, *loop(w, scope, header, names, grows=False)]


@statement(1.5)
def over_positions(w: Writer, scope: Scope) -> Lines:
    """Change each item of a list or array."""
    if scope.loops >= DEEPEST:
        return w.assigned(scope)
    lines, items = w.some(scope, w.choose([LIST, ARRAY]))
    i = w.name("i")
    inner = scope.inside(i, loop=True, grows=False)
    inner.names[i] = INTEGER
    first = f"{items}[{i}] {w.choose(['=', '+=', '*='])} {w.value(inner)}"
    header = f"for {i} in range(len({items})):"
    return [*lines, header, *indent([first, *(w.block(inner, 1) if w.chance(0.4) else [])])]


@statement(1)
def over_objects(w: Writer, scope: Scope) -> Lines:
    if scope.loops >= DEEPEST:
        return w.assigned(scope)
    kind = w.choose([BODY, LIST, DICT])
    lines, items = w.some(scope, list_of(kind))
    name = w.name(kind.name)
    return [*lines, *loop(w, scope, f"for {name} in {items}:", {name: kind}, grows=False)]


@statement(1)
def over_entries(w: Writer, scope: Scope) -> Lines:
    if scope.loops >= DEEPEST:
        return w.assigned(scope)
    lines, entries = w.some(scope, DICT)
    key, v = w.name("key"), w.name("e")
    header, names = w.choose(
        [
            (f"for {v} in {entries}.values():", {v: FLOAT}),
            (f"for {key}, {v} in {entries}.items():", {v: FLOAT}),
            (f"for {v} in [{entries}[{key}] for {key} in {entries}]:", {v: FLOAT}),
        ]
    )
    return [*lines, *loop(w, scope, header, names, grows=False)]


@statement(2)
def conditional(w: Writer, scope: Scope) -> Lines:
    if scope.loops >= DEEPEST:
        return w.assigned(scope)
    n = w.name("n")
    inner = scope.inside(n, loop=True)
    inner.names[n] = INTEGER
    test = f"{n} < {w.random.randrange(5)}"
    if w.chance(0.4):
        test += f" and ({w.test(scope)})"
    lines = [f"{n} = 0", f"while {test}:", f"    {n} += 1", *indent(w.leaving(inner, 3))]
    if w.chance(0.2):
        lines += ["else:", *indent(w.block(scope.inside(), 1))]
    return lines


@statement(0.8)
def endless(w: Writer, scope: Scope) -> Lines:
    """Leave ``while True`` in the middle."""
    if scope.loops >= DEEPEST:
        return w.assigned(scope)
    n = w.name("n")
    inner = scope.inside(n, loop=True)
    inner.names[n] = INTEGER
    leave = w.choose(["break", f"return {w.value(scope)}"]) if w.chance(0.3) else "break"
    body = [f"{n} += 1", *w.block(inner, 1), f"if {n} > {w.random.randrange(4)} or {w.test(inner)}:", f"    {leave}"]
    return [f"{n} = 0", "while True:", *indent([*body, *w.block(inner, 1)])]


@statement(0.7)
def drained(w: Writer, scope: Scope) -> Lines:
    """Take items from a list until few are left."""
    if scope.loops >= DEEPEST or not scope.grows:
        return w.assigned(scope)
    lines, items = w.some(scope, LIST)
    inner, v = scope.inside(loop=True, grows=False), w.name("v")
    inner.names[v] = FLOAT
    pop = f"{v} = {items}.pop({w.choose(['', '0', '-1', '1'])})"
    return [*lines, f"while len({items}) > 2:", *indent([pop, *w.block(inner, 1)])]
