"""Saved or made again: how the body of a reverse loop gets the primal values that it needs.

A value is on hand if it is saved, or if it is made again from values on hand by operations that cost little. What is
cheapest is found by local search: begin with everything that can be made again, then save a value instead where that
costs less. The costs are nanoseconds of CPython, measured; only their proportions matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Constant, Operation, Value
from srcad.ir.types import Type

SAVE = 25.0
_FREE = 1.0
_SUBSCRIPT = 24.0
#: A tape of references reads worse than the views that the program takes itself.
_VIEW_OF_BUFFER = 4.0
#: What is overwritten where it stands has to be copied as a whole to be saved.
_COPY = 1000.0
_LONGEST_SEARCH = 200

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
_SURE_VIEWS = frozenset(["numpy.ndarray.T", "numpy.transpose"])
_VIEWS = _SURE_VIEWS | {"numpy.reshape", "numpy.ndarray.reshape"}


@dataclass(frozen=True, slots=True)
class Supply:
    """How the needed values of one block are supplied: these are saved, the others made again in this order."""

    saved: tuple[Value, ...]
    remade: tuple[Value, ...]


def cost(operation: Operation) -> float | None:  # noqa: PLR0911 - one flat list of cases
    """Return what it costs to repeat an operation, or None if it is not repeated."""
    if isinstance(operation, Constant):
        return 0.0
    if not isinstance(operation, Apply) or len(operation.results) != 1:
        return None
    name, result = operation.name, ty.widen(operation.result.type)
    if name in _SHAPE_ONLY:
        return _FREE
    if isinstance(result, ty.Reference) and (name in _SURE_VIEWS or name == "operator.getitem"):
        return _VIEW_OF_BUFFER
    if name in _VIEWS and isinstance(result, ty.Array):
        return _SUBSCRIPT
    if name == "operator.getitem":
        return _subscript(operation)
    if not isinstance(result, ty.Scalar):
        return None
    if name in _ARITHMETIC:
        return _scalar_cost(result)
    if name.startswith("math.") and result.form == "python":
        return 18.0
    return None


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
    is_given: Callable[[Value], bool],
    is_overwritten: Callable[[Value], bool],
) -> Supply:
    """Return the cheapest supply found for the ``needed`` values.

    Parameters
    ----------
    needed : iterable of Value
        What the reverse sweep reads.
    definition : callable
        The operation that defines a value in the same block, or None.
    is_given : callable
        Whether a value costs nothing: it comes from outside the block, or is the item of the loop.
    is_overwritten : callable
        Whether a later version takes the memory of an array.
    """
    wanted = [v for v in dict.fromkeys(needed)]
    search = _Search(definition, is_given, is_overwritten)
    saved: frozenset[Value] = frozenset()
    best, price = search.close(wanted, saved)
    parts = frozenset(v for v in best.remade if any(map(is_overwritten, search.operands(v))))
    trial, trial_price = search.close(wanted, parts)  # what is read of an array that is overwritten, not the array
    if trial_price < price:
        saved, best, price = parts, trial, trial_price
    candidates = [*best.saved, *best.remade]
    if len(candidates) > _LONGEST_SEARCH:
        candidates = [v for v in wanted if v in best.remade]
    for value in candidates:
        trial, trial_price = search.close(wanted, saved | {value})
        if trial_price < price and value in trial.saved:
            saved, best, price = saved | {value}, trial, trial_price
    return best


@dataclass(frozen=True, slots=True)
class _Search:
    definition: Callable[[Value], Operation | None]
    is_given: Callable[[Value], bool]
    is_overwritten: Callable[[Value], bool]

    def operands(self, value: Value) -> tuple[Value, ...]:
        """Return the operands of the operation that defines a value."""
        operation = self.definition(value)
        return operation.operands if isinstance(operation, Apply) else ()

    def close(self, wanted: Iterable[Value], forced: frozenset[Value]) -> tuple[Supply, float]:
        """Supply ``wanted``, saving the ``forced`` values and whatever cannot be made again."""
        saved: dict[Value, None] = {}
        remade: dict[Value, None] = {}
        price = 0.0

        def visit(value: Value) -> None:
            nonlocal price
            if value in saved or value in remade or self.is_given(value):
                return
            operation = self.definition(value)
            step = None if operation is None or value in forced else cost(operation)
            if step is None:
                saved[value] = None
                price += _COPY if self.is_overwritten(value) else SAVE
                return
            for operand in operation.operands if isinstance(operation, Apply) else ():
                visit(operand)
            remade[value] = None
            price += step

        for value in wanted:
            visit(value)
        return Supply(tuple(saved), tuple(remade)), price
