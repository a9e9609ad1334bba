"""``import`` inside a function: the names are bound to what the module gives; what cannot be imported raises there."""

from __future__ import annotations

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Raise, Value
from srcad.lower.frame import Frame
from srcad.lower.resolve import bound_value
from srcad.lower.statements import lowers
from srcad.source.interface import Binding, Failing, Known, Missing, Scope


@lowers(gast.Import)
def _import(frame: Frame, node: gast.Import) -> None:
    scope = frame.function.definition.scope
    for alias in node.names:
        binding = scope.module(alias.name)
        if alias.asname is None and not isinstance(binding, (Failing, Missing)):
            binding = scope.module(alias.name.partition(".")[0])
        _bind(frame, node, alias.asname or alias.name.partition(".")[0], alias.name, binding)


@lowers(gast.ImportFrom)
def _import_from(frame: Frame, node: gast.ImportFrom) -> None:
    scope = frame.function.definition.scope
    whole = scope.module(node.module or "", node.level)
    for alias in node.names:
        binding = whole
        if isinstance(whole, Known) and isinstance(whole.type, ty.Module):
            binding = _member(scope, whole.type.name, alias.name)
        if isinstance(binding, Missing) and binding.absent and frame.guarded:
            binding = Failing("ImportError", f"cannot import name {alias.name!r} from {node.module!r}")
        _bind(frame, node, alias.asname or alias.name, f"{node.module or '.'}.{alias.name}", binding)


def _member(scope: Scope, module: str, name: str) -> Binding:
    """Return what a name is bound to in a module, or the module inside it that has the name."""
    binding = scope.attribute(module, name)
    if not isinstance(binding, Missing):
        return binding
    within = scope.module(f"{module}.{name}")
    return within if isinstance(within, Known) else binding


def _bind(frame: Frame, node: gast.AST, name: str, what: str, binding: Binding | Failing) -> None:
    """Bind a name to what was imported, if control gets here."""
    frame.at(node)
    if frame.ended is not None:
        return
    if isinstance(binding, Failing):
        frame.end(Raise((_error(frame, binding),), frame.location(node)))
        return
    frame.bind(name, bound_value(frame, node, name, what, binding))


def _error(frame: Frame, binding: Failing) -> Value:
    return frame.builder.apply(f"builtins.{binding.error}", frame.builder.constant(binding.message))
