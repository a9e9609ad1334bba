"""What tapes hold, counted by other means: in the frame of the unchanged text, as its reverse sweep begins."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from srcad.explain.report import MemoryReport, Row


def tapes_in_frame(derivative: Any, arguments: tuple[Any, ...]) -> list[int]:
    """Return the bytes of each tape that is not empty, in ascending order."""
    lines = derivative.source(*arguments).splitlines()
    code = derivative.specialisations[0].function.__code__
    reverse = next(k for k, line in enumerate(lines, 1) if line == "    # reverse sweep")
    names = dict.fromkeys(m[1] for line in lines if (m := re.fullmatch(r"\s+(\w*tape\w*) = \[\]", line)))
    outside = {id(_owner(a)) for a in arguments if isinstance(a, np.ndarray)}
    found: list[list[int]] = []

    def look(frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        if frame.f_code is not code:
            return None
        if event == "line" and frame.f_lineno > reverse and not found:
            tapes = [frame.f_locals[name] for name in names if name in frame.f_locals]
            found.append([_bytes_in(tape, outside) for tape in tapes])
        return look

    sys.settrace(look)
    try:
        derivative(*arguments)
    finally:
        sys.settrace(None)
    return sorted(count for counts in found for count in counts if count)


def bytes_of(row: Row, function: Callable[..., Any], arguments: tuple[Any, ...]) -> int:
    """Return the symbolic bytes of a row for arguments."""
    text = row.bytes.removeprefix("≤ ").replace("·", "*").replace("²", "**2").replace("³", "**3")
    names = dict(zip(inspect.signature(function).parameters, arguments))
    value: int = eval(text, {"len": len, "max": max}, names)
    return value


def is_told(row: Row) -> bool:
    """Say whether the lengths of arguments tell the bytes of a row."""
    return not re.search(r"[?]|trips|calls|counted", row.bytes)


def measured_tapes(report: MemoryReport) -> list[int]:
    """Return what a report has measured of tapes, as :func:`tapes_in_frame`."""
    return sorted(row.measured for row in report.rows if row.kind == "tape" and row.measured)


def _bytes_in(value: object, outside: set[int]) -> int:
    arrays: dict[int, int] = {}
    numbers = sum(_numbers(value, outside, arrays))
    return numbers + sum(arrays.values())


def _numbers(value: object, outside: set[int], arrays: dict[int, int]) -> list[int]:
    if isinstance(value, np.ndarray):
        owner = _owner(value)
        if id(owner) not in outside:
            arrays[id(owner)] = owner.nbytes
        return []
    if isinstance(value, (list, tuple)):
        return [count for item in value for count in _numbers(item, outside, arrays)]
    if isinstance(value, np.generic):
        return [value.nbytes]
    return [{bool: 1, int: 8, float: 8, complex: 16}.get(type(value), 0)]


def _owner(array: np.ndarray) -> np.ndarray:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
