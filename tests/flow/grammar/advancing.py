"""Iterators that are asked for single items, by whoever knows them."""

from __future__ import annotations

from tests.flow.grammar.kinds import ARRAY, FLOAT, INTEGER, ITERATOR, LIST, TUPLE, Kind
from tests.flow.grammar.loops import DEEPEST, loop
from tests.flow.grammar.writer import Lines, Scope, Writer, constructor, statement


@constructor("it")
def iterator(w: Writer, scope: Scope, kind: Kind) -> str:
    sequences = [name for k in (ARRAY, LIST, TUPLE) for name in scope.of(k)]
    items = w.choose([*sequences, "WEIGHTS", f"[{w.atom(scope)}, {w.atom(scope)}, {w.atom(scope)}]"])
    return w.choose(
        [
            f"iter({items})",
            f"iter({items})",
            f"reversed({items})",
            f"map(bend, {items})",
            f"map(lambda e: e * {w.atom(scope)}, {items})",
            f"Falling({w.atom(scope)})",
        ]
    )


@statement(2.5)
def advanced(w: Writer, scope: Scope) -> Lines:
    """Take some items, or all that are left."""
    lines, it = w.some(scope, ITERATOR)
    name, e, z, i = w.target(scope), w.name("e"), w.name("e"), w.name("i")
    if scope.loops < DEEPEST and w.chance(0.6):
        header, names = w.choose(
            [
                (f"for {e} in {it}:", {e: FLOAT}),
                (f"for {e} in {it}:", {e: FLOAT}),
                (f"for {e}, {z} in zip({it}, {it}):", {e: FLOAT, z: FLOAT}),
                (f"for {e}, {z} in zip({it}, WEIGHTS):", {e: FLOAT, z: FLOAT}),
                (f"for {e}, {z} in zip(WEIGHTS, {it}):", {e: FLOAT, z: FLOAT}),
                (f"for {i}, {e} in enumerate({it}):", {i: INTEGER, e: FLOAT}),
            ]
        )
        return [*lines, *loop(w, scope, header, names, grows=False)]
    forms = [
        f"next({it}, {w.atom(scope)})",
        f"next({it}, {w.atom(scope)}) * next({it}, {w.atom(scope)})",
        f"sum({it})",
        f"sum(itertools.islice({it}, 2))",
        f"sum({e} * {z} for {e}, {z} in zip({it}, {it}))",
        f"fold({it})",
        f"sum({e} * next({it}, {w.atom(scope)}) for {e} in {it})",
    ]
    scope.names[name] = FLOAT
    return [*lines, f"{name} = np.tanh({w.choose(forms)})"]
