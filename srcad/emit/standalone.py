"""A module that calls ``srcad.runtime`` → one that brings along what it calls, and imports NumPy alone."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import sys
from collections.abc import Iterator, Set
from functools import cache
from types import FunctionType, ModuleType
from typing import TypeAlias, cast

from srcad import runtime
from srcad.emit.comments import Blank, Comment

_RUNTIME = runtime.__name__
_Statement: TypeAlias = ast.FunctionDef | ast.Assign | ast.AnnAssign


def make_standalone(module: ast.Module) -> ast.Module:
    """Return a module that does the same without importing srcad; the given one is used up.

    Before: ``from srcad import runtime`` and ``runtime.unbroadcast(g, x)``. After: the source of ``unbroadcast`` and of
    what it calls, without annotations, above the functions that call it, and ``unbroadcast(g, x)``.
    """
    alias = next((name for s in module.body if (name := _runtime_alias(s))), None)
    if alias is None:
        return module
    brought = _Brought(_names_in(module) - {alias})
    body = [_Calls(alias, brought).visit(s) for s in module.body if not _runtime_alias(s)]
    first = next(i for i, statement in enumerate(body) if isinstance(statement, ast.FunctionDef))
    start = next(i for i in range(first, -1, -1) if i == 0 or not isinstance(body[i - 1], Blank))
    head = next(i for i, s in enumerate(body) if not isinstance(s, Comment | Blank | ast.Import | ast.ImportFrom))
    head = next(i for i in range(head, -1, -1) if i == 0 or not isinstance(body[i - 1], Blank))
    present = [ast.unparse(s) for s in body[:head] if isinstance(s, ast.Import | ast.ImportFrom)]
    wanted = {ast.unparse(s): s for s in brought.imports}
    imports: list[ast.stmt] = [s for text, s in wanted.items() if text not in present]
    if imports and present and not any("numpy" in text for text in present):  # those are of the standard library
        imports.insert(0, Blank())
    return ast.Module([*body[:head], *imports, *body[head:start], *brought.statements(), *body[start:]], [])


def _runtime_alias(statement: ast.stmt) -> str | None:
    """Return the name that a statement imports ``srcad.runtime`` under, or None."""
    package, _, last = _RUNTIME.rpartition(".")
    if isinstance(statement, ast.ImportFrom) and statement.module == package:
        return next((a.asname or a.name for a in statement.names if a.name == last), None)
    return None


def _names_in(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                names.add(name)
    return names


class _Calls(ast.NodeTransformer):
    """Replaces ``runtime.name`` by the name of what is brought along."""

    def __init__(self, alias: str, brought: _Brought) -> None:
        self.alias = alias
        self.brought = brought

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Replace the attributes of the runtime, also those of its modules."""
        path = _path(node)
        if path[0] != self.alias:
            return cast(ast.expr, self.generic_visit(node))
        found: object = pkgutil.resolve_name(".".join([_RUNTIME, *path[1:]]))
        assert isinstance(found, FunctionType)
        return ast.Name(self.brought.name_of(sys.modules[found.__module__], found.__name__), ast.Load())


def _path(node: ast.expr) -> list[str]:
    """Return the parts of a dotted name; an empty first one for anything else."""
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [""]


class _Brought:
    """What the module brings along, collected as it is named: statements of the runtime under names that are free.

    Parameters
    ----------
    taken : set of str
        The names that the module uses itself.
    """

    def __init__(self, taken: Set[str]) -> None:
        self.taken = set(taken)
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self._names: dict[tuple[str, str], str] = {}
        self._made: list[_Statement] = []

    def name_of(self, module: ModuleType, name: str) -> str:
        """Return the new name of a function or constant of one of the runtime's modules, which is brought along."""
        key = (module.__name__, name)
        if key not in self._names:
            statement = _top_level(module)[name]
            self._names[key] = new = self._free(name.strip("_"))
            self._made.append(self._renamed(statement, module, name, new))
        return self._names[key]

    def statements(self) -> Iterator[ast.stmt]:
        """Give the statements, what is used before what uses it."""
        for statement in self._made:
            yield Blank()
            if isinstance(statement, ast.FunctionDef):
                yield Blank()
            yield statement

    def _free(self, name: str) -> str:
        new, number = name, 1
        while new in self.taken:
            number += 1
            new = f"{name}_{number}"
        self.taken.add(new)
        return new

    def _renamed(self, statement: _Statement, module: ModuleType, name: str, new: str) -> _Statement:
        """Return a copy of a statement under its new name, with the new names of what it uses."""
        copy = cast(_Statement, ast.parse(ast.unparse(statement)).body[0])
        local = _locals(copy) - {name}
        names = {name: new}
        for node in ast.walk(_Bare().visit(copy)):
            if isinstance(node, ast.Name) and node.id not in local:
                if node.id not in names:
                    names[node.id] = self._used(module, node.id)
                node.id = names[node.id]
        if isinstance(copy, ast.FunctionDef):
            copy.name = new
        return copy

    def _used(self, module: ModuleType, name: str) -> str:
        """Return the new name of a global name of the runtime."""
        if name not in vars(module):
            return name  # Python's own
        value = vars(module)[name]
        if name in _top_level(module):
            return self.name_of(module, name)
        home = getattr(value, "__module__", "")
        if home.startswith(f"{_RUNTIME}."):
            return self.name_of(sys.modules[home], value.__name__)
        self.imports.append(_import_of(module, name))
        return name


class _Bare(ast.NodeTransformer):
    """Drops annotations, and of docstrings all but the first line."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Drop what a function says of types."""
        node.returns = None
        if text := ast.get_docstring(node):
            node.body[0] = ast.Expr(ast.Constant(text.splitlines()[0]))
        return cast(ast.FunctionDef, self.generic_visit(node))

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Drop the type of a parameter."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.Assign:
        """Drop the type of a variable."""
        assert node.value is not None
        return ast.Assign([node.target], node.value, lineno=0)


@cache
def _parsed(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


@cache
def _top_level(module: ModuleType) -> dict[str, _Statement]:
    """Return the functions and constants that a module of the runtime defines."""
    found: dict[str, _Statement] = {}
    for statement in _parsed(module).body:
        match statement:
            case ast.FunctionDef(name=name):
                found[name] = statement
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = statement
    return found


def _import_of(module: ModuleType, name: str) -> ast.Import | ast.ImportFrom:
    """Return the statement by which a module of the runtime imports a name, alone."""
    for statement in _parsed(module).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                if (alias.asname or alias.name) == name:
                    if isinstance(statement, ast.Import):
                        return ast.Import([alias])
                    return ast.ImportFrom(statement.module, [alias], statement.level)
    raise LookupError(f"{module.__name__} does not import {name}")


def _locals(statement: _Statement) -> set[str]:
    """Return the names that a statement binds itself, at any depth."""
    bound = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
    stored = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return bound | {node.id for node in stored if isinstance(node.ctx, ast.Store)}
