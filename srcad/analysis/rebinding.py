"""Augmented assignments of what may be a number or an array, where other names would see the array change.

before: ``s1 = augmented(s, s + y)``, where ``s`` may be an array that is seen under another name
after: ``s1 = rebound(s, s + y)``, which is refused when the program runs, if ``s`` is an array
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from srcad.ir.nodes import Apply, Block, Function
from srcad.ir.versions import AUGMENTED, REBOUND
from srcad.ir.walk import operations_in, with_blocks


def rebind(function: Function, exposed: Container[Apply] | None = None) -> Function:
    """Return the function with the exposed augmented assignments, or all of them, for numbers alone."""
    if not any(isinstance(o, Apply) and o.name == AUGMENTED for o in operations_in(function.body.operations)):
        return function
    return replace(function, body=_rebound(function.body, exposed))


def _rebound(block: Block, exposed: Container[Apply] | None) -> Block:
    operations = tuple(
        replace(o, name=REBOUND)
        if isinstance(o, Apply) and o.name == AUGMENTED and (exposed is None or o in exposed)
        else with_blocks(o, lambda b: _rebound(b, exposed))
        for o in block.operations
    )
    return replace(block, operations=operations)
