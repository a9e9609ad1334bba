"""What chooses between values element by element, in reverse: each choice receives its part under masks.

before: ``y = np.select([c, d], [a, b], z)``
after: ``a_bar = y_bar`` where ``c``, ``b_bar = y_bar`` where ``d`` and not ``c``, ``z_bar = y_bar`` where neither holds
"""

from __future__ import annotations

from collections.abc import Sequence

from srcad.derive.adjoints import Adjoint, Masks
from srcad.derive.reverse import fitted, reverses, undo_by_rule
from srcad.derive.sweep import Sweep
from srcad.ir import types as ty
from srcad.ir.nodes import Apply, Value


@reverses("numpy.where")
def _where(sweep: Sweep, operation: Apply) -> None:
    if len(operation.operands) == 3 and (adjoint := _taken(sweep, operation)) is not None:
        condition, *sides = operation.operands
        for operand, side in zip(sides, (True, False)):
            _hand_on(sweep, operand, adjoint, ((condition, side),))


@reverses("numpy.select")
def _select(sweep: Sweep, operation: Apply) -> None:
    conditions, choices = (_displayed(sweep, v) for v in operation.operands[:2])
    if conditions is None or choices is None:
        undo_by_rule(sweep, operation)
    elif (adjoint := _taken(sweep, operation)) is not None:
        passed: Masks = ()
        for condition, choice in zip(conditions, choices):
            _hand_on(sweep, choice, adjoint, (*passed, (condition, True)))
            passed = (*passed, (condition, False))
        for default in operation.operands[2:]:
            _hand_on(sweep, default, adjoint, passed)


@reverses("numpy.choose")
def _choose(sweep: Sweep, operation: Apply) -> None:
    choices = _displayed(sweep, operation.operands[1])
    if choices is None or len(operation.operands) != 2:
        undo_by_rule(sweep, operation)
    elif (adjoint := _taken(sweep, operation)) is not None:
        (number, _), build = operation.operands, sweep.builder
        if isinstance(number.type, (ty.List, ty.Tuple)):
            number = build.apply("numpy.array", number)
        for i, choice in enumerate(choices):
            if sweep.is_varied(choice):
                chosen = build.apply("operator.eq", number, build.constant(i))
                _hand_on(sweep, choice, adjoint, ((chosen, True),))


def _taken(sweep: Sweep, operation: Apply) -> Adjoint | None:
    """Remove and return what was accumulated for the result."""
    found = sweep.adjoints.take(operation.result)
    return found[0][1] if found else None


def _hand_on(sweep: Sweep, operand: Value, adjoint: Adjoint, masks: Masks) -> None:
    """Hand an adjoint to an operand that was chosen where all masks hold."""
    if sweep.is_varied(operand):
        masked = Adjoint(adjoint.raw, (*adjoint.masks, *masks), adjoint.absorbing)
        sweep.add((operand,), fitted(sweep, masked, operand))


def _displayed(sweep: Sweep, value: Value) -> Sequence[Value] | None:
    """Return the items of a list or tuple that the program writes out, or None for any other."""
    made = sweep.context.definitions.get(value)
    is_display = isinstance(made, Apply) and made.name in ("build.list", "build.tuple") and "*" not in made.keywords
    return made.operands if isinstance(made, Apply) and is_display else None
