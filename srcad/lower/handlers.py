"""Handlers of try statements, and where control goes behind a statement that a part of it has left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import gast

from srcad.ir.nodes import Value
from srcad.lower.escapes import leaving
from srcad.lower.expressions import expression
from srcad.lower.frame import BREAK_EXIT, CONTINUED, LEFT, RETURN_EXIT, SKIP, Frame

#: Lowers a part of a statement.
Part: TypeAlias = Callable[[Frame], None]

_KINDS_OF_LEAVING = ((BREAK_EXIT, gast.Break), (RETURN_EXIT, gast.Return), (CONTINUED, gast.Continue))


@dataclass(frozen=True, slots=True)
class Handler:
    """What a handler catches, the name that it gives to that, and what lowers its block."""

    kinds: tuple[Value, ...]
    name: str
    lower: Part


def handlers_of(frame: Frame, node: gast.Try) -> list[Handler]:
    """Lower the classes that the handlers of a statement catch; return the handlers."""
    return [_handler(frame, handler) for handler in node.handlers]


def _handler(frame: Frame, node: gast.ExceptHandler) -> Handler:
    name = node.name.id if isinstance(node.name, gast.Name) else ""
    return Handler(_caught(frame, node.type), name, part(node.body))


def part(statements: Sequence[gast.AST]) -> Part:
    """Return what lowers some statements."""
    return lambda frame: frame.function.statements(frame, statements)


def _caught(frame: Frame, node: gast.AST | None) -> tuple[Value, ...]:
    """Return the classes that a handler catches."""
    match node:
        case None:
            return ()
        case gast.Tuple(elts=elements):
            return tuple(v for element in elements for v in _caught(frame, element))
        case gast.Name() | gast.Attribute():
            return (expression(frame, node),)
        case _:
            return (frame.refuse("SRC001", "computed classes of exceptions", node, "name the classes"),)


def handle(frame: Frame, handler: Handler, exception: Value) -> None:
    """Lower the block of a handler."""
    frame.guarded = True
    was_bound = handler.name in frame.env
    if handler.name:
        frame.bind(handler.name, exception)
    handler.lower(frame)
    if handler.name and frame.ended is None:  # Python deletes it
        frame.forget(handler.name, was_bound)


def ways_out(node: gast.AST) -> list[int]:
    """Return the numbers of the ways in which control leaves a statement, but for its end and exceptions."""
    return [n for n, kind in _KINDS_OF_LEAVING if any(isinstance(s, kind) for s in leaving(node))]


def depart(frame: Frame, node: gast.AST, numbers: Sequence[int], left_by: Callable[[int], Value | None]) -> None:
    """Leave the loop around, if that is what a part of the statement has done; what skips goes on skipping.

    ``left_by`` appends the test of whether the statement was left in one of the ways ``numbers``; None: it never was.
    """
    if frame.guarded or not numbers or frame.ended is not None:
        return
    for number in [n for n in numbers if n != CONTINUED and frame.leaves_loops]:
        condition = left_by(number)
        if condition is not None:
            gone, on = frame.nested(), frame.nested()
            gone.at(node)
            gone.leave(number)
            frame.branch(condition, gone, on, frame.location(node))
    if frame.leaves_loops and CONTINUED not in numbers:
        frame.env[SKIP] = frame.builder.constant(False)
    del frame.env[LEFT]


def was_left(frame: Frame, number: int) -> Value:
    """Append the test of whether a statement was left in one way."""
    return frame.builder.apply("operator.eq", frame.env[LEFT], frame.builder.constant(number))
