"""What the statements of a block bind names to, by their text alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from srcad.source.match import FunctionNode

#: The name under which a star import stands.
STAR = "*"


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """``import module``, or with ``name``, ``from module import name``; ``level`` counts the leading dots."""

    module: str
    name: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Defined:
    """A ``def``, or a ``lambda`` that is assigned to a name."""

    node: FunctionNode


@dataclass(frozen=True, slots=True, eq=False)
class DefinedClass:
    """A class."""

    node: ast.ClassDef


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """Anything else; ``value`` is the expression that is assigned, where there is one to each name."""

    value: ast.expr | None


#: What stands around a function.
Around: TypeAlias = FunctionNode | ast.ClassDef
Origin: TypeAlias = Imported | Defined | DefinedClass | Assigned


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A name (or ``*``), what a statement binds it to, and whether the statement may not be reached."""

    name: str
    origin: Origin
    conditional: bool


def entries(body: Sequence[ast.stmt], conditional: bool = False) -> Iterator[Entry]:
    """Give what the statements of a block bind, in order."""
    for statement in body:
        match statement:
            case ast.Import(names=names):
                for alias in names:
                    module = alias.name if alias.asname else alias.name.partition(".")[0]
                    yield Entry(alias.asname or module, Imported(module), conditional)
            case ast.ImportFrom(module=module, names=names, level=level):
                for alias in names:
                    yield Entry(alias.asname or alias.name, Imported(module or "", alias.name, level), conditional)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield Entry(name, Defined(statement), conditional)
            case ast.ClassDef(name=name):
                yield Entry(name, DefinedClass(statement), conditional)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield Entry(name, _assigned(value), conditional)
            case ast.AnnAssign(value=None):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield Entry(name, _assigned(value), conditional)
            case _:
                yield from _others(statement, conditional)


def _assigned(value: ast.expr) -> Origin:
    return Defined(value) if isinstance(value, ast.Lambda) else Assigned(value)


def _others(node: ast.AST, conditional: bool) -> Iterator[Entry]:
    """Give what a compound statement, or an expression in one, binds."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.stmt():
                yield from entries([child], conditional or not isinstance(node, (ast.With, ast.AsyncWith)))
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield Entry(name, Assigned(None), conditional)
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                pass
            case _:
                if isinstance(child, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and child.name:
                    yield Entry(child.name, Assigned(None), True)
                yield from _others(child, conditional or isinstance(child, (ast.ExceptHandler, ast.match_case)))


def parameters(node: FunctionNode) -> Iterator[str]:
    """Give the names of a function's parameters."""
    args = node.args
    for parameter in (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg):
        if parameter is not None:
            yield parameter.arg


def defaults(node: FunctionNode) -> Mapping[str, ast.expr]:
    """Return the defaults of a function's parameters, by name."""
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    pairs = [*zip(plain[len(plain) - len(args.defaults) :], args.defaults), *zip(args.kwonlyargs, args.kw_defaults)]
    return {parameter.arg: default for parameter, default in pairs if default is not None}


def function_entries(node: FunctionNode) -> list[Entry]:
    """Return what a function binds: its parameters, then its body."""
    found = [Entry(name, Assigned(None), False) for name in parameters(node)]
    return found if isinstance(node, ast.Lambda) else [*found, *entries(node.body)]


def rebound_globals(tree: ast.Module) -> frozenset[str]:
    """Return the names that functions declare ``global``: their values cannot be told from the text."""
    return frozenset(name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names)


def functions(
    node: ast.AST, prefix: str = "", enclosing: tuple[Around, ...] = ()
) -> Iterator[tuple[str, FunctionNode, tuple[Around, ...]]]:
    """Give each function below a node with its qualified name and what stands around it, outermost first."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                qualname = prefix + getattr(child, "name", "<lambda>")
                yield qualname, child, enclosing
                yield from functions(child, f"{qualname}.<locals>.", (*enclosing, child))
            case ast.ClassDef(name=name):
                yield from functions(child, f"{prefix}{name}.", (*enclosing, child))
            case _:
                yield from functions(child, prefix, enclosing)


def classes(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    """Give each class of a module with its qualified name, those inside other classes too, but none of a function."""
    for entry in entries(tree.body):
        if isinstance(entry.origin, DefinedClass):
            qualname = prefix + entry.name
            yield qualname, entry.origin.node
            yield from classes(entry.origin.node, f"{qualname}.")


def exported(tree: ast.Module) -> list[str] | None:
    """Return the names in a literal ``__all__``, or None."""
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=items) | ast.Tuple(elts=items)):
                return [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return None
