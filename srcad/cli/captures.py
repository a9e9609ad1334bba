"""The types of captured values, and the constants of modules, as far as the text of a program tells."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from srcad.errors import SrcadError
from srcad.ir.lengths import symbol
from srcad.ir.types import (
    BOOL,
    COMPLEX,
    FLOAT,
    TEXT,
    UNKNOWN,
    Array,
    List,
    Literal,
    Object,
    Scalar,
    Text,
    Tuple,
    Type,
    widen,
)
from srcad.options import Options
from srcad.pipeline import lower_and_specialise, make_program
from srcad.source.files import SourceFile
from srcad.source.interface import Definition
from srcad.source.libraries import library_value
from srcad.source.static import Project
from srcad.source.written import Written
from srcad.specialise.program import Program

Source = tuple[Hashable, ...]

#: So many operations are copied at most to find the type of a constant.
_MOST_COPIED = 2_000
_PLAIN = (bool, int, float, complex, str)
_BY_CLASS: Mapping[type, Type] = {bool: BOOL, float: FLOAT, complex: COMPLEX, str: TEXT}


@dataclass(frozen=True, slots=True)
class StaticCaptures:
    """Gives the types of captured values: those of constants; of anything else, nothing is known.

    Parameters
    ----------
    project : Project
        The files.
    file : SourceFile
        The one from which modules are looked for.
    """

    project: Project
    file: SourceFile
    _types: dict[Source, Type] = field(default_factory=dict)

    def type(self, source: Source) -> Type:
        """Return the type of what a capture reads."""
        if source not in self._types:
            self._types[source] = UNKNOWN  # while it is looked for: constants may go in a circle
            self._types[source] = self._type(source)
        return self._types[source]

    def program(self) -> Program:
        """Return what the making of a derivative shares."""
        return make_program(self.type, self.project.classes.named)

    def small_program(self) -> Program:
        """Return what the finding of one constant's type shares, which is not to take long."""
        made = self.program()
        made.work.most = _MOST_COPIED
        return made

    def constant(self, source: Source) -> Written | None:
        """Return what is written for a constant, or None for any other value."""
        return self.project.written(self.file, source)

    def library_name(self, source: Source) -> str | None:
        """Return the qualified name of a value of Python's or NumPy's that never changes; None for any other."""
        match source:
            case ("global", str() as module, str() as name):
                own = module == self.file.module or self.project.module(module, self.file.root) is not None
                return None if own or library_value(module, name) is None else f"{module}.{name}"
        return None

    def _type(self, source: Source) -> Type:
        if (name := self.library_name(source)) is not None:
            value = library_value(str(source[1]), str(source[2]))
            return _type_of(value, name) if type(value) in _PLAIN else UNKNOWN
        if (found := self.constant(source)) is None:
            return UNKNOWN
        try:
            if source[0] == "member" and source[2] == "__match_args__":  # that names attributes, it does not change
                return _literal(ast.literal_eval(found.value))
            return _type_of(ast.literal_eval(found.value), ".".join(map(str, source[1:])))
        except ValueError:  # an expression
            return self._computed(self.project.expression(found))

    def _computed(self, definition: Definition) -> Type:
        try:
            function = lower_and_specialise(definition, (), self.small_program(), Options())
        except SrcadError:  # what srcad does not know of it, its type may not tell
            return UNKNOWN
        (value,) = function.body.terminator.values
        return _generalised(value.type)


def _generalised(t: Type) -> Type:
    """Return the type of a value that is read at each call."""
    match widen(t):
        case Scalar(kind=kind, form=form, dtype=dtype):
            return Scalar(kind, form, dtype)
        case Array(dtype=dtype, shape=shape):
            return Array(dtype, shape if shape is not None and all(n.known is not None for n in shape) else None)
        case Tuple(items=items, name=""):
            return Tuple(tuple(map(_generalised, items)))
        case Object(name=name, fields=pairs):
            return Object(name, tuple((key, UNKNOWN) for key, _ in pairs))  # somebody may assign to them
        case Text():
            return TEXT
    return UNKNOWN


def _literal(value: object) -> Type:
    """Return the type of a tuple of texts that is known with its items."""
    return Tuple(tuple(map(_literal, value))) if isinstance(value, tuple) else Literal(str(value))


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
