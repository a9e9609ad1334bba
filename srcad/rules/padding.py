"""Functions that copy elements to chosen places: padding, grids, selections."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import ONE, Length, Linear, add, value_of
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import NONE, UNKNOWN, Array, List, Literal, Tuple, Type, integer_value
from srcad.rules.declare import Number, linear
from srcad.rules.dtypes import array_like, broadcast_shapes, promote, shape_of
from srcad.runtime.shapes import along, scatter, unbroadcast

_CONSTANT, _ZERO = Literal("constant"), Literal(0)

# --- padding ----------------------------------------------------------------------------------------------------------


def _padded(array: Type, pad_width: Type, mode: Type = _CONSTANT, *, constant_values: Type = _ZERO) -> Type:
    shape = shape_of(array)
    if not isinstance(array, Array) or shape is None:
        return UNKNOWN
    width = integer_value(pad_width)
    twice = None if width is None or width.known is None else Linear(2 * width.known)
    return Array(array.dtype, tuple(_longer(n, twice) for n in shape))


def _longer(length: Length, more: Linear | None) -> Length:
    value = value_of(length)
    return UNKNOWN_LENGTH if value is None or more is None else add(value, more)


@linear("numpy.pad", result=_padded, wrt=("array", "constant_values"), can_fail=True)
def pad(
    g: Number, array: Number, pad_width: Number, mode: Number = "constant", *, constant_values: Number = 0, out: Number
) -> Number:
    """Put a border around: each element gets what belongs to its copies."""
    if mode == "constant" and isinstance(pad_width, int) and np.ndim(array) <= 2 and np.ndim(constant_values) == 0:
        inner = without_border(g, pad_width, np.shape(array))
        return inner, np.sum(g) - np.sum(inner)
    places = np.reshape(np.arange(np.size(array)), np.shape(array))
    if mode in ("edge", "reflect", "symmetric", "wrap"):
        return np.reshape(scatter(g, np.pad(places, pad_width, mode), np.size(array)), np.shape(array)), 0.0
    if mode != "constant":
        raise NotImplementedError("np.pad: of this mode no derivative is known")
    slots = np.reshape(np.arange(np.size(constant_values)), np.shape(constant_values)) + np.size(array)
    places = np.pad(places, pad_width, constant_values=slots)
    whole = scatter(g, places, np.size(array) + np.size(constant_values))
    constants = unbroadcast(np.reshape(whole[np.size(array) :], np.shape(constant_values)), constant_values)
    return np.reshape(whole[: np.size(array)], np.shape(array)), constants


def without_border(g: Number, width: int, shape: Number) -> Number:
    """Return ``g`` without a border of the same width on all sides."""
    if np.ndim(g) == 1:
        return g[width : width + shape[0]]
    return g[width : width + shape[0], width : width + shape[1]]


# --- grids ------------------------------------------------------------------------------------------------------------


def _grid(*xi: Type, indexing: Type = NONE, sparse: Type = NONE, copy: Type = NONE) -> Type:
    arrays = [array_like(t) for t in xi]
    shapes = [shape_of(t) for t in arrays]
    if not xi or UNKNOWN in arrays or None in shapes or not all(len(s or (1,)) == 1 for s in shapes):
        return UNKNOWN
    lengths = [s[0] if s else Linear(1) for s in shapes if s is not None]
    if indexing == NONE or indexing == Literal("xy"):
        lengths[:2] = lengths[:2][::-1]
    elif indexing != Literal("ij"):
        lengths = [UNKNOWN_LENGTH] * len(lengths)
    if sparse not in (NONE, Literal(False)):
        return Tuple(tuple(Array(promote(t), (UNKNOWN_LENGTH,) * len(arrays)) for t in arrays))
    return Tuple(tuple(Array(promote(t), tuple(lengths)) for t in arrays))


@linear("numpy.meshgrid", result=_grid, wrt=("*xi",))
def meshgrid(
    g: Number, *xi: Number, indexing: Number = "xy", sparse: bool = False, copy: bool = True, out: Number
) -> Number:
    """Copy each vector along the axes of the others, or only turn it: add the copies up."""
    terms: tuple[Number, ...] = ()
    i = 0
    for x in xi:
        axis = 1 - i if indexing == "xy" and i < 2 and len(xi) > 1 else i
        term = 0.0 if g[i] is None else np.reshape(g[i], np.shape(x)) if sparse else copies_added(g[i], axis, x)
        terms = (*terms, term)
        i = i + 1
    return terms


def _open_mesh(*places: Type) -> Type:
    axes = [t if isinstance(t := array_like(p), Array) and t.shape and len(t.shape) == 1 else None for p in places]
    mesh = [_along_axis(t, i, len(axes)) for i, t in enumerate(axes) if t is not None]
    return Tuple(tuple(mesh)) if len(mesh) == len(axes) else UNKNOWN


def _along_axis(places: Array, axis: int, rank: int) -> Type:
    """Return the type of positions along one of so many axes; of a mask it is those where it holds."""
    assert places.shape is not None
    of_mask = places.dtype == "bool"
    length = UNKNOWN_LENGTH if of_mask else places.shape[0]
    shape = tuple(length if i == axis else ONE for i in range(rank))
    return Array("int64" if of_mask else places.dtype, shape)


@linear("numpy.ix_", result=_open_mesh, wrt=("*args",), can_fail=True, view=True)
def ix_(g: Number, *args: Number, out: Number) -> Number:
    """Lay each vector along an axis of its own; of a mask, the places where it holds."""
    terms: tuple[Number, ...] = ()
    i = 0
    for v in args:
        terms = (*terms, 0.0 if g[i] is None else np.reshape(g[i], np.shape(v)))
        i = i + 1
    return terms


def copies_added(g: Number, axis: int, x: Number) -> Number:
    """Return the sum over all axes but one, in the shape of ``x``."""
    if np.ndim(g) == 2 and np.ndim(x) == 1:
        return np.sum(g, axis=1 - axis)
    return np.reshape(np.sum(np.reshape(np.moveaxis(g, axis, 0), (np.size(x), -1)), axis=1), np.shape(x))


# --- selections -------------------------------------------------------------------------------------------------------


def _selected(condlist: Type, choicelist: Type, default: Type = _ZERO) -> Type:
    choices = choicelist.item if isinstance(choicelist, List) else UNKNOWN
    conditions = condlist.item if isinstance(condlist, List) else UNKNOWN
    operands = [array_like(t) for t in (conditions, choices, default)]
    if UNKNOWN in operands:
        return UNKNOWN
    shape = broadcast_shapes(*map(shape_of, operands))
    return Array(promote(*operands[1:]), shape) if shape else UNKNOWN


@linear("numpy.select", result=_selected, wrt=("choicelist", "default"), can_fail=True)
def select(g: Number, condlist: Number, choicelist: Number, default: Number = 0, *, out: Number) -> Number:
    """Take each element from the first choice whose condition holds."""
    conditions = np.array(condlist)
    first = conditions & (np.cumsum(conditions, axis=0) == 1)
    return unbroadcast(np.where(first, g, 0.0), choicelist), np.where(np.any(conditions, axis=0), 0.0, g)


def _chosen(a: Type, choices: Type, *, mode: Type = NONE) -> Type:
    items = choices.items if isinstance(choices, Tuple) else (choices.item,) if isinstance(choices, List) else ()
    operands = [array_like(t) for t in (a, *items)]
    if UNKNOWN in operands or not items:
        return UNKNOWN
    shape = broadcast_shapes(*map(shape_of, operands))
    return Array(promote(*operands[1:]), shape) if shape else UNKNOWN


@linear("numpy.choose", result=_chosen, wrt=("choices",), can_fail=True)
def choose(g: Number, a: Number, choices: Number, *, mode: str = "raise", out: Number) -> Number:
    """Take each element from the choice of that number."""
    count = len(choices)
    index = np.clip(a, 0, count - 1) if mode == "clip" else np.mod(a, count)
    places = np.reshape(np.arange(count), (-1, *(1,) * np.ndim(g)))
    return unbroadcast(np.where(index == places, g, 0.0), choices)


# --- selections along an axis -----------------------------------------------------------------------------------------


def _compressed(condition: Type, a: Type, axis: Type = NONE) -> Type:
    return _left_over(a, axis)


def _compressed_method(a: Type, condition: Type, axis: Type = NONE) -> Type:
    return _left_over(a, axis)


def _deleted(arr: Type, obj: Type, axis: Type = NONE) -> Type:
    return _left_over(arr, axis)


def _left_over(a: Type, axis: Type) -> Type:
    shape = shape_of(a)
    if not isinstance(a, Array):
        return UNKNOWN
    if axis == NONE:
        return Array(a.dtype, (UNKNOWN_LENGTH,))
    return Array(a.dtype, None if shape is None else (UNKNOWN_LENGTH,) * len(shape))


def kept(g: Number, places: Number, a: Number, axis: Number) -> Number:
    """Return ``g`` at the places along an axis where it was taken from, zero elsewhere."""
    if axis is None:
        return np.reshape(scatter(g, places, np.size(a)), np.shape(a))
    return scatter(g, along(places, axis), np.shape(a))


@linear("numpy.compress", result=_compressed, wrt=("a",), can_fail=True)
def compress(g: Number, condition: Number, a: Number, axis: Number = None, *, out: Number) -> Number:
    """Take the elements whose condition holds: add each back where it was taken."""
    return kept(g, np.flatnonzero(condition), a, axis)


@linear("numpy.ndarray.compress", result=_compressed_method, can_fail=True)
def compress_method(g: Number, a: Number, condition: Number, axis: Number = None, *, out: Number) -> Number:
    """Take the elements whose condition holds: add each back where it was taken."""
    return kept(g, np.flatnonzero(condition), a, axis)


@linear("numpy.extract", result=_compressed, wrt=("arr",), can_fail=True)
def extract(g: Number, condition: Number, arr: Number, *, out: Number) -> Number:
    """Take the elements whose condition holds, from the flat array."""
    return kept(g, np.flatnonzero(condition), arr, None)


@linear("numpy.delete", result=_deleted, can_fail=True)
def delete(g: Number, arr: Number, obj: Number, axis: Number = None, *, out: Number) -> Number:
    """Leave out elements: add each that is left back where it was taken."""
    count = np.size(arr) if axis is None else np.shape(arr)[axis]
    return kept(g, np.delete(np.arange(count), obj), arr, axis)
