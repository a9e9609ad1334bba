"""Loops over shared arrays: they count, and read each item when its trip begins, as Python's iterators do.

before: ``for row, x in zip(m, xs): …``, where ``m`` is written to
after: ``for k in range(min(len(m), len(xs))): row = m[k]; x = xs[k]; …``, where ``row`` is a reference
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from srcad.analysis.standins import StandIns, with_references
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Loop, Operation, Value
from srcad.ir.walk import operations_in

_ITERATORS = frozenset({"builtins.zip", "builtins.enumerate", "builtins.reversed"})


@dataclass(slots=True)
class SharedLoops:
    """Loops over shared arrays, in the terms of references.

    Attributes
    ----------
    names : StandIns
        What stands for the values of the function.
    uses : Counter
        How often each value is used.
    definitions : dict
        The operation that gives each value, as far as the function has been gone through.
    parts : dict
        The items of what a loop goes through side by side.
    """

    names: StandIns
    uses: Counter[Value]
    definitions: dict[Value, Operation] = field(default_factory=dict)
    parts: dict[Value, tuple[Value, ...]] = field(default_factory=dict)

    def is_over_shared(self, loop: Loop) -> bool:
        """Say whether a loop goes through a shared array, or something that leads to one."""
        source = loop.iterable
        return source is not None and (self.names.is_shared(source) or self.names.holds_shared(source))

    def count(self, loop: Loop, builder: Builder) -> tuple[Value, Builder]:
        """Append what counts the trips; return that, and what builds the body, in which the item has been read."""
        body, source = loop.body, loop.iterable
        assert source is not None
        index = Value(ty.INT, "k")
        unpacked = {o.operands[0]: o.results for o in body.operations if isinstance(o, Apply) and o.name == "unpack"}
        inner = builder.nested((index, *map(self.names.new, body.params[1:])))
        earlier = len(self.parts)
        self._item(body.params[0], source, index, inner, unpacked)
        self._whole(list(self.parts)[earlier:], body, inner)
        return builder.apply("builtins.range", self._length(source, builder, loop)), inner

    def _whole(self, tuples: Sequence[Value], body: Block, builder: Builder) -> None:
        """Append those of a body's tuples that are used as such, or are items of another, the inner ones first."""
        taken = Counter(o.operands[0] for o in operations_in(body.operations) if _takes_part(o))
        for item in reversed(tuples):
            if self.uses[item] > taken[item] or any(item in self.parts[whole] for whole in tuples):
                parts = [self.names.now(part, builder) for part in self.parts[item]]
                self.names.env[item] = builder.apply("build.tuple", *parts)

    def _length(self, iterable: Value, builder: Builder, loop: Loop) -> Value:
        """Append what counts the items of an iterable."""
        if not isinstance(iterable.type, ty.Iterator):
            return builder.apply("builtins.len", self.names.now(iterable, builder))
        made = self.definitions.get(iterable)
        here = any(self.names.env.get(iterable) in o.results for o in builder.operations)
        if not isinstance(made, Apply) or made.name not in _ITERATORS or self.uses[iterable] > 1 or not here:
            self.names.refuse("an iterator over arrays that are written to, kept in a variable", loop)
            return builder.constant(0)
        lengths = [self._length(v, builder, loop) for v in made.operands[: None if made.name == "builtins.zip" else 1]]
        return lengths[0] if len(lengths) == 1 else builder.apply("builtins.min", *lengths)

    def _item(
        self, item: Value, iterable: Value, index: Value, builder: Builder, unpacked: Mapping[Value, Sequence[Value]]
    ) -> None:
        """Append what reads an item of an iterable, as the iteration would have done; let ``item`` be that.

        ``unpacked`` says to which names a tuple is unpacked at once.
        """
        made = self.definitions.get(iterable)
        if not isinstance(iterable.type, ty.Iterator) or not isinstance(made, Apply):
            self._element(item, iterable, index, builder)
        elif made.name == "builtins.reversed":
            back = builder.apply("operator.sub", builder.constant(-1), index)
            self._item(item, made.operands[0], back, builder, unpacked)
        elif isinstance(item.type, ty.Tuple):
            sources = made.operands
            parts = unpacked.get(item, ())
            if len(parts) != len(item.type.items):
                parts = tuple(Value(t) for t in item.type.items)
            self.parts[item] = tuple(parts)
            if made.name == "builtins.enumerate":
                start = [self.names.load(v, builder) for v in sources[1:]]
                self.names.env[parts[0]] = builder.apply("operator.add", index, *start) if start else index
                parts, sources = parts[1:], sources[:1]
            for part, source in zip(parts, sources):
                self._item(part, source, index, builder, unpacked)

    def _element(self, item: Value, container: Value, index: Value, builder: Builder) -> None:
        """Append what reads an element of a container by an index."""
        shared = self.names.is_shared(container)
        name = "memory.read" if shared and not isinstance(item.type, ty.Array) else "operator.getitem"
        inside = shared or self.names.holds_shared(container)
        made = Value(with_references(item.type) if inside else item.type, item.hint)
        self.names.env[item] = made
        builder.add(Apply(name, (self.names.now(container, builder), index), (made,), (), builder.location))

    def part(self, operation: Apply, builder: Builder) -> None:
        """Let the results of ``unpack``, or of a subscript, of a tuple that is known by its parts be these."""
        whole, index = operation.operands
        parts = self.parts[whole]
        place = index.type.value if isinstance(index.type, ty.Literal) else ""
        if operation.name == "unpack" and place is None:
            self.names.env.update((r, self.names.now(p, builder)) for r, p in zip(operation.results, parts))
        elif operation.name == "operator.getitem" and isinstance(place, int):
            self.names.env[operation.result] = self.names.now(parts[place], builder)
        else:
            self.names.refuse("this use of what a loop over arrays that are written to gives", operation)


def _takes_part(operation: Operation) -> TypeGuard[Apply]:
    """Say whether an operation takes a tuple apart, or one item out of it."""
    if not isinstance(operation, Apply) or operation.name not in ("unpack", "operator.getitem"):
        return False
    return isinstance(operation.operands[1].type, ty.Literal)
