"""Functions of other people's packages, as they stand, and what their derivatives are compared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable

#: Central differences of sixth order.
_WEIGHTS = ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60))


@dataclass(frozen=True)
class Case:
    """A function that returns one number, its arguments, and what becomes of it.

    Every float, float array and list of floats among the arguments is differentiated. ``refused`` is the code with
    which srcad says that it knows no derivative; it is empty where it does. ``step`` is how far differences go, as
    a part of the size of an argument.
    """

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    refused: str = ""
    step: float = 1e-3

    @property
    def argnums(self) -> tuple[int, ...]:
        return tuple(i for i, argument in enumerate(self.arguments) if _is_real(argument))


def _is_real(argument: Any) -> bool:
    if isinstance(argument, (list, tuple)):
        return bool(argument) and all(_is_real(item) for item in argument)
    return isinstance(argument, float) or (isinstance(argument, np.ndarray) and argument.dtype.kind == "f")


def right(cases: Sequence[Case]) -> list[Any]:
    """Return, as parameters of a test, what srcad differentiates."""
    return [pytest.param(case, id=case.name) for case in cases if not case.refused]


def refused(cases: Sequence[Case]) -> list[Any]:
    """Return, as parameters of a test, what it refuses."""
    return [pytest.param(case, id=case.name) for case in cases if case.refused]


def total(values: Any) -> Any:
    """Return the sum of the items of an array, each with another weight."""
    return np.sum(values * np.cos(np.arange(np.size(values))).reshape(np.shape(values)))


def check_derivative(case: Case) -> None:
    """Compare the value, and the derivative for each argument, with those of the function itself."""
    value, gradient = srcad.value_and_grad(case.function, case.argnums)(*case.arguments)
    assert value == pytest.approx(case.function(*case.arguments), rel=1e-14, abs=0.0)
    for position, found in zip(case.argnums, gradient, strict=True):
        direction = _direction(case.arguments[position], position)
        slope = float(np.sum(np.multiply(found, direction)))
        wide, narrow = (_slope(case, position, direction, factor) for factor in (2.0, 1.0))
        assert wide == pytest.approx(narrow, rel=1e-5, abs=1e-7), "not smooth here"
        assert slope == pytest.approx(narrow, rel=1e-5, abs=1e-7)


def _direction(argument: Any, seed: int) -> Any:
    """Return a direction in which the argument moves."""
    return np.random.default_rng(seed).uniform(0.5, 1.0, np.shape(argument))


def _slope(case: Case, position: int, direction: Any, factor: float) -> float:
    """Return the derivative of the unmodified function when one argument moves, by differences."""
    size = float(np.max(np.abs(case.arguments[position]))) or 1.0
    step = factor * case.step * size

    def value(moved: float) -> float:
        arguments = list(case.arguments)
        arguments[position] = _move(arguments[position], moved * direction)
        return float(case.function(*arguments))

    return sum(weight * (value(k * step) - value(-k * step)) for k, weight in _WEIGHTS) / step


def _move(argument: Any, change: Any) -> Any:
    """Return a fresh argument of the same kind."""
    if isinstance(argument, (list, tuple)):
        return type(argument)(_move(a, c) for a, c in zip(argument, change, strict=True))
    moved = argument + change
    return moved if isinstance(argument, np.ndarray) else float(moved)


def check_refusal(case: Case) -> None:
    """Check that the refusal has its code and tells a place."""
    with pytest.raises(NotDifferentiable) as refusal:
        srcad.grad(case.function, case.argnums)(*case.arguments)
    assert case.refused in [r.code for r in refusal.value.all()]
    assert refusal.value.location is not None
