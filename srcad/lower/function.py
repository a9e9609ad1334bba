"""A definition → SSA: the entry of this package."""

from __future__ import annotations

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Function
from srcad.lower.closures import lower_definition
from srcad.lower.statements import block
from srcad.source.interface import Definition


def lower_function(definition: Definition) -> Function:
    """Return the SSA of a function.

    Raises
    ------
    NotDifferentiable
        With every construct that is refused, in order.
    """
    refusals: list[NotDifferentiable] = []
    function = lower_definition(definition, refusals, block)
    if refusals:
        raise NotDifferentiable.collect(refusals)
    return function
