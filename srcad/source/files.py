"""The files of a project, found and parsed, never imported or executed."""

from __future__ import annotations

import ast
import os
import sys
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from srcad.errors import Location, SourceNotFound
from srcad.source.bindings import Entry, entries, rebound_globals
from srcad.source.text import parse_text


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """One parsed file.

    Parameters
    ----------
    path : str
        As the user would type it.
    module : str
        Its qualified name when it is imported.
    package : bool
        It is a package's ``__init__.py``.
    root : str
        The folder from which it is imported.
    """

    path: str
    module: str
    package: bool
    root: str
    lines: tuple[str, ...]
    tree: ast.Module
    entries: tuple[Entry, ...]
    rebound: frozenset[str]


def parse_file(path: str) -> SourceFile:
    """Return a file, parsed.

    Raises
    ------
    SourceNotFound
        If it cannot be read or is not Python (SRC032).
    """
    try:
        with tokenize.open(path) as file:
            text = file.read()
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceNotFound("SRC032", f"{path} cannot be read: {reason}") from None
    absolute = Path(path).resolve()
    folder, parts = absolute.parent, [] if absolute.name == "__init__.py" else [absolute.stem]
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        parts.insert(0, folder.name)
        folder = folder.parent
    return _source_file(text, path, ".".join(parts), absolute.name == "__init__.py", str(folder))


def parse_stdin(text: str) -> SourceFile:
    """Return the text that came through standard input, parsed; its imports are looked for in the working folder."""
    return _source_file(text, "<stdin>", "__main__", False, str(Path.cwd()))


def _source_file(text: str, path: str, module: str, package: bool, root: str) -> SourceFile:
    try:
        tree = parse_text(text, path)
    except (SyntaxError, ValueError) as error:
        raise _not_python(path, error) from None
    lines = tuple(text.splitlines())
    return SourceFile(path, module, package, root, lines, tree, tuple(entries(tree.body)), rebound_globals(tree))


def _not_python(path: str, error: SyntaxError | ValueError) -> SourceNotFound:
    if isinstance(error, SyntaxError):
        place = Location(path, error.lineno or 1, error.offset or 1, (error.text or "").rstrip("\n"))
        return SourceNotFound("SRC032", f"this is not Python: {error.msg}", place)
    return SourceNotFound("SRC032", f"{path} is not Python: {error}")


def locate(module: str, folders: Sequence[str]) -> str | None:
    """Return the file of a module below the folders, or None; a namespace package is its folder.

    The finder is asked part by part, with bare names: ``find_spec`` of a dotted name would execute the parents.
    """
    spec: ModuleSpec | None = None
    search = list(folders)
    for part in module.split("."):
        spec = PathFinder.find_spec(part, search)
        if spec is None:
            return None
        search = list(spec.submodule_search_locations or ())
    if spec is None or spec.origin in (None, "namespace"):
        return search[0] if search else None
    return spec.origin


def shown(path: str) -> str:
    """Return a path as a user would type it: relative if it is below the working folder."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative


def search_path(root: str, module: str, follow: Sequence[str]) -> list[str]:
    """Return where a module is looked for: in the project, and everywhere if it is to be followed."""
    return [root, *sys.path] if module.partition(".")[0] in follow else [root]
