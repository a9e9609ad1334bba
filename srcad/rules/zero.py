"""Functions of NumPy whose derivative is zero wherever it exists: steps, comparisons, positions, shapes."""

from __future__ import annotations

from srcad.ir.lengths import ONE, length_from, scale
from srcad.ir.lengths import UNKNOWN as UNKNOWN_LENGTH
from srcad.ir.types import (
    BOOL,
    NONE,
    UNKNOWN,
    Array,
    Literal,
    Scalar,
    Tuple,
    Type,
    integer_value,
    kind_of,
    widen,
)
from srcad.rules.declare import known
from srcad.rules.dtypes import array_like, broadcast_shapes, rank_of, shape_of, size_of
from srcad.rules.results import always, number, places_in, promoted, reduction, ufunc

# --- steps ----------------------------------------------------------------------------------------------------------

for _name in ("floor", "ceil", "trunc", "rint", "floor_divide", "sign"):
    known(f"numpy.{_name}", result=ufunc(_name), real=True)


def _rounded(a: Type, _decimals: Type = NONE, out: Type = NONE) -> Type:
    return UNKNOWN if out != NONE or kind_of(a) == "bool" else promoted(a)


known("numpy.round", "numpy.around", "numpy.ndarray.round", result=_rounded, real=True)
known("numpy.fix", result=ufunc("trunc"), real=True)

# --- comparisons and logic ------------------------------------------------------------------------------------------

for _name in (
    *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
    *("logical_and", "logical_or", "logical_xor", "logical_not", "isnan", "isfinite", "isinf", "signbit"),
    *("bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift", "gcd", "lcm"),
):
    known(f"numpy.{_name}", result=ufunc(_name))


def _close(a: Type, b: Type, *_others: Type, **_named: Type) -> Type:
    operands = array_like(a), array_like(b)
    return UNKNOWN if UNKNOWN in operands else number("bool", broadcast_shapes(*map(shape_of, operands)))


def _of_elements(x: Type) -> Type:
    return UNKNOWN if array_like(x) == UNKNOWN else number("bool", shape_of(x))


def _held(element: Type, *_others: Type, **_named: Type) -> Type:
    return UNKNOWN if array_like(element) == UNKNOWN else Array("bool", shape_of(element))


def _real(x: Type) -> Type:
    wide = widen(x)  # of Python's numbers the part ``imag`` is compared, which is one, too
    return BOOL if isinstance(wide, Scalar) and wide.form == "python" else _of_elements(x)


def _complex(x: Type) -> Type:
    kind = kind_of(x)
    return BOOL if kind is None else Literal(kind == "complex")


known("numpy.isclose", result=_close)
known("numpy.isin", result=_held)
known("numpy.allclose", "numpy.array_equal", "numpy.isscalar", result=always(BOOL))
known("numpy.any", "numpy.all", "numpy.ndarray.any", "numpy.ndarray.all", result=reduction(lambda _dtype: "bool"))
known("numpy.iscomplexobj", result=_complex)
known("numpy.iscomplex", result=_of_elements)
known("numpy.isreal", result=_real)

# --- positions ------------------------------------------------------------------------------------------------------


def _order(a: Type, axis: Type = Literal(-1), *_others: Type, **_named: Type) -> Type:
    shape = shape_of(a)
    if array_like(a) == UNKNOWN:
        return UNKNOWN
    if axis == NONE:
        size = size_of(shape)
        return Array("int64", None if size is None else (size,))
    return Array("int64", shape or None)


def _position(a: Type, axis: Type = NONE, out: Type = NONE, **named: Type) -> Type:
    return reduction(lambda _dtype: "int64")(a, axis, NONE, out, **named)


def _searched(_a: Type, v: Type, *_others: Type, **_named: Type) -> Type:
    return UNKNOWN if array_like(v) == UNKNOWN else number("int64", shape_of(v))


known("numpy.argsort", "numpy.ndarray.argsort", result=_order)
known("numpy.argmax", "numpy.argmin", "numpy.ndarray.argmax", "numpy.ndarray.argmin", result=_position, can_fail=True)
known("numpy.spacing", result=ufunc("spacing"))
known("numpy.digitize", result=lambda x, bins, right=NONE: _searched(bins, x))
known("numpy.searchsorted", "numpy.ndarray.searchsorted", result=_searched)
known("numpy.count_nonzero", result=always(UNKNOWN))


def _listed_places(a: Type) -> Type:
    rank = rank_of(a)
    return UNKNOWN if rank is None else Array("int64", (UNKNOWN_LENGTH, scale(ONE, rank)))


def _unravelled(indices: Type, shape: Type, order: Type = NONE) -> Type:
    each = UNKNOWN if array_like(indices) == UNKNOWN else number("int64", shape_of(indices))
    return Tuple((each,) * len(shape.items)) if isinstance(shape, Tuple) and each != UNKNOWN else UNKNOWN


def _in_triangle(n: Type, k: Type = NONE, m: Type = NONE) -> Type:
    return Tuple((Array("int64", (UNKNOWN_LENGTH,)),) * 2)


def _on_diagonal(n: Type, ndim: Type = Literal(2)) -> Type:
    rank = ndim.value if isinstance(ndim, Literal) else None
    if kind_of(n) != "int" or not isinstance(rank, int):
        return UNKNOWN
    return Tuple((Array("int64", (length_from(integer_value(n)),)),) * rank)


def _on_diagonal_of(arr: Type) -> Type:
    square = shape_of(arr)
    return UNKNOWN if square is None else Tuple((Array("int64", square[:1]),) * len(square))


known("numpy.triu_indices", "numpy.tril_indices", result=_in_triangle, can_fail=True)
known("numpy.diag_indices", result=_on_diagonal, can_fail=True)
known("numpy.diag_indices_from", result=_on_diagonal_of, can_fail=True)
known("numpy.nonzero", "numpy.ndarray.nonzero", result=places_in)
known("numpy.flatnonzero", result=always(Array("int64", (UNKNOWN_LENGTH,))))
known("numpy.argwhere", result=_listed_places)
known("numpy.unravel_index", result=_unravelled, can_fail=True)
