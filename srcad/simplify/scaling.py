"""Scaling: a part of an array that is multiplied several times over is multiplied once, in place.

before: ``g = y_bar[:n]; y_bar[:n] = g * t * (1.0 - t)``
after: ``y_bar[:n] *= t * (1.0 - t)``
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from srcad.analysis.typing import Typing
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Function, Value
from srcad.ir.types import Literal
from srcad.ir.walk import used_in, with_blocks
from srcad.simplify.identities.match import same_index

#: By what writes: what reads.
_READS = {"array.store": "operator.getitem", "memory.store": "memory.read"}
_PRODUCT = "operator.mul"


def scale_in_place(function: Function, typing: Typing, start: int = 0) -> Function:
    """Return the function with one factor for each such part, from position ``start`` of its body on."""
    body = function.body
    rest = _Scaling(typing, Counter(used_in(body))).block(replace(body, operations=body.operations[start:]))
    return replace(function, body=replace(rest, operations=(*body.operations[:start], *rest.operations)))


class _Scaling:
    def __init__(self, typing: Typing, uses: Mapping[Value, int]) -> None:
        self.typing = typing
        self.uses = uses
        self.made_by: dict[Value, Apply] = {}

    def block(self, block: Block) -> Block:
        builder = Builder(block.params, self.typing.infer)
        for operation in block.operations:
            if not isinstance(operation, Apply):
                builder.add(with_blocks(operation, self.block))
                continue
            self.made_by.update((result, operation) for result in operation.results)
            if operation.name in _READS and len(chain := [*self._chain(operation)]) > 1:
                operation = self._scaled(operation, chain, builder)
            builder.add(operation)
        return builder.finish(block.terminator)

    def _chain(self, store: Apply) -> Iterator[Apply]:
        """Yield the products that scale what stands at the place that is written to, the last one first; or none."""
        whole, index, value = store.operands
        products: list[Apply] = []
        while (made := self.made_by.get(value)) is not None and made.name == _PRODUCT and self._is_passed_on(made):
            products.append(made)
            value = made.operands[0]
        if made is None or made.name != _READS[store.name] or made.operands[0] is not whole:
            return
        if same_index(made.operands[1], index, self.made_by):
            yield from products

    def _is_passed_on(self, product: Apply) -> bool:
        factor = product.operands[1]
        return self.uses[product.result] == 1 and not product.result.hint and not isinstance(factor.type, Literal)

    def _scaled(self, store: Apply, chain: list[Apply], builder: Builder) -> Apply:
        """Append the product of the factors, and with what stands there; return what writes that."""
        builder.location = chain[-1].location
        last, *others = reversed(chain)
        factor = last.operands[1]
        for product in others:
            factor = builder.apply(_PRODUCT, factor, product.operands[1])
        whole, index, old = store.operands
        total = Value(old.type, old.hint)
        builder.add(Apply(_PRODUCT, (last.operands[0], factor), (total,), (), store.location))
        return replace(store, operands=(whole, index, total))
