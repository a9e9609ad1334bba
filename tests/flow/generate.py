"""Random programs of the whole language: see ``tests.flow.grammar``."""

from __future__ import annotations

import random

from tests.flow.grammar.kinds import ARRAY, BODY, DEEP, DICT, FLOAT, ITERATOR, LIST, MODEL, POINT, VECTOR, Kind
from tests.flow.grammar.prelude import with_prelude
from tests.flow.grammar.writer import Scope, Writer, indent, start

#: How the whole content of something is told.
_CONTENTS = {
    ARRAY: "np.sum({})",
    LIST: "fold({})",
    DICT: "sum({}.values())",
    POINT: "{}.length()",
    VECTOR: "abs({})",
    BODY: "{}.energy()",
    MODEL: "{}.size",
    DEEP: "{}.size",
    ITERATOR: "fold({})",
}
_MOST_TOLD = 5


def program(choices: random.Random, size: int = 8) -> str:
    """Return the text of a module that defines ``program(x, w)``, of a float and an array of three.

    Parameters
    ----------
    choices : random.Random
        Makes all choices; one of hypothesis lets programs become smaller.
    size : int
        About how many statements there are at most.
    """
    writer = Writer(choices, budget=choices.randint(2, size))
    scope = start()
    body = ["a = x * 0.5", "b = np.sin(w[0]) + x"]
    scope.names.update({"a": FLOAT, "b": FLOAT})
    while writer.budget > 0:
        body += writer.block(scope, 4)
    body.append(f"return {_result(writer, scope)}")
    return with_prelude("\n".join(["def program(x, w):", *indent(body), ""]))


def _result(writer: Writer, scope: Scope) -> str:
    """Return an expression that tells of much that is in scope."""
    floats = writer.random.choices(scope.of(FLOAT), k=3)
    others = [text for name, kind in scope.names.items() for text in _told(name, kind)]
    told = writer.random.sample(others, min(len(others), _MOST_TOLD))
    return " + ".join(dict.fromkeys([*floats, "b", *told]))


def _told(name: str, kind: Kind) -> list[str]:
    if kind in _CONTENTS:
        return [_CONTENTS[kind].format(name)]
    if kind.item == FLOAT:
        return [f"{name}[0] * {name}[-1]"]
    if kind.item in _CONTENTS:
        first, last = ('["a"]', '["b"]') if kind.name == "dict" else ("[0]", "[-1]")
        return [_CONTENTS[kind.item].format(name + part) for part in (first, last)]
    return []
