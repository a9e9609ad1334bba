"""Blocks → statements: ``if``, ``for``, ``while`` and ``with``, and what ends a block."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeGuard, assert_never

from srcad.emit.assignments import Assignments
from srcad.emit.copies import assign
from srcad.emit.expressions import Expressions
from srcad.emit.handles import STATEMENTS
from srcad.emit.liveness import Liveness
from srcad.emit.program import Program
from srcad.emit.updates import SPECIAL, star_of, starred
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Exit,
    If,
    Loop,
    Operation,
    Raise,
    Try,
    Value,
    With,
    Yield,
)

#: What becomes of the values that a block yields.
Ending: TypeAlias = Callable[[Sequence[Value]], list[ast.stmt]]
#: Makes the ``def`` of a closure.
Define: TypeAlias = Callable[[Closure, str, Expressions], ast.stmt]


class Statements:
    """Makes the statements of one function: those that hold others here, the simple ones in ``assignments``.

    Attributes
    ----------
    assignments : Assignments
        Makes the simple ones, and knows what each of them is for.
    """

    def __init__(self, program: Program, liveness: Liveness, expressions: Expressions, define: Define) -> None:
        self.program = program
        self.liveness = liveness
        self.expressions = expressions
        self.naming = expressions.naming
        self.nesting = expressions.nesting
        self.define = define
        self.assignments = Assignments(program, liveness, expressions)
        self._loops: list[Loop] = []

    def body(self) -> list[ast.stmt]:
        """Return the statements of the function's body."""
        return self._block(self.program.function.body, self._return) or [ast.Pass()]

    # Blocks and their ends.

    def _block(self, block: Block, ending: Ending, skip: int = 0) -> list[ast.stmt]:
        statements: list[ast.stmt] = []
        for operation in block.operations[skip:]:
            if operation in self.nesting.tails:
                assert isinstance(operation, If)
                return statements + self._returning_if(operation, ending, block.terminator.values)
            new = self._operation(operation)
            if isinstance(operation, Loop) or _is_copy(operation):
                place, last = self._before_tapes(statements), len(new) - isinstance(operation, Loop)
                statements[place:] = [*new[:last], *statements[place:], *new[last:]]
            else:
                statements += new
            if isinstance(operation, If) and _never_ends(operation):
                return statements
        return statements + self._terminator(block, ending)

    def _before_tapes(self, statements: Sequence[ast.stmt]) -> int:
        """Return the place before the tapes that stand at the end: what a loop starts from reads better above them."""
        place = len(statements)
        while place and _is_new_tape(self.assignments.made_for.get(statements[place - 1])):
            place -= 1
        return place

    def _terminator(self, block: Block, ending: Ending) -> list[ast.stmt]:
        match block.terminator:
            case Yield(values=values):
                return ending(values)
            case Exit(number=number, values=values):
                return self._exit(number, values)
            case Raise(values=values):
                nodes = [self.expressions.value(v) for v in values]
                statement = ast.Raise(*nodes)
                for value in values:
                    self._note(statement, value)
                return [statement]
            case other:
                assert_never(other)

    def _return(self, values: Sequence[Value]) -> list[ast.stmt]:
        if not values:
            return []
        nodes = [self.expressions.value(v) for v in values]
        statement = ast.Return(nodes[0] if len(nodes) == 1 else ast.Tuple(nodes, ast.Load()))
        for value in values:
            self._note(statement, value)
        return [statement]

    def _note(self, statement: ast.stmt, value: Value) -> None:
        if self.nesting.is_inlined(value) and value in self.program.definition:
            self.assignments.made_for.setdefault(statement, self.program.definition[value])

    def _exit(self, number: int, values: Sequence[Value]) -> list[ast.stmt]:
        loop = self._loops[-1]
        *results, stop = loop.results
        statements = self.assignments.copies(results, values)
        if number and stop in self.naming:
            statements.append(assign(self.naming[stop], ast.Constant(number)))
        return [*statements, ast.Break()]

    # Operations.

    def _operation(self, operation: Operation) -> list[ast.stmt]:
        if self._is_nested(operation):
            return []
        statements: list[ast.stmt]
        match operation:
            case If() if operation not in self.nesting.conditional:
                statements = self._if(operation, self._hand_to(operation.results))
            case Loop():
                statements = self._loop(operation)
            case With():
                statements = [self._with(operation)]
            case Try():
                statements = self._try(operation)
            case Closure(result=result):
                statements = [self.define(operation, self.naming[result], self.expressions)]
            case Apply() if operation.name in STATEMENTS:
                statements = STATEMENTS[operation.name](self.assignments, operation)
            case Apply() if operation.name in SPECIAL:
                statements = SPECIAL[operation.name](self.assignments, operation)
            case _:
                statements = self.assignments.plain(operation)
        if isinstance(operation, (If, Loop, With, Try)):
            self.assignments.around.update((s, operation) for s in statements if hasattr(s, "body"))
        return statements

    def _hand_to(self, results: Sequence[Value]) -> Ending:
        return lambda values: self.assignments.copies(results, values)

    # Branches.

    def _returning_if(self, operation: If, outer: Ending, returned: Sequence[Value]) -> list[ast.stmt]:
        """Return ``if c: return a`` and ``return b`` for an ``If`` that ends the function."""
        condition = self.expressions.value(operation.condition)
        order = [operation.results.index(v) for v in returned]

        def ending(values: Sequence[Value]) -> list[ast.stmt]:
            return outer([values[k] for k in order])

        then, orelse = (self._block(b, ending) for b in (operation.then, operation.orelse))
        statement = ast.If(condition, then, [])
        self.assignments.around[statement] = operation
        return [statement, *orelse]

    def _if(self, operation: If, ending: Ending) -> list[ast.stmt]:
        condition = self.expressions.value(operation.condition)
        then, orelse = self._block(operation.then, ending), self._block(operation.orelse, ending)
        if not _falls(operation.then):
            return [ast.If(condition, then, []), *orelse]
        if not _falls(operation.orelse):
            return [ast.If(self.expressions.negated(operation.condition), orelse, []), *then]
        if then:
            return [ast.If(condition, then, orelse) if orelse else _only_if(condition, then)]
        if orelse:
            return [_only_if(self.expressions.negated(operation.condition), orelse)]
        return []

    # Loops.

    def _loop(self, loop: Loop) -> list[ast.stmt]:
        carried = loop.carried
        if (comprehension := self._comprehension(loop, carried)) is not None:
            return [comprehension]
        before = self.assignments.copies(carried, loop.inits)
        stop = loop.results[-1]
        if stop in self.naming:
            before.append(assign(self.naming[stop], ast.Constant(0)))
        self._loops.append(loop)
        statement = self._for(loop, carried) if loop.iterable is not None else self._while(loop, carried)
        self._loops.pop()
        return [*before, statement]

    def _for(self, loop: Loop, carried: Sequence[Value]) -> ast.stmt:
        assert loop.iterable is not None
        item = loop.body.params[0]
        skip = 0
        if item in self.naming:
            target, skip = self._target(item, loop.body, 0)
        else:
            target = ast.Name("_", ast.Store())
        body = self._block(loop.body, self._hand_to(carried), skip) or [ast.Pass()]
        return ast.For(target, self.expressions.value(loop.iterable), body, [], lineno=0)

    def _comprehension(self, loop: Loop, carried: Sequence[Value]) -> ast.stmt | None:
        """Return ``l = [v for item in items]`` for a loop that only appends to a new list, else None."""
        if loop.iterable is None or len(carried) != 1 or loop.results[0] not in self.naming:
            return None
        made = self.program.definition.get(loop.inits[0])
        if not isinstance(made, Apply) or made.name != "build.list" or not self._is_nested(made):
            return None
        target, skip = self._target(loop.body.params[0], loop.body, 0)
        place = self._next_statement(loop.body, skip)
        if place != len(loop.body.operations) - 1:
            return None
        append = loop.body.operations[place]
        if not self._only_appends(append, carried[0], loop):
            return None
        value = self.expressions.value(append.operands[1])
        source = self.expressions.value(loop.iterable)
        display = ast.ListComp(value, [ast.comprehension(target, source, [], 0)])
        statement = assign(self.naming[loop.results[0]], display)
        self.assignments.made_for[statement] = append
        return statement

    def _only_appends(self, operation: Operation, items: Value, loop: Loop) -> TypeGuard[Apply]:
        if not isinstance(operation, Apply) or operation.name != "list.append":
            return False
        handed_on = isinstance(loop.body.terminator, Yield) and loop.body.terminator.values == operation.results
        alone = self.program.users[items] == [operation] and len(self.program.users[operation.result]) == 1
        return handed_on and alone and loop.results[-1] not in self.naming

    def _target(self, item: Value, body: Block, skip: int) -> tuple[ast.expr, int]:
        """Return the target for an item and the number of leading ``unpack``s that it replaces."""
        place = self._next_statement(body, skip)
        if place < len(body.operations) and self.program.users[item] == [body.operations[place]]:
            operation = body.operations[place]
            if isinstance(operation, Apply) and operation.name == "unpack":
                skip = place + 1
                parts: list[ast.expr] = []
                for k, result in enumerate(operation.results):
                    part, skip = self._target(result, body, skip)
                    parts.append(starred(part) if k == star_of(operation) else part)
                return ast.Tuple(parts, ast.Store()), skip
        name = self.naming[item] if item in self.naming and self.assignments.is_read(item) else "_"
        return ast.Name(name, ast.Store()), skip

    def _next_statement(self, body: Block, skip: int) -> int:
        """Return the place of the first operation from ``skip`` on that is not nested elsewhere."""
        while skip < len(body.operations) and self._is_nested(body.operations[skip]):
            skip += 1
        return skip

    def _is_nested(self, operation: Operation) -> bool:
        return bool(operation.results) and all(map(self.nesting.is_inlined, operation.results))

    def _while(self, loop: Loop, carried: Sequence[Value]) -> ast.stmt:
        ending = self._hand_to(carried)
        place = self._place_of_test(loop)
        if place is None:
            return ast.While(ast.Constant(True), self._block(loop.body, ending), [])
        test = loop.body.operations[place]
        assert isinstance(test, If)
        write = self.expressions.negated if isinstance(test.then.terminator, Exit) else self.expressions.value
        condition = write(test.condition)
        body = self._block(loop.body, ending, place + 1) or [ast.Pass()]
        return ast.While(condition, body, [])

    def _place_of_test(self, loop: Loop) -> int | None:
        """Return where the body tests whether to go on, if that can stand after ``while``."""
        for place, operation in enumerate(loop.body.operations):
            if isinstance(operation, If) and operation not in self.nesting.conditional:
                return place if self._is_test(operation, loop) else None
            if not self._is_nested(operation):
                return None
        return None

    def _is_test(self, operation: If, loop: Loop) -> bool:
        """Say whether one branch does nothing and the other one leaves the loop without a copy."""
        inside = [o for b in (operation.then, operation.orelse) for o in b.operations]
        if operation.results or not all(map(self._is_nested, inside)):
            return False
        ends = [b.terminator for b in (operation.then, operation.orelse)]
        leaving = [e for e in ends if isinstance(e, Exit)]
        if len(leaving) != 1 or not any(isinstance(e, Yield) for e in ends) or leaving[0].number:
            return False
        marker = len(self.assignments.copied)
        silent = not self.assignments.copies(loop.results[:-1], leaving[0].values)
        del self.assignments.copied[marker:]
        return silent

    def _with(self, operation: With) -> ast.stmt:
        params = operation.body.params
        name = ast.Name(self.naming[params[0]], ast.Store()) if params and self.assignments.is_read(params[0]) else None
        item = ast.withitem(self.expressions.value(operation.manager), name)
        body = self._block(operation.body, self._hand_to(operation.results)) or [ast.Pass()]
        return ast.With([item], body, lineno=0)

    def _try(self, operation: Try) -> list[ast.stmt]:
        ending = self._hand_to(operation.results[:-1])
        handlers = [self._handler(operation, number, ending) for number in range(1, len(operation.handlers) + 1)]
        body = self._block(operation.body, ending) or [ast.Pass()]
        statement = ast.Try(body, handlers, [], [])
        return [*self._note_outcome(operation, 0), statement]

    def _handler(self, operation: Try, number: int, ending: Ending) -> ast.ExceptHandler:
        handler, kinds = operation.handlers[number - 1], operation.kinds[number - 1]
        (exception,) = handler.params
        name = self.naming[exception] if self.assignments.is_read(exception) else None
        classes = [self.expressions.value(k) for k in kinds]
        if name is not None and not classes:
            classes = [self.expressions.imports.reference("builtins.BaseException")]
        caught = classes[0] if len(classes) == 1 else ast.Tuple(classes, ast.Load()) if classes else None
        body = self._block(handler, ending)
        noted = self._note_outcome(operation, number) if _falls(handler) else []
        return ast.ExceptHandler(caught, name, [*body, *noted] or [ast.Pass()])

    def _note_outcome(self, operation: Try, number: int) -> list[ast.stmt]:
        """Return what notes which handler runs, if anybody asks: one alone is told by True."""
        if not self.liveness.is_live(operation.outcome, self.liveness.after[operation]):
            return []
        value = bool(number) if len(operation.handlers) == 1 else number
        return [assign(self.naming[operation.outcome], ast.Constant(value))]


def _is_copy(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name == "copy"


def _is_new_tape(operation: Operation | None) -> bool:
    return isinstance(operation, Apply) and operation.name == "tape.new"


def _never_ends(operation: If) -> bool:
    return not _falls(operation.then) and not _falls(operation.orelse)


def _only_if(condition: ast.expr, body: list[ast.stmt]) -> ast.If:
    """Return an ``if`` without ``else``; one of which the body is such a one, too, asks for both at once."""
    match body:
        case [ast.If(test=test, body=inner, orelse=[])]:
            return ast.If(ast.BoolOp(ast.And(), [*_asked(condition), *_asked(test)]), inner, [])
        case _:
            return ast.If(condition, body, [])


def _asked(condition: ast.expr) -> list[ast.expr]:
    """Return the conditions that must all hold."""
    match condition:
        case ast.BoolOp(op=ast.And(), values=values):
            return values
        case _:
            return [condition]


def _falls(block: Block) -> bool:
    """Say whether control reaches the end of the block and goes on."""
    return isinstance(block.terminator, Yield) and not any(
        isinstance(o, If) and _never_ends(o) for o in block.operations
    )
