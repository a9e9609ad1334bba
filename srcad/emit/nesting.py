"""Nesting: which values are printed inside the expression that uses them.

before: ``t = y_bar * s``, ``x_bar = x_bar + t``.
after: ``x_bar = x_bar + y_bar * s``: ``t`` is nested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from srcad.analysis.possible import maybe_undefined
from srcad.analysis.raising import may_raise
from srcad.emit.effects import can_fail, has_effect, is_pure, is_visible
from srcad.emit.inplace import is_adjoint
from srcad.emit.memory import NOTHING, Memory, Roots
from srcad.emit.program import Program, is_update, writes
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Closure, Constant, Exit, If, Invoke, Loop, Node, Operation, Raise, Value, Yield
from srcad.ir.walk import blocks_of, defined_by, nodes_in, operations_in, used_by

#: One of the user's lines: file and number.
Line: TypeAlias = tuple[str, int]

#: More calls inside one another than this are split into statements.
DEEPEST_CALLS = 4

_INDEXED = {
    "operator.getitem": 1, "array.store": 1, "array.add_at": 1, "list.store": 1,
    "memory.read": 1, "memory.store": 1, "memory.add": 1, "heap.read": 1, "heap.store": 1, "heap.add": 1,
}  # fmt: skip
_STATEMENTS = frozenset(
    {"unpack", "section", "tape.new", "tape.push", "tape.pop", "tape.cut", "tape.length", "undefined"}
)


@dataclass(slots=True)
class Nesting:
    """The values that have no name of their own.

    Attributes
    ----------
    adjoints : set
        What is computed from the adjoints that come in.
    inlined : set
        Values that are printed where they are used.
    conditional : set
        ``If`` operations that are printed as an expression.
    echoes : dict
        Ends of branches that hand on the condition itself: those of ``and`` and ``or``.
    tails : set
        ``If`` operations whose branches end in ``return``.
    value : Value or None
        The value of the primal function that is returned beside the gradient; the forward sweep computes it.
    """

    adjoints: Set[Value]
    inlined: set[Value] = field(default_factory=set)
    conditional: set[If] = field(default_factory=set)
    echoes: dict[Node, Value] = field(default_factory=dict)
    tails: set[If] = field(default_factory=set)
    value: Value | None = None

    def is_inlined(self, value: Value) -> bool:
        """Say whether the value is printed where it is used."""
        return value in self.inlined


def choose_nesting(
    program: Program,
    memory: Memory,
    adjoints: Set[Value],
    split: Set[Value] = frozenset(),
    joined: Set[Value] = frozenset(),
) -> Nesting:
    """Return which values to nest.

    Parameters
    ----------
    program, memory : Program, Memory
        The function, after :func:`~srcad.emit.inplace.write_in_place`, and its memory.
    adjoints : set of Value
        What is computed from the adjoints that come in.
    split : set of Value
        Values that must be statements, because their line would be too long.
    joined : set of Value
        Values that may be nested in the ``Yield`` that uses them.
    """
    chooser = _Chooser(program, memory, adjoints, split, joined)
    chooser.block(program.function.body, tail=True)
    return chooser.nesting


class _Chooser:
    def __init__(
        self, program: Program, memory: Memory, adjoints: Set[Value], split: Set[Value], joined: Set[Value]
    ) -> None:
        self.program = program
        self.memory = memory
        self.split = split
        self.joined = joined
        self.nesting = Nesting(adjoints, value=_returned_value(program))
        self.depth: dict[Node, int] = {}
        self.adjoints = adjoints
        self.run: dict[Node, int] = {}
        #: Values that may be nothing: a conditional expression would read them.
        self.doubtful = maybe_undefined(program.function)
        self.returned = frozenset(_components(program, program.function.body.terminator.values))
        places = (self._line(v) for v in self.returned if v in self.adjoints)
        self.one_line = len({place for place in places if place is not None}) < 2

    def block(self, block: Block, tail: bool = False) -> None:
        """Choose within a block; ``tail``: its ``Yield`` is a ``return``."""
        place: dict[Node, int] = {operation: i for i, operation in enumerate(block.operations)}
        place[block.terminator] = len(place)
        self._note_runs(block)
        for i in reversed(range(len(block.operations))):
            operation = block.operations[i]
            returns = tail and self._is_returned(operation, block)
            for inner in blocks_of(operation):
                self.block(inner, returns)
            if isinstance(operation, If) and self._is_conditional(operation):
                self.nesting.conditional.add(operation)
            elif isinstance(operation, If) and returns:
                self.nesting.tails.add(operation)
            if self._is_always_nested(operation):
                self.nesting.inlined.update(operation.results)
                place[operation] = max((place.get(u, i) for u in self._users(operation)), default=i)
            elif (user := self._only_user(operation, block, tail)) is not None:
                place_of_user = place[user]
                if self._can_wait(block, i, place_of_user) and self._is_shallow(operation, user):
                    self.nesting.inlined.update(operation.results)
                    place[operation] = place_of_user

    def _is_returned(self, operation: Operation, block: Block) -> bool:
        """Say whether the block returns exactly what an ``If`` at its end gives, so that its branches can return."""
        if not isinstance(operation, If) or operation is not block.operations[-1]:
            return False
        ends = [b.terminator for b in (operation.then, operation.orelse)]
        if not operation.results or any(isinstance(end, Exit) for end in ends):
            return False
        alone = all(self.program.users[r] == [block.terminator] for r in operation.results)
        return alone and set(block.terminator.values) == set(operation.results)

    def _users(self, operation: Operation) -> list[Node]:
        return [user for result in operation.results for user in self.program.users[result]]

    def _is_always_nested(self, operation: Operation) -> bool:
        """Say whether the operation has no statement of its own, wherever and however often it is used."""
        if not isinstance(operation, Apply):
            return isinstance(operation, Constant)
        if operation.name in ("build.slice", "check.defined"):
            return bool(self._users(operation))
        if operation.name == "build.format":
            return all(isinstance(u, Apply) and u.name == "build.text" for u in self._users(operation))
        if operation.name == "build.list" and not operation.operands:
            users, block = self._users(operation), self.program.block[operation]
            return len(users) == 1 and isinstance(users[0], Loop) and self.program.block[users[0]] is block
        return operation.name == "build.tuple" and self._is_index(operation)

    def _is_index(self, operation: Apply) -> bool:
        users = self._users(operation)
        return bool(users) and all(
            isinstance(u, Apply) and u.name in _INDEXED and u.operands[1] is operation.result for u in users
        )

    def _only_user(self, operation: Operation, block: Block, tail: bool) -> Node | None:
        """Return the one use that the operation may be printed in."""
        if not self._has_expression(operation):
            return None
        result = operation.results[0]
        users = [u for u in self.program.users[result] if self.nesting.echoes.get(u) is not result]
        if len(users) != 1 or self.program.block[users[0]] is not block or result in self.split:
            return None
        if result is self.nesting.value:
            return None
        if result.hint and not is_adjoint(result.hint) and result not in self.joined:
            return None
        (user,) = users
        if self._stands_alone(operation, user):
            return None
        if isinstance(user, (Yield, Exit)):
            fits = tail or result in self.joined
        else:
            repeated = isinstance(user, Apply) and self._is_repeated(user)
            fits = not self._keeps_name(user, result) and (not repeated or _is_cheap(operation))
        return user if fits else None

    def _note_runs(self, block: Block) -> None:
        """Give numbers to the runs of operations that undo one of the user's lines."""
        line: Line | None = None
        number = 0
        for node in (*block.operations, block.terminator):
            now = None if isinstance(node, (Yield, Exit, Raise)) else self._undone(node)
            if now is not None and now != line:
                line, number = now, number + 1
            self.run[node] = number

    def _undone(self, operation: Operation) -> Line | None:
        return None if self.adjoints.isdisjoint(operation.results) else _line_of(operation)

    def _stands_alone(self, operation: Operation, user: Node) -> bool:
        """Say whether the operation undoes another of the user's lines than what is to be done with its result."""
        (result,) = operation.results
        if result in self.returned:
            return not self.one_line
        if result not in self.adjoints or _line_of(operation) is None:
            return False
        is_sign = isinstance(operation, Apply) and operation.name == "operator.neg" and not result.hint
        return not is_sign and self.run[operation] != self.run[user]

    def _line(self, value: Value) -> Line | None:
        """Return the user's line that a value undoes; conversions at the end belong to the line before them."""
        made = self.program.definition.get(value)
        while isinstance(made, Apply) and made.location is None and made.operands:
            made = self.program.definition.get(made.operands[0])
        return None if made is None else _line_of(made)

    def _has_expression(self, operation: Operation) -> bool:
        match operation:
            case If():
                return operation in self.nesting.conditional
            case Apply(name=name, results=results):
                return len(results) == 1 and name not in _STATEMENTS and not is_update(operation)
            case Invoke(results=results):
                return len(results) == 1
        return False

    def _keeps_name(self, user: Node, value: Value) -> bool:
        """Say whether the use needs a variable: one that is written to, carried, or read more than once."""
        match user:
            case Loop(iterable=iterable):
                return value is not iterable
            case Apply(name="zero"):
                return not isinstance(value.type, (ty.Array, ty.Unknown))
            case Apply():
                return is_update(user) and user.operands[0] is value
            case Closure():
                return True
        return False

    def _is_repeated(self, user: Apply) -> bool:
        if not self._is_always_nested(user):
            return False
        users, block = self._users(user), self.program.block[user]
        return len(users) > 1 or any(self.program.block[u] is not block for u in users)

    def _can_wait(self, block: Block, start: int, stop: int) -> bool:
        """Say whether the operation at ``start`` may be evaluated as part of the one at ``stop``."""
        operation = block.operations[start]
        effect, fails = has_effect(operation), any(map(can_fail, operations_in((operation,))))
        operands = list(used_by((operation,)))
        reads = NOTHING.union(*(self.memory.reaches(v) for v in operands))
        hints = {v.hint for v in operands if v.hint}
        caught = block in self.program.guarded and may_raise(operation)
        for other in block.operations[start + 1 : stop]:
            if (effect and has_effect(other)) or (fails and is_visible(other)):
                return False
            if other.results and all(r in self.nesting.inlined for r in other.results):
                continue
            if (effect and not is_pure(other)) or (caught and may_raise(other)):
                return False
            if reads & self._writes(other) or hints & {v.hint for v in defined_by((other,)) if v.hint}:
                return False
            if fails and _may_leave(other):
                return False
        return True

    def _writes(self, operation: Operation) -> Roots:
        """Return the memory that an operation, or what is inside it, may write to, whatever its name elsewhere."""
        nodes = nodes_in(Block((), (operation,), Yield(())))
        targets = [n.operands[0] for n in nodes if isinstance(n, Apply) and writes(n)]
        return NOTHING.union(*(self.memory.owns_elsewhere(v) for v in targets))

    def _is_shallow(self, operation: Operation, user: Node) -> bool:
        """Say whether the calls around the operation are few enough; counted from the outside inwards."""
        around = self.depth.get(user, _is_call(user))
        depth = around + _is_call(operation)
        self.depth[operation] = depth
        return depth <= DEEPEST_CALLS

    def _is_conditional(self, operation: If) -> bool:
        """Say whether an ``If`` can be printed as an expression: the user wrote one, and all of it nests."""
        if len(operation.results) != 1 or not self._may_be_expression(operation.results[0]):
            return False
        for block in (operation.then, operation.orelse):
            if not isinstance(block.terminator, Yield) or block.terminator.values[0] in self.doubtful:
                return False
            if not all(self._nests_in_branch(o, block) for o in block.operations):
                return False
        for block, other in ((operation.then, operation.orelse), (operation.orelse, operation.then)):
            self.nesting.inlined.update(r for o in block.operations for r in o.results)
            echo, given = block.terminator.values, (operation.condition,)
            if not block.operations and echo == given != other.terminator.values:
                self.nesting.echoes[block.terminator] = operation.condition
        return True

    def _may_be_expression(self, value: Value) -> bool:
        """Say whether an ``If`` that gives this value need not be a statement: the user's assignments are."""
        return not value.hint or (value in self.adjoints and is_adjoint(value.hint))

    def _nests_in_branch(self, operation: Operation, block: Block) -> bool:
        if self._is_always_nested(operation):
            return True
        if not self._has_expression(operation) or has_effect(operation):
            return False
        (result,) = operation.results
        users = self.program.users[result]
        alone = len(users) == 1 and self.program.block[users[0]] is block
        return alone and not result.hint and result not in self.split


def _line_of(node: Node) -> Line | None:
    return None if node.location is None else (node.location.file, node.location.line)


def _components(program: Program, values: Sequence[Value]) -> Iterator[Value]:
    """Yield what is returned, alone or in containers."""
    for value in values:
        made = program.definition.get(value)
        if isinstance(made, Apply) and made.name in ("build.tuple", "build.dict", "move"):
            yield from _components(program, made.operands)
        else:
            yield value


def _returned_value(program: Program) -> Value | None:
    """Return the first of two values that are returned, if it is made before the reverse sweep begins."""
    ends = [program.definition.get(v) for v in program.function.body.terminator.values]
    operations = program.function.body.operations
    start = next((program.position[o] for o in operations if isinstance(o, Apply) and o.name == "section"), None)
    match ends:
        case [Apply(name="build.tuple", operands=(value, _))] if start is not None:
            made = program.definition.get(value)
            while isinstance(made, Apply) and made.name == "check.defined":
                value = made.operands[0]
                made = program.definition.get(value)
            return value if made is not None and program.position[made] < start else None
    return None


def _is_cheap(operation: Operation) -> bool:
    """Say whether evaluating the operation twice costs nothing and cannot fail."""
    kind = ty.kind_of(operation.results[0].type)
    return kind == "int" and is_pure(operation) and not can_fail(operation)


def _is_call(node: Node) -> int:
    if isinstance(node, Invoke):
        return 1
    return isinstance(node, Apply) and not node.name.startswith(("operator.", "array.", "build.", "tape.", "list."))


def _may_leave(operation: Operation) -> bool:
    """Say whether what follows the operation may not be reached."""
    return any(not isinstance(b.terminator, Yield) or any(map(_may_leave, b.operations)) for b in blocks_of(operation))
