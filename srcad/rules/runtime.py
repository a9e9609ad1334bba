"""What ``srcad.runtime`` gives, and the derivatives of its functions."""

from __future__ import annotations

from srcad.ir.types import BOOL, INT, NONE, UNDEFINED, UNKNOWN, Array, List, Scalar, Type, widen
from srcad.ir.versions import AUGMENTED, REBOUND
from srcad.rules.declare import Number, elementwise, known
from srcad.rules.dtypes import promote
from srcad.rules.extents import is_numeric, made_shape
from srcad.rules.indexing import item_type
from srcad.rules.intrinsics import unbroadcast_type, zero_of
from srcad.rules.merging import length_of
from srcad.rules.results import always, math_float, same_as_first, unknown
from srcad.runtime.elementwise import polygamma


def _accumulated(a: Type, b: Type) -> Type:
    return a if a == b else UNKNOWN


def _like(_value: Type, primal: Type) -> Type:
    return zero_of(primal)


def _places(items: Type, reverse: Type = NONE) -> Type:
    return List(INT, length_of(items))


def _augmented(old: Type, total: Type) -> Type:
    return total if isinstance(widen(old), Scalar) else UNKNOWN


def _summed(g: Type, shape: Type) -> Type:
    return Array(promote(g), made_shape(shape)) if is_numeric(g) else UNKNOWN


known("srcad.runtime.unbroadcast", result=unbroadcast_type)
known("srcad.runtime.sum_to", "srcad.runtime.shapes.sum_to", result=_summed)
known("srcad.runtime.zeros_like", result=zero_of)
known("srcad.runtime.accumulate", result=_accumulated)
known("srcad.runtime.like", result=_like)
known("srcad.runtime.add_at", result=same_as_first, can_fail=True)
known("srcad.runtime.last_written", result=item_type, can_fail=True)
known("srcad.runtime.inserted_at", "srcad.runtime.deleted_at", result=always(INT))
known("srcad.runtime.kept", result=same_as_first)
known(AUGMENTED, result=_augmented, can_fail=True)
known(REBOUND, result=_augmented, effect=True)
known("srcad.runtime.scalar_output", result=lambda value: value, effect=True)
known("srcad.runtime.no_derivative", result=unknown)
known("srcad.runtime.is_sequence", "srcad.runtime.is_mapping", result=always(BOOL))
known("srcad.runtime.ordering.order", "srcad.runtime.ordering.ranks", result=_places, can_fail=True)
known("srcad.runtime.exception_class", result=unknown)
known("srcad.runtime.set_items", result=lambda container, content: (), effect=True)
known("srcad.runtime.fresh", result=same_as_first)
known("outside.attribute", result=lambda owner, name, value: (), effect=True)
known("srcad.runtime.set_global", result=lambda module, name, value: (), effect=True)
known("srcad.runtime.check_apart", result=lambda *arguments: (), effect=True)
known("srcad.runtime.check_class", "srcad.runtime.check_assigned", result=lambda value, name: (), effect=True)
known("srcad.runtime.unassigned", result=always(List(UNDEFINED)))


@elementwise(
    "srcad.runtime.polygamma",
    "srcad.runtime.elementwise.polygamma",
    result=math_float,
    wrt=("x",),
    domain=((0.3, 3),),
    can_fail=True,
)
def polygamma_rule(g: Number, n: Number, x: Number, *, out: Number) -> Number:
    """Differentiate once more: order ``n + 1`` of ``log(gamma(x))``."""
    return g * polygamma(n + 1, x)
