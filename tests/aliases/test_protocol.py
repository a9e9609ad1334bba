"""What callers rely on: memory of any kind is taken and left alone, results are fresh, calls do not see each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.conformance.cases import CASES

Array = np.ndarray[Any, np.dtype[np.float64]]

#: The trap programs with an array, whatever its rank, and what makes it.
PROGRAMS = [
    pytest.param(function, make, id=name)
    for name, group, function, make, *_ in CASES
    if group in ("alias", "flow") and isinstance(make(), np.ndarray)
]


def spread(x: Array) -> Array:
    """Return an array of the same items that are not beside each other in memory."""
    wide = np.full(tuple(2 * n for n in x.shape), np.nan)
    view = wide[tuple(slice(None, None, 2) for _ in x.shape)]
    view[...] = x
    return view


def backwards(x: Array) -> Array:
    """Return an array of the same items with negative strides."""
    turned = tuple(slice(None, None, -1) for _ in x.shape)
    return x[turned].copy()[turned]


def read_only(x: Array) -> Array:
    fixed = x.copy()
    fixed.setflags(write=False)
    return fixed


FORMS: dict[str, Callable[[Array], Array]] = {
    "Fortran's order": np.asfortranarray,
    "spread": spread,
    "backwards": backwards,
    "read-only": read_only,
}


def differences(function: Callable[[Array], Any], x: Array, form: Callable[[Array], Array]) -> Array:
    """Return central differences of a function of arrays in one form of memory, which may decide what is a view."""
    found = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-6
        found[place] = (function(form(x + step)) - function(form(x - step))) / 2e-6
    return found


@pytest.mark.parametrize(("function", "make"), PROGRAMS)
def test_memory_of_any_kind(function: Callable[[Array], Any], make: Callable[[], Array], tmp_path: Path) -> None:
    derivative = srcad.value_and_grad(function)
    x = make()
    np.save(tmp_path / "x.npy", x)
    inputs = {name: form(x) for name, form in FORMS.items()}
    inputs["mapped"] = np.load(tmp_path / "x.npy", mmap_mode="r+")
    inputs["mapped, read-only"] = np.load(tmp_path / "x.npy", mmap_mode="r")
    for name, given in inputs.items():
        form = FORMS.get(name, np.array)
        value, gradient = derivative(given)
        assert value == function(np.array(given) if name == "read-only" else form(x)), name
        changing = np.array if name == "read-only" else form
        np.testing.assert_allclose(gradient, differences(function, x, changing), rtol=1e-5, atol=1e-7, err_msg=name)
        np.testing.assert_array_equal(given, make(), err_msg=name)
        assert type(gradient) is np.ndarray
        assert gradient.flags.writeable
        assert gradient.dtype == x.dtype
        assert not np.shares_memory(gradient, given)
        assert not np.shares_memory(gradient, derivative(given)[1])


@pytest.mark.parametrize(("function", "make"), PROGRAMS[::4])
def test_eight_threads_give_what_one_gives(function: Callable[[Array], Any], make: Callable[[], Array]) -> None:
    derivative = srcad.grad(function)
    inputs = [make() * (1.0 + 0.01 * k) for k in range(32)]
    serial = [derivative(x) for x in inputs]
    with ThreadPoolExecutor(8) as pool:
        for found, expected in zip(pool.map(derivative, inputs), serial):
            np.testing.assert_array_equal(found, expected)


class Instrument:
    """Measures with a state: what a call that fails has done must not be seen by the next one."""

    def __init__(self) -> None:
        self.calls = 0

    def measure(self, u: Array, limit: float) -> Any:
        self.calls += 1
        rows = [u * 2.0]
        for i in range(len(u)):
            u[i] = u[i] * u[i - 1]
            rows.append(u)
            if u[i] > limit:
                raise ValueError("out of range")
        return np.sum(rows[-1] * rows[0])


def test_after_an_exception_the_next_call_is_right() -> None:
    instrument = Instrument()
    derivative = srcad.grad(instrument.measure)
    u = np.array([0.5, 1.5, -0.7])
    expected = derivative(u, 10.0)
    with pytest.raises(ValueError, match="out of range"):
        derivative(u, -1.0)
    np.testing.assert_array_equal(u, [0.5, 1.5, -0.7])
    np.testing.assert_array_equal(derivative(u, 10.0), expected)


class Probe:
    """Shows itself by what a derivative gives, in the midst of a call of that derivative."""

    def __init__(self) -> None:
        self.found: list[Array] = []

    def __str__(self) -> str:
        if not self.found:
            self.found.append(shown_slope(np.array([0.5, 1.5, -0.7]), Probe.quiet))
        return "probe"

    quiet: Probe


Probe.quiet = Probe()
Probe.quiet.found.append(np.zeros(3))


def shown(u: Array, probe: Probe) -> Any:
    for i in range(1, len(u)):
        u[i] = u[i] * u[i - 1]
        print(probe)
    return np.sum(u**2)


shown_slope = srcad.grad(shown)


def test_a_derivative_may_be_called_while_it_runs() -> None:
    probe = Probe()
    outer = shown_slope(np.array([0.5, 1.5, -0.7]), probe)
    np.testing.assert_array_equal(probe.found[0], outer)


def in_a_dict(x: Array, p: dict[str, Array]) -> Any:
    p["b"][1:] = x[1:]
    return 2.0 * np.sum(p["b"])


def in_a_dict_of_its_own(x: Array) -> Any:
    return in_a_dict(x, {"b": 3.0 * x})


def test_an_array_that_a_dict_of_the_caller_holds_is_not_written_to() -> None:
    x = np.array([0.5, 1.5, -0.7])
    with pytest.raises(NotDifferentiable, match="held by 'p'"):
        srcad.grad(in_a_dict)(x, {"b": np.ones(3)})
    np.testing.assert_array_equal(srcad.grad(in_a_dict_of_its_own)(x), [6.0, 2.0, 2.0])
