"""Lists and dicts that change: functions of one float."""

# ruff: noqa

from __future__ import annotations

import numpy as np


def l_store(x):
    l = [x, x * x, 1.0]
    l[1] = l[0] * l[1]
    l[-1] += x
    return l[0] + l[1] * l[2]


def l_store_loop(x):
    l = [0.0] * 6
    l[0] = x
    l[1] = x * x
    for i in range(2, 6):
        l[i] = l[i - 1] * l[i - 2] + 0.1
    return l[5] + l[3]


def l_pop_loop(x):
    stack = []
    for i in range(5):
        stack.append(x * (i + 1))
    s = 0.0
    while len(stack) > 1:
        a = stack.pop()
        b = stack.pop()
        stack.append(a * b + 0.1)
    return stack[0]


def l_insert(x):
    l = []
    for i in range(4):
        l.insert(0, x * i + 1)
    return l[0] * l[1] + l[3] * l[2] ** 2


def l_del(x):
    l = [x * i for i in range(6)]
    del l[2]
    del l[-1]
    return l[2] * l[3] + l[1]


def l_pop_mid(x):
    l = [x * i + 1 for i in range(6)]
    a = l.pop(2)
    b = l.pop(0)
    return a * b * l[0] * l[-1]


def l_extend(x):
    l = [x]
    for i in range(3):
        l.extend([x * i, x + i])
    l += [x**2]
    return l[1] + l[3] * l[4] + l[-1] * l[0]


def l_alias(x):
    l = [x, 1.0]
    m = l
    m.append(x * x)
    l[0] = 3 * x
    return m[0] * l[2]


def helper(l, v):
    l.append(v)
    l[0] = l[0] * v


def l_callee(x):
    l = [x]
    for i in range(3):
        helper(l, x + i)
    return l[0] + l[-1]


def l_arg(l, k):
    l[0] = l[0] * k
    l.append(k)
    return l[0] * l[1] * l[-1]


def l_branch(x):
    l = [x, 2 * x]
    if x > 0:
        l.append(x * x)
        l[0] = x * 3
    else:
        l[1] = 1.0
    return l[0] * l[1] + len(l) * l[-1]


def l_reverse(x):
    l = [x, 2.0, x * x]
    l.reverse()
    m = l.copy()
    m[0] = 1.0
    return l[0] * l[1] + m[0] * m[2]


def l_nested(x):
    g = [[x, 1.0], [2.0, x * x]]
    g[0][1] = g[1][1] * 3
    g[1][0] = g[0][1] + x
    return g[0][0] * g[0][1] + g[1][0]


def l_nested_row(x):
    g = [[x, 1.0], [2.0, x * x]]
    r = g[0]
    r[1] = 5 * x
    return g[0][1] * g[1][1]


def l_full(x):
    l = [x, x]
    m = l
    l[:] = [x * x, 3.0, x]
    return m[0] * m[2]


def l_clear(x):
    l = [x, 2.0]
    m = l
    l.clear()
    l.append(x * x)
    return m[0]


def d_store(x):
    d = {"a": x, "b": 2.0}
    d["a"] = d["a"] * x
    d["c"] = d["a"] + d["b"]
    d["b"] += x
    return d["c"] * d["b"]


def d_loop(x):
    d = {"w": x, "m": 0.0}
    for i in range(4):
        g = 2 * d["w"]
        d["m"] = 0.9 * d["m"] + g
        d["w"] -= 0.1 * d["m"]
    return d["w"]


def d_missing(x):
    d = {}
    for i in range(3):
        if "y" in d:
            d["y"] = d["y"] * x
        else:
            d["y"] = x
    return d["y"]


def d_update(x):
    d = dict(a=x)
    d.update(b=x * x, a=3 * x)
    d.update({"c": d["a"] * d["b"]})
    e = d.copy()
    e["a"] = 0.0
    return sum(d.values()) + d.get("z", 1.0) * d.get("c") + e["a"]


def d_setdefault(x):
    d = {}
    v = d.setdefault("k", x * 2)
    w = d.setdefault("k", 5.0)
    return v * w


def d_pop(x):
    d = {"a": x, "b": x * x}
    a = d.pop("a")
    z = d.pop("zz", 4.0)
    return a * z * d["b"] * len(d)


def d_items(x):
    d = {"a": x, "b": x * x}
    d["c"] = x**3
    s = 0.0
    for k, v in d.items():
        s += v * len(k)
    for k in d:
        s += d[k]
    return s


def d_listinside(x):
    d = {"h": [], "n": 0}
    for i in range(4):
        d["h"].append(x * i)
        d["n"] += 1
    return sum(d["h"]) * d["n"]


def d_arg(p, k):
    p["w"] = p["w"] * k
    p["h"].append(p["w"])
    p["z"] = p["w"] + 1
    return p["h"][-1] * p["w"] + p["z"]


def d_arrays(x):
    s = {"u": np.zeros(3), "t": x}
    for i in range(3):
        s["u"][i] = s["t"] * i
        s["t"] = s["t"] * x
    return np.sum(s["u"]) * s["t"]


def d_alias_in_tuple(x):
    d = {"a": x}
    t = (d, 3)
    d["a"] = x * x
    return t[0]["a"] * t[1]


def c_closure(x):
    h = []
    st = {"c": 0.0}

    def rec(v):
        h.append(v)
        st["c"] += v * v
        return v * 2

    y = rec(x)
    z = rec(y)
    return sum(h) + st["c"] * z


def d_branch_new(x):
    d = {"a": x}
    if x > 1:
        d["b"] = x * x
    if "b" in d:
        return d["b"] * d["a"]
    return d["a"]


def d_intkeys(x):
    d = {0: x, 1: x * x}
    d[0] = d[0] * d[1]
    d[2] = d[0]
    return d[2] + d[1]


def grid(x):
    n = 4
    T = [[0.0] * n for _ in range(n)]
    for i in range(n):
        T[i][0] = x * i
        T[0][i] = x + i
    for i in range(1, n):
        for j in range(1, n):
            T[i][j] = T[i - 1][j] * 0.5 + T[i][j - 1] * x
    return T[n - 1][n - 1]


def keys_by_loops(x):
    d = {"a": x, "b": x * x, "c": 2.0}
    total = 0.0
    for key in ("c", "a"):
        total += d[key] * x
        d[key] *= 0.5
    for key in sorted(d):
        total = total * 0.5 + d[key]
    for i, key in enumerate(["b", "a"]):
        total += d[key] * i
    return total + sum(d[key] * i for i, key in enumerate(sorted(d)))


def names_with_values(x):
    values = np.array([x, x * x, 3.0])
    named = dict(zip(("u", "v", "w"), values))
    named["u"] *= named["w"]
    listed = dict(zip(["k", "l"], [x, 2.0 * x]))
    return named["u"] * named["v"] + sum(named.values()) + listed["k"] * listed["l"]


def made_in_a_trip(x):
    k = 0
    while k < 5:
        if k == 0:
            first = x * x
        elif k == 1:
            data = [first, x]
        else:
            data.append(x * data[-1] + data[0])
        k += 1
    return sum(data)


def made_in_the_first_trip(x):
    for k in range(int(4.5 * x)):
        c = x * k
        if k == 0:
            data = [c, x]
        else:
            data.append(c * data[-1])
    return sum(data) * len(data)


def d_merged(x):
    d = {k: v * x for k, v in zip("abc", (0.4, -0.6, 1.3))}
    for k in list(d):
        if d[k] < 0:
            del d[k]
    d |= {"a": x}
    e = {**d, "z": x * 2}
    f = e | {"q": 0.5 * x, "a": 2.0 * x}
    s = 0
    for k, v in f.items():
        s += v * (ord(k) - 96)
    return s + sum(d.values()) + len(e) * x + e["z"]


def l_stack_of_pairs(x):
    stack = [(x, 0)]
    total = 0.0
    while stack:
        v, d = stack.pop()
        if d == 3:
            total += v
            continue
        stack.append((v * 0.7, d + 1))
        stack.append((v * v + 0.1, d + 1))
    return total


def l_of_tuple(x):
    l = list((0.5, x))
    l.reverse()
    return x + np.sin(l[0]) * l[1]


def lists_of_lists_of_lists(x):
    def branches(n):
        found = []
        for _ in range(n):
            found.append(branches(n - 1))
        return found

    tree = branches(4)
    return x * x * len(tree) + x * len(tree[3])


def d_gone_through_by_keys(x):
    d = {}
    for i in range(3):
        d[i] = d.get(i - 1, x) * (0.4, -0.6, 1.3)[i]
    return d[2] * x + sum(d) * x + max(d) * d[max(d)] + min(d)


def l_with_a_generator_is_sorted(x):
    l = [x, 0.5, *(v * x for v in (0.5, 0.75))]
    l.sort()
    l.append(3 * x)
    return l[0] * l[1] ** 2 + l[-1] * l[-2]


def l_with_another_list_is_sorted(x):
    k = [x * v for v in (0.5, 0.75)]
    k.sort()
    l = [x, 0.5, *k, *(v * x for v in (0.5, 0.75, 0.1) if v > 0.3)]
    k.append(x)
    l.sort(key=lambda a: -a)
    return l[0] * l[1] ** 2 + l[3] * k[2] + len(l) * x


def l_of_pairs_with_arrays(x):
    pairs = [(x * np.arange(1.0, 3.0) * i, 0.75) for i in range(3)]
    total = 0.0
    for _ in range(3):
        pair = pairs[1]
        total += np.sum(pair[0] ** 2) * pair[1]
        pairs[1] = (pair[0] * pair[0] * 0.5, pair[1])
        pairs[-1] = pairs[1]
    return total + np.sum(pairs[-1][0])


def d_popped_in_a_loop(x):
    d = {"a": x, "c": 0.5 * x}
    v = 0.0
    for i in range(3):
        v += d.pop("c", x * x) * (i + 1)
    return v * len(d)


def d_popped_while_it_is_there(x):
    d = {"a": x, "c": 0.5 * x}
    v = x
    while "c" in d:
        v = v * d.pop("c")
    return v + len(d) * x


def d_gets_and_loses(x):
    d = {"a": x}
    v = 0.0
    for i in range(4):
        if i % 2:
            d["b"] = x * i
        v += d.get("b", x * x) * d.setdefault("c", x + i)
        if i > 1:
            del d["c"]
            d.update(a=v)
    return v + d["a"] * x + sum(d.values())


def d_is_empty_behind_a_loop(x):
    d = {"a": x, "b": 0.5 * x}
    v = x
    for _ in range(3):
        d["b"] = 0.3 * v
        v = v * 0.5 + d.pop("b", 0.3)
    return v + sum(d.values()) + len(d) * x
