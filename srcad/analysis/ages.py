"""Ages: when values come to be, and since when the memory that they lead to may be there.

An operation in a loop makes its memory anew in each trip, and the root that names it does not tell which trip that was.
What a trip gets of the one before, through the values that the loop carries, is as old as the trip itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from srcad.analysis.aliases import Aliases
from srcad.ir.nodes import Block, Loop, Operation, Value
from srcad.ir.types import has_handle
from srcad.ir.walk import blocks_of, exits_of, operands_of


@dataclass(slots=True)
class Ages:
    """Counts on while one goes through a function in the order of its text."""

    aliases: Aliases
    born: dict[Value, int] = field(default_factory=dict)
    #: What the memory of each value comes from.
    _sources: dict[Value, Sequence[Value]] = field(default_factory=dict)
    #: The values that a loop carries: they may come from the trip before.
    _carried: set[Value] = field(default_factory=set)
    _known: dict[tuple[Value, Value], int] = field(default_factory=dict)
    _clock: int = 0

    def tick(self) -> int:
        """Count on; return the time."""
        self._clock += 1
        return self._clock

    def begin(self, block: Block) -> int:
        """Note the parameters of a block: they come to be together; return when."""
        self.born.update(dict.fromkeys(block.params, self.tick()))
        return self._clock

    def enter(self, loop: Loop) -> None:
        """Note what a loop carries, and goes through."""
        params = loop.body.params
        self._carried.update(loop.carried)
        sources = loop.inits if loop.iterable is None else (loop.iterable, *loop.inits)
        self._sources.update(zip(params, ((s,) for s in sources)))

    def make(self, operation: Operation) -> None:
        """Note the results of an operation."""
        self.born.update(dict.fromkeys(operation.results, self.tick()))
        ways = [b.terminator.values for b in blocks_of(operation)]
        if isinstance(operation, Loop):
            ways = [operation.carried, *ways, *(e.values for e in exits_of(operation.body))]
        for i, result in enumerate(operation.results):
            self._sources[result] = tuple(way[i] for way in ways if i < len(way)) if ways else operands_of(operation)

    def age(self, value: Value, root: Value) -> int:
        """Return since when the memory of a root may be there that a value leads to."""
        if (value, root) in self._known:
            return self._known[value, root]
        found = 0 if self.aliases.is_part(root) else self.born.get(root, 0)
        waiting, seen = [value], {value}
        while waiting:
            source = waiting.pop()
            if (source, root) in self._known:
                found = min(found, self._known[source, root])
            elif source in self._carried or has_handle(source.type):
                found = min(found, self.born.get(source, 0))
            if source is not root:
                further = [s for s in self._sources.get(source, ()) if root in self.aliases.reaches(s)]
                waiting += (s for s in further if s not in seen)
                seen.update(further)
        self._known[value, root] = found
        return found
