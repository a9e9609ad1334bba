"""Sets: what is in them carries no derivative, but they change, so that each look at one has its place in the program.

``set.make`` gets its type from the specialiser, which knows all that is ever put into sets.
"""

from __future__ import annotations

from srcad.ir.types import BOOL, INT, NONE, UNKNOWN, List, Set, Type
from srcad.rules.declare import known
from srcad.rules.results import always, same_as_first, unknown


def _items(owner: Type) -> Type:
    return List(owner.item) if isinstance(owner, Set) else UNKNOWN


def _item(owner: Type) -> Type:
    return owner.item if isinstance(owner, Set) else UNKNOWN


def _names(*methods: str) -> tuple[str, ...]:
    return tuple(f"builtins.set.{name}" for name in methods)


known("set.make", "set.display", result=unknown, effect=True, can_fail=True)
known("set.size", result=always(INT), effect=True)
known(
    *(f"set.{name}" for name in "contains eq ne lt le gt ge".split()), result=always(BOOL), effect=True, can_fail=True
)
known("set.or_", "set.and_", "set.sub", "set.xor", result=same_as_first, effect=True, can_fail=True)
known("set.items", result=_items, effect=True)
known(
    *_names("add", "discard", "remove", "update", "clear"),
    *_names("intersection_update", "difference_update", "symmetric_difference_update"),
    result=always(NONE),
    effect=True,
    can_fail=True,
)
known(*_names("pop"), result=_item, effect=True, can_fail=True)
known(
    *_names("copy", "union", "intersection", "difference", "symmetric_difference"),
    result=same_as_first,
    effect=True,
    can_fail=True,
)
known(*_names("issubset", "issuperset", "isdisjoint"), result=always(BOOL), effect=True, can_fail=True)
