"""Functions of test programs by the way of a file: transpiled by reading, and executed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from srcad.cli.modules import Choices, derive_module, plan_modules, print_derivatives
from srcad.source.static import Project


@cache
def _project() -> Project:
    return Project()


def transpiled(function: Callable[..., Any], types: str | None = None, wrt: tuple[str, ...] | None = None) -> Any:
    """Return the gradient that ``srcad transpile`` writes for a function of a test's module.

    What the file says is to be passed by keyword, as it is in the module, is passed so.
    """
    code = inspect.unwrap(function).__code__
    choices = Choices(types=types, wrt=wrt)
    (planned,) = plan_modules([f"{code.co_filename}:{code.co_qualname}"], _project())
    text = print_derivatives(planned, derive_module(planned, _project(), choices), choices)
    namespace: dict[str, Any] = {}
    exec(compile(text, f"<transpiled {code.co_name}>", "exec"), namespace)
    made = namespace[f"{code.co_name}_grad"]
    parameters = inspect.signature(made).parameters.values()
    names = [p.name for p in parameters if p.kind == p.KEYWORD_ONLY and p.default is p.empty]
    own = inspect.signature(function).parameters
    return partial(made, **{name: function.__globals__[name] for name in names if name not in own})
