"""A definition → SSA: the entry of this package."""

from __future__ import annotations

from dataclasses import replace

from srcad.errors import NotDifferentiable
from srcad.ir.nodes import Function
from srcad.lower import (  # noqa: F401 - they say how to lower what they are named after
    decorating,
    deleting,
    generators,
    importing,
    sets,
)
from srcad.lower.closures import lower_definition
from srcad.lower.matching import without_matches
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
    definition = replace(definition, tree=without_matches(definition.tree))
    function = lower_definition(definition, refusals, block)
    if refusals:
        raise NotDifferentiable.collect(refusals)
    return function
