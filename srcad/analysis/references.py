"""References: which of them may lead to the same buffer.

Values that hold references fall into classes; those of different classes never lead to the same memory. What is in a
tape or a container is of one class with what was put there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from srcad.ir.nodes import Apply, Block, Function, If, Invoke, Loop, Operation, Try, Value, With
from srcad.ir.types import has_reference
from srcad.ir.walk import blocks_of, exits_of, operands_of

#: Functions of arrays whose result is a view or a copy, as NumPy finds when they run.
VIEWS_OR_COPIES = (
    *(f"numpy.{n}" for n in ("reshape", "ravel", "asarray", "ascontiguousarray", "asfortranarray")),
    *(f"numpy.ndarray.{n}" for n in ("reshape", "ravel", "conj", "conjugate")),
)

#: What gives a reference to a buffer of its own.
_FRESH = frozenset({"memory.new", "memory.outer", "memory.zero", "heap.zero"})


@dataclass(slots=True)
class References:
    """The classes, each named by one of its values."""

    function: Function
    _next: dict[Value, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._block(self.function.body)

    def of(self, value: Value) -> Value:
        """Return the name of the class of a value."""
        while value in self._next:
            value = self._next[value]
        return value

    def _unite(self, values: Iterable[Value]) -> None:
        first: Value | None = None
        for value in values:
            if not has_reference(value.type):
                continue
            name = self.of(value)
            if first is None:
                first = name
            elif name is not first:
                self._next[name] = first

    def _pairs(self, left: Iterable[Value], right: Iterable[Value]) -> None:
        for pair in zip(left, right):
            self._unite(pair)

    def _block(self, block: Block) -> None:
        for operation in block.operations:
            for inner in blocks_of(operation):
                self._block(inner)
            self._operation(operation)

    def _operation(self, operation: Operation) -> None:
        match operation:
            case Apply(name=name) if name in _FRESH:
                pass
            case If(results=results) | Try(results=results):
                for inner in blocks_of(operation):
                    self._pairs(results, inner.terminator.values)
            case With(body=body, results=results):
                self._pairs(results, body.terminator.values)
            case Loop(iterable=iterable, inits=inits, body=body, results=results):
                params = operation.carried
                if iterable is not None:
                    self._unite((iterable, body.params[0]))
                for values in (inits, body.terminator.values, *(e.values for e in exits_of(body))):
                    self._pairs(params, values)
                    self._pairs(results, values)
            case Apply() | Invoke():
                self._unite((*operation.results, *operands_of(operation)))
            case _:
                pass
