"""Try statements: body and handlers become one operation; ``else``, and where they leave to, stand behind it.

Inside, ``break``, ``continue`` and ``return`` skip what is left and note where control goes; behind the statement it
goes there. ``finally`` stands on both ways out: behind the statement, and in a handler of everything that raises again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Block, Operation, Try, Value
from srcad.lower.escapes import leaving
from srcad.lower.expressions import expression
from srcad.lower.frame import BREAK_EXIT, CONTINUED, LEFT, RETURN_EXIT, SKIP, Frame
from srcad.lower.visible import seen_half_way


def try_statement(frame: Frame, node: gast.Try) -> None:
    """Lower ``try``."""
    for name, place in seen_half_way(frame.function.definition.tree, node):
        message = f"{name!r} changes in the body of a try statement that may raise afterwards, and is used behind"
        frame.refuse("SRC001", message, place, "assign it in the last statement of the body")
    if next(leaving(*node.finalbody), None) is not None:
        frame.refuse("SRC001", "leaving a finally block early", node, "leave behind the try statement")
    attempt = _Attempt(frame, _with_finally(node) if node.finalbody else node)
    frame.function.statements(frame, node.finalbody)
    attempt.depart()
    attempt.otherwise()


def _with_finally(node: gast.Try) -> gast.Try:
    """Return a statement that does what ``finally`` says where an exception leaves it, and raises that again."""
    inner = gast.Try(node.body, node.handlers, node.orelse, [])
    body = [gast.copy_location(inner, node)] if node.handlers else node.body
    again = gast.copy_location(gast.Raise(None, None), node)
    handler = gast.copy_location(gast.ExceptHandler(None, None, [*node.finalbody, again]), node)
    return gast.copy_location(gast.Try(body, [handler], [], []), node)


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through the operation that reaches its end: the outcome, and where control goes then, if that is fixed."""

    number: int
    left: int | None


class _Attempt:
    """A try statement that has been lowered up to where its body or a handler ends."""

    def __init__(self, frame: Frame, node: gast.Try) -> None:
        self.frame = frame
        self.node = node
        self.outcome = Value(hint="caught")
        self.numbers = [n for n, kind in _KINDS_OF_LEAVING if any(isinstance(s, kind) for s in leaving(node))]
        if self.numbers:
            frame.env.setdefault(SKIP, frame.builder.constant(False))
            frame.env[LEFT] = frame.builder.constant(0)
        kinds = tuple(_caught(frame, handler.type) for handler in node.handlers)
        frames = [self._part(node.body), *map(self._handler, node.handlers)]
        self.ways = [_Way(k, _fixed(f.env.get(LEFT))) for k, f in enumerate(frames) if f.ended is None]
        self.is_fixed = not frame.guarded and all(self._has_condition(w.left) for w in self.ways)
        if self.is_fixed:
            for inner in frames:
                inner.env.update({name: frame.env[name] for name in (SKIP, LEFT) if name in frame.env})
        self._append(kinds, frames)

    def _append(self, kinds: tuple[tuple[Value, ...], ...], frames: Sequence[Frame]) -> None:
        location = self.frame.location(self.node)

        def make(blocks: Sequence[Block], results: tuple[Value, ...]) -> Operation:
            return Try(blocks[0], kinds, tuple(blocks[1:]), (*results, self.outcome), location)

        self.frame.join(frames, make, location)

    def _handler(self, handler: gast.ExceptHandler) -> Frame:
        name = handler.name.id if isinstance(handler.name, gast.Name) else ""
        return self._part(handler.body, Value(hint=name))

    def _part(self, statements: Sequence[gast.AST], *params: Value) -> Frame:
        inner = self.frame.nested(params)
        inner.guarded = True
        for caught in params:
            if caught.hint:
                inner.bind(caught.hint, caught)
        inner.function.statements(inner, statements)
        for caught in params:  # Python deletes the name at the end
            inner.env.pop(caught.hint, None)
        return inner

    # ------------------------------------------------------------------ behind the operation

    def depart(self) -> None:
        """Go where the parts of the statement have left to."""
        frame = self.frame
        if frame.guarded or not self.numbers or frame.ended is not None:
            return
        for number in [n for n in self.numbers if n != CONTINUED and frame.leaves_loops]:
            condition = self._left_by(number)
            if condition is not None:
                gone, on = frame.nested(), frame.nested()
                gone.at(self.node)
                gone.leave(number)
                frame.branch(condition, gone, on, frame.location(self.node))
        skipping = [w for w in self.ways if w.left == CONTINUED or (w.left and not frame.leaves_loops)]
        if self.is_fixed:
            frame.env[SKIP] = self._condition(skipping, frame) if skipping else frame.builder.constant(False)
        elif frame.leaves_loops and CONTINUED not in self.numbers:
            frame.env[SKIP] = frame.builder.constant(False)
        del frame.env[LEFT]

    def _left_by(self, number: int) -> Value | None:
        """Return whether the statement was left in one way; None if it never is."""
        builder = self.frame.builder
        if not self.is_fixed:
            return builder.apply("operator.eq", self.frame.env[LEFT], builder.constant(number))
        ways = [w for w in self.ways if w.left == number]
        return self._condition(ways, self.frame) if ways else None

    def otherwise(self) -> None:
        """Lower the ``else`` part: nothing catches what it raises."""
        frame, node = self.frame, self.node
        completed = [w for w in self.ways if w.number == 0 and not w.left]
        if not node.orelse or frame.ended is not None or not completed:
            return
        frame.at(node)
        if completed[0].left is None:
            gone, on = frame.nested(), frame.nested()
            self._if_completed(on, completed)
            frame.branch(frame.env[SKIP], gone, on, frame.location(node))
        else:
            self._if_completed(frame, completed)

    def _if_completed(self, frame: Frame, completed: Sequence[_Way]) -> None:
        condition = self._condition(completed, frame)
        then, orelse = frame.nested(), frame.nested()
        frame.function.statements(then, self.node.orelse)
        frame.branch(condition, then, orelse, frame.location(self.node))

    # ------------------------------------------------------------------ conditions on the outcome

    def _has_condition(self, left: int | None) -> bool:
        """Say whether the ways that leave like this can be told by one comparison."""
        same = sum(w.left == left for w in self.ways)
        return left is not None and (same in (1, len(self.ways) - 1, len(self.ways)) or not left)

    def _condition(self, ways: Sequence[_Way], frame: Frame) -> Value:
        """Append the test of whether one of these ways was taken."""
        builder = frame.builder
        if len(ways) == len(self.ways):
            return builder.constant(True)
        negative = len(ways) > 1
        (way,) = [w for w in self.ways if w not in ways] if negative else ways
        if len(self.node.handlers) == 1:
            return self.outcome if (way.number == 1) != negative else builder.apply("operator.not_", self.outcome)
        name = "operator.ne" if negative else "operator.eq"
        return builder.apply(name, self.outcome, builder.constant(way.number))


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


def _fixed(left: Value | None) -> int | None:
    """Return where control goes, if one constant says it."""
    if left is None:
        return 0
    return left.type.value if isinstance(left.type, ty.Literal) and isinstance(left.type.value, int) else None


_KINDS_OF_LEAVING = ((BREAK_EXIT, gast.Break), (RETURN_EXIT, gast.Return), (CONTINUED, gast.Continue))
