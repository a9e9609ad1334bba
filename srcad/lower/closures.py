"""Functions inside functions, and what they capture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import gast

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Closure, Function, Parameter, Value
from srcad.ir.types import Type
from srcad.lower.cells import cell_names, declared_here
from srcad.lower.escapes import Flow, flow_of
from srcad.lower.expressions import expression, lowers
from srcad.lower.frame import RETURN, Enclosing, Frame, Statements
from srcad.lower.names import assigned, parameter_nodes
from srcad.lower.outside import begin_globals
from srcad.lower.resolve import captured_cell, is_cell_outside
from srcad.lower.visible import half_way_names
from srcad.lower.yields import handing_on, is_generator
from srcad.source.interface import Definition


def lower_definition(
    definition: Definition,
    refusals: list[NotDifferentiable],
    statements: Statements,
    outer: Frame | None = None,
    own_name: str = "",
) -> Function:
    """Return the SSA of a definition; refusals are added to the list.

    An inner function calls itself by its ``own_name``.
    """
    lambda_, generates = isinstance(definition.tree, gast.Lambda), is_generator(definition.tree)
    tree = handing_on(definition.tree) if generates and not lambda_ else definition.tree
    body = [tree.body] if lambda_ else tree.body
    parameters = [_parameter(definition, *p) for p in parameter_nodes(tree.args)]
    names = [p.name for p in parameters]
    shared = [n for n in declared_here(body, gast.Nonlocal) if not lambda_]
    local = frozenset([*names, *assigned(body)]) - frozenset(shared)
    function = Enclosing(definition, local, refusals, statements, outer=outer, own_name=own_name)
    params = [Value(hint=n) for n in names]
    frame = Frame(Builder(params), dict(zip(names, params)), function)
    _capture_defaults(frame, parameters)
    frame.at(tree)
    if generates and lambda_:
        frame.refuse("SRC002", "yield in a lambda is not differentiated", tree, "write a def")
    for name in shared:
        if is_cell_outside(frame, name):
            function.cells[name] = captured_cell(frame, name)
    written = [n for n in declared_here(body, gast.Global) if n in local and not lambda_]
    if outer is None:
        begin_globals(frame, written)
    for name in cell_names(tree, local):
        _make_cell(frame, name, function.cells)
    for name in [] if lambda_ else half_way_names(tree):
        if name in local and name not in function.cells:
            _make_cell(frame, name, function.halfway)
    if lambda_:
        frame.env[RETURN] = expression(frame, tree.body)
    else:
        statements(frame, _ending(tree))
    return replace(_finish(frame, definition, parameters, params), is_generator=generates)


def _make_cell(frame: Frame, name: str, cells: dict[str, Value]) -> None:
    """Let a variable of the function be a cell, which is noted among others."""
    cell = frame.builder.apply("cell.new", hint=name)
    if name in frame.env:
        frame.builder.apply_many("cell.set", (cell, frame.env.pop(name)), 0)
    cells[name] = cell


def _ending(tree: gast.FunctionDef) -> list[gast.AST]:
    """Return the statements of a body, with the ``return None`` that Python adds where the end can be reached."""
    body: list[gast.AST] = tree.body
    if flow_of(body, in_loop=False) is Flow.GONE:
        return body
    return [*body, gast.copy_location(gast.Return(None), body[-1])]


def _finish(frame: Frame, definition: Definition, parameters: Sequence[Parameter], params: Sequence[Value]) -> Function:
    if frame.ended is None:
        result = frame.env.get(RETURN)
        if result is None:
            result = frame.builder.constant(None)
        elif result in frame.partial:
            result = frame.builder.apply("check.defined", result, frame.builder.constant("the returned value"))
        frame.env[RETURN] = result
    block = frame.finish([RETURN])
    captured = list(frame.function.captures.values())
    body = type(block)((*params, *(v for _, v in captured)), block.operations, block.terminator)
    docstring = _docstring(definition.tree)
    return Function(
        definition.name if definition.name.isidentifier() else "function",
        (*parameters, *(p for p, _ in captured)),
        body,
        frame.location(definition.tree),
        definition,
        docstring,
    )


def _docstring(tree: gast.AST) -> str:
    text = None if isinstance(tree, gast.Lambda) else gast.get_docstring(tree)
    return text.strip().splitlines()[0] if text and text.strip() else ""


def _parameter(definition: Definition, name: str, kind: str, default: gast.AST | None) -> Parameter:
    if default is None:
        return Parameter(name, kind)
    constant = constant_type(default)
    return Parameter(name, kind, constant if constant is not None else ty.UNKNOWN)


def _capture_defaults(frame: Frame, parameters: Sequence[Parameter]) -> None:
    """Capture each default that is no constant: an object that was made once, when the function was.

    Where that is seen (for an inner function), it is an operand of the ``Closure``, else it is read at each call. These
    captures come first, in the order of the parameters.
    """
    function = frame.function
    for p in parameters:
        if isinstance(p.default, ty.Unknown):
            name = f"{p.name}_default"
            source = ("default", function.definition.key, p.name) if function.outer is None else ()
            function.captures[f"default {p.name}"] = (Parameter(name, "capture", source=source), Value(hint=name))


def constant_type(node: gast.AST) -> Type | None:
    """Return the type of a literal constant (numbers with a sign and tuples included), or None."""
    match node:
        case gast.Constant(value=value):
            return ty.Literal(value)
        case gast.UnaryOp(op=gast.USub(), operand=gast.Constant(value=int() | float() | complex() as value)):
            return ty.Literal(-value)
        case gast.Tuple(elts=elements):
            items = [constant_type(e) for e in elements]
            return None if None in items else ty.Tuple(tuple(i for i in items if i is not None))
        case _:
            return None


def define_function(frame: Frame, node: gast.FunctionDef | gast.Lambda, cls: str = "") -> Value:
    """Append the function object that an inner ``def`` or ``lambda`` makes, in the body of a class with this name."""
    around = frame.function.definition
    name = getattr(node, "name", "<lambda>")
    definition = Definition(
        key=(around.key, name, node.lineno, node.col_offset),
        name=name,
        qualname=".".join([around.qualname, "<locals>", *([cls] if cls else []), name]),
        module=around.module,
        file=around.file,
        tree=node,
        lines=around.lines,
        scope=around.scope,
    )
    own_name = "" if cls or isinstance(node, gast.Lambda) or name in frame.function.cells else name
    function = lower_definition(definition, frame.function.refusals, frame.function.statements, frame, own_name)
    frame.at(node)
    captures = (*_defaults(frame, node), *_captures(frame, function, node))
    hint = name if name.isidentifier() else ""
    result = Value(ty.Callable(function), hint)
    frame.builder.add(Closure(function, captures, result, frame.builder.location))
    return result


def _defaults(frame: Frame, node: gast.FunctionDef | gast.Lambda) -> Iterator[Value]:
    """Give the values of the defaults that are no constants, in the order in which Python evaluates them."""
    for _, _, default in parameter_nodes(node.args):
        if default is not None and constant_type(default) is None:
            yield expression(frame, default)


def _captures(frame: Frame, function: Function, node: gast.AST) -> Iterator[Value]:
    """Give what the captured variables hold here; those from further outside are captured here, too.

    Whether they hold anything is asked where the function reads them.
    """
    captured = [p for p in function.parameters if p.kind == "capture" and not p.source]
    for parameter in captured[sum(isinstance(p.default, ty.Unknown) for p in function.parameters) :]:
        if parameter.name in frame.function.cells:
            yield frame.function.cells[parameter.name]
        elif parameter.name not in frame.function.local and is_cell_outside(frame, parameter.name):
            yield captured_cell(frame, parameter.name)
        elif (cell := frame.function.cell_of(parameter.name)) is not None:
            yield frame.builder.apply("cell.get", cell)
        elif parameter.name in frame.env:
            yield frame.env[parameter.name]
        elif parameter.name in frame.function.local:
            yield frame.undefined(parameter.name)
        else:
            yield expression(frame, gast.copy_location(gast.Name(parameter.name, gast.Load(), None, None), node))


@lowers(gast.Lambda)
def _lambda(frame: Frame, node: gast.Lambda) -> Value:
    return define_function(frame, node)
