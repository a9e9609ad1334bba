"""What ``source`` hands to ``lower``: a definition, and a scope that says what its free names mean.

Lowering sees user code through these classes alone; it imports, executes and inspects nothing itself, so the same
code serves functions found at run time and functions found in files.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import gast

from srcad.ir.nodes import Value
from srcad.ir.types import Type


@dataclass(frozen=True, slots=True)
class Known:
    """A name whose meaning is fixed when the code is lowered (and guarded by whoever caches the result).

    Parameters
    ----------
    type : Type
        ``Module(name)``; ``Callable(target)``, where the target is the canonical qualified name of something that is
        not in source form, or a :class:`Definition`; or ``Literal(value)`` for constants such as ``math.pi``.
    """

    type: Type


@dataclass(frozen=True, slots=True)
class Captured:
    """A name whose value is read at each call.

    Parameters
    ----------
    source : tuple of Hashable
        Where the value comes from: ``("global", module, name)``, ``("cell", owner, name)`` for a free variable of the
        function ``owner``, or ``("default", owner, name)`` for the default of one of its parameters.
    """

    source: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that cannot be resolved, why (a phrase that can follow a colon), and what to do about it.

    It is ``absent`` where a module is known not to have it: Python would raise, and only if control gets there.
    """

    reason: str
    hint: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Failing:
    """An import that fails: which built-in exception it raises, and with what message."""

    error: str
    message: str


#: The key of the class of all exceptions.
BASE_EXCEPTION = "builtins.BaseException"

#: Behind the name of a property: the method that assigns to it.
SETTER = ".setter"


@dataclass(frozen=True, slots=True)
class Member:
    """What an attribute of a class is.

    Parameters
    ----------
    kind : str
        ``method``, ``static``, ``class`` (a class method), ``property``, ``cached`` (a property whose value is kept),
        ``descriptor`` (another one, of which nothing is known) or ``value``.
    binding : Binding
        The function, or what is read.
    """

    kind: str
    binding: Binding


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a dataclass or of a named tuple, as its constructor knows it.

    Parameters
    ----------
    name : str
        The parameter's and the attribute's name.
    default : Binding or None
        The value that it has if none is given.
    factory : Binding or None
        What is called for the value if none is given.
    keyword : bool
        Whether it is passed by name only.
    given : bool
        Whether the constructor takes it at all.
    compared : bool
        Whether comparisons look at it.
    """

    name: str
    default: Binding | None = None
    factory: Binding | None = None
    keyword: bool = False
    given: bool = True
    compared: bool = True


class Members(Protocol):
    """What a class consists of, those of its bases included."""

    @property
    def key(self) -> Hashable:
        """The key of the class."""

    @property
    def order(self) -> tuple[Members, ...]:
        """What the classes consist of in its order of bases, itself first."""

    def own(self, name: str) -> Member | None:
        """Return what an attribute is that stands in the class itself."""

    def member(self, name: str, behind: ClassDefinition | None = None) -> Member | None:
        """Return what an attribute is; with ``behind``, for the classes that follow that one in the order of bases.

        ``name.setter`` is the method that assigns to the property ``name``.
        """

    def fields(self) -> tuple[Field, ...] | None:
        """Return the fields of a class whose constructor was made for it, of a dataclass; None for any other."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassDefinition:
    """A class in source form. Equal, and equally hashed, by ``key``.

    Parameters
    ----------
    key : Hashable
        Identifies the class.
    name : str
        Its qualified name, with its module.
    members : Members
        What it consists of.
    bases : tuple of Hashable
        The keys of the classes in its order of bases, itself first.
    tuple_fields : tuple of str
        The fields of a class of named tuples; empty for any other class.
    frozen : bool
        Whether attributes cannot be assigned.
    statement : Hashable
        Of a class that the function makes which is being compiled: what makes it, each time another one.
    """

    key: Hashable
    name: str
    members: Members = field(repr=False)
    bases: tuple[Hashable, ...] = ()
    tuple_fields: tuple[str, ...] = ()
    frozen: bool = False
    statement: Hashable = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClassDefinition) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class Scope(Protocol):
    """What the free names of a function mean."""

    def resolve(self, name: str) -> Binding:
        """Return what ``name``, which is not local to the function, is bound to."""

    def attribute(self, module: str, name: str) -> Binding:
        """Return what ``name`` is bound to in the module with the qualified name ``module``."""

    def module(self, name: str, level: int = 0) -> Binding | Failing:
        """Return the module that ``import name`` gives in the function; ``level`` counts leading dots."""


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A ``def`` or a ``lambda`` in source form. Equal, and equally hashed, by ``key``.

    Parameters
    ----------
    key : Hashable
        Identifies the function: the same function found twice has the same key.
    name, qualname, module : str
        As Python would give them; the name of a lambda is ``<lambda>``.
    file : str
        Path as the user would type it, or ``<string>``-like.
    tree : gast.FunctionDef or gast.Lambda
        Line and column numbers are those of the file; ``col_offset`` counts bytes of UTF-8.
    lines : tuple of str
        All source lines of the file, without line breaks.
    scope : Scope
        What its free names mean.
    """

    key: Hashable
    name: str
    qualname: str
    module: str
    file: str
    tree: gast.FunctionDef | gast.Lambda
    lines: tuple[str, ...] = field(repr=False)
    scope: Scope = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Definition) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Computed:
    """A name whose value is what a function without parameters gives, whenever it is read."""

    definition: Definition


@dataclass(frozen=True, slots=True)
class LocalClass:
    """What a class statement inside a function says, but for the values in its body.

    Parameters
    ----------
    name : str
        Its qualified name, with its module.
    is_tuple, frozen : bool
        Whether it makes named tuples; whether attributes cannot be assigned.
    made : tuple of str
        The methods that are made for a dataclass unless it has them.
    fields : tuple of (str, bool, bool, bool)
        The fields of either: the name, whether it is passed by name only, passed at all, and compared.
    changes : bool
        Whether something may assign to attributes of the class itself.
    """

    name: str
    is_tuple: bool = False
    frozen: bool = False
    made: tuple[str, ...] = ()
    fields: tuple[tuple[str, bool, bool, bool], ...] | None = None
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """What stands in a class that the function makes which is being compiled: a value of the IR."""

    value: Value


Binding: TypeAlias = Known | Captured | Missing | Computed | Local
