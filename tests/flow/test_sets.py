"""Sets of what carries no derivative: made, looked into and changed in the order of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from tests.flow.numerical import assert_gradients

WEIGHTS = np.array([0.37, -0.61, 1.29])
NEIGHBOURS = {0: [1, 2], 1: [2], 2: [0]}


def powers(x, w):
    s = {1, 2, 3}
    return sum(x**i for i in s) + len(s) * x


def combined(x, w):
    s, t = {3, 1}, set([1, 5])
    s |= {7}
    return sum(x * i for i in sorted(s | t)) + (2 in s) * x + x * len(s & t) + x**2 * len(s - t) + (t <= s) * x


def changed(x, w):
    s = set()
    s.add(1)
    s.update([2, 4], (k for k in range(6, 8)))
    s.discard(1)
    s.remove(2)
    before = len(s)
    s.clear()
    return x * before + x**2 * (not s)


def seen_before(x, w):
    seen = set()
    r = 0.0
    for i in [3, 1, 3, 2]:
        if i in seen:
            continue
        seen.add(i)
        r += x**i
    return r * len(seen)


def breadth_first(x, w):
    queue, seen, r, depth = [0], {0}, 0.0, 1
    while queue:
        n = queue.pop(0)
        r += w[n] * x**depth
        depth += 1
        for m in NEIGHBOURS[n]:
            if m not in seen:
                seen.add(m)
                queue.append(m)
    return r


def nearest_first(x, w):
    left = set(range(3))
    r = 0.0
    while left:
        i = min(left, key=lambda k: w[k])
        left.remove(i)
        r = r * x + w[i]
    return r


def where_positive(x, w):
    found = {i for i in range(3) if w[i] > 0}
    (first, *_) = sorted(found)
    return sum(w[i] for i in found) * x + (0 in found) * w[first]


def words(x, w):
    places = {k: i for i, k in enumerate("abc")}
    return sum(w[places[c]] for c in sorted(set("cab"))) * x + len(frozenset(("a", "b"))) * x


def cells(x, w):
    cells = {(0, 1), (2, 1)}
    cells.add((1, 1))
    return sum(w[i] * x**j for i, j in sorted(cells))


def compared(x, w):
    a, b = {0}, {0, 1}
    s = x
    for k in range(4):
        s = s * x if a == b else s + x * x
        if a < b or a >= {0, 1, 2}:
            s = s * 1.5
        a.add(k)
        b.add(2 * k)
        s += x * len(a ^ b) + w[0] * len(a & b)
    return s


def asked_before_and_after(x, w):
    s = set()
    t = np.exp(x)
    r = 5.0 * t if s else t * x
    if not s:
        r += w[0] * t
    for i in range(3):
        s.add(i)
        r += 2.0 * t if s and i else 3.0 * t
    r += w[1] * t if s else 7.0 * t
    s.clear()
    return r + (s or t) * w[2]


def asked_where_it_raises(x, w):
    s, t, r = {1, 2}, np.exp(x), 0.0
    try:
        if s:
            r += t * w[0]
        s.clear()
        assert s
        r += 2.0 * t
    except AssertionError:
        r += 5.0 * t
    return r


PROGRAMS = [powers, combined, changed, seen_before, breadth_first, nearest_first, where_positive, words, cells]


@pytest.mark.parametrize("program", [*PROGRAMS, compared, asked_before_and_after, asked_where_it_raises])
def test_gradients(program: Callable[..., Any]) -> None:
    assert_gradients(program, 0.83, WEIGHTS)


@pytest.mark.parametrize("put", ["{x, w[0]}", "set(w)", "{1, 2} | {x}"])
def test_sets_of_active_values_are_refused(put: str) -> None:
    programs = {
        "{x, w[0]}": lambda x, w: sum({x, w[0]}),
        "set(w)": lambda x, w: sum(set(w)) * x,
        "{1, 2} | {x}": lambda x, w: sum({1, 2} | {x}),
    }
    with pytest.raises(srcad.NotDifferentiable, match="a set of"):
        srcad.grad(programs[put], argnums=(0, 1))(0.83, WEIGHTS)
