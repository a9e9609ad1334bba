"""Views: which functions of NumPy may give a view of what they get, or the operand itself."""

from __future__ import annotations

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.types import Type
from srcad.rules.dtypes import ALL_DTYPES
from srcad.rules.table import lookup

#: Methods that give the array itself if it is real.
CONJUGATES = frozenset({"numpy.ndarray.conj", "numpy.ndarray.conjugate"})
#: What gives its operand, or a part of it, if it has the dtype already, or if there is nothing to leave out.
_MAYBE_ITSELF = frozenset({"numpy.trim_zeros", *(f"numpy.{n}" for names in ALL_DTYPES.values() for n in names)})
#: What gives its operand if one argument has some value: its name, its place and the value.
_ITSELF_IF = {
    "numpy.diff": ("n", 1, 0),
    "numpy.polyder": ("m", 1, 0),
    "numpy.polyint": ("m", 1, 0),
    "numpy.linalg.matrix_power": ("n", 1, 1),
}
_ONE_OPERAND_EINSUM = 2  # the subscripts and the operand, of which NumPy then gives a view


def is_advanced(index: Type) -> bool:
    """Say whether a subscript with an index of this type copies: NumPy calls it advanced indexing."""
    parts = ty.parts_of_index(index)
    return any(isinstance(ty.widen(part), (ty.Array, ty.List)) or _is_bool(part) for part in parts)


def _is_bool(part: Type) -> bool:
    wide = ty.widen(part)
    return isinstance(wide, ty.Scalar) and wide.kind == "bool"


def base_of(operation: Apply) -> Value:
    """Return the operand of which a function gives a view."""
    return operation.operands[operation.name == "numpy.einsum"]


def may_be_operand(operation: Apply) -> bool:
    """Say whether a function that computes something may give an array that it got; no reference tells that."""
    name = operation.name
    if name in _MAYBE_ITSELF:
        return keeps_dtype(operation) is not False
    if name == "numpy.histogram":  # the edges
        bins = operation.argument("bins", 1)
        return bins is not None and isinstance(bins.type, (ty.Array, ty.Unknown))
    if name not in _ITSELF_IF:
        return False
    parameter, place, itself = _ITSELF_IF[name]
    given = operation.argument(parameter, place)
    return given is not None and (not isinstance(given.type, ty.Literal) or given.type.value == itself)


def may_give_view(operation: Apply) -> bool:
    """Say whether a function of NumPy may give a view of its operand, or the operand itself."""
    primitive = lookup(operation.name)
    if may_be_operand(operation):
        return True
    if operation.name == "numpy.einsum":
        return len(operation.operands) == _ONE_OPERAND_EINSUM
    if operation.name in CONJUGATES:  # of real numbers they are the array itself
        return ty.kind_of(operation.operands[0].type) != "complex"
    if primitive is None or "copy" not in operation.keywords:
        return primitive is not None and primitive.view
    return operation.named["copy"].type != ty.Literal(True) and keeps_dtype(operation) is not False


def keeps_dtype(operation: Apply) -> bool | None:
    """Say whether the result of a function has the dtype of its operand; None where that is not known."""
    before, after = (getattr(v.type, "dtype", "") for v in (operation.operands[0], operation.results[0]))
    return before == after if before and after else None
