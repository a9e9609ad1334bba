"""What a cached derivative rests on besides its key: other functions, rules, resolved names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import EnumMeta
from types import FunctionType
from typing import Literal, TypeAlias

from srcad.cache.digest import function_digest, qualified_name, source_digest, underlying_function

Kind: TypeAlias = Literal["function", "class", "module", "primitive", "rule", "captured", "constant"]

#: How an object is reached from the primal function: ``("global", module, name)``, ``("cell", name)``, …
Route: TypeAlias = tuple[str, ...]
LineOrigin: TypeAlias = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Dependency:
    """One object that the derivative was made from.

    Parameters
    ----------
    route : tuple of str
        How the object is found again, starting from the primal function.
    kind : str
        ``function`` (or method) and ``rule``: by code, source, defaults; ``class``: by the names of what it has;
        ``module`` and ``primitive``: by name;
        ``captured``: by the key of its type, which stands for the value; ``constant``: by its value.
    digest : str
        What the object was; of a function also which of those it was to which the routes before lead. Closures made by
        one ``def`` are told apart by this alone.
    """

    route: Route
    kind: Kind
    digest: str

    @classmethod
    def on(cls, route: Route, kind: Kind, value: object, number: int = 0) -> Dependency:
        """Return the dependency on ``value`` as it is now; ``number`` says which of the functions it is."""
        return cls(route, kind, object_digest(kind, value, number))


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a derivative rests on besides its key, and where its lines come from.

    Parameters
    ----------
    dependencies : tuple of Dependency
        What it rests on.
    lines : tuple of (int, str, int)
        Lines of the text by number, each with the file and the number of the user's line that it comes from.
    """

    dependencies: tuple[Dependency, ...] = ()
    lines: tuple[LineOrigin, ...] = ()

    @classmethod
    def on(
        cls, primal: FunctionType, parts: Iterable[tuple[Route, Kind, object]], lines: tuple[LineOrigin, ...] = ()
    ) -> Manifest:
        """Return the manifest of what rests on these values, by their routes from the primal function."""
        known = [primal]
        return cls(tuple(Dependency.on(r, kind, value, _number(value, known)) for r, kind, value in parts), lines)

    def valid(self, primal: FunctionType, resolve: Callable[[Route], object]) -> bool:
        """Say whether each dependency resolves today to the same as when the derivative was made.

        Routes that led to one function must lead to one, and those that led to different ones to different ones.

        Parameters
        ----------
        primal : function
            From which the routes start.
        resolve : callable
            Gives today's object for a route; raises ``LookupError`` or ``AttributeError`` where nothing is left.
        """
        try:
            today = [(d.route, d.kind, resolve(d.route)) for d in self.dependencies]
        except (LookupError, AttributeError):
            return False
        return Manifest.on(primal, today).dependencies == self.dependencies


def object_digest(kind: Kind, value: object, number: int) -> str:
    """Return what stands for ``value`` in a manifest.

    A value that is not of its kind (a helper that was rebound to a class) is known by name, and so differs from any
    function.
    """
    if kind in ("captured", "constant"):
        return source_digest(f"{kind} {value!r}")
    if kind == "class" and isinstance(value, type):
        return source_digest(f"{kind} {[(qualified_name(c), *vars(c)) for c in value.__mro__ if c is not object]}")
    function = underlying_function(value) if kind in ("function", "rule") else None
    if function is None:
        return source_digest(f"{kind} {qualified_name(value)}{_members(value)}")
    return source_digest(f"{kind} {type(value).__name__} {number} {function_digest(function)}")


def _members(value: object) -> str:
    """Return what an enumeration consists of; nothing for anything else."""
    return f" {list(value)!r}" if isinstance(value, EnumMeta) else ""


def write_dependency(dependency: Dependency) -> str:
    r"""Return a dependency as one line of text.

    >>> write_dependency(Dependency(("global", "shop", "my price"), "function", "1f"))
    '1f function global shop my\\x20price'
    """
    words = (dependency.digest, dependency.kind, *dependency.route)
    return " ".join(_escape(word) for word in words)


def read_dependency(line: str) -> Dependency:
    """Return the dependency that :func:`write_dependency` wrote; ``ValueError`` for any other text."""
    digest, kind, *route = (_unescape(word) for word in line.split(" "))
    match kind:
        case "function" | "class" | "module" | "primitive" | "rule" | "captured" | "constant":
            return Dependency(tuple(route), kind, digest)
        case _:
            raise ValueError(f"no kind of dependency: {kind!r}")


def write_lines(lines: Sequence[LineOrigin]) -> list[str]:
    r"""Return the origins of lines as lines of text, one for each of the user's files.

    >>> write_lines([(7, "my loss.py", 3), (8, "my loss.py", 5)])
    ['my\\x20loss.py 7=3 8=5']
    """
    files = dict.fromkeys(file for _, file, _ in lines)
    return [" ".join([_escape(f), *(f"{n}={line}" for n, file, line in lines if file == f)]) for f in files]


def read_lines(text: Sequence[str]) -> tuple[LineOrigin, ...]:
    """Return what :func:`write_lines` wrote, by number."""
    found: list[LineOrigin] = []
    for file, *pairs in (line.split(" ") for line in text):
        split = (pair.split("=") for pair in pairs)
        found += [(int(number), _unescape(file), int(line)) for number, line in split]
    return tuple(sorted(found))


def _number(value: object, known: list[FunctionType]) -> int:
    """Return which of the known functions a value is; one that is new joins them. What is no function has no number."""
    function = underlying_function(value)
    if function is None:
        return 0
    if function not in known:
        known.append(function)
    return known.index(function)


def _escape(word: str) -> str:
    return word.encode("unicode_escape").decode("ascii").replace(" ", "\\x20")


def _unescape(word: str) -> str:
    return word.encode("ascii").decode("unicode_escape")
