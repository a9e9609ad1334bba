"""Targets of assignments."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.lower.expressions import expression
from srcad.lower.frame import Frame


def assign(frame: Frame, target: gast.AST, value: Value) -> Value:
    """Bind a target to a value; return the value, which may have taken the target's name."""
    match target:
        case gast.Name(id=name):
            return frame.bind(name, value)
        case gast.Tuple(elts=elements) | gast.List(elts=elements):
            _unpack(frame, target, elements, value)
        case gast.Subscript():
            container = expression(frame, target.value)
            store(frame, target, container, expression(frame, target.slice), value)
        case gast.Attribute():
            store_attribute(frame, target, expression(frame, target.value), value)
        case _:
            frame.refuse("SRC001", "assignment to this target", target, "assign to names")
    return value


def store(frame: Frame, node: gast.AST, old: Value, index: Value, value: Value) -> None:
    """Write into an array or a container."""
    frame.at(node)
    frame.builder.apply("array.store", old, index, value, hint=old.hint)


def store_attribute(frame: Frame, node: gast.Attribute, owner: Value, value: Value) -> None:
    """Assign to an attribute."""
    frame.at(node)
    if isinstance(owner.type, ty.Module):
        message = f"assignment to a name of the module {owner.type.name}"
        frame.refuse("SRC003", message, node, "return the value instead")
        return
    frame.builder.apply_many("attribute.set", (owner, frame.builder.constant(node.attr), value), 0)


def _unpack(frame: Frame, node: gast.AST, elements: Sequence[gast.AST], value: Value) -> None:
    stars = [i for i, element in enumerate(elements) if isinstance(element, gast.Starred)]
    names = [e.value if isinstance(e, gast.Starred) else e for e in elements]
    frame.at(node)
    star = frame.builder.constant(stars[0] if stars else None)
    hints = [e.id if isinstance(e, gast.Name) else "" for e in names]
    parts = frame.unpack(value, star, hints)
    for element, part in zip(names, parts):
        assign(frame, element, part)
