"""``global``: a name of the module that the function assigns to.

It is a variable of the function that begins with what the module holds; each assignment is handed on to the module, so
that this ends as after one plain call.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Parameter
from srcad.lower.frame import Frame
from srcad.lower.resolve import capture
from srcad.lower.statements import lowers
from srcad.source.interface import Captured, Missing


def begin_globals(frame: Frame, names: Sequence[str]) -> None:
    """Let the names that a function declares ``global`` and assigns to hold what the module holds."""
    function = frame.function
    for name in names:
        try:
            binding = function.definition.scope.resolve(name)
        except NotDifferentiable as refusal:
            function.refusals.append(refusal)
            continue
        match binding:
            case Captured(source=("global", str() as module, _) as source):
                frame.env[name] = capture(frame, Parameter(name, "capture", source=source))
                function.globals[name] = module
            case Missing():
                function.globals[name] = function.definition.module
            case _:
                pass


@lowers(gast.Global)
def _global(frame: Frame, node: gast.Global) -> None:
    """Refuse what cannot be had; reading needs no declaration."""
    function = frame.function
    for name in node.names:
        if name not in function.local:
            continue
        if function.outer is not None:
            frame.refuse("SRC001", f"the inner function assigns to the global {name!r}", node, "assign outside of it")
        elif name not in function.globals:
            message = f"the global {name!r} is a function or module, and is assigned to"
            frame.refuse("SRC001", message, node, "keep them apart: assign to another name")
        elif name in function.cells:
            frame.refuse("SRC006", f"the global {name!r} is used by an inner function, too", node, "pass it along")
