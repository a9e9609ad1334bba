"""Dicts with defaults, and queues: regions from the beginning, for their methods are those of handles.

before: ``d = collections.defaultdict(list); d[k].append(x)``
after: ``d = {}``; ``if k not in d: d[k] = []``; ``d[k].append(x)``
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.specialise.cloner import Cloner
from srcad.specialise.objects.handles import make_region
from srcad.specialise.objects.regions import DICT, LIST
from srcad.specialise.tables import Keywords, applies


@applies("collections.defaultdict")
def make_default_dict(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a dict that puts a default where nothing was put yet."""
    factory = cloner.heap.record(operands[0]).type if len(operands) == 1 else ty.UNKNOWN
    if not isinstance(factory, ty.Callable) or factory.captures:
        _refuse(cloner, "a dict with this default, or with items from the beginning", "use d.setdefault(key, value)")
    _want(cloner, DICT)
    made = make_region(cloner, "build.dict", (), hints[0])
    assert isinstance(made.type, ty.Handle)
    cloner.program.regions.set_default(made.type, factory)
    return (made,)


@applies("collections.deque")
def make_queue(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a queue: a list, from whose front items are taken."""
    if len(operands) > 1 or "maxlen" in keywords:
        _refuse(cloner, "a queue of limited length", "take the first item out where it is too long: q.popleft()")
    _want(cloner, LIST)
    if operands:
        return cloner.apply("builtins.list", operands, (), 1, hints)
    return (make_region(cloner, "build.list", (), hints[0]),)


def _want(cloner: Cloner, kind: str) -> None:
    """Want what is made here as a region."""
    regions = cloner.program.regions
    if not regions.is_wanted(kind):
        regions.want([(regions.now, kind)])
        _refuse(cloner, "a dict with a default, or a queue, in a place like this", "use a dict or a list")


def _refuse(cloner: Cloner, what: str, hint: str) -> None:
    raise NotDifferentiable("SRC002", what, cloner.builder.location, hint)
