"""Random numbers whose scale is differentiated are drawn as standard ones, and then moved and scaled.

before: ``y = random.normal(m, s, 3)``
after: ``z = random.standard_normal(runtime.normal_size(m, s, 3))``; ``y = m + s * z``

The numbers are the same. The derivative by ``s`` is ``z``, also where ``s`` is zero and ``y`` does not tell it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from srcad.ir import types as ty
from srcad.ir.builder import Builder, Infer
from srcad.ir.nodes import Apply, Block, Function, Operation, Value
from srcad.ir.walk import with_blocks


@dataclass(frozen=True, slots=True)
class _Distribution:
    """A distribution with two parameters: their names and defaults, what is drawn instead, and what says how often."""

    parameters: tuple[str, str]
    defaults: tuple[float, float]
    standard: str
    size: str


_NORMAL = _Distribution(("loc", "scale"), (0.0, 1.0), "standard_normal", "srcad.runtime.normal_size")
_UNIFORM = _Distribution(("low", "high"), (0.0, 1.0), "random", "srcad.runtime.uniform_size")
_OWNERS = ("numpy.random", "numpy.random.Generator", "numpy.random.RandomState")
_DISTRIBUTIONS = {
    f"{owner}.{name}": found for owner in _OWNERS for name, found in (("normal", _NORMAL), ("uniform", _UNIFORM))
}


def draw_apart(function: Function, active: frozenset[Value], infer: Infer) -> tuple[Function, frozenset[Value]]:
    """Return the function with such draws taken apart, and what depends on the differentiated inputs then."""
    drawing = _Drawing(active, infer)
    function = replace(function, body=drawing.block(function.body))
    return function, active | drawing.scaled


class _Drawing:
    def __init__(self, active: Set[Value], infer: Infer) -> None:
        self.active = active
        self.infer = infer
        self.scaled: set[Value] = set()

    def block(self, block: Block) -> Block:
        """Return a block with its draws taken apart, at any depth."""
        operations: list[Operation] = []
        for operation in block.operations:
            if isinstance(operation, Apply) and operation.name in _DISTRIBUTIONS:
                operations += self._taken_apart(operation)
            else:
                operations.append(with_blocks(operation, self.block))
        return replace(block, operations=tuple(operations))

    def _taken_apart(self, draw: Apply) -> list[Operation]:
        """Return what draws, moves and scales, if a derivative needs the numbers as they are drawn."""
        found = _DISTRIBUTIONS[draw.name]
        owner, _, _ = draw.name.rpartition(".")
        builder = Builder((), self.infer, draw.location)
        receiver = draw.positional[: owner != "numpy.random"]
        given = dict(zip((*found.parameters, "size"), draw.positional[len(receiver) :])) | draw.named
        names = zip(found.parameters, found.defaults)
        first, second = (given[name] if name in given else builder.constant(value) for name, value in names)
        if second not in self.active and (found is _NORMAL or first not in self.active):
            return [draw]
        size = given["size"] if "size" in given else builder.constant(None)
        ordered = () if found is _NORMAL else (builder.constant(owner == "numpy.random.Generator"),)
        count = builder.apply(found.size, first, second, size, *ordered)
        drawn = builder.apply(f"{owner}.{found.standard}", *receiver, count)
        width = second if found is _NORMAL else builder.apply("operator.sub", second, first)
        scaled = builder.apply("operator.mul", width, drawn)
        self.scaled |= {width, scaled}
        if draw.result.type == ty.FLOAT:
            scaled = builder.apply("operator.add", first, scaled)
            self.scaled.add(scaled)
            builder.add(Apply("builtins.float", (scaled,), draw.results, (), draw.location))
        else:
            builder.add(Apply("operator.add", (first, scaled), draw.results, (), draw.location))
        return builder.operations
