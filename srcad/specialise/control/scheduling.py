"""Scheduling: what of a step stands in the body of its ``Try``, and what in front of it or behind it.

before: ``n = len(u); y = x / n; z = y * 2.0; t = z + x``, of which the division may raise
after: ``n = len(u)``; the step ``y = x / n``; ``z = y * 2.0; t = z + x`` where that did not raise

Of the statement that may raise, all stands in the step, if nothing else needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from srcad.analysis.raising import may_raise
from srcad.ir.nodes import Apply, Closure, Constant, Operation, Value
from srcad.ir.walk import operands_of

#: What may be done before a step though it stands behind something in it that may raise.
_DONE_BEFORE = frozenset(
    {
        "undefined",
        "build.slice",
        "build.tuple",
        "builtins.range",
        "builtins.reversed",
        "builtins.enumerate",
        "builtins.zip",
    }
)

#: How the names of operations begin that give versions of objects, or change them.
_CHANGING = ("array.", "list.", "memory.", "heap.", "tape.", "undefined")

_Parts = tuple[list[Operation], list[Operation], list[Operation]]


def scheduled(step: Sequence[Operation], is_needed: Callable[[Value], bool], to_the_end: bool) -> _Parts:
    """Return what may stand in front of a step, the step, and what may stand behind it.

    Parameters
    ----------
    step : sequence of Operation
        What stands between two states.
    is_needed : callable
        Says whether a value is used behind all that.
    to_the_end : bool
        Whether the end of the step raises, too.
    """
    raising = [i for i, o in enumerate(step) if may_raise(o)]
    first = raising[0] if raising else len(step)
    last = len(step) if to_the_end or not raising else raising[-1] + 1
    before, core = list(step[:first]), []
    made: set[Value] = set()
    for operation in step[first:last]:
        if _may_be_before(operation) and made.isdisjoint(operands_of(operation)):
            before.append(operation)
        else:
            core.append(operation)
            made.update(operation.results)
    after = list(step[last:])
    _take_from_behind(core, after)
    _take_from_before(before, core, after, is_needed)
    return before, core, after


def _may_be_before(operation: Operation) -> bool:
    is_plain = isinstance(operation, Apply) and operation.name in _DONE_BEFORE and not may_raise(operation)
    return is_plain or isinstance(operation, (Constant, Closure))


def _is_plain(operation: Operation) -> bool:
    """Say whether an operation computes something, and changes nothing."""
    return isinstance(operation, Apply) and not operation.name.startswith(_CHANGING)


def _line(operation: Operation) -> int:
    return 0 if operation.location is None else operation.location.line


def _take_from_behind(core: list[Operation], after: list[Operation]) -> None:
    """Let the rest of the last statement that may raise stand in the step."""
    while core and after and _is_plain(after[0]) and _line(after[0]) == _line(core[-1]) > 0:
        core.append(after.pop(0))


def _take_from_before(
    before: list[Operation], core: list[Operation], after: Sequence[Operation], is_needed: Callable[[Value], bool]
) -> None:
    """Let the begin of the first statement that may raise stand in the step, if nothing else needs what it gives."""
    others = {v for o in after for v in operands_of(o)}
    for place in reversed(range(len(before) if core else 0)):
        moved = before[place]
        if isinstance(moved, Constant):
            continue
        if not _is_plain(moved) or _line(moved) != _line(core[0]):
            break
        if any(v in others or is_needed(v) for v in moved.results):
            break
        core.insert(0, before.pop(place))
