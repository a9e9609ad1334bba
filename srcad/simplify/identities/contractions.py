"""Contractions: sums of products of two arrays that share just the axes that are summed.

before: ``np.sum(W * x, axis=1)``, ``np.sum(g[:, None, :] * W, axis=2)``, ``np.sum(g[:, None, None, :] * U, axis=3)``
after: ``W @ x``, ``g @ W.T``, ``np.tensordot(g, U, axes=(1, 2))``

The product, which is larger than both arrays, is never held, and BLAS adds up: this holds up to rounding. What is
summed over several axes in front is left to ``np.einsum``, ``np.einsum("ijk->k", g)``: where the last axis is short,
``np.sum`` takes several times as long.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.ir import types as ty
from srcad.ir.lengths import Length, is_one, proved_equal
from srcad.ir.nodes import Value
from srcad.rules.dtypes import axis_numbers
from srcad.simplify.identities.match import Family, Match

CONTRACTIONS = Family()

_LETTERS = "ijklmnop"

#: The lengths of those axes of an array that are not known to be 1, by the axes of the product that they are.
_Lengths = dict[int, Length]


@CONTRACTIONS("numpy.sum", rounds=True)
def _sum_of_products(match: Match) -> Value | None:
    """Contract two arrays in the place of summing their product."""
    factors, axis = match.inner(match.operands[0], "operator.mul"), match.named("axis")
    rank = _rank(match.operands[0])
    summed = None if rank is None else axis_numbers(ty.NONE if axis is None else axis.type, rank)
    if factors is None or rank is None or not summed or not set(match.operation.keywords) <= {None, "axis", "keepdims"}:
        return None
    lengths = [_lengths(factor, rank) for factor in factors]
    kept = [k for k in range(rank) if k not in summed]
    if kept and kept[0] in lengths[1]:
        factors, lengths = factors[::-1], lengths[::-1]
    free = [[k for k in kept if k in own] for own in lengths]
    if free[0] + free[1] != kept or not all(_are_equal_at(k, *lengths) for k in summed):
        return None
    if not _is_true(match.named("keepdims")):
        return _contracted(match, factors, lengths, summed)
    if axis is None:
        return None
    return match.apply("numpy.expand_dims", _contracted(match, factors, lengths, summed), axis)


@CONTRACTIONS("numpy.sum", rounds=True)
def _sum_in_front(match: Match) -> Value | None:
    """Use np.einsum for a sum over several axes in front, as undoing a broadcast gives it."""
    array, axis = match.operands[0], match.named("axis")
    rank = _rank(array)
    if axis is None or rank is None or match.operation.keywords != (None, "axis") or rank > len(_LETTERS):
        return None
    summed = axis_numbers(axis.type, rank)
    if summed is None or not 2 <= len(summed) < rank or summed != tuple(range(len(summed))):
        return None
    letters = _LETTERS[:rank]
    subscripts = match.builder.constant(f"{letters}->{letters[len(summed) :]}")
    return match.apply("numpy.einsum", subscripts, array)


def _contracted(match: Match, factors: Sequence[Value], lengths: Sequence[_Lengths], summed: Sequence[int]) -> Value:
    """Append the contraction of two arrays, of which the free axes of the first come first."""
    arrays = [_without_ones(match, factor, len(own)) for factor, own in zip(factors, lengths)]
    places = [[list(own).index(k) for k in summed] for own in lengths]
    (a, b), (rank_a, rank_b) = arrays, map(len, lengths)
    if rank_a == rank_b == len(summed) > 1:
        return match.apply("numpy.vdot", a, b)
    if max(rank_a, rank_b) > 2:
        pair = match.inside("build.tuple", *(_number_or_numbers(match, of) for of in places))
        return match.apply("numpy.tensordot", a, b, pair, keywords=(None, None, "axes"))
    if places[0] != [rank_a - 1]:
        a = match.inside("numpy.ndarray.T", a)
    if places[1] != [0]:
        b = match.inside("numpy.ndarray.T", b)
    return match.apply("operator.matmul", a, b)


def _without_ones(match: Match, array: Value, rank: int) -> Value:
    """Return an array without its axes of length 1, which leaves ``rank`` of them."""
    shape = _shape(array)
    if len(shape) == rank:
        return array
    ones = [i for i, n in enumerate(shape) if is_one(n)]
    return match.inside("numpy.squeeze", array, _number_or_numbers(match, ones))


def _number_or_numbers(match: Match, axes: Sequence[int]) -> Value:
    numbers = [match.builder.constant(axis) for axis in axes]
    return numbers[0] if len(numbers) == 1 else match.inside("build.tuple", *numbers)


def _rank(value: Value) -> int | None:
    """Return the rank of an array of doubles, or None."""
    t = value.type
    return len(t.shape) if isinstance(t, ty.Array) and t.dtype == "float64" and t.shape is not None else None


def _shape(value: Value) -> tuple[Length, ...]:
    return value.type.shape if isinstance(value.type, ty.Array) and value.type.shape is not None else ()


def _lengths(factor: Value, rank: int) -> _Lengths:
    """Return the lengths of a factor's axes in a product of ``rank`` axes; nothing of what is no array of doubles."""
    own = _rank(factor)
    return {} if own is None else {rank - own + i: n for i, n in enumerate(_shape(factor)) if not is_one(n)}


def _are_equal_at(axis: int, a: _Lengths, b: _Lengths) -> bool:
    return axis in a and axis in b and proved_equal(a[axis], b[axis])


def _is_true(value: Value | None) -> bool:
    return value is not None and value.type == ty.Literal(True)
