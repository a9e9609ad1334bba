"""Straight lines: assignments of all forms."""

from __future__ import annotations

from tests.flow.grammar.kinds import DICT, FLOAT, LIST, TUPLE
from tests.flow.grammar.writer import Lines, Scope, Writer, statement


@statement(5)
def assignment(w: Writer, scope: Scope) -> Lines:
    return w.assigned(scope)


@statement(3)
def place(w: Writer, scope: Scope) -> Lines:
    """Assign to a name or to a place in something."""
    target = w.changed(scope)
    return w.assigned(scope) if target is None else [f"{target} = {w.value(scope)}"]


@statement(3)
def augmented(w: Writer, scope: Scope) -> Lines:
    target = w.changed(scope)
    if target is None:
        return w.assigned(scope)
    operator = w.choose(["+=", "-=", "*="])
    return [f"{target} {operator} {w.value(scope)}"]


@statement(2)
def pair(w: Writer, scope: Scope) -> Lines:
    a, b = w.target(scope), w.target(scope)
    values = w.choose([f"{w.value(scope)}, {w.value(scope)}", f"both({w.atom(scope)}, {w.atom(scope)})"])
    scope.names[a] = scope.names[b] = FLOAT
    return [f"{a}, {b} = {values}"]


@statement(1)
def swap(w: Writer, scope: Scope) -> Lines:
    a, b = w.changed(scope), w.changed(scope)
    return w.assigned(scope) if a is None or b is None else [f"{a}, {b} = {b}, {a}"]


@statement(0.7)
def starred(w: Writer, scope: Scope) -> Lines:
    first, rest = w.name("v"), w.name("rest")
    values = ", ".join(w.atom(scope) for _ in range(3))
    scope.names[first], scope.names[rest] = FLOAT, LIST
    return [f"{first}, *{rest} = {values}"]


@statement(0.7)
def chained(w: Writer, scope: Scope) -> Lines:
    a, b = w.target(scope), w.changed(scope)
    line = f"{a} = {b} = {w.value(scope)}" if b else f"{a} = {w.value(scope)}"
    scope.names[a] = FLOAT
    return [line]


@statement(0.7)
def unpacked(w: Writer, scope: Scope) -> Lines:
    kind = w.choose([TUPLE, DICT])
    lines, held = w.some(scope, kind)
    a, b = w.name("v"), w.name("v")
    scope.names[a] = scope.names[b] = FLOAT
    source = held if kind == TUPLE else f'{held}["a"], {held}["b"]'
    return [*lines, f"{a}, {b} = {source}"]


@statement(0.4)
def deleted(w: Writer, scope: Scope) -> Lines:
    name, result = w.name("v"), w.target(scope)
    scope.names[result] = FLOAT
    return [f"{name} = {w.value(scope)}", f"{result} = {name} * {w.atom(scope)}", f"del {name}"]
