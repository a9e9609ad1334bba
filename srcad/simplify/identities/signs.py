"""Signs, pulled outwards so that additions can take them up.

before: ``y + -a * b``
after: ``y - a * b``
"""

from __future__ import annotations

from srcad.ir import types as ty
from srcad.ir.nodes import Value
from srcad.ir.types import Literal
from srcad.simplify.identities.match import Family, Match

SIGNS = Family()


@SIGNS("operator.neg")
def _negate(match: Match) -> Value | None:
    """Use -(-x) = x, and the negative of a constant."""
    (a,) = match.operands
    if (inner := match.inner(a, "operator.neg")) is not None:
        return inner[0]
    constant = a.type.value if isinstance(a.type, Literal) else None
    if isinstance(constant, (int, float)) and not isinstance(constant, bool):
        return match.builder.constant(-constant)
    return None


def _negated(match: Match, value: Value) -> tuple[Value, ...] | None:
    """Return the operand of the negation that made a value, unless people want to see that: a number of its own name.

    The sign of an array goes even then, for it costs a pass.
    """
    named = value.hint not in ("", match.operation.result.hint)
    return None if named and isinstance(ty.widen(value.type), ty.Scalar) else match.inner(value, "operator.neg")


@SIGNS("operator.mul", "operator.truediv")
def _sign_outwards(match: Match) -> Value | None:
    """Use (-a) b = -(a b), a (-b) = -(a b); the same for quotients."""
    a, b = match.operands
    name = match.operation.name
    if (inner := _negated(match, a)) is not None:
        return match.apply("operator.neg", match.inside(name, inner[0], b))
    if (inner := _negated(match, b)) is not None:
        return match.apply("operator.neg", match.inside(name, a, inner[0]))
    return None


@SIGNS("operator.add")
def _add_negative(match: Match) -> Value | None:
    """Use a + (-b) = a - b, (-a) + b = b - a."""
    a, b = match.operands
    if (inner := _negated(match, b)) is not None:
        return match.apply("operator.sub", a, inner[0])
    if (inner := _negated(match, a)) is not None:
        return match.apply("operator.sub", b, inner[0])
    return None


@SIGNS("operator.sub")
def _subtract_negative(match: Match) -> Value | None:
    """Use a - (-b) = a + b; 0 - b = -b, where the 0 was made to be added to."""
    a, b = match.operands
    if (inner := _negated(match, b)) is not None:
        return match.apply("operator.add", a, inner[0])
    if match.inner(a, "zero") is not None and match.same_type(b):
        return match.apply("operator.neg", b)
    return None


@SIGNS("numpy.sum")
def _sum_negative(match: Match) -> Value | None:
    """Use sum(-a) = -sum(a)."""
    (a, *rest) = match.operands
    inner = match.inner(a, "operator.neg")
    if inner is None or ty.kind_of(a.type) != "float":
        return None
    total = match.again((inner[0], *rest), hint="")
    return match.apply("operator.neg", total)
