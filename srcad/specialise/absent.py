"""Absent attributes: in a ``try`` statement, what numbers, arrays and containers do not have raises as in Python.

before: ``try: y.name = 'area'`` / ``except AttributeError: pass``, where ``y`` is a float
after: ``pass``

Elsewhere it is refused, at its place, when the derivative is made.
"""

from __future__ import annotations

import numpy as np

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Raise, Value
from srcad.ir.types import Type
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, attempts

_NUMBERS: dict[str, type] = {"bool": bool, "int": int, "float": float, "complex": complex}
_METHOD = "numpy.ndarray."
_KNOWN = (ty.Literal, ty.Scalar, ty.Array, ty.Text, ty.Tuple, ty.List, ty.Range, ty.Dict, ty.Mapping)


@attempts
def read_absent(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Raise what reading an attribute raises that no value of this type has."""
    if name == "getattr" and isinstance(attribute := operands[1].type, ty.Literal):
        return raise_if_absent(cloner, operands[0], str(attribute.value))
    if name == "builtins.hasattr" and len(operands) == 2:
        return _tell_attribute(cloner, *operands)
    if name.startswith(_METHOD) and name.count(".") == _METHOD.count("."):
        return raise_if_absent(cloner, operands[0], name.removeprefix(_METHOD))
    return None


def raise_if_absent(cloner: Cloner, owner: Value, attribute: str) -> tuple[Value, ...] | None:
    """Raise what Python raises in a ``try`` for an attribute that no value of this type has; None where one may."""
    classes = _classes_in_try(cloner, owner)
    if not classes or any(hasattr(cls, attribute) for cls in classes):
        return None
    return _raise(cloner, "AttributeError", f"{_label(classes[0])!r} object has no attribute {attribute!r}")


def raise_if_fixed(cloner: Cloner, owner: Value) -> tuple[Value, ...] | None:
    """Raise what Python raises in a ``try`` for a write to an item of what has none to write to; None elsewhere."""
    classes = _classes_in_try(cloner, owner)
    if not classes or any(hasattr(cls, "__setitem__") for cls in classes):
        return None
    return _raise(cloner, "TypeError", f"{_label(classes[0])!r} object does not support item assignment")


def raise_type_error(cloner: Cloner, message: str) -> tuple[Value, ...]:
    """Raise what Python raises in a ``try`` for an operation that a value does not have; refuse it elsewhere."""
    if cloner.program.attempted:
        return _raise(cloner, "TypeError", message)
    raise NotDifferentiable("SRC002", message, cloner.builder.location, "define the method, or read the attribute")


def _classes_in_try(cloner: Cloner, value: Value) -> tuple[type, ...]:
    t = cloner.heap.record(value).type
    return classes_of(cloner, t) if isinstance(t, _KNOWN) and cloner.program.attempted else ()


def _label(cls: type) -> str:
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__name__}"


def _raise(cloner: Cloner, error: str, message: str) -> tuple[Value, ...]:
    (raised,) = cloner.apply(f"builtins.{error}", (cloner.builder.constant(message),))
    return cloner.always(Raise((raised,), cloner.builder.location))


def _tell_attribute(cloner: Cloner, value: Value, attribute: Value) -> tuple[Value, ...] | None:
    """Tell whether a value has an attribute, as far as its type says."""
    t = cloner.heap.record(value).type
    classes = classes_of(cloner, t) if isinstance(t, _KNOWN) else ()
    if not classes or not isinstance(attribute.type, ty.Literal):
        return None
    answers = {hasattr(cls, str(attribute.type.value)) for cls in classes}
    return (cloner.builder.constant(answers.pop()),) if len(answers) == 1 else None


def classes_of(cloner: Cloner, t: Type) -> tuple[type, ...]:
    """Return the classes that a value of a type may be of; none where that is not known."""
    match t:
        case ty.Literal(value=value):
            return (type(value),)
        case ty.Scalar(kind=kind, form="python"):
            return (_NUMBERS[kind],)
        case ty.Scalar(form="numpy", dtype=dtype) if dtype:
            return (np.dtype(dtype).type,)
        case ty.Array():
            return (np.ndarray,)
        case ty.Text():
            return (str, bytes)
        case ty.Tuple(name="") | ty.List() | ty.Range() | ty.Slice():
            return ({"Tuple": tuple, "List": list, "Range": range, "Slice": slice}[type(t).__name__],)
        case ty.Dict() | ty.Mapping():
            return (dict,)
        case ty.Object(name=name):
            found = cloner.program.library_class(name)
            return () if found is None else (found,)
        case _:
            return ()
