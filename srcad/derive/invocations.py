"""Invocations in reverse: the reverse part of a pair is called with the adjoint of the result, its seed.

The adjoint of a tuple is kept item by item; on the way into a function and out of it, it is that of the whole.
"""

from __future__ import annotations

from srcad.derive.adjoints import Adjoint, Key, adjoint_type, name_of
from srcad.derive.merging import undo_in_branch
from srcad.derive.sweep import Sweep, undoes
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Invoke, Value


@undoes(Invoke)
def undo_invoke(sweep: Sweep, operation: Invoke) -> None:
    """Call the reverse part of the pair whose forward part this is."""
    undo_in_branch(sweep, operation, _undo)


def _undo(sweep: Sweep, operation: Invoke) -> None:
    (both,) = operation.results
    found = sweep.adjoints.take(both)
    if not found:
        return
    called = sweep.context.tools.calls.made[both]
    pair = called.pair
    parts = {tuple(path)[2:]: adjoint for path, adjoint in found}  # of the first item: the other is the tape
    g = _together(sweep, (called.result,), called.result.type, parts)
    if g is None:
        sweep.refuse("SRC002", "recursive function whose result is used as a structure", operation, "return one value")
        return
    active = [v for v, a in zip(operation.operands, pair.active) if a]
    types = tuple(adjoint_type(v.type) for v in active)
    result = Value(types[0] if len(types) == 1 else ty.Tuple(types))
    sweep.builder.add(Invoke(pair.reverse, (called.tape, g), (result,), operation.location))
    terms = [result]
    if len(types) > 1:
        terms = [Value(t, name_of((v,))) for t, v in zip(types, active)]
        _unpack(sweep, result, terms)
    for value, term in zip(active, terms):
        sweep.add((value,), Adjoint(term))


def seed_result(sweep: Sweep, value: Value, seed: Value) -> None:
    """Start from the result of a function."""
    if sweep.is_varied(value):
        _take_apart(sweep, (value,), value.type, seed)


def _take_apart(sweep: Sweep, key: Key, t: ty.Type, g: Value) -> None:
    """Give each item of a tuple its own adjoint, from the adjoint of the whole."""
    if not _is_taken_apart(t):
        sweep.adjoints.add(key, Adjoint(g))
        return
    assert isinstance(t, ty.Tuple)
    items = [Value(adjoint_type(item), f"{g.hint}_{i}") for i, item in enumerate(t.items)]
    _unpack(sweep, g, items)
    for i, item in enumerate(items):
        _take_apart(sweep, (*key, i), t.items[i], item)


def _together(sweep: Sweep, key: Key, t: ty.Type, found: dict[tuple[object, ...], Adjoint]) -> Value | None:
    """Return the adjoint of a key as one value, from those of its parts; zeros where nothing came.

    ``found`` holds them by the path from the key. None if a part is no item of a tuple.
    """
    adjoints = sweep.adjoints
    whole = found.pop((), None)
    if not found and (whole is not None or not _is_taken_apart(t)):
        return adjoints.zero(key) if whole is None else adjoints.materialise(whole)
    if not isinstance(t, ty.Tuple) or not {path[0] for path in found} <= set(range(len(t.items))):
        return None
    inner = [{p[1:]: a for p, a in found.items() if p[0] == i} for i in range(len(t.items))]
    parts = [_together(sweep, (*key, i), item, inner[i]) for i, item in enumerate(t.items)]
    given = [part for part in parts if part is not None]
    if len(given) < len(parts):
        return None
    g = sweep.builder.apply("build.tuple", *given)
    if whole is None:
        return g
    return sweep.builder.apply("srcad.runtime.accumulate", adjoints.materialise(whole), g)


def _is_taken_apart(t: ty.Type) -> bool:
    """Say whether adjoints of this type are those of the items."""
    return isinstance(t, ty.Tuple) and bool(t.items) and not t.name


def _unpack(sweep: Sweep, whole: Value, items: list[Value]) -> None:
    star = sweep.builder.constant(None)
    sweep.builder.add(Apply("unpack", (whole, star), tuple(items), (), sweep.builder.location))
