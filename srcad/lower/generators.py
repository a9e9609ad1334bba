"""Generator expressions, and what ``yield`` does.

A generator expression is what Python says it is: a function, called at once with its first iterable. What calls of
generators give is decided when types are known, in :mod:`srcad.specialise.iteration.generators`.
"""

from __future__ import annotations

import gast

from srcad.ir.nodes import Value
from srcad.lower.closures import define_function
from srcad.lower.expressions import expression, lowers
from srcad.lower.frame import Frame
from srcad.lower.loops import as_tuple
from srcad.lower.yields import Stopped, expression_function


@lowers(gast.GeneratorExp)
def _generator(frame: Frame, node: gast.GeneratorExp) -> Value:
    if any(clause.is_async for clause in node.generators):
        return frame.refuse("SRC002", "an asynchronous generator is not differentiated", node, "wait outside")
    source = expression(frame, as_tuple(node.generators[0].iter))
    function = define_function(frame, expression_function(node))
    frame.at(node)
    return frame.builder.apply("call", function, source)


@lowers(Stopped)
def _stopped(frame: Frame, node: Stopped) -> Value:
    value = expression(frame, node.value)
    frame.at(node)
    return frame.builder.apply("generator.yield", value)
