"""Functions within functions: closures, ``nonlocal``, defaults, stars, functions that are values."""

from __future__ import annotations

from tests.flow.grammar.kinds import DICT, FLOAT, FUNCTION, LIST, MODEL, Kind
from tests.flow.grammar.writer import Lines, Scope, Writer, constructor, indent, statement


@constructor("function")
def new_function(w: Writer, scope: Scope, kind: Kind) -> str:
    u = w.name("p")
    inner = scope.inside(*scope.names)
    inner.names[u] = FLOAT
    known = [*scope.of(FUNCTION), "bend", "np.sin", "math.atan"]
    return w.choose(
        [
            f"lambda {u}: {w.value(inner)}",
            f"lambda {u}, k={w.atom(scope)}: {w.value(inner)} * k",
            f"functools.partial(bend, k={w.number()})",
            f"functools.partial(shrink, n={w.random.randrange(3)})",
            f"({w.choose(known)} if {w.test(scope)} else {w.choose(known)})",
        ]
    )


@statement(1)
def named_value(w: Writer, scope: Scope) -> Lines:
    name = w.name("f")
    line = f"{name} = {w.new(scope, FUNCTION)}"
    scope.names[name] = FUNCTION
    return [line]


def _called(w: Writer, scope: Scope, calls: list[str]) -> Lines:
    """Return a statement with the values of one or two calls."""
    result = w.target(scope)
    scope.names[result] = FLOAT
    return [f"{result} = {' + '.join(calls[: w.random.randint(1, len(calls))])}"]


@statement(2.5)
def inner_function(w: Writer, scope: Scope) -> Lines:
    """Define a function that sees what is around it, and call it."""
    name, u = w.name("f"), w.name("p")
    inner = Scope(dict(scope.names), frozenset(scope.names), grows=scope.grows, loops=scope.loops)
    inner.names[u] = FLOAT
    header = w.choose([f"def {name}({u}):", f"def {name}({u}, k={w.atom(scope)}):"])
    if "k=" in header:
        inner.names["k"] = FLOAT
    lines = [header, *indent([*w.leaving(inner, 2), f"return {w.value(inner)}"])]
    scope.names[name] = FUNCTION
    return [*lines, *_called(w, scope, [f"{name}({w.atom(scope)})", f"{name}({w.number()})"])]


@statement(1.2)
def counting(w: Writer, scope: Scope) -> Lines:
    """Define a function that changes a variable of the one around it."""
    name, u, total = w.name("f"), w.name("p"), w.name("total")
    inner = Scope({**scope.names, u: FLOAT, total: FLOAT}, frozenset(scope.names), grows=scope.grows, loops=scope.loops)
    body = [f"nonlocal {total}", *w.block(inner, 1)]
    body.append(f"{total} {w.choose(['=', '+=', '*='])} {w.value(inner)}")
    if w.chance(0.5):
        body.append(f"return {w.value(inner)}")
        calls = [f"{name}({w.atom(scope)})", f"{name}({w.number()})"]
    else:
        calls = []
    first = [f"{total} = {w.value(scope)}", f"def {name}({u}):", *indent(body)]
    scope.names[total] = FLOAT
    called = _called(w, scope, calls) if calls else [f"{name}({w.atom(scope)})", f"{name}({w.number()})"]
    return [*first, *called]


@statement(0.8)
def starred(w: Writer, scope: Scope) -> Lines:
    name, values, options = w.name("f"), w.name("values"), w.name("options")
    inner = Scope({**scope.names, values: LIST}, frozenset([*scope.names, values]), grows=False, loops=scope.loops)
    inner.names[values] = Kind("tuple", FLOAT)
    end = w.choose([f"sum({values})", f"{values}[0] * {options}.get('k', 0.5)", f"len({values}) * {w.value(inner)}"])
    lines = [f"def {name}(*{values}, **{options}):", *indent([*w.leaving(inner, 1), f"return {end}"])]
    more, held = w.some(scope, LIST)
    calls = [f"{name}({w.atom(scope)}, {w.atom(scope)}, k={w.atom(scope)})", f"{name}(*{held})"]
    return [*lines, *more, *_called(w, scope, calls)]


@statement(1)
def changing(w: Writer, scope: Scope) -> Lines:
    """Define a function that changes what it is given: a list, a dict, an object."""
    kind = w.choose([LIST, DICT, MODEL])
    name, p, u = w.name("f"), w.name(kind.name), w.name("p")
    inner = Scope({**scope.names, p: kind, u: FLOAT}, frozenset([*scope.names, p]), loops=scope.loops)
    inner.grows = scope.grows
    change = {
        LIST: f"{p}[0] = {w.value(inner)}",
        DICT: f'{p}["a"] = {w.value(inner)}',
        MODEL: f"{p}.k = {w.value(inner)}",
    }
    lines = [f"def {name}({p}, {u}):", *indent([*w.leaving(inner, 1), change[kind], f"return {w.value(inner)}"])]
    more, held = w.some(scope, kind)
    return [*lines, *more, *_called(w, scope, [f"{name}({held}, {w.atom(scope)})", f"{name}({held}, {w.number()})"])]


@statement(0.7)
def maker(w: Writer, scope: Scope) -> Lines:
    """Define a function that gives a function."""
    name, u, k, f = w.name("f"), w.name("p"), w.name("p"), w.name("f")
    outer = Scope({**scope.names, k: FLOAT}, frozenset(scope.names), grows=scope.grows, loops=scope.loops)
    first = w.block(outer, 1)
    inner = Scope({**outer.names, u: FLOAT}, frozenset(outer.names))
    lines = [f"def {name}({k}):", *indent([*first, f"return lambda {u}: {w.value(inner)}"])]
    scope.names[f] = FUNCTION
    return [*lines, f"{f} = {name}({w.atom(scope)})", *_called(w, scope, [f"{f}({w.atom(scope)})"])]
