"""The stages of simplification, in their order: before a function is differentiated, before values are saved, after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from srcad.derive.asking import ask_whether_assigned
from srcad.derive.defined import define_saved
from srcad.derive.save import reverse_start
from srcad.ir.nodes import Function
from srcad.simplify.accumulating import order_additions
from srcad.simplify.algebra import simplify_algebra
from srcad.simplify.buffers import simplify_buffers
from srcad.simplify.clears import drop_clears, drop_covered_clears
from srcad.simplify.common import merge_arrays, merge_common
from srcad.simplify.dead import remove_dead
from srcad.simplify.directions import turn_forward
from srcad.simplify.exits import join_exits
from srcad.simplify.factors import place_factors
from srcad.simplify.first_additions import write_first_additions
from srcad.simplify.floats import drop_float_calls
from srcad.simplify.hoisting import hoist_invariants
from srcad.simplify.invariant_arrays import hoist_arrays
from srcad.simplify.joining import join_branches
from srcad.simplify.lengths import hoist_lengths
from srcad.simplify.masks import multiply_by_masks
from srcad.simplify.places import fill_cleared_places
from srcad.simplify.scaling import scale_in_place
from srcad.simplify.signs import place_signs
from srcad.simplify.uniform import take_from_uniform
from srcad.simplify.unreached import drop_unreached
from srcad.specialise.function import Program

Stage: TypeAlias = Callable[[Function, Program], Function]

#: On the primal function: what is computed once has one adjoint.
BEFORE_DERIVING: tuple[tuple[str, Stage], ...] = (
    ("what stands behind an error is not reached", lambda f, p: drop_unreached(f)),
    ("what is not used needs no derivative", lambda f, p: remove_dead(f)),
    ("lengths are asked once, before a loop", lambda f, p: hoist_lengths(f)),
    ("array arithmetic that was written twice", lambda f, p: merge_arrays(f, p.parts)),
    ("array arithmetic that is the same in each trip", lambda f, p: hoist_arrays(f)),
)

#: After the derivative is drawn up and before primal values are saved: what is needless needs nothing saved.
BEFORE_SAVING: tuple[tuple[str, Stage], ...] = (
    ("the terms of operands that are not active are dead", lambda f, p: remove_dead(f, _reverse(f))),
    ("what is added where an adjoint was cleared takes that place", lambda f, p: order_additions(f, _reverse(f))),
    ("and in objects", lambda f, p: fill_cleared_places(f, _reverse(f))),
    ("zeros, ones and signs", lambda f, p: simplify_algebra(f, p.typing, _reverse(f))),
    ("what passes a mask is a product", lambda f, p: multiply_by_masks(f, p.typing, _reverse(f))),
    ("the adjoints of the items of a sum are one value", lambda f, p: take_from_uniform(f, _reverse(f))),
    ("what algebra made needless", lambda f, p: remove_dead(f, _reverse(f))),
    ("one question is asked once", lambda f, p: join_branches(f, _reverse(f))),
    ("adjoints that only the next branch needs", lambda f, p: remove_dead(f, _reverse(f))),
)

#: On the whole derivative.
AFTER_SAVING: tuple[tuple[str, Stage], ...] = (
    (
        "forward values that the gradient does not need, and carried values that only fed them",
        lambda f, p: remove_dead(f, saved=True),
    ),
    ("rules compute again what stands there already", lambda f, p: merge_common(f)),
    ("what does not vary need not be computed in each trip", lambda f, p: hoist_invariants(f)),
    ("both sweeps may need it", lambda f, p: merge_common(f)),
    ("adjoints of buffers are made where they are needed", lambda f, p: simplify_buffers(f)),
    ("zeros that nobody looks at", lambda f, p: drop_clears(f, _reverse(f))),
    ("what is added where there are zeros is written", lambda f, p: write_first_additions(f, _reverse(f))),
    ("what each trip writes over need not be cleared", lambda f, p: drop_covered_clears(f, _reverse(f))),
    ("saved values may have become constants", lambda f, p: simplify_algebra(f, p.typing, _reverse(f), exact=True)),
    ("people write the sign first", lambda f, p: place_signs(f, _reverse(f))),
    ("and constant factors", lambda f, p: place_factors(f, _reverse(f))),
    ("a part is scaled in place", lambda f, p: scale_in_place(f, p.typing, _reverse(f))),
    ("what is a Python float needs no conversion", lambda f, p: drop_float_calls(f)),
    ("loops that do not look at their item run forwards", lambda f, p: turn_forward(f)),
    ("what loops give by their exits is chosen there", lambda f, p: join_exits(f)),
    ("what the last stages made needless", lambda f, p: remove_dead(f, saved=True)),
    ("what Python would not notice is asked", lambda f, p: ask_whether_assigned(f)),
    ("what is saved must have been assigned", lambda f, p: replace(f, body=define_saved(f.body))),
)


def _reverse(function: Function) -> int:
    return reverse_start(function.body)
