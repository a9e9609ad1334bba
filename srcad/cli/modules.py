"""Targets → the modules to be written: which derivatives each holds, their text and its header."""

from __future__ import annotations

import ast
import re
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from srcad.cli.captures import StaticCaptures
from srcad.cli.classes import check_classes
from srcad.cli.constants import check_computed, copied_constants, with_defaults, without_unused
from srcad.dispatch.signature import ArgNums, Signature, resolve_argnums
from srcad.emit.module import emit_module
from srcad.emit.printer import print_module
from srcad.emit.standalone import make_standalone
from srcad.errors import ArgumentError, SrcadError
from srcad.ir.nodes import Function
from srcad.options import Options
from srcad.pipeline import Request, derive, header, make_tools, parameter_names
from srcad.source.annotations import annotated_types
from srcad.source.files import SourceFile, shown
from srcad.source.interface import Definition
from srcad.source.static import Project
from srcad.source.targets import Asked, find_asked
from srcad.source.text import place


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line says of all targets: ``--wrt``, ``--types``, ``--follow`` and ``--standalone``."""

    wrt: tuple[str, ...] | None = None
    types: str | None = None
    follow: tuple[str, ...] = ()
    standalone: bool = False

    def flags(self) -> list[str]:
        """Return the options that say the same."""
        return [
            *(["--wrt", ",".join(self.wrt)] if self.wrt else []),
            *(["--types", self.types] if self.types else []),
            *(flag for package in self.follow for flag in ("--follow", package)),
            *(["--standalone"] if self.standalone else []),
        ]


@dataclass(frozen=True, slots=True)
class Planned:
    """One module that will be written: the file that it is for, the targets that name it, and what they ask for."""

    file: SourceFile
    targets: tuple[str, ...]
    asked: tuple[Asked, ...]

    @property
    def place(self) -> str:
        """Where in a folder of derivatives it belongs."""
        return self.asked[0].place or f"{Path(self.file.path).stem.strip('<>')}.py"


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The derivatives of one module, the constants that they read, and the functions that are left out, and why."""

    functions: tuple[tuple[Request, Function], ...]
    constants: tuple[Function, ...]
    left_out: tuple[tuple[Definition, SrcadError], ...]


class Failed(Exception):
    """One or more errors in one module."""

    def __init__(self, errors: Sequence[SrcadError]) -> None:
        super().__init__(errors)
        self.errors = tuple(errors)


def read_wrt(text: str | None) -> tuple[str, ...] | None:
    """Return the names in ``--wrt x,y``; None if it is not given."""
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise ArgumentError("SRC020", f"--wrt {text!r} names no parameter", hint="write --wrt x or --wrt x,y")
    return names


def plan_modules(targets: Sequence[str], project: Project) -> list[Planned]:
    """Return the modules that targets stand for, in the order in which they are named first."""
    # Headers are the same wherever the checkout lies, and however its files are spelled.
    spelled = [shown(target) if target else target for target in targets]
    found = [(target, asked) for target in spelled for asked in find_asked(target, project)]
    order = list(dict.fromkeys(asked.file.path for _, asked in found))
    found.sort(key=lambda item: order.index(item[1].file.path))
    planned = []
    for _, group in groupby(found, key=lambda item: item[1].file.path):
        members = list(group)
        names = tuple(dict.fromkeys(asked.file.path if asked.place else target for target, asked in members))
        planned.append(Planned(members[0][1].file, names, tuple(asked for _, asked in members)))
    return planned


def derive_module(planned: Planned, project: Project, choices: Choices) -> Derivatives:
    """Return the derivatives of one module, under names that differ.

    Raises
    ------
    Failed
        With the errors of all of them. Functions that nobody named are left out where they are refused, unless all are.
    """
    captures = StaticCaptures(project, planned.file)
    tools = make_tools(captures.program(), Options())
    made: dict[tuple[object, ...], tuple[Request, Function]] = {}
    errors: list[SrcadError] = []
    left_out: list[tuple[Definition, SrcadError]] = []
    for asked in planned.asked:
        try:
            request = make_request(asked, choices)
            key = (request.definition, request.with_value, request.wrt, request.single)
            if key not in made:
                derived = check_classes(derive(request, tools, Options()), request.types, tools.program)
                made[key] = request, with_defaults(without_unused(derived), tools.program)
        except SrcadError as error:
            if asked.optional:
                left_out.append((asked.definition, error))
            else:
                errors.append(error)
    errors += check_computed(project)
    if errors or not made:
        raise Failed([*errors, *(error for _, error in left_out)])
    named = _with_unique_names(list(made.values()))
    constants = copied_constants([function for _, function in named], captures, tools.program)
    copied = [constant.name for constant in constants]
    functions = tuple((request, without_unused(function, copied)) for request, function in named)
    return Derivatives(functions, tuple(constants), tuple(left_out))


def print_derivatives(planned: Planned, derived: Derivatives, choices: Choices) -> str:
    """Return the text of one module."""
    functions = [function for _, function in derived.functions]
    titles = [header(request)[0] for request, _ in derived.functions]
    tree = emit_module(functions, [*titles, *_notes(derived), _command(planned, choices)], derived.constants)
    return print_module(make_standalone(tree) if choices.standalone else tree)


def make_request(asked: Asked, choices: Choices) -> Request:
    """Return the derivative that a file and the command line ask for, the command line first."""
    definition = asked.definition
    positions, single = resolve_argnums(definition.name, _signature(definition), _argnums(asked, choices.wrt))
    if 0 in positions and _is_bound(definition):
        message = f"the first parameter of the method {definition.qualname}() is the object, not a number"
        location = place(definition.tree, definition.file, definition.lines)
        raise ArgumentError("SRC021", message, location, "name another parameter: --wrt x, or argnums in the file")
    types = annotated_types(definition, choices.types)
    return Request(definition, types, positions, asked.transform == "srcad.value_and_grad", single)


def _is_bound(definition: Definition) -> bool:
    """Say whether a function is a method whose first parameter is its object or class."""
    outer = definition.qualname.split(".")[:-1]
    decorators = getattr(definition.tree, "decorator_list", [])
    static = any(getattr(decorator, "id", None) == "staticmethod" for decorator in decorators)
    return bool(outer) and outer[-1] != "<locals>" and not static


def _argnums(asked: Asked, wrt: tuple[str, ...] | None) -> ArgNums:
    if wrt is not None:
        return wrt[0] if len(wrt) == 1 else wrt
    if asked.argnums is None:
        return 0
    try:
        argnums: ArgNums = ast.literal_eval(asked.argnums)
    except ValueError:
        message = "argnums is known only when the program runs"
        location = place(asked.argnums, asked.file.path, asked.file.lines)
        raise ArgumentError("SRC020", message, location, "say which parameters with --wrt x,y") from None
    return argnums


def _signature(definition: Definition) -> Signature:
    a = definition.tree.args
    kinds = [
        *["positional"] * len(a.posonlyargs),
        *["either"] * len(a.args),
        *["star"] * (a.vararg is not None),
        *["keyword"] * len(a.kwonlyargs),
        *["doublestar"] * (a.kwarg is not None),
    ]
    return Signature(tuple(parameter_names(definition)), tuple(kinds), {})


def _with_unique_names(derived: list[tuple[Request, Function]]) -> list[tuple[Request, Function]]:
    """Name derivatives that would have one name by what they are with respect to, and then by number."""
    shared = Counter(function.name for _, function in derived)
    taken: Counter[str] = Counter()
    named = []
    for request, function in derived:
        name = function.name
        if shared[name] > 1:
            name = "_".join([name, *re.findall(r"\w+", " ".join(request.wrt_names))])
        taken[name] += 1
        if taken[name] > 1:
            name = f"{name}_{taken[name]}"
        named.append((request, replace(function, name=name)))
    return named


def _notes(derived: Derivatives) -> list[str]:
    """Return the lines of the header that tell what is passed by keyword, and what is left out."""
    copied = {constant.name for constant in derived.constants}
    parameters = [p for _, function in derived.functions for p in function.parameters]
    names = dict.fromkeys(p.name for p in parameters if p.kind == "capture" and p.name not in copied)
    lines = [("Passed by keyword, as they are in the module", list(names))]
    lines.append(("Left out, as they are refused", [definition.qualname for definition, _ in derived.left_out]))
    return [f"{title}: {', '.join(f'`{n}`' for n in names)}." for title, names in lines if names]


def _command(planned: Planned, choices: Choices) -> str:
    """Return the line of the header that says how to write the file again."""
    functions = list(dict.fromkeys(asked.definition for asked in planned.asked))
    targets: Sequence[str] = planned.targets
    if len(functions) == 1 and functions[0].file == planned.file.path and planned.file.module != "__main__":
        targets = [f"{functions[0].file}:{functions[0].qualname.replace('.<locals>', '')}"]
    return f"Written by srcad. To regenerate: {shlex.join(['srcad', 'transpile', *targets, *choices.flags()])}"
