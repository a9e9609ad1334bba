"""Programs made to break a differentiator: the gradient is right or refused, never wrong."""

from __future__ import annotations

from pathlib import Path
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


def names_in(file: str) -> frozenset[str]:
    """Return the names of the programs that a file beside this one lists."""
    return frozenset(Path(__file__).with_name(file).read_text("utf8").split())


#: What a refusal is: the compiler's, or what the text raises when it meets the values: a TypeError where complex values
#: come, a NotImplementedError of a rule, or where other names would see an array change. `is_refusal` tells which.
REFUSALS = (NotDifferentiable, ArgumentError, TypeError, NotImplementedError)

#: The programs that are refused, and those for which there is no text that serves any types; all others are right.
REFUSED = names_in("refused.txt")
REFUSED_FOR_ANY_TYPES = names_in("refused_for_any_types.txt")


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


def is_refusal(error: BaseException) -> bool:
    """Say whether an error is a refusal: of the compiler, or of the text when it meets the values."""
    if isinstance(error, (NotDifferentiable, ArgumentError)):
        return True
    return str(error).startswith(RUN_TIME_REFUSALS) or NO_RULE in getattr(error, "__notes__", ())


def call_generic(derivative: Any, x: Any) -> Any:
    """Call the text that serves any types, with what it captures."""
    generic = derivative._generic()
    extra = {c.name: follow(c.route, derivative.primal) for c in generic.captures}
    return generic.function(x, **extra)


@pytest.mark.parametrize("trap", [pytest.param(t, id=t.name) for t in TRAPS])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_gradient_is_right_or_refused_and_the_value_that_of_the_program_bit_for_bit(trap: Trap) -> None:
    x = trap.make()
    derivative = srcad.value_and_grad(trap.program)
    if trap.name in REFUSED:
        assert trap.may_refuse
        with pytest.raises((NotDifferentiable, ArgumentError)):
            derivative(x)
        return
    value, found = derivative(x)
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
    derivative = srcad.grad(trap.program)
    if trap.name in REFUSED_FOR_ANY_TYPES:
        with pytest.raises(REFUSALS) as refusal:
            call_generic(derivative, x)
        assert is_refusal(refusal.value)
        return
    compare(call_generic(derivative, x), trap)
    np.testing.assert_array_equal(x, trap.make())


def test_what_is_listed_exists() -> None:
    assert {trap.name for trap in TRAPS} >= REFUSED | REFUSED_FOR_ANY_TYPES
