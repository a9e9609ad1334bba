"""Escapes: whether control goes on behind a statement.

``break``, and ``return`` inside a loop, leave the loop with an ``Exit``. ``continue``, and ``return`` outside loops,
*skip* what remains of the loop's body or of the function: no terminator says so, the remaining statements are put where
they are not skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        case gast.While(test=gast.Constant(value=value)) if value and not breaks(statement):
            return Flow.GONE
        case gast.For(orelse=orelse) | gast.While(orelse=orelse):
            return Flow.MIXED if returns(statement) or skips(orelse, in_loop) else Flow.ON
        case _:
            return Flow.ON


def _either(a: Flow, b: Flow) -> Flow:
    return a if a is b else Flow.MIXED


def skips(statements: Sequence[gast.AST], in_loop: bool) -> bool:
    """Say whether the statements hold a ``continue`` of the loop around, or a ``return`` outside loops."""
    return any(_skips(statement, in_loop) for statement in statements)


def _skips(statement: gast.AST, in_loop: bool) -> bool:
    match statement:
        case gast.Continue():
            return True
        case gast.Return():
            return not in_loop
        case gast.If(body=body, orelse=orelse):
            return skips(body, in_loop) or skips(orelse, in_loop)
        case gast.With(body=body):
            return skips(body, in_loop)
        case gast.For(orelse=orelse) | gast.While(orelse=orelse):
            return (not in_loop and returns(statement)) or skips(orelse, in_loop)
        case _:
            return False


def returns(loop: gast.AST) -> bool:
    """Say whether a loop can be left by ``return``."""
    return any(isinstance(node, gast.Return) for node in _inside(loop))


def breaks(loop: gast.AST) -> bool:
    """Say whether a loop can be left by its own ``break``."""
    return any(isinstance(node, gast.Break) for node in _inside(loop, own_level=True))


def _inside(node: gast.AST, own_level: bool = False) -> list[gast.AST]:
    found: list[gast.AST] = []
    bodies = [*getattr(node, "body", [])]
    if not isinstance(node, (gast.For, gast.While)) or not own_level:
        bodies += getattr(node, "orelse", []) or []
    for child in bodies:
        found.append(child)
        if isinstance(child, (gast.If, gast.With)):
            found += _inside(child, own_level)
        elif isinstance(child, (gast.For, gast.While)):
            found += [n for s in child.orelse for n in [s, *_inside(s, own_level)]] if own_level else _inside(child)
    return found
