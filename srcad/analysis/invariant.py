"""Invariants: a value that a loop carries and never changes, or that both branches hand on, is the one before.

before: ``loop carries p = r; each trip yields p``
after: the loop does not carry it, and ``r`` stands for ``p``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from srcad.ir.nodes import Block, Function, If, Loop, Operation, Try, Value, With, Yield
from srcad.ir.rewrite import substitute_uses
from srcad.ir.walk import blocks_of, exits_of, used_in


def remove_invariant(function: Function) -> Function:
    """Return the function with each joined or carried value that is always one other value replaced by that one.

    Loops and branches go on giving such a value, which nobody uses then.
    """
    while True:
        found = _Found(set(used_in(function.body)))
        found.block(function.body)
        if not found.same:
            return function
        new = {value: found.end(value) for value in found.same}
        function = replace(function, body=substitute_uses(function.body, new))


@dataclass(slots=True)
class _Found:
    """``same`` says of a used value which other one it always is."""

    used: set[Value]
    same: dict[Value, Value] = field(default_factory=dict)

    def end(self, value: Value) -> Value:
        """Return what a value is in the end."""
        while value in self.same:
            value = self.same[value]
        return value

    def block(self, block: Block) -> None:
        """Look at the joins in a block."""
        for operation in block.operations:
            for inner in blocks_of(operation):
                self.block(inner)
            self._join(operation)

    def _join(self, operation: Operation) -> None:
        match operation:
            case If(results=results) | Try(results=(*results, _)):
                blocks = blocks_of(operation)
                inside = {v for b in blocks for o in b.operations for v in o.results}
                inside |= {v for b in blocks for v in b.params}
                ends = [b.terminator.values for b in blocks if isinstance(b.terminator, Yield)]
                for i, result in enumerate(results):
                    self._unite([result], {values[i] for values in ends}, inside)
            case With(body=body, results=results):
                inside = {v for o in body.operations for v in o.results} | set(body.params)
                for result, value in zip(results, body.terminator.values):
                    self._unite([result], {value}, inside)
            case Loop():
                self._loop(operation)
            case _:
                pass

    def _loop(self, loop: Loop) -> None:
        params = loop.carried
        ends = [end.values for end in exits_of(loop.body)]
        ends += [loop.body.terminator.values] if isinstance(loop.body.terminator, Yield) else []
        for i, (param, init) in enumerate(zip(params, loop.inits)):
            self._unite([param, loop.results[i]], {init, *(values[i] for values in ends)} - {param}, set())

    def _unite(self, names: Sequence[Value], sources: set[Value], inside: set[Value]) -> None:
        ends = {self.end(v) for v in sources} - set(names)
        if len(ends) == 1 and ends.isdisjoint(inside):
            (source,) = ends
            self.same.update((name, source) for name in names if name in self.used and name is not source)
