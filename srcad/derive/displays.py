"""Displays with starred items, in reverse: each item, and each run of items, receives its part of the adjoint.

before: ``m = [x, *values, y]``
after: ``x_bar += m_bar[0]``; ``values_bar = m_bar[1:-1]``; ``y_bar += m_bar[-1]``
"""

from __future__ import annotations

from srcad.derive.adjoints import Adjoint
from srcad.derive.fit import fit
from srcad.derive.reverse import reverses
from srcad.derive.sweep import Sweep
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value


def each_run(sweep: Sweep, operation: Apply, g: Value) -> None:
    """Hand the adjoint of a list to what it was made of."""
    marks = [keyword == "*" for keyword in operation.keywords]
    places = _Places(sweep, operation, marks)
    for i, (item, starred) in enumerate(zip(operation.operands, marks)):
        if not sweep.is_varied(item):
            continue
        if not starred:
            part = sweep.builder.apply("operator.getitem", g, places.before(i))
            sweep.add((item,), Adjoint(fit(part, item, sweep.builder)))
            continue
        none = sweep.builder.constant(None)
        start = places.before(i) if i else none
        run = sweep.builder.apply("build.slice", start, places.behind(i), none)
        part = sweep.builder.apply("operator.getitem", g, run)
        if isinstance(ty.widen(item.type), (ty.Array, ty.Unknown)):
            part = sweep.builder.apply("numpy.array", part)
        elif isinstance(item.type, ty.List) and not isinstance(part.type, ty.List):
            part = sweep.builder.apply("builtins.list", part)
        sweep.add((item,), Adjoint(part))


@reverses("build.set")
def _set(sweep: Sweep, operation: Apply) -> None:
    if sweep.adjoints.take(operation.result):
        sweep.refuse("SRC002", "a set of active values", operation, "use a list")


class _Places:
    """Where in a list the parts of its display begin and end: counted from that end that needs fewer lengths."""

    def __init__(self, sweep: Sweep, operation: Apply, marks: list[bool]) -> None:
        self.sweep = sweep
        self.operands = operation.operands
        self.marks = marks

    def before(self, i: int) -> Value:
        """Return the index of the first item of a part."""
        left, right = self.marks[:i], self.marks[i:]
        if any(left) and not any(right):
            return self.sweep.builder.constant(-len(right))
        return self._total(i)

    def behind(self, i: int) -> Value:
        """Return the index behind the last item of a part."""
        right = self.marks[i + 1 :]
        if not any(right):
            return self.sweep.builder.constant(-len(right) if right else None)
        return self._total(i + 1)

    def _total(self, stop: int) -> Value:
        """Return the number of items of the parts before ``stop``."""
        build = self.sweep.builder
        single = build.constant(self.marks[:stop].count(False))
        starred = [build.apply("builtins.len", v) for v, star in zip(self.operands[:stop], self.marks) if star]
        total = single
        for length in starred:
            total = length if total.type == ty.Literal(0) else build.apply("operator.add", total, length)
        return total
