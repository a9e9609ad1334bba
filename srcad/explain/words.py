"""The operations of the graph as a person writes them."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from srcad.emit.expressions import BINARY

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
