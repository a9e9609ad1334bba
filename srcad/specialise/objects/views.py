"""Views of dicts: ``keys()``, ``values()`` and ``items()`` give what a dict holds when they are looked at.

before: ``v = d.values()``, ``d['b'] = y``, ``sum(v)``
after: ``sum((x, y))``
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Value
from srcad.specialise.objects.records import names_of
from srcad.specialise.program import Program, View
from srcad.specialise.unpacking import items_of

if TYPE_CHECKING:
    from srcad.specialise.cloner import Cloner


def is_outdated(cloner: Cloner, value: Value) -> bool:
    """Say whether a value is a view of a dict that has changed since."""
    view = cloner.program.views.get(value)
    return view is not None and cloner.heap.has_changed(view.held)


def looked_at(cloner: Cloner, value: Value) -> Value:
    """Return a value; of a view of a dict, what that holds now.

    Raises
    ------
    NotDifferentiable
        If it may be a view of one of several dicts that have changed since.
    """
    if not is_outdated(cloner, value):
        return value
    look = cloner.program.views[value].look
    if look is None:
        message, hint = "a view of one of several dicts, which changed since", "look at the dict itself"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)
    return look(cloner)


def note_joined_views(program: Program, value: Value, others: Iterable[Value]) -> None:
    """Note a value that may be one of several views."""
    views = [program.views[other] for other in others if other in program.views]
    if views:
        program.views[value] = View({o: record for view in views for o, record in view.held.items()}, None)


def item_now(cloner: Cloner, iterable: Value, items: Sequence[Value], number: int) -> Value:
    """Return an item of what a loop goes through; a dict may hold something else than before the first trip.

    Raises
    ------
    NotDifferentiable
        If other keys are there.
    """
    if not is_outdated(cloner, iterable):
        return items[number]
    check_places(cloner, iterable)
    return (items_of(cloner, looked_at(cloner, iterable)) or items)[number]


def check_places(cloner: Cloner, iterable: Value) -> None:
    """Refuse a loop through something that has other keys, or is longer or shorter, than when the loop began."""
    view = cloner.program.views.get(iterable)
    if view is None or not is_outdated(cloner, iterable):
        return
    if any(_keys(cloner.heap.record(o)) != _keys(record) for o, record in view.held.items()):
        message, hint = "a loop that changes the keys of the dict that it goes through", "go through a list of them"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)
    if view.look is not None and _count(cloner, view.look(cloner)) != _count(cloner, iterable):
        message, hint = "a loop that changes the length of a list that it goes through", "go through a copy of it"
        raise NotDifferentiable("SRC003", message, cloner.builder.location, hint)


def _count(cloner: Cloner, iterable: Value) -> int | None:
    items = items_of(cloner, iterable)
    return None if items is None else len(items)


def _keys(record: Value) -> Sequence[Hashable] | None:
    return names_of(record.type)
