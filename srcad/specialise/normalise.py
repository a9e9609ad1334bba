"""Normal forms: one spelling for each operation, once the types are known.

before: ``getattr(x, 'T')``, ``x += 1.0`` on a float, ``np.shape(x)`` of an array.
after: ``numpy.ndarray.T(x)``, ``x + 1.0``, ``x.shape``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Value
from srcad.ir.versions import AUGMENTED
from srcad.rules.table import lookup

Form: TypeAlias = tuple[str, tuple[Value, ...], tuple[str | None, ...]]

#: Attributes of arrays that are no methods.
ARRAY_ATTRIBUTES = frozenset(
    {"T", "mT", "shape", "ndim", "size", "dtype", "real", "imag", "itemsize", "nbytes", "strides"}
)

#: Functions that are an attribute for arrays.
_ATTRIBUTE_OF = {"numpy.shape": "shape", "numpy.ndim": "ndim", "numpy.size": "size"}


def normalise(name: str, operands: tuple[Value, ...], keywords: tuple[str | None, ...], builder: Builder) -> Form:
    """Return the normal form of an operation; may append operations that it needs."""
    if name == "getattr":
        return _attribute(operands, keywords, builder)
    if name in _ATTRIBUTE_OF and len(operands) == 1:
        return _shape_of(name, operands, keywords, builder)
    if name.startswith("operator.i") and name[9:] in _IN_PLACE:
        return _in_place(name, operands, keywords, builder)
    return name, operands, keywords


_IN_PLACE = frozenset(
    f"i{op}" for op in ("add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split())
)


def in_place_total(name: str, operands: tuple[Value, ...], builder: Builder) -> Value:
    """Append what is written into the first operand, whose shape it must have."""
    total = builder.apply(name, *operands)
    made, whole = builder.operations[-1], operands[0].type
    if not isinstance(total.type, ty.Array) or not isinstance(whole, ty.Array) or not isinstance(made, Apply):
        return total
    shaped = Value(ty.Array(total.type.dtype, whole.shape), total.hint)
    builder.operations[-1] = replace(made, results=(shaped,))
    return shaped


def _attribute(operands: tuple[Value, ...], keywords: tuple[str | None, ...], builder: Builder) -> Form:
    receiver, attribute = operands[0], operands[1].type
    assert isinstance(attribute, ty.Literal)
    match receiver.type:
        case ty.Tuple(fields=fields) if attribute.value in fields:
            index = builder.constant(fields.index(str(attribute.value)))
            return "operator.getitem", (receiver, index), (None, None)
        case ty.Callable(target=str() as target) if lookup(f"{target}.{attribute.value}") is not None:
            return f"{target}.{attribute.value}", (), ()
        case ty.Object() | ty.Module() | ty.Callable():
            return "getattr", operands, keywords
    if attribute.value in ARRAY_ATTRIBUTES:
        return f"numpy.ndarray.{attribute.value}", (receiver,), (None,)
    return "getattr", operands, keywords


def _shape_of(name: str, operands: tuple[Value, ...], keywords: tuple[str | None, ...], builder: Builder) -> Form:
    wide = ty.widen(operands[0].type)
    if isinstance(wide, ty.Scalar) and name == "numpy.shape":
        return "build.tuple", (), ()
    if isinstance(wide, ty.Array):
        return f"numpy.ndarray.{_ATTRIBUTE_OF[name]}", operands, (None,)
    return name, operands, keywords


def _in_place(name: str, operands: tuple[Value, ...], keywords: tuple[str | None, ...], builder: Builder) -> Form:
    plain = "operator." + name[10:]
    plain += "_" if plain in ("operator.and", "operator.or") else ""
    match ty.widen(operands[0].type):
        case ty.Scalar() | ty.Text() | ty.Tuple():
            return plain, operands, keywords
        case ty.Unknown() | ty.Undefined():
            return AUGMENTED, (operands[0], builder.apply(plain, *operands)), (None, None)
        case other:
            raise NotDifferentiable(
                "SRC003",
                f"in-place operation on a value of type {other}",
                builder.location,
                "write `x = x + y` instead of `x += y`",
            )
