"""Adjoints of what objects and lists hold: what the texts say of places that are written to, and that it is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import srcad


class Particle:
    def __init__(self, pos: float, vel: float) -> None:
        self.pos = pos
        self.vel = vel


def particles(x: float) -> float:
    some = [Particle(x * i, 0.1 * x) for i in range(3)]
    for _ in range(3):
        for p in some:
            p.vel -= 0.1 * p.pos
            p.pos += 0.1 * p.vel * p.vel
            p.vel *= 2.0
            p.pos = p.vel + x * p.pos
    return sum(p.pos * p.pos for p in some)


def history(x: float) -> float:
    h = [x, x * x]
    for _ in range(5):
        h.append(0.5 * h[-1] * h[-2])
        h[0] *= 2.0
        h[1] = h[1] + h[0]
        h[0] += h[0] * h[1]
    return sum(v * v for v in h)


def rows_that_are_chosen(x: float) -> float:
    a = [[x, 1.0], [2.0, x * x]]
    r = a[0] if x > 0 else a[1]
    r[0], r[1] = r[1] * x, r[0]
    a[0][0] *= 3.0
    r[0] += r[0] * r[1]
    return a[0][0] * a[1][1] + a[0][1]


def places_that_may_be_one(x: float) -> float:
    a, b = [x, 2.0], [3.0, x]
    rows = [a, b, a]
    for i in range(3):
        for j in range(3):
            rows[i][0] = rows[j][0] * x
            rows[j][1] += rows[i][0]
    return a[0] * a[1] + b[0] * b[1]


@pytest.mark.parametrize("x", [0.7, -0.6])
@pytest.mark.parametrize("function", [particles, history, rows_that_are_chosen, places_that_may_be_one])
def test_gradient_is_that_of_differences(function: Callable[[float], float], x: float) -> None:
    h = 1e-6
    assert srcad.grad(function)(x) == pytest.approx((function(x + h) - function(x - h)) / (2 * h), rel=1e-6)


def test_places_are_not_cleared_to_be_added_to() -> None:
    text = srcad.grad(particles).source(0.7)
    assert "p_bar.vel *= 2.0" in text
    assert "p_bar.pos = 0.0" not in text
    assert "h_bar[0] = 0.0" not in srcad.grad(history).source(0.7)


def test_a_list_made_by_a_comprehension_has_the_users_name() -> None:
    text = srcad.grad(particles).source(0.7)
    assert "some = []" in text
    assert "p_bar = some_bar[i]" in text
