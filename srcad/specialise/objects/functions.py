"""What functions in source form tell of themselves: their names, and what they wrap.

before: ``g = functools.update_wrapper(wrapper, f)``; ``g.__name__``
after: ``'f'``

The text has other names for functions, or none: what they are called is a constant.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Function, Value
from srcad.source.interface import Definition
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, applies, attempts

_NAMES = frozenset({"__name__", "__qualname__"})


@applies("functools.update_wrapper")
def wrap(
    cloner: Cloner, operands: tuple[Value, ...], keywords: Keywords, count: int, hints: Sequence[str]
) -> tuple[Value, ...]:
    """Note what a function wraps, and give the function."""
    if len(operands) != 2 or any(keywords):
        _refuse(cloner, "functools.update_wrapper() with a choice of attributes", "assign them one by one")
    cloner.program.wrapped[operands[0]] = operands[1]
    return operands[:1]


@attempts
def tell(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Read an attribute that each function has, or one that wraps another."""
    definition = _definition(operands[0]) if name == "getattr" else None
    if definition is None or not isinstance(operands[1].type, ty.Literal):
        return None
    owner, attribute = operands[0], str(operands[1].type.value)
    if attribute == "__call__":
        return (owner,)
    wrapped = cloner.program.wrapped.get(owner)
    if attribute == "__wrapped__" and wrapped is not None:
        return (wrapped,)
    is_made_outside = owner not in cloner.program.closures and "<locals>" in definition.qualname
    if attribute not in _NAMES or is_made_outside:
        _refuse(cloner, f"the attribute {attribute!r} of a function", "pass what it says")
    if wrapped is not None:
        return cloner.apply("getattr", (wrapped, operands[1]))
    return (cloner.builder.constant(definition.name if attribute == "__name__" else definition.qualname),)


def _definition(value: Value) -> Definition | None:
    """Return the source of a function."""
    target = value.type.target if isinstance(value.type, ty.Callable) else None
    found = target.origin if isinstance(target, Function) else target
    return found if isinstance(found, Definition) else None


def _refuse(cloner: Cloner, what: str, hint: str) -> None:
    raise NotDifferentiable("SRC002", what, cloner.builder.location, hint)
