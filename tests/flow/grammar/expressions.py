"""Arithmetic, and calls of functions."""

from __future__ import annotations

from tests.flow.grammar.kinds import BODY, DEEP, FUNCTION, ITERATOR, MODEL, POINT, VECTOR
from tests.flow.grammar.writer import Scope, Writer, form


@form(8)
def arithmetic(w: Writer, scope: Scope, depth: int) -> str:
    a, b = w.expression(scope, depth - 1), w.expression(scope, depth - 1)
    return w.choose(
        [
            f"({a} + {b})",
            f"({a} - {b})",
            f"np.sin({a}) * {w.number()}",
            f"np.tanh({a} * {b})",
            f"np.cos({a})",
            f"({a} / (1.0 + {b} * {b}))",
            f"math.atan({a})",
            f"abs({a})",
        ]
    )


@form(4)
def calls(w: Writer, scope: Scope, depth: int) -> str:
    a, b = w.expression(scope, depth - 1), w.atom(scope)
    forms = [
        f"bend({a})",
        f"bend({a}, k={w.number()})",
        f"shrink({a}, {w.random.randrange(4)})",
        f"halves({a}, {w.random.randrange(3)})[{w.random.randrange(2)}]",
        f"both({a}, {b})[0]",
        f"fold([{a}, {b}])",
        f"blend({a}, {b})",
        f"blend(*[{a}, {b}], scale={w.number()})",
        f"blend({a}, low={b}, high={w.atom(scope)})",
        f'blend({a}, **{{"low": {b}}})',
        f"twice(bend, {a})",
        f"max({a}, {b})",
        f"min({a}, {b}, {w.number()})",
    ]
    forms += [f"{f}({a})" for f in scope.of(FUNCTION)] * 2
    forms += [f"twice({f}, {a})" for f in scope.of(FUNCTION)]
    return w.choose(forms)


@form(1)
def conditional(w: Writer, scope: Scope, depth: int) -> str:
    a, b = w.expression(scope, depth - 1), w.atom(scope)
    return w.choose([f"({a} if {w.test(scope)} else {b})", f"({a} or {b})", f"({b} and {a})"])


@form(1)
def walrus(w: Writer, scope: Scope, depth: int) -> str:
    name = w.name("t")
    return f"(({name} := {w.expression(scope, depth - 1)}) + {name} * {w.atom(scope)})"


@form(3)
def methods(w: Writer, scope: Scope, depth: int) -> str:
    """Call a method of something in scope, which may change it; or arithmetic, where there is nothing."""
    a = w.expression(scope, depth - 1)
    forms = []
    for kind, texts in _METHODS.items():
        known = [*scope.of(kind), *scope.parts(kind)]
        if known:
            forms += [text.format(w.choose(known), a) for text in texts]
    return w.choose(forms) if forms else arithmetic(w, scope, depth)


_METHODS = {
    MODEL: ("{}.apply({})", "{}({})", "{}.train({}).k"),
    DEEP: ("{}.apply({})", "{}.train({}).size"),
    BODY: ("{}.energy()", "push({}, {}).speed", "fold({}.trail)"),
    POINT: ("{}.length()", "{}.moved({}).x", "{}._replace(y={}).y"),
    ITERATOR: ("next({}, {})",),
    VECTOR: ("abs({})", "({} * {})[0]", "(-{}).x"),
}
