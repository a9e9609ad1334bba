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
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_gradient_is_right_or_refused_and_the_value_that_of_the_program_bit_for_bit(trap: Trap) -> None:
    x = trap.make()
    try:
        value, found = srcad.value_and_grad(trap.program)(x)
    except (NotDifferentiable, ArgumentError) as refusal:
        if not trap.may_refuse:
            raise
        pytest.skip(refusal.message)
    compare(found, trap)
    np.testing.assert_array_equal(x, trap.make())
    np.testing.assert_array_equal(np.asarray(value), np.asarray(trap.program(trap.make())), strict=True)
    if isinstance(found, np.ndarray):
        assert found.flags.writeable
        assert not np.shares_memory(found, x)


@pytest.mark.parametrize("trap", [pytest.param(t, id=t.name) for t in TRAPS])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_gradient_for_any_types_is_right_or_refused(trap: Trap) -> None:
    x = trap.make()
    try:
        found = call_generic(srcad.grad(trap.program), x)
    except (NotDifferentiable, ArgumentError) as refusal:
        pytest.skip(refusal.message)
    except (TypeError, NotImplementedError) as refusal:  # the text refuses when it meets the values
        if not str(refusal).startswith(RUN_TIME_REFUSALS) and NO_RULE not in getattr(refusal, "__notes__", ()):
            raise
        pytest.skip(str(refusal))
    compare(found, trap)
    np.testing.assert_array_equal(x, trap.make())
