"""``srcad show``: look at a derivative, at the computation graphs that it is made of, or at what it saves."""

from __future__ import annotations

import argparse

from srcad.cli.captures import StaticCaptures
from srcad.cli.main import DONE, report
from srcad.cli.modules import Choices, Failed, Planned, derive_module, plan_modules, print_derivatives, read_wrt
from srcad.explain.memory import report_memory
from srcad.ir.printer import format_function
from srcad.options import Options
from srcad.pipeline import Request, lower_and_specialise, make_tools
from srcad.source.static import Project


def run(arguments: argparse.Namespace) -> int:
    """Show what the arguments ask for, and return the exit status."""
    choices = Choices(read_wrt(arguments.wrt), arguments.types, tuple(arguments.follow))
    project = Project(choices.follow)
    for module in plan_modules([arguments.target], project):
        try:
            derived = derive_module(module, project, choices)
        except Failed as failed:
            return report(failed.errors)
        if arguments.memory:
            print("\n\n".join(_memory(request, module, project) for request, _ in derived.functions))
            continue
        if not arguments.ir:
            print(print_derivatives(module, derived, choices), end="")
            continue
        for request, function in derived.functions:
            print(f"{_primal(request, module, project)}\n\n{format_function(function)}")
    return DONE


def _memory(request: Request, module: Planned, project: Project) -> str:
    """Return what a derivative saves, as a table."""
    options = Options()
    tools = make_tools(StaticCaptures(project, module.file).program(), options)
    return str(report_memory(request, tools, options))


def _primal(request: Request, module: Planned, project: Project) -> str:
    """Return the printed graph of the user's function."""
    program = StaticCaptures(project, module.file).program()
    return format_function(lower_and_specialise(request.definition, request.types, program, Options()))
