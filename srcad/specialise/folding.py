"""Folding: what an operation gives when its operands' types already say it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from importlib import import_module

from srcad.ir import types as ty
from srcad.ir.lengths import is_unknown, lower_bound
from srcad.ir.types import Literal, Type

_EXACT: dict[str, Callable[..., object]] = {
    f"operator.{name}": getattr(operator, name)
    for name in ("eq", "ne", "lt", "le", "gt", "ge", "not_", "neg", "is_", "is_not")
}
_INTEGER: dict[str, Callable[..., object]] = {
    f"operator.{name}": getattr(operator, name)
    for name in ("add", "sub", "mul", "floordiv", "mod", "and_", "or_", "xor")
}
#: Of texts that are known.
_OF_TEXTS: dict[str, Callable[..., object]] = {
    f"builtins.str.{name}": getattr(str, name)
    for name in ("lower", "upper", "casefold", "strip", "lstrip", "rstrip", "replace", "startswith", "endswith")
} | {"operator.add": operator.add}
_SCALAR_CLASSES = {
    "builtins.float": ("float",),
    "builtins.int": ("int", "bool"),
    "builtins.bool": ("bool",),
    "builtins.complex": ("complex",),
}
#: What the patterns of ``match`` ask for.
_KINDS = {
    "srcad.runtime.is_sequence": (ty.Tuple, ty.List, ty.Range),
    "srcad.runtime.is_mapping": (ty.Dict, ty.Mapping),
}


def truth(t: Type) -> bool | None:
    """Return the truth of every value of the type, or None where it depends on the value."""
    match t:
        case Literal(value=value):
            return bool(value)
        case ty.Tuple(items=items):
            return bool(items)
        case ty.Dict(items=pairs):
            return bool(pairs)
        case ty.Callable() | ty.Choice() | ty.Module():
            return True
        case _:
            return None


def fold(name: str, types: Sequence[Type]) -> Literal | None:
    """Return the constant that ``name`` gives for operands of these types, or None."""
    if name in ("operator.is_", "operator.is_not") and (same := _are_same(*types)) is not None:
        return Literal(same == (name == "operator.is_"))
    if name == "builtins.isinstance" and len(types) == 2:
        return _isinstance(*types)
    if name == "numpy.isscalar" and not isinstance(types[0], (ty.Unknown, ty.Undefined, ty.Object)):
        return Literal(isinstance(ty.widen(types[0]), (ty.Scalar, ty.Text)))
    if name in _KINDS and not isinstance(types[0], (ty.Unknown, ty.Undefined, ty.Object)):
        return Literal(isinstance(ty.widen(types[0]), _KINDS[name]))
    if name in ("numpy.ndim", "numpy.ndarray.ndim", "builtins.len") and len(types) == 1:
        return _size(name, types[0])
    if name == "operator.getitem" and (number := _known_item(*types)) is not None:
        return Literal(number)
    if name == "operator.not_" and (known := truth(types[0])) is not None:
        return Literal(not known)
    if not all(isinstance(t, Literal) for t in types):
        return None
    values = [t.value for t in types if isinstance(t, Literal)]
    if name.startswith(("srcad.rules.static.", "srcad.runtime.questions.", "srcad.runtime.subscripts.")):
        return Literal(_static(name)(*values))
    if name in _OF_TEXTS and all(type(v) is str for v in values):
        return Literal(_OF_TEXTS[name](*values))
    if name in _EXACT or (name in _INTEGER and all(type(v) is int for v in values)):
        return _compute({**_EXACT, **_INTEGER}[name], values)
    return None


def _compute(function: Callable[..., object], values: Sequence[object]) -> Literal | None:
    try:
        return Literal(function(*values))
    except (TypeError, ZeroDivisionError):
        return None  # what Python raises, it raises when the program runs


def _static(name: str) -> Callable[..., object]:
    module, _, attribute = name.rpartition(".")
    function: Callable[..., object] = getattr(import_module(module), attribute)
    return function


def _are_same(a: Type, b: Type) -> bool | None:
    """Say whether a value is None, or True or False, of which there is one each; None where that is not known."""
    given, other = (a, b) if isinstance(a, Literal) and (a.value is None or type(a.value) is bool) else (b, a)
    if not isinstance(given, Literal) or not (given.value is None or type(given.value) is bool):
        return None
    if isinstance(other, Literal):
        return other.value is given.value
    if isinstance(other, (ty.Unknown, ty.Undefined, ty.Handle)):
        return None
    return None if given.value is not None and isinstance(other, ty.Scalar) else False


def _isinstance(value: Type, class_: Type) -> Literal | None:
    if isinstance(class_, ty.Tuple):
        found = [_isinstance(value, item) for item in class_.items]
        if any(f == Literal(True) for f in found):
            return Literal(True)
        return None if None in found else Literal(False)
    if not isinstance(class_, ty.Callable) or isinstance(value, (ty.Unknown, ty.Undefined)):
        return None
    target, wide = class_.target, ty.widen(value)
    if target == "numpy.ndarray":
        return Literal(isinstance(wide, ty.Array))
    if target in _SCALAR_CLASSES and isinstance(wide, ty.Scalar):
        if wide.form == "python":
            return Literal(wide.kind in _SCALAR_CLASSES[str(target)])
        if wide.form == "numpy" and wide.dtype:  # np.float64 and np.complex128 derive from Python's classes
            return Literal((target, wide.dtype) in (("builtins.float", "float64"), ("builtins.complex", "complex128")))
        return None
    sequences = {"builtins.tuple": ty.Tuple, "builtins.list": ty.List, "builtins.str": ty.Text}
    if target in sequences or target in _SCALAR_CLASSES:
        return Literal(isinstance(wide, sequences.get(str(target), ())))
    return None


def _known_item(sequence: Type, index: Type) -> int | None:
    """Return an item of a tuple, as of a shape, if its type says which integer it is."""
    if not isinstance(sequence, ty.Tuple) or not isinstance(index, Literal) or type(index.value) is not int:
        return None
    if not -len(sequence.items) <= index.value < len(sequence.items):
        return None
    item = sequence.items[index.value]
    known = item.value.known if isinstance(item, ty.Scalar) and item.value is not None else None
    return known if isinstance(item, ty.Scalar) and (item.kind, item.form) == ("int", "python") else None


def _size(name: str, t: Type) -> Literal | None:
    wide = ty.widen(t)
    if name == "builtins.len":
        if isinstance(wide, ty.Tuple):
            return Literal(len(wide.items))
        if isinstance(wide, ty.Array) and wide.shape and not is_unknown(wide.shape[0]):
            known = wide.shape[0].known
            return Literal(known) if known is not None and lower_bound(wide.shape[0]) is not None else None
        return None
    if isinstance(wide, ty.Scalar):
        return Literal(0)
    return Literal(len(wide.shape)) if isinstance(wide, ty.Array) and wide.shape is not None else None
