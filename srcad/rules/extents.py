"""Lengths of slices and of new axes, computed before the program runs.

Where nothing better is known the length is a symbol named by everything that it depends on, so that the same slice of
the same axis has the same length each time.
"""

from __future__ import annotations

from functools import reduce

from srcad.ir.lengths import (
    ONE,
    UNKNOWN,
    ZERO,
    Length,
    Linear,
    add,
    is_at_least,
    is_unknown,
    length_from,
    scale,
    subtract,
    symbol,
)
from srcad.ir.types import NONE, Array, List, Scalar, Slice, Tuple, Type, integer_value, widen
from srcad.rules.dtypes import Shape, array_like, multiply_lengths, size_of

#: The end of a slice: an integer's symbolic value, or None where it is left out.
End = Linear | None


def sliced(length: Length, index: Slice) -> Length:
    """Return the length that ``index`` leaves of an axis.

    >>> from srcad.ir.types import Literal
    >>> n = symbol("n", lower=0)
    >>> str(sliced(n, Slice(NONE, Literal(-2), NONE))), str(sliced(n, Slice(Literal(2), NONE, NONE)))
    ('n-2', 'n-2')
    """
    parts = (index.start, index.stop, index.step)
    values = [integer_value(part) for part in parts]
    if is_unknown(length) or any(v is None and p != NONE for p, v in zip(parts, values)):
        return UNKNOWN
    if any(v is not None and is_unknown(v) for v in values):
        return UNKNOWN
    start, stop, step = values
    stride = 1 if step is None else step.known
    if not stride:
        return _opaque(length, start, stop, str(step))
    if stride < 0:  # the same as the mirrored slice of the mirrored axis
        start, stop, stride = _mirrored(start), _mirrored(stop), -stride
    return every(_span(length, start, stop), stride)


def _mirrored(end: End) -> End:
    """Return the end counted from the other side: ``~end``."""
    return None if end is None else subtract(Linear(-1), end)


def _opaque(length: Length, start: End, stop: End, step: str = "") -> Length:
    parts = [_text(start), _text(stop), *([step] if step else [])]
    return symbol(f"len({length})[{':'.join(parts)}]", lower=0)


def _text(end: End) -> str:
    return "" if end is None else str(end)


def _span(length: Length, start: End, stop: End) -> Length:
    """Return the length of ``[start:stop]``, with step 1.

    An end that is negative counts from the end of the axis, and is clamped to its beginning; one that is not is clamped
    to its end. The difference of the ends is the length wherever it is proved that clamping does not change it.
    """
    start = ZERO if start is None else start
    if not (is_at_least(start) or (_negative(start) and is_at_least(add(length, start)))):
        return _opaque(length, start, stop)
    if stop is None or _negative(stop):
        last = length if stop is None else add(length, stop)
    elif is_at_least(stop) and is_at_least(subtract(length, stop)):
        last = stop
    else:
        return _opaque(length, start, stop)
    return subtract(last, start if is_at_least(start) else add(length, start))


def _negative(value: Linear) -> bool:
    return is_at_least(scale(value, -1), 1)


def every(span: Length, stride: int) -> Length:
    """Return the length ``ceil(span / stride)``, for a positive stride."""
    if is_unknown(span):
        return UNKNOWN
    if stride == 1:
        return span
    if all(c % stride == 0 for _, c in span.terms):
        return Linear(-(-span.constant // stride), tuple((s, c // stride) for s, c in span.terms))
    return symbol(f"ceil(({span})/{stride})", lower=0)


# --- new axes -------------------------------------------------------------------------------------------------------


def made_shape(shape: Type) -> Shape:
    """Return the shape that an argument ``shape`` asks for, given that the call succeeds; None: of unknown rank."""
    match widen(shape):
        case Scalar(kind="int"):
            return (length_from(integer_value(shape)),)
        case Tuple(items=items):
            return tuple(length_from(integer_value(item)) for item in items)
        case List(length=length) | Array(shape=(length,)) if length is not None and length.known is not None:
            return (UNKNOWN,) * length.known
        case _:
            return None


def reshaped(old: Shape, shape: Type) -> Shape:
    """Return what ``np.reshape`` to ``shape`` makes of an array of the shape ``old``; one length may be -1."""
    new = made_shape(shape)
    if new is None:
        return None
    size = size_of(old)
    if len(new) == 1:
        return new if is_at_least(new[0]) or size is None else (size,)
    return tuple(n if is_at_least(n) else _left(size, new, i) for i, n in enumerate(new))


def _left(size: Length | None, new: tuple[Length, ...], position: int) -> Length:
    """Return the length that is left for an axis that may have been given as -1."""
    others = [n for i, n in enumerate(new) if i != position]
    if size is None or is_unknown(size) or any(map(is_unknown, new)):
        return UNKNOWN
    product = reduce(multiply_lengths, others, ONE)
    if new[position].known == -1 and product.known and all(is_at_least(n, 1) for n in others):
        return divided(size, product.known)
    if new[position].known == -1 and multiply_lengths(product, ONE) == size and all(is_at_least(n, 1) for n in others):
        return ONE
    dims = ",".join(map(str, new))
    return symbol(f"reshape({size};{dims})[{position}]", lower=0)


def divided(length: Length, count: int) -> Length:
    """Return the length of one of ``count`` equal parts."""
    if is_unknown(length):
        return UNKNOWN
    if length.constant % count == 0 and all(c % count == 0 for _, c in length.terms):
        return Linear(length.constant // count, tuple((s, c // count) for s, c in length.terms))
    return symbol(f"({length})/{count}", lower=0)


def is_numeric(t: Type) -> bool:
    """Say whether NumPy takes a value of this type as a number or an array of numbers."""
    return isinstance(array_like(t), (Scalar, Array))
