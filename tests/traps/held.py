"""Lists, dicts and objects as the state of a program: stacks, tables, trees, layers, histories."""

from __future__ import annotations

import numpy as np

from tests.traps.registry import scalar, trap, vector

V3 = vector(1.2, -0.7, 2.1)
S = scalar(1.3)


def quicksort(items):
    if len(items) < 2:
        return items
    pivot = items[0]
    below = [v for v in items[1:] if v < pivot]
    above = [v for v in items[1:] if v >= pivot]
    return [*quicksort(below), pivot, *quicksort(above)]


@trap("held", V3)
def lists_that_grew_go_into_a_recursion(x):
    return sum(v * (i + 1) ** 2 for i, v in enumerate(quicksort(list(x))))


@trap("held", S)
def views_are_put_back_into_their_list(x):
    u = np.array([x, x, 2.0, 3.0])
    views = [u[:2], u[2:]]
    for i in range(2):
        views[i] *= x
    return np.sum(u * u)
