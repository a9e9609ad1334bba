"""A map of the forward sweep: where each value is defined, and which block stands in which operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from srcad.derive.counters import Counter, counters_of
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Constant, Loop, Operation, Value
from srcad.ir.walk import blocks_of

#: What is as short to write again as its parts.
DISPLAYS = frozenset({"build.slice", "build.tuple"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: in which operation, at which position of which block."""

    block: Block
    operation: Operation
    position: int


@dataclass(slots=True)
class ForwardMap:
    """The blocks and values of the forward sweep; ``top`` is the function's own block, which has no place."""

    top: Block
    home: dict[Value, Block] = field(default_factory=dict)
    definition: dict[Value, Operation] = field(default_factory=dict)
    position: dict[Value, int] = field(default_factory=dict)
    place: dict[Block, Place] = field(default_factory=dict)
    counters: dict[Value, Counter] = field(default_factory=dict)
    #: Arrays of which somebody takes the memory later.
    overwritten: frozenset[Value] = frozenset()
    #: The bodies of loops that are undone in one branch of the reverse sweep alone, wherever they were run.
    skipped: Set[Block] = frozenset()
    #: Of values that are computed again: the first ones that are equal.
    equal: Mapping[Value, Value] = field(default_factory=dict)
    #: Operations that are to be added behind the one at a position of a block.
    added: dict[tuple[Block, int], list[Operation]] = field(default_factory=dict)
    _behind: set[Value] = field(default_factory=set)

    def enter(self, block: Block, operations: Sequence[Operation]) -> None:
        """Add a block with the operations of it that belong to the forward sweep."""
        for param in block.params:
            self.home[param] = block
            self.position[param] = -1
        for position, operation in enumerate(operations):
            for result in operation.results:
                self.home[result] = block
                self.definition[result] = operation
                self.position[result] = position
            if isinstance(operation, Loop):
                self.counters.update((counter.param, counter) for counter in counters_of(operation))
            for inner in blocks_of(operation):
                self.place[inner] = Place(block, operation, position)
                self.enter(inner, inner.operations)

    def add(self, operation: Operation, behind: Value) -> None:
        """Add an operation just behind where a value is defined."""
        home, position = self.home[behind], self.position[behind]
        self.added.setdefault((home, position), []).append(operation)
        for result in operation.results:
            self.home[result] = home
            self.definition[result] = operation
            self.position[result] = position
            self._behind.add(result)

    def read_again(self, lasting: Mapping[Value, Apply]) -> None:
        """Let values be made by reading them where they stand at the end, but for those that cost nothing."""
        for value, read in lasting.items():
            index = read.operands[1]
            is_computed = isinstance(self.definition.get(value), Apply)
            if is_computed and self._is_known_beside(index, value) and not self._rests_on(index, value):
                self.definition[value] = read

    def read_of_stored(self, parts: Iterable[tuple[Apply, Value, bool]]) -> None:
        """Let values be made by reading what was stored, where they were read behind that."""
        for read, value, is_all in parts:
            index = read.operands[1]
            if is_all:
                index = Value(ty.Literal(...))
                self.add(Constant(index, read.location), value)
            self.definition[read.result] = replace(read, operands=(value, index))

    def _is_known_beside(self, value: Value, other: Value) -> bool:
        """Say whether a value is defined in the block of another one, or around it."""
        block: Block | None = self.home[other]
        while block is not None and block is not self.home[value]:
            block = self.place[block].block if block in self.place else None
        return block is not None

    def _rests_on(self, value: Value, other: Value) -> bool:
        """Say whether a value is made of another one."""
        waiting, seen = [value], {value}
        while waiting:
            made_by = self.definition.get(waiting.pop())
            fresh = set(made_by.operands) - seen if isinstance(made_by, Apply) else set()
            seen |= fresh
            waiting += fresh
        return other in seen

    def order(self, value: Value) -> tuple[int, bool]:
        """Return what values of one block are to be ordered by: what was added comes last at its position."""
        return self.position[value], value in self._behind

    def outermost_loop(self, block: Block) -> Place | None:
        """Return the place of the outermost loop around a block, but of none around one that may be skipped; or None.

        What is kept beside such a loop is dropped with it.
        """
        found = None
        while block in self.place:
            place = self.place[block]
            if isinstance(place.operation, Loop):
                found = place
            if block in self.skipped:
                break
            block = place.block
        return found
