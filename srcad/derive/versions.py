"""Writing, in reverse: each version of a list or an array hands its adjoint on to the version before.

before: ``b = list.append(a, x)``, ``c = list.store(b, i, y)``
after: ``y_bar = c_bar[i]``, ``b_bar = list.store(c_bar, i, 0.0)``, ``a_bar, x_bar = list.pop(b_bar)``
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from srcad.analysis.writes import names_each_place_once
from srcad.derive.adjoints import Adjoint, adjoint_type, name_of, zero_like
from srcad.derive.fit import fit
from srcad.derive.reverse import fitted, reverses
from srcad.derive.sweep import Sweep
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value

#: Undoes an operation that gives a new version of its first operand, for the adjoint of the new version, whose masks
#: have been applied.
Undo: TypeAlias = Callable[[Sweep, Apply, Adjoint], None]


def _reverses_version(name: str) -> Callable[[Undo], Undo]:
    """Enter what undoes the operations of a name, where the new version has an adjoint."""

    def enter(undo: Undo) -> Undo:
        @reverses(name)
        def with_adjoint(sweep: Sweep, operation: Apply) -> None:
            if found := sweep.adjoints.take(operation.result):
                undo(sweep, operation, sweep.adjoints.applied(found[0][1]))

        return undo

    return enter


def _hand_on(sweep: Sweep, old: Value, name: str, g: Adjoint, *operands: Value) -> None:
    """Hand the version of an adjoint that an operation gives to the version before."""
    if sweep.is_varied(old):
        sweep.add((old,), replace(g, raw=sweep.builder.apply(name, g.raw, *operands, hint=name_of((old,)))))


def _hand_item(sweep: Sweep, item: Value, name: str, g: Adjoint, place: Value) -> None:
    """Hand what an operation reads at a place of an adjoint to the item that was put there."""
    if sweep.is_varied(item):
        sweep.add((item,), replace(g, raw=_fitted(sweep, sweep.builder.apply(name, g.raw, place), item)))


def _fitted(sweep: Sweep, part: Value, item: Value) -> Value:
    """Undo broadcasting of numbers; the adjoint of a tuple is a tuple."""
    return part if isinstance(item.type, ty.Tuple) else fit(part, item, sweep.builder)


# --- lists ------------------------------------------------------------------------------------------------------------


@_reverses_version("list.append")
def _append(sweep: Sweep, operation: Apply, g: Adjoint) -> None:
    old, item = operation.operands
    rest, last = sweep.builder.apply_many("list.pop", (g.raw,), 2)
    sweep.add((old,), replace(g, raw=rest))
    sweep.add((item,), replace(g, raw=_fitted(sweep, last, item)))


@_reverses_version("list.store")
def _store_item(sweep: Sweep, operation: Apply, g: Adjoint) -> None:
    old, index, item = operation.operands
    _hand_item(sweep, item, "operator.getitem", g, index)
    if sweep.is_varied(old):
        is_list = isinstance(item.type, ty.List)
        before = sweep.builder.apply("operator.getitem", old, index) if is_list else item
        _hand_on(sweep, old, "list.store", g, index, zero_like(before, sweep.builder))


@_reverses_version("list.insert")
def _insert(sweep: Sweep, operation: Apply, g: Adjoint) -> None:
    old, index, item = operation.operands
    place = sweep.builder.apply("srcad.runtime.inserted_at", g.raw, index)
    _hand_item(sweep, item, "operator.getitem", g, place)
    _hand_on(sweep, old, "list.delete", g, place)


@_reverses_version("list.delete")
def _delete(sweep: Sweep, operation: Apply, g: Adjoint) -> None:
    old, index = operation.operands
    place = sweep.builder.apply("srcad.runtime.deleted_at", g.raw, index)
    gone = sweep.builder.apply("operator.getitem", old, index)
    _hand_on(sweep, old, "list.insert", g, place, zero_like(gone, sweep.builder))


@_reverses_version("list.extend")
def _extend(sweep: Sweep, operation: Apply, g: Adjoint) -> None:
    old, items = operation.operands
    build = sweep.builder
    count = build.apply("operator.sub", build.apply("builtins.len", g.raw), build.apply("builtins.len", items))
    none = build.constant(None)
    _hand_on(sweep, items, "operator.getitem", g, build.apply("build.slice", count, none, none))
    _hand_on(sweep, old, "operator.getitem", g, build.apply("build.slice", none, count, none))


@reverses("list.pop")
def _pop(sweep: Sweep, operation: Apply) -> None:
    (old,) = operation.operands
    found = [sweep.adjoints.take(result) for result in operation.results]
    if any(found):
        masked = all(f[0][1].is_masked for f in found if f)
        rest, last = (sweep.whole((r,), r.type, f) for r, f in zip(operation.results, found))
        _hand_on(sweep, old, "list.append", Adjoint(rest, absorbing=masked), last)


# --- arrays -----------------------------------------------------------------------------------------------------------


@reverses("array.store")
def _store(sweep: Sweep, operation: Apply) -> None:
    if not (found := sweep.adjoints.take(operation.result)):
        return
    old, index, item = operation.operands
    if not (ty.names_all(index.type) and ty.is_number(item.type)):
        _store_part(sweep, operation, sweep.adjoints.applied(found[0][1]))
        return
    # Nothing of the old version is left. NumPy may give a number for the adjoint of an array without axes.
    has_axes = isinstance(old.type, ty.Array) and bool(old.type.shape)
    if has_axes and ty.is_same_array(adjoint_type(old.type), found[0][1].raw.type):
        sweep.adjoints.cleared[(old,)] = found[0][1].raw, index
    if sweep.is_varied(item):
        sweep.add((item,), fitted(sweep, found[0][1], item))


def _store_part(sweep: Sweep, operation: Apply, g: Adjoint) -> None:
    old, index, item = operation.operands
    g = replace(g, raw=sweep.as_array(g.raw, old.type))
    read = "operator.getitem" if names_each_place_once(index.type) else "srcad.runtime.last_written"
    _hand_item(sweep, item, read, g, index)
    if not sweep.is_varied(old):
        return
    if ty.masks_each_element(index.type, old.type):
        sweep.add((old,), replace(g, masks=((index, False),)))
        return
    left = sweep.builder.apply("array.store", g.raw, index, sweep.builder.constant(0.0), hint=name_of((old,)))
    sweep.add((old,), Adjoint(left, absorbing=g.absorbing or ty.has_mask(index.type)))


@_reverses_version("array.add_at")
def _add_at(sweep: Sweep, operation: Apply, g: Adjoint) -> None:
    old, index, item = operation.operands
    sweep.add((old,), g)
    _hand_item(sweep, item, "operator.getitem", g, index)
