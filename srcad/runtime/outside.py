"""What a function does to its module."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np


def set_items(container: Any, content: Any) -> None:
    """Let a list, dict or array that outlives the call hold what another one holds, sharing no arrays with it."""
    if isinstance(container, dict):
        container.clear()
        container.update(fresh(content))
    elif isinstance(container, np.ndarray):
        container[...] = content
    else:
        container[:] = fresh(content)


def fresh(value: Any) -> Any:
    """Return a value that shares no arrays, lists or dicts with this one.

    >>> fresh({"a": [1.0, 2.0]})
    {'a': [1.0, 2.0]}
    """
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(fresh, value))
    return value


def set_global(module: str, name: str, value: object) -> None:
    """Assign to a global name of a module."""
    vars(sys.modules[module])[name] = value
