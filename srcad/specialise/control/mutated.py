"""What the body of a loop does with values, as far as its text tells: what it changes, holds, and finds by its items.

It is a guess: what is changed in a called function is found when the body is copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Block, Closure, Loop, Value
from srcad.ir.walk import blocks_of, defined_in, operations_in

#: Operations of lowered functions that change their first operand.
_CHANGES = frozenset(
    """array.store array.add_at item.augment list.append item.delete attribute.set attribute.delete cell.set""".split()
)
#: Those that find a part of the first one.
_KEYED = frozenset(
    """operator.getitem array.store item.augment item.delete operator.contains method
    builtins.getattr builtins.setattr builtins.hasattr builtins.delattr""".split()
)
_METHODS = frozenset(
    "append extend insert pop remove clear sort reverse update setdefault popitem add discard fill".split()
)


def changed_values(loop: Loop) -> list[Value]:
    """Return the values, defined in front of a loop, that hold objects which its body changes, each once."""
    carried = dict(zip(loop.carried, loop.inits))
    same: dict[Value, Value] = {}
    found: dict[Value, None] = {}
    for target in _targets(loop.body, same):
        while target in same:
            target = same[target]
        found[carried.get(target, target)] = None
    inside = set(defined_in(loop.body))
    return [v for v in found if v not in inside]


def changes_its_item(loop: Loop) -> bool:
    """Say whether the body of a loop over objects changes the one of a trip, or gives it to a function that may."""
    item = loop.body.params[0]
    same: dict[Value, Value] = {}
    return item in _targets(loop.body, same) or any(item in o.operands for o in _calls(loop.body))


def _calls(block: Block) -> Iterator[Apply]:
    for operation in operations_in(block.operations):
        if isinstance(operation, Apply) and operation.name == "call":
            yield operation


def _targets(block: Block, same: dict[Value, Value]) -> Iterator[Value]:
    """Yield what operations in a block change; note in ``same`` which values are one object."""
    for operation in block.operations:
        if isinstance(operation, Apply) and _changes(operation):
            yield operation.operands[0]
        if isinstance(operation, Loop):
            params = operation.carried
            same.update(zip(params, operation.inits))
        for inner in blocks_of(operation):
            yield from _targets(inner, same)


def _changes(operation: Apply) -> bool:
    if operation.name == "method":
        name = operation.operands[1].type
        return isinstance(name, ty.Literal) and name.value in _METHODS
    return operation.name in _CHANGES


def keeps_functions(loop: Loop) -> bool:
    """Say whether a loop's body makes a function that something holds: each trip makes another one."""
    operations = list(operations_in(loop.body.operations))
    made = {o.result for o in operations if isinstance(o, Closure)}
    holders = (o for o in operations if isinstance(o, Apply) and (o.name.startswith("build.") or _changes(o)))
    return any(not made.isdisjoint(o.operands) for o in holders)


def keyed_by_items(loop: Loop) -> list[Value]:
    """Return what a loop's body finds parts of by the loop's items, as a dict by its keys."""
    item = loop.body.params[0]
    keyed = (o for o in operations_in(loop.body.operations) if isinstance(o, Apply) and o.name in _KEYED)
    return [o.operands[0] for o in keyed if item in o.operands[1:]]
