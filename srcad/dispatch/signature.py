"""The signature of a function, read from its code object: ``inspect`` would cost a hit its import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import TypeAlias

import numpy as np

from srcad.cache.digest import defaults_of
from srcad.errors import ArgumentError

_VARARGS, _VARKEYWORDS = 0x04, 0x08

ArgNum: TypeAlias = "int | str"
#: Where a differentiated argument is: the position of its parameter, and of one that ``*args`` collects also which.
Place: TypeAlias = "int | tuple[int, int]"
ArgNums: TypeAlias = "ArgNum | tuple[ArgNum, ...] | Sequence[ArgNum]"  # of a list, mypy infers more this way


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function, in the order of its ``def``.

    ``kinds`` are those of :class:`srcad.ir.nodes.Parameter`; ``defaults`` holds the default objects by name.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    defaults: dict[str, object]

    @classmethod
    def of(cls, function: FunctionType) -> Signature:
        """Return the signature of a Python function."""
        code = function.__code__
        plain, keyword = code.co_argcount, code.co_kwonlyargcount
        names = list(code.co_varnames[: plain + keyword])
        kinds = [
            *["positional"] * code.co_posonlyargcount,
            *["either"] * (plain - code.co_posonlyargcount),
            *["keyword"] * keyword,
        ]
        extra = iter(code.co_varnames[plain + keyword :])
        if code.co_flags & _VARARGS:
            names.insert(plain, next(extra))
            kinds.insert(plain, "star")
        if code.co_flags & _VARKEYWORDS:
            names.append(next(extra))
            kinds.append("doublestar")
        return cls(tuple(names), tuple(kinds), defaults_of(function))

    def parameters(self) -> str:
        """Return the text between the parentheses of a ``def``; defaults are named ``_srcad_default_<name>``."""
        parts: list[str] = []
        for position, (name, kind) in enumerate(zip(self.names, self.kinds)):
            if kind != "positional" and position and self.kinds[position - 1] == "positional":
                parts.append("/")
            if kind == "keyword" and not {"star", "keyword"} & set(self.kinds[:position]):
                parts.append("*")
            star = {"star": "*", "doublestar": "**"}.get(kind, "")
            parts.append(f"{star}{name}" + (f"=_srcad_default_{name}" if name in self.defaults else ""))
        if self.kinds and self.kinds[-1] == "positional":
            parts.append("/")
        return ", ".join(parts)

    def arguments(self) -> list[str]:
        """Return the texts of the arguments that hand every parameter on."""
        spelled = {"star": "*{0}", "doublestar": "**{0}", "keyword": "{0}={0}"}
        return [spelled.get(kind, "{0}").format(name) for name, kind in zip(self.names, self.kinds)]


def resolve_argnums(name: str, signature: Signature, argnums: ArgNums) -> tuple[tuple[Place, ...], bool]:
    """Return where the differentiated arguments are, and whether a single one was asked for.

    Parameters
    ----------
    name : str
        The function's name, for errors.
    signature : Signature
        Its parameters.
    argnums : int, str, or a tuple or list of these
        Indices (negative ones count from the end of the parameters) or names of parameters.

    Raises
    ------
    ArgumentError
        SRC020, for anything else, for an index out of range, an unknown name, and the same parameter twice.
    """
    single = not isinstance(argnums, (tuple, list))
    asked = tuple(argnums) if isinstance(argnums, (tuple, list)) else (argnums,)
    if not asked:
        raise _wrong(name, signature, "argnums is empty")
    places = tuple(_place(name, signature, one) for one in asked)
    if len(set(places)) < len(places):
        raise _wrong(name, signature, f"argnums={argnums!r} names a parameter twice")
    return places, single


def parameter_of(place: Place) -> int:
    """Return the position of the parameter that an argument is passed to."""
    return place if isinstance(place, int) else place[0]


def spell_place(names: Sequence[str], place: Place) -> str:
    """Return the expression for an argument inside the function.

    >>> spell_place(("x", "rest"), 0), spell_place(("x", "rest"), (1, 2))
    ('x', 'rest[2]')
    """
    return names[place] if isinstance(place, int) else f"{names[place[0]]}[{place[1]}]"


def behind_receiver(place: Place) -> Place:
    """Return a place in the signature of a function, given that in the signature of its bound method."""
    return place + 1 if isinstance(place, int) else (place[0] + 1, place[1])


def _place(name: str, signature: Signature, asked: object) -> Place:
    names = signature.names
    star = signature.kinds.index("star") if "star" in signature.kinds else len(names)
    if isinstance(asked, str):
        if asked not in names:
            raise _wrong(name, signature, f"{name}() has no parameter {asked!r}")
        position = names.index(asked)
    elif isinstance(asked, (int, np.integer)) and not isinstance(asked, bool):
        if star < len(names) and asked >= star:
            return star, int(asked) - star
        if not -len(names) <= asked < len(names):
            raise _wrong(name, signature, f"argnums={asked} is out of range: {name}() has {len(names)} parameters")
        position = int(asked) % len(names)
    else:
        raise _wrong(name, signature, f"argnums must hold indices or names of parameters, not {asked!r}")
    return position


def _wrong(name: str, signature: Signature, message: str) -> ArgumentError:
    known = ", ".join(f"{i}: {n}" for i, n in enumerate(signature.names)) or "none"
    return ArgumentError("SRC020", message, hint=f"the parameters of {name}() are {known}")
