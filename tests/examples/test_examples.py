"""Every example gives the value and the gradient that mathematics and independent numerics give."""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import srcad
from tests.examples.numerical import complex_step, richardson

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def load(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Case:
    """One function of an example at one point.

    ``numerics`` says what can check it: complex step where the function is analytic and calls NumPy alone.
    """

    example: str
    function: str
    arguments: tuple[Any, ...]
    numerics: Callable[..., Any] = complex_step

    @property
    def primal(self) -> Callable[..., Any]:
        return getattr(load(self.example), self.function)

    @property
    def positions(self) -> tuple[int, ...]:
        """The arguments that have a derivative."""
        kinds = (np.asarray(argument).dtype.kind for argument in self.arguments)
        return tuple(i for i, kind in enumerate(kinds) if kind == "f")

    def fresh(self) -> list[Any]:
        return [a.copy() if isinstance(a, np.ndarray) else a for a in self.arguments]


def normal(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape) + 10 * len(shape)).normal(size=shape)


def moons() -> tuple[Any, ...]:
    example = load("two_moons")
    points, classes = example.two_moons(5, 0.1, seed=2)
    return (*example.initial_parameters(seed=3), points, np.eye(2)[classes])


LABELS = np.array([0.0, 1.0, 1.0, 0.0, 1.0])

CASES = [
    Case("product", "product", (-2.0, 5.0, -4.0)),
    Case("product", "any_product", (normal(2), 5.0, normal(3, 2))),
    Case("shared_subexpression", "f", (0.7,), richardson),
    Case("two_inputs", "f", (2.0, 5.0), richardson),
    Case("product_and_sine", "f", (0.5, 2.0)),
    Case("logistic_loss", "linear_loss", (normal(4), normal(4) + 0.5)),
    Case("logistic_loss", "quadratic_loss", (0.5, 1.3)),
    Case("quotients", "inverse_square", (2.0,)),
    Case("quotients", "two_paths", (2.0,)),
    Case("regularised_error", "loss", (1.0, 2.0, 3.0)),
    Case("chain_rule", "loss", (2.0,)),
    Case("least_squares", "loss", (normal(3), normal(5, 3), normal(5))),
    Case("logistic_regression", "loss", (normal(3), normal(5, 3), LABELS, 0.1)),
    Case("two_layer_network", "loss", (normal(4, 3), normal(4), normal(2, 4), normal(2), normal(3), normal(2) + 1.0)),
    Case("three_unit_network", "loss", (0.5, -1.0, 2.0, 1.5, 0.8, 1.0), richardson),
    Case("gates", "rectified", (normal(6), normal(6) + 0.1), richardson),
    Case("gates", "max_gate", (3.0, 1.0, -2.0), richardson),
    Case("gates", "max_gate", (1.0, 3.0, -2.0), richardson),
    Case("recurrent_cell", "loss", (normal(3, 2), normal(3, 3), normal(5, 2), normal(3))),
    Case("newton", "square_root", (2.0,), richardson),
    Case("newton", "square_root", (100.0,), richardson),
    Case("lotka_volterra", "loss", (1.5, 1.0, 3.0, 1.0, 2.0, 50)),
    Case("two_moons", "loss", moons(), richardson),
    Case("wave", "wave", (1.2, 6)),
    Case("wave", "wave", (1.2, 0)),
    Case("control_flow", "escape_time", (0.5, 50), richardson),
    Case("control_flow", "escape_time", (-0.6, 50), richardson),
    Case("control_flow", "escape_time", (-0.6, 4), richardson),
    Case("control_flow", "drag", (12.0, "drop"), richardson),
    Case("control_flow", "drag", (12.0, "plate"), richardson),
    Case("control_flow", "composed", (1.2,), richardson),
    Case("control_flow", "chebyshev", (5, 0.3), richardson),
    Case("control_flow", "layered", (0.8, "sqt"), richardson),
    Case("smooth", "smooth", (normal(7), 3)),
    Case("smooth", "smooth", (normal(7), 0)),
]


def named(case: Case) -> str:
    return f"{case.example}-{case.function}"


def test_every_example_has_a_case() -> None:
    assert {case.example for case in CASES} == {path.stem for path in EXAMPLES.glob("*.py")}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_value_and_gradient_agree_with_independent_numerics(case: Case) -> None:
    value, gradient = srcad.value_and_grad(case.primal, argnums=case.positions)(*case.fresh())
    assert value == case.primal(*case.fresh())
    for position, found in zip(case.positions, gradient, strict=True):
        expected = case.numerics(case.primal, case.arguments, position)
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9 * np.max(np.abs(expected), initial=1.0))
        assert type(found) is type(case.arguments[position])


@pytest.mark.parametrize("case", CASES, ids=named)
def test_each_input_alone_has_the_gradient_that_it_has_among_all(case: Case) -> None:
    together = srcad.grad(case.primal, argnums=case.positions)(*case.fresh())
    for position, expected in zip(case.positions, together, strict=True):
        np.testing.assert_allclose(srcad.grad(case.primal, argnums=position)(*case.fresh()), expected, rtol=1e-13)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_arguments_are_left_as_they_were(case: Case) -> None:
    arguments = case.fresh()
    srcad.grad(case.primal, argnums=case.positions)(*arguments)
    for before, after in zip(case.arguments, arguments, strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_example_runs_as_a_script_and_fits_one_screen(path: Path) -> None:
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) < 40


def check(derivative: Callable[..., Any], arguments: tuple[Any, ...], value: float, *gradient: Any) -> None:
    """Check a derivative of an example against its closed form."""
    found_value, found = derivative(*arguments)
    assert found_value == pytest.approx(value, rel=1e-14)
    for a, b in zip(found if len(gradient) > 1 else (found,), gradient, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def sigmoid(t: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-t))


def test_product() -> None:
    assert load("product").product_grad(-2.0, 5.0, -4.0) == (-12.0, (-4.0, -4.0, 3.0))


def test_shared_subexpression() -> None:
    x = 0.7
    c = x**2 + math.exp(x**2)
    slope = 2.0 * x * (1.0 + math.exp(x**2)) * (0.5 / math.sqrt(c) - math.sin(c))
    check(load("shared_subexpression").f_grad, (x,), math.sqrt(c) + math.cos(c), slope)


def test_two_inputs() -> None:
    value = math.log(2.0) + 10.0 - math.sin(5.0)
    check(load("two_inputs").f_grad, (2.0, 5.0), value, 0.5 + 5.0, 2.0 - math.cos(5.0))


def test_product_and_sine() -> None:
    example = load("product_and_sine")
    check(example.f_grad, (0.5, 2.0), 1.0 + math.sin(2.0), 2.0, 0.5 + math.cos(2.0))
    assert example.df_dx2(0.5, 2.0) == pytest.approx(0.5 + math.cos(2.0), rel=1e-15)


def test_logistic_loss_of_vectors() -> None:
    w, x = np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, 0.25])
    p = sigmoid(w @ x)
    check(load("logistic_loss").linear_loss_grad, (w, x), -np.log(p), (p - 1.0) * x, (p - 1.0) * w)


def test_logistic_loss_of_a_square() -> None:
    w, x = 0.5, 3.0
    p = sigmoid(w * x**2)
    check(load("logistic_loss").quadratic_loss_grad, (w, x), -np.log(p), (p - 1.0) * x**2, (p - 1.0) * 2.0 * w * x)


@pytest.mark.parametrize("x", [2.0, -0.5])
def test_quotients(x: float) -> None:
    check(load("quotients").inverse_square_grad, (x,), 1.0 / x**2, -2.0 / x**3)
    check(load("quotients").two_paths_grad, (x,), 1.0 / x, -1.0 / x**2)


def test_regularised_error() -> None:
    assert load("regularised_error").loss_grad(1.0, 2.0, 3.0) == (2.0, -2.0)


def test_chain_rule() -> None:
    assert load("chain_rule").loss_grad(2.0) == (-80.0, -160.0)


def test_least_squares() -> None:
    w, X, y = normal(3), normal(5, 3), normal(5)
    residual = y - X @ w
    check(load("least_squares").loss_grad, (w, X, y), residual @ residual / 5.0, -2.0 / 5.0 * X.T @ residual)


def test_logistic_regression() -> None:
    w, X, lam = normal(3), normal(5, 3), 0.1
    p = sigmoid(X @ w)
    value = -np.mean(LABELS * np.log(p) + (1.0 - LABELS) * np.log(1.0 - p)) + lam * w @ w
    check(
        load("logistic_regression").loss_grad,
        (w, X, LABELS, lam),
        value,
        X.T @ (p - LABELS) / 5.0 + 2.0 * lam * w,
    )


def test_two_layer_network() -> None:
    W, b, V, a, x, target = normal(4, 3), normal(4), normal(2, 4), normal(2), normal(3), normal(2) + 1.0
    h = np.tanh(W @ x + b)
    error = V @ h + a - target
    inner = (V.T @ error) * (1.0 - h**2)
    check(
        load("two_layer_network").loss_grad,
        (W, b, V, a, x, target),
        0.5 * error @ error,
        np.outer(inner, x),
        inner,
        np.outer(error, h),
        error,
    )


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_three_unit_network(label: float) -> None:
    w1, w2, v1, v2, x = 0.5, -1.0, 2.0, 1.5, 0.8
    h1, h2 = sigmoid(w1 * x), sigmoid(w2 * x)
    p = sigmoid(v1 * h1 + v2 * h2)
    error = p - label
    check(
        load("three_unit_network").loss_grad,
        (w1, w2, v1, v2, x, label),
        -np.log(p) if label else -np.log(1.0 - p),
        error * v1 * h1 * (1.0 - h1) * x,
        error * v2 * h2 * (1.0 - h2) * x,
        error * h1,
        error * h2,
    )


def test_gates() -> None:
    w, x = np.array([1.0, -2.0, 3.0]), np.array([0.5, 1.0, 2.0])
    check(load("gates").rectified_grad, (w, x), 6.5, np.array([0.5, 0.0, 2.0]))
    check(load("gates").max_gate_grad, (3.0, 1.0, -2.0), -12.0, -4.0, 0.0, 6.0)
    check(load("gates").max_gate_grad, (1.0, 3.0, -2.0), -12.0, 0.0, -4.0, 6.0)


def test_recurrent_cell() -> None:
    W_x, W_h, xs, target = normal(3, 2), normal(3, 3), normal(5, 2), normal(3)
    states = [np.zeros(3)]
    for x in xs:
        states.append(np.tanh(W_x @ x + W_h @ states[-1]))
    error = states[-1] - target
    W_x_bar, W_h_bar, h_bar = np.zeros((3, 2)), np.zeros((3, 3)), error
    for t in range(len(xs), 0, -1):
        inner = h_bar * (1.0 - states[t] ** 2)
        W_x_bar += np.outer(inner, xs[t - 1])
        W_h_bar += np.outer(inner, states[t - 1])
        h_bar = W_h.T @ inner
    check(load("recurrent_cell").loss_grad, (W_x, W_h, xs, target), 0.5 * error @ error, W_x_bar, W_h_bar)


@pytest.mark.parametrize("x", [0.25, 2.0, 100.0])
def test_newton(x: float) -> None:
    value, slope = load("newton").square_root_grad(x)
    assert value == pytest.approx(math.sqrt(x), rel=1e-12)
    assert slope == pytest.approx(0.5 / math.sqrt(x), rel=1e-9)


def test_wave() -> None:
    x, y, slope = 1.2, 1.2, 1.0
    for _ in range(6):
        y, slope = math.sin(y) * x, math.cos(y) * slope * x + math.sin(y)
    check(srcad.value_and_grad(load("wave").wave), (x, 6), y, slope)


def test_smooth() -> None:
    step = np.diag(np.full(6, 0.5), 1) + np.diag(np.full(6, 0.5), -1)
    step[[0, -1]] = np.eye(7)[[0, -1]]
    whole = np.linalg.matrix_power(step, 3)
    u = normal(7)
    np.testing.assert_allclose(load("smooth").smooth_grad(u, 3), 2.0 * whole.T @ whole @ u, rtol=1e-13)


def test_two_moons_are_told_apart() -> None:
    losses, accuracy = load("two_moons").train(steps=1000, rate=0.5)
    assert losses[-1] < 0.05 * losses[0]
    assert accuracy >= 0.99
