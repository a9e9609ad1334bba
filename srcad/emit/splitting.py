"""Splitting: which parts of an expression become statements, so that no line is too long.

before: ``y_bar = g * np.cos(x @ weights + bias) * np.sin(x @ weights_1 + bias_1) + ...``
after: ``t = np.sin(x @ weights_1 + bias_1)``, ``y_bar = g * np.cos(x @ weights + bias) * t + ...``
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from srcad.emit.expressions import Expressions
from srcad.emit.inplace import is_adjoint
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, If, Invoke, Operation, Value
from srcad.ir.walk import operands_of

#: A longer line is split into statements.
LONGEST_LINE = 79
#: An expression shorter than this gains nothing from a statement of its own.
_SHORTEST_SPLIT = 12


@dataclass(slots=True, eq=False)
class _Part:
    """A value that is nested in an expression and could be a statement, the length of its text, and what it holds."""

    value: Value
    length: int
    inside: list[_Part]

    @property
    def name_length(self) -> int:
        """How long its name will be, at least."""
        return len(self.value.hint) or 1

    @property
    def saved(self) -> int:
        """By how much it makes a line shorter to leave its name alone there."""
        return self.length - self.name_length

    def within(self) -> Iterator[_Part]:
        """Yield the part, and those in it."""
        yield self
        for part in self.inside:
            yield from part.within()

    def holds(self, other: _Part) -> bool:
        """Say whether the other one is in this one."""
        return any(part is other or part.holds(other) for part in self.inside)


def choose_splits(operation: Operation, length: int, indentation: int, expressions: Expressions) -> Iterator[Value]:
    """Yield the nested values that divide the expression of an operation best, as many as are surely needed.

    Parameters
    ----------
    operation : Operation
        What the statement is for.
    length : int
        The length of its line.
    indentation : int
        The length of what stands before each statement there.
    expressions : Expressions
        The texts.
    """
    if length > LONGEST_LINE:
        parts = list(_parts(operation, expressions))
        is_whole = isinstance(operation, Apply) and operation.name == "move"
        yield from _divide([p for part in parts for p in part.inside] if is_whole else parts, length, indentation)


def _divide(parts: list[_Part], length: int, indentation: int) -> Iterator[Value]:
    while length > LONGEST_LINE and (chosen := _best(parts, length - LONGEST_LINE)) is not None:
        yield chosen.value
        own = indentation + chosen.name_length + len(" = ") + chosen.length
        yield from _divide(list(chosen.inside), own, indentation)
        length -= chosen.saved
        parts = _without(parts, chosen)


def _best(parts: Sequence[_Part], excess: int) -> _Part | None:
    """Return the part that divides the expression best: adjoints first, conditions last, then what is enough alone."""
    everything = [part for outer in parts for part in outer.within()]
    whole = max((part.length for part in everything), default=0)
    worth = [part for part in everything if part.length >= _SHORTEST_SPLIT]
    plain = [part for part in worth if ty.kind_of(part.value.type) != "bool"]
    worth = [part for part in plain if is_adjoint(part.value.hint)] or plain or worth
    worth = [part for part in worth if part.saved >= excess] or worth
    return min(worth, key=lambda part: abs(part.length - whole // 2), default=None)


def _without(parts: Sequence[_Part], gone: _Part) -> list[_Part]:
    """Return the parts without one, of which the name alone is left in those that hold it."""
    return [
        _Part(part.value, part.length - gone.saved, _without(part.inside, gone)) if part.holds(gone) else part
        for part in parts
        if part is not gone
    ]


def _parts(operation: Operation, expressions: Expressions) -> Iterator[_Part]:
    """Yield the values nested in an operation that could be statements."""
    for value in operands_of(operation):
        if not expressions.nesting.is_inlined(value):
            continue
        definition = expressions.program.definition[value]
        inside = list(_parts(definition, expressions))
        if _may_stand_alone(definition):
            yield _Part(value, len(ast.unparse(expressions.value(value))), inside)
        else:
            yield from inside


def _may_stand_alone(definition: Operation) -> bool:
    if isinstance(definition, Apply):
        return not definition.name.startswith(("build.", "check.", "move", "numpy.ndarray.T"))
    return isinstance(definition, (Invoke, If))
