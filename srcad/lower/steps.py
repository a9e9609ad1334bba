"""Steps: the body of a try statement whose changes are seen half-way becomes one operation for each of them.

before: ``try: x = f(x); x = g(x)`` with ``except ValueError: return x``
after: ``try: x = f(x)`` and, if that did not raise, ``try: x = g(x)``; if one of them did: ``return x``

What an exception leaves behind is then what the names hold. Branches and loops in the body stay what they are; a loop
is left by an exit of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import gast

from srcad.ir.nodes import Block, Operation, Try, Value
from srcad.lower.escapes import leaving
from srcad.lower.expressions import expression
from srcad.lower.frame import CAUGHT, CONTINUED, LEFT, RAISE_EXIT, RAISED, SKIP, Frame, Steps
from srcad.lower.handlers import Part, Parts, depart, handle, was_left, ways_out
from srcad.lower.visible import changes, changes_twice
from srcad.lower.yields import Stopped

#: The slots of what branches, loops and jumps begin with.
_HEADER = "header"

_JUMPS = (gast.Break, gast.Continue, gast.Return)
_DIVIDED = (gast.If, gast.For, gast.While, gast.Try)
_SIMPLE = (gast.Name, gast.Constant)


def try_step_by_step(frame: Frame, node: gast.Try, parts: Parts, visible: frozenset[str]) -> None:
    """Lower a try statement whose body changes what its handlers, or those of one around it, see half-way."""
    outer, guarded, numbers = frame.steps, frame.guarded, ways_out(node)
    around = {slot: frame.env.pop(slot, None) for slot in (RAISED, CAUGHT)}
    kinds = tuple(h.kinds for h in parts.handlers)
    steps = Steps(kinds, visible) if outer is None else Steps((*kinds, *outer.kinds), visible | outer.visible)
    frame.env.update({SKIP: frame.builder.constant(False), LEFT: frame.builder.constant(0)})
    frame.env[RAISED] = _nothing(frame, steps)
    frame.guarded, frame.steps = True, steps
    parts.body(frame)
    frame.steps = outer
    _choose(frame, node, parts, steps)
    frame.guarded = guarded
    if outer is None:
        frame.env.update({slot: value for slot, value in around.items() if value is not None})
    elif frame.leaves_loops:
        leave_if(frame, node, _has_raised(frame, outer))
    depart(frame, node, numbers, lambda number: was_left(frame, number))
    if frame.leaves_loops and CONTINUED not in numbers:
        frame.env[SKIP] = frame.builder.constant(False)


def _nothing(frame: Frame, steps: Steps) -> Value:
    """Append what says that nothing was raised."""
    return frame.builder.constant(0 if len(steps.kinds) > 1 else False, "caught")


def _has_raised(frame: Frame, steps: Steps) -> Value:
    raised = frame.env[RAISED]
    if len(steps.kinds) == 1:
        return raised
    return frame.builder.apply("operator.ne", raised, frame.builder.constant(0))


def _choose(frame: Frame, node: gast.Try, parts: Parts, steps: Steps, number: int = 1) -> None:
    """Lower the handlers from ``number`` on, and what stands behind them, behind the body."""
    if number > len(parts.handlers):
        _without_handler(frame, node, parts)
        return
    raised = frame.env[RAISED]
    if len(steps.kinds) > 1:
        raised = frame.builder.apply("operator.eq", raised, frame.builder.constant(number))
    then, other = frame.nested(), frame.nested()
    then.env[SKIP] = then.builder.constant(False)
    if frame.steps is not None:
        then.env[RAISED] = _nothing(then, frame.steps)
    handle(then, parts.handlers[number - 1], then.env.get(CAUGHT, raised))
    _choose(other, node, parts, steps, number + 1)
    frame.branch(raised, then, other, frame.location(node))


def _without_handler(frame: Frame, node: gast.Try, parts: Parts) -> None:
    """Lower what stands behind the handlers; what none of them catches is for those of the statement around."""
    if frame.steps is not None:
        _renumber(frame, node, len(parts.handlers), len(frame.steps.kinds) == 1)
    skipping = frame.env[SKIP]
    if not parts.always:
        gone, on = frame.nested(), frame.nested()
        parts.behind(on)
        frame.branch(skipping, gone, on, frame.location(node))
        return
    frame.env[SKIP] = frame.builder.constant(False)
    parts.behind(frame)
    gone, on = frame.nested(), frame.nested()
    on.env[SKIP] = skipping
    frame.branch(frame.env[SKIP], gone, on, frame.location(node))


def _renumber(frame: Frame, node: gast.Try, count: int, single: bool) -> None:
    """Count the handlers of the statement around alone."""
    raised, number = frame.env[RAISED], frame.builder.constant(count)
    beyond = frame.builder.apply("operator.gt", raised, number)
    if single:
        frame.env[RAISED] = beyond
        return
    then, other = frame.nested(), frame.nested()
    then.env[RAISED] = then.builder.apply("operator.sub", raised, number)
    other.env[RAISED] = other.builder.constant(0, "caught")
    frame.branch(beyond, then, other, frame.location(node))


def prepared(frame: Frame, statements: Sequence[gast.AST]) -> list[gast.AST]:
    """Return statements in which what branches, loops and jumps begin with is computed by a statement before them."""
    return [s for statement in statements for s in _apart(frame, statement)]


def _apart(frame: Frame, statement: gast.AST) -> Iterator[gast.AST]:
    fields = {gast.If: "test", gast.For: "iter", gast.Return: "value"}
    header = getattr(statement, fields.get(type(statement), ""), None)
    if header is None or isinstance(header, _SIMPLE) or not _is_divided(frame, statement):
        yield statement
        return
    if isinstance(header, Stopped):
        message = "a yield in a try statement whose changes are seen half-way"
        frame.refuse("SRC001", message, statement, "yield behind the try statement")
    name = f"{_HEADER} {statement.lineno}:{statement.col_offset}"
    frame.function.local |= {name}
    yield gast.copy_location(gast.Assign([_name(name, gast.Store(), header)], header, None), statement)
    rest = {f: getattr(statement, f) for f in statement._fields}
    rest[fields[type(statement)]] = _name(name, gast.Load(), header)
    yield gast.copy_location(type(statement)(**rest), statement)


def _name(name: str, context: gast.AST, place: gast.AST) -> gast.AST:
    return gast.copy_location(gast.Name(name, context, None, None), place)


def _is_divided(frame: Frame, statement: gast.AST) -> bool:
    """Say whether a statement is a jump, or holds jumps or changes that are seen: it is no step as a whole."""
    if isinstance(statement, _JUMPS) or next(leaving(statement), None) is not None:
        return True
    return bool(getattr(statement, "body", None)) and _is_seen(frame, statement)


def _is_seen(frame: Frame, statement: gast.AST) -> bool:
    assert frame.steps is not None
    return any(name in frame.steps.visible for name, _ in changes(statement))


def next_step(frame: Frame, statements: Sequence[gast.AST]) -> list[gast.AST]:
    """Return the statements up to the next change that is seen; none where the first of them is no step."""
    found: list[gast.AST] = []
    for statement in statements:
        if _is_divided(frame, statement):
            if not found and not isinstance(statement, (*_JUMPS, *_DIVIDED)):
                _refuse(frame, statement)
            break
        found.append(statement)
        if _is_seen(frame, statement):
            if changes_twice(statement):
                _refuse(frame, statement)
            break
    return found


def _refuse(frame: Frame, statement: gast.AST) -> None:
    message = "a statement in the body of a try statement that may raise between changes which are seen afterwards"
    frame.refuse("SRC001", message, statement, "compute the new values first, and assign them one by one")


def step(frame: Frame, statements: Sequence[gast.AST], rest: Sequence[gast.AST]) -> None:
    """Lower a step, and the rest where it did not raise."""
    place = statements[0]
    frame.env.setdefault(SKIP, frame.builder.constant(False))
    before = frame.env[RAISED]
    raised = _attempt(frame, place, lambda body: body.function.statements(body, statements))
    if frame.leaves_loops:
        leave_if(frame, place, raised)
        frame.env[RAISED] = before
        frame.function.statements(frame, rest)
        return
    gone, on = frame.nested(), frame.nested()
    gone.env[SKIP], on.env[RAISED] = gone.builder.constant(True), before
    on.function.statements(on, rest)
    frame.branch(raised, gone, on, frame.location(place))


def header(frame: Frame, node: gast.AST) -> Value:
    """Lower the test of a ``while`` loop, at the beginning of its body."""
    if frame.steps is None or isinstance(node, _SIMPLE):
        return expression(frame, node)

    def test(body: Frame) -> None:
        body.env[_HEADER] = expression(body, node)

    before = frame.env[RAISED]
    leave_if(frame, node, _attempt(frame, node, test))
    frame.env[RAISED] = before
    return frame.env.pop(_HEADER)


def leave_if(frame: Frame, node: gast.AST, raised: Value) -> None:
    """Leave the loop around, or skip the rest of the body, if something raised."""
    gone, on = frame.nested(), frame.nested()
    gone.at(node)
    if frame.leaves_loops:
        gone.leave(RAISE_EXIT)
    else:
        gone.env[SKIP] = gone.builder.constant(True)
    frame.branch(raised, gone, on, frame.location(node))


def _attempt(frame: Frame, node: gast.AST, lower: Part) -> Value:
    """Append an operation of which ``lower`` makes the body; return whether that raised."""
    assert frame.steps is not None
    kinds, location, outcome = frame.steps.kinds, frame.location(node), Value(hint="caught")
    frame.at(node)
    body = _unguided(frame)
    lower(body)
    handlers = [_unguided(frame, Value()) for _ in kinds]

    def make(blocks: Sequence[Block], results: tuple[Value, ...]) -> Operation:
        return Try(blocks[0], kinds, tuple(blocks[1:]), (*results, outcome), location)

    frame.join((body, *handlers), make, location)
    frame.env[RAISED] = outcome
    frame.partial.difference_update(v for n, v in frame.env.items() if n.startswith(_HEADER))  # not read if it raised
    return _has_raised(frame, frame.steps)


def _unguided(frame: Frame, *caught: Value) -> Frame:
    """Return a frame for a block of a step."""
    inner = frame.nested(caught)
    inner.guarded, inner.steps = True, None
    for exception in caught:
        inner.env[CAUGHT] = exception
    return inner
