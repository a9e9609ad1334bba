"""Independent derivatives: complex step and extrapolated central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def complex_step(function: Callable[..., Any], arguments: Sequence[Any], position: int) -> Any:
    """Return the gradient of a function that is analytic and that NumPy alone computes."""
    return _entrywise(arguments, position, lambda shifted: function(*shifted).imag / 1e-30, 1e-30j)


def richardson(function: Callable[..., Any], arguments: Sequence[Any], position: int) -> Any:
    """Return the gradient by central differences with three step sizes, extrapolated to zero."""

    def difference(step: float) -> Any:
        def shift(sign: float) -> Any:
            return _entrywise(arguments, position, lambda shifted: function(*shifted), sign * step)

        return (shift(1.0) - shift(-1.0)) / (2.0 * step)

    wide, middle, narrow = difference(4e-3), difference(2e-3), difference(1e-3)
    first, second = (4.0 * middle - wide) / 3.0, (4.0 * narrow - middle) / 3.0
    return (16.0 * second - first) / 15.0


def _entrywise(arguments: Sequence[Any], position: int, evaluate: Callable[[list[Any]], Any], step: complex) -> Any:
    """Return ``evaluate`` of the arguments with one entry at a time shifted by ``step``, in the argument's shape."""
    argument = np.asarray(arguments[position])
    results = np.empty(argument.shape)
    for index in np.ndindex(argument.shape):
        shifted = argument.astype(np.result_type(argument, step))
        shifted[index] += step
        copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
        copies[position] = shifted if argument.ndim else shifted.item()
        results[index] = evaluate(copies)
    return results if argument.ndim else results.item()
