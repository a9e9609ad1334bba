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


class Layer:
    def __init__(self, n, scale):
        self.weights = np.full((n, n), scale)
        self.bias = np.zeros(n)
        self.slope = None

    def forward(self, z):
        self.seen = z
        self.out = np.tanh(self.weights @ z + self.bias)
        return self.out

    def backward(self, g):
        g = g * (1.0 - self.out**2)
        self.slope = np.outer(g, self.seen)
        self.bias_slope = g
        return self.weights.T @ g

    def descend(self, rate):
        self.weights -= rate * self.slope
        self.bias -= rate * self.bias_slope


@trap("held", V3)
def layers_are_trained(x):
    layers = [Layer(3, x[0] * 0.3), Layer(3, 0.2)]
    for _ in range(2):
        z = x
        for layer in layers:
            z = layer.forward(z)
        g = z - 1.0
        for layer in reversed(layers):
            g = layer.backward(g)
        for layer in layers:
            layer.descend(0.1)
    return np.sum(z) + np.sum(layers[0].bias)


class Momentum:
    def __init__(self, params, rate):
        self.params, self.rate = params, rate
        self.state = [{"v": np.zeros_like(p), "n": 0} for p in params]

    def step(self, slopes):
        for p, g, s in zip(self.params, slopes, self.state):
            s["n"] += 1
            s["v"] *= 0.9
            s["v"] -= self.rate * g / s["n"]
            p += s["v"]


@trap("held", V3)
def arrays_are_optimised_where_they_stand(x):
    a, b = x.copy(), np.array([x[0], x[1] * x[2]])
    optimiser = Momentum([a, b], 0.1)
    for _ in range(3):
        optimiser.step([a * a, b * x[0]])
    return np.sum(a * a) + np.sum(b)


@trap("held", V3)
def arrays_of_a_dict_change(x):
    sums = {name: np.zeros(3) for name in "ab"}
    for k in range(3):
        for _, v in sums.items():
            v += x * x[0]
            v[k] *= x[1]
    return np.sum(sums["a"] * sums["b"])


@trap("held", V3)
def columns_that_change_meanwhile(x):
    rows = [x * 1.0, x * x[0], x * 2.0]
    for a, b in zip(rows, rows[1:]):
        a += b
        b *= x[0]
        rows[0] = rows[0] * 1.5
    return sum(np.sum(r * r) for r in rows)


@trap("held", S)
def append_is_a_value(x):
    found = []
    put = found.append
    for i in range(3):
        put(x * i)
    put(x * x)
    return found[1] * found[-1] + sum(found)


@trap("held", S)
def append_is_handed_on(x):
    def visit(see):
        for i in range(3):
            see(x ** (i + 1))

    found = []
    visit(found.append)
    return found[0] * found[2]


@trap("held", S, may_refuse=True)
def one_of_two_appends(x):
    a, b = [], []
    put = a.append if x > 1.0 else b.append
    put(x)
    put(2.0 * x)
    return 3.0 * sum(a) + sum(b)


@trap("held", V3)
def the_key_of_the_largest(x):
    table = {}
    for i, v in enumerate(x):
        table[i] = v * x[0]
    best = max(table, key=table.get)
    ranks = sorted(table, key=table.get)
    return table[best] * best + sum(table[k] * j for j, k in enumerate(ranks))


@trap("held", S, may_refuse=True)
def functions_side_by_side_once(x):
    pairs = zip([np.sin, np.cos], [x, 2.0 * x])
    total = sum(f(v) for f, v in pairs)
    for f, v in pairs:
        total += 100.0 * f(v)
    return total


@trap("held", S, may_refuse=True)
def functions_side_by_side_change(x):
    functions = [np.sin, np.cos]
    total = 0.0
    for f, v in zip(functions, [x, 2.0 * x]):
        total += f(v)
        functions[1] = np.exp
    return total


class Link:
    def __init__(self, value, following=None):
        self.value, self.following = value, following


class Chain:
    def __init__(self):
        self.first = None

    def add(self, value):
        link = Link(value)
        if self.first is None:
            self.first = link
            return
        last = self.first
        while last.following is not None:
            last = last.following
        last.following = link

    def __iter__(self):
        link = self.first
        while link is not None:
            yield link.value
            link = link.following


@trap("held", V3)
def a_chain_is_gone_through(x):
    chain = Chain()
    for v in x:
        chain.add(v * x[0])
    total = 0.0
    for k, v in enumerate(chain):
        total += v * (k + 1)
    return total * sum(v * v for v in chain)


class Pair:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __add__(self, other):
        return Pair(self.a + other.a, self.b * other.b)


@trap("held", V3)
def objects_are_added_up(x):
    known = sum([Pair(x[0], x[1]), Pair(x[2], 2.0)], Pair(0.0, 1.0))
    pairs = []
    for v in x:
        pairs.append(Pair(v, v * x[0]))
    found = sum(pairs, start=known)
    return found.a * found.b


@trap("held", V3)
def lists_are_added_up_and_repeated(x):
    rows = [[v, v * x[0]] for v in x]
    flat = sum(rows, [x[1]])
    twice = flat * 2
    twice[7] = x[1]
    return sum(v * k for k, v in enumerate(twice))


@trap("held", V3)
def dicts_with_computed_keys(x):
    places = {(0, 1): x[0], (1, 2): x[1] * x[0], (2, 0): x[2]}
    y = [0.0, 0.0, 0.0]
    for (i, j), a in places.items():
        y[i] += a * x[j]
    other = dict(places)
    other[0, 1] *= x[2]
    return sum(v * v for v in y) + other[0, 1] * places[0, 1] + len(other)


@trap("held", V3)
def the_last_item_of_a_dict(x):
    d = {"a": x[0], "b": [x[1], x[2]]}
    key, values = d.popitem()
    return sum(values) * d["a"] * len(key) * len(d)
