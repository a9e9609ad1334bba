"""The index of a function: where each operation stands, what defines each value and what uses it."""

from __future__ import annotations

from collections.abc import Collection

from srcad.ir.handles import HEAP_READS, HEAP_WRITES
from srcad.ir.nodes import Apply, Block, Constant, Function, Loop, Node, Operation, Try, Value
from srcad.ir.versions import ARRAY_VERSIONS, LIST_VERSIONS
from srcad.ir.walk import blocks_of, operands_of

#: Operations that give a new version of their first operand.
UPDATES = frozenset({*ARRAY_VERSIONS, *LIST_VERSIONS, "list.add_at", "operator.iadd", "operator.isub", "own"})

#: Operations that write to the buffer that their first operand refers to.
BUFFER_WRITES = frozenset({"memory.store", "memory.add", "memory.add_at", "memory.rejoin", *HEAP_WRITES})

#: Operations that read the buffer that their first operand refers to.
BUFFER_READS = frozenset({"memory.load", "memory.read", "memory.copy", *HEAP_READS})


class Program:
    """The index of one function.

    Attributes
    ----------
    position : dict
        The place of each operation and terminator in the order of the text.
    end : dict
        The last place inside each operation.
    block : dict
        The block that each node stands in.
    loops : dict
        The loops around each node, outermost first.
    definition : dict
        The operation that gives each value; parameters of blocks have none.
    owner : dict
        The loops around the definition of each value, parameters of blocks included.
    guarded : set
        The blocks, at any depth, whose exceptions a handler may catch.
    carriers : dict
        Of each carried value, as the body of its loop names it: the loop, and the place among those it carries.
    users : dict
        The nodes that name each value as an operand, in order, as often as they do.
    """

    def __init__(self, function: Function) -> None:
        self.function = function
        self.values: list[Value] = []
        self.position: dict[Node, int] = {}
        self.end: dict[Node, int] = {}
        self.block: dict[Node, Block] = {}
        self.loops: dict[Node, tuple[Loop, ...]] = {}
        self.definition: dict[Value, Operation] = {}
        self.owner: dict[Value, tuple[Loop, ...]] = {}
        self.guarded: set[Block] = set()
        self.carriers: dict[Value, tuple[Loop, int]] = {}
        self.users: dict[Value, list[Node]] = {}
        self._enter(function.body, ())

    def _enter(self, block: Block, loops: tuple[Loop, ...]) -> None:
        for value in block.params:
            self._define(value, loops)
        for operation in block.operations:
            self._place(operation, block, loops)
            for value in operands_of(operation):
                self.users[value].append(operation)
            inner = loops
            if isinstance(operation, Loop):
                inner = (*loops, operation)
                self.carriers.update((value, (operation, k)) for k, value in enumerate(operation.carried))
            for nested in blocks_of(operation):
                if block in self.guarded or (isinstance(operation, Try) and nested is operation.body):
                    self.guarded.add(nested)
                self._enter(nested, inner)
            self.end[operation] = len(self.position)
            for value in operation.results:
                self._define(value, loops)
                self.definition[value] = operation
        self._place(block.terminator, block, loops)
        self.end[block.terminator] = self.position[block.terminator]
        for value in block.terminator.values:
            self.users[value].append(block.terminator)

    def may_follow(self, first: Node, then: Node, anew: Collection[Loop] = ()) -> bool:
        """Say whether control may go from one node to another, where each trip of some loops begins ``anew``.

        What is made in each trip of a loop is something else in the next one.
        """
        around = self.loops[then]
        lasting = any(loop in around and loop not in anew for loop in self.loops[first])
        return lasting or self.position[first] < self.position[then]

    def _place(self, node: Node, block: Block, loops: tuple[Loop, ...]) -> None:
        self.position[node] = len(self.position)
        self.block[node] = block
        self.loops[node] = loops

    def _define(self, value: Value, loops: tuple[Loop, ...]) -> None:
        self.values.append(value)
        self.owner[value] = loops
        self.users[value] = []


def is_update(node: Node) -> bool:
    """Say whether the operation gives a new version of its first operand."""
    return isinstance(node, Apply) and node.name in UPDATES


def writes(node: Node) -> bool:
    """Say whether the operation writes to memory of its first operand: a new version, or a buffer."""
    return is_update(node) or (isinstance(node, Apply) and node.name in BUFFER_WRITES)


def is_undefined(program: Program, value: Value) -> bool:
    """Say whether the value is that of a name that is not assigned."""
    definition = program.definition.get(value)
    return isinstance(definition, Apply) and definition.name == "undefined"


def is_constant(program: Program, value: Value) -> bool:
    """Say whether the value is a constant."""
    return isinstance(program.definition.get(value), Constant)
