"""What a gradient promises, checked on one random program."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.random_programs import Outcome, TooSlow, limited, load, too_large

POINT = 0.83
VECTOR = np.array([0.37, -0.61, 1.29])
STEPS = (1e-3, 3e-4)
SECONDS = 30


def check(text: str, folder: Path, name: str = "random_program") -> Outcome:
    """Compare the value and the gradient of a program with itself, and with differences."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            program = load(text, folder / f"{name}.py")
            with limited(2):
                expected = outcome_of(program)
        except (TooSlow, SyntaxError, NameError, RecursionError) as error:
            return Outcome("invalid", type(error).__name__)
        if expected is None or isinstance(expected, NameError | TypeError | AttributeError):
            return Outcome("invalid", repr(expected))
        try:
            with limited(SECONDS):
                return _checked(program, expected)
        except TooSlow:
            return Outcome("wrong", "time", "".join(traceback.format_exc(limit=-6)))


def outcome_of(program: Callable[..., Any]) -> Any:
    """Return what the program gives, or raises."""
    try:
        return program(POINT, VECTOR.copy())
    except Exception as error:  # programs raise what they raise
        return error


def _checked(program: Callable[..., Any], expected: Any) -> Outcome:
    try:
        found, gradient = _gradient(program)
    except NotDifferentiable as refusal:
        return Outcome("refused", str(refusal).splitlines()[0].split(": ", 1)[-1], str(refusal))
    except Exception as error:  # the report is the point of this
        return _raised(error, expected)
    if _may_be_dead(expected):
        return Outcome("dead")
    if isinstance(expected, Exception):
        return Outcome("wrong", f"no {type(expected).__name__}", f"{expected!r} is not raised")
    if not np.array_equal(found, expected, equal_nan=True):
        return Outcome("wrong", "value", f"value {found!r}, not {expected!r}")
    if not np.isfinite(expected):
        return Outcome("kink", "infinite")
    return _compared(program, np.array([gradient[0], *gradient[1]]))


def _gradient(program: Callable[..., Any]) -> tuple[float, Any]:
    """Return the value and the gradient; they are the same twice, and the argument keeps what it holds.

    The gradient by itself, the text of which has less of the program, is the same, too.
    """
    vector = VECTOR.copy()
    derivative = srcad.value_and_grad(program, argnums=(0, 1))
    value, gradient = derivative(POINT, vector)
    assert np.array_equal(vector, VECTOR), "the argument changed"
    assert type(gradient[0]) is float, "the type of the gradient"
    assert (gradient[1].shape, gradient[1].dtype) == (VECTOR.shape, VECTOR.dtype), "the type of the gradient"
    again = derivative(POINT, vector)
    same = again[0] == value and all(np.array_equal(p, q, equal_nan=True) for p, q in zip(again[1], gradient))
    assert same or np.isnan(value), "the second time is not the first"
    alone = srcad.grad(program, argnums=(0, 1))(POINT, vector)
    same = all(np.allclose(a, b, 1e-9, 1e-9, equal_nan=True) for a, b in zip(gradient, alone))
    assert same or np.isnan(value), f"the gradient without the value: {alone}, not {gradient}"
    return value, gradient


def _may_be_dead(raised: Any) -> bool:
    """Say whether something is an exception that goes with what nobody needs, as a later one then does not."""
    return isinstance(raised, ZeroDivisionError | LookupError) or "values to unpack" in str(raised)


def _raised(error: Exception, expected: Any) -> Outcome:
    if type(error) is type(expected) and str(error) == str(expected):
        return Outcome("raises")
    if _may_be_dead(expected) and (_may_be_dead(error) or isinstance(error, UnboundLocalError)):
        return Outcome("dead")
    place = traceback.extract_tb(error.__traceback__)[-1]
    kind = type(error).__name__
    where = str(error)[:60] if place.filename.startswith("<") or isinstance(error, AssertionError) else place.name
    reason = f"{kind}, not {expected!r}" if isinstance(expected, Exception) else f"{kind}: {where}"
    return Outcome("wrong", reason, traceback.format_exc(limit=-4)[-4000:])


def _compared(program: Callable[..., Any], found: np.ndarray) -> Outcome:
    def together(point: Any) -> float:
        return float(program(float(point[0]), point[1:].copy()))

    if too_large(together(np.array([POINT, *VECTOR])), min(STEPS)):
        return Outcome("kink", "too large for differences")
    try:
        coarse, fine = (differences(together, np.array([POINT, *VECTOR]), step) for step in STEPS)
    except Exception as error:  # it raises nearby
        return Outcome("kink", repr(error))
    if np.allclose(found, fine, rtol=1e-6, atol=1e-7):
        return Outcome("right")
    if not np.allclose(coarse, fine, rtol=1e-6, atol=1e-6):
        return Outcome("kink")
    return Outcome("wrong", "gradient", f"gradient {found}, not {fine}")
