"""Constants of the user's modules that derivatives read: they are copied into the file that is written.

A number, a text or a tuple of these is copied if its module assigns it once; an array, a list or a dict also has to be
spelled like a constant, and nothing in the files that were read may write to it. Other values are passed by keyword.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from srcad.cli.captures import StaticCaptures
from srcad.emit.constants import is_expression
from srcad.errors import NotDifferentiable, SrcadError
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Function, Parameter, Value, Yield
from srcad.ir.walk import used_in
from srcad.options import Options
from srcad.pipeline import lower_and_specialise
from srcad.source.computed import is_display
from srcad.source.constancy import is_left_alone, stored_attributes
from srcad.source.interface import Binding, Definition, Known
from srcad.source.static import Project, resolve_in
from srcad.source.text import place
from srcad.source.written import Written
from srcad.specialise.program import Program


def without_unused(function: Function, kept: Collection[str] = ()) -> Function:
    """Return a function without the captured values that it does not read, those of others of the same module."""
    used = set(used_in(function.body))
    pairs = [(p, v) for p, v in zip(function.parameters, function.params)]
    return _with_parameters(function, [(p, v) for p, v in pairs if p.kind != "capture" or v in used or p.name in kept])


def with_defaults(function: Function, program: Program) -> Function:
    """Return a function that also captures the defaults of its own parameters, but for those that are literal."""
    assert isinstance(function.origin, Definition)
    pairs = list(zip(function.parameters, function.params))
    for parameter in function.parameters:
        if isinstance(parameter.default, ty.Unknown):
            source = ("default", function.origin.key, parameter.name)
            program.capture(Parameter(f"{parameter.name}_default", "capture", source=source))
            if program.captures[source] not in pairs:
                pairs.append(program.captures[source])
    return _with_parameters(function, pairs)


def _with_parameters(function: Function, pairs: Sequence[tuple[Parameter, Value]]) -> Function:
    body = replace(function.body, params=tuple(v for _, v in pairs))
    return replace(function, parameters=tuple(p for p, _ in pairs), body=body)


def copied_constants(functions: Sequence[Function], captures: StaticCaptures, program: Program) -> list[Function]:
    """Return the constants that functions read and that can be copied, each behind those that it reads itself.

    Each is a function without parameters of its own, under the name that the functions have for it.
    """
    found = _Found(captures, program)
    for function in functions:
        found.parameters(function)
    needed: set[str] = set()
    for function in (*functions, *reversed(found.made.values())):
        if function in functions or function.name in needed:
            needed |= {p.name for p in function.parameters}
    return [constant for name, constant in found.made.items() if name in needed]


def check_computed(project: Project) -> list[NotDifferentiable]:
    """Return a refusal for each value that was computed where its name is read, though a file may write to it."""
    trees = [file.tree for file in project.files]
    return [
        NotDifferentiable(
            "SRC005",
            f"{written.name!r} may be written to in another file",
            place(written.value, written.file.path, written.file.lines),
            "pass what it holds as an argument",
        )
        for written in project.computed.values()
        if is_rebound(project, written) or (is_display(written.value) and not is_left_alone(written.name, trees))
    ]


@dataclass(slots=True)
class _Found:
    captures: StaticCaptures
    program: Program
    #: In order; those that cannot be copied are not among them.
    made: dict[str, Function] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def parameters(self, function: Function) -> bool:
        """Copy what a function captures; say whether all of it could be."""
        return all([self._copy(p) for p in function.parameters if p.kind == "capture"])

    def _copy(self, parameter: Parameter) -> bool:
        if parameter.name not in self.seen:
            self.seen.add(parameter.name)
            constant = self.captures.constant(parameter.source)
            name = self.captures.library_name(parameter.source)
            made = None if constant is None else self._make(parameter, constant)
            made = made if name is None else _reference(parameter, name)
            if made is not None:
                self.made[parameter.name] = made
        return parameter.name in self.made

    def _make(self, parameter: Parameter, written: Written) -> Function | None:
        if is_rebound(self.captures.project, written):
            return None
        definition = self.captures.project.expression(written)
        try:
            function = without_unused(lower_and_specialise(definition, (), self.program, Options()))
        except SrcadError:  # srcad does not know how to compute it: the user passes it
            return None
        if not is_expression(function) or not self.parameters(function):
            return None
        (result,) = function.body.terminator.values
        trees = [file.tree for file in self.captures.project.files]
        if not _is_immutable(result.type) and not is_left_alone(written.name, trees):
            return None
        return replace(function, name=parameter.name)


def _reference(parameter: Parameter, name: str) -> Function:
    """Return the value of a library, which goes by its name, as a function without parameters."""
    builder = Builder()
    value = builder.reference(ty.Callable(name))
    return Function(parameter.name, (), builder.finish(Yield((value,))))


def _is_immutable(t: ty.Type) -> bool:
    t = ty.widen(t)
    return (
        isinstance(t, (ty.Scalar, ty.Text))
        or t == ty.NONE
        or (isinstance(t, ty.Tuple) and all(map(_is_immutable, t.items)))
    )


def is_rebound(project: Project, written: Written) -> bool:
    """Say whether a file that was read assigns to a name of another module or of a class: ``module.NAME = value``."""
    owner = None if written.cls is not None else Known(ty.Module(written.file.module))
    return any(
        node.attr == written.name and _may_be(resolve_in(project, file, node.value), node.value, owner)
        for file in project.files
        for node in stored_attributes(file.tree)
    )


def _may_be(found: Binding, node: ast.expr, owner: Binding | None) -> bool:
    """Say whether an expression may be a module, or with ``owner`` None a class; what is named is no instance's."""
    if owner is not None:
        return found == owner
    return isinstance(found, Known) or not isinstance(node, ast.Name) or node.id == "cls"
