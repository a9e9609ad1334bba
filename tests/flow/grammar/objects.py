"""Instances of classes: made, changed by their methods and from outside."""

from __future__ import annotations

from tests.flow.grammar.kinds import ARRAY, BODY, DEEP, FLOAT, LIST, MODEL, POINT, VECTOR, Kind
from tests.flow.grammar.writer import Lines, Scope, Writer, constructor, statement


@constructor("point")
def new_point(w: Writer, scope: Scope, kind: Kind) -> str:
    return w.choose([f"Point({w.atom(scope)}, {w.atom(scope)})", f"Point(y={w.atom(scope)}, x={w.number()})"])


@constructor("vector")
def new_vector(w: Writer, scope: Scope, kind: Kind) -> str:
    made = f"Vector({w.atom(scope)}, {w.atom(scope)})"
    known = [*scope.of(VECTOR), *scope.parts(VECTOR)]
    if known:
        v = w.choose(known)
        return w.choose([made, f"{v} + {made}", f"{v} * {w.atom(scope)}", f"{w.number()} * {v}", f"-{v}"])
    return made


@constructor("body")
def new_body(w: Writer, scope: Scope, kind: Kind) -> str:
    lists = [*scope.of(LIST), *scope.parts(LIST)]
    trail = w.choose(lists) if lists else "[0.5, 0.25]"
    return w.choose(
        [f"Body({w.atom(scope)})", f"Body({w.atom(scope)}, speed={w.atom(scope)})", f"Body(0.5, 0.25, trail={trail})"]
    )


@constructor("model")
def new_model(w: Writer, scope: Scope, kind: Kind) -> str:
    return w.choose([f"Model({w.atom(scope)})", f"Model({w.atom(scope)}, b={w.atom(scope)})"])


@constructor("deep")
def new_deep(w: Writer, scope: Scope, kind: Kind) -> str:
    return f"Deep({w.atom(scope)})"


@statement(2)
def made(w: Writer, scope: Scope) -> Lines:
    kind = w.choose([BODY, MODEL, POINT, VECTOR, DEEP])
    name = w.name(kind.name)
    line = f"{name} = {w.new(scope, kind)}"
    scope.names[name] = kind
    return [line]


@statement(2)
def method(w: Writer, scope: Scope) -> Lines:
    """Call a method for what it changes."""
    kind = w.choose([BODY, MODEL, DEEP])
    lines, held = w.some(scope, kind)
    if kind == BODY:
        if not scope.grows:
            return [*lines, f"push({held}, {w.atom(scope)})"]
        return [*lines, w.choose([f"{held}.step()", f"{held}.step(dt={w.number()})", f"push({held}, {w.atom(scope)})"])]
    return [*lines, w.choose([f"{held}.train({w.atom(scope)})", f"{held}.train({w.atom(scope)}, step={w.number()})"])]


@statement(0.7)
def new_field(w: Writer, scope: Scope) -> Lines:
    """Let an object hold something else than before, or something new."""
    lines, held = w.some(scope, w.choose([MODEL, BODY]))
    name = w.target(scope)
    scope.names[name] = FLOAT
    return [*lines, f"{held}.extra = {w.value(scope)}", f"{name} = {held}.extra * {w.atom(scope)}"]


@statement(0.5)
def bound_method(w: Writer, scope: Scope) -> Lines:
    lines, held = w.some(scope, MODEL)
    f, name = w.name("f"), w.target(scope)
    scope.names[name] = FLOAT
    return [*lines, f"{f} = {held}.apply", f"{name} = {f}({w.atom(scope)}) - {f}({w.number()})"]


@statement(0.4)
def array_field(w: Writer, scope: Scope) -> Lines:
    """Let an object hold an array that is written to under both names."""
    lines, held = w.some(scope, MODEL)
    u = w.name("u")
    first = f"{u} = np.sin({w.choose(scope.of(ARRAY))} * {w.atom(scope)})"
    scope.names[u] = ARRAY
    return [*lines, first, f"{held}.state = {u}", f"{held}.state[{w.choose(['0', '1', '-1'])}] = {w.value(scope)}"]
