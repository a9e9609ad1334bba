"""Random numbers: draws are effects, so that each is drawn once, in the order of the program.

The derivative holds the state of the generator fixed: a normal number is ``loc + scale * z``, with ``z`` as drawn.
Before a reverse sweep is drawn up, ``z`` gets a name (:mod:`srcad.derive.drawing`) where the derivative needs it.
"""

from __future__ import annotations

from srcad.ir.lengths import value_of
from srcad.ir.types import FLOAT, INT, NONE, UNKNOWN, Array, Literal, Object, Scalar, Tuple, Type, widen
from srcad.rules.declare import Number, custom, known
from srcad.rules.dtypes import array_like, broadcast_shapes, dtype_argument, shape_of
from srcad.rules.extents import made_shape

_GENERATOR, _LEGACY = "numpy.random._generator.Generator", "numpy.random.mtrand.RandomState"
_ZERO, _ONE = Literal(0.0), Literal(1.0)
_GENERATORS = ("numpy.random.Generator", "numpy.random.RandomState")

# --- generators -------------------------------------------------------------------------------------------------------

known("numpy.random.default_rng", result=lambda seed=NONE: Object(_GENERATOR), effect=True)
known("numpy.random.RandomState", _LEGACY, result=lambda seed=NONE: Object(_LEGACY), effect=True)
known("numpy.random.seed", result=lambda seed=NONE: NONE, effect=True)
known("numpy.random.RandomState.seed", result=lambda self, seed=NONE: NONE, effect=True)

# --- draws without parameters that a derivative could be asked for ----------------------------------------------------


def _made(dtype: Type, default: str, size: Type) -> Type:
    """Return the type of an array of draws; nothing is said of what may be one number."""
    if widen(size) == UNKNOWN:
        return UNKNOWN
    return Array(default if dtype == NONE else dtype_argument(dtype), made_shape(size))


def _standard(size: Type = NONE, dtype: Type = NONE) -> Type:
    if size == NONE:
        return FLOAT if dtype == NONE else UNKNOWN
    return _made(dtype, "float64", size)


def _of_lengths(*lengths: Type) -> Type:
    return Array("float64", made_shape(Tuple(lengths))) if lengths else FLOAT


def _integers(low: Type, high: Type = NONE, size: Type = NONE, dtype: Type = NONE) -> Type:
    if size == NONE:
        return INT if dtype == NONE else UNKNOWN
    return _made(dtype, "int64", size)


def _drawn_integers(
    self: Type, low: Type, high: Type = NONE, size: Type = NONE, dtype: Type = NONE, endpoint: Type = NONE
) -> Type:
    return Scalar("int", "numpy", "int64") if size == dtype == NONE else _integers(low, high, size, dtype)


known("random.random", result=lambda: FLOAT, effect=True)
known("random.randint", result=lambda a, b: INT, effect=True)
_STANDARD = ("random", "standard_normal", "standard_exponential")
known(*(f"numpy.random.{name}" for name in (*_STANDARD, "random_sample")), result=_standard, effect=True)
known("numpy.random.rand", "numpy.random.randn", result=_of_lengths, effect=True)
known("numpy.random.randint", result=_integers, effect=True)
for _class in _GENERATORS:
    known(
        *(f"{_class}.{name}" for name in _STANDARD),
        result=lambda self, size=NONE, dtype=NONE: _standard(size, dtype),
        effect=True,
    )
known("numpy.random.Generator.integers", result=_drawn_integers, effect=True)
known("numpy.random.RandomState.random_sample", result=lambda self, size=NONE: _standard(size), effect=True)
known(
    "numpy.random.RandomState.rand",
    "numpy.random.RandomState.randn",
    result=lambda self, *lengths: _of_lengths(*lengths),
    effect=True,
)
known(
    "numpy.random.RandomState.randint",
    result=lambda self, low, high=NONE, size=NONE, dtype=NONE: _integers(low, high, size, dtype),
    effect=True,
)

# --- how many draws stand for others ----------------------------------------------------------------------------------


def _size(first: Type, second: Type, size: Type, _ordered: Type = NONE) -> Type:
    """Return the type of the shape of draws; None for one."""
    shape = broadcast_shapes(*(shape_of(array_like(t)) for t in (first, second)))
    if size != NONE:
        shape = made_shape(size)
    if shape is None:
        return UNKNOWN
    return Tuple(tuple(Scalar("int", value=value_of(n)) for n in shape)) if shape or size != NONE else NONE


known("srcad.runtime.normal_size", "srcad.runtime.uniform_size", result=_size, can_fail=True)

# --- locations and scales ---------------------------------------------------------------------------------------------


def _of_two(a: Type, b: Type, size: Type) -> Type:
    """Return the type of draws from a distribution with two parameters."""
    if size != NONE:
        return _made(NONE, "float64", size)
    shape = broadcast_shapes(*(shape_of(array_like(t)) for t in (a, b)))
    return FLOAT if shape == () else Array("float64", shape)


def _normal(loc: Type = _ZERO, scale: Type = _ONE, size: Type = NONE) -> Type:
    return _of_two(loc, scale, size)


def _uniform(low: Type = _ZERO, high: Type = _ONE, size: Type = NONE) -> Type:
    return _of_two(low, high, size)


def _normal_tangent(tangents: Number, loc: Number, scale: Number, out: Number) -> Number:
    moved = 0.0 if tangents[0] is None else tangents[0]
    return moved + (0.0 if tangents[1] is None else tangents[1] * ((out - loc) / scale))


def _uniform_tangent(tangents: Number, low: Number, high: Number, out: Number) -> Number:
    part = (out - low) / (high - low)
    moved = 0.0 if tangents[0] is None else tangents[0] * (1.0 - part)
    return moved + (0.0 if tangents[1] is None else tangents[1] * part)


def normal_forward(
    tangents: Number, loc: Number = 0.0, scale: Number = 1.0, size: Number = None, *, out: Number
) -> Number:
    """Return the tangent of normal numbers."""
    return _normal_tangent(tangents, loc, scale, out)


@custom("numpy.random.normal", result=_normal, wrt=("loc", "scale"), forward=normal_forward, effect=True)
def normal(
    g: Number, loc: Number = 0.0, scale: Number = 1.0, size: Number = None, *, out: Number
) -> tuple[Number, Number]:
    """``loc + scale * z``."""
    return g, g * ((out - loc) / scale)


def uniform_forward(
    tangents: Number, low: Number = 0.0, high: Number = 1.0, size: Number = None, *, out: Number
) -> Number:
    """Return the tangent of uniform numbers."""
    return _uniform_tangent(tangents, low, high, out)


@custom("numpy.random.uniform", result=_uniform, wrt=("low", "high"), forward=uniform_forward, effect=True)
def uniform(
    g: Number, low: Number = 0.0, high: Number = 1.0, size: Number = None, *, out: Number
) -> tuple[Number, Number]:
    """``low + (high - low) * z``."""
    part = (out - low) / (high - low)
    return g * (1.0 - part), g * part


def drawn_normal_forward(
    tangents: Number, self: Number, loc: Number = 0.0, scale: Number = 1.0, size: Number = None, *, out: Number
) -> Number:
    """Return the tangent of normal numbers."""
    return _normal_tangent(tangents, loc, scale, out)


@custom(
    *(f"{name}.normal" for name in _GENERATORS),
    result=lambda self, loc=_ZERO, scale=_ONE, size=NONE: _normal(loc, scale, size),
    wrt=("loc", "scale"),
    forward=drawn_normal_forward,
    effect=True,
)
def drawn_normal(
    g: Number, self: Number, loc: Number = 0.0, scale: Number = 1.0, size: Number = None, *, out: Number
) -> tuple[Number, Number]:
    """``loc + scale * z``."""
    return g, g * ((out - loc) / scale)


def drawn_uniform_forward(
    tangents: Number, self: Number, low: Number = 0.0, high: Number = 1.0, size: Number = None, *, out: Number
) -> Number:
    """Return the tangent of uniform numbers."""
    return _uniform_tangent(tangents, low, high, out)


@custom(
    *(f"{name}.uniform" for name in _GENERATORS),
    result=lambda self, low=_ZERO, high=_ONE, size=NONE: _uniform(low, high, size),
    wrt=("low", "high"),
    forward=drawn_uniform_forward,
    effect=True,
)
def drawn_uniform(
    g: Number, self: Number, low: Number = 0.0, high: Number = 1.0, size: Number = None, *, out: Number
) -> tuple[Number, Number]:
    """``low + (high - low) * z``."""
    part = (out - low) / (high - low)
    return g * (1.0 - part), g * part
