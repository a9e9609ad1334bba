"""Objects under several names: functions of one float."""

# ruff: noqa

from __future__ import annotations

import numpy as np


class M:
    def __init__(self, k):
        self.k = k
        self.l = []
        self.u = np.zeros(2)

    def inc(self, v):
        self.k = self.k + v
        return self


def row_alias(x):
    row = [x, 0.0]
    rows = []
    for i in range(2):
        rows.append(row)
    row[1] = x * x
    return rows[0][1] + rows[1][0]


def row_twice(x):
    r = [x, 1.0]
    g = [r, r]
    g[0][1] = x * x
    return g[1][1]


def mult_rows(x):
    g = [[x, 0.0]] * 3
    g[0][1] = x * x
    return g[2][1]


def obj_two_names(x):
    a = M(x)
    b = a
    l = [a]
    b.k = x * x
    l[0].k = l[0].k + 1
    return a.k


def obj_cond_alias(x):
    a = M(x)
    b = M(2 * x)
    c = a if x > 1 else b
    c.k = c.k * 3
    return a.k + b.k


def obj_cond_alias2(x):
    a = M(x)
    b = M(2 * x)
    if x > 1:
        c = a
    else:
        c = b
    c.l.append(x * x)
    return sum(a.l) + len(b.l)


def swap_objs(x):
    a = M(x)
    b = M(2 * x)
    for i in range(3):
        a, b = b, a
    a.k = a.k * 5
    return a.k + 3 * b.k


def loop_rebind(x):
    s = M(x)
    first = s
    for i in range(3):
        s.k = s.k * x
        n = M(s.k + 1)
        s = n
    return s.k + first.k


def chain(x):
    return M(x).inc(x).inc(2 * x).k


def dict_alias(x):
    d = {"a": [x]}
    e = dict(d)
    f = {"d": d}
    e["a"].append(x * x)
    f["d"]["b"] = x
    return d["a"][1] + d["b"] + len(e)


def dict_loop_alias(x):
    d = {"a": x}
    hist = []
    for i in range(3):
        d["a"] = d["a"] * x
        hist.append(d["a"])
    return sum(hist)


def dict_hist(x):
    d = {"a": x}
    hist = []
    for i in range(3):
        hist.append(d)
        d["a"] = d["a"] * x
    return hist[0]["a"]


def arr_in_obj(x):
    m = M(x)
    v = m.u
    w = m.u[1:]
    m.u[0] = x
    w[0] = x * x
    v += 1.0
    return m.u[0] * m.u[1]


def arr_rebind(x):
    m = M(x)
    v = m.u
    m.u = m.u + x
    v[0] = x * x
    return np.sum(m.u) + v[0]


def arr_aug(x):
    m = M(x)
    v = m.u
    m.u += x
    return np.sum(v) * x


def list_arg_alias(x):
    def f(a, b):
        a.append(x)
        b.append(x * x)
        return len(a)

    l = []
    f(l, l)
    return l[0] + l[1] * 3


def closure_obj(x):
    m = M(x)

    def g():
        m.k = m.k * x
        return m.k

    g()
    g()
    return m.k


def nonlocal_list(x):
    l = [x]

    def g():
        nonlocal l
        l = l + [l[-1] * x]

    g()
    g()
    return l[-1]


def ret_same(x):
    m = M(x)

    def idt(o):
        return o

    n = idt(m)
    n.k = n.k * x
    return m.k


def early(x):
    m = M(x)
    for i in range(5):
        m.k = m.k * x
        if m.k > 3:
            return m.k
        m.l.append(m.k)
    return sum(m.l)


def brk(x):
    d = {"s": x}
    l = [x]
    i = 0
    while True:
        d["s"] = d["s"] * x
        l.append(d["s"])
        i += 1
        if i > 2 or d["s"] > 100:
            break
        l[0] = l[0] + d["s"]
    return l[0] + l[-1]


def tup_hold(x):
    l = [x]
    t = (l, [l])
    l.append(x * x)
    return t[1][0][1] + len(t[0])


def pop_obj(x):
    st = [M(x), M(2 * x)]
    m = st.pop()
    m.k = m.k * x
    st.append(m)
    return st[-1].k + st[0].k


def item_loop(x):
    bodies = [M(x * i) for i in range(3)]
    for b in bodies:
        b.k = b.k + x
    return bodies[2].k


def enum_objs(x):
    bs = [M(x), M(x * x)]
    for i, b in enumerate(bs):
        b.k = b.k * (i + 1)
    for a, b in zip(bs, bs[::-1]):
        a.k = a.k + b.k
    return bs[0].k + 10 * bs[1].k


def sort_list(x):
    l = [3 * x, x, 2 * x]
    l.sort()
    return l[0] + 2 * l[1] + 3 * l[2]


def rem(x):
    l = [x, 2.0, x * x]
    l.remove(2.0)
    return l[1] * l[0]


def slice_assign(x):
    l = [x, x, x, x]
    l[1:3] = [x * x]
    return l[1] + len(l)


def del_loop(x):
    l = [x * i for i in range(5)]
    while len(l) > 2:
        del l[0]
    return l[0] * l[1]


def max_obj(x):
    m = max([M(x), M(2 * x)], key=lambda o: o.k)
    return m.k
