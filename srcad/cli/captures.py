"""The types of captured values, as far as the text of a program tells."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from srcad.ir.lengths import symbol
from srcad.ir.types import BOOL, COMPLEX, FLOAT, TEXT, UNKNOWN, List, Scalar, Tuple, Type
from srcad.source.files import SourceFile
from srcad.source.static import Project

_BY_CLASS: Mapping[type, Type] = {bool: BOOL, float: FLOAT, complex: COMPLEX, str: TEXT}


@dataclass(frozen=True, slots=True)
class StaticCaptures:
    """Gives the types of captured values: those of simple constants; of anything else, nothing is known.

    Parameters
    ----------
    project : Project
        The files.
    file : SourceFile
        The one from which modules are looked for.
    """

    project: Project
    file: SourceFile

    def type(self, source: tuple[Hashable, ...]) -> Type:
        """Return the type of what a capture reads."""
        match source:
            case ("global", str() as module, str() as name):
                return self._global(module, name)
        return UNKNOWN

    def _global(self, module: str, name: str) -> Type:
        file = self.file if module == self.file.module else self.project.module(module, self.file.root)
        if file is None or name in file.rebound or sum(entry.name == name for entry in file.entries) != 1:
            return UNKNOWN
        constant = self.project.constant(file, name)
        if constant is None:
            return UNKNOWN
        try:
            value = ast.literal_eval(constant)
        except ValueError:  # an expression
            return UNKNOWN
        return _type_of(value, name)


def _type_of(value: object, name: str = "") -> Type:
    """Return the type of a constant; its value is read at each call, so that the type does not say it."""
    match value:
        case int() if not isinstance(value, bool):
            return Scalar("int", value=symbol(name) if name else None)
        case tuple():
            return Tuple(tuple(map(_type_of, value)))
        case [first, *rest] if all(_type_of(item) == _type_of(first) for item in rest):
            return List(_type_of(first))
    return _BY_CLASS.get(type(value), UNKNOWN)
