"""Broadcasts that NumPy does anyway, and those that are cheaper later.

before: ``np.broadcast_to(g, u.shape) * u``
after: ``g * u``
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.rules.dtypes import axis_numbers, rank_of
from srcad.rules.indexing import item_type, new_axes
from srcad.simplify.identities.match import Family, Match, covers, leaves_all, replaceable

BROADCASTS = Family()


@BROADCASTS("array.add_at", "array.store")
def _broadcast_into(match: Match) -> Value | None:
    """Drop a broadcast: what is written into a region is broadcast to it anyway."""
    a, index, value = match.operands
    inner = match.inner(value, "numpy.broadcast_to")
    return None if inner is None else match.apply(match.operation.name, a, index, inner[0])


@BROADCASTS("array.add_at", "array.store")
def _first_axes_into(match: Match) -> Value | None:
    """Use ``a[1:] += np.expand_dims(v, 0)`` as ``a[1:] += v``."""
    a, index, value = match.operands
    inner, rank = _with_first_axes(match, value), rank_of(item_type(a.type, index.type))
    if inner is None or rank is None or rank < (rank_of(value.type) or 0):
        return None
    return match.apply(match.operation.name, a, index, inner)


@BROADCASTS("numpy.broadcast_to")
def _broadcast_same(match: Match) -> Value | None:
    """Drop a broadcast to the shape that is there already."""
    return match.operands[0] if match.same_type(match.operands[0]) else None


@BROADCASTS("own")
def _own_broadcast(match: Match) -> Value | None:
    """Make a fresh array of one value."""
    filled = _filled(match, match.operands[0])
    return None if filled is None else match.apply("own", filled)


@BROADCASTS("array.add_at", "array.store")
def _written_broadcast(match: Match) -> Value | None:
    """Make an array of one value that is written to next."""
    filled = _filled(match, match.operands[0])
    return None if filled is None else match.apply(match.operation.name, filled, *match.operands[1:])


def _filled(match: Match, value: Value) -> Value | None:
    """Append an array of its own with what one number is broadcast to, or return None."""
    inner = match.inner(value, "numpy.broadcast_to")
    if inner is None or not isinstance(ty.widen(inner[0].type), ty.Scalar):
        return None
    shape_of = match.inner(inner[1], "numpy.ndarray.shape")
    if shape_of is not None and replaceable(value.type, shape_of[0].type):
        return match.inside("numpy.full_like", shape_of[0], inner[0])
    return match.inside("numpy.full", inner[1], inner[0])


@BROADCASTS("numpy.squeeze")
def _squeeze_expanded(match: Match) -> Value | None:
    """``np.squeeze(np.expand_dims(a, 1), 1)`` and ``np.squeeze(a[:, np.newaxis], 1)`` are ``a``."""
    (expanded, *axis), rank = match.operands, rank_of(match.operands[0].type)
    squeezed = axis_numbers(axis[0].type, rank) if axis and rank is not None else None
    if rank is None or squeezed is None:
        return None
    if (inner := match.inner(expanded, "numpy.expand_dims")) is not None:
        return inner[0] if axis_numbers(inner[1].type, rank) == squeezed else None
    inner = match.inner(expanded, "operator.getitem")
    if inner is None or not leaves_all(_without_new(inner[1].type)):
        return None
    return inner[0] if new_axes(inner[1].type, rank - len(squeezed)) == squeezed else None


@BROADCASTS("array.add_at", "array.store")
def _expanded_into(match: Match) -> Value | None:
    """Use a[:, i, np.newaxis] += np.expand_dims(v, 1) as a[:, i] += v."""
    a, index, value = match.operands
    inner, parts = match.inner(value, "numpy.expand_dims"), match.inner(index, "build.tuple")
    whole, rank = rank_of(a.type), rank_of(value.type)
    if inner is None or parts is None or whole is None or rank is None:
        return None
    added = new_axes(index.type, whole)
    if not added or rank_of(item_type(a.type, index.type)) != rank or added != axis_numbers(inner[1].type, rank):
        return None
    rest = match.inside("build.tuple", *(v for v in parts if v.type != ty.NONE))
    return match.apply(match.operation.name, a, rest, inner[0])


def _without_new(index: ty.Type) -> ty.Type:
    """Return the type of an index without what puts axes in."""
    return ty.Tuple(tuple(t for t in ty.parts_of_index(index) if t != ty.NONE))


def drop_broadcast(match: Match) -> Value | None:
    """Drop a broadcast: an elementwise operation does it itself, if another operand has the full shape."""
    t = ty.widen(match.type)
    if not isinstance(t, ty.Array) or any(k is not None for k in match.operation.keywords):
        return None
    full = [isinstance(w := ty.widen(v.type), ty.Array) and covers(w.shape, t.shape) for v in match.operands]
    for i, value in enumerate(match.operands):
        inner = match.inner(value, "numpy.broadcast_to")
        if inner is not None and any(full[:i] + full[i + 1 :]):
            operands = (*match.operands[:i], inner[0], *match.operands[i + 1 :])
            # a Python number does not widen an array of float32, the array that it is broadcast to does
            return match.again(operands) if match.dtype_of(operands) == t.dtype else None
    return None


def widen_broadcast(match: Match) -> Value | None:
    """Broadcast after an elementwise operation with what is smaller: that is cheaper than before it."""
    t = ty.widen(match.type)
    if not isinstance(t, ty.Array) or any(k is not None for k in match.operation.keywords):
        return None
    for i, value in enumerate(match.operands):
        inner = match.inner(value, "numpy.broadcast_to")
        others = (*match.operands[:i], *match.operands[i + 1 :])
        if inner is None or not covers(getattr(value.type, "shape", None), t.shape):
            continue
        operands = (*match.operands[:i], inner[0], *match.operands[i + 1 :])
        scalars = all(isinstance(ty.widen(v.type), ty.Scalar) for v in others)
        if scalars or (_are_numbers(others) and match.dtype_of(operands) == t.dtype):
            return match.apply("numpy.broadcast_to", match.inside(match.operation.name, *operands), inner[1])
    return None


def drop_first_axes(match: Match) -> Value | None:
    """Use ``np.expand_dims(a, 0) * b`` as ``a * b``, if ``b`` has these axes: NumPy puts them in front anyway."""
    t = ty.widen(match.type)
    for i, value in enumerate(match.operands):
        inner = _with_first_axes(match, value)
        others = (*match.operands[:i], *match.operands[i + 1 :])
        if inner is None or not _are_numbers((inner, *others)) or any(k is not None for k in match.operation.keywords):
            continue
        operands = (*match.operands[:i], inner, *match.operands[i + 1 :])
        if any((rank_of(v.type) or 0) >= (rank_of(value.type) or 0) for v in others):
            return match.again(operands) if isinstance(t, ty.Array) and match.dtype_of(operands) == t.dtype else None
        if isinstance(inner.type, ty.Array) and all(isinstance(ty.widen(v.type), ty.Scalar) for v in others):
            axes = match.inner(value, "numpy.expand_dims")
            assert axes is not None
            return match.apply("numpy.expand_dims", match.inside(match.operation.name, *operands), axes[1])
    return None


def _with_first_axes(match: Match, value: Value) -> Value | None:
    """Return the array that a value is with axes of length 1 in front; None if it is none."""
    inner, rank = match.inner(value, "numpy.expand_dims"), rank_of(value.type)
    if inner is None or rank is None:
        return None
    axes = axis_numbers(inner[1].type, rank)
    return inner[0] if axes is not None and axes == tuple(range(len(axes))) else None


def _are_numbers(values: Sequence[Value]) -> bool:
    return all(isinstance(ty.widen(v.type), (ty.Array, ty.Scalar)) for v in values)
