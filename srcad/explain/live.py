"""The memory report of a derivative of a running function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from srcad.dispatch.derivative import Transform
from srcad.dispatch.keys import Key
from srcad.dispatch.specialisation import Specialisation
from srcad.errors import ArgumentError
from srcad.explain.measuring import Run
from srcad.explain.memory import report_memory
from srcad.explain.report import MemoryReport
from srcad.options import Options
from srcad.pipeline import make_tools, request_live

#: The heads of keys of what only the values themselves lead to.
_FUNCTIONS = frozenset({"function", "method", "known"})


def report_types(
    function: FunctionType, transform: Transform, specialisation: Specialisation, options: Options
) -> MemoryReport:
    """Return what a specialisation saves, as its types tell.

    Raises
    ------
    ArgumentError
        SRC009, if there are functions among the arguments that it was made for: types do not tell which.
    """
    keys = specialisation.keys
    if any(map(_holds_function, keys)):
        message = f"{specialisation.name} was made for functions among its arguments, which are not kept"
        raise ArgumentError("SRC009", message, hint="pass the arguments: .report(f, x)")
    return _report(function, transform, keys, (None,) * len(keys), options, None)


def report_call(
    function: FunctionType,
    transform: Transform,
    specialisation: Specialisation,
    options: Options,
    bound: Sequence[Any],
    call: tuple[tuple[Any, ...], dict[str, Any], dict[str, Any]],
) -> MemoryReport:
    """Return what a specialisation saves for arguments, as types tell and as it is measured.

    Parameters
    ----------
    function, transform, specialisation, options
        The derivative.
    bound : sequence
        The arguments, one for each parameter.
    call : tuple
        The same as they are passed: by position, by name, and the captured values by name.
    """
    arguments, named, captured = call
    gradient: Callable[..., Any] = specialisation.function
    run = Run(function, gradient, specialisation.name, (arguments, named), captured)
    return _report(function, transform, specialisation.keys, bound, options, run)


def _report(
    function: FunctionType,
    transform: Transform,
    keys: Sequence[Key],
    bound: Sequence[Any],
    options: Options,
    run: Run | None,
) -> MemoryReport:
    asked = request_live(function, transform, keys, bound)
    return report_memory(asked.request, make_tools(asked.start(), options), options, run)


def _holds_function(key: Key) -> bool:
    if not key:
        return False
    return not isinstance(key, str) and (key[0] in _FUNCTIONS or any(map(_holds_function, key)))
