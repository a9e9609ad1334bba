"""Try statements: body and handlers become one operation; ``else``, and where they leave to, stand behind it.

Inside, ``break``, ``continue`` and ``return`` skip what is left and note where control goes; behind the statement it
goes there. ``finally`` stands on both ways out: behind the statement, and in a handler of everything that raises again,
if it is not left early there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Block, Operation, Try, Value
from srcad.lower.escapes import Flow, flow_of, leaving
from srcad.lower.frame import CONTINUED, LEFT, SKIP, Frame
from srcad.lower.handlers import Handler, Part, depart, handle, handlers_of, part, was_left, ways_out


def try_statement(frame: Frame, node: gast.Try) -> None:
    """Lower ``try``."""
    if not node.finalbody:
        _handled(frame, node)
    elif next(leaving(*node.finalbody), None) is None:
        attempt = _with_finally(frame, node)
        frame.function.statements(frame, node.finalbody)
        attempt.depart()
    elif flow_of(node.finalbody, frame.leaves_loops) is Flow.GONE:
        _overridden(frame, node)
    elif next(leaving(*node.body, *node.orelse, *(s for h in node.handlers for s in h.body)), None) is None:
        _left_by_finally(frame, node)
    else:
        hint = "leave behind the try statement"
        frame.refuse("SRC001", "a finally block that may leave what the body has left already", node, hint)
        frame.function.statements(frame, node.body)


def _with_finally(frame: Frame, node: gast.Try) -> _Attempt:
    """Lower all but the ``finally`` part, which stands in a handler that raises again."""
    again = gast.copy_location(gast.Raise(None, None), node)
    handler = Handler((), "", part([*node.finalbody, again]))
    return _Attempt(frame, node, _without_finally(node), [handler])


def _overridden(frame: Frame, node: gast.Try) -> None:
    """Lower a statement that its ``finally`` part always leaves: however the body ended is forgotten."""
    attempt = _Attempt(frame, node, _without_finally(node), [Handler((), "", part([]))])
    attempt.forget()
    frame.function.statements(frame, node.finalbody)


def _left_by_finally(frame: Frame, node: gast.Try) -> None:
    """Lower a statement that nothing but its ``finally`` part may leave: in the handler, or behind the statement."""
    _with_finally(frame, node).depart()
    if frame.ended is None:
        caught, on = frame.nested(), frame.nested()
        frame.function.statements(on, node.finalbody)
        frame.branch(frame.env[SKIP], caught, on, frame.location(node))


def _without_finally(node: gast.Try) -> Part:
    return (lambda frame: _handled(frame, node)) if node.handlers else part(node.body)


def _handled(frame: Frame, node: gast.Try) -> None:
    """Lower a statement without its ``finally`` part."""
    attempt = _Attempt(frame, node, part(node.body), handlers_of(frame, node))
    attempt.depart()
    attempt.otherwise()


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through the operation that reaches its end: the outcome, and where control goes then, if that is fixed."""

    number: int
    left: int | None


class _Attempt:
    """A try statement that has been lowered up to where its body or a handler ends."""

    def __init__(self, frame: Frame, node: gast.Try, body: Part, handlers: Sequence[Handler]) -> None:
        self.frame = frame
        self.node = node
        self.handlers = handlers
        self.outcome = Value(hint="caught")
        self.numbers = ways_out(node)
        if self.numbers:
            frame.env.setdefault(SKIP, frame.builder.constant(False))
            frame.env[LEFT] = frame.builder.constant(0)
        first = frame.nested()
        first.guarded = True
        body(first)
        frames = [first, *map(self._handler, handlers)]
        self.ways = [_Way(k, _fixed(f.env.get(LEFT))) for k, f in enumerate(frames) if f.ended is None]
        self.is_fixed = not frame.guarded and all(self._has_condition(w.left) for w in self.ways)
        if self.is_fixed:
            for inner in frames:
                inner.env.update({name: frame.env[name] for name in (SKIP, LEFT) if name in frame.env})
        self._append(frames)

    def _handler(self, handler: Handler) -> Frame:
        exception = Value(hint=handler.name if handler.name.isidentifier() else "")
        inner = self.frame.nested((exception,))
        handle(inner, handler, exception)
        return inner

    def _append(self, frames: Sequence[Frame]) -> None:
        location = self.frame.location(self.node)
        kinds = tuple(h.kinds for h in self.handlers)

        def make(blocks: Sequence[Block], results: tuple[Value, ...]) -> Operation:
            return Try(blocks[0], kinds, tuple(blocks[1:]), (*results, self.outcome), location)

        self.frame.join(frames, make, location)

    # ------------------------------------------------------------------ behind the operation

    def depart(self) -> None:
        """Go where the parts of the statement have left to."""
        frame = self.frame
        depart(frame, self.node, self.numbers, self._left_by)
        skipping = [w for w in self.ways if w.left == CONTINUED or (w.left and not frame.leaves_loops)]
        if self.is_fixed and self.numbers and frame.ended is None:
            frame.env[SKIP] = self._condition(skipping, frame) if skipping else frame.builder.constant(False)

    def forget(self) -> None:
        """Go on behind the statement, wherever its parts have left to."""
        frame = self.frame
        frame.env[SKIP] = frame.builder.constant(False)
        if frame.guarded:
            frame.env[LEFT] = frame.builder.constant(0)
        else:
            del frame.env[LEFT]

    def _left_by(self, number: int) -> Value | None:
        """Return whether the statement was left in one way; None if it never is."""
        if not self.is_fixed:
            return was_left(self.frame, number)
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
        if len(self.handlers) == 1:
            return self.outcome if (way.number == 1) != negative else builder.apply("operator.not_", self.outcome)
        name = "operator.ne" if negative else "operator.eq"
        return builder.apply(name, self.outcome, builder.constant(way.number))


def _fixed(left: Value | None) -> int | None:
    """Return where control goes, if one constant says it."""
    if left is None:
        return 0
    return left.type.value if isinstance(left.type, ty.Literal) and isinstance(left.type.value, int) else None
