"""Cells: variables of a function that an inner function reads after they changed, or changes itself.

Other captured variables are values: an inner function that is made when a variable has got its last value can hold
that. A cell is an object that holds what the variable does; both functions read and write it when they run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import gast

from srcad.lower.names import assigned, assignments, parameter_nodes
from srcad.lower.yields import walrus_names

_FUNCTIONS = (gast.FunctionDef, gast.Lambda)
#: What may bind a name behind a function that stands inside.
_AROUND = (gast.For, gast.While, gast.Assign, gast.AnnAssign, gast.AugAssign, gast.NamedExpr)

#: Functions that use up what they go through, by the last part of the names under which they are called.
_CONSUMERS = frozenset(
    """sum any all max min sorted list tuple dict set frozenset len next join fromiter array stack prod fsum hypot
    reduce mean fmean median variance stdev pvariance pstdev""".split()
)

#: Decorators that leave a function as it is, by the last part of their names.
_KEEPING = frozenset({"cache", "lru_cache", "wraps", "jit", "njit", "contextmanager", "staticmethod"})


def cell_names(tree: gast.FunctionDef | gast.Lambda, local: frozenset[str]) -> list[str]:
    """Return the variables of a function that must be cells, in order.

    Parameters
    ----------
    tree : gast.FunctionDef or gast.Lambda
        The function.
    local : frozenset of str
        The names that the function binds.
    """
    body = tree.body if isinstance(tree.body, list) else [tree.body]
    inner = [n for statement in body for n in _walk(statement) if isinstance(n, _FUNCTIONS)]
    inner += [n for statement in body for n in _deferred(statement)]
    walrus = walrus_names(n for statement in body for n in _walk(statement) if isinstance(n, gast.GeneratorExp))
    if not inner and not walrus:
        return []
    bound = list(assignments(body))
    around = [n for statement in body for n in _walk(statement) if isinstance(n, _AROUND)]
    found: dict[str, None] = dict.fromkeys(n for n in walrus if n in local)
    for function in inner:
        for name in _free_names(function):
            places = [node for n, node in bound if n == name and (node is not function or _is_replaced(node))]
            changing = any(_changes(p, function, around) for p in places) or name in declared(function, gast.Nonlocal)
            if name in local and changing:
                found[name] = None
    return list(found)


def _deferred(node: gast.AST, consumed: bool = False) -> Iterator[gast.GeneratorExp]:
    """Give the generator expressions that may run later than where they stand, as a function may that is made there.

    ``consumed`` says that what the node gives is used up at once.
    """
    if isinstance(node, gast.GeneratorExp) and not consumed:
        yield node
    used_up = isinstance(node, gast.Call) and _last_name(node.func) in _CONSUMERS
    for name, child in gast.iter_fields(node):
        at_once = consumed or used_up or _goes_through(node, name)
        for inner in child if isinstance(child, list) else [child]:
            if isinstance(inner, gast.AST):
                yield from _deferred(inner, at_once and not isinstance(inner, gast.stmt))


def _goes_through(node: gast.AST, part: str) -> bool:
    """Say whether a node goes through a part of it, and binds nothing that this reads before it gives its items."""
    if isinstance(node, gast.For) and part == "iter":
        return {n.id for n in _walk(node.iter) if isinstance(n, gast.Name)}.isdisjoint(
            assigned([node.target, *node.body])
        )
    return isinstance(node, gast.ListComp) and part == "generators"


def _last_name(node: gast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def declared(function: gast.AST, kind: type[gast.AST]) -> set[str]:
    """Return the names that a function, or one inside it, declares ``nonlocal`` or ``global``."""
    return {name for node in _walk(function) if isinstance(node, kind) for name in node.names}


def declared_here(body: Sequence[gast.AST], kind: type[gast.AST]) -> list[str]:
    """Return the names that the statements declare, those of inner functions apart."""
    found: list[str] = []
    for statement in body:
        if isinstance(statement, kind):
            found += statement.names
        elif not isinstance(statement, (*_FUNCTIONS, gast.ClassDef)):
            found += declared_here(list(gast.iter_child_nodes(statement)), kind)
    return found


def _walk(node: gast.AST) -> Iterator[gast.AST]:
    nodes: Iterator[gast.AST] = gast.walk(node)
    return nodes


def _changes(place: gast.AST, function: gast.AST, around: Sequence[gast.AST]) -> bool:
    """Say whether a variable may be bound at a place after a function was made, as a class is after its methods."""
    is_method = isinstance(place, gast.ClassDef) and _contains(place, function)
    if is_method or place is function or _position(place) > _position(function):
        return True
    return any(_contains(outer, place) and _contains(outer, function) for outer in around)


def _is_replaced(node: gast.AST) -> bool:
    """Say whether the name of a function is bound to what a decorator may have made of it."""
    decorators = [getattr(d, "func", d) for d in getattr(node, "decorator_list", ())]
    return any(_last_name(d) not in _KEEPING for d in decorators)


def _position(node: gast.AST) -> tuple[int, int]:
    return (node.lineno, node.col_offset)


def _contains(outer: gast.AST, node: gast.AST) -> bool:
    return any(n is node for n in _walk(outer))


def _free_names(function: gast.FunctionDef | gast.Lambda | gast.GeneratorExp) -> set[str]:
    """Return the names that a function uses and does not bind itself."""
    if isinstance(function, gast.GeneratorExp):
        targets = {n.id for c in function.generators for n in _walk(c.target) if isinstance(n, gast.Name)}
        return {n.id for n in _walk(function) if isinstance(n, gast.Name)} - targets
    body = function.body if isinstance(function.body, list) else [function.body]
    own = {name for name, _, _ in parameter_nodes(function.args)}
    own.update(assigned(body))
    own -= set(declared_here(body, gast.Nonlocal))
    return (set(_used(body)) | declared(function, gast.Nonlocal)) - own


def _used(nodes: Iterable[gast.AST]) -> Iterator[str]:
    """Give the names that nodes use, of inner functions those that these do not bind themselves."""
    for node in nodes:
        if isinstance(node, _FUNCTIONS):
            yield from _free_names(node)
            yield from _used([*_defaults(node), *getattr(node, "decorator_list", ())])
        elif isinstance(node, gast.Name):
            yield node.id
        else:
            yield from _used(gast.iter_child_nodes(node))


def _defaults(function: gast.FunctionDef | gast.Lambda) -> list[gast.AST]:
    return [default for _, _, default in parameter_nodes(function.args) if default is not None]
