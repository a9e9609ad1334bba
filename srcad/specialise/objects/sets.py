"""Sets of values that carry no derivative: displays, methods, operators, and going through them.

before: ``seen = set()``, ``seen.add(k)``, ``k in seen``, ``a | b``, ``sorted(seen)``
after: ``set.make()``, ``builtins.set.add(seen, k)``, ``set.contains(seen, k)``, ``set.or_(a, b)``, ``sorted`` of
``set.items(seen)``: in the order of the program, as the set changes. Sets of numbers that may carry derivatives are
left as they are, and refused where these matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.errors import NotDifferentiable
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value
from srcad.ir.types import Type
from srcad.rules.merging import element_of
from srcad.specialise.cloner import Cloner
from srcad.specialise.tables import Keywords, attempts

METHOD = "builtins.set."
_MAKERS = frozenset({"build.set", "builtins.set", "builtins.frozenset"})
_OPERATORS = frozenset(f"operator.{name}" for name in "or_ and_ sub xor eq ne lt le gt ge contains".split())
_IN_PLACE = {
    "operator.ior": "update",
    "operator.iand": "intersection_update",
    "operator.isub": "difference_update",
    "operator.ixor": "symmetric_difference_update",
}
#: Methods that put values into a set: their operands, and the items of their operands.
_PUTS = frozenset({"add"})
_PUTS_ITEMS = frozenset({"update", "union", "symmetric_difference", "symmetric_difference_update"})


@attempts
def make_set(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Make a set whose items carry no derivative."""
    if name not in _MAKERS or any(keywords):
        return None
    if name != "build.set":
        operands = tuple(_listed(cloner, v) for v in operands)
    given = cloner.heap.contents(operands)
    items = [v.type if name == "build.set" else _element(v.type) for v in given]
    if any(map(ty.may_be_float, items)):
        return None
    made = Value(cloner.program.regions.put_into_sets(items))
    form = "set.display" if name == "build.set" and given else "set.make"
    cloner.builder.add(Apply(form, given, (made,), (None,) * len(given), cloner.builder.location))
    return (made,)


@attempts
def look_at_set(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Look into a set, or combine sets."""
    if not any(isinstance(v.type, ty.Set) for v in operands):
        return None
    if name == "builtins.len":
        return cloner.apply("set.size", operands)
    if name in ("builtins.bool", "operator.not_"):
        compared = "operator.gt" if name == "builtins.bool" else "operator.eq"
        return cloner.apply(compared, (*cloner.apply("set.size", operands), cloner.builder.constant(0)))
    if name in _OPERATORS and (name != "operator.contains" or isinstance(operands[0].type, ty.Set)):
        if name in ("operator.or_", "operator.xor"):
            _put(cloner, [_element(v.type) for v in operands])
        return cloner.apply(f"set.{name.removeprefix('operator.')}", operands)
    if name in _IN_PLACE and isinstance(operands[0].type, ty.Set):
        cloner.apply(f"{METHOD}{_IN_PLACE[name]}", operands)
        return operands[:1]
    return None


@attempts
def change_set(cloner: Cloner, name: str, operands: tuple[Value, ...], keywords: Keywords) -> tuple[Value, ...] | None:
    """Note what a method puts into a set; refuse what may carry a derivative."""
    if not name.startswith(METHOD) or not isinstance(operands[0].type, ty.Set):
        return None
    method = name.removeprefix(METHOD)
    rest = cloner.heap.contents(tuple(_listed(cloner, v) for v in operands[1:]))
    _put(cloner, [v.type if method in _PUTS else _element(v.type) for v in rest if method in _PUTS | _PUTS_ITEMS])
    return _append(cloner, name, (operands[0], *rest))


def _put(cloner: Cloner, items: Sequence[Type]) -> None:
    """Note what is put into a set; refuse what may carry a derivative."""
    if any(map(ty.may_be_float, items)):
        message = "a set of values that may carry a derivative"
        raise NotDifferentiable("SRC002", message, cloner.builder.location, "use a list")
    cloner.program.regions.put_into_sets(items)


def items_of_set(cloner: Cloner, value: Value) -> Value:
    """Append the list of what is in a set now."""
    return cloner.apply("set.items", (value,))[0]


def _listed(cloner: Cloner, value: Value) -> Value:
    return cloner.apply("builtins.list", (value,))[0] if isinstance(value.type, ty.Iterator) else value


def _append(cloner: Cloner, name: str, operands: tuple[Value, ...]) -> tuple[Value, ...]:
    keywords = (None,) * len(operands)
    (t,) = cloner.program.typing.infer(name, operands, keywords, 1)
    result = Value(t)
    cloner.builder.add(Apply(name, operands, (result,), keywords, cloner.builder.location))
    return (result,)


def _element(t: Type) -> Type:
    return t.item if isinstance(t, ty.Set) else element_of(t)
