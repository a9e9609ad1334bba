"""``print``, ``logging`` and ``warnings``: the derivative tells the user the same, once and in its order."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable

import numpy as np
import pytest

import srcad
from tests.flow.numerical import differences

log = logging.getLogger(__name__)
X = np.array([1.3, 0.7, 2.1])


def logged(x):
    log.debug("x is %s", x)
    total = 0.0
    for k, e in enumerate(x):
        total += e * e
        log.log(logging.INFO, f"after {k}: {total:.2f}")
        if total > 2.0:
            logging.warning("total %g is large", total)
    return total


class Spring:
    def __init__(self, k):
        self.log = logging.getLogger(type(self).__name__)
        self.k = k

    def energy(self, x):
        if self.log.isEnabledFor(logging.INFO):
            self.log.info("energy at %g", x)
        return 0.5 * self.k * x**2


def logged_by_an_object(x):
    return Spring(x[0]).energy(x[1])


def logged_by_a_handler(x):
    try:
        if x[0] > 1.0:
            raise ValueError("x[0] is too large")
        scale = x[1]
    except ValueError as error:
        log.exception("failed: %s", error)
        scale = x[2] * x[0]
    return scale * x[1]


@pytest.mark.parametrize("program", [logged, logged_by_an_object, logged_by_a_handler])
def test_what_is_logged_is_logged_once(program: Callable, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        program(X)
        expected = [(r.name, r.levelname, r.getMessage()) for r in caplog.records]
        caplog.clear()
        gradient = srcad.grad(program)(X)
    assert [(r.name, r.levelname, r.getMessage()) for r in caplog.records] == expected
    assert expected
    np.testing.assert_allclose(gradient, differences(program, X), rtol=1e-6)


def warned(x):
    warnings.warn(f"{x[0]:.1f} is the first", RuntimeWarning, stacklevel=2)
    if x[1] > 100.0:
        warnings.warn("this is not said", stacklevel=2)
    return np.sum(x**3)


def silenced(x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logs = np.log(x - 1.0)
    return np.sum(np.where(x > 1.0, logs, x))


def turned_into_an_exception(x):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=RuntimeWarning)
        try:
            return np.log(x[1] - 1.0)
        except RuntimeWarning:
            return x[0] * x[2]


@pytest.mark.parametrize("program", [warned, silenced, turned_into_an_exception])
def test_who_warns_and_who_is_silent_does_so_in_the_derivative(program: Callable) -> None:
    with warnings.catch_warnings(record=True) as expected:
        warnings.simplefilter("always")
        program(X)
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        gradient = srcad.grad(program)(X)
    assert [(w.category, str(w.message)) for w in given] == [(w.category, str(w.message)) for w in expected]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.testing.assert_allclose(gradient, differences(program, X), rtol=1e-6)


def test_a_warning_that_is_made_an_error_leaves_the_derivative() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match=r"1\.3 is the first"):
            srcad.grad(warned)(X)
