"""Constants → assignments at the top of a module, which its functions read instead of parameters."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from itertools import takewhile

from srcad.analysis.instances import check_instances
from srcad.emit.comments import with_comment
from srcad.emit.function import emit_function
from srcad.emit.imports import Imports
from srcad.ir import types as ty
from srcad.ir.nodes import Function, Parameter
from srcad.source.interface import Definition


def is_expression(function: Function) -> bool:
    """Say whether the text of a function is one expression, that needs no class of the user's."""
    return not check_instances(function) and _expression(function, Imports()) is not None


def assignments(constants: Sequence[Function], imports: Imports) -> list[ast.stmt]:
    """Return ``NAME = expression`` for each constant, a function without parameters of its own."""
    made: list[ast.stmt] = []
    for constant in constants:
        if (value := _expression(constant, imports)) is not None:
            statement = ast.Assign([ast.Name(constant.name, ast.Store())], value, lineno=0)
            place = constant.location
            made.append(with_comment(statement, f"{place.file}:{place.line}") if place else statement)
    return made


def read_constants(definition: ast.FunctionDef, names: Sequence[str]) -> None:
    """Let a function read these names of its module, not parameters; one that it assigns stays, with a default."""
    arguments = definition.args
    stored = {n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    kept: Mapping[ast.arg, ast.expr | None] = {
        a: ast.Name(a.arg, ast.Load()) if a.arg in names else default
        for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
        if a.arg not in names or a.arg in stored
    }
    arguments.kwonlyargs, arguments.kw_defaults = list(kept), list(kept.values())


def fill_in_defaults(definition: ast.FunctionDef, function: Function, names: Sequence[str]) -> None:
    """Give parameters the defaults that are among these constants; before one without, none can have any."""
    captured = {default_of(p, function): ast.Name(p.name, ast.Load()) for p in function.parameters if p.name in names}
    arguments = definition.args
    plain = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    defaults: dict[str, ast.expr | None] = dict.fromkeys(plain[: len(plain) - len(arguments.defaults)])
    defaults |= zip(plain[len(defaults) :], arguments.defaults)
    defaults |= {p.name: captured.get(p.name) for p in function.parameters if isinstance(p.default, ty.Unknown)}
    last = takewhile(lambda default: default is not None, (defaults[name] for name in reversed(plain)))
    arguments.defaults = [default for default in last if default is not None][::-1]
    arguments.kw_defaults = [
        defaults.get(a.arg, default) for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
    ]


def default_of(parameter: Parameter, function: Function) -> str:
    """Return the name of the parameter of ``function`` whose default a capture is; empty for any other."""
    match parameter.source:
        case ("default", owner, str() as name) if isinstance(function.origin, Definition):
            return name if function.origin.key == owner else ""
    return ""


def _expression(function: Function, imports: Imports) -> ast.expr | None:
    match emit_function(function, imports).body:
        case [ast.Return(value=ast.expr() as value)]:
            return value
    return None
