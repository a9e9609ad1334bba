"""Array-likes: lists and tuples where NumPy takes them for arrays.

before: ``w * [1, 2]``, ``np.concatenate([w, [x]])``, ``np.r_[w, x]``
after: ``w * np.array([1, 2])``, ``np.concatenate((w, [x]))``, ``np.hstack((w, x))``
"""

from __future__ import annotations

from collections.abc import Set

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.ir.types import Type
from srcad.rules.dtypes import array_like, rank_of
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, attempts, prepares
from srcad.specialise.unpacking import items_of

_BINARY = frozenset(f"operator.{name}" for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"))

#: They take a sequence of arrays. A list has items of one type; in a tuple each keeps its own.
_JOINS = frozenset(
    f"numpy.{name}" for name in ("concatenate", "concat", "stack", "vstack", "hstack", "dstack", "column_stack")
)

#: The classes of ``np.r_`` and ``np.c_``.
_BY_ROWS, _BY_COLUMNS = "numpy.lib._index_tricks_impl.RClass", "numpy.lib._index_tricks_impl.CClass"


@prepares
def arrays_of_sequences(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...]:
    """Return the operands with arrays in the place of lists and tuples with which an array is computed."""
    if name not in _BINARY or not any(isinstance(_held(cloner, v), ty.Array) for v in operands):
        return operands
    return tuple(cloner.apply("numpy.array", (v,))[0] if _is_sequence(_held(cloner, v)) else v for v in operands)


@prepares
def tuple_of_arrays(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...]:
    """Return the operands with a tuple in the place of a list of arrays that are known one by one."""
    if name not in _JOINS or not operands or keywords[0] == "*":
        return operands
    arrays, *rest = operands
    record = cloner.heap.record(arrays)
    if not isinstance(record.type, ty.List) or record not in cloner.parts:
        return operands
    return (*cloner.apply("build.tuple", items_of(cloner, arrays) or ()), *rest)


#: They give back their first operand where the one behind it, by position or this name, is this constant.
_GIVING_BACK = {"numpy.diff": ("n", 0), "numpy.linalg.matrix_power": ("n", 1)}


@attempts
def give_back(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Return the array itself where a function does nothing: what is written to one of them is written to the other."""
    if name not in _GIVING_BACK or len(operands) < 2:
        return None
    keyword, times = _GIVING_BACK[name]
    is_given = keywords[1] in (None, keyword) and operands[1].type == ty.Literal(times)
    return operands[:1] if is_given and isinstance(_held(cloner, operands[0]), ty.Array) else None


@attempts
def join_by_subscript(
    cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords
) -> tuple[Value, ...] | None:
    """Write out ``np.r_`` and ``np.c_`` of numbers and arrays; of slices and texts they are left as they are."""
    joiner = _joiner(operands[0].type) if name == "operator.getitem" else None
    if joiner is None:
        return None
    items = items_of(cloner, operands[1]) if isinstance(operands[1].type, ty.Tuple) else (operands[1],)
    ranks = {rank_of(item.type) for item in items or ()}
    function = next((f for known, f in _JOINERS[joiner] if ranks and ranks <= known), None)
    return None if function is None else cloner.apply(function, cloner.apply("build.tuple", items or ()))


#: What joins operands with so many axes.
_JOINERS: dict[str, tuple[tuple[Set[int | None], str], ...]] = {
    _BY_ROWS: (({0, 1}, "numpy.hstack"), ({2}, "numpy.concatenate")),
    _BY_COLUMNS: (({1, 2}, "numpy.column_stack"),),
}


def _joiner(t: Type) -> str | None:
    return t.name if isinstance(t, ty.Object) and t.name in (_BY_ROWS, _BY_COLUMNS) else None


def _held(cloner: Cloner, value: Value) -> Type:
    return cloner.heap.record(value).type


def _is_sequence(t: Type) -> bool:
    return isinstance(t, (ty.List, ty.Tuple)) and isinstance(array_like(t), ty.Array)
