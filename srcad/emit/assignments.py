"""Assignments: of what an operation gives, of what a block hands on, and writes in place."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from srcad.emit.copies import Copy, write_copies
from srcad.emit.expressions import BINARY, Expressions
from srcad.emit.inplace import is_adjoint
from srcad.emit.liveness import Liveness
from srcad.emit.program import Program, is_undefined
from srcad.errors import Location
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Operation, Value

_ACCUMULATIONS = frozenset({"operator.add", "operator.sub"})
#: Of adjoints alone: what the user wrote as ``y = y * x`` stays so.
_SCALINGS = frozenset({"operator.mul", "operator.truediv"})


class Assignments:
    """Makes the simple statements of one function.

    Attributes
    ----------
    made_for : dict
        The operation whose text each simple statement holds; what the choice of line breaks and comments goes by.
    handed : dict
        The value that each plain assignment to a name of a loop or a branch hands on.
    around : dict
        The branch, loop or ``with`` that each statement with a body is for.
    copied : list
        The values with a name that were assigned to another one.
    """

    def __init__(self, program: Program, liveness: Liveness, expressions: Expressions) -> None:
        self.program = program
        self.liveness = liveness
        self.expressions = expressions
        self.naming = expressions.naming
        self.nesting = expressions.nesting
        self.made_for: dict[ast.stmt, Operation] = {}
        self.handed: dict[ast.stmt, Value] = {}
        self.around: dict[ast.stmt, Operation] = {}
        self.copied: list[Value] = []

    def plain(self, operation: Operation) -> list[ast.stmt]:
        """Return the assignment of what an operation gives, if that is not what already has the name."""
        statement = self._assignment(operation)
        self.made_for[statement] = operation
        return [] if _gives_its_own_name(statement) else [statement]

    def _assignment(self, operation: Operation) -> ast.stmt:
        results = operation.results
        if isinstance(operation, Apply) and (other := self._augmenting(operation)) is not None:
            kind = BINARY[operation.name.rpartition(".")[2]]
            target = ast.Name(self.naming[results[0]], ast.Store())
            return ast.AugAssign(target, kind(), self.expressions.value(other))
        node = self.expressions.operation(operation)
        if not any(self.is_read(r) for r in results):
            return ast.Expr(node)
        targets = [ast.Name(self.naming[r], ast.Store()) for r in results]
        return ast.Assign([targets[0] if len(targets) == 1 else ast.Tuple(list(targets), ast.Store())], node, lineno=0)

    def _augmenting(self, operation: Apply) -> Value | None:
        """Return ``y`` if ``x = x + y`` (or ``x = y * x``) may be spelled ``x += y``: for numbers it is the same."""
        if operation.name not in _ACCUMULATIONS | _SCALINGS:
            return None
        first, second = operation.operands
        result = operation.result
        if operation.name in _SCALINGS and not is_adjoint(result.hint):
            return None
        if self._continues(first, result):
            return second
        return first if operation.name == "operator.mul" and self._continues(second, result) else None

    def _continues(self, value: Value, result: Value) -> bool:
        """Say whether the result is a number that takes the name of another one."""
        number = isinstance(ty.widen(value.type), ty.Scalar) and self.is_read(result)
        return number and value in self.naming and self.naming[value] == self.naming[result]

    def copies(self, targets: Sequence[Value], sources: Sequence[Value]) -> list[ast.stmt]:
        """Return the assignments that hand values on to names that are read later."""
        copies: list[Copy] = []
        given: dict[str, Value] = {}
        for target, source in zip(targets, sources):
            if target not in self.naming or is_undefined(self.program, source):
                continue
            if source in self.naming and self.naming[source] != self.naming[target]:
                self.copied.append(source)
            copies.append((self.naming[target], self.expressions.value(source)))
            given[self.naming[target]] = source
        statements = write_copies(copies)
        for statement in statements:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)]):
                    self.handed[statement] = given[name]
        return statements

    def place(self, statement: ast.stmt) -> Location | None:
        """Return the user's line that a statement comes from."""
        value = self.handed.get(statement)
        given = None if value is None else self.program.definition.get(value)
        operation = self.made_for.get(statement) or self.around.get(statement) or given
        return None if operation is None else operation.location

    def write(self, operation: Apply, statement: ast.stmt) -> list[ast.stmt]:
        """Return an in-place write, and the assignment that its result needs if it got another name."""
        self.made_for[statement] = operation
        if not operation.results:
            return [statement]
        target, result = operation.operands[0], operation.results[0]
        if not self.liveness.is_live(result, self.liveness.after[operation]):
            return [statement]
        return [statement, *self.copies([result], [target])]

    def subscript(self, operation: Apply) -> ast.Subscript:
        """Return the place that an array write goes to."""
        target, index = operation.operands[:2]
        whole = self.expressions.value(target)
        if index.type == ty.Literal(...) and isinstance(whole, ast.Subscript) and self._is_view(target):
            return ast.Subscript(whole.value, whole.slice, ast.Store())
        return ast.Subscript(whole, self.expressions.index(index), ast.Store())

    def _is_view(self, value: Value) -> bool:
        """Say whether a value is a part of an array; an item of a list would be replaced, not written to."""
        match self.program.definition.get(value):
            case Apply(name="operator.getitem", operands=(Value(type=ty.Reference()), _)):
                return True
            case _:
                return False

    def is_read(self, value: Value) -> bool:
        """Say whether anything uses the value."""
        return bool(self.program.users[value])


def _gives_its_own_name(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=same)):
            return name == same
        case _:
            return False
