"""What the emitted module imports, and under which names."""

from __future__ import annotations

import ast
import sys
from collections.abc import Set
from importlib.util import find_spec

from srcad.emit.comments import Blank

_USUAL = {"numpy": "np"}


class Imports:
    """The modules that the text names, collected while it is made.

    Parameters
    ----------
    parameters : set of str
        Names that the user gave to parameters, which therefore cannot be those of modules.
    """

    def __init__(self, parameters: Set[str] = frozenset()) -> None:
        self.parameters = parameters
        self._aliases: dict[str, str] = {}

    @property
    def names(self) -> frozenset[str]:
        """The names that may be bound at the top of the module."""
        return frozenset({self._alias(m) for m in ("numpy", "math", "srcad.runtime")} | set(self._aliases.values()))

    def reference(self, qualified: str) -> ast.expr:
        """Return the expression for a qualified name: ``numpy.linalg.solve`` gives ``np.linalg.solve``."""
        head, *rest = qualified.split(".")
        if head == "builtins" and len(rest) == 1 and rest[0] not in self.parameters:
            return ast.Name(rest[0], ast.Load())
        if head == "srcad" and rest[0] == "runtime":
            module, rest = "srcad.runtime", rest[1:]
        elif head in ("numpy", "math", "builtins"):
            module = head
        else:
            size = max(len(rest) - 1, 0)
            while size and not _may_be_module(".".join([head, *rest[:size]])):
                size -= 1
            module, rest = ".".join([head, *rest[:size]]), rest[size:]
        return _dotted(self._use(module), rest)

    def module(self, name: str) -> ast.expr:
        """Return the expression for a module."""
        return _dotted(self._use(name), [])

    def statements(self) -> list[ast.stmt]:
        """Return the import statements: those of the standard library, a blank line, the others."""
        made = [(m.partition(".")[0] in sys.stdlib_module_names, m) for m in sorted(self._aliases)]
        groups = [
            [_import(m, self._aliases[m]) for standard, m in made if standard is wanted] for wanted in (True, False)
        ]
        groups[1].sort(key=lambda statement: isinstance(statement, ast.ImportFrom))
        return [*groups[0], *([Blank()] if all(groups) else []), *groups[1]]

    def _use(self, module: str) -> str:
        return self._aliases.setdefault(module, self._alias(module))

    def _alias(self, module: str) -> str:
        last = module.rpartition(".")[2]
        wishes = [_USUAL[module]] if module in _USUAL else []
        if "." not in module or module == "srcad.runtime":
            wishes.append(last)
        elif module.partition(".")[0] not in self.parameters:
            return module
        wishes.append(f"{last}_module")
        return next(w for w in wishes if w not in self.parameters)


def _may_be_module(name: str) -> bool:
    """Say whether a dotted name may be a module's; in Python's own packages it is looked for."""
    package, _, _ = name.partition(".")
    if package not in sys.stdlib_module_names:
        return True
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # what is before the last dot is no package
        return False


def _dotted(start: str, rest: list[str]) -> ast.expr:
    head, *parts = start.split(".")
    node: ast.expr = ast.Name(head, ast.Load())
    for part in [*parts, *rest]:
        node = ast.Attribute(node, part, ast.Load())
    return node


def _import(module: str, name: str) -> ast.stmt:
    package, _, last = module.rpartition(".")
    if name == module:
        return ast.Import([ast.alias(module)])
    if package:
        return ast.ImportFrom(package, [ast.alias(last, None if last == name else name)], 0)
    return ast.Import([ast.alias(module, name)])
