"""``*`` and ``**`` in definitions, calls and displays."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tests.flow.programs import Case, Point, Scalar

CASES: list[Case] = []


def at(*points: Point) -> Callable[[Scalar], Scalar]:
    def enter(function: Scalar) -> Scalar:
        CASES.extend(Case(function, point) for point in points)
        return function

    return enter


@at(0.7, 1.9, -0.4)
def rest(x):
    def f(*a):
        return a[0] * a[1] + len(a)

    return f(x, x * 2)


@at(0.7, 1.9, -0.4)
def keyword_rest(x):
    def f(**k):
        return k["a"] * k["b"]

    return f(a=x, b=x * 2)


@at(0.7, 1.9, -0.4)
def tuple_in_a_call(x):
    p = (x, 2 * x)

    def f(a, b):
        return a * b

    return f(*p)


@at(0.7, 1.9, -0.4)
def dict_in_a_call(x):
    d = {"a": x, "b": x * 2}

    def f(a, b):
        return a * b

    return f(**d)


@at(0.7, 1.9, -0.4)
def list_in_a_call(x):
    p = [x, 2 * x]

    def f(a, b):
        return a * b

    return f(*p)


@at(0.7, 1.9, -0.4)
def handed_on(x):
    def g(a, b, c=1.0):
        return a * b * c

    def f(*a, **k):
        return g(*a, **k)

    return f(x, x, c=x)


@at(0.7, 1.9, -0.4)
def kinds_of_parameters(x):
    def f(a, /, b, *, c):
        return a * b * c

    return f(x, b=x, c=2.0)


@at(0.7, 1.9, -0.4)
def array_in_a_call(x):
    def f(a, b):
        return a * b

    return f(*np.array([x, 2 * x]))


@at(0.7, 1.9, -0.4)
def list_for_max(x):
    items = [x * i for i in range(4)]
    return max(*items)


@at(0.7, 1.9, -0.4)
def list_for_a_library_function(x):
    v = [x, 1.0, 2.0]
    return math.hypot(*v)


@at(0.7, 1.9, -0.4)
def transposed_rows(x):
    rows = [[x, 1.0], [2.0, x]]
    t = 0.0
    for a, b in zip(*rows):
        t += a * b
    return t


@at(0.7, 1.9, -0.4)
def list_of_unknown_length_for_rest(x):
    items = []
    for i in range(3):
        items.append(x * i)

    def f(*a):
        t = 0.0
        for v in a:
            t += v * v
        return t

    return f(*items)


@at(0.7, 1.9, -0.4)
def list_of_unknown_length_for_parameters(x):
    items = []
    for i in range(3):
        items.append(x * i)

    def f(a, b, c):
        return a + b * c

    return f(*items)


@at(0.7, 1.9, -0.4)
def list_display(x):
    a = [x, 1.0]
    b = (x * 2,)
    items = [*a, *b, 3.0]
    return sum(items) * items[2]


@at(0.7, 1.9, -0.4)
def tuple_display(x):
    a = (x, 1.0)
    t = (*a, x * 2)
    return t[0] * t[2]


@at(0.7, 1.9, -0.4)
def dict_display(x):
    d = {"a": x}
    e = {**d, "b": x * 2}
    return e["a"] * e["b"]


@at(0.7, 1.9, -0.4)
def dict_display_with_several(x):
    d = {"a": x, "b": 1.0}
    e = {"z": 3.0, **d, "b": x * 2, **{"q": x}}
    return e["a"] * e["b"] * e["q"] * e["z"]


@at(0.7, 1.9, -0.4)
def list_display_of_unknown_length(x):
    items = []
    for i in range(3):
        items.append(x * i)
    m = [*items, x, *items]
    return sum(m) * m[2]


@at(0.7, 1.9, -0.4)
def tuple_display_of_unknown_length(x):
    items = []
    for i in range(3):
        items.append(x * i)
    m = (*items, x)
    t = 0.0
    for v in m:
        t += v * v
    return t


@at(0.7, 1.9, -0.4)
def range_in_a_display(x):
    t = 0.0
    for i in [*range(3), 7]:
        t += x * i * i
    return t


@at(0.7, 1.9, -0.4)
def array_in_a_display(x):
    a = np.array([x, 2 * x])
    return np.sum(np.array([*a, x]) ** 2)


@at(0.7, 1.9, -0.4)
def sorted_set(x):
    s = {1, 2, 3}
    t = 0.0
    for k in sorted(s):
        t += x * k
    return t


@at(0.7, 1.9, -0.4)
def member_of_a_set(x):
    t = x
    for k in range(5):
        if k in {1, 3}:
            t = t * x
    return t


@at(0.7, 1.9, -0.4)
def starred_set(x):
    a = [1, 2]
    s = {*a, 5}
    return x * len(s)


@at(0.7, 1.9, -0.4)
def merged_dicts(x):
    d = {"a": x} | {"b": x * 2}
    return d["a"] * d["b"]


@at(0.7, 1.9, -0.4)
def dict_of_keywords(x):
    d = dict(a=x, b=2.0)
    return d["a"] * d["b"]


@at(0.7, 1.9, -0.4)
def horner(x):
    def poly(v, *cs):
        r = 0.0
        for c in reversed(cs):
            r = r * v + c
        return r

    return poly(x, 1.0, x, 3.0)


@at(0.7, 1.9, -0.4)
def nested_targets(x):
    a = b = x * x
    a, b = (b, a * 2)
    (c, *d), e = ((a, b, x), x)
    return c * d[1] * e * b
