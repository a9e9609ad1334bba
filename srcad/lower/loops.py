"""Loops: ``for``, ``while`` and comprehensions become one operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Loop, Value, Yield
from srcad.lower.escapes import breaks, returns
from srcad.lower.expressions import expression, lowers
from srcad.lower.frame import LEFT, RETURN, RETURN_EXIT, SKIP, Frame
from srcad.lower.names import assigned, caught_names, deleted
from srcad.lower.targets import assign, store
from srcad.lower.yields import walrus_names

Body: TypeAlias = Callable[[Frame], None]


def for_loop(frame: Frame, node: gast.For) -> None:
    """Lower ``for``."""
    iterable = expression(frame, as_tuple(node.iter))
    hint = node.target.id if isinstance(node.target, gast.Name) else ""
    item = Value(hint=hint if hint.isidentifier() else "")

    def body(inner: Frame) -> None:
        inner.at(node)
        assign(inner, node.target, item)
        inner.function.statements(inner, node.body)

    names = assigned([node.target, *node.body])
    number = _loop(frame, node, iterable, [item], names, body)
    _after(frame, node, number)


def as_tuple(node: gast.AST) -> gast.AST:
    """Return a tuple display for a list display that nobody but the loop can see."""
    return gast.copy_location(gast.Tuple(node.elts, gast.Load()), node) if isinstance(node, gast.List) else node


def while_loop(frame: Frame, node: gast.While) -> None:
    """Lower ``while``: the test is the first thing in the body, and failing it an exit."""

    def body(inner: Frame) -> None:
        condition = expression(inner, node.test)
        on, off = inner.nested(), inner.nested()
        off.at(node)
        off.leave(0)
        inner.branch(condition, on, off, inner.location(node))
        inner.function.statements(inner, node.body)

    names = assigned([node.test, *node.body])
    number = _loop(frame, node, None, [], names, body)
    _after(frame, node, number)


def _loop(
    frame: Frame, node: gast.AST, iterable: Value | None, item: list[Value], names: Sequence[str], body: Body
) -> Value:
    """Append a loop; return the number of its exit."""
    function = frame.function
    names = [n for n in names if function.cell_of(n) is None and (n in function.local or not n.isidentifier())]
    names += [RETURN] if returns(node) else []
    slots = list(dict.fromkeys(names))
    frame.at(node)
    inits = tuple(frame.env[n] if n in frame.env else frame.undefined(n) for n in slots)
    carried = [Value(hint=_hint(n)) for n in slots]
    builder = frame.builder.nested((*item, *carried))
    inner = Frame(builder, dict(frame.env), frame.function, slots, frame.partial)
    for name in (SKIP, LEFT):  # nothing of the body has been left, whatever was before the loop
        inner.env.pop(name, None)
    gone = deleted([node])
    function.deleted |= gone
    gone |= caught_names([node])
    inner.env.update(zip(slots, carried))
    for slot, param, init in zip(slots, carried, inits):
        if init in frame.partial or slot in gone:
            frame.partial.add(param)
    location = frame.location(node)
    body(inner)
    if inner.ended is None:
        inner.at(node)
        inner.end(Yield(inner.values(slots), location))
    assert inner.ended is not None
    block = inner.builder.finish(inner.ended)
    results = tuple(Value(hint=c.hint) for c in carried)
    number = Value(ty.UNKNOWN, "")
    frame.at(node)
    frame.builder.add(Loop(iterable, inits, block, (*results, number), location))
    frame.env.update(zip(slots, results))
    frame.partial.update(result for result, param in zip(results, carried) if param in frame.partial)
    return number


def _hint(name: str) -> str:
    return name if name.isidentifier() and name != RETURN else ""


def _after(frame: Frame, node: gast.For | gast.While, number: Value) -> None:
    """Go on behind a loop: its ``else``, unless it was left by ``break``; nothing, if by ``return``."""
    if returns(node):
        _after_return(frame, node, number)
    if not node.orelse:
        return
    if not breaks(node) and not returns(node):
        frame.function.statements(frame, node.orelse)
        return
    frame.at(node)
    exhausted = frame.builder.apply("operator.eq", number, frame.builder.constant(0))
    then, orelse = frame.nested(), frame.nested()
    then.function.statements(then, node.orelse)
    frame.branch(exhausted, then, orelse, frame.location(node))


def _after_return(frame: Frame, node: gast.AST, number: Value) -> None:
    frame.at(node)
    left = frame.builder.apply("operator.eq", number, frame.builder.constant(RETURN_EXIT))
    gone, on = frame.nested(), frame.nested()
    if frame.leaves_loops:
        gone.at(node)
        gone.leave(RETURN_EXIT)
        frame.branch(left, gone, on, frame.location(node))
    elif frame.guarded:
        gone.env[SKIP], gone.env[LEFT] = gone.builder.constant(True), gone.builder.constant(RETURN_EXIT)
        frame.branch(left, gone, on, frame.location(node))
    else:
        frame.env[SKIP] = left


@lowers(gast.ListComp)
def _list_comprehension(frame: Frame, node: gast.ListComp) -> Value:
    return _comprehension(frame, node, [node.elt], "build.list", _append)


@lowers(gast.SetComp)
def _set_comprehension(frame: Frame, node: gast.SetComp) -> Value:
    items = _comprehension(frame, node, [node.elt], "build.list", _append)
    return frame.builder.apply("builtins.set", items)


@lowers(gast.DictComp)
def _dict_comprehension(frame: Frame, node: gast.DictComp) -> Value:
    return _comprehension(frame, node, [node.key, node.value], "build.dict", store)


def _append(frame: Frame, node: gast.AST, old: Value, item: Value) -> None:
    frame.at(node)
    frame.builder.apply("list.append", old, item)


def _comprehension(
    frame: Frame, node: gast.AST, elements: Sequence[gast.AST], display: str, add: Callable[..., None]
) -> Value:
    """Append a loop that adds elements to a fresh container with ``add``; its variables are its own."""
    frame.at(node)
    made = frame.builder.apply(display)

    def innermost(inner: Frame) -> None:
        values = [expression(inner, element) for element in elements]
        add(inner, node, made, *values)

    _clauses(frame, node, node.generators, innermost)
    frame.at(node)
    return made


def _clauses(frame: Frame, node: gast.AST, clauses: Sequence[gast.comprehension], innermost: Body) -> None:
    """Append the loops of a comprehension's ``for`` clauses."""
    if not clauses:
        return innermost(frame)
    (first, *rest), function = clauses, frame.function
    iterable = expression(frame, as_tuple(first.iter))
    item = Value(hint=first.target.id if isinstance(first.target, gast.Name) else "")
    targets = assigned([first.target])
    before = {n: frame.env[n] for n in targets if n in frame.env}
    local, cells, halfway = function.local, function.cells, function.halfway
    function.local = local | frozenset(targets)
    function.cells, function.halfway = _without(cells, targets), _without(halfway, targets)

    def body(inner: Frame) -> None:
        inner.at(node)
        assign(inner, first.target, item)
        _filtered(inner, node, first.ifs, rest, innermost)
        for name in targets:
            inner.env.pop(name, None)
            if name in before:
                inner.env[name] = before[name]

    walrus = [n for n in walrus_names([node]) if n not in targets]
    _loop(frame, node, iterable, [item], walrus, body)
    function.local, function.cells, function.halfway = local, cells, halfway
    return None


def _without(cells: dict[str, Value], names: Sequence[str]) -> dict[str, Value]:
    return {name: cell for name, cell in cells.items() if name not in names}


def _filtered(
    frame: Frame,
    node: gast.AST,
    tests: Sequence[gast.AST],
    rest: Sequence[gast.comprehension],
    innermost: Body,
) -> None:
    if not tests:
        return _clauses(frame, node, rest, innermost)
    condition = expression(frame, tests[0])
    kept, dropped = frame.nested(), frame.nested()
    _filtered(kept, node, tests[1:], rest, innermost)
    for inner in (kept, dropped):
        for name in [n for n in inner.env if n not in frame.env]:
            del inner.env[name]
    frame.branch(condition, kept, dropped, frame.location(node))
    return None
