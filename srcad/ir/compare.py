"""Comparison of functions up to the renaming of values: what tests of passes compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from srcad.ir.nodes import (
    Apply,
    Block,
    Closure,
    Constant,
    Exit,
    Function,
    Invoke,
    Loop,
    Operation,
    Terminator,
    Try,
    Value,
)
from srcad.ir.walk import blocks_of, operands_of


def same(a: Function, b: Function) -> bool:
    """Say whether two functions do the same operations on the same values in the same order.

    Hints, locations, inferred types, origins and notes do not count; constants and parameters do.
    """
    return _Pairing().functions(a, b)


@dataclass(slots=True)
class _Pairing:
    """Which value of the one function stands for which of the other; a pairing is one-to-one."""

    forward: dict[Value, Value] = field(default_factory=dict)
    backward: dict[Value, Value] = field(default_factory=dict)

    def functions(self, a: Function, b: Function) -> bool:
        return a.name == b.name and a.parameters == b.parameters and self.blocks(a.body, b.body)

    def blocks(self, a: Block, b: Block) -> bool:
        return (
            self.values(a.params, b.params)
            and len(a.operations) == len(b.operations)
            and all(self.operations(p, q) for p, q in zip(a.operations, b.operations))
            and self.terminators(a.terminator, b.terminator)
        )

    def values(self, a: Sequence[Value], b: Sequence[Value]) -> bool:
        return len(a) == len(b) and all(map(self.pair, a, b))

    def pair(self, a: Value, b: Value) -> bool:
        return self.forward.setdefault(a, b) is b and self.backward.setdefault(b, a) is a

    def operations(self, a: Operation, b: Operation) -> bool:
        return (
            type(a) is type(b)
            and self.values(operands_of(a), operands_of(b))
            and self.details(a, b)
            and len(blocks_of(a)) == len(blocks_of(b))
            and all(map(self.blocks, blocks_of(a), blocks_of(b)))
            and self.values(a.results, b.results)
        )

    def details(self, a: Operation, b: Operation) -> bool:
        """Compare what an operation has beside operands, blocks and results."""
        match a, b:
            case Constant(), Constant():
                return a.result.type == b.result.type
            case Apply(), Apply():
                return a.name == b.name and a.keywords == b.keywords
            case (Invoke(function=p), Invoke(function=q)) | (Closure(function=p), Closure(function=q)):
                return p is q or _Pairing().functions(p, q)
            case Loop(), Loop():
                return (a.iterable is None) == (b.iterable is None)
            case Try(), Try():
                return list(map(len, a.kinds)) == list(map(len, b.kinds))
            case _:
                return True

    def terminators(self, a: Terminator, b: Terminator) -> bool:
        if type(a) is not type(b) or not self.values(a.values, b.values):
            return False
        return not (isinstance(a, Exit) and isinstance(b, Exit)) or a.number == b.number
