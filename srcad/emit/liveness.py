"""Which values are still needed after each operation: exact on the structured program, branches apart.

Sets of values are integers with one bit per value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set

from srcad.analysis.raising import may_raise
from srcad.emit.program import Program
from srcad.ir.nodes import Apply, Block, Exit, If, Loop, Node, Operation, Try, Value, With, Yield
from srcad.ir.types import Scalar, widen
from srcad.ir.walk import blocks_of, operands_of


def needed_operands(operation: Operation) -> tuple[Value, ...]:
    """Return the operands that the text of the operation reads: the zero of a number reads nothing."""
    if isinstance(operation, Apply) and operation.name == "zero":
        return () if isinstance(widen(operation.operands[0].type), Scalar) else operation.operands
    return operands_of(operation)


class Liveness:
    """Live values.

    Parameters
    ----------
    program : Program
    inlined : callable, optional
        Says whether a value is printed where it is used, so that it is its operands that live until then.
    keep_iterables : bool
        Whether what a loop iterates over lives as long as the loop (its memory does, its name does not).
    whole : set of Operation
        Branches that are evaluated even when nobody needs their result: those printed as an expression.

    Attributes
    ----------
    after : dict
        After each operation or terminator: the set that is live, results of the operation included.
    head : dict
        Of each loop: what is live before each trip, carried values included.
    entry : dict
        Of each block: what is live when its parameters are bound.
    """

    def __init__(
        self,
        program: Program,
        inlined: Callable[[Value], bool] = lambda _: False,
        keep_iterables: bool = False,
        whole: Set[Operation] = frozenset(),
    ) -> None:
        self.program = program
        self.inlined = inlined
        self.keep_iterables = keep_iterables
        self.whole = whole
        self.bit = {value: 1 << i for i, value in enumerate(program.values)}
        self.after: dict[Node, int] = {}
        self.head: dict[Loop, int] = {}
        self.entry: dict[Block, int] = {}
        self._leaves: dict[Value, int] = {}
        #: What the handlers need of the tries around the block that is being gone through.
        self._caught = 0
        self._free: dict[Block, int] = {}
        body = program.function.body
        self._block(body, 0, [True] * len(body.terminator.values), ())

    def is_live(self, value: Value, live: int) -> bool:
        """Say whether the value belongs to a set."""
        return bool(self.bit[value] & live)

    def leaves(self, value: Value) -> int:
        """Return the named values that the text of a value reads."""
        if value not in self._leaves:
            self._leaves[value] = self._read(value)
        return self._leaves[value]

    def reads(self, operation: Operation) -> int:
        """Return the named values that an operation reads, nested blocks included."""
        found = self.union(needed_operands(operation))
        for block in blocks_of(operation):
            found |= self.free(block)
        return found

    def free(self, block: Block) -> int:
        """Return the named values that a block reads and does not define."""
        if block in self._free:
            return self._free[block]
        found = self.union(block.terminator.values)
        for operation in reversed(block.operations):
            found &= ~self.members(operation.results)
            if not (operation.results and all(map(self.inlined, operation.results))):
                found |= self.reads(operation)
        self._free[block] = found & ~self.members(block.params)
        return self._free[block]

    def union(self, values: Iterable[Value]) -> int:
        """Return the named values that the text of some values reads."""
        found = 0
        for value in values:
            found |= self.leaves(value)
        return found

    def members(self, values: Iterable[Value]) -> int:
        """Return the set of exactly these values."""
        found = 0
        for value in values:
            found |= self.bit[value]
        return found

    def _read(self, value: Value) -> int:
        if self.inlined(value):
            return self.reads(self.program.definition[value])
        return self.bit[value]

    def _block(self, block: Block, out: int, wanted: Sequence[bool], loops: tuple[tuple[Loop, int], ...]) -> int:
        live = self._terminator(block, out, wanted, loops)
        for operation in reversed(block.operations):
            self.after[operation] = live
            if operation.results and all(map(self.inlined, operation.results)):
                continue
            live = self._operation(operation, live, loops)
            if self._caught and may_raise(operation):  # a handler goes on with what there was before
                live |= self._caught
        self.entry[block] = live
        return live & ~self.members(block.params)

    def _terminator(self, block: Block, out: int, wanted: Sequence[bool], loops: tuple[tuple[Loop, int], ...]) -> int:
        match block.terminator:
            case Yield(values=values):
                used = [v for v, want in zip(values, wanted) if want]
            case Exit(values=values):
                loop, out = loops[-1]
                used = [v for v, r in zip(values, loop.results) if self.is_live(r, self.after[loop])]
                out &= ~self.members(loop.results)
            case raised:
                used, out = list(raised.values), self._caught
        self.after[block.terminator] = out
        return out | self.union(used)

    def _operation(self, operation: Operation, live: int, loops: tuple[tuple[Loop, int], ...]) -> int:
        beyond = live & ~self.members(operation.results)
        wanted = [operation in self.whole or self.is_live(r, live) for r in operation.results]
        match operation:
            case If(condition=condition, then=then, orelse=orelse):
                branches = self._block(then, beyond, wanted, loops) | self._block(orelse, beyond, wanted, loops)
                return branches | self.leaves(condition)
            case With(manager=manager, body=body):
                return self._block(body, beyond, wanted, loops) | self.leaves(manager)
            case Try():
                return self._try(operation, beyond, wanted, loops)
            case Loop():
                return self._loop(operation, live, loops)
            case _:
                return beyond | self.union(needed_operands(operation))

    def _try(self, operation: Try, beyond: int, wanted: Sequence[bool], loops: tuple[tuple[Loop, int], ...]) -> int:
        outer = self._caught
        handled = self.union(operands_of(operation))
        for handler in operation.handlers:
            handled |= self._block(handler, beyond, wanted, loops)
        self._caught = outer | handled
        found = self._block(operation.body, beyond, wanted, loops)
        self._caught = outer
        return found | handled

    def _loop(self, loop: Loop, live: int, loops: tuple[tuple[Loop, int], ...]) -> int:
        beyond = live & ~self.members(loop.results)
        stay = beyond | self.free(loop.body) | self._caught
        if self.keep_iterables and loop.iterable is not None:
            stay |= self.leaves(loop.iterable)
        carried = loop.carried
        wanted = [self._is_carried(loop, k) for k in range(len(carried))]
        self.head[loop] = stay | self.members(p for p, want in zip(carried, wanted) if want)
        self._block(loop.body, stay, wanted, (*loops, (loop, live)))
        source = 0 if loop.iterable is None else self.leaves(loop.iterable)
        return stay | source | self.union(i for i, want in zip(loop.inits, wanted) if want)

    def _is_carried(self, loop: Loop, k: int) -> bool:
        """Say whether a trip can see the carried value ``k``, or the loop's result is that of the last trip."""
        param = loop.carried[k]
        if loop.iterable is not None and self.is_live(loop.results[k], self.after[loop]):
            return True
        end = loop.body.terminator
        handed_on = isinstance(end, Yield) and end.values[k] is param
        return len(self.program.users[param]) > handed_on
