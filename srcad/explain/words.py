"""The operations of the graph and lines of the program as a person calls them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import PurePath

from srcad.emit.expressions import BINARY
from srcad.errors import Location

_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
#: Operations that have words or signs of their own.
WORDS = {
    "operator.neg": "-",
    "operator.pos": "+",
    "operator.getitem": "[]",
    "memory.read": "[]",
    "memory.load": "[]",
    "array.store": "[] =",
    "array.add_at": "[] +=",
    "memory.store": "[] =",
    "memory.add": "[] +=",
    "memory.add_at": "[] +=",
}
#: Longer prefixes first.
_PREFIXES = (("numpy.ndarray.", "."), ("numpy.", "np."), ("builtins.", ""))


def word_for(name: str) -> str:
    """Return an operation's name as a person writes it.

    >>> word_for("numpy.sin"), word_for("operator.mul"), word_for("numpy.ndarray.sum")
    ('np.sin', '*', '.sum')
    """
    family, _, last = name.rpartition(".")
    if name in WORDS:
        return WORDS[name]
    if family == "operator" and last in BINARY:
        return _SIGNS[BINARY[last]]
    return next((short + name.removeprefix(long) for long, short in _PREFIXES if name.startswith(long)), name)


def line_of(location: Location, home: Location) -> str:
    """Return how to call a line: ``line 7``, of another file ``rates.py:7``."""
    own = location.file == home.file
    return f"line {location.line}" if own else f"{PurePath(location.file).name}:{location.line}"
