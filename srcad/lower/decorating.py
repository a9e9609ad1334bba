"""Decorators of inner functions: a decorator is a call, ``f = decorator(f)``.

Those that hand on the function itself, or one that remembers its results, are seen through.
"""

from __future__ import annotations

from collections.abc import Sequence

import gast

from srcad.ir import types as ty
from srcad.ir.nodes import Function, Value
from srcad.lower.closures import define_function
from srcad.lower.expressions import expression
from srcad.lower.frame import Frame
from srcad.lower.resolve import is_cell_outside, resolve_dotted
from srcad.lower.statements import lowers
from srcad.lower.visible import changes
from srcad.source.interface import Definition

_CACHES = frozenset({"functools.cache", "functools.lru_cache"})
#: A generator that a ``with`` statement goes through is what its ``contextmanager`` is.
_MANAGER = "contextlib.contextmanager"
#: What lets a function tell the name of another.
_WRAPS = "functools.wraps"
_TRANSPARENT = _CACHES | {_WRAPS, "numba.jit", "numba.njit", "builtins.staticmethod", _MANAGER}


@lowers(gast.FunctionDef)
def _define(frame: Frame, node: gast.FunctionDef) -> None:
    targets = [_target(frame, decorator) for decorator in node.decorator_list]
    callees = [
        None if target in _TRANSPARENT else expression(frame, decorator)
        for decorator, target in zip(node.decorator_list, targets)
    ]
    made = define_function(frame, node)
    if not _CACHES.isdisjoint(targets):
        _refuse_changing(frame, node, made)
    if any(callee is not None for callee in callees):
        _refuse_recursion(frame, node, made)
    for decorator, target, callee in reversed(list(zip(node.decorator_list, targets, callees))):
        frame.at(decorator)
        if callee is not None:
            made = _call(frame, callee, made)
        elif target == _WRAPS and isinstance(decorator, gast.Call):
            wrapped = [expression(frame, argument) for argument in decorator.args]
            made = frame.builder.apply("functools.update_wrapper", made, *wrapped)
    frame.at(node)
    frame.bind(node.name, made)


def _target(frame: Frame, decorator: gast.AST) -> object:
    """Return the qualified name of the function that a decorator calls, if that is one from outside."""
    callee = decorator.func if isinstance(decorator, gast.Call) else decorator
    known = resolve_dotted(frame, callee)
    target = known.type.target if known is not None and isinstance(known.type, ty.Callable) else None
    return f"{target.module}.{target.qualname}" if isinstance(target, Definition) else target


def _call(frame: Frame, callee: Value, argument: Value) -> Value:
    if isinstance(callee.type, ty.Callable) and isinstance(callee.type.target, str):
        return frame.builder.apply(callee.type.target, argument)
    return frame.builder.apply("call", callee, argument)


def _captured(made: Value) -> list[str]:
    assert isinstance(made.type, ty.Callable)
    assert isinstance(made.type.target, Function)
    return [p.name for p in made.type.target.parameters if p.kind == "capture" and not p.source]


def _refuse_changing(frame: Frame, node: gast.FunctionDef, made: Value) -> None:
    """Refuse a function whose results are remembered although the variables that it reads may change."""
    changing = _changed_in_place(frame.function.definition.tree.body) if node.decorator_list else set()
    for name in _captured(made):
        if name in frame.function.cells or is_cell_outside(frame, name) or name in changing:
            message = f"a function that remembers its results and reads {name!r}, which changes"
            frame.refuse("SRC006", message, node, "pass it as an argument, or leave out the cache")


def _changed_in_place(body: Sequence[gast.AST]) -> set[str]:
    """Return the names of objects that statements change."""
    found = (change for statement in body for change in changes(statement))
    return {name for name, node in found if isinstance(node, (gast.Subscript, gast.Attribute, gast.Call))}


def _refuse_recursion(frame: Frame, node: gast.FunctionDef, made: Value) -> None:
    """Refuse a decorated function that calls itself: its name is bound to what the decorator made."""
    assert isinstance(made.type, ty.Callable)
    assert isinstance(made.type.target, Function)
    if any(p.source[:1] == ("self",) for p in made.type.target.parameters):
        hint = "define it under another name, and decorate it afterwards"
        frame.refuse("SRC001", "a decorated inner function that calls itself", node, hint)
