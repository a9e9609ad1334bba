"""``srcad transpile``: write derivatives as Python source."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from srcad.cli.main import DONE, WOULD_CHANGE, report
from srcad.cli.modules import Choices, Failed, Planned, derive_module, plan_modules, print_derivatives, read_wrt
from srcad.cli.output import Output, choose_paths, diff, prepare, write
from srcad.cli.settings import read_settings
from srcad.errors import ArgumentError, SrcadError
from srcad.source.static import Project


def run(arguments: argparse.Namespace) -> int:
    """Write what the arguments ask for, and return the exit status.

    Modules stand each for itself: one that cannot be made leaves its file as it is, and the others are written.
    """
    targets, output = _targets(arguments)
    choices = Choices(read_wrt(arguments.wrt), arguments.types, tuple(arguments.follow), arguments.standalone)
    project = Project(choices.follow)
    modules = plan_modules(targets, project)
    if output is not None:
        paths = choose_paths(output, [(module.file.path, module.place) for module in modules])
    texts, errors = _texts(modules, project, choices)
    if output is None:
        print("\n\n".join(text for text in texts if text is not None), end="")
        return report(errors) if errors else DONE
    made = [prepare(path, text, arguments.force) for path, text in zip(paths, texts) if text is not None]
    status = _finish([one for one in made if one.changes], arguments)
    return report(errors) if errors else status


def _targets(arguments: argparse.Namespace) -> tuple[Sequence[str], str | None]:
    """Return the targets and the place of the output, which the project's settings give without targets."""
    targets, output = arguments.targets, arguments.output
    if not targets:
        settings = read_settings()
        targets, output = settings.targets, output or settings.output
    if output is None and (arguments.check or arguments.diff):
        raise ArgumentError("SRC051", "--check and --diff compare with files", hint="say with -o where they are")
    return targets, output


def _texts(modules: Sequence[Planned], project: Project, choices: Choices) -> tuple[list[str | None], list[SrcadError]]:
    """Return the text of each module, None where there are errors, and the errors."""
    texts: list[str | None] = []
    errors: list[SrcadError] = []
    for module in modules:
        try:
            derived = derive_module(module, project, choices)
            texts.append(print_derivatives(module, derived, choices))
            errors += [error for _, error in derived.left_out]
        except Failed as failed:
            texts.append(None)
            errors += failed.errors
    return texts, errors


def _finish(changed: Sequence[Output], arguments: argparse.Namespace) -> int:
    """Write what changes, or only tell."""
    if not (arguments.check or arguments.diff):
        for output in changed:
            write(output)
            print(f"wrote {output.path}")
        return DONE
    for output in changed:
        print(diff(output) if arguments.diff else f"would write {output.path}\n", end="")
    return WOULD_CHANGE if changed else DONE
