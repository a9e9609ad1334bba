"""The heap: slots of objects that the compiled code can see all of, as values.

before: ``c = cell.new(); cell.set(c, x); …; y = cell.get(c)``
after: ``y = x``: a slot holds a value at each place of the program; where control flow joins, the values are joined.

An object is known by the value that made it. Aliases need no care: they are that value.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis.cloner import Cloner, Keywords, applies
from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value

_CONTENT = "content"


@applies("cell.new")
def make_cell(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Make a cell, which holds nothing."""
    cell, nothing = Value(ty.Object("cell"), hints[0]), Value(ty.UNDEFINED, hints[0])
    for value in (cell, nothing):
        cloner.builder.add(Apply("undefined", (), (value,), (), cloner.builder.location))
    cloner.write((cell, _CONTENT), nothing)
    return (cell,)


@applies("cell.get")
def read_cell(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Read a cell."""
    cell, name = operands
    content = cloner.heap.get((cell, _CONTENT))
    if content is None:
        raise _unseen(cloner, cell)
    if isinstance(content.type, ty.Undefined):
        return cloner.apply("check.defined", (content, name), (), 1, hints)
    return (cloner.named(content, hints[0]),)


@applies("cell.set")
def write_cell(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Write to a cell."""
    cell, value = operands
    if (cell, _CONTENT) not in cloner.heap:
        raise _unseen(cloner, cell)
    cloner.write((cell, _CONTENT), value)
    return ()


def _unseen(cloner: Cloner, cell: Value) -> NotDifferentiable:
    """Return the refusal of a cell in a function that calls itself, which is compiled apart from its owner."""
    message = f"the variable {cell.hint!r}, which functions share, is used by one that calls itself"
    return NotDifferentiable("SRC006", message, cloner.builder.location, "pass it as an argument, and return it")
