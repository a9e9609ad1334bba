"""Functions that move elements about: shapes, axes, copies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from srcad.ir.lengths import ONE, Length, is_not_one, is_one
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import (
    BOOL,
    NONE,
    UNKNOWN,
    Array,
    Literal,
    Tuple,
    Type,
    integer_value,
    widen,
)
from srcad.rules.declare import Number, known, linear
from srcad.rules.dtypes import Shape, promote, shape_of, size_of
from srcad.rules.extents import is_numeric, made_shape, reshaped
from srcad.runtime.shapes import unravelled

# --- result types ---------------------------------------------------------------------------------------------------


def _array(a: Type, shape: Shape) -> Type:
    """Return the type of an array with the elements of ``a``; that of a list is known if its items are numbers."""
    return Array(promote(a), shape) if is_numeric(a) else UNKNOWN


def _of_array(shape_from: Callable[..., Shape]) -> Callable[..., Type]:
    """Return a result type with the dtype of the operand, for an operand that is an array."""

    def result(a: Type, *others: Type, **named: Type) -> Type:
        wide = widen(a)
        if not isinstance(wide, Array):
            return UNKNOWN
        if wide.shape is None:
            return Array(wide.dtype)
        return Array(wide.dtype, shape_from(wide.shape, *others, **named))

    return result


def _reshape(a: Type, shape: Type, order: Type = NONE, *, copy: Type = NONE) -> Type:
    return _array(a, reshaped(shape_of(a), shape))


def _reshape_method(a: Type, *shape: Type, order: Type = NONE, copy: Type = NONE) -> Type:
    asked = shape[0] if len(shape) == 1 else Tuple(shape)
    return _reshape(a, asked) if isinstance(widen(a), Array) or not is_numeric(a) else UNKNOWN


def _flat(a: Type, order: Type = NONE) -> Type:
    size = size_of(shape_of(a))
    return _array(a, (UNKNOWN_LENGTH if size is None else size,))


def _permuted(shape: tuple[Length, ...], axes: Type = NONE) -> Shape:
    if axes == NONE:
        return shape[::-1]
    order = _axes(axes, len(shape))
    if order is None or len(order) != len(shape):
        return (UNKNOWN_LENGTH,) * len(shape)
    return tuple(shape[i] for i in order)


def _axes(axes: Type, rank: int) -> list[int] | None:
    """Return the axes that an argument names, in its order, from 0."""
    items = axes.items if isinstance(axes, Tuple) else (axes,)
    values = [integer_value(item) for item in items]
    found = [v.known for v in values if v is not None and v.known is not None and -rank <= v.known < rank]
    return [i % rank for i in found] if len(found) == len(items) else None


def _permuted_by(shape: tuple[Length, ...], *axes: Type) -> Shape:
    if len(axes) == 1:
        return _permuted(shape, axes[0])
    return _permuted(shape, Tuple(axes) if axes else NONE)


def _swapped(shape: tuple[Length, ...], axis1: Type, axis2: Type) -> Shape:
    pair = _axes(Tuple((axis1, axis2)), len(shape))
    if pair is None:
        return (UNKNOWN_LENGTH,) * len(shape)
    lengths = list(shape)
    lengths[pair[0]], lengths[pair[1]] = shape[pair[1]], shape[pair[0]]
    return tuple(lengths)


def _moved(shape: tuple[Length, ...], source: Type, destination: Type) -> Shape:
    here, there = _axes(source, len(shape)), _axes(destination, len(shape))
    if here is None or there is None or len(here) != len(there):
        return (UNKNOWN_LENGTH,) * len(shape)
    order = [i for i in range(len(shape)) if i not in here]
    for target, axis in sorted(zip(there, here)):
        order.insert(target, axis)
    return tuple(shape[i] for i in order)


def _squeezed(shape: tuple[Length, ...], axis: Type = NONE) -> Shape:
    if axis != NONE:
        axes = _axes(axis, len(shape))
        return None if axes is None else tuple(n for i, n in enumerate(shape) if i not in axes)
    if any(not is_one(n) and not is_not_one(n) for n in shape):
        return None
    return tuple(n for n in shape if not is_one(n))


def _expanded(a: Type, axis: Type) -> Type:
    shape = shape_of(a)
    if shape is None:
        return _array(a, None)
    count = len(axis.items) if isinstance(axis, Tuple) else 1
    axes = _axes(axis, len(shape) + count)
    if axes is None or len(set(axes)) != count:
        return _array(a, None)
    lengths = iter(shape)
    return _array(a, tuple(ONE if i in axes else next(lengths) for i in range(len(shape) + count)))


def _same_shape(shape: tuple[Length, ...], *_others: Type, **_named: Type) -> Shape:
    return shape


def _at_least(rank: int) -> Callable[..., Type]:
    def result(a: Type) -> Type:
        shape = shape_of(a)
        if shape is None:
            return _array(a, None)
        if len(shape) >= rank:
            return _array(a, shape)
        padded = {1: shape or (ONE,), 2: (ONE,) * (2 - len(shape)) + shape}.get(rank)
        if padded is None:
            padded = (ONE, *(shape or (ONE,)), ONE) if len(shape) < 2 else (*shape, ONE)
        return _array(a, padded)

    return result


# --- shapes ---------------------------------------------------------------------------------------------------------


def order_of(a: Number, order: Number) -> Number:
    """Return ``C`` or ``F`` for the order in which ``reshape`` reads the elements of ``a``."""
    if order == "A":
        return "F" if np.isfortran(a) else "C"
    return order


known("numpy.isfortran", result=lambda a: BOOL)


@linear("numpy.reshape", result=_reshape, view=True, can_fail=True)
def reshape(g: Number, a: Number, shape: Number, order: Number = "C", *, copy: Number = None, out: Number) -> Number:
    """Reshape back."""
    if order == "C":
        return np.reshape(g, np.shape(a))
    return np.reshape(g, np.shape(a), order=order_of(a, order))


@linear("numpy.ndarray.reshape", result=_reshape_method, view=True, can_fail=True)
def reshape_method(
    g: Number, a: Number, *shape: Number, order: Number = "C", copy: Number = None, out: Number
) -> Number:
    """Reshape back."""
    if order == "C":
        return np.reshape(g, np.shape(a))
    return np.reshape(g, np.shape(a), order=order_of(a, order))


def ravel(g: Number, a: Number, order: Number = "C", *, out: Number) -> Number:
    """Reshape back."""
    if order == "C":
        return np.reshape(g, np.shape(a))
    if order == "F":
        return np.reshape(g, np.shape(a), order=order)
    return unravelled(g, a, order)


linear("numpy.ravel", "numpy.ndarray.ravel", result=_flat, view=True)(ravel)
linear("numpy.ndarray.flatten", result=_flat)(ravel)


@linear("numpy.squeeze", "numpy.ndarray.squeeze", result=_of_array(_squeezed), view=True, can_fail=True)
def squeeze(g: Number, a: Number, axis: Number = None, *, out: Number) -> Number:
    """Put the axes of length 1 back."""
    if axis is None:
        return np.reshape(g, np.shape(a))
    return np.expand_dims(g, axis)


@linear("numpy.expand_dims", result=_expanded, view=True, can_fail=True)
def expand_dims(g: Number, a: Number, axis: Number, *, out: Number) -> Number:
    """Take the new axes away."""
    return np.squeeze(g, axis)


@linear("numpy.broadcast_to", result=lambda a, shape: _array(a, made_shape(shape)), view=True, can_fail=True)
def broadcast_to(g: Number, array: Number, shape: Number, *, out: Number) -> Number:
    """Sum over the copies, which is what undoing the broadcast does."""
    return g


@linear("numpy.atleast_1d", result=_at_least(1), view=True)
@linear("numpy.atleast_2d", result=_at_least(2), view=True)
@linear("numpy.atleast_3d", result=_at_least(3), view=True)
def atleast(g: Number, a: Number, *, out: Number) -> Number:
    """Reshape back."""
    return np.reshape(g, np.shape(a))


# --- axes -----------------------------------------------------------------------------------------------------------


@linear("numpy.ndarray.T", result=_of_array(_permuted), view=True)
def transposed(g: Number, a: Number, *, out: Number) -> Number:
    """Transpose back."""
    return g.T


@linear(
    "numpy.ndarray.mT",
    "numpy.matrix_transpose",
    "numpy.linalg.matrix_transpose",
    result=_of_array(lambda s: (*s[:-2], s[-1], s[-2])),
    view=True,
)
def matrix_transposed(g: Number, a: Number, *, out: Number) -> Number:
    """Swap the last two axes back."""
    return np.swapaxes(g, -1, -2)


@linear("numpy.transpose", result=_of_array(_permuted), view=True, can_fail=True)
def transpose(g: Number, a: Number, axes: Number = None, *, out: Number) -> Number:
    """Permute back: the axis ``i`` of ``g`` is the axis ``axes[i]`` of ``a``."""
    if axes is None:
        return np.transpose(g)
    return np.moveaxis(g, first_axes(np.ndim(a)), axes)


@linear("numpy.ndarray.transpose", result=_of_array(_permuted_by), view=True, can_fail=True)
def transpose_method(g: Number, a: Number, *axes: Number, out: Number) -> Number:
    """Permute back: the axis ``i`` of ``g`` is the axis ``axes[i]`` of ``a``."""
    if len(axes) == 0:
        return np.transpose(g)
    if len(axes) > 1:
        return np.moveaxis(g, first_axes(np.ndim(a)), axes)
    if axes[0] is None:
        return np.transpose(g)
    return np.moveaxis(g, first_axes(np.ndim(a)), axes[0])


def first_axes(rank: int) -> tuple[int, ...]:
    """Return ``(0, 1, …)``."""
    if rank == 1:
        return (0,)
    if rank == 2:
        return (0, 1)
    if rank == 3:
        return (0, 1, 2)
    if rank == 4:
        return (0, 1, 2, 3)
    return tuple(range(rank))


@linear("numpy.swapaxes", "numpy.ndarray.swapaxes", result=_of_array(_swapped), view=True, can_fail=True)
def swapaxes(g: Number, a: Number, axis1: int, axis2: int, *, out: Number) -> Number:
    """Swap back."""
    return np.swapaxes(g, axis1, axis2)


def _viewed(a: Type, dtype: Type = NONE, type: Type = NONE) -> Type:
    return a if isinstance(a, Array) and (dtype, type) == (NONE, NONE) else UNKNOWN


@linear("numpy.ndarray.view", result=_viewed, view=True)
def view(g: Number, a: Number, dtype: Number = None, type: Number = None, *, out: Number) -> Number:
    """Look at the same numbers."""
    if dtype is not None or type is not None:
        raise NotImplementedError("the method view of an array: only without arguments; astype() makes other numbers")
    return g


@linear("numpy.moveaxis", result=_of_array(_moved), view=True, can_fail=True)
def moveaxis(g: Number, a: Number, source: Number, destination: Number, *, out: Number) -> Number:
    """Move back."""
    return np.moveaxis(g, destination, source)


@linear("numpy.flip", result=_of_array(_same_shape), view=True, can_fail=True)
def flip(g: Number, m: Number, axis: Number = None, *, out: Number) -> Number:
    """Flip back."""
    return np.flip(g, axis)


@linear("numpy.fliplr", result=_of_array(_same_shape), view=True, can_fail=True)
def fliplr(g: Number, m: Number, *, out: Number) -> Number:
    """Flip back."""
    return np.fliplr(g)


@linear("numpy.flipud", result=_of_array(_same_shape), view=True, can_fail=True)
def flipud(g: Number, m: Number, *, out: Number) -> Number:
    """Flip back."""
    return np.flipud(g)


@linear("numpy.roll", result=_of_array(_same_shape), can_fail=True)
def roll(g: Number, a: Number, shift: Number, axis: Number = None, *, out: Number) -> Number:
    """Roll back."""
    if isinstance(shift, tuple):
        return np.roll(g, np.negative(shift), axis)
    return np.roll(g, -shift, axis)


_ONCE = Literal(1)


def _turned(shape: tuple[Length, ...], k: Type = _ONCE, axes: Type = NONE) -> Shape:
    plane = [0, 1] if axes == NONE else _axes(axes, len(shape))
    turns = integer_value(k)
    if turns is None or turns.known is None or plane is None or len(plane) != 2:
        return (UNKNOWN_LENGTH,) * len(shape)
    lengths = list(shape)
    if turns.known % 2:
        lengths[plane[0]], lengths[plane[1]] = shape[plane[1]], shape[plane[0]]
    return tuple(lengths)


@linear("numpy.rot90", result=_of_array(_turned), view=True, can_fail=True)
def rot90(g: Number, m: Number, k: int = 1, axes: Number = (0, 1), *, out: Number) -> Number:
    """Turn back."""
    return np.rot90(g, -k, axes)
