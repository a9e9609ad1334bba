"""``del``: a name that is deleted holds nothing; reading it raises what Python raises."""

from __future__ import annotations

import gast

from srcad.lower.expressions import expression
from srcad.lower.frame import Frame
from srcad.lower.statements import lowers


@lowers(gast.Delete)
def _delete(frame: Frame, node: gast.Delete) -> None:
    for target in node.targets:
        frame.at(target)
        _forget(frame, target)


def _forget(frame: Frame, target: gast.AST) -> None:
    match target:
        case gast.Name(id=name) if name in frame.function.globals:
            frame.refuse("SRC001", f"del of the global {name!r}", target, "assign None to it")
        case gast.Name(id=name) if name in frame.function.cells:
            message = f"del of the variable {name!r}, which functions share"
            frame.refuse("SRC006", message, target, "leave it: it goes when the function ends")
        case gast.Name(id=name) if name in frame.function.halfway:
            message = f"del of the variable {name!r}, which changes in the body of a try statement"
            frame.refuse("SRC001", message, target, "leave it: it goes when the function ends")
        case gast.Name(id=name):
            frame.function.deleted.add(name)
            frame.read(name)  # a name that holds nothing cannot be deleted
            frame.env[name] = frame.undefined(name)
        case gast.Tuple(elts=elements) | gast.List(elts=elements):
            for element in elements:
                _forget(frame, element)
        case gast.Subscript():
            owner, index = expression(frame, target.value), expression(frame, target.slice)
            frame.at(target)
            frame.builder.apply_many("item.delete", (owner, index), 0)
        case gast.Attribute():
            owner, attribute = expression(frame, target.value), frame.builder.constant(target.attr)
            frame.at(target)
            frame.builder.apply_many("attribute.delete", (owner, attribute), 0)
