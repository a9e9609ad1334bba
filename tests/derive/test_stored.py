"""What is read of an array behind a write is, in the reverse sweep, read of what was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad


def gates(x: Any) -> Any:
    n = x.shape[1]
    g, s = np.empty((x.shape[0], 2 * n)), np.zeros_like(x)
    for k in range(3):
        g[:, :n] = np.exp(x * k)
        g[:, n:] = np.sin(x + s)
        s = s + g[:, :n] * g[:, n:] + g[:, : n - 1].sum() * g[:, 1:n].mean()
        g[...] = 0.0
    return np.sum(s**2)


def all_of_it(x: Any) -> Any:
    b, s = np.zeros_like(x), 0.0
    for k in range(3):
        b[...] = np.sin(x * (k + 1))
        s = s + np.sum(b[:] * b[...] * x)
        b[:, 1:] = 0.5
        s = s + np.sum(b[1:] ** 2 * x[1:])
    return s


def overlapping(x: Any) -> Any:
    b, s = x * 1.0, 0.0
    for k in range(3):
        b[:2] = np.cos(x[:2] * k)
        b[1:3] = np.sin(x[1:3])
        s = s + np.sum(b[:2] * x[:2] * b[1:3])
        b[0] = s
    return s


def broadcast(x: Any) -> Any:
    b, s = np.zeros_like(x), 0.0
    for k in range(3):
        b[:, :2] = np.exp(x[0, :2] * k)
        s = s + np.sum(b[:, :1] * x[:, 1:2]) * np.sum(b[1:, :2] ** 2)
        b[...] = s * 0.01
    return s


def in_single_precision(x: Any) -> Any:
    b, s = np.zeros(x.shape, dtype=np.float32), 0.0
    for k in range(2):
        b[:2] = np.exp(x[:2] * 0.1 * k)
        s = s + np.sum(b[:1] * b[:1] * x[:1])
        b[...] = 0.0
    return s


def from_the_end_and_in_steps(x: Any) -> Any:
    b, s = np.zeros_like(x), 0.0
    for k in range(3):
        b[:-1] = np.sin(x[:-1] * (k + 1))
        s = s + np.sum(b[:1] * b[:-1] * x[1:])
        b[::2] = np.cos(x[::2] * k)
        s = s + np.sum(b[:1] * x[:1] * b[1:2])
        b[...] = 0.0
    return s


def written_to_afterwards(x: Any) -> Any:
    b, c, s = np.zeros_like(x), np.zeros_like(x), 0.0
    for k in range(3):
        c[...] = np.sin(x * (k + 1))
        b[:] = c
        c[0] = 7.0
        s = s + np.sum(b * b * x) + np.sum(c * x)
        b[...] = 0.0
    return s


def chosen_between(x: Any) -> Any:
    b, s = np.zeros_like(x), 0.0
    for k in range(4):
        b[:2] = np.sin(x[:2] * (k + 1))
        if k % 2:
            b[1:2] = x[:1] ** 2
        s = s + np.sum(b[:2] ** 2 * x[1:3])
        b[...] = 0.0
    return s


PROGRAMS = [gates, all_of_it, overlapping, broadcast, from_the_end_and_in_steps, written_to_afterwards, chosen_between]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("shape", [(3, 4), (5, 3), (3, 2)])
def test_gradients(program: Callable[..., Any], shape: tuple[int, ...]) -> None:
    x, direction = np.random.default_rng(2).normal(size=(2, *shape))
    slopes = [program(x + h * direction) - program(x - h * direction) for h in (1e-4, 2e-4)]
    expected = (8 * slopes[0] - slopes[1]) / 12e-4
    assert np.sum(srcad.grad(program)(x) * direction) == pytest.approx(expected, rel=1e-8)


def test_what_is_rounded_by_the_write_is_not_taken_for_what_was_written() -> None:
    x = np.random.default_rng(2).normal(size=(3, 4))
    written = [np.exp(x[0] * 0.1 * k).astype(np.float32) for k in range(2)]
    expected = sum(w * w + 2 * w * x[0] * np.exp(x[0] * 0.1 * k) * 0.1 * k for k, w in enumerate(written))
    np.testing.assert_allclose(srcad.grad(in_single_precision)(x)[0], expected, rtol=1e-6)
    assert "b_tape" in srcad.grad(in_single_precision).source(x)


def test_nothing_is_copied_that_was_stored() -> None:
    x = np.ones((3, 4))
    assert "gates_tape" not in srcad.grad(gates).source(x)
    assert "g.copy()" not in srcad.grad(gates).source(x)
    assert "b.copy()" in srcad.grad(broadcast).source(x)
