"""Masks: what passes where a condition holds is a product with it, which costs no branch for each number.

before: ``np.where(x > 0.0, g, 0.0)``, ``np.where(x > y, g, np.where(x == y, 0.5 * g, 0.0))``
after: ``runtime.masked(g, x > 0.0)``, ``runtime.masked(g, x > y, x == y)``; ``1.0 * (x == y)`` for ones

On a condition that changes from number to number ``np.where`` takes many times as long. This is done before primal
values are saved: all choices that are made in reverse are then those of derivatives.
"""

from __future__ import annotations

from dataclasses import replace

from srcad.analysis.typing import Typing
from srcad.ir import types as ty
from srcad.ir.builder import Builder
from srcad.ir.nodes import Apply, Block, Function, Value
from srcad.ir.types import Literal
from srcad.ir.walk import with_blocks

_CHOICE = "numpy.where"
#: Comparisons that never hold where ``==`` holds.
_UNEQUAL = frozenset({"operator.lt", "operator.gt", "operator.ne"})


def multiply_by_masks(function: Function, typing: Typing, start: int = 0) -> Function:
    """Return the function with masks in the place of choices, from position ``start`` of its body on."""
    body = function.body
    rest = _Masks(typing).block(replace(body, operations=body.operations[start:]))
    return replace(function, body=replace(rest, operations=(*body.operations[:start], *rest.operations)))


class _Masks:
    def __init__(self, typing: Typing) -> None:
        self.typing = typing
        self.made_by: dict[Value, Apply] = {}

    def block(self, block: Block) -> Block:
        builder = Builder(block.params, self.typing.infer)
        for operation in block.operations:
            builder.location = operation.location
            if isinstance(operation, Apply):
                self.made_by.update((result, operation) for result in operation.results)
                builder.add(self._masked(operation, builder) if _is_choice(operation) else operation)
            else:
                builder.add(with_blocks(operation, self.block))
        return builder.finish(block.terminator)

    def _masked(self, choice: Apply, builder: Builder) -> Apply:
        """Return the operation that takes the place of a choice; append what goes before."""
        condition, then, orelse = choice.operands
        if _is_zero(orelse) and then.type == Literal(1.0):
            return replace(choice, name="operator.mul", operands=(condition, then), keywords=(None, None))
        if _is_zero(orelse) and _is_float(then.type):
            return _pass(choice, then, condition)
        if _is_zero(then) and _is_float(orelse.type):
            return _pass(choice, orelse, builder.apply("operator.invert", condition))
        if (ties := self._ties(condition, then, orelse)) is not None:
            return _pass(choice, then, condition, ties)
        return choice

    def _ties(self, condition: Value, then: Value, orelse: Value) -> Value | None:
        """Return where two are equal, if half of ``then`` passes there."""
        match self._made(orelse, _CHOICE):
            case (tied, part, zero) if _is_zero(zero) and self._is_apart(condition, tied):
                share, whole = self._made(part, "operator.mul") or (part, None)
                is_half = whole is then and share.type == Literal(0.5) and _is_double(then.type)
                return tied if is_half else None
        return None

    def _is_apart(self, condition: Value, tied: Value) -> bool:
        """Say whether the condition holds nowhere where two are equal."""
        compared, equal = self.made_by.get(condition), self._made(tied, "operator.eq")
        if compared is None or compared.name not in _UNEQUAL or equal is None:
            return False
        return set(compared.operands) == set(equal)

    def _made(self, value: Value, name: str) -> tuple[Value, ...] | None:
        """Return the operands of the operation ``name`` that made ``value``, or None."""
        made = self.made_by.get(value)
        return made.operands if made is not None and made.name == name else None


def _is_choice(operation: Apply) -> bool:
    if operation.name != _CHOICE or len(operation.operands) != 3:
        return False
    condition = operation.operands[0].type
    return isinstance(condition, ty.Array) and bool(condition.shape) and condition.dtype == "bool"


def _pass(choice: Apply, *operands: Value) -> Apply:
    return replace(choice, name="srcad.runtime.masked", operands=operands, keywords=(None,) * len(operands))


def _is_double(t: ty.Type) -> bool:
    wide = ty.widen(t)
    if isinstance(wide, ty.Scalar) and wide.form == "python":
        return wide.kind == "float"
    return isinstance(wide, (ty.Array, ty.Scalar)) and wide.dtype == "float64"


def _is_float(t: ty.Type) -> bool:
    return not isinstance(t, Literal) and ty.kind_of(t) == "float"


def _is_zero(value: Value) -> bool:
    return isinstance(value.type, Literal) and value.type.value == 0.0
