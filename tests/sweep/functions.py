"""Every function and lambda in the sources of the standard library and of NumPy, found by reading, not importing.

Those without a first parameter of one value leave nothing to ask for.
"""

from __future__ import annotations

import ast
import random
import sysconfig
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

#: Folders that hold no code of the libraries themselves.
_LEFT_OUT = frozenset({"site-packages", "test", "tests", "idle_test", "__pycache__"})


@dataclass(frozen=True, order=True)
class Place:
    """A function in a file: the position of its ``def`` or ``lambda``, and what it is called."""

    path: str
    line: int
    column: int
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column + 1} {self.name}"


def library_files() -> Iterator[Path]:
    """Give the files of the standard library and of NumPy, without their tests, in order."""
    for root in (Path(sysconfig.get_path("stdlib")), Path(np.__file__).parent):
        for path in sorted(root.rglob("*.py")):
            if not _LEFT_OUT.intersection(path.relative_to(root).parts[:-1]):
                yield path


def functions_of(path: Path) -> Iterator[Place]:
    """Give the functions of a file, methods and inner ones too; none if it is no Python."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of escapes in strings
            tree = ast.parse(path.read_bytes())
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) and _has_first(node.args):
            yield Place(str(path), node.lineno, node.col_offset, getattr(node, "name", "<lambda>"))


def _has_first(parameters: ast.arguments) -> bool:
    plain = [*parameters.posonlyargs, *parameters.args]
    return bool(plain or (parameters.kwonlyargs and parameters.vararg is None))


def all_functions() -> list[Place]:
    """Return every function of the libraries, in the order of files and lines."""
    return [place for path in library_files() for place in sorted(functions_of(path))]


def drawn(count: int, seed: int) -> list[Place]:
    """Return some functions, drawn at random but the same each time, in the order of files and lines."""
    return sorted(random.Random(seed).sample(all_functions(), count))
