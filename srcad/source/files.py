"""The files of a project, found and parsed, never imported or executed."""

from __future__ import annotations

import ast
import io
import os
import sys
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import resolve_name
from pathlib import Path

from srcad.errors import Location, SourceNotFound
from srcad.source.bindings import Entry, entries, rebound_globals
from srcad.source.libraries import has_name, is_looked_at
from srcad.source.reaching import reached
from srcad.source.text import parse_text

_SPELLINGS = "a file.py, file.py:function, package.module:function, or - for standard input"


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
        data = Path(path).read_bytes()
    except OSError as error:
        message, hint = f"{path or repr(path)} cannot be read: {error.strerror}", f"give {_SPELLINGS}"
        raise SourceNotFound("SRC032", message, hint=hint) from None
    text = _decode(data, path)
    absolute = Path(path).resolve()
    folder, parts = absolute.parent, [] if absolute.name == "__init__.py" else [absolute.stem]
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        parts.insert(0, folder.name)
        folder = folder.parent
    return _source_file(text, path, ".".join(parts), absolute.name == "__init__.py", str(folder))


def parse_stdin(data: bytes) -> SourceFile:
    """Return what came through standard input, parsed; its imports are looked for in the working folder."""
    return _source_file(_decode(data, "<stdin>"), "<stdin>", "__main__", False, str(Path.cwd()))


def _decode(data: bytes, path: str) -> str:
    """Return the text of a file as Python would read it: UTF-8, or as its first lines declare."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding).read()
    except SyntaxError as error:  # an encoding that Python does not know, or the first lines are not UTF-8
        raise _undecodable(path, error.msg) from None
    except UnicodeDecodeError as error:
        raise _undecodable(path, str(error)) from None


def _undecodable(path: str, reason: str) -> SourceNotFound:
    hint = "save it as UTF-8, or say on its first line which encoding it has: # -*- coding: latin-1 -*-"
    return SourceNotFound("SRC032", f"{path} cannot be read as text: {reason}", hint=hint)


def _source_file(text: str, path: str, module: str, package: bool, root: str) -> SourceFile:
    try:
        tree = parse_text(text, path)
    except (SyntaxError, ValueError) as error:
        raise _not_python(path, error) from None
    lines = tuple(text.splitlines())
    around = module if package else module.rpartition(".")[0]
    body = list(reached(tree.body, lambda imported, name: _exists(imported, name, root, around)))
    return SourceFile(path, module, package, root, lines, tree, tuple(entries(body)), rebound_globals(tree))


def _exists(module: str, name: str, root: str, package: str) -> bool | None:
    """Return whether importing a module, or a name of it, succeeds in a package; None if that is not known."""
    if module.startswith("."):
        if not package or module.strip(".") == "":
            return None
        module = resolve_name(module, package)
    is_project = locate(module, [root]) is not None
    if is_looked_at(module) and not is_project:
        return has_name(module, name)
    if locate(module, [root, *sys.path]) is None and module not in sys.builtin_module_names:
        return False
    return None if name and is_project else True


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
