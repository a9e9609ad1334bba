"""What the reverse sweep does in fewer passes through arrays gives the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcad


def scaled(u: Any, factor: Any) -> Any:
    y = factor * u[1:]
    return np.sum(y * u[:-1]) + np.sum(np.exp(y))


def halved(u: Any, n: int) -> Any:
    v = u.copy()
    for _ in range(n):
        v[1:] = v[1:] - 0.5 * np.abs(v[:-1]) / 2.0 * (v[1:] - v[:-1])
    return np.sum(v**2)


U = np.random.default_rng(5).normal(size=40)


def test_the_sum_of_a_product_of_vectors_is_their_dot_product() -> None:
    gradient = srcad.grad(scaled, (0, 1))
    u_bar, factor_bar = gradient(U, 0.3)
    exact = np.sum(U[1:] * U[:-1]) + np.sum(U[1:] * np.exp(0.3 * U[1:]))
    assert factor_bar == pytest.approx(exact, rel=1e-14)
    assert "y_bar @ t" in gradient.source()
    assert np.sum(u_bar) == pytest.approx((scaled(U + 1e-6, 0.3) - scaled(U - 1e-6, 0.3)) / 2e-6, rel=1e-8)


def test_a_constant_divisor_is_a_factor() -> None:
    gradient = srcad.grad(halved)
    slope = gradient(U, 3) @ np.cos(U)
    assert slope == pytest.approx((halved(U + 1e-6 * np.cos(U), 3) - halved(U - 1e-6 * np.cos(U), 3)) / 2e-6, rel=1e-7)
    reverse = gradient.source().partition("# reverse sweep")[2]
    assert "0.25 * np.absolute(" in reverse
