"""Which statements of a module are run when it is imported, as far as its text and what is installed tell.

before: ``try: from numba import njit`` / ``except ImportError: ...``; ``if sys.version_info >= (3, 12): ...``
after: the statements that are run here, without the question
"""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

#: Says whether importing a module (with leading dots, a relative one), or a name of it, succeeds; None if not known.
Exists: TypeAlias = Callable[[str, str], "bool | None"]

_COMPARISONS = {ast.GtE: operator.ge, ast.Gt: operator.gt, ast.LtE: operator.le, ast.Lt: operator.lt}
_FAILURES = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})


def reached(statements: Sequence[ast.stmt], exists: Exists) -> Iterator[ast.stmt]:
    """Give the statements that are run; those of which it is not known stay in theirs."""
    for statement in statements:
        match statement:
            case ast.If(test=test, body=body, orelse=orelse) if (holds := _holds(test)) is not None:
                yield from reached(body if holds else orelse, exists)
            case ast.Try() if (parts := _imported(statement, exists)) is not None:
                yield from reached(parts, exists)
            case _:
                yield statement


def _holds(test: ast.expr) -> bool | None:
    """Return whether a test holds that asks for the version of Python, or what runs the module."""
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(value=ast.Name(id="typing"), attr="TYPE_CHECKING"):
            return False
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return False
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id="sys"), attr="version_info"),
            ops=[compared],
            comparators=[ast.Tuple(elts=items)],
        ) if type(compared) in _COMPARISONS:
            wanted = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, int)]
            known = len(wanted) == len(items)
            return bool(_COMPARISONS[type(compared)](sys.version_info[:3], tuple(wanted))) if known else None
        case ast.UnaryOp(op=ast.Not(), operand=operand) if (holds := _holds(operand)) is not None:
            return not holds
    return None


def _imported(node: ast.Try, exists: Exists) -> list[ast.stmt] | None:
    """Return what is run of a ``try`` whose body only imports; None if that is not known."""
    imports = [_succeeds(statement, exists) for statement in node.body]
    if all(imports):
        return [*node.body, *node.orelse, *node.finalbody]
    failed = next((done for done in imports if not done), None)
    handlers = [handler for handler in node.handlers if _catches(handler)]
    if failed is None or imports[0] is not False or len(node.body) > 1 or len(handlers) != len(node.handlers):
        return None
    return [*handlers[0].body, *node.finalbody]


def _succeeds(statement: ast.stmt, exists: Exists) -> bool | None:
    """Return whether a statement is an import that succeeds; None for anything else, or if it is not known."""
    match statement:
        case ast.Import(names=names):
            found = [exists(alias.name, "") for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            named = "." * level + (module or "")
            found = [exists(named, "" if alias.name == "*" else alias.name) for alias in names]
        case _:
            return None
    return None if None in found else all(found)


def _catches(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler catches the failure of an import."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return handler.type is None or any(isinstance(kind, ast.Name) and kind.id in _FAILURES for kind in kinds)
