"""Random numbers: the forward sweep draws what the program draws, once, and the reverse sweep uses the same."""

from __future__ import annotations

import random as python_random
from collections.abc import Callable
from random import random as draw
from typing import Any

import numpy as np
import pytest

import srcad

X = np.array([1.1, 0.7, 1.9])
DIRECTION = np.array([0.3, -0.5, 0.7])


def noise_in_a_loop(x, random):
    total = 0.0
    for _ in range(4):
        noise = random.normal(size=3)
        noise *= 2.0
        x = x * random.uniform(0.5, 1.0) + noise
        total += np.sin(x) @ noise
    return total


def scales_and_locations(x, random):
    y = random.normal(x, x**2, size=(2, 3))
    z = random.uniform(-x, high=x)
    return np.sum(np.sin(y)) + np.sum(z * x)


def standard_draws(x, random):
    x = x * random.random(3) + random.standard_normal(x.shape)
    keep = random.random(x.size) < 0.5
    x[keep] = 0.0
    return np.sum(x**2)


def seeded_inside(x, random):
    own = np.random.default_rng(5)
    np.random.seed(2)
    x = x * own.standard_exponential() + x[own.integers(0, 3, size=3)]
    return np.sum(np.random.uniform(0.0, x) * np.random.normal(x) * own.integers(3))


def legacy_draws(x, random):
    old = np.random.RandomState(3)
    return np.sum(old.normal(x, 0.1) ** 2 * old.rand(3)) + x[old.randint(3)] + old.uniform(0.0, x[0])


def drawn_by_python(x, random):
    python_random.seed(3)
    total = 0.0
    for k in range(5):
        u, v = python_random.random(), draw()
        if u < v:
            total += np.sum(np.sin(x * u)) * python_random.randint(1, 3)
        else:
            total -= x[k % 3] * v * python_random.uniform(1.0, 2.0)
    return total


@pytest.mark.parametrize(
    "program", [drawn_by_python, noise_in_a_loop, scales_and_locations, standard_draws, seeded_inside, legacy_draws]
)
def test_the_gradient_holds_the_draws_fixed(program: Callable[..., Any]) -> None:
    def slope(step: float) -> float:
        up, down = (program(X + s * DIRECTION, np.random.default_rng(7)) for s in (step, -step))
        return float(up - down) / (2 * step)

    gradient = srcad.grad(program)(X, np.random.default_rng(7))
    assert gradient @ DIRECTION == pytest.approx(slope(1e-6), rel=1e-6)


def test_the_caller_s_generator_goes_on_as_after_one_call() -> None:
    ours, plain = np.random.default_rng(7), np.random.default_rng(7)
    srcad.grad(noise_in_a_loop)(X, ours)
    noise_in_a_loop(X, plain)
    assert ours.random() == plain.random()


def degenerate(x, random):
    y = random.normal(x, np.zeros(3) * x, size=(2, 3)) + random.uniform(x, high=x)
    z = random.uniform(x[0], x[0], size=2) * random.normal(x[1], scale=x[2] - 1.9)
    return np.sum(y * x) + np.sum(z)


def by_hand(x, random):
    """Say the same with standard numbers."""
    y = x + np.zeros(3) * x * random.standard_normal((2, 3)) + (x + (x - x) * random.random(3))
    z = (x[0] + (x[0] - x[0]) * random.random(2)) * (x[1] + (x[2] - 1.9) * random.standard_normal())
    return np.sum(y * x) + np.sum(z)


@pytest.mark.parametrize("generator", [np.random.default_rng, np.random.RandomState])
def test_scales_and_ranges_may_be_zero(generator: Callable[[int], Any]) -> None:
    value, gradient = srcad.value_and_grad(degenerate)(X, generator(4))
    expected_value, expected = srcad.value_and_grad(by_hand)(X, generator(4))
    assert value == expected_value == degenerate(X, generator(4))
    np.testing.assert_allclose(gradient, expected, rtol=1e-14)


def scaled(x, random):
    return np.sum(random.normal(0.0, x))


def ranged(x, random):
    return np.sum(random.uniform(x, 1.0, size=(2, 3)))


@pytest.mark.parametrize("program", [scaled, ranged])
@pytest.mark.parametrize("x", [-X, X, X[:2], np.array([1.0, np.inf, 0.5])])
@pytest.mark.parametrize("generator", [np.random.default_rng, np.random.RandomState])
def test_what_numpy_refuses_to_draw_is_refused_alike(
    program: Callable[..., Any], x: Any, generator: Callable[[int], Any]
) -> None:
    try:
        expected = program(x, generator(4))
    except (ValueError, OverflowError) as error:
        with pytest.raises(type(error)):
            srcad.grad(program)(x, generator(4))
    else:
        assert srcad.value_and_grad(program)(x, generator(4))[0] == expected
