"""Writing, in reverse: each version of a list or an array hands its adjoint on to the version before.

before: ``b = list.append(a, x)``, ``c = list.store(b, i, y)``
after: ``y_bar = c_bar[i]``, ``b_bar = list.store(c_bar, i, 0.0)``, ``a_bar, x_bar = list.pop(b_bar)``
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from srcad.analysis.writes import names_each_place_once
from srcad.derive.adjoints import Adjoint, name_of, zero_like
from srcad.derive.fit import fit
from srcad.derive.reverse import reverses
from srcad.derive.sweep import Sweep
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value

#: Undoes an operation that gives a new version of its first operand, for the adjoint of the new version.
Undo: TypeAlias = Callable[[Sweep, Apply, Value], None]


def _reverses_version(name: str) -> Callable[[Undo], Undo]:
    """Enter what undoes the operations of a name, where the new version has an adjoint."""

    def enter(undo: Undo) -> Undo:
        @reverses(name)
        def with_adjoint(sweep: Sweep, operation: Apply) -> None:
            if (g := sweep.take(operation.result)) is not None:
                undo(sweep, operation, g)

        return undo

    return enter


def _hand_on(sweep: Sweep, old: Value, name: str, g: Value, *operands: Value) -> None:
    """Hand the version of an adjoint that an operation gives to the version before."""
    if sweep.is_varied(old):
        sweep.add((old,), Adjoint(sweep.builder.apply(name, g, *operands, hint=name_of((old,)))))


def _hand_item(sweep: Sweep, item: Value, name: str, g: Value, place: Value) -> None:
    """Hand what an operation reads at a place of an adjoint to the item that was put there."""
    if sweep.is_varied(item):
        sweep.add((item,), Adjoint(fit(sweep.builder.apply(name, g, place), item, sweep.builder)))


# --- lists ------------------------------------------------------------------------------------------------------------


@_reverses_version("list.append")
def _append(sweep: Sweep, operation: Apply, g: Value) -> None:
    old, item = operation.operands
    rest, last = sweep.builder.apply_many("list.pop", (g,), 2)
    sweep.add((old,), Adjoint(rest))
    sweep.add((item,), Adjoint(fit(last, item, sweep.builder)))


@_reverses_version("list.store")
def _store_item(sweep: Sweep, operation: Apply, g: Value) -> None:
    old, index, item = operation.operands
    _hand_item(sweep, item, "operator.getitem", g, index)
    if sweep.is_varied(old):
        is_list = isinstance(item.type, ty.List)
        before = sweep.builder.apply("operator.getitem", old, index) if is_list else item
        _hand_on(sweep, old, "list.store", g, index, zero_like(before, sweep.builder))


@_reverses_version("list.insert")
def _insert(sweep: Sweep, operation: Apply, g: Value) -> None:
    old, index, item = operation.operands
    place = sweep.builder.apply("srcad.runtime.inserted_at", g, index)
    _hand_item(sweep, item, "operator.getitem", g, place)
    _hand_on(sweep, old, "list.delete", g, place)


@_reverses_version("list.delete")
def _delete(sweep: Sweep, operation: Apply, g: Value) -> None:
    old, index = operation.operands
    place = sweep.builder.apply("srcad.runtime.deleted_at", g, index)
    gone = sweep.builder.apply("operator.getitem", old, index)
    _hand_on(sweep, old, "list.insert", g, place, zero_like(gone, sweep.builder))


@_reverses_version("list.extend")
def _extend(sweep: Sweep, operation: Apply, g: Value) -> None:
    old, items = operation.operands
    build = sweep.builder
    count = build.apply("operator.sub", build.apply("builtins.len", g), build.apply("builtins.len", items))
    none = build.constant(None)
    _hand_on(sweep, items, "operator.getitem", g, build.apply("build.slice", count, none, none))
    _hand_on(sweep, old, "operator.getitem", g, build.apply("build.slice", none, count, none))


@reverses("list.pop")
def _pop(sweep: Sweep, operation: Apply) -> None:
    (old,) = operation.operands
    adjoints = [sweep.take(result) for result in operation.results]
    if any(g is not None for g in adjoints):
        zeros = (zero_like(r, sweep.builder) if g is None else g for r, g in zip(operation.results, adjoints))
        _hand_on(sweep, old, "list.append", *zeros)


# --- arrays -----------------------------------------------------------------------------------------------------------


@_reverses_version("array.store")
def _store(sweep: Sweep, operation: Apply, g: Value) -> None:
    old, index, item = operation.operands
    g = sweep.as_array(g, old.type)
    if index.type == ty.Literal(...) and ty.is_number(item.type):  # nothing of the old version is left
        sweep.add((item,), Adjoint(fit(g, item, sweep.builder)))
        return
    read = "operator.getitem" if names_each_place_once(index.type) else "srcad.runtime.last_written"
    _hand_item(sweep, item, read, g, index)
    if not sweep.is_varied(old):
        return
    if ty.masks_each_element(index.type, old.type):
        sweep.add((old,), Adjoint(g, ((index, False),)))
        return
    left = sweep.builder.apply("array.store", g, index, sweep.builder.constant(0.0), hint=name_of((old,)))
    sweep.add((old,), Adjoint(left, absorbing=ty.has_mask(index.type)))


@_reverses_version("array.add_at")
def _add_at(sweep: Sweep, operation: Apply, g: Value) -> None:
    old, index, item = operation.operands
    sweep.add((old,), Adjoint(g))
    _hand_item(sweep, item, "operator.getitem", g, index)
