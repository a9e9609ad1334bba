"""Escapes: whether control goes on behind a statement.

``break``, and ``return`` inside a loop, leave the loop with an ``Exit``. ``continue``, and ``return`` outside loops,
*skip* what remains of the loop's body or of the function: no terminator says so, the remaining statements are put where
they are not skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

import gast


class Flow(Enum):
    """What is known of control behind a statement: it always goes on, never, or sometimes."""

    ON = "on"
    GONE = "gone"
    MIXED = "mixed"


def flow_of(statements: Sequence[gast.AST], in_loop: bool) -> Flow:
    """Return whether control reaches the end of the statements; ``Exit`` and ``raise`` alone leave it ``ON``."""
    mixed = False
    for statement in statements:
        flow = _flow(statement, in_loop)
        if flow is Flow.GONE:
            return Flow.GONE
        mixed = mixed or flow is Flow.MIXED
    return Flow.MIXED if mixed else Flow.ON


def _flow(statement: gast.AST, in_loop: bool) -> Flow:
    match statement:
        case gast.Return() | gast.Raise() | gast.Break() | gast.Continue():
            return Flow.GONE
        case gast.If(body=body, orelse=orelse):
            return _either(flow_of(body, in_loop), flow_of(orelse, in_loop))
        case gast.With(body=body):
            return flow_of(body, in_loop)
        case gast.Try():
            return _flow_of_try(statement, in_loop)
        case gast.While(test=gast.Constant(value=value)) if value and not breaks(statement):
            return Flow.GONE
        case gast.For(orelse=orelse) | gast.While(orelse=orelse):
            return Flow.MIXED if returns(statement) or skips(orelse, in_loop) else Flow.ON
        case _:
            return Flow.ON


def _flow_of_try(node: gast.Try, in_loop: bool) -> Flow:
    if flow_of(node.finalbody, in_loop) is Flow.GONE:
        return Flow.GONE
    flow = flow_of([*node.body, *node.orelse], in_loop)
    for handler in node.handlers:
        flow = _either(flow, flow_of(handler.body, in_loop))
    return flow


def _either(a: Flow, b: Flow) -> Flow:
    return a if a is b else Flow.MIXED


def skips(statements: Sequence[gast.AST], in_loop: bool) -> bool:
    """Say whether the statements hold a ``continue`` of the loop around, or a ``return`` outside loops."""
    return any(_skips(statement, in_loop) for statement in statements)


def _skips(statement: gast.AST, in_loop: bool) -> bool:
    match statement:
        case gast.Continue():
            return True
        case gast.Return() | gast.Break():
            return not in_loop
        case gast.If(body=body, orelse=orelse):
            return skips(body, in_loop) or skips(orelse, in_loop)
        case gast.With(body=body):
            return skips(body, in_loop)
        case gast.Try():
            return any(skips(part, in_loop) for part in parts_of_try(statement))
        case gast.For(orelse=orelse) | gast.While(orelse=orelse):
            return (not in_loop and returns(statement)) or skips(orelse, in_loop)
        case _:
            return False


def parts_of_try(node: gast.Try) -> list[list[gast.AST]]:
    """Return the lists of statements in a try statement."""
    return [node.body, *(handler.body for handler in node.handlers), node.orelse, node.finalbody]


def returns(loop: gast.AST) -> bool:
    """Say whether a loop can be left by ``return``."""
    return any(isinstance(node, gast.Return) for node in _inside([loop], own_level=False))


def breaks(loop: gast.AST) -> bool:
    """Say whether a loop can be left by its own ``break``."""
    return any(isinstance(node, gast.Break) for node in _inside(getattr(loop, "body", []), own_level=True))


def leaving(*statements: gast.AST) -> Iterator[gast.AST]:
    """Give each ``return`` in some statements, and each ``break`` and ``continue`` of a loop around them."""
    yield from (s for s in _inside(statements, own_level=False) if isinstance(s, gast.Return))
    yield from (s for s in _inside(statements, own_level=True) if isinstance(s, (gast.Break, gast.Continue)))


def _inside(statements: Sequence[gast.AST], own_level: bool) -> Iterator[gast.AST]:
    for statement in statements:
        yield statement
        yield from _inside(_held(statement, own_level), own_level)


def _held(statement: gast.AST, own_level: bool) -> list[gast.AST]:
    """Return the statements in one; on ``own_level`` nothing of the bodies of loops."""
    match statement:
        case gast.For(body=body, orelse=orelse) | gast.While(body=body, orelse=orelse):
            return orelse if own_level else [*body, *orelse]
        case gast.If(body=body, orelse=orelse):
            return [*body, *orelse]
        case gast.With(body=body):
            return list(body)
        case gast.Try():
            return [s for part in parts_of_try(statement) for s in part]
        case _:
            return []
