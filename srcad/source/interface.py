"""What the source of a function looks like to the rest of the compiler: a definition, and what its names are bound to.

:mod:`srcad.source.live` makes definitions from running functions, :mod:`srcad.source.static` from files that are never
executed; lowering cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeAlias

import gast

from srcad.ir.types import Type

#: Where a captured value is read: ``("global", module, name)``, ``("cell", key, name)`` or ``("default", key, name)``,
#: with the key of the definition that owns the cell or the default.
Source: TypeAlias = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A name whose meaning is fixed: a module, a function or a well-known constant.

    The type is ``Module(name)``, ``Literal(value)`` or ``Callable(target)``; the target is a :class:`Definition`, or the
    canonical qualified name of a function that is not transformed.
    """

    type: Type


@dataclass(frozen=True, slots=True)
class Captured:
    """A name whose value is read at each call."""

    source: Source


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that cannot be used, why, and the code and hint of the error that says so."""

    reason: str
    code: str = "SRC005"
    hint: str = ""


Binding: TypeAlias = Known | Captured | Missing


class Scope(Protocol):
    """What the names that a function does not assign itself are bound to."""

    def resolve(self, name: str) -> Binding:
        """Return what a free or global name is bound to."""
        ...

    def attribute(self, module: str, name: str) -> Binding:
        """Return what ``module.name`` is bound to, for a module that this scope gave as ``Known(Module(module))``."""
        ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of one function (line numbers of its file), and all lines of that file without their line breaks."""

    tree: gast.FunctionDef | gast.Lambda
    lines: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Definition:
    """One function in source form. Nothing is read or parsed before ``tree`` or ``lines`` is asked for.

    Parameters
    ----------
    key : Hashable
        Identifies the function (not merely its code: closures made twice have two keys); two definitions with one key
        are equal. The same program gives the same keys in each process.
    name, qualname, module : str
        As Python's ``__name__``, ``__qualname__`` and ``__module__``.
    file : str
        The file, or a ``<string>``-like name.
    scope : Scope
        What its free and global names are bound to.
    load : callable
        Finds the tree; raises :class:`~srcad.errors.SourceNotFound`.
    """

    key: Hashable
    name: str
    qualname: str
    module: str
    file: str
    scope: Scope = field(repr=False)
    load: Callable[[], Parsed] = field(repr=False)

    @cached_property
    def parsed(self) -> Parsed:
        """The tree and the lines, found at the first use."""
        return self.load()

    @property
    def tree(self) -> gast.FunctionDef | gast.Lambda:
        """The ``def`` or ``lambda``."""
        return self.parsed.tree

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the whole file."""
        return self.parsed.lines

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Definition) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)
