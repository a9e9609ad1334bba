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
    _want(cloner, LIST)
    most = next((v for i, (v, k) in enumerate(zip(operands, keywords)) if k == "maxlen" or i == 1), None)
    items = [v for i, (v, k) in enumerate(zip(operands, keywords)) if k == "iterable" or (i == 0 and k is None)]
    if most is None or most.type == ty.NONE:
        return cloner.apply("builtins.list", tuple(items), (), 1, hints) if items else (_empty(cloner, hints),)
    made = _empty(cloner, hints)
    if not cloner.program.regions.set_limit(most):
        _refuse(cloner, "queues that are made in one place with several greatest lengths", "give maxlen a constant")
    for others in items:
        cloner.apply("srcad.items.extend", (made, others))
    return (made,)


def _empty(cloner: Cloner, hints: Sequence[str]) -> Value:
    return make_region(cloner, "build.list", (), hints[0])


def _want(cloner: Cloner, kind: str) -> None:
    """Want what is made here as a region."""
    regions = cloner.program.regions
    if not regions.is_wanted(kind):
        regions.want([(regions.now, kind)])
        _refuse(cloner, "a dict with a default, or a queue, in a place like this", "use a dict or a list")


def _refuse(cloner: Cloner, what: str, hint: str) -> None:
    raise NotDifferentiable("SRC002", what, cloner.builder.location, hint)
