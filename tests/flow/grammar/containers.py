"""Lists, dicts and tuples: made, held by each other, changed in all ways, under several names."""

from __future__ import annotations

from tests.flow.grammar.kinds import (
    ARRAY,
    BODY,
    DICT,
    FLOAT,
    INTEGER,
    LIST,
    MODEL,
    POINT,
    TUPLE,
    Kind,
    dict_of,
    list_of,
    tuple_of,
)
from tests.flow.grammar.writer import Lines, Scope, Writer, constructor, indent, statement

#: Containers whose items are containers or objects.
NESTED = (
    list_of(LIST),
    list_of(TUPLE),
    list_of(DICT),
    list_of(BODY),
    list_of(POINT),
    dict_of(LIST),
    dict_of(ARRAY),
    dict_of(MODEL),
    dict_of(DICT),
    tuple_of(LIST),
    tuple_of(BODY),
)


@constructor("list")
def new_list(w: Writer, scope: Scope, kind: Kind) -> str:
    assert kind.item is not None
    a, b = w.item(scope, kind.item), w.item(scope, kind.item)
    forms = [f"[{a}, {b}]", f"[{a}, {b}, {w.item(scope, kind.item)}]", f"[{a}] * 2", f"list(({a}, {b}))"]
    if w.chance(0.3):
        i = w.name("i")
        inner = scope.inside()
        inner.names[i] = INTEGER
        forms.append(f"[{w.new(inner, kind.item) if kind.item != FLOAT else w.value(inner)} for {i} in range(3)]")
    known = [*scope.of(kind), *scope.parts(kind)]
    if known:
        held = w.choose(known)
        forms += [f"{held}.copy()", f"{held}[:]", f"[*{held}, {a}]", f"{held} + [{b}]", f"{held}[::-1]"]
    return w.choose(forms)


@constructor("dict")
def new_dict(w: Writer, scope: Scope, kind: Kind) -> str:
    assert kind.item is not None
    a, b = w.item(scope, kind.item), w.item(scope, kind.item)
    forms = [f'{{"a": {a}, "b": {b}}}', f"dict(a={a}, b={b})"]
    known = [*scope.of(kind), *scope.parts(kind)]
    if known:
        held = w.choose(known)
        forms += [f"dict({held})", f"{held}.copy()", f'{{**{held}, "b": {b}}}', f'{held} | {{"a": {a}}}']
    return w.choose(forms)


@constructor("tuple")
def new_tuple(w: Writer, scope: Scope, kind: Kind) -> str:
    assert kind.item is not None
    return f"({w.item(scope, kind.item)}, {w.item(scope, kind.item)})"


@statement(2)
def nested(w: Writer, scope: Scope) -> Lines:
    """Make a container of containers or objects, which others may hold, too."""
    kind = w.choose(NESTED)
    name = w.name("held")
    line = f"{name} = {w.new(scope, kind)}"
    scope.names[name] = kind
    return [line]


@statement(1.5)
def plain(w: Writer, scope: Scope) -> Lines:
    kind = w.choose([LIST, DICT, TUPLE])
    name = w.name(kind.name)
    line = f"{name} = {w.new(scope, kind)}"
    scope.names[name] = kind
    return [line]


@statement(2)
def growing(w: Writer, scope: Scope) -> Lines:
    """Let a list grow, guarded where a loop may be going over it."""
    lines, items = w.some(scope, LIST)
    i, a, b = w.name("e"), w.value(scope), w.atom(scope)
    line = w.choose(
        [
            f"{items}.append({a})",
            f"{items}.append({items}[-1] * 0.5 + {b})",
            f"{items}.extend([{a}, {b}])",
            f"{items}.extend({i} * {b} for {i} in WEIGHTS)",
            f"{items}.insert({w.choose(['0', '1', '-1'])}, {a})",
            f"{items} += [{a}]",
            f"keep({b}, {items})",
        ]
    )
    return [*lines, line] if scope.grows else [*lines, f"if len({items}) < 6:", f"    {line}"]


@statement(1.5)
def shrinking(w: Writer, scope: Scope) -> Lines:
    lines, items = w.some(scope, LIST)
    name = w.target(scope)
    where = w.choose(["", "0", "1", "-1"])
    remove = w.choose([f"{name} = {items}.pop({where})", f"del {items}[{where or '-1'}]"])
    if remove.startswith("del"):
        return [*lines, f"if len({items}) > 2:", f"    {remove}"]
    scope.names[name] = FLOAT
    return [*lines, f"{name} = {w.atom(scope)}", f"if len({items}) > 2:", f"    {remove}"]


@statement(0.8)
def reordered(w: Writer, scope: Scope) -> Lines:
    lines, items = w.some(scope, LIST)
    e = w.name("e")
    line = w.choose([f"{items}.reverse()", f"{items}.sort()", f"{items}.sort(key=lambda {e}: {e} * {e})"])
    return [*lines, line]


@statement(2)
def entries(w: Writer, scope: Scope) -> Lines:
    """Change a dict."""
    lines, held = w.some(scope, DICT)
    a, name, key = w.value(scope), w.target(scope), w.choose(["a", "b", "c"])
    line, makes = w.choose(
        [
            (f"{held}[{key!r}] = {a}", False),
            (f"{held}.update({key}={a})", False),
            (f"{held}.update({{{key!r}: {a}, 'a': {w.atom(scope)}}})", False),
            (f"{name} = {held}.setdefault({key!r}, {w.atom(scope)})", True),
            (f"{name} = {held}.get({key!r}, {w.atom(scope)})", True),
            (f"{name} = {held}.pop('c', {w.atom(scope)})", True),
            (f"{name} = {w.atom(scope)} if 'c' in {held} else {a}", True),
            (f"{name} = np.tanh(sum({held}.values()))", True),
            (f"{name} = enter({held}, {w.atom(scope)})", True),
        ]
    )
    if makes:
        scope.names[name] = FLOAT
    if not scope.grows and not makes:
        line = line.replace("'c'", "'a'").replace("c=", "a=")
    if not scope.grows and ("setdefault" in line or "pop" in line or "enter" in line):
        return w.assigned(scope)
    return [*lines, line]


@statement(1.5)
def alias(w: Writer, scope: Scope) -> Lines:
    """Give something that changes another name."""
    kinds = sorted({k for k in scope.names.values() if k.item is not None or k in (BODY, MODEL)}, key=str)
    if not kinds:
        return plain(w, scope)
    kind = w.choose(kinds)
    known = [*scope.of(kind), *scope.parts(kind)]
    name, a, b = w.name("alias"), w.choose(known), w.choose(known)
    text = w.choose([a, f"same({a})", f"({a}, 1)[0]", f"({a} if {w.test(scope)} else {b})"])
    scope.names[name] = kind
    return [f"{name} = {text}"]


@statement(1)
def held_item(w: Writer, scope: Scope) -> Lines:
    """Let a container hold something else."""
    lines, holder = w.some(scope, w.choose([k for k in NESTED if k.name != "tuple"]))
    kind = scope.names.get(holder)
    if kind is None or kind.item is None:
        return [*lines, *w.assigned(scope)]
    place = f"{holder}[{w.choose(['0', '-1'])}]" if kind.name == "list" else f"{holder}[{w.choose(['a', 'b'])!r}]"
    return [*lines, f"{place} = {w.item(scope, kind.item)}"]


@statement(0.8)
def collected(w: Writer, scope: Scope) -> Lines:
    """Collect in a loop what changes in it."""
    if scope.loops >= 2:
        return w.assigned(scope)
    items, i = w.name("items"), w.name("i")
    inner = scope.inside(items, i, loop=True)
    inner.names[i] = INTEGER
    body = w.block(inner, 2)
    append = [f"{items}.append({w.value(inner)})"]
    if w.chance(0.3):
        append = [f"if {w.test(inner)}:", *indent(append)]
    scope.names[items] = LIST
    first = f"{items} = [{w.atom(scope)}, {w.atom(scope)}]"
    return [first, f"for {i} in range({w.random.randint(0, 3)}):", *indent([*body, *append])]
