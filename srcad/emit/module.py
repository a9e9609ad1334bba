"""Functions → one module: header, imports, each function after those that it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from srcad.collector import collector_rests
from srcad.emit.comments import Blank, Comment
from srcad.emit.constants import assignments, fill_in_defaults, read_constants
from srcad.emit.function import emit_function
from srcad.emit.imports import Imports
from srcad.ir import types as ty
from srcad.ir.nodes import Closure, Constant, Function, Invoke
from srcad.ir.walk import nodes_in


@collector_rests()
def emit_module(
    functions: Sequence[Function], header: Sequence[str] = (), constants: Sequence[Function] = ()
) -> ast.Module:
    """Return a module with the functions, those that they call before them.

    Parameters
    ----------
    functions : sequence of Function
        What the module is for, under their own names.
    header : sequence of str
        The lines of the comment at the top.
    constants : sequence of Function
        Captured values that are computed once, at the top of the module, each by a function without parameters.
    """
    ordered = _in_order(functions)
    parameters = frozenset(p.name for f in (*ordered, *constants) for p in f.parameters)
    names = _unique_names(functions, ordered, parameters)
    imports = Imports(parameters)
    definitions = [emit_function(f, imports, names) for f in ordered]
    values = assignments(constants, imports)
    body: list[ast.stmt] = [Comment(line) for line in header]
    body += imports.statements()
    body += [Blank(), *values] if values else []
    for function, definition in zip(ordered, definitions):
        if function in functions:
            fill_in_defaults(definition, function, [constant.name for constant in constants])
            read_constants(definition, [constant.name for constant in constants])
    for definition in definitions:
        body += [Blank(), Blank(), definition] if body else [definition]
    return ast.Module(body, [])


def _in_order(functions: Sequence[Function]) -> list[Function]:
    """Return the functions and all that they call; of those that call each other, the one met last comes first."""
    ordered: list[Function] = []
    seen: set[Function] = set()
    for function in functions:
        _visit(function, seen, ordered)
    return ordered


def _visit(function: Function, seen: set[Function], ordered: list[Function]) -> None:
    if function in seen:
        return
    seen.add(function)
    for callee in _callees(function):
        _visit(callee, seen, ordered)
    ordered.append(function)


def _callees(function: Function) -> Iterator[Function]:
    for node in nodes_in(function.body):
        if isinstance(node, Invoke):
            yield node.function
        elif isinstance(node, Closure):
            yield from _callees(node.function)
        elif isinstance(node, Constant):
            match node.result.type:
                case ty.Callable(target=Function() as target):
                    yield target


def _unique_names(
    functions: Sequence[Function], ordered: Sequence[Function], parameters: frozenset[str]
) -> dict[Function, str]:
    """Return a name for each function; those asked for keep theirs."""
    names = {function: function.name for function in functions}
    for function in ordered:
        if function in names:
            continue
        taken, number, name = {*names.values(), *parameters}, 1, function.name
        while name in taken:
            number += 1
            name = f"{function.name}_{number}"
        names[function] = name
    return names
