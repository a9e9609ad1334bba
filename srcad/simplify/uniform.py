"""Lists that hold one value many times: what is taken from them is that value.

before: ``g = [s] * n``, ``for …: g, t = pop(g)`` with uses of ``t``
after: ``for …:`` with uses of ``s``; the list is dead
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srcad.ir.nodes import Apply, Block, Function, If, Loop, Value, Yield
from srcad.ir.rewrite import substitute_uses
from srcad.ir.walk import blocks_of, exits_of


def take_from_uniform(function: Function, start: int = 0) -> Function:
    """Return the function with the one value in the place of each item of a list that is filled with it.

    Operations before position ``start`` of the body stay.
    """
    before, body = function.body.operations[:start], function.body
    rest = Block(body.params, body.operations[start:], body.terminator)
    found = _Uniform()
    found.block(rest)
    if not found.taken:
        return function
    rest = substitute_uses(rest, found.taken)
    return replace(function, body=replace(rest, operations=(*before, *rest.operations)))


class _Uniform:
    """What the lists hold that hold one value alone, and what was taken from them."""

    def __init__(self) -> None:
        self.single: dict[Value, Value] = {}
        self.held: dict[Value, Value] = {}
        self.taken: dict[Value, Value] = {}

    def block(self, block: Block) -> None:
        """Go through the operations of a block."""
        for operation in block.operations:
            match operation:
                case Apply():
                    self._apply(operation)
                case If(then=then, orelse=orelse, results=results):
                    for inner in (then, orelse):
                        self.block(inner)
                    ends = [b.terminator.values for b in (then, orelse) if isinstance(b.terminator, Yield)]
                    self._join(results, ends)
                case Loop():
                    self._loop(operation)
                case _:
                    for inner in blocks_of(operation):
                        self.block(inner)

    def _apply(self, operation: Apply) -> None:
        operands, results = operation.operands, operation.results
        match operation.name:
            case "build.list" if len(operands) == 1 and operation.keywords == (None,):
                self.single[results[0]] = self.taken.get(operands[0], operands[0])
            case "operator.mul" if operands[0] in self.single:
                self.held[results[0]] = self.single[operands[0]]
            case "builtins.list" | "copy" if operands and operands[0] in self.held:
                self.held[results[0]] = self.held[operands[0]]
            case "list.pop" if operands[0] in self.held:
                self.held[results[0]] = self.taken[results[1]] = self.held[operands[0]]

    def _join(self, results: Sequence[Value], ends: Sequence[Sequence[Value]]) -> None:
        for result, *values in zip(results, *ends):
            held = {self.held.get(v) for v in values}
            if len(held) == 1 and (one := held.pop()) is not None:
                self.held[result] = one

    def _loop(self, loop: Loop) -> None:
        """Assume that what a loop carries stays what it was; go through the body again with what turned out so."""
        params = loop.carried
        assumed = {p: self.held[v] for p, v in zip(params, loop.inits) if v in self.held}
        while True:
            held, taken = dict(self.held), dict(self.taken)
            self.held.update(assumed)
            self.block(loop.body)
            ends = [e.values for e in (loop.body.terminator, *exits_of(loop.body))]
            kept = {
                p: v
                for i, p in enumerate(params)
                if (v := assumed.get(p)) is not None and all(self.held.get(e[i]) is v for e in ends if e)
            }
            if kept == assumed:
                break
            self.held, self.taken, assumed = held, taken, kept
        self.held.update((r, assumed[p]) for r, p in zip(loop.results, params) if p in assumed)
