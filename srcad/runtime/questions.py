"""Questions about values that rules ask; where types do not tell, emitted code asks them when it runs."""

from __future__ import annotations

from typing import Any

import numpy as np


def is_integer(value: Any) -> bool:
    """Say whether the operand is an integer or an array of integers."""
    return np.asarray(value).dtype.kind in "iu"


def is_scalar(value: Any) -> bool:
    """Say whether the operand has no axes."""
    return np.asarray(value).ndim == 0


def is_array(value: Any) -> bool:
    """Say whether the operand is an array."""
    return isinstance(value, np.ndarray)


def is_indexable(value: Any) -> bool:
    """Say whether the operand is a sequence whose items have one type, so that any integer may be its index."""
    return isinstance(value, (np.ndarray, list, range))


def drops_derivatives(dtype: Any) -> bool:
    """Say whether numbers are integers or bools once they are of this dtype; None keeps theirs.

    Raises
    ------
    TypeError
        For a dtype of objects, texts or records, from which numbers can be had again.
    """
    kind = "f" if dtype is None else np.dtype(dtype).kind
    if kind not in "biufc":
        raise TypeError(f"differentiated values in an array of dtype {np.dtype(dtype)}, which is none of numbers")
    return kind in "biu"


def is_list_of_numbers(value: Any) -> bool:
    """Say whether the operand is a list of numbers, which are no arrays, or of such lists."""
    numbers = (bool, int, float, complex, np.generic)
    return isinstance(value, list) and all(isinstance(v, numbers) or is_list_of_numbers(v) for v in value)


def is_list_of_arrays(value: Any) -> bool:
    """Say whether the operand is a list of arrays."""
    return isinstance(value, list) and all(isinstance(item, np.ndarray) for item in value)
