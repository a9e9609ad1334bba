"""Every rule, for many ways of calling its function: reverse against forward against differences.

The rules are run as the plain Python functions that they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.rules.calculus import (
    dot,
    fitted,
    operands_of,
    random_like,
    rule_of,
    same_structure,
    slope,
    tangent,
    terms_of,
    value_of,
)
from tests.rules.cases import CASES, Call, identity

WITH_RULES = [c for c in CASES if not c[0].startswith("numpy.random") and rule_of(c[0]) is not None]
BY_NAME = [pytest.param(c, id=f"{i}-{identity(c)}") for i, c in enumerate(WITH_RULES)]


#: Functions whose terms are made with numbers in double precision; what the user gets is rounded at the end.
IN_DOUBLE = {"numpy.diff", "numpy.trapezoid", "numpy.polyval", "numpy.linspace", "numpy.linalg.det"} | {
    "numpy.ediff1d",
    "numpy.gradient",
    "numpy.polymul",
    "numpy.linalg.pinv",
    "numpy.quantile",
    "numpy.percentile",
    "numpy.fft.irfft",
    "numpy.trace",
    "numpy.ndarray.trace",
}


def near(a: float, b: float, precision: float = 2e-6) -> bool:
    """Say whether two inner products are the same but for the error of differences."""
    return bool(np.isclose(a, b, rtol=precision, atol=precision / 10))


def precision_of(case: Call) -> float:
    """Return the error that differences have in the dtype of the result."""
    return 2e-2 if getattr(value_of(case), "dtype", None) == "float32" else 2e-6


@pytest.mark.parametrize("case", BY_NAME)
def test_terms_are_the_transpose_of_differences(case: Call) -> None:
    """``<g, f'(x) dx> = <term, dx>`` for each differentiable operand."""
    rule = rule_of(case[0])
    assert rule is not None
    g = random_like(value_of(case), 1)
    for operand in operands_of(rule, case):
        direction = random_like(operand.value, 2 + operand.term)
        term = fitted(terms_of(rule, case, g)[operand.term], operand.value)
        assert same_structure(term, operand.value)
        expected = dot(g, slope(case, operand, direction))
        assert near(dot(term, direction), expected, precision_of(case))


@pytest.mark.parametrize("case", BY_NAME)
def test_reverse_agrees_with_forward(case: Call) -> None:
    """``<g, tangent> = sum of <term, dx>``, for all operands at once and for each alone."""
    rule = rule_of(case[0])
    assert rule is not None
    g = random_like(value_of(case), 1)
    operands = operands_of(rule, case)
    dots = {o.term: random_like(o.value, 5 + o.term) for o in operands}
    for chosen in [dots, *({o.term: dots[o.term]} for o in operands)]:
        if not chosen:
            continue
        expected = sum(
            dot(fitted(terms_of(rule, case, g)[o.term], o.value), chosen[o.term]) for o in operands if o.term in chosen
        )
        assert near(dot(g, tangent(rule, case, chosen)), expected)


@pytest.mark.parametrize("case", BY_NAME)
def test_terms_are_linear_in_g(case: Call) -> None:
    rule = rule_of(case[0])
    assert rule is not None
    out = value_of(case)
    if isinstance(out, (list, tuple)):
        return
    g, h = random_like(out, 1), random_like(out, 2)
    both = terms_of(rule, case, 2.0 * g + h)
    for o in operands_of(rule, case):
        direction = random_like(o.value, 3)
        parts = [dot(fitted(terms_of(rule, case, x)[o.term], o.value), direction) for x in (g, h)]
        assert near(dot(fitted(both[o.term], o.value), direction), 2.0 * parts[0] + parts[1])


def in_single_precision(case: Call) -> Call:
    """Return the call with all arrays of doubles in single precision."""
    name, args, named = case

    def single(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(single, value))
        return value.astype("float32") if isinstance(value, np.ndarray) and value.dtype == "float64" else value

    return name, tuple(map(single, args)), {k: single(v) for k, v in named.items()}


@pytest.mark.parametrize("case", BY_NAME)
def test_terms_of_float32_are_float32(case: Call) -> None:
    """Where the result is in single precision, so are the terms of its operands."""
    single = in_single_precision(case)
    rule, out = rule_of(case[0]), value_of(single)
    assert rule is not None
    if getattr(out, "dtype", None) != "float32" or case[0] in IN_DOUBLE:
        return
    terms = terms_of(rule, single, np.float32(0.7) * np.ones_like(out))
    for o in operands_of(rule, single):
        if isinstance(o.value, np.ndarray) and o.value.dtype == "float32":
            assert np.asarray(terms[o.term]).dtype == "float32"
