"""Expressions that a file assigns to names, once and for all."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from srcad.source.bindings import Assigned, Entry
from srcad.source.files import SourceFile


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """An expression that a file assigns to a name, and the class in whose body it stands.

    Of a decorated function, ``function`` is what goes by its name in the expression.
    """

    file: SourceFile
    name: str
    value: ast.expr
    cls: ast.ClassDef | None = None
    function: ast.FunctionDef | None = None


def assigned_once(
    file: SourceFile, name: str, found: Sequence[Entry], cls: ast.ClassDef | None = None
) -> Written | None:
    """Return what is assigned to a name, if that happens once and for all."""
    found = [entry for entry in found if cls is not None or entry.name == name]
    if len(found) != 1 or found[0].conditional or (cls is None and name in file.rebound):
        return None
    origin = found[0].origin
    value = origin.value if isinstance(origin, Assigned) else None
    return None if value is None else Written(file, name, value, cls)
