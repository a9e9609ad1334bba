"""Writes into arrays, sums and choices.

before: ``a[i] = 0.0; a[i] += v``
after: ``a[i] = v``
"""

from __future__ import annotations

from srcad.analysis.writes import names_each_place_once
from srcad.ir import types as ty
from srcad.ir.lengths import is_one
from srcad.ir.nodes import Value
from srcad.simplify.identities.match import Family, Match, covers, is_number, leaves_all, same_index

ARRAYS = Family()


@ARRAYS("array.add_at")
def _add_where_zeroed(match: Match) -> Value | None:
    """Use a[i] = 0; a[i] += v as a[i] = v."""
    a, index, value = match.operands
    inner = match.inner(a, "array.store")
    if inner is None or not is_number(inner[2], 0) or not names_each_place_once(index.type):
        return None
    if not same_index(inner[1], index, match.made_by):
        return None
    return match.apply("array.store", inner[0], index, value)


@ARRAYS("array.add_at")
def _add_everywhere(match: Match) -> Value | None:
    """Use a[:, :] += v, where v has the shape of a, as a + v."""
    a, index, value = match.operands
    is_whole = leaves_all(index.type) and ty.is_same_array(a.type, value.type)
    return match.apply("operator.add", a, value) if is_whole else None


@ARRAYS("operator.getitem")
def _read_everything(match: Match) -> Value | None:
    """Use a[...] and a[:] as a."""
    a, index = match.operands
    return a if leaves_all(index.type) and ty.is_same_array(a.type, match.type) else None


@ARRAYS("array.store")
@ARRAYS("list.store")
def _store_what_is_there(match: Match) -> Value | None:
    """Drop a[i] = a[i]."""
    a, index, value = match.operands
    inner = match.inner(value, "operator.getitem")
    return a if inner is not None and inner[0] is a and same_index(inner[1], index, match.made_by) else None


@ARRAYS("numpy.sum")
def _sum_scalar(match: Match) -> Value | None:
    """Drop a sum: that of a scalar is the scalar."""
    (a, *rest) = match.operands
    return a if not rest and isinstance(ty.widen(a.type), ty.Scalar) else None


@ARRAYS("numpy.sum", rounds=True)
def _sum_of_quotient(match: Match) -> Value | None:
    """Use sum(x / s) = sum(x) / s, where s is the same along what is summed: a pass less; it holds up to rounding."""
    (a, *rest) = match.operands
    inner = match.inner(a, "operator.truediv")
    if inner is None or not ty.is_same_array(a.type, inner[0].type) or ty.kind_of(a.type) != "float":
        return None
    divisor = ty.widen(inner[1].type)
    if not isinstance(divisor, ty.Scalar) and not _has_one_along(divisor, match):
        return None
    return match.apply("operator.truediv", match.again((inner[0], *rest), hint=""), inner[1])


def _has_one_along(t: ty.Type, match: Match) -> bool:
    """Say whether an array has length 1 along the one axis that a sum goes along and keeps."""
    named = {k: v.type for k, v in zip(match.operation.keywords, match.operands)}
    along = named.get("axis")
    axis = along.value if isinstance(along, ty.Literal) else None
    whole = match.operands[0].type
    if not isinstance(t, ty.Array) or not isinstance(whole, ty.Array) or t.shape is None or whole.shape is None:
        return False
    if named.get("keepdims") != ty.Literal(True) or not isinstance(axis, int) or len(t.shape) != len(whole.shape):
        return False
    return is_one(t.shape[axis])


@ARRAYS("numpy.where")
def _choose_ones(match: Match) -> Value | None:
    """Use 1.0 for an array of ones where the condition has the full shape already."""
    condition, *branches = match.operands
    whole, shape = ty.widen(match.type), getattr(condition.type, "shape", None)
    if not isinstance(whole, ty.Array) or whole.dtype != "float64" or not covers(shape, whole.shape):
        return None
    if not any(match.inner(v, "numpy.ones_like") for v in branches):
        return None
    plain = (match.builder.constant(1.0) if match.inner(v, "numpy.ones_like") else v for v in branches)
    return match.again((condition, *plain))


@ARRAYS("numpy.ndarray.T")
def _transposed_twice(match: Match) -> Value | None:
    """``a.T.T`` is ``a``."""
    inner = match.inner(match.operands[0], "numpy.ndarray.T")
    return inner[0] if inner is not None and isinstance(inner[0].type, ty.Array) else None


@ARRAYS("numpy.asarray")
def _array_of_array(match: Match) -> Value | None:
    """``np.asarray(a)`` is ``a`` where this is an array: what has no axes may be a number, as NumPy computes it."""
    (a, *rest) = match.operands
    return a if not rest and isinstance(a.type, ty.Array) and a.type.shape and match.same_type(a) else None


@ARRAYS("numpy.reshape")
def _of_that_shape(match: Match) -> Value | None:
    """``np.reshape(a, shape)`` is ``a`` where this has the shape already."""
    a = match.operands[0]
    return a if match.same_type(a) and ty.is_same_array(match.type, a.type) else None


@ARRAYS("numpy.where")
def _nonzero_of_itself(match: Match) -> Value | None:
    """``np.where(g != 0.0, g, 0.0)`` is ``g``."""
    if len(match.operands) != 3 or match.operands[2].type != ty.Literal(0.0):
        return None
    compared = match.inner(match.operands[0], "operator.ne")
    chosen = match.operands[1]
    if not compared or compared[0] is not chosen or compared[1].type != ty.Literal(0.0):
        return None
    return chosen if match.same_type(chosen) else None
