"""Python's built-in functions."""

from __future__ import annotations

import numpy as np

from srcad.ir.lengths import ZERO, Linear, add, is_unknown, length_from, scale, subtract, value_of
from srcad.ir.types import (
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NONE,
    TEXT,
    UNDEFINED,
    UNKNOWN,
    Iterator,
    List,
    Literal,
    Range,
    Scalar,
    Slice,
    Tuple,
    Type,
    forget_value,
    integer_value,
    widen,
)
from srcad.rules.arithmetic import python_operator
from srcad.rules.complexes import absolute, absolute_forward
from srcad.rules.declare import Number, custom, elementwise, known, linear
from srcad.rules.merging import element_of, length_of, merged
from srcad.rules.operators import ADD, FLOOR_DIVIDE, MODULO, power_, power_type
from srcad.rules.results import always, same_as_first, ufunc_pair, unknown
from srcad.rules.static import is_array
from srcad.runtime.ordering import order, ranks

# --- numbers --------------------------------------------------------------------------------------------------------


def _modulus(x: Scalar) -> Scalar:
    return Scalar("int" if x.kind == "bool" else "float" if x.kind == "complex" else x.kind)


def _power_of(base: Type, exp: Type, mod: Type = NONE) -> Type:
    return power_type(base, exp) if mod == NONE else INT


def _rounded(number: Type, ndigits: Type = NONE) -> Type:
    wide = widen(number)
    if not isinstance(wide, Scalar) or wide.kind == "complex":
        return UNKNOWN
    return INT if ndigits == NONE or wide.kind == "bool" else same_as_first(number)


def _float(x: Type = FLOAT) -> Type:
    return FLOAT


def _int(x: Type = INT, *_base: Type) -> Type:
    return Scalar("int", value=integer_value(x))


custom("builtins.abs", result=python_operator("absolute", _modulus), forward=absolute_forward)(absolute)
elementwise("builtins.pow", result=_power_of, domain=((0.5, 2), (-2, 3)))(power_)


@elementwise("builtins.float", result=_float, can_fail=True)
def float_(g: Number, x: Number, *, out: Number) -> Number:
    """Convert to a Python float."""
    return g


@elementwise("builtins.complex", result=always(COMPLEX), wrt=("real", "imag"), can_fail=True)
def complex_(g: Number, real: Number = 0, imag: Number = 0, *, out: Number) -> Number:
    """Make ``real + 1j * imag``."""
    return g, 1j * g


def _divmod(x: Type, y: Type) -> Type:
    return Tuple((FLOOR_DIVIDE(x, y), MODULO(x, y)))


def divmod_forward(tangents: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Return the tangents of quotient and remainder."""
    x_dot, y_dot = tangents
    tangent = 0.0 if x_dot is None else x_dot
    return 0.0, tangent if y_dot is None else tangent - y_dot * out[0]


@custom(
    "numpy.divmod",
    result=ufunc_pair("divmod"),
    wrt=("x", "y"),
    forward=divmod_forward,
    domain=((3.1, 3.9), (1.1, 1.5)),
    real=True,
)
@custom(
    "builtins.divmod",
    result=_divmod,
    wrt=("x", "y"),
    forward=divmod_forward,
    domain=((3.1, 3.9), (1.1, 1.5)),
    can_fail=True,
)
def divmod_(g: Number, x: Number, y: Number, *, out: Number) -> Number:
    """Return quotient and remainder: the quotient is a step, the remainder ``x - y * quotient``."""
    if g[1] is None:
        return 0.0, 0.0
    return g[1], -g[1] * out[0]


known("builtins.round", result=_rounded, real=True)
known("builtins.int", result=_int, can_fail=True)
known("builtins.bool", "builtins.isinstance", "builtins.callable", "builtins.hasattr", result=always(BOOL))

# --- sums and extrema -----------------------------------------------------------------------------------------------


def _sum(iterable: Type, start: Type = Literal(0)) -> Type:
    item = element_of(iterable)
    if item == UNKNOWN:
        return UNKNOWN
    length = length_of(iterable)
    empty = () if length is not None and length.known else (start,)
    return forget_value(merged(ADD(start, item), ADD(ADD(start, item), item), *empty))


@linear("builtins.sum", result=_sum, wrt=("iterable", "start"))
def sum_(g: Number, iterable: Number, start: Number = 0, *, out: Number) -> Number:
    """Add up the items of an array, a list or a tuple."""
    if is_array(iterable):
        return np.broadcast_to(g, np.shape(iterable)), g
    return [g] * len(iterable), g


def _extremum(*operands: Type) -> Type:
    found = element_of(operands[0]) if len(operands) == 1 else merged(*operands)
    return forget_value(found) if isinstance(widen(found), Scalar) else UNKNOWN


def extremum_forward(tangents: Number, *args: Number, out: Number) -> Number:
    """Return the mean of the tangents of the operands that tie."""
    ties, total = 0, 0.0
    for tangent, x in zip(tangents, args):
        if x == out:
            ties = ties + 1
            total = total + (0.0 if tangent is None else tangent)
    return total / max(ties, 1)


@custom("builtins.max", "builtins.min", result=_extremum, wrt=("*args",), forward=extremum_forward)
def extremum(g: Number, *args: Number, out: Number) -> Number:
    """Take the largest, or the smallest, of several numbers or of the items of one iterable; ties share evenly."""
    if len(args) == 1:
        if is_array(args[0]):
            ties = np.where(args[0] == out, np.ones_like(args[0]), 0.0)
            return (g * ties / np.sum(ties),)
        share = g / max(sum([x == out for x in args[0]]), 1)
        return ([share if x == out else 0.0 for x in args[0]],)
    if len(args) == 2:
        x, y = args
        half = 0.5 * g
        return (half if y == out else g) if x == out else 0.0, (half if x == out else g) if y == out else 0.0
    count = 0
    for x in args:
        count = count + (x == out)
    share = g / max(count, 1)
    terms: tuple[Number, ...] = ()
    for x in args:
        terms = (*terms, share if x == out else 0.0)
    return terms


def _sorted(iterable: Type, *, key: Type = NONE, reverse: Type = NONE) -> Type:
    item = element_of(iterable)
    return UNKNOWN if item == UNKNOWN else List(forget_value(item), length_of(iterable))


def sorted_forward(tangents: Number, iterable: Number, *, reverse: Number = False, out: Number) -> Number:
    """Return the tangents in the order of the items."""
    return [tangents[0][k] for k in order(iterable, reverse)]


@custom("builtins.sorted", result=_sorted, wrt=("iterable",), forward=sorted_forward, can_fail=True)
def sorted_(g: Number, iterable: Number, *, reverse: Number = False, out: Number) -> Number:
    """Sort the items; one without key, see ``srcad.sorted`` for the other."""
    terms = [g[k] for k in ranks(iterable, reverse)]
    return np.array(terms) if is_array(iterable) else terms


# --- sequences ------------------------------------------------------------------------------------------------------


def _len(x: Type) -> Type:
    length = length_of(x)
    return INT if length is None else Scalar("int", value=value_of(length))


def _range(*parts: Type) -> Type:
    values = [integer_value(p) for p in parts]
    start, stop = (Linear(0), values[0]) if len(values) == 1 else (values[0], values[1])
    step = _step_of(values[2] if len(values) == 3 else Linear(1))
    if not step:
        return Range()
    first, last = (start, _next(stop, -1)) if step > 0 else (_next(stop, 1), start)
    if start is None or stop is None or abs(step) != 1:
        return Range(None, first, last)
    return Range(length_from(scale(subtract(stop, start), step)), first, last)


def _step_of(value: Linear | None) -> int | None:
    return None if value is None else value.known


def _next(value: Linear | None, step: int) -> Linear | None:
    return None if value is None or is_unknown(value) else add(value, Linear(step))


def _list(iterable: Type = Tuple(())) -> Type:
    if iterable == Tuple(()):
        return List(UNDEFINED, ZERO)
    item = element_of(iterable)
    return UNKNOWN if item == UNKNOWN else List(item, length_of(iterable))


def _tuple(iterable: Type = Tuple(())) -> Type:
    return Tuple(iterable.items) if isinstance(iterable, Tuple) else UNKNOWN


def _zip(*iterables: Type, strict: Type = NONE) -> Type:
    lengths = [length_of(t) for t in iterables]
    shortest = lengths[0] if lengths and all(n == lengths[0] for n in lengths) else None
    return Iterator(Tuple(tuple(element_of(t) for t in iterables)), shortest)


def _enumerate(iterable: Type, start: Type = NONE) -> Type:
    return Iterator(Tuple((INT, element_of(iterable))), length_of(iterable))


def _iterated(iterable: Type) -> Type:
    return Iterator(element_of(iterable), length_of(iterable))


def _builtin_slice(*parts: Type) -> Type:
    start, stop, step = (NONE, *parts, NONE) if len(parts) == 1 else (*parts, NONE)[:3]
    return Slice(start, stop, step)


known("builtins.len", result=_len, can_fail=True)
known("builtins.range", result=_range, can_fail=True)
known("builtins.list", result=_list, can_fail=True)
known("builtins.tuple", result=_tuple, can_fail=True)


def set_forward(tangents: Number, iterable: Number = (), *, out: Number) -> Number:
    """Refuse: the items have no place to which a tangent belongs."""
    raise NotImplementedError("a set of differentiated values: use a list")


@custom("builtins.set", "builtins.frozenset", result=unknown, wrt=("iterable",), forward=set_forward, can_fail=True)
def set_(g: Number, iterable: Number = (), *, out: Number) -> Number:
    """Refuse: the items have no place to which an adjoint belongs."""
    raise NotImplementedError("a set of differentiated values: use a list")


known("builtins.zip", result=_zip, view=True)
known("builtins.enumerate", result=_enumerate, view=True)
known("builtins.reversed", "builtins.iter", result=_iterated, can_fail=True, view=True)
known("builtins.slice", result=_builtin_slice)
known("builtins.list.index", "builtins.list.count", "builtins.tuple.index", "builtins.tuple.count", result=always(INT))
known("builtins.any", "builtins.all", result=always(BOOL))
known("builtins.str", "builtins.repr", "builtins.format", "builtins.ascii", "builtins.chr", result=always(TEXT))
known("bisect.bisect_left", "bisect.bisect_right", "bisect.bisect", result=always(INT), can_fail=True)
known("builtins.ord", "builtins.hash", "builtins.id", result=always(INT), can_fail=True)
known("builtins.type", result=unknown)
