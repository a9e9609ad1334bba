"""Lists, dicts and instances that several names may lead to, as the program decides when it runs."""

# ruff: noqa

from __future__ import annotations

import copy
from collections import defaultdict, deque
from dataclasses import dataclass, replace

import numpy as np


@dataclass
class Particle:
    x: float
    v: float


class Body:
    def __init__(self, i, x):
        self.pos = np.array([x * i, 1.0])
        self.vel = np.zeros(2)
        self.mass = 1.0 + i
        self.history = []

    def kick(self, force, dt):
        self.vel += force / self.mass * dt

    def drift(self, dt):
        self.pos += self.vel * dt
        self.history.append(self.pos[0])


class Node:
    def __init__(self, v):
        self.v = v
        self.kids = []

    def add(self, kid):
        self.kids.append(kid)
        return self

    def total(self):
        t = self.v
        for kid in self.kids:
            t += kid.v
        return t


# --- tables ---------------------------------------------------------------------------------------------------------


def shortest_path(x):
    n = 5
    T = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            if i == 0 or j == 0:
                T[i][j] = x * (i + j)
            else:
                T[i][j] = min(T[i - 1][j], T[i][j - 1]) + x * x * i * j
    return T[4][4]


def product(x):
    A = [[x, 1.0], [2.0, x]]
    B = [[0.0] * 2 for _ in range(2)]
    for i in range(2):
        for j in range(2):
            for k in range(2):
                B[i][j] += A[i][k] * A[k][j]
    return B[0][0] + B[1][0] * B[0][1]


def elimination(x):
    n = 3
    A = [[1.0 * (i == j) * 5 + x * (i + j) for j in range(n)] for i in range(n)]
    b = [x * i + 1 for i in range(n)]
    for k in range(n):
        for i in range(k + 1, n):
            f = A[i][k] / A[k][k]
            for j in range(k, n):
                A[i][j] -= f * A[k][j]
            b[i] -= f * b[k]
    y = [0.0] * n
    for i in range(n - 1, -1, -1):
        s = b[i]
        for j in range(i + 1, n):
            s -= A[i][j] * y[j]
        y[i] = s / A[i][i]
    return sum(y)


def swapped_rows(x):
    A = [[x * (i + j) + i for j in range(3)] for i in range(3)]
    for k in range(3):
        p = max(range(k, 3), key=lambda i: abs(A[i][k]))
        A[k], A[p] = A[p], A[k]
        A[k][0] = A[k][0] * x
    return A[0][0] + 2 * A[1][1] + 3 * A[2][0]


def grown_rows(x):
    out = []
    for i in range(3):
        row = []
        for j in range(2):
            row.append(x * i * j)
        out.append(row)
    return out[2][1] + sum(sum(r) for r in out)


def left_early(x):
    T = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(3):
            if j > i:
                break
            T[i][j] = x * (i + j)
            if T[i][j] > 4.0:
                return T[i][j] * x
    return T[2][1]


def tried(x):
    T = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        try:
            T[i][i] = x * i
            if i == 2:
                raise ValueError
        except ValueError:
            T[0][0] = x
    return T[0][0] * T[1][1] + T[2][2]


def transposed(x):
    grid = [[0.0 for _ in range(3)] for _ in range(2)]

    def put(g, i, j, v):
        g[i][j] = v

    for i in range(2):
        for j in range(3):
            put(grid, i, j, x * i + j)
    t = [list(column) for column in zip(*grid)]
    t[0][0] = x
    return sum(sum(r) for r in t) + grid[1][2]


def copied_rows(x):
    g = [[x, 1.0], [2.0, x]]
    copies = [r[:] for r in g]
    same = [r for r in g]
    copies[0][0] = 5 * x
    same[0][1] = x * x
    return g[0][0] + g[0][1] * copies[0][0]


def rows_of_arrays(x):
    rows = [np.zeros(3) for _ in range(3)]
    rows[1][2] = x
    rows[0], rows[1] = rows[1], rows[0]
    rows[0][1] = x * x
    return rows[0][1] * rows[0][2] + np.sum(rows[1])


# --- lists under several names --------------------------------------------------------------------------------------


def first_one_remembered(x):
    a = [x, 2 * x]
    b = a
    for i in range(3):
        a[0] = a[0] * x
        a = [a[0], a[1] + x]
    return b[0] + b[1] + a[0] + a[1]


def one_list_twice(x):
    a = [x, 1.0]
    h = []
    for i in range(3):
        h.append(a)
        a[0] = a[0] * x
    return h[0][0] + h[2][0]


def lists_take_turns(x):
    a, b = [x], [2 * x]
    for i in range(3):
        a, b = b, a
        a[0] = a[0] * x
    return a[0] + 3 * b[0]


def chosen_in_each_trip(x):
    a, b = [x, 1.0], [2 * x]
    for i in range(4):
        c = a if i % 2 else b
        c.append(c[0] * x)
        c[0] += 1.0
    return sum(a) + 2 * sum(b)


def rebound_together(x):
    a, b = [x], [x]
    for i in range(3):
        a[0] = a[0] * x
        n = [a[0] + 1]
        a = n
        b = n
    a[0] = a[0] * x
    return a[0] + b[0]


def stack_of_lists(x):
    stack = [[x]]
    for i in range(3):
        stack.append([x * i])
        stack[-1].append(stack[0][0] * x)
    s = 0.0
    while stack:
        t = stack.pop()
        s += t[0] * len(t)
    return s


def changed_while_counted(x):
    l = [x * i for i in range(4)]
    m = l
    for i, a in enumerate(l):
        if i < 3:
            m[i + 1] = a * x + 1
    return sum(l)


def changed_while_zipped(x):
    l = [x * i for i in range(4)]
    m = l
    for i, (a, b) in enumerate(zip(l, l[1:])):
        m[i + 1] = a * b + x
    return sum(l)


def tuples_in_a_list(x):
    q = [(x * i, i) for i in range(4)]
    r = q
    q.append((x * x, 9))
    q[0] = (5 * x, 1)
    return r[4][0] * r[0][0] + r[1][0]


# --- instances ------------------------------------------------------------------------------------------------------


def particles(x):
    ps = [Particle(x * i, 1.0) for i in range(4)]
    for t in range(3):
        for p in ps:
            p.x += p.v * 0.1
            p.v -= p.x * x
    return sum(p.x**2 for p in ps)


def particles_by_number(x):
    ps = []
    for i in range(4):
        ps.append(Particle(x * i, 1.0))
    for t in range(3):
        for i in range(len(ps)):
            ps[i].x = ps[i].x * x
    return ps[2].x


def pairs_of_particles(x):
    ps = [Particle(x * i, 1.0) for i in range(4)]
    for i in range(len(ps)):
        for j in range(i + 1, len(ps)):
            d = ps[i].x - ps[j].x
            ps[i].v -= d * x
            ps[j].v += d * x
    return sum(p.v**2 for p in ps)


def particles_only_read(x):
    ps = [Particle(x * i, 1.0) for i in range(4)]
    return sum(p.x * p.v for p in ps)


def bodies(x):
    bs = [Body(i, x) for i in range(3)]
    for t in range(3):
        for b in bs:
            f = np.zeros(2)
            for c in bs:
                if c is not b:
                    d = c.pos - b.pos
                    f += c.mass * d / (np.dot(d, d) + 0.1) ** 1.5
            b.kick(f, 0.1)
        for b in bs:
            b.drift(0.1)
    return sum(np.sum(b.pos**2) for b in bs) + bs[1].history[-1] * bs[2].history[0]


def views_of_what_they_hold(x):
    bs = [Body(i, x) for i in range(3)]
    v = bs[1].pos
    v[0] = x * x
    w = bs[2].pos[1:]
    bs[2].pos += x
    return bs[1].pos[0] * w[0] + np.sum(bs[1].pos)


def one_array_in_all(x):
    u = np.array([x, 2.0])
    bs = []
    for i in range(3):
        b = Body(i, x)
        b.pos = u
        bs.append(b)
    bs[0].pos[1] = x * x
    u[0] += x
    return bs[2].pos[1] * bs[1].pos[0]


def tree(x):
    ns = [Node(x * i) for i in range(4)]
    ns[0].add(ns[1]).add(ns[2])
    ns[1].add(ns[3])
    ns[2].v = x * x
    return ns[0].total() * ns[1].total()


def linked(x):
    head = None
    for i in range(4):
        n = Node(x * i)
        n.next = head
        head = n
    head.next.v *= x
    s = 0.0
    while head is not None:
        s += head.v**2
        head = head.next
    return s


def best_of_all(x):
    ns = [Node(x * i) for i in range(3)]
    best = None
    for n in ns:
        if best is None or n.v > best.v:
            best = n
    best.v *= x
    return sum(n.v for n in ns)


def some_of_them(x):
    ps = [Node(x * i) for i in range(4)]
    for p in [p for p in ps if p.v > 0.5]:
        p.v = p.v * x
    return sum(p.v for p in ps)


def sorted_by_value(x):
    ps = [Node(x * (3 - i)) for i in range(3)]
    qs = sorted(ps, key=lambda p: p.v)
    qs[0].v *= x
    return ps[2].v + qs[2].v * 2


def with_their_numbers(x):
    ps = [(Node(x * i), i) for i in range(3)]
    for p, i in ps:
        p.v *= x
    return ps[1][0].v + ps[2][0].v * ps[2][1]


def side_by_side(x):
    bs = [Node(x), Node(x * x)]
    for a, b in zip(bs, bs[::-1]):
        a.v = a.v + b.v
    return bs[0].v + 10 * bs[1].v


# --- dicts ----------------------------------------------------------------------------------------------------------


def counted(x):
    c = {}
    for i, w in enumerate(["a", "b", "a", "c", "b"]):
        c[w] = c.get(w, 0.0) + x * i
    return sum(v * v for v in c.values()) + len(c) + max(c.values())


def counted_with_in(x):
    c = {}
    for w in ["a", "b", "a"]:
        if w in c:
            c[w] = c[w] * x
        else:
            c[w] = x
    return c["a"] + c["b"]


def by_number(x):
    c = {}
    for i in range(6):
        c[i % 3] = c.get(i % 3, 0.0) + x * i
    return sum(v * v for k, v in c.items())


def groups(x):
    g = {}
    for i in range(6):
        g.setdefault(i % 2, []).append(x * i)
    return sum(sum(v) * k for k, v in g.items()) + g[0][1]


def dicts_in_a_list(x):
    ps = [{"x": x * i, "v": 1.0} for i in range(4)]
    for t in range(3):
        for p in ps:
            p["x"] += p["v"] * 0.1
    return ps[2]["x"]


def layers(x):
    h = x
    for layer in [{"w": x * i, "b": 1.0} for i in range(3)]:
        h = np.tanh(layer["w"] * h + layer["b"])
    return h


def instances_by_key(x):
    d = {}
    for i in range(3):
        d[i] = Node(x * i)
    for k in d:
        d[k].v += x
    return d[1].v * d[2].v


def keys_stay(x):
    p = {"w": x, "b": 1.0}
    v = {k: 0.0 for k in p}
    for t in range(3):
        for k in p:
            v[k] = 0.9 * v[k] + 2 * p[k] * x
            p[k] -= 0.1 * v[k]
    return p["w"] * p["b"]


def deleted(x):
    d = {}
    for i in range(5):
        d[i] = x * i
    del d[3]
    d[4] *= x
    return sum(d.values()) + len(d)


def found_on_some_path(x):
    e = {"u": x}
    if e.get("z", x) > 0.5:
        if x > 1.0:
            e["z"] = 1.0
    return e["u"]


def asked_for_in_each_trip(x):
    e = {"u": x}
    for i in range(3):
        if i > 0:
            e["u"] = e["u"] + e.get("z", x)
        e["z"] = x * i
    return e["u"]


def popped_keys(x):
    d = {}
    for i in range(4):
        d[i] = x * i
    return d.pop(2) * d.pop(7, x) + sum(d.values())


# --- methods of lists -----------------------------------------------------------------------------------------------


def spliced(x):
    l = [x * i for i in range(5)]
    l[1:3] = [x * x]
    del l[2:]
    return sum(l) + l[1]


def turned_and_sorted(x):
    l = [x * i for i in range(5)]
    l.reverse()
    l.sort()
    return l[1] + 2 * l[4]


def repeated(x):
    l = [x]
    l *= 2
    l += [x * x]
    return l[1] * l[2] + l.count(x) + l.index(x)


def row_turned(x):
    i = 1
    g = [[x * j, 1.0 + j] for j in range(3)]
    g[i % 3].reverse()
    return g[0][0] - g[1][-1]


def rows_of_other_lengths(x):
    a = [x, 2.0, x * x]
    g = [[x * j, 1.0 + j] for j in range(3)]
    y = 0.0
    for i in range(3):
        y = g[i % 3][-1] - 0.2 * sum(a) * 0.1
    g[i % 3] = a
    return 0.5 * sum(g[2]) + 3 * y


# --- dicts with defaults, and queues --------------------------------------------------------------------------------


def default_numbers(x):
    c = defaultdict(float)
    for i in range(6):
        c[i % 3] += x * i
    return sum(v * v for v in c.values())


def default_lists(x):
    g = defaultdict(list)
    for i in range(6):
        g[i % 2].append(x * i)
    return sum(g[0]) * sum(g[1]) + len(g)


def default_of_a_function(x):
    c = defaultdict(int)
    w = defaultdict(lambda: 1.0)
    for k in "abca":
        c[k] += 1
        w[k] *= x
    return w["a"] * c["a"] + w["b"]


def queue(x):
    d = deque()
    for i in range(5):
        d.append(x * i)
        if len(d) > 3:
            d.popleft()
    return sum(d) * d[0]


def queue_until_empty(x):
    d = deque([x])
    s = 0.0
    while d:
        v = d.popleft()
        s += v
        if v < 10:
            d.append(v * 2.0)
    return s


def both_ends(x):
    d = deque([x, 2.0])
    d.appendleft(x * x)
    return d[0] * d[-1] + d.pop()


# --- copies ---------------------------------------------------------------------------------------------------------


def copied_instance(x):
    a = Particle(x, 1.0)
    b = copy.copy(a)
    b.x = 3 * x
    return a.x * b.x


def copied_list(x):
    l = [x, [x]]
    m = copy.copy(l)
    m[0] = 1.0
    m[1].append(x * x)
    return l[0] * l[1][1]


def copied_with_all_inside(x):
    l = [[x], [2.0]]
    m = copy.deepcopy(l)
    m[0].append(x * x)
    m[1][0] = x
    return len(l[0]) * m[0][1] + l[1][0] * m[1][0]


def one_object_stays_one(x):
    row = [x]
    m = copy.deepcopy([row, row])
    m[0][0] = x * x
    return m[1][0] * row[0]


def replaced_field(x):
    a = Particle(x, 1.0)
    b = replace(a, v=x * x)
    return a.v + b.v * b.x


class Holder:
    def __init__(self, a):
        self.a = a


def weights_updated_behind_their_use(x):
    w = np.array([0.3, -0.6, 1.2]) * x
    layers = [{"W": w * k} for k in (0.5, 1.0)]
    h = x
    for layer in layers:
        h = h * (layer["W"] @ layer["W"] + 1.0)
    for layer in layers:
        layer["W"] *= x
    return h + layers[0]["W"] @ w


def arrays_of_instances_overwritten(x):
    w = np.array([0.3, -0.6, 1.2]) * x
    holders = [Holder(w * k) for k in (0.5, 1.0)]
    h = x
    for c in holders:
        h = h * (c.a @ c.a)
        c.a[0] = h
    for c in holders:
        c.a += 1.0
        h = h * c.a[1]
    first = holders[0]
    first.a = first.a * 2
    return h + holders[0].a.sum() * x


def one_array_in_many_instances(x):
    w = np.array([0.3, -0.6, 1.2])
    one = w * x
    holders = []
    for _ in range(3):
        holders.append(Holder(one))
    h = x
    for c in holders:
        c.a *= 1.5
        h += c.a @ w * x
    return h + one.sum()


def arrays_in_rows(x):
    w = np.array([0.3, -0.6, 1.2]) * x
    rows = [[w * k] for k in (0.5, 1.0)]
    h = x
    for row in rows:
        h = h * (row[0] @ row[0])
        row[0] += h
        row.append(row[0] * 2)
    for row in rows:
        row[1][0] = h
    return h + sum(row[0].sum() + row[1].sum() for row in rows)


def numbers_and_constants_in_fields(x):
    bodies = [Node(x), Node(0.7)]
    for i in range(3):
        bodies[i % 2].v = bodies[i % 2].v * x
        bodies[(i + 1) % 2].kids.append(bodies[i % 2].v)
    chosen = bodies[1]
    for i in range(2):
        if x < 9.0:
            chosen = bodies[i % 2]
        chosen.v += bodies[i].kids[-1]
    return bodies[0].v + 2.0 * bodies[1].v + chosen.v + sum(bodies[0].kids)


def list_of_a_region_or_a_new_one(x):
    nodes = [Node(x), Node(0.7)]
    nodes[0].kids, nodes[1].kids = [x, 1.0], [0.5, x * x]
    items = [0.5, x]
    for i in range(2):
        if x > i:
            items = nodes[i % 2].kids + [x]
        else:
            items.append(x)
            items = nodes[i % 2].kids
        items[0] += nodes[0].v
    return sum(items) + nodes[1].kids[0] * x


class Row:
    def __init__(self, v):
        self.row = [v, 1.0, 0.5]
        self.array = np.array([v, 1.0, 0.5])


def lists_in_objects_in_a_list(x):
    p = Row(x)
    things = [Row(0.7), p]
    for i in range(2):
        things[i % 2].row[0] *= x
        things[i].row.append(x * i)
    return p.row[0] * p.row[-1] + things[0].row[0]


def arrays_in_objects_in_a_list(x):
    p = Row(x)
    things = [Row(0.7), p]
    for i in range(2):
        things[i % 2].array[0] = x * x
        things[i % 2].array *= 1.0 + x
    return np.sum(p.array * things[0].array)


def array_of_one_of_two_objects(x):
    p, q = Row(x), Row(0.7)
    chosen = p if x > 1.0 else q
    chosen.array[0] = 5.0 * x
    return p.array[0] * q.array[0]
