"""Names that a text may read before it assigns them: what Python's flow of control allows, values apart."""

from __future__ import annotations

import ast
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import TypeAlias

#: The names that have a value, or None where control does not get to.
_Assigned: TypeAlias = "frozenset[str] | None"


def maybe_unbound(statements: Sequence[ast.stmt], given: Set[str]) -> set[str]:
    """Return the names that some statement may read without a value; ``given`` have one from the beginning."""
    reading = _Reading()
    reading.block(statements, frozenset(given))
    return reading.unbound


@dataclass(slots=True)
class _Reading:
    unbound: set[str] = field(default_factory=set)
    #: What is assigned where the innermost loop is left.
    left: list[_Assigned] = field(default_factory=list)

    def block(self, statements: Sequence[ast.stmt], assigned: _Assigned) -> _Assigned:
        for statement in statements:
            if assigned is None:
                return None
            assigned = self._statement(statement, assigned)
        return assigned

    def _statement(self, statement: ast.stmt, assigned: frozenset[str]) -> _Assigned:
        match statement:
            case ast.If(test=test, body=body, orelse=orelse):
                self._read(test, assigned)
                return _both(self.block(body, assigned), self.block(orelse, assigned))
            case ast.For(target=target, iter=source, body=body):
                self._read(source, assigned)
                self._loop(body, assigned | _stored(target))
                return assigned
            case ast.While(test=test, body=body):
                self._read(test, assigned)
                left = self._loop(body, assigned)
                return left if isinstance(test, ast.Constant) and test.value is True else assigned
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                end = self.block(orelse, self.block(body, assigned))
                for handler in handlers:
                    bound = {handler.name} if handler.name else set[str]()
                    end = _both(end, self.block(handler.body, assigned | bound))
                self.block(finalbody, assigned)
                return end
            case ast.With(items=items, body=body):  # it may suppress an exception
                for item in items:
                    self._read(item.context_expr, assigned)
                bound = {name for item in items if item.optional_vars for name in _stored(item.optional_vars)}
                return _both(assigned, self.block(body, assigned | bound))
            case ast.Break():
                self.left.append(assigned)
                return None
            case _:
                self._read(statement, assigned)
                leaves = isinstance(statement, (ast.Continue, ast.Return, ast.Raise))
                return None if leaves else assigned | _stored(statement)

    def _loop(self, body: Sequence[ast.stmt], assigned: frozenset[str]) -> _Assigned:
        """Go through the body of a loop; return what is assigned wherever a ``break`` leaves it."""
        outer, self.left = self.left, []
        self.block(body, assigned)
        end: _Assigned = None
        for left in self.left:
            end = _both(end, left)
        self.left = outer
        return end

    def _read(self, node: ast.AST, assigned: frozenset[str]) -> None:
        read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            read.add(node.target.id)
        self.unbound |= read - assigned


def _both(one: _Assigned, other: _Assigned) -> _Assigned:
    """Return what is assigned on both ways."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _stored(node: ast.AST) -> set[str]:
    """Return the names that a target or a simple statement assigns; those of a comprehension are its own."""
    match node:
        case ast.FunctionDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {name for target in targets for name in _stored(target)}
        case ast.Name(id=name) | ast.AugAssign(target=ast.Name(id=name)):
            return {name}
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return {name for part in parts for name in _stored(part)}
        case ast.Starred(value=value):
            return _stored(value)
        case _:
            return set()
