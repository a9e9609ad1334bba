"""Names: what a free or global name means, asked of the function's scope."""

from __future__ import annotations

import sys

import gast

from srcad.errors import InternalError, NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Parameter, Value
from srcad.ir.types import Type
from srcad.lower.frame import Frame
from srcad.source.interface import Binding, Captured, ClassDefinition, Computed, Definition, Known, Local, Missing


def resolve_name(frame: Frame, node: gast.Name) -> Value:
    """Return the value of a name that is read."""
    name, function = node.id, frame.function
    if name in function.local or name in function.cells:
        return frame.read(name)
    if name == function.own_name:
        return capture(frame, Parameter(name, "capture", source=("self", name)))
    if function.outer is not None and _is_local_outside(function.outer, name):
        return _capture_local(frame, node)
    try:
        binding = function.definition.scope.resolve(name)
    except NotDifferentiable as refusal:
        return frame.refused(refusal)
    return bound_value(frame, node, name, f"the name {name!r}", binding)


def bound_value(frame: Frame, node: gast.AST, name: str, what: str, binding: Binding) -> Value:
    """Return the value of a name with this binding; ``what`` says what it is where it cannot be used."""
    match binding:
        case Known(type=t):
            return frame.builder.reference(t)
        case Captured(source=source):
            return capture(frame, Parameter(name, "capture", source=source))
        case Computed(definition=definition):
            frame.at(node)
            return frame.builder.apply("call", frame.builder.reference(ty.Callable(definition)))
        case Local():
            raise InternalError(
                "SRC090", f"{name!r} is a local value where the function is lowered", frame.location(node)
            )
        case Missing(reason=reason, hint=hint, absent=absent):
            message = f"{what} cannot be used here: {reason}"
            return frame.unreached(message, node, hint) if absent else frame.refuse("SRC005", message, node, hint)


def resolve_dotted(frame: Frame, node: gast.AST) -> Value | None:
    """Return what a dotted name that begins with a module means, or None for any other expression."""
    if isinstance(node, gast.Name):
        if (imported := _imported(frame, node.id)) is not None:
            return frame.builder.reference(imported)
        if node.id in frame.function.local or node.id == frame.function.own_name:
            return None
        if frame.function.outer is not None and _is_local_outside(frame.function.outer, node.id):
            return None
        frame.at(node)
        return resolve_name(frame, node)
    if not isinstance(node, gast.Attribute):
        return None
    if (told := _told_by_member(frame, node)) is not None:
        return told
    inner = resolve_dotted(frame, node.value)
    if inner is None:
        return None
    frame.at(node)
    match inner.type:
        case ty.Module(name=module):
            return _module_attribute(frame, node, module)
        case ty.Callable(target=str() as target):
            return frame.builder.reference(ty.Callable(f"{target}.{node.attr}"))
        case ty.Enumeration(members=members) if node.attr in dict(members):
            return frame.builder.reference(dict(members)[node.attr])
        case _:
            return None


def _told_by_member(frame: Frame, node: gast.Attribute) -> Value | None:
    """Return name or value of a member that is a number or a text itself, as the enumeration tells it."""
    if node.attr not in ("name", "value") or not isinstance(node.value, gast.Attribute):
        return None
    owner = resolve_dotted(frame, node.value.value)
    members = dict(owner.type.members) if owner is not None and isinstance(owner.type, ty.Enumeration) else {}
    member = members.get(node.value.attr)
    if not isinstance(member, ty.Literal):
        return None
    if node.attr == "value":
        return frame.builder.reference(member)
    return frame.builder.constant(next(name for name, other in members.items() if other == member))


def _imported(frame: Frame, name: str) -> Type | None:
    """Return the type of what a local name, of this function or one around it, holds here that was imported."""
    function = frame.function
    if name in function.local:
        held = frame.env.get(name)
        return held.type if held is not None and _is_imported(held.type) else None
    return None if function.outer is None else _imported(function.outer, name)


def _is_imported(t: Type) -> bool:
    match t:
        case ty.Module() | ty.Enumeration():
            return True
        case ty.Callable(target=str() | Definition() | ClassDefinition()):
            return True
        case _:
            return False


def _module_attribute(frame: Frame, node: gast.Attribute, module: str) -> Value:
    binding = frame.function.definition.scope.attribute(module, node.attr)
    return bound_value(frame, node, node.attr, f"{module}.{node.attr}", binding)


def attribute_of_module(frame: Frame, node: gast.Call, function: str) -> Value | None:
    """Return what ``hasattr(np, "trapezoid")`` or ``getattr(np, "trapezoid", default)`` gives; None for other calls.

    What Python's own modules and NumPy have is known before the program runs.
    """
    if function not in ("builtins.hasattr", "builtins.getattr") or node.keywords:
        return None
    match node.args:
        case [gast.Name() | gast.Attribute() as owner, gast.Constant(value=str() as name), *default]:
            module = resolve_dotted(frame, owner)
        case _:
            return None
    if module is None or not isinstance(module.type, ty.Module):
        return None
    whole = f"{module.type.name}.{name}"
    if whole.partition(".")[0] not in sys.stdlib_module_names | {"numpy"}:
        return None
    binding = frame.function.definition.scope.attribute(module.type.name, name)
    absent = isinstance(binding, Missing) and binding.absent
    if function == "builtins.hasattr":
        return frame.builder.constant(not absent)
    if absent and default:
        return None if not isinstance(default[0], gast.Constant) else frame.builder.constant(default[0].value)
    return bound_value(frame, node, name, whole, binding)


def _is_local_outside(frame: Frame, name: str) -> bool:
    function = frame.function
    if name in function.local or name == function.own_name:
        return True
    return function.outer is not None and _is_local_outside(function.outer, name)


def capture(frame: Frame, parameter: Parameter) -> Value:
    """Return the parameter that holds a captured variable."""
    captures = frame.function.captures
    key = repr((parameter.name, parameter.source))
    if key not in captures:
        captures[key] = (parameter, Value(hint=parameter.name))
    return captures[key][1]


def _capture_local(frame: Frame, node: gast.Name) -> Value:
    """Capture a variable of the function around, or its cell."""
    if is_cell_outside(frame, node.id):
        frame.function.cells[node.id] = captured_cell(frame, node.id)
        return frame.read(node.id)
    captured = capture(frame, Parameter(node.id, "capture"))
    owner = _owner(frame, node.id)
    held = None if owner is None else owner.env.get(node.id)
    if owner is None or (held is not None and held not in owner.partial):
        return captured
    frame.partial.add(captured)
    frame.function.deleted |= {node.id} & (owner.function.deleted | owner.function.caught)
    return frame.checked(captured, node.id)


def _owner(frame: Frame, name: str) -> Frame | None:
    """Return the nearest function around that has a variable, where it makes this one; None for its own name."""
    outer = frame.function.outer
    if outer is None or name == outer.function.own_name:
        return None
    return outer if name in outer.function.local else _owner(outer, name)


def is_cell_outside(frame: Frame, name: str) -> bool:
    """Say whether the nearest function around that has a variable keeps it in a cell."""
    outer = frame.function.outer
    if outer is None:
        return False
    function = outer.function
    return name in function.cells or (name not in function.local and is_cell_outside(outer, name))


def captured_cell(frame: Frame, name: str) -> Value:
    """Return the parameter that holds the cell of a variable of a function around."""
    return capture(frame, Parameter(name, "capture"))
