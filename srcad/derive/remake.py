"""Saved or made again: how the body of a reverse loop gets the primal values that it needs.

A value is on hand if it is saved, or if it is made again from values on hand by operations that cost little. The
cheapest choice is found as a cut (``cut``). The costs are nanoseconds of CPython and, for arrays, of some hundred
numbers, measured; only their proportions matter. An array that is kept takes fresh memory, which costs as much as
going through it three times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from srcad.derive.cut import Choice, cheapest
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Constant, Operation, Value
from srcad.ir.types import Type

_SAVE = 25.0
_SAVE_TUPLE = 40.0
_SAVE_ARRAY = 800.0
_SAVE_MASK = 200.0
_PASS = 250.0
_FREE = 1.0
_SUBSCRIPT = 24.0
#: A tape of references reads worse than the views that the program takes itself.
_VIEW_OF_BUFFER = 4.0
#: What is overwritten where it stands has to be copied as a whole to be saved.
_COPY = 1000.0

_SHAPE_ONLY = frozenset(
    [
        "numpy.ndarray.shape",
        "numpy.ndarray.ndim",
        "numpy.ndarray.size",
        "numpy.shape",
        "numpy.ndim",
        "numpy.size",
        "builtins.len",
        "builtins.range",
        "build.tuple",
        "build.slice",
        "check.defined",
    ]
)
_ARITHMETIC = frozenset(
    f"operator.{name}"
    for name in [
        "add",
        "sub",
        "mul",
        "truediv",
        "floordiv",
        "mod",
        "neg",
        "pos",
        "not_",
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "is_",
        "is_not",
    ]
)
#: They did not fail in the forward sweep.
_CONVERSIONS = frozenset(["builtins.int", "builtins.float", "builtins.abs"])
_SURE_VIEWS = frozenset(["numpy.ndarray.T", "numpy.transpose"])
_VIEWS = _SURE_VIEWS | {"numpy.reshape", "numpy.ndarray.reshape"}


#: Elementwise functions that are as fast as going through the memory.
_PASSES = _ARITHMETIC | {
    f"numpy.{name}" for name in ["add", "subtract", "multiply", "divide", "negative", "maximum", "minimum", "absolute"]
}


@dataclass(frozen=True, slots=True)
class Supply:
    """How the needed values of one block are supplied: these are saved, the others made again in this order.

    What is ``equal`` to a saved value is not saved itself.
    """

    saved: tuple[Value, ...]
    remade: tuple[Value, ...]
    equal: Mapping[Value, Value] = field(default_factory=dict)


def cost(operation: Operation) -> float | None:
    """Return what it costs to repeat an operation, or None if it is not repeated."""
    if isinstance(operation, Constant):
        return 0.0
    if not isinstance(operation, Apply) or len(operation.results) != 1:
        return None
    name, result = operation.name, ty.widen(operation.result.type)
    if name in _SHAPE_ONLY:
        return _FREE
    if isinstance(result, (ty.Reference, ty.Handle)) and (name in _SURE_VIEWS or name == "operator.getitem"):
        return _VIEW_OF_BUFFER
    if name in _VIEWS and isinstance(result, ty.Array):
        return _SUBSCRIPT
    if name == "operator.getitem":
        return _subscript(operation)
    if not isinstance(result, ty.Scalar):
        return _PASS if _is_pass(operation) else None
    if name in _ARITHMETIC or name in _CONVERSIONS or _is_square(operation):
        return _scalar_cost(result)
    if name.startswith("math.") and result.form == "python":
        return 18.0
    return None


def _is_pass(operation: Apply) -> bool:
    """Say whether an operation computes an array of arrays and numbers as fast as it goes through their memory."""
    result, types = operation.result.type, [v.type for v in operation.operands]
    if not isinstance(result, ty.Array) or not result.shape or not all(map(ty.is_number, types)):
        return False
    return operation.name in _PASSES or _is_square(operation)


def _is_square(operation: Apply) -> bool:
    return operation.name == "operator.pow" and operation.operands[1].type == ty.Literal(2)


def _scalar_cost(result: ty.Scalar) -> float:
    if result.kind in ("int", "bool"):
        return _FREE
    return 8.0 if result.form == "python" else 20.0


def _subscript(operation: Apply) -> float | None:
    container, index = (v.type for v in operation.operands)
    if isinstance(container, (ty.Tuple, ty.Range)):
        return _FREE
    if isinstance(container, (ty.Array, ty.Reference)) and _is_basic(index):
        return _SUBSCRIPT
    return _SUBSCRIPT if isinstance(container, ty.List) and ty.integer_kind(index) else None


def _is_basic(index: Type) -> bool:
    if isinstance(index, ty.Tuple):
        return all(map(_is_basic, index.items))
    return ty.integer_kind(index) or isinstance(index, ty.Slice) or index in (ty.Literal(None), ty.Literal(...))


def supply(
    needed: Iterable[Value],
    definition: Callable[[Value], Operation | None],
    order: Callable[[Value], tuple[int, bool]],
    is_given: Callable[[Value], bool],
    is_overwritten: Callable[[Value], bool],
    is_handed_on: Callable[[Value], bool],
) -> Supply:
    """Return the cheapest supply of the ``needed`` values.

    Parameters
    ----------
    needed : iterable of Value
        What the reverse sweep reads.
    definition : callable
        The operation that defines a value in the same block, or None.
    order : callable
        What the values of the block are ordered by.
    is_given : callable
        Whether a value costs nothing: it comes from outside the block, or is the item of the loop.
    is_overwritten : callable
        Whether somebody takes the memory of an array later, so that it has to be copied to be saved.
    is_handed_on : callable
        Whether a value needs no tape: other trips have it.
    """
    ways: dict[Value, tuple[float, float | None]] = {}
    parts: dict[Value, tuple[Value, ...]] = {}
    wanted = [v for v in dict.fromkeys(needed) if not is_given(v)]
    waiting = [*reversed(wanted)]
    while waiting:
        value = waiting.pop()
        if value not in ways:
            operation = definition(value)
            making = None if operation is None else cost(operation)
            saving = _COPY if is_overwritten(value) else _saving(value.type)
            ways[value] = (_FREE if is_handed_on(value) else saving, making)
            operands = operation.operands if isinstance(operation, Apply) and making is not None else ()
            parts[value] = tuple(v for v in operands if not is_given(v))
            waiting += reversed(parts[value])
    number = {value: i for i, value in enumerate(ways)}
    choices = [Choice(*way, [number[v] for v in parts[value]]) for value, way in ways.items()]
    chosen = cheapest([number[v] for v in wanted], choices)
    saved = [v for v, i in number.items() if i in chosen]
    remade = sorted(_remade(wanted, parts, frozenset(saved)), key=order)
    return Supply(tuple(sorted(saved, key=order)), tuple(_parts_first(remade, parts)))


def _saving(t: Type) -> float:
    if not isinstance(t, ty.Array) or t.shape == ():
        return _SAVE_TUPLE if isinstance(t, ty.Tuple) else _SAVE
    return _SAVE_MASK if ty.kind_of(t) == "bool" else _SAVE_ARRAY


def _remade(wanted: Iterable[Value], parts: Mapping[Value, Sequence[Value]], saved: Set[Value]) -> list[Value]:
    """Return what has to be made again to have what is wanted."""
    found: dict[Value, None] = {}
    waiting = [*wanted]
    while waiting:
        value = waiting.pop()
        if value not in saved and value not in found:
            found[value] = None
            waiting += parts[value]
    return list(found)


def _parts_first(values: Sequence[Value], parts: Mapping[Value, Sequence[Value]]) -> dict[Value, None]:
    """Return values in their order, but each behind what it is made of: what is read again may need a later index."""
    found: dict[Value, None] = {}
    left = dict.fromkeys(values)

    def place(value: Value) -> None:
        if value in left:
            del left[value]
            for part in parts[value]:
                place(part)
            found[value] = None

    for value in values:
        place(value)
    return found
