"""Branches: ``if`` and ``match``."""

from __future__ import annotations

from tests.flow.grammar.kinds import BODY, DICT, FLOAT, INTEGER, LIST, POINT, TUPLE
from tests.flow.grammar.writer import Lines, Scope, Writer, indent, statement


@statement(4)
def branch(w: Writer, scope: Scope) -> Lines:
    lines = [f"if {w.test(scope)}:", *indent(w.leaving(scope.inside()))]
    other = w.random.random()
    if other > 0.8:
        lines += [f"elif {w.test(scope)}:", *indent(w.leaving(scope.inside()))]
    if other > 0.5:
        lines += ["else:", *indent(w.leaving(scope.inside()))]
    return lines


@statement(0.7)
def walrus_test(w: Writer, scope: Scope) -> Lines:
    name = w.target(scope)
    scope.names[name] = FLOAT
    return [f"if ({name} := {w.value(scope)}) > {w.number()}:", *indent(w.leaving(scope.inside()))]


@statement(1.2)
def match(w: Writer, scope: Scope) -> Lines:
    lines, subject, patterns = w.choose(_SUBJECTS)(w, scope)
    lines = [*lines, f"match {subject}:"]
    for pattern, names in patterns:
        inner = scope.inside()
        inner.names.update(dict.fromkeys(names, FLOAT))
        guard = f" if {w.test(inner)}" if w.chance(0.25) and pattern != "_" else ""
        lines += indent([f"case {pattern}{guard}:", *indent(w.leaving(inner, 1))])
    return lines


Patterns = list[tuple[str, list[str]]]


def _integer(w: Writer, scope: Scope) -> tuple[Lines, str, Patterns]:
    known = scope.of(INTEGER)
    subject = w.choose(known) if known else f"len([{w.atom(scope)}])"
    return [], subject, [("0", []), ("1 | 2", []), ("_", [])][w.random.randrange(2) :]


def _numbers(w: Writer, scope: Scope) -> tuple[Lines, str, Patterns]:
    kind = w.choose([TUPLE, LIST])
    lines, subject = w.some(scope, kind)
    a, b, rest = w.name("v"), w.name("v"), w.name("rest")
    return lines, subject, [(f"[{a}, {b}]", [a, b]), (f"[{a}, *{rest}]", [a]), ("_", [])]


def _entries(w: Writer, scope: Scope) -> tuple[Lines, str, Patterns]:
    lines, subject = w.some(scope, DICT)
    a = w.name("v")
    return lines, subject, [(f'{{"c": {a}}}', [a]), (f'{{"a": {a}, "b": _}}', [a])]


def _instance(w: Writer, scope: Scope) -> tuple[Lines, str, Patterns]:
    kind = w.choose([POINT, BODY])
    lines, subject = w.some(scope, kind)
    a, b = w.name("v"), w.name("v")
    patterns = {POINT: [(f"Point({a}, y={b})", [a, b])], BODY: [(f"Body({a}, speed={b})", [a, b])]}
    return lines, subject, [*patterns[kind], ("_", [])]


_SUBJECTS = [_integer, _numbers, _entries, _instance]
