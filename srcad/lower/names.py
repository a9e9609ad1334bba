"""Which names a piece of code assigns, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import gast

_SCOPES = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.ClassDef)
_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def walk_scope(nodes: Iterable[gast.AST]) -> Iterator[gast.AST]:
    """Give the nodes below, without what stands inside nested functions, classes and comprehensions' targets."""
    for node in nodes:
        yield node
        if isinstance(node, _SCOPES):
            continue
        if isinstance(node, _COMPREHENSIONS):
            yield from (n for n in _walk_all(node) if isinstance(n, gast.NamedExpr))
            continue
        yield from walk_scope(gast.iter_child_nodes(node))


def _walk_all(node: gast.AST) -> Iterator[gast.AST]:
    iterator: Iterator[gast.AST] = gast.walk(node)
    return iterator


def assignments(nodes: Iterable[gast.AST]) -> Iterator[tuple[str, gast.AST]]:
    """Give each name that the nodes bind, with the node that does it."""
    for node in walk_scope(nodes):
        match node:
            case gast.Name(id=name, ctx=gast.Store() | gast.Del()):
                yield name, node
            case gast.NamedExpr(target=gast.Name(id=name)):
                yield name, node
            case gast.FunctionDef(name=name) | gast.AsyncFunctionDef(name=name) | gast.ClassDef(name=name):
                yield name, node
            case gast.MatchAs(name=str() as name) | gast.MatchStar(name=str() as name):
                yield name, node
            case gast.MatchMapping(rest=str() as name):
                yield name, node
            case gast.Import(names=names) | gast.ImportFrom(names=names):
                for alias in names:
                    yield (alias.asname or alias.name).partition(".")[0], node


def assigned(nodes: Iterable[gast.AST]) -> list[str]:
    """Return the names that the nodes bind, in order, each once."""
    return list(dict.fromkeys(name for name, _ in assignments(nodes)))


def deleted(nodes: Iterable[gast.AST]) -> set[str]:
    """Return the names that the nodes delete."""
    return {node.id for node in walk_scope(nodes) if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Del)}


def caught_names(nodes: Iterable[gast.AST]) -> set[str]:
    """Return the names of exceptions in handlers, which are deleted where the handlers end."""
    handlers = (node for node in walk_scope(nodes) if isinstance(node, gast.ExceptHandler))
    return {node.name.id for node in handlers if isinstance(node.name, gast.Name)}


def parameter_nodes(arguments: gast.arguments) -> list[tuple[str, str, gast.AST | None]]:
    """Return (name, kind, default) for each parameter, in the order of the ``def``."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    kinds = ["positional"] * len(arguments.posonlyargs) + ["either"] * len(arguments.args)
    found = [(p.id, kind, default) for p, kind, default in zip(plain, kinds, defaults)]
    if arguments.vararg is not None:
        found.append((arguments.vararg.id, "star", None))
    found += [(p.id, "keyword", d) for p, d in zip(arguments.kwonlyargs, arguments.kw_defaults)]
    if arguments.kwarg is not None:
        found.append((arguments.kwarg.id, "doublestar", None))
    return found
