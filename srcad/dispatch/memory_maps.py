"""Memory-mapped arrays: arrays like any others, whose memory is a file; functions get them as plain views."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def as_plain(value: object) -> object:
    """Return a value with a view of class ndarray in the place of each memory map in it; itself if it has none.

    >>> as_plain((1.0, [2.0]))
    (1.0, [2.0])
    """
    if isinstance(value, np.memmap):
        return value.view(np.ndarray)
    if type(value) in (list, tuple):
        assert isinstance(value, (list, tuple))
        items = [as_plain(item) for item in value]
        return type(value)(items) if _differ(items, value) else value
    if type(value) is dict:
        values = [as_plain(item) for item in value.values()]
        return dict(zip(value, values)) if _differ(values, value.values()) else value
    return value


def _differ(new: Iterable[object], old: Iterable[object]) -> bool:
    return any(a is not b for a, b in zip(new, old))
