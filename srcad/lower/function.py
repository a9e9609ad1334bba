"""A definition → SSA: the entry of this package."""

from __future__ import annotations

from dataclasses import replace

from srcad.errors import NotDifferentiable
from srcad.ir.builder import Builder
from srcad.ir.nodes import Function
from srcad.lower import decorating, deleting, generators, importing, local_classes, sets
from srcad.lower.closures import lower_definition
from srcad.lower.frame import refused_here
from srcad.lower.holding_back import without_holding_back
from srcad.lower.matching import without_matches
from srcad.lower.statements import block
from srcad.lower.suppressing import without_suppress
from srcad.source.interface import Definition

#: They say how to lower what they are named after: the lowering finds that in tables.
TABLES = (decorating, deleting, generators, importing, local_classes, sets)


def lower_function(definition: Definition) -> Function:
    """Return the SSA of a function.

    Raises
    ------
    NotDifferentiable
        With every construct that is refused, in order.
    """
    function, refusals = _lower(definition)
    if refusals:
        raise NotDifferentiable.collect(refusals)
    return function


def lower_as_far_as_possible(definition: Definition) -> Function:
    """Return the SSA of a function; what is refused stands at its beginning, and ``refused`` in place of each value."""
    function, refusals = _lower(definition)
    if not refusals:
        return function
    builder = Builder()
    for refusal in refusals:
        builder.location = refusal.location
        refused_here(builder, refusal.code, refusal.message, refusal.hint)
    body = function.body
    return replace(function, body=replace(body, operations=(*builder.operations, *body.operations)))


def _lower(definition: Definition) -> tuple[Function, list[NotDifferentiable]]:
    refusals: list[NotDifferentiable] = []
    tree = without_suppress(without_matches(definition.tree), definition.scope)
    tree = without_holding_back(tree, definition.scope)
    definition = replace(definition, tree=tree)
    return lower_definition(definition, refusals, block), refusals
