"""Blocks → statements: assignments, in-place writes, ``if``, ``for``, ``while`` and ``with``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeGuard, assert_never

import numpy as np

from srcad.emit.comments import Blank, Comment
from srcad.emit.copies import Copy, assign, write_copies
from srcad.emit.expressions import BINARY, Expressions
from srcad.emit.liveness import Liveness
from srcad.emit.program import Program, is_undefined
from srcad.ir import types as ty
from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Exit,
    If,
    Loop,
    Operation,
    Raise,
    Value,
    With,
    Yield,
)

#: What becomes of the values that a block yields.
Ending: TypeAlias = Callable[[Sequence[Value]], list[ast.stmt]]
#: Makes the ``def`` of a closure.
Define: TypeAlias = Callable[[Closure, str, Expressions], ast.stmt]


class Statements:
    """Makes the statements of one function.

    Attributes
    ----------
    made_for : dict
        The operation whose text each simple statement holds; what the choice of line breaks and comments goes by.
    handed : dict
        The value that each plain assignment to a name of a loop or a branch hands on.
    copied : list
        The values with a name that were assigned to another one.
    """

    def __init__(self, program: Program, liveness: Liveness, expressions: Expressions, define: Define) -> None:
        self.program = program
        self.liveness = liveness
        self.expressions = expressions
        self.naming = expressions.naming
        self.nesting = expressions.nesting
        self.define = define
        self.made_for: dict[ast.stmt, Operation] = {}
        self.handed: dict[ast.stmt, Value] = {}
        self.copied: list[Value] = []
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
        while place and _is_new_tape(self.made_for.get(statements[place - 1])):
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
                return [ast.Raise(*nodes)]
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
            self.made_for.setdefault(statement, self.program.definition[value])

    def _exit(self, number: int, values: Sequence[Value]) -> list[ast.stmt]:
        loop = self._loops[-1]
        *results, stop = loop.results
        statements = self._copies(results, values)
        if number and stop in self.naming:
            statements.append(assign(self.naming[stop], ast.Constant(number)))
        return [*statements, ast.Break()]

    def _copies(self, targets: Sequence[Value], sources: Sequence[Value]) -> list[ast.stmt]:
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
            case Closure(result=result):
                statements = [self.define(operation, self.naming[result], self.expressions)]
            case Apply() if operation.name in _SPECIAL:
                statements = _SPECIAL[operation.name](self, operation)
            case _:
                statements = [self._plain(operation)]
        return statements

    def _plain(self, operation: Operation) -> ast.stmt:
        statement = self._assignment(operation)
        self.made_for[statement] = operation
        return statement

    def _assignment(self, operation: Operation) -> ast.stmt:
        results = operation.results
        if isinstance(operation, Apply) and self._is_augmented(operation):
            kind = BINARY[operation.name.rpartition(".")[2]]
            target = ast.Name(self.naming[results[0]], ast.Store())
            return ast.AugAssign(target, kind(), self.expressions.value(operation.operands[1]))
        node = self.expressions.operation(operation)
        if not any(self._is_read(r) for r in results):
            return ast.Expr(node)
        targets = [ast.Name(self.naming[r], ast.Store()) for r in results]
        return ast.Assign([targets[0] if len(targets) == 1 else ast.Tuple(list(targets), ast.Store())], node, lineno=0)

    def _is_augmented(self, operation: Apply) -> bool:
        """Say whether ``x = x + y`` may be spelled ``x += y``: for numbers it is the same."""
        if operation.name not in ("operator.add", "operator.sub"):
            return False
        first, result = operation.operands[0], operation.result
        number = isinstance(ty.widen(first.type), ty.Scalar) and self._is_read(result)
        return number and first in self.naming and self.naming[first] == self.naming[result]

    def _is_read(self, value: Value) -> bool:
        return bool(self.program.users[value])

    def _hand_to(self, results: Sequence[Value]) -> Ending:
        return lambda values: self._copies(results, values)

    # Branches.

    def _returning_if(self, operation: If, outer: Ending, returned: Sequence[Value]) -> list[ast.stmt]:
        """Return ``if c: return a`` and ``return b`` for an ``If`` that ends the function."""
        condition = self.expressions.value(operation.condition)
        order = [operation.results.index(v) for v in returned]

        def ending(values: Sequence[Value]) -> list[ast.stmt]:
            return outer([values[k] for k in order])

        then, orelse = (self._block(b, ending) for b in (operation.then, operation.orelse))
        return [ast.If(condition, then, []), *orelse]

    def _if(self, operation: If, ending: Ending) -> list[ast.stmt]:
        condition = self.expressions.value(operation.condition)
        then, orelse = self._block(operation.then, ending), self._block(operation.orelse, ending)
        if not _falls(operation.then):
            return [ast.If(condition, then, []), *orelse]
        if not _falls(operation.orelse):
            return [ast.If(self.expressions.negated(condition), orelse, []), *then]
        if then:
            return [ast.If(condition, then, orelse)]
        if orelse:
            return [ast.If(self.expressions.negated(condition), orelse, [])]
        return []

    # Loops.

    def _loop(self, loop: Loop) -> list[ast.stmt]:
        carried = loop.body.params[loop.iterable is not None :]
        if (comprehension := self._comprehension(loop, carried)) is not None:
            return [comprehension]
        before = self._copies(carried, loop.inits)
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
        self.made_for[statement] = append
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
                    parts.append(_starred(part) if k == _star(operation) else part)
                return ast.Tuple(parts, ast.Store()), skip
        name = self.naming[item] if item in self.naming and self._is_read(item) else "_"
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
        condition = self.expressions.value(test.condition)
        if isinstance(test.then.terminator, Exit):
            condition = self.expressions.negated(condition)
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
        marker = len(self.copied)
        silent = not self._copies(loop.results[:-1], leaving[0].values)
        del self.copied[marker:]
        return silent

    def _with(self, operation: With) -> ast.stmt:
        params = operation.body.params
        name = ast.Name(self.naming[params[0]], ast.Store()) if params and self._is_read(params[0]) else None
        item = ast.withitem(self.expressions.value(operation.manager), name)
        body = self._block(operation.body, self._hand_to(operation.results)) or [ast.Pass()]
        return ast.With([item], body, lineno=0)

    # Operations that are statements of their own kind.

    def write(self, operation: Apply, statement: ast.stmt) -> list[ast.stmt]:
        """Return an in-place write, and the assignment that its result needs if it got another name."""
        self.made_for[statement] = operation
        target, result = operation.operands[0], operation.results[0]
        if not self.liveness.is_live(result, self.liveness.after[operation]):
            return [statement]
        return [statement, *self._copies([result], [target])]

    def subscript(self, operation: Apply) -> ast.Subscript:
        """Return the place that an array write goes to."""
        target, index = operation.operands[:2]
        return ast.Subscript(self.expressions.value(target), self.expressions.index(index), ast.Store())


def _is_copy(operation: Operation) -> bool:
    return isinstance(operation, Apply) and operation.name == "copy"


def _is_new_tape(operation: Operation | None) -> bool:
    return isinstance(operation, Apply) and operation.name == "tape.new"


def _never_ends(operation: If) -> bool:
    return not _falls(operation.then) and not _falls(operation.orelse)


def _falls(block: Block) -> bool:
    """Say whether control reaches the end of the block and goes on."""
    return isinstance(block.terminator, Yield) and not any(
        isinstance(o, If) and _never_ends(o) for o in block.operations
    )


def _star(operation: Apply) -> int | None:
    if len(operation.operands) < 2 or not isinstance(operation.operands[1].type, ty.Literal):
        return None
    position = operation.operands[1].type.value
    return position if isinstance(position, int) else None


def _starred(node: ast.expr) -> ast.expr:
    return ast.Starred(node, ast.Store())


Special: TypeAlias = Callable[[Statements, Apply], list[ast.stmt]]


def _section(s: Statements, operation: Apply) -> list[ast.stmt]:
    title = operation.operands[0].type
    assert isinstance(title, ty.Literal)
    return [Blank(), Comment(str(title.value))]


def _undefined(s: Statements, operation: Apply) -> list[ast.stmt]:
    return []


def _unpack(s: Statements, operation: Apply) -> list[ast.stmt]:
    names = [s.naming[r] if s.program.users[r] else "_" for r in operation.results]
    parts: list[ast.expr] = [ast.Name(n, ast.Store()) for n in names]
    if (star := _star(operation)) is not None:
        parts[star] = _starred(parts[star])
    statement = ast.Assign([ast.Tuple(parts, ast.Store())], s.expressions.value(operation.operands[0]), lineno=0)
    s.made_for[statement] = operation
    return [statement]


def _store(s: Statements, operation: Apply) -> list[ast.stmt]:
    if (augmented := _augmented(s, operation)) is not None:
        return s.write(operation, augmented)
    value = s.expressions.value(operation.operands[2])
    return s.write(operation, ast.Assign([s.subscript(operation)], value, lineno=0))


def _augmented(s: Statements, operation: Apply) -> ast.stmt | None:
    """Return ``a += v`` for ``a[...] = a + v`` and ``a[i] += v`` for ``a[i] = a[i] + v``, or None."""
    target, index, total = operation.operands
    made = s.program.definition.get(total)
    if not s.nesting.is_inlined(total) or not isinstance(made, Apply) or not made.name.startswith("operator."):
        return None
    operator = BINARY.get(made.name.rpartition(".")[2])
    if operator is None or not _casts_as_in_place(made.operands[0].type, total.type, target.type):
        return None
    place: ast.Name | ast.Subscript | None = None
    if made.operands[0] is target and index.type == ty.Literal(...) and target in s.naming:
        place = ast.Name(s.naming[target], ast.Store())
    elif _reads_place(s, made.operands[0], operation) and _has_no_repeats(index.type):
        place = s.subscript(operation)
    return None if place is None else ast.AugAssign(place, operator(), s.expressions.value(made.operands[1]))


def _reads_place(s: Statements, value: Value, store: Apply) -> bool:
    """Say whether the text of a value is just the place that is written to."""
    read = s.program.definition.get(value)
    if not s.nesting.is_inlined(value) or not isinstance(read, Apply) or read.name != "operator.getitem":
        return False
    indices = [ast.dump(s.expressions.index(o.operands[1])) for o in (read, store)]
    return read.operands[0] is store.operands[0] and indices[0] == indices[1]


def _casts_as_in_place(old: ty.Type, new: ty.Type, whole: ty.Type) -> bool:
    """Say whether ``old op= v`` does what ``old[...] = old op v`` does: it refuses more casts and shapes."""
    match ty.widen(old), ty.widen(new), ty.widen(whole):
        case ty.Scalar(), ty.Scalar(), ty.Array():
            return True
        case ty.Scalar(), ty.Scalar(), ty.List(item=item):
            return isinstance(ty.widen(item), ty.Scalar)
        case ty.Array(dtype=before, shape=(*axes,)), ty.Array(dtype=after, shape=(*others,)), ty.Array():
            return bool(before and after) and len(axes) == len(others) and np.can_cast(after, before, "same_kind")
    return False


def _add_at(s: Statements, operation: Apply) -> list[ast.stmt]:
    target, index, value = operation.operands
    if _has_no_repeats(index.type):
        return s.write(operation, ast.AugAssign(s.subscript(operation), ast.Add(), s.expressions.value(value)))
    place = s.expressions.value(index)
    arguments = [s.expressions.value(target), place, s.expressions.value(value)]
    call = ast.Call(s.expressions.imports.reference("numpy.add.at"), arguments, [])
    return s.write(operation, ast.Expr(call))


def _has_no_repeats(t: ty.Type) -> bool:
    """Say whether a subscript of this type names each place at most once."""
    match ty.widen(t):
        case ty.Tuple(items=items):
            return all(map(_has_no_repeats, items))
        case ty.Scalar(kind=kind):
            return kind in ("int", "bool")
        case ty.Array(dtype=dtype):
            return dtype == "bool"
        case ty.Literal(value=value):
            return value is None or value is ...
    return isinstance(t, ty.Slice)


def _add_in_place(s: Statements, operation: Apply) -> list[ast.stmt]:
    target, value = operation.operands
    name = ast.Name(s.naming[target], ast.Store())
    return s.write(operation, ast.AugAssign(name, ast.Add(), s.expressions.value(value)))


def _method_statement(s: Statements, operation: Apply, name: str) -> ast.stmt:
    target, value = operation.operands
    function = ast.Attribute(s.expressions.value(target), name, ast.Load())
    return ast.Expr(ast.Call(function, [s.expressions.value(value)], []))


def _list_add_at(s: Statements, operation: Apply) -> list[ast.stmt]:
    target, index, value = operation.operands
    if isinstance(ty.widen(value.type), ty.Scalar):
        return s.write(operation, ast.AugAssign(s.subscript(operation), ast.Add(), s.expressions.value(value)))
    old = ast.Subscript(s.expressions.value(target), s.expressions.index(index), ast.Load())
    total = ast.BinOp(old, ast.Add(), s.expressions.value(value))
    return s.write(operation, ast.Assign([s.subscript(operation)], total, lineno=0))


def _cut(s: Statements, operation: Apply) -> list[ast.stmt]:
    tape, mark = operation.operands
    rest = ast.Subscript(s.expressions.value(tape), ast.Slice(s.expressions.value(mark)), ast.Del())
    return [ast.Delete([rest])]


def _append(s: Statements, operation: Apply) -> list[ast.stmt]:
    return s.write(operation, _method_statement(s, operation, "append"))


def _push(s: Statements, operation: Apply) -> list[ast.stmt]:
    statement = _method_statement(s, operation, "append")
    s.made_for[statement] = operation
    return [statement]


def _pop(s: Statements, operation: Apply) -> list[ast.stmt]:
    (target,) = operation.operands
    call = ast.Call(ast.Attribute(s.expressions.value(target), "pop", ast.Load()), [], [])
    item = operation.results[1]
    return s.write(operation, assign(s.naming[item], call) if s.program.users[item] else ast.Expr(call))


_SPECIAL: dict[str, Special] = {
    "section": _section,
    "undefined": _undefined,
    "unpack": _unpack,
    "array.store": _store,
    "array.add_at": _add_at,
    "operator.iadd": _add_in_place,
    "list.append": _append,
    "list.add_at": _list_add_at,
    "list.pop": _pop,
    "tape.push": _push,
    "tape.cut": _cut,
}
