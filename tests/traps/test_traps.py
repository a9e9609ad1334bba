"""Programs made to break a differentiator: the gradient is right or refused, never wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcad
from srcad.dispatch.routes import follow
from srcad.errors import ArgumentError, NotDifferentiable
from srcad.runtime.refusing import NO_RULE
from tests.flow.numerical import differences
from tests.traps import (
    accum,
    algebra,
    alias,
    factors,
    held,
    instances,
    kinks,
    language,
    layouts,
    library,
    memory,
    mixed,
    nested,
    num,
    ragged,
    reducing,
    shaping,
    state,
    ties,
    views,
    writing,
)
from tests.traps.registry import TRAPS, Trap

assert all((accum, algebra, alias, factors, held, instances, kinks, language, layouts, library))
assert all((memory, mixed, nested, num, ragged, reducing, shaping, state, ties, views, writing))

RUN_TIME_REFUSALS = ("in-place operation on an array", "complex values met a gradient")


def compare(found: Any, trap: Trap) -> None:
    """Compare kind, shape, dtype and numbers with what is expected, or else with differences."""
    x = trap.make()
    assert type(found) is type(x)
    expected = differences(trap.program, x) if trap.expected is None else trap.expected
    if isinstance(x, np.ndarray):
        assert (found.dtype, found.shape) == (x.dtype, x.shape)
    exact = trap.expected is not None and np.asarray(x).dtype == np.float64
    tolerance = 1e-11 if exact else 1e-6
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=0.0 if exact else tolerance)


def call_generic(derivative: Any, x: Any) -> Any:
    """Call the text that serves any types, with what it captures."""
    generic = derivative._generic()
    extra = {c.name: follow(c.route, derivative.primal) for c in generic.captures}
    return generic.function(x, **extra)


@pytest.mark.parametrize("trap", [pytest.param(t, id=t.name) for t in TRAPS])
@pytest.mark.parametrize("text", ["specialised", "generic"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_gradient_is_right_or_refused(trap: Trap, text: str) -> None:
    derivative = srcad.grad(trap.program)
    x = trap.make()
    try:
        found = derivative(x) if text == "specialised" else call_generic(derivative, x)
    except (NotDifferentiable, ArgumentError) as refusal:
        if not trap.may_refuse and text == "specialised":
            raise
        pytest.skip(refusal.message)
    except (TypeError, NotImplementedError) as refusal:  # the generic text refuses when it meets the values
        is_refusal = str(refusal).startswith(RUN_TIME_REFUSALS) or NO_RULE in getattr(refusal, "__notes__", ())
        if text == "specialised" or not is_refusal:
            raise
        pytest.skip(str(refusal))
    compare(found, trap)
    np.testing.assert_array_equal(x, trap.make())


@pytest.mark.parametrize("trap", [pytest.param(t, id=t.name) for t in TRAPS])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_value_is_that_of_the_program_bit_for_bit(trap: Trap) -> None:
    x = trap.make()
    try:
        value, gradient = srcad.value_and_grad(trap.program)(x)
    except (NotDifferentiable, ArgumentError) as refusal:
        pytest.skip(refusal.message)
    np.testing.assert_array_equal(np.asarray(value), np.asarray(trap.program(trap.make())), strict=True)
    if isinstance(gradient, np.ndarray):
        assert gradient.flags.writeable
        assert not np.shares_memory(gradient, x)
