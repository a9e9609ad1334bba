"""Names for values that nobody named, from what they are: ``one_minus_p`` is ``1.0 - p``, ``sin_y`` ``np.sin(y)``."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value

#: Gives the name of a value, or an empty text for one that has none or a meaningless one.
NameOf: TypeAlias = Callable[[Value], str]

_LONGEST_NAME = 18
_LONGEST_CALL = 16
_BETWEEN = {
    "operator.add": "plus",
    "operator.sub": "minus",
    "operator.mul": "times",
    "operator.truediv": "over",
}
_FUNCTIONS = ("numpy.", "math.", "builtins.")
#: What these give is not told by their name and their operands.
_CONVERSIONS = frozenset({"float", "int", "array", "asarray", "where", "zeros", "ones", "range", "reversed", "zip"})


def describe(operation: Apply, name_of: NameOf) -> str:
    """Return a name made from an operation and the names of its operands, or an empty text."""
    if operation.name in _BETWEEN and len(operation.operands) == 2:
        made = _between(operation, name_of)
    elif operation.name == "operator.pow" and operation.operands[1].type == ty.Literal(2):
        base = name_of(operation.operands[0])
        made = f"{base}_squared" if base else ""
    elif operation.name.startswith(_FUNCTIONS) and operation.operands:
        made = _called(operation, name_of)
    else:
        made = ""
    return made if len(made) <= _LONGEST_NAME else ""


def _between(operation: Apply, name_of: NameOf) -> str:
    left, right = operation.operands
    if operation.name == "operator.truediv" and _number(right) == 2 and name_of(left):
        return f"half_{name_of(left)}"
    first = name_of(left) or ("one" if _number(left) == 1 else "")
    second = name_of(right) or _digits(right)
    return f"{first}_{_BETWEEN[operation.name]}_{second}" if first and second else ""


def _called(operation: Apply, name_of: NameOf) -> str:
    """Return ``function_operand``; ``exp`` alone for a longer operand, unless that hides a builtin."""
    function = operation.name.rpartition(".")[2].rstrip("_")
    if function in _CONVERSIONS:
        return ""
    names = [name_of(v) for v in operation.positional if not isinstance(v.type, ty.Literal)]
    made = "_".join([function, *names])
    if names and all(names) and len(made) <= _LONGEST_CALL:
        return made
    is_elementary = len(names) == 1 and not operation.name.startswith("builtins.") and not hasattr(builtins, function)
    return function if is_elementary else ""


def _number(value: Value) -> object:
    constant = value.type.value if isinstance(value.type, ty.Literal) else None
    return constant if type(constant) in (int, float) else None


def _digits(value: Value) -> str:
    number = _number(value)
    return str(int(number)) if isinstance(number, (int, float)) and number == abs(number) // 1 else ""
