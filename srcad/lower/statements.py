"""Statements: a table of small functions, and the order in which control reaches them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import gast

from srcad.ir.nodes import Raise, Value, With
from srcad.lower.escapes import Flow, breaks, flow_of, returns, skips
from srcad.lower.expressions import BINARY, expression
from srcad.lower.frame import BREAK_EXIT, CONTINUED, LEFT, RETURN, RETURN_EXIT, SKIP, Frame
from srcad.lower.handlers import depart, was_left, ways_out
from srcad.lower.loops import for_loop, while_loop
from srcad.lower.names import assigned
from srcad.lower.targets import assign, store_attribute
from srcad.lower.tries import try_statement

Lower: TypeAlias = Callable[[Frame, gast.AST], None]

_TABLE: dict[type[gast.AST], Lower] = {}
_WORDS = {
    gast.TryStar: "except*",
    gast.AsyncFunctionDef: "async def",
    gast.AsyncFor: "async for",
    gast.AsyncWith: "async with",
    gast.Global: "global",
    gast.Delete: "del",
    gast.Import: "import inside a function",
    gast.ImportFrom: "import inside a function",
}


def lowers(*kinds: type[gast.AST]) -> Callable[[Lower], Lower]:
    """Enter a function as what lowers statements of these kinds."""

    def enter(function: Lower) -> Lower:
        _TABLE.update(dict.fromkeys(kinds, function))
        return function

    return enter


def block(frame: Frame, statements: Sequence[gast.AST]) -> None:
    """Lower statements in order; those behind a skip go where it does not reach."""
    for position, statement in enumerate(statements):
        if frame.ended is not None:
            return
        rest = statements[position + 1 :]
        in_loop = frame.leaves_loops
        if isinstance(statement, gast.Continue) or (isinstance(statement, (gast.Break, gast.Return)) and not in_loop):
            return _skip(frame, statement)
        if skips([statement], in_loop):
            return _with_rest(frame, statement, rest)
        _statement(frame, statement)
    return None


def _statement(frame: Frame, statement: gast.AST) -> None:
    frame.at(statement)
    lower = _TABLE.get(type(statement))
    if lower is None:
        words = _WORDS.get(type(statement), type(statement).__name__.lower())
        refused = frame.refuse("SRC001", f"{words} is not differentiated", statement, "take it out of the function")
        for name in sorted(assigned([statement])):
            frame.bind(name, refused)
        if frame.carried is None and returns(statement):
            frame.env |= {RETURN: refused, SKIP: refused}
        return
    lower(frame, statement)


def _skip(frame: Frame, statement: gast.AST) -> None:
    frame.at(statement)
    if isinstance(statement, gast.Return):
        frame.env[RETURN] = _returned(frame, statement)
    frame.env[SKIP] = frame.builder.constant(True)
    if frame.guarded:
        number = {gast.Break: BREAK_EXIT, gast.Return: RETURN_EXIT}.get(type(statement), CONTINUED)
        frame.env[LEFT] = frame.builder.constant(number)


def _returned(frame: Frame, statement: gast.Return) -> Value:
    if statement.value is None:
        return frame.builder.constant(None)
    return expression(frame, statement.value)


def _with_rest(frame: Frame, statement: gast.AST, rest: Sequence[gast.AST]) -> None:
    """Lower a statement that may skip ``rest``."""
    in_loop = frame.leaves_loops
    if isinstance(statement, gast.If):
        flows = [flow_of(b, in_loop) for b in (statement.body, statement.orelse)]
        if flows[0] is Flow.GONE or flows[1] is Flow.GONE:
            bodies = [b if f is Flow.GONE else [*b, *rest] for b, f in zip((statement.body, statement.orelse), flows)]
            _branch(frame, statement, *bodies)
            return
    frame.env.setdefault(SKIP, frame.builder.constant(False))
    _statement(frame, statement)
    if not rest or frame.ended is not None:
        return
    frame.at(statement)
    skipped, on = frame.nested(), frame.nested()
    block(on, rest)
    frame.branch(frame.env[SKIP], skipped, on, frame.builder.location)


@lowers(gast.If)
def _if(frame: Frame, node: gast.If) -> None:
    _branch(frame, node, node.body, node.orelse)


def _branch(frame: Frame, node: gast.If, body: Sequence[gast.AST], orelse: Sequence[gast.AST]) -> None:
    condition = expression(frame, node.test)
    then, other = frame.nested(), frame.nested()
    block(then, body)
    block(other, orelse)
    frame.branch(condition, then, other, frame.location(node))


@lowers(gast.For)
def _for(frame: Frame, node: gast.For) -> None:
    for_loop(frame, node)


@lowers(gast.While)
def _while(frame: Frame, node: gast.While) -> None:
    while_loop(frame, node)


@lowers(gast.Try)
def _try(frame: Frame, node: gast.Try) -> None:
    try_statement(frame, node)


@lowers(gast.Break)
def _break(frame: Frame, node: gast.Break) -> None:
    frame.leave(BREAK_EXIT)


@lowers(gast.Return)
def _return(frame: Frame, node: gast.Return) -> None:
    """Return inside a loop; outside it is a skip."""
    frame.env[RETURN] = _returned(frame, node)
    frame.leave(RETURN_EXIT)


@lowers(gast.Assign)
def _assign(frame: Frame, node: gast.Assign) -> None:
    value = expression(frame, node.value)
    for target in node.targets:
        frame.at(node)
        value = assign(frame, target, value)


@lowers(gast.AnnAssign)
def _annotated(frame: Frame, node: gast.AnnAssign) -> None:
    if node.value is not None:
        value = expression(frame, node.value)
        frame.at(node)
        assign(frame, node.target, value)


@lowers(gast.AugAssign)
def _augmented(frame: Frame, node: gast.AugAssign) -> None:
    operator = BINARY[type(node.op)].rstrip("_")
    match node.target:
        case gast.Name(id=name):
            old = frame.read(name)
            value = expression(frame, node.value)
            frame.at(node)
            frame.bind(name, frame.builder.apply(f"operator.i{operator}", old, value))
        case gast.Subscript():
            old, index = expression(frame, node.target.value), expression(frame, node.target.slice)
            part = frame.builder.apply("operator.getitem", old, index)
            value = expression(frame, node.value)
            frame.at(node)
            how = frame.builder.constant(operator)
            frame.builder.apply("item.augment", old, index, part, value, how, hint=old.hint)
        case gast.Attribute(attr=name):
            owner = expression(frame, node.target.value)
            old = frame.builder.apply("getattr", owner, frame.builder.constant(name))
            value = expression(frame, node.value)
            frame.at(node)
            store_attribute(frame, node.target, owner, frame.builder.apply(f"operator.i{operator}", old, value))
        case _:
            frame.refuse("SRC003", "in-place operation on an attribute", node, "compute a new value")


@lowers(gast.Expr)
def _expression(frame: Frame, node: gast.Expr) -> None:
    if not isinstance(node.value, gast.Constant):
        expression(frame, node.value)


@lowers(gast.Assert)
def _assert(frame: Frame, node: gast.Assert) -> None:
    condition = expression(frame, node.test)
    held, failed = frame.nested(), frame.nested()
    error = _assertion_error(failed, node)
    failed.end(Raise((error,), frame.location(node)))
    frame.branch(condition, held, failed, frame.location(node))


def _assertion_error(frame: Frame, node: gast.Assert) -> Value:
    message = [] if node.msg is None else [expression(frame, node.msg)]
    frame.at(node)
    return frame.builder.apply("builtins.AssertionError", *message)


@lowers(gast.Raise)
def _raise(frame: Frame, node: gast.Raise) -> None:
    values = tuple(expression(frame, n) for n in (node.exc, node.cause) if n is not None)
    frame.end(Raise(values, frame.location(node)))


@lowers(gast.Pass)
def _pass(frame: Frame, node: gast.Pass) -> None:
    pass


@lowers(gast.Nonlocal)
def _nonlocal(frame: Frame, node: gast.Nonlocal) -> None:
    """Refuse variables of functions that are not compiled together with this one; the others are cells."""
    for name in node.names:
        if name not in frame.function.cells:
            message = f"the variable {name!r} belongs to a function outside the differentiated one"
            frame.refuse("SRC001", message, node, "pass it as an argument, and return its new value")


@lowers(gast.With)
def _with(frame: Frame, node: gast.With) -> None:
    if len(node.items) > 1:
        inner = gast.With(node.items[1:], node.body, None)
        gast.copy_location(inner, node)
        node = gast.copy_location(gast.With(node.items[:1], [inner], None), node)
    (item,) = node.items
    leaves = frame.leaves_loops and (breaks(node) or returns(node))
    numbers = ways_out(node) if leaves else []
    if leaves:  # as out of a try statement: the manager is left first
        frame.env.setdefault(SKIP, frame.builder.constant(False))
        frame.env[LEFT] = frame.builder.constant(0)
    manager = expression(frame, item.context_expr)
    entered = Value()
    body = frame.nested((entered,))
    body.guarded = frame.guarded or leaves
    if item.optional_vars is not None:
        assign(body, item.optional_vars, entered)
    block(body, node.body)
    names = [n for n, v in body.env.items() if frame.env.get(n) is not v]
    results = tuple(Value(hint=n if n.isidentifier() and n != RETURN else "") for n in names)
    location = frame.location(node)
    frame.builder.add(With(manager, body.finish(names), results if body.ended is None else (), location))
    if body.ended is not None:
        frame.end(body.ended)
        return
    for name, result in zip(names, results):
        if body.env[name] in body.partial:
            frame.partial.add(result)
        frame.env[name] = result
    depart(frame, node, numbers, lambda number: was_left(frame, number))
