"""Iterators that are asked for one item after the other give each item once, whoever asks."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.random_programs import load

X = np.array([1.3, 2.1, 0.7, 1.9, 0.4, 0.9])


def pairs_of_one(x):
    it = iter(x)
    s = 0.0
    for a, b in zip(it, it):
        s += a * b * b
    return s + sum(it) * x[0]


def one_item_is_lost(x):
    it = iter(x)
    s = 0.0
    for a, b in zip(it, (1.0, 2.0)):
        s += a * a * b
    return s + next(it) ** 3


def no_item_is_lost(x):
    it = iter(x)
    s = 0.0
    for a, b in zip((1.0, 2.0), it):
        s += b * b * a
    return s + next(it) ** 3


def a_list_that_changes(x):
    items = list(x)
    it = iter(items)
    s = next(it)
    items.append(x[0] * x[1])
    items[1] = x[2]
    for v in it:
        s = s * 0.5 + v * v
    return s


def an_array_that_changes(x):
    b = x * 1.0
    it = iter(b)
    s = 0.0
    for v in it:
        s += v * next(it, 1.0)
        b[-1] += v
        b[2] = s
    return s


def enumerated_and_advanced(x):
    it = enumerate(x)
    i, v = next(it)
    s = v
    for i, v in it:
        if v > 1.5:
            j, w = next(it)
            s += w * j
        s += v * v * i
    return s


def mapped(x):
    m = map(lambda v: v * x[0], x)
    a = next(m)
    b = next(m)
    return a * b * sum(m)


def on_one_path(x):
    it = iter(x)
    a, b = next(it), next(it)
    if a > 1.0:
        a += next(it)
    return a * b * next(it)


def in_a_closure(x):
    it = iter(x)

    def take(n):
        return [next(it) for _ in range(n)]

    u, v = take(2), take(2)
    return u[0] * v[1] + u[1] * v[0]


def until_the_default(x):
    it = iter(x)
    s = 0.0
    while (v := next(it, None)) is not None:
        s += v * v
    return s


def in_batches(x):
    return sum(a * b for a, b in zip(*[iter(x)] * 2))


def behind_a_break(x):
    it = iter(x)
    s = 0.0
    for v in it:
        if v < 1.0:
            break
        s += v * v
    for v in it:
        s += v**3
    return s


def first_ones(x):
    it = iter(x)
    head = list(itertools.islice(it, 2))
    s = head[0] * head[1]
    return s * sum(it)


def while_it_holds(x):
    it = iter(x)
    s = 0.0
    for v in itertools.takewhile(lambda v: v > 1.0, it):
        s += v * v
    return s + sum(it) * x[0]


def numbers_without_end(x):
    ids = itertools.count(1.0, 0.5)
    w = {}
    for v in x:
        w[len(w)] = next(ids) * v * v
    return sum(w.values())


def a_class_of_the_user(x):
    class Walk:
        def __init__(self, y):
            self.y = y
            self.i = 0

        def __iter__(self):
            return self

        def __next__(self):
            if self.i == len(self.y):
                raise StopIteration
            self.i += 1
            return self.y[self.i - 1] * self.i

    w = Walk(x)
    s = next(w)
    for v in w:
        s += v * v * next(w, 2.0)
    return s


def several_in_a_list(x):
    its = [iter(x), iter(x[::-1])]
    s = 0.0
    for k in range(6):
        s += next(its[k % 2]) * (k + 1)
    return s


def a_loop_in_a_loop(x):
    it = iter(x)
    s = 0.0
    for v in it:
        for w in it:
            if w < 1.0:
                break
            s += v * w
    return s


def zipped_and_advanced(x):
    z = zip(x, x[::-1])
    a, b = next(z)
    s = a * b
    for u, v in z:
        s += u * v * v
    return s


def used_up_before(x):
    it = iter(x)
    m = max(it)
    return m * len(list(it)) + m**2


def asked_whether_any(x):
    it = iter(range(5))
    s = 0.0
    for i in it:
        s += x[i] ** 2
        j = next(it, -1)
        if any(v > 3 for v in it):
            s += x[j]
    return s


def in_a_helper(x):
    def helper(it):
        return next(it) * 2

    it = iter(x)
    return helper(it) * helper(it) + next(it)


def values_of_a_dict(x):
    it = iter({"a": x[0], "b": x[1]}.values())
    return next(it) * 2 + next(it) ** 2


def the_end_is_caught(x):
    it = iter(x)
    s = 0.0
    for a in it:
        try:
            b = next(it)
        except StopIteration:
            b = x[0]
        s += a * b * b
    return s


def reversed_and_advanced(x):
    r = reversed(list(x))
    a = next(r)
    return a * sum(v * v for v in r) + a


def nothing_is_left(x):
    it = iter(x)
    a = next(it)
    return sum(a * v for v in it) + np.sum(np.fromiter(it, float))


def a_list_that_grows_behind_the_end(x):
    items = list(x)
    it = iter(items)
    s = 0.0
    for v in it:
        s += v * v
    items.append(x[0] * x[1])
    return s + next(it, 0.0) + sum(items)


def spread_in_a_call(x):
    it = iter(x)
    its = [it, it]
    return sum(a * b for a, b in zip(*its))


def rows_of_a_matrix(x):
    it = iter(x.reshape(6, 1))
    a = next(it)
    s = a[0]
    for r in it:
        s = s + r @ next(it, a)
    return s


def a_loop_that_advances(x):
    it = iter(range(6))
    d = {"a": it}
    s = 0.0
    for i in d["a"]:
        s += x[i] ** 2 * x[next(it)]
    return s


def one_of_several(x):
    it = iter(range(6))
    items = [it, it]
    s = 0.0
    for k in range(2):
        for i in items[k]:
            s += x[i] ** 2 * (k + 1)
    return s


def given_twice(x):
    def h(*its):
        s = 0.0
        for i, j in zip(*its):
            s += x[i] ** 2 * x[j]
        return s

    it = iter(range(6))
    return h(it, it)


def a_loop_that_takes_pairs(x):
    it = iter(x)
    s = 0.0
    for a in it:
        s += a * next(it)
    return s


def going_on_behind_a_break(x):
    pairs = zip(x, x[::-1])
    total = 0.0
    for a, b in pairs:
        total += a * a * b
        if a > 1.0:
            break
    for a, b in pairs:
        total += 3.0 * a * b
    return total


def loop_within_a_loop(x):
    numbered = enumerate(x)
    total = 0.0
    for i, v in numbered:
        total += v * i
        for k, w in numbered:
            total += w * w * k
    return total


def made_before_a_loop(x):
    turned = reversed(x)
    return sum(sum(turned) * k for k in range(3))


def twice_in_a_call(x):
    def difference(first: Any, second: Any) -> Any:
        return sum(a for a, _ in first) - 2.0 * sum(b for _, b in second)

    pairs = zip(x, x[::-1])
    return difference(pairs, pairs)


def next_in_a_loop(x):
    items = iter(x)
    total = 0.0
    for k in range(2 + (x[0] > 0.0)):
        total += next(items) * k
    return total


def next_on_one_path(x):
    items = iter(x)
    total = next(items) if x[1] > 0 else 0.0
    return total + sum(items)


def mapped_pairs(x):
    m = map(lambda p: p[0] * p[1], zip(x, x[::-1]))
    a = next(m)
    return a * sum(m)


def numbered_pairs(x):
    e = enumerate(zip(x, x[2:]))
    i, (a, b) = next(e)
    s = a * b
    for i, (a, b) in e:
        s += a * a * b * i
    return s + next(e, (3, (x[0], 1.0)))[1][0]


def pairs_of_pairs(x):
    z = zip(zip(x, x[::-1]), x)
    (a, b), c = next(z)
    s = a * b * c
    for (a, b), c in z:
        s += a * b * c
    return s


def numbered_and_mapped(x):
    e = zip(enumerate(x), map(lambda v: v * v, x))
    (_, a), b = next(e)
    return a * b + sum(i * a * b for (i, a), b in e)


def one_of_a_pair(x):
    it = iter(x)
    z = zip(it, x)
    a, b = next(z)
    c = next(it)
    return a * b * c * sum(u * v for u, v in z)


def held_by_an_object(x):
    class P:
        def __init__(self, y):
            self.it = iter(y)

        def take(self):
            return next(self.it)

    p = P(x)
    s = 0.0
    for _ in range(3):
        s += p.take() * p.take()
    return s


def held_by_a_dict(x):
    it = iter(x)
    d = {"it": it}
    return next(d["it"]) * next(it) + sum(d["it"])


def tokens(x):
    tokens = iter([("num", x[0]), ("op", "*"), ("num", x[1]), ("op", "+"), ("num", x[2])])
    _, v = next(tokens)
    s = v
    for _, op in tokens:
        _, w = next(tokens)
        s = s * w if op == "*" else s + w
    return s


def until_the_end_is_raised(x):
    it = iter(x)
    s = next(it)
    try:
        while True:
            s = s * next(it) + 1.0
    except StopIteration:
        pass
    return s


def left_in_the_middle(x):
    it = iter(x)
    for v in it:
        if v < 1.0:
            return v * next(it)
    return 0.0


PROGRAMS = [f for name, f in list(globals().items()) if callable(f) and getattr(f, "__module__", "") == __name__]


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_each_item_is_given_once(function: Any) -> None:
    value, gradient = srcad.value_and_grad(function)(X)
    assert value == pytest.approx(function(X), rel=1e-12)
    np.testing.assert_allclose(gradient, differences(function, X), rtol=1e-6, atol=1e-9)


def test_what_is_left_of_an_iterator_is_a_counter() -> None:
    source = srcad.grad(a_loop_that_takes_pairs).source(X)
    assert "while place < len_x:" in source
    assert "Cursor" not in source


PROGRAM = """
import functools
import itertools
import math
import operator
import statistics

import numpy as np


class Walk:
    def __init__(self, y):
        self.y = y
        self.i = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.i == len(self.y):
            raise StopIteration
        self.i += 1
        return self.y[self.i - 1] * self.i


def program(x):
    it = {made}
    a = next(it)
    s = {used}
    return a * s + sum(it) * 2 + next(it, 3.0)
"""
MADE = [
    "iter(x)",
    "iter(list(x))",
    "Walk(x)",
    "map(lambda v: v * x[0], x)",
    "iter([x[0], x[1], x[2] * x[0], x[4], x[5]])",
    "reversed(x)",
]
USED = [
    "sum(v*w for v, w in zip(it, (1.0, 2.0)))",
    "sum(v*w for v, w in zip((1.0, 2.0), it))",
    "(lambda a, *b: a*sum(b))(*it)",
    "sorted(it)[1]",
    "functools.reduce(lambda u, v: u*v, it)",
    "sum(itertools.accumulate(it))",
    "sum(itertools.chain(it, it, [a]))",
    "sum(u*v for u, v in itertools.pairwise(it))",
    "sum(itertools.dropwhile(lambda v: v > 1, it))",
    "math.prod(it)",
    "statistics.mean(it)",
    "max(it)",
    "tuple(it)[1]",
    "sum(v*(k+1) for k, v in enumerate(it))",
    "sum(map(lambda v: v*v, it))",
    "sum(filter(lambda v: v > 1, it))",
    "sum(map(operator.mul, it, it))",
    "sum(map(operator.mul, it, x))",
    "sum(v for v, w in zip(it, it))",
    "sum(u*v*w for u, v, w in zip(it, it, it))",
    "sum(itertools.islice(it, 2))",
    "sum(itertools.islice(it, 1, 3))",
    "sum(itertools.islice(it, 0, 4, 2))",
    "sum(next(it)*k for k in range(3))",
    "np.sum(np.fromiter(it, float))",
    "np.sum(np.array(list(it))**2)",
    "all(v > 0.5 for v in it) + a",
    "any(v < 1.0 for v in it) + a",
    "sum(itertools.starmap(operator.mul, zip(it, it)))",
    "math.fsum(it)",
    "sum(itertools.compress(it, (1, 0, 1)))",
    "sum(v for v in it if v > 1)",
    "sum([v*next(it, 0.5) for v in it])",
    "sum(itertools.repeat(next(it), 3))",
    "sum({v: k for k, v in enumerate('abc')}['b'] * v for v in it)",
    "[v for v in it][-1]",
    "list(it)[0] if a > 1 else 2.0",
    "sum(list(it)[::2])",
    "sum(u * v for u, v in zip(it, reversed(x)))",
    "sum(k*v for k, v in zip(itertools.count(1), it))",
    "sum(k*v for v, k in zip(it, itertools.count(1)))",
    "min(it, key=lambda v: (v - 1.2) ** 2)",
]


@pytest.mark.parametrize("used", USED)
def test_what_takes_some_leaves_the_others(used: str, tmp_path: Path) -> None:
    made = MADE[USED.index(used) % len(MADE)]
    program = load(PROGRAM.format(made=made, used=used), tmp_path / "advanced.py")
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-6, atol=1e-9)


HEADER = """
import itertools

import numpy as np


class Held:
    def __init__(self, it):
        self.it = it

    def __getitem__(self, k):
        if k >= 3:
            raise IndexError
        return self.it * (k + 1)


def program(x):
    s = 0.0
    {body}
    return s
"""
KEPT = [
    """l = []
for k in range(3):
    l.append(iter(range(4)))
for k in range(6):
    for i in l[k % 3]:
        s += x[i] ** 2 * (k + 1)""",
    """l, it = [], iter(range(4))
for k in range(3):
    l.append(it)
for q in l:
    for i in q:
        s += x[i] ** 2""",
    """it = iter(range(4))
l = [(it, 1.0), (it, 2.0)]
for k in range(2):
    for i in l[k][0]:
        s += x[i] ** 2 * l[k][1]""",
    """it = iter(range(4))
for q, w in [(it, 1.0)] * 2:
    for i in q:
        s += x[i] ** 2 * w""",
    """l = [iter(range(4)) for _ in range(3)]
for q in l:
    for i in q:
        s += x[i] ** 2
        break
for q in l:
    for i in q:
        s += x[i] ** 2""",
    """l = [Held(iter(range(4))), Held(iter(range(4)))]
for k in range(3):
    for i in l[int(x[0]) % 2].it:
        s += x[i] ** 2 * (k + 1)""",
    """l = [enumerate(range(4)), enumerate(range(4))]
for k in range(3):
    for j, i in l[int(x[0]) % 2]:
        s += x[i] ** 2 * (k + j)""",
    """l = [enumerate(range(4))]
for k in range(3):
    it = l.pop()
    l.append(it)
    for j, i in it:
        s += x[i] ** 2 * (k + j)""",
]
TOLD_APART = [
    "held = Held(x[0])\ns = sum(v * v for v in held) + held[2] * max(held)",
    "for v, w in zip(Held(x[0]), x):\n    s += v * w",
    "it = iter(range(0))\ns = x[0] if it else x[1]",
    "it = iter(range(0))\ns = x[0] if not it else x[1]",
    "it = iter([]) or x\ns = sum(v * v for v in it) + x[0]",
    "it = iter([x[0]])\ns = x[0] if isinstance(it, list) else x[1]",
    "it = iter(x)\ns = x[0] if hasattr(it, '__len__') else x[1]",
    "it = iter(x)\ntry:\n    s = it[0] * 2\nexcept TypeError:\n    s = x[1]",
    "it = iter(x)\ntry:\n    s = len(it) * x[0]\nexcept TypeError:\n    s = x[1]",
    "it = iter([1, 2, 3, 4])\ns = x[0] if 2 in it else x[1]",
]
NOT_TOLD_APART = [
    """it = iter((1.0, 2.0))
s = x[0] if it == (1.0, 2.0) else x[1]""",
    """it = iter(x)
s = x[0] if type(it) is np.ndarray else x[1]""",
    """it = iter(x)
try:
    s = np.sum(it * 2)
except TypeError:
    s = x[1]""",
    """it = iter(x)
s = np.sum(np.array(it).shape) + x[0]""",
    """its = {'a': iter(range(4)), 'b': iter(range(4))}
for k in range(3):
    for i in its['ab'[int(x[0]) % 2]]:
        s += x[i]""",
]


def load_body(body: str, folder: Path) -> Any:
    return load(HEADER.format(body=body.replace("\n", "\n    ")), folder / "kept.py")


@pytest.mark.parametrize("body", KEPT + TOLD_APART)
def test_iterators_that_others_hold_are_no_sequences(body: str, tmp_path: Path) -> None:
    program = load_body(body, tmp_path)
    np.testing.assert_allclose(srcad.grad(program)(X), differences(program, X), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("body", NOT_TOLD_APART)
def test_what_takes_an_iterator_as_a_whole_is_refused(body: str, tmp_path: Path) -> None:
    with pytest.raises(NotDifferentiable):
        srcad.grad(load_body(body, tmp_path))(X)


class Doubling:
    def __init__(self, y):
        self.y = y
        self.i = 0

    def __iter__(self):
        return Doubling(self.y * 2)

    def __next__(self):
        if self.i == len(self.y):
            raise StopIteration
        self.i += 1
        return self.y[self.i - 1]


def another_iterator_each_time(x):
    it = Doubling(x)
    a = next(it)
    return a * sum(u * v for u, v in zip(it, x)) * next(it)


def shrinks_and_grows(x):
    items = list(x[:4])
    it = reversed(items)
    s = next(it)
    items.pop()
    items.pop()
    s += next(it, x[0])
    items.extend(x)
    return s * next(it, x[3]) + sum(items)


@pytest.mark.parametrize("function", [another_iterator_each_time, shrinks_and_grows], ids=lambda f: f.__name__)
def test_what_python_asks_is_asked(function: Any) -> None:
    np.testing.assert_allclose(srcad.grad(function)(X), differences(function, X), rtol=1e-6, atol=1e-9)
