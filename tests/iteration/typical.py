"""Typical programs that go through iterables; the texts of their gradients stand in ``tests/cases``."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np

KNOTS = [0.0, 0.5, 1.0]


def norm(x):
    return math.sqrt(sum(v * v for v in x))


def energy(x):
    return sum((a - b) ** 2 for a, b in itertools.combinations(x, 2))


def roughness(x):
    return sum((b - a) ** 2 for a, b in itertools.pairwise(x))


def polynomial(coefficients, x):
    return functools.reduce(lambda total, c: total * x + c, coefficients)


def weighted(x, weights):
    return sum(w * math.exp(v) for v, w in zip(x, weights) if w > 0.0)


def largest_square(x):
    return max(v * v for v in x)


def matrix(x):
    return np.sum(np.array([[a * b for a in x] for b in x]) ** 2)


def until(x, limit):
    total = 0.0
    for square in (v * v for v in x):
        if total > limit:
            break
        total += square
    return total


def discounted(x):
    def steps(rate):
        factor = 1.0
        for v in x:
            yield v * factor
            factor *= rate

    return sum(steps(x[0]))


def running(x):
    sums = list(itertools.accumulate(x))
    return sums[-1] * sums[0]


def nearest(x, point):
    return min(x, key=lambda v: abs(v - point)) ** 2


def grid(x):
    return sum(math.sin(a * b) for a, b in itertools.product(x, KNOTS))


def first_negative(x):
    return next((v for v in x if v < 0.0), 0.0) ** 2


def sines(x):
    values = list(map(math.sin, x))
    return math.prod(values)
