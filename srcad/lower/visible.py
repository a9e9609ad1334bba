"""Half-way: what the body of a try statement changes before it raises, and somebody sees afterwards.

before: ``try: x = f(x); y = g(x)`` with ``except ValueError: y = x``
after: ``x``: it may hold what ``f`` gave when ``g`` raises, and the handler reads it. It becomes a cell

Names are looked at in the text. That a handler assigns ``y`` before it is read is seen; a name that is read anywhere
behind counts as visible there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

import gast

from srcad.lower.escapes import leaving, parts_of_try
from srcad.lower.names import walk_scope

#: A change of what a name holds, or of the object that it holds: the name and the statement that does it.
Change = tuple[str, gast.AST]

_CHANGING_METHODS = frozenset(
    """append extend insert pop remove clear sort reverse update setdefault popitem add discard fill put resize
    partition itemset appendleft popleft extendleft rotate""".split()
)
#: What binds a name; other changes are those of objects.
_BINDING = (gast.Name, gast.FunctionDef, gast.MatchAs, gast.MatchStar, gast.MatchMapping)
_COMPOUND = (gast.For, gast.While, gast.With, gast.Try, gast.FunctionDef, gast.ClassDef)


def half_way_names(tree: gast.FunctionDef) -> list[str]:
    """Return the names of a function that a try statement binds half-way, and somebody sees afterwards."""
    found: dict[str, None] = {}
    for node in walk_scope(tree.body):
        if isinstance(node, gast.Try):
            bound = {name for name, place in _half_way(node.body) if isinstance(place, _BINDING)}
            visible = bound & _seen_by(tree, node, [h.body for h in node.handlers]) if node.handlers else set()
            found.update(dict.fromkeys(sorted(visible | _seen_at_the_end(tree, node))))
    return list(found)


def _seen_by(tree: gast.AST, node: gast.Try, handlers: Sequence[Sequence[gast.AST]]) -> frozenset[str]:
    """Return the names that somebody sees after a handler of ``node``, a statement in the function ``tree``, began."""
    around = _around(tree, node)
    behind = _reads(_outside(tree, node)) | _exposed(node.orelse) | _exposed(node.finalbody)
    if any(isinstance(n, (gast.For, gast.While)) for n in around):
        behind |= _exposed([node])
    guarded = not around or any(isinstance(outer, gast.Try) for outer in around)
    return frozenset().union(*(_seen_from(body, behind, guarded) for body in handlers))


def _seen_at_the_end(tree: gast.AST, node: gast.Try) -> set[str]:
    """Return the names that the ``finally`` part of a statement sees half-way, or what follows if it leaves early."""
    if not node.finalbody:
        return set()
    parts = [s for part in parts_of_try(node) if part is not node.finalbody for s in part]
    changed = [*_half_way([*node.body, *node.orelse])] if not node.handlers else [c for s in parts for c in changes(s)]
    holds_back = next(leaving(*node.finalbody), None) is not None
    seen = _exposed(node.finalbody) | (_seen_by(tree, node, [node.finalbody]) if holds_back else set())
    return seen.intersection(name for name, place in changed if isinstance(place, _BINDING))


def _half_way(statements: Sequence[gast.AST], last: bool = True) -> Iterator[Change]:
    """Give the changes after which one of the statements, or (not ``last``) something behind them, may raise."""
    for position, statement in enumerate(statements):
        ends = last and not any(map(_may_raise, statements[position + 1 :]))
        if isinstance(statement, gast.If):
            yield from _half_way(statement.body, ends)
            yield from _half_way(statement.orelse, ends)
        elif isinstance(statement, gast.With) and all(map(_leaves_quietly, statement.items)):
            yield from _half_way(statement.body, ends)
        elif not ends or isinstance(statement, _COMPOUND) or _changes_twice(statement):
            yield from changes(statement)


def _leaves_quietly(item: gast.withitem) -> bool:
    """Say whether leaving a context cannot raise: it is NumPy's error state."""
    match item:
        case gast.withitem(context_expr=gast.Call(func=gast.Attribute(attr="errstate")), optional_vars=None):
            return True
        case _:
            return False


def _may_raise(statement: gast.AST) -> bool:
    match statement:
        case gast.Pass() | gast.Break() | gast.Continue() | gast.Return(value=None):
            return False
        case gast.Return(value=gast.Constant() | gast.Name()):
            return False
        case gast.Assign(targets=targets, value=gast.Constant() | gast.Name()):
            return not all(isinstance(t, gast.Name) for t in targets)
        case _:
            return True


def _changes_twice(statement: gast.AST) -> bool:
    """Say whether a statement may raise between two changes: ``a[i], b[j] = v``, or an assignment in an expression."""
    if any(isinstance(n, gast.NamedExpr) for n in gast.walk(statement)) or _unpacks_late(statement):
        return True
    found = list(changes(statement))
    return len(found) > 1 and any(not isinstance(n, gast.Name) for _, n in found)


def _unpacks_late(statement: gast.AST) -> bool:
    """Say whether a statement unpacks a value when it may have bound a name: ``a, (b, c) = v``, ``a = b, c = v``."""
    several = (gast.Tuple, gast.List)
    targets = statement.targets if isinstance(statement, gast.Assign) else []
    inner = [e for t in targets if isinstance(t, several) for e in t.elts]
    return any(isinstance(t, several) for t in (*targets[1:], *inner))


def changes(statement: gast.AST) -> Iterator[Change]:
    """Give what a statement changes, at any depth."""
    for node in walk_scope([statement]):
        match node:
            case gast.Name(id=name, ctx=gast.Store() | gast.Del()) | gast.FunctionDef(name=name):
                yield name, node
            case gast.MatchAs(name=str() as name) | gast.MatchStar(name=str() as name):
                yield name, node
            case gast.MatchMapping(rest=str() as name):
                yield name, node
            case gast.Subscript(ctx=gast.Store() | gast.Del()) | gast.Attribute(ctx=gast.Store() | gast.Del()):
                yield from ((name, node) for name in _root(node))
            case gast.Call(func=gast.Attribute(value=value, attr=attr)) if attr in _CHANGING_METHODS:
                yield from ((name, node) for name in _root(value))


def _root(node: gast.AST) -> Iterator[str]:
    while isinstance(node, (gast.Subscript, gast.Attribute)):
        node = node.value
    if isinstance(node, gast.Name):
        yield node.id


# ---------------------------------------------------------------------- what is read


def _around(tree: gast.AST, node: gast.AST) -> list[gast.AST]:
    """Return the statements around a node, outermost first; a handler's statement is not around it."""
    for child in gast.iter_child_nodes(tree):
        if child is node:
            return [tree]
        if inner := _around(child, node):
            return [tree, *inner]
    return []


def _outside(tree: gast.AST, node: gast.AST) -> Iterator[gast.AST]:
    for child in gast.iter_child_nodes(tree):
        if child is not node:
            yield child
            yield from _outside(child, node)


def _reads(nodes: Iterable[gast.AST]) -> set[str]:
    """Return the names that are read: ``a += v`` reads its target, though gast calls that a store."""
    found: set[str] = set()
    for node in nodes:
        match node:
            case gast.Name(id=name, ctx=gast.Load()) | gast.AugAssign(target=gast.Name(id=name)):
                found.add(name)
    return found


def _exposed(statements: Sequence[gast.AST]) -> set[str]:
    """Return the names that statements may read before they assign them."""
    flow = _Flow()
    flow.block(statements, frozenset())
    return flow.read


def _seen_from(handler: Sequence[gast.AST], behind: Set[str], guarded: bool) -> set[str]:
    """Return the names that a handler reads, or that are read behind it and not assigned on the way there.

    ``guarded``: a handler that raises may be followed by one of a statement around.
    """
    flow = _Flow()
    flow.block(handler, frozenset())
    return flow.read | (set(behind) if guarded else set().union(*(behind - end for end in flow.ends)))


@dataclass(slots=True)
class _Flow:
    """Goes through statements: ``read`` before they were assigned; ``ends``: what was assigned at each way out."""

    read: set[str] = field(default_factory=set)
    ends: list[frozenset[str]] = field(default_factory=list)

    def block(self, statements: Sequence[gast.AST], assigned: frozenset[str]) -> None:
        """Go through the statements of a whole block."""
        end = self._statements(statements, assigned)
        if end is not None:
            self.ends.append(end)

    def _statements(self, statements: Sequence[gast.AST], assigned: frozenset[str] | None) -> frozenset[str] | None:
        """Return what is assigned at the end; None if the end is not reached."""
        for statement in statements:
            if assigned is None:
                return None
            assigned = self._statement(statement, assigned)
        return assigned

    def _statement(self, statement: gast.AST, assigned: frozenset[str]) -> frozenset[str] | None:
        match statement:
            case gast.If(test=test, body=body, orelse=orelse):
                self._reads(test, assigned)
                return _both(self._statements(body, assigned), self._statements(orelse, assigned))
            case gast.For(target=target, iter=header, body=body, orelse=orelse):
                self._reads(header, assigned)
                self._statements(body, assigned | _stored(target))
                return self._statements(orelse, assigned)
            case gast.While(test=test, body=body, orelse=orelse):
                self._reads(test, assigned)
                self._statements(body, assigned)
                return self._statements(orelse, assigned)
            case gast.Break() | gast.Continue():
                self.ends.append(assigned)
                return None
            case gast.Return() | gast.Raise():
                self._reads(statement, assigned)
                return None
            case gast.Try():
                return self._try(statement, assigned)
            case _:
                self._reads(statement, assigned)
                return assigned | (frozenset() if isinstance(statement, gast.With) else _stored(statement))

    def _try(self, node: gast.Try, assigned: frozenset[str]) -> frozenset[str] | None:
        end = self._statements([*node.body, *node.orelse], assigned)
        for handler in node.handlers:
            end = _both(end, self._statements(handler.body, assigned | _stored(handler.name)))
        return self._statements(node.finalbody, end)

    def _reads(self, node: gast.AST, assigned: frozenset[str]) -> None:
        self.read |= _reads(gast.walk(node)) - assigned


def _both(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    if a is None or b is None:
        return b if a is None else a
    return a & b


def _stored(node: gast.AST | None) -> frozenset[str]:
    names = () if node is None else gast.walk(node)
    return frozenset(n.id for n in names if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store))
