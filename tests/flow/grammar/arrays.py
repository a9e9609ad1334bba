"""Arrays of three: computed, written to, seen under other names. (More of this is in ``tests/aliases``.)"""

from __future__ import annotations

from tests.flow.grammar.kinds import ARRAY, FLOAT, Kind
from tests.flow.grammar.writer import Lines, Scope, Writer, constructor, statement


@constructor("array")
def new_array(w: Writer, scope: Scope, kind: Kind) -> str:
    u = w.choose([*scope.of(ARRAY), *scope.parts(ARRAY)])
    return w.choose(
        [
            f"np.sin({u} * {w.atom(scope)}) + {w.atom(scope)}",
            f"np.array([{w.atom(scope)}, {w.number()}, {w.atom(scope)}])",
            f"{u}[::-1] * {w.atom(scope)}",
            f"np.zeros(3) + {w.atom(scope)}",
            f"np.tanh({u} + {w.choose(scope.of(ARRAY))})",
            f"{u}.copy()",
        ]
    )


@statement(1.5)
def made(w: Writer, scope: Scope) -> Lines:
    name = w.name("u")
    line = f"{name} = {w.new(scope, ARRAY)}"
    scope.names[name] = ARRAY
    return [line]


@statement(1)
def written(w: Writer, scope: Scope) -> Lines:
    lines, u = w.some(scope, ARRAY)
    i = w.choose(["0", "-1", "1:", ":2", "::-1", "..."])
    return [*lines, f"{u}[{i}] {w.choose(['=', '+=', '*='])} {w.value(scope)}"]


@statement(0.7)
def reduced(w: Writer, scope: Scope) -> Lines:
    lines, u = w.some(scope, ARRAY)
    name = w.target(scope)
    text = w.choose([f"np.sum({u}) * 0.3", f"np.tanh({u} @ {u})", f"{u}.mean()", f"np.max({u})", f"float({u}[1])"])
    scope.names[name] = FLOAT
    return [*lines, f"{name} = {text}"]
