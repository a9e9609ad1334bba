"""Objects that change, in reverse: what was read is added to the shadow, what was put there is taken from it.

The shadow of a list, dict or instance has a place for each that the object has there and then: in reverse these come
and go the other way round (:mod:`srcad.derive.shadows` says how they came in the forward sweep).
"""

from __future__ import annotations

from srcad.derive.adjoints import Adjoint, adjoint_type
from srcad.derive.reverse import reverses
from srcad.derive.sweep import Sweep
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.handles import held_at
from srcad.ir.nodes import Apply, Value


def _shadow(sweep: Sweep, handle: Value) -> Value | None:
    return sweep.context.shadows.get(handle)


def _is_for_number(sweep: Sweep, handle: Value, place: Value | None, is_wanted: bool) -> bool:
    """Say whether a place of an object is one for an adjoint, not for the shadow of another object.

    If an adjoint ``is_wanted`` there, places for both are refused.
    """
    assert isinstance(handle.type, ty.Handle)
    held = held_at(handle.type, ty.UNKNOWN if place is None else place.type)
    if is_wanted and ty.holds_numbers_beside(held):
        message = "numbers beside arrays that are written to, in something that changes under several names"
        hint = "keep the numbers in a list or dict of their own"
        sweep.context.refusals.append(NotDifferentiable("SRC003", message, sweep.builder.location, hint))
    return not ty.has_reference(held)


def _adjoint_at(sweep: Sweep, shadow: Value, place: Value, item: Value) -> Value:
    """Return what stands at a place of a shadow as the adjoint of an item."""
    assert isinstance(shadow.type, ty.Handle)
    name = "heap.read_or" if isinstance(shadow.type.target, (ty.Dict, ty.Mapping)) else "heap.read"
    if isinstance(ty.widen(item.type), ty.Scalar):  # what is computed of NumPy's numbers may have been added
        part = Value(adjoint_type(item.type))
        sweep.builder.add(Apply(name, (shadow, place), (part,), (), sweep.builder.location))
        return part
    return sweep.builder.apply("srcad.runtime.received", sweep.builder.apply(name, shadow, place), item)


def _adjoints_in(sweep: Sweep, shadow: Value, content: Value) -> Value:
    """Return all that a shadow holds as the adjoint of what was put there."""
    whole = Value(adjoint_type(content.type))
    sweep.builder.add(Apply("heap.load", (shadow,), (whole,), (), sweep.builder.location))
    return whole


@reverses("heap.read")
def _read(sweep: Sweep, operation: Apply) -> None:
    handle, place = operation.operands
    found = sweep.adjoints.take(operation.result)
    if not found or (shadow := _shadow(sweep, handle)) is None or not _is_for_number(sweep, handle, place, True):
        return
    g = sweep.whole((operation.result,), operation.result.type, found)
    sweep.builder.apply_many("heap.add", (shadow, place, g), 0)


@reverses("heap.keys")
def _keys(sweep: Sweep, operation: Apply) -> None:
    (handle,) = operation.operands
    if sweep.adjoints.take(operation.result):
        _note_keys(sweep, handle, "used", operation)


def _note_keys(sweep: Sweep, handle: Value, use: str, operation: Apply) -> None:
    """Refuse keys that are differentiated values and of which something is computed: no shadow has a place for them."""
    assert isinstance(handle.type, ty.Handle)
    uses = sweep.context.keys.setdefault(handle.type.region, set())
    uses.add(use)
    if len(uses) > 1:
        message, hint = "keys of a dict that are differentiated values", "keep them among the values, or in a list"
        sweep.refuse("SRC002", message, operation, hint)


@reverses("heap.load")
def _load(sweep: Sweep, operation: Apply) -> None:
    (handle,) = operation.operands
    found = sweep.adjoints.take(operation.result)
    if not found or (shadow := _shadow(sweep, handle)) is None:
        return
    if not isinstance(operation.result.type, ty.List):
        sweep.refuse(
            "SRC002", "a dict of active values that is used as a whole", operation, "read its items one by one"
        )
        return
    if _is_for_number(sweep, handle, None, True):
        g = sweep.whole((operation.result,), operation.result.type, found)
        sweep.builder.apply_many("heap.add_all", (shadow, g), 0)


@reverses("heap.store")
def _store(sweep: Sweep, operation: Apply) -> None:
    handle, place, item = operation.operands
    if sweep.is_varied(place) and ty.may_be_float(place.type):
        _note_keys(sweep, handle, "stored", operation)
    shadow = _shadow(sweep, handle)
    if shadow is None or not _is_for_number(sweep, handle, place, sweep.is_varied(item)):
        return
    part = _adjoint_at(sweep, shadow, place, item) if sweep.is_varied(item) else None
    sweep.builder.apply_many("heap.store", (shadow, place, sweep.builder.constant(0.0)), 0)
    _give(sweep, item, part)


@reverses("heap.append")
def _append(sweep: Sweep, operation: Apply) -> None:
    handle, item = operation.operands
    _take_out(sweep, handle, item, None)


@reverses("heap.insert")
def _insert(sweep: Sweep, operation: Apply) -> None:
    handle, place, item = operation.operands
    _take_out(sweep, handle, item, place)


def _take_out(sweep: Sweep, handle: Value, item: Value, place: Value | None) -> None:
    """Take the place of an item out of a shadow; it was the last one, or inserted."""
    shadow, build = _shadow(sweep, handle), sweep.builder
    if shadow is None or not _is_for_number(sweep, handle, place, sweep.is_varied(item)):
        return
    at = build.constant(-1)
    if place is not None:
        at = build.apply("srcad.runtime.inserted_at", build.apply("heap.load", shadow), place)
    part = _adjoint_at(sweep, shadow, at, item) if sweep.is_varied(item) else None
    build.apply_many("heap.delete", (shadow, at), 0)
    _give(sweep, item, part)


@reverses("heap.delete")
def _delete(sweep: Sweep, operation: Apply) -> None:
    handle, place = operation.operands
    shadow, build = _shadow(sweep, handle), sweep.builder
    if shadow is None or not _is_for_number(sweep, handle, place, False):
        return
    if isinstance(shadow.type, ty.Handle) and isinstance(shadow.type.target, (ty.Dict, ty.Mapping)):
        return  # what is not there is zero
    zero = build.constant(0.0)
    if place.type == ty.Literal(-1):
        build.apply_many("heap.append", (shadow, zero), 0)
        return
    at = build.apply("srcad.runtime.deleted_at", build.apply("heap.load", shadow), place)
    build.apply_many("heap.insert", (shadow, at, zero), 0)


@reverses("heap.replace")
def _replace(sweep: Sweep, operation: Apply) -> None:
    handle, content, before = operation.operands
    shadow, build = _shadow(sweep, handle), sweep.builder
    if shadow is None or not _is_for_number(sweep, handle, None, sweep.is_varied(content)):
        return
    g = build.apply("builtins.list", _adjoints_in(sweep, shadow, content)) if sweep.is_varied(content) else None
    zeros = build.apply("operator.mul", build.apply("build.list", build.constant(0.0)), before)
    build.apply_many("heap.replace", (shadow, zeros, before), 0)
    _give(sweep, content, g)


@reverses("heap.hold")
def _hold(sweep: Sweep, operation: Apply) -> None:
    (content,) = operation.operands
    shadow = _shadow(sweep, operation.result)
    if shadow is not None and sweep.is_varied(content) and _is_for_number(sweep, operation.result, None, True):
        _give(sweep, content, _adjoints_in(sweep, shadow, content))


@reverses("heap.list")
def _list(sweep: Sweep, operation: Apply) -> None:
    places = [(sweep.builder.constant(i), item) for i, item in enumerate(operation.operands) if sweep.is_varied(item)]
    _made_of(sweep, operation, places)


@reverses("heap.dict")
def _dict(sweep: Sweep, operation: Apply) -> None:
    keys, items = operation.operands[::2], operation.operands[1::2]
    if any(sweep.is_varied(k) and ty.may_be_float(k.type) for k in keys):
        _note_keys(sweep, operation.result, "stored", operation)
    _made_of(sweep, operation, [(k, item) for k, item in zip(keys, items) if sweep.is_varied(item)])


def _made_of(sweep: Sweep, operation: Apply, places: list[tuple[Value, Value]]) -> None:
    """Hand the adjoints at places of an object to the items that it was made of."""
    shadow = _shadow(sweep, operation.result)
    for place, item in places:
        if shadow is not None and _is_for_number(sweep, operation.result, place, True):
            _give(sweep, item, _adjoint_at(sweep, shadow, place, item))


@reverses("heap.object", "heap.zero")
def _nothing(sweep: Sweep, operation: Apply) -> None:
    """Give nothing back: it held nothing yet."""


def _give(sweep: Sweep, item: Value, part: Value | None) -> None:
    if part is not None:
        sweep.add((item,), Adjoint(part))
