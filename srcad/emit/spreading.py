"""What a derivative computes from the adjoints that it is given: its reverse sweep, but for primal values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, product

from srcad.emit.inplace import is_adjoint
from srcad.ir.nodes import Function, Value
from srcad.ir.walk import blocks_of, handed_on, operands_of, operations_in, reachable


def depends_on_adjoints(function: Function) -> frozenset[Value]:
    """Return the values that are computed from the adjoints that come in: the seed, or that of a callee's result."""
    named = zip(function.params, function.parameters)
    return depends_on(function, (value for value, p in named if p.kind == "seed" or is_adjoint(p.name)))


def depends_on(function: Function, values: Iterable[Value]) -> frozenset[Value]:
    """Return ``values`` and all that is computed from them."""
    operations = function.body.operations
    plain = (o for o in operations_in(operations) if not blocks_of(o))
    computed = (pair for o in plain for pair in product(operands_of(o), o.results))
    return reachable(values, chain(handed_on(operations), computed))
