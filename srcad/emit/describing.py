"""Names for values that nobody named, from what they are: ``one_minus_p`` is ``1.0 - p``, ``sin_y`` ``np.sin(y)``."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import TypeAlias

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value

#: Gives the name of a value, or an empty text for one that has none or a meaningless one.
NameOf: TypeAlias = Callable[[Value], str]

#: Gives the values that an index consists of: those of a tuple, or the index itself.
ItemOf: TypeAlias = Callable[[Value], Sequence[Value]]

_LONGEST_NAME = 18
_LONGEST_CALL = 16
_BETWEEN = {
    "operator.add": "plus",
    "operator.sub": "minus",
    "operator.mul": "times",
    "operator.truediv": "over",
}
_COMPARED = {
    "operator.eq": "is",
    "operator.is_": "is",
    "operator.ne": "is_not",
    "operator.is_not": "is_not",
    "operator.lt": "below",
    "operator.gt": "above",
    "operator.le": "at_most",
    "operator.ge": "at_least",
}
_FUNCTIONS = ("numpy.", "math.", "builtins.")
_ATTRIBUTES = frozenset(f"numpy.ndarray.{name}" for name in ("T", "copy", "ndim", "shape", "size")) | {
    *("numpy.ndim", "numpy.shape", "numpy.size")
}
_ITEMS = frozenset({"operator.getitem", "memory.read"})
#: What these give is not told by their name and their operands.
_CONVERSIONS = frozenset({"float", "int", "array", "asarray", "where", "zeros", "ones", "range", "reversed", "zip"})


def describe(operation: Apply, name_of: NameOf, item_of: ItemOf) -> str:
    """Return a name made from an operation and the names of its operands, or an empty text.

    ``item_of`` gives the values that an index consists of.
    """
    name, operands = operation.name, operation.operands
    first = name_of(operands[0]) if operands else ""
    if name in _BETWEEN and len(operands) == 2:
        made = _between(operation, name_of)
    elif name in _COMPARED:
        second = name_of(operands[1]) or _constant(operands[1])
        made = f"{first}_{_COMPARED[name]}_{second}" if first and second else ""
    elif name in _ITEMS:
        made = _item(first, [name_of(v) or _constant(v) for v in item_of(operands[1])])
    elif name == "operator.pow" and operands[1].type == ty.Literal(2):
        made = f"{first}_squared" if first else ""
    elif name == "operator.not_":
        made = f"not_{first}" if first else ""
    elif name in _ATTRIBUTES:
        made = _attribute(first, name.rpartition(".")[2])
    elif name.startswith(_FUNCTIONS) and operands:
        made = _called(operation, name_of)
    else:
        made = ""
    return made if len(made) <= _LONGEST_NAME else ""


def _item(container: str, places: Sequence[str]) -> str:
    """Return ``L_jk`` for ``L[j, k]``, ``y0`` for ``y[0]``, ``start_weights`` for ``start["weights"]``."""
    if not container or not all(places):
        return ""
    if all(p.isdigit() for p in places):  # as in y_1, numbers behind an underscore tell values of one name apart
        return "" if container[-1].isdigit() else "".join((container, *places))
    return f"{container}_{('' if all(len(p) == 1 for p in places) else '_').join(places)}"


def _attribute(owner: str, attribute: str) -> str:
    if owner:
        return f"{owner}_{attribute}"
    return attribute if attribute in ("shape", "size") else ""


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


def _constant(value: Value) -> str:
    """Return what a constant is in a name: its digits, a text that is a name."""
    text = value.type.value if isinstance(value.type, ty.Literal) else None
    return text if isinstance(text, str) and text.isidentifier() and text.isascii() else _digits(value)


def _digits(value: Value) -> str:
    number = _number(value)
    return str(int(number)) if isinstance(number, (int, float)) and number == abs(number) // 1 else ""
