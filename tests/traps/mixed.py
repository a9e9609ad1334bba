"""Small programs of all kinds that make use of several things at once."""

from __future__ import annotations

import functools
import heapq
import math

import numpy as np

from tests.traps.registry import matrix, scalar, single, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
S = scalar(1.3)
M = matrix([1.0, 2.0], [3.0, 4.0])
GLOBAL = np.array([1.0, 2.0, 3.0])
TABLE = {"a": 2.0, "b": [1.0, 3.0]}


@trap("accum", V3)
def gradient_of_itself_used_in_two_branches(x):
    y = x * 2.0
    a = y if x[0] > 0 else -y
    b = y if x[1] > 0 else -y
    return np.sum(a * b * W)


@trap("accum", V3)
def shared_intermediate_fans_out(x):
    s = np.sum(x)
    parts = [s * k for k in range(1, 4)]
    return np.prod(np.array(parts)) + s / (1.0 + s**2)


@trap("accum", M)
def row_minus_mean_over_both(x):
    c = x - x.mean(0) - x.mean(1, keepdims=True) + x.mean()
    return np.sum(c**3) + np.sum(np.abs(x - np.median(x, axis=0)))


@trap("accum", V3)
def python_sum_of_arrays_with_start(x):
    return np.sum(sum([x, x**2], W)) + sum(x, 5.0) + sum((x[i] * i for i in range(3)), x[0])


@trap("accum", V3)
def scalar_times_list_repeats(x):
    rows = [x[0], x[1]] * 2
    return sum(rows) + np.sum(np.array(rows) * np.arange(4.0)) + len(rows) * x[2]


@trap("accum", V3)
def integer_power_tower(x):
    return np.sum(x**2**3) + (-x[1]) ** 2 + -(x[1] ** 2) + 2 ** -x[0] + x[2] ** -1


@trap("accum", V3)
def unary_chains(x):
    return np.sum(-1 * -x) + np.sum(+x * -1.0) + (-x[0]) ** 3 - -x[1] + abs(-x[2]) + (not x[0]) * x[1]


@trap("accum", V3)
def numpy_float_scalars_mixed(x):
    a = np.float64(2.0) * x[0]
    b = np.float32(0.5) * x
    c = np.int64(3) * x[1] + np.bool_(True) * x[2]
    return a * np.sum(b) + c + np.float64(x[0]) ** 2 + x[1].astype(float) * x[2].item()


@trap("accum", single(1.5, -0.5, 2.0), np.array([3.0, -1.0, 4.0], dtype=np.float32))
def float32_kept_by_python_floats(x):
    y = x * 1.0 + 0.0
    assert y.dtype == np.float32
    return np.sum(y * y)


@trap("accum", V3)
def complex_roundtrip_by_real_and_imag(x):
    z = np.empty(3, dtype=complex)
    z[:] = x + 1j * x[::-1]
    w = z * np.exp(1j * z.real)
    return np.sum(w.real * W) + np.sum(np.abs(w)) + np.sum((w.conj() * w).real) + np.sum(np.angle(w))


@trap("accum", S)
def complex_scalars_of_python(x):
    z = complex(x, -x)
    w = z**2 / (1 + z) + abs(z) * 1j
    return w.real * w.imag + (z.conjugate() * z).real + abs(w) ** 2


@trap("accum", S)
def cmath_functions(x):
    z = x + 2j
    return (
        (np.exp(z) * np.sin(z)).real
        + np.log(z).imag
        + np.sqrt(z).real
        + (1 / z).imag
        + np.abs(np.tanh(z))
        + (z**1.5).real
    )


@trap("accum", V3)
def holomorphic_composition(x):
    z = x * (1 + 1j)
    for _ in range(3):
        z = z * z * 0.1 + 1j
    return np.sum(z.real * W) + np.sum(z.imag)


@trap("accum", V3)
def transforms_composed(x):
    f = np.fft.rfft(x)
    f = f * np.array([1.0, 0.5])
    y = np.fft.irfft(f, n=3)
    return np.sum(y**2 * W)


@trap("accum", V3)
def nested_where_with_masks_and_scalars(x):
    return (
        np.sum(np.where(x > 1, np.where(x > 2, x**2, x), np.where(x < 0, -x, 0.0)))
        + np.where(x[0] > 0, x[1], x[2]) * 1.0
    )


@trap("accum", V3)
def boolean_arithmetic(x):
    m = (x > 0) & ~(x > 2)
    return np.sum(m * x) + np.sum(m) * x[1] + (m.any() and x[0]) + np.sum(x[m | (x < 0)]) + m.argmax() * x[2]


@trap("accum", V3)
def norms_and_distances(x):
    d = x[:, None] - x[None, :]
    r = np.sqrt(d**2 + 1e-3)
    return np.sum(np.triu(1.0 / r, 1)) + np.linalg.norm(x - W) + np.sqrt(np.sum((x - W) ** 2)) + np.max(np.abs(d))


@trap("accum", V3)
def softmax_cross_entropy_with_integer_labels(x):
    z = np.outer(x, x)
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(3), np.array([2, 0, 1])]))


@trap("accum", V3)
def batch_norm_by_hand(x):
    z = np.outer(W / 10, x)
    mu, var = z.mean(0), z.var(0)
    n = (z - mu) / np.sqrt(var + 1e-5) * x + 1.0
    return np.sum(n**3)


@trap("accum", V3)
def log_sum_exp_variants(x):
    m = x.max()
    return (
        m
        + np.log(np.exp(x - m).sum())
        + np.logaddexp(x[0], np.logaddexp(x[1], x[2]))
        + functools.reduce(np.logaddexp, x)
    )


@trap("flow", S)
def loop_carried_tuple(x):
    state = (x, 1.0, 0)
    for i in range(4):
        a, b, n = state
        state = (a * b, b + a, n + 1)
    return state[0] * state[2] + sum(state)


@trap("flow", S)
def loop_carried_dict_and_list(x):
    state = {"v": x, "h": [x]}
    for i in range(3):
        state["v"] = state["v"] * state["h"][-1] + i
        state["h"].append(state["v"] * 0.5)
    return state["v"] + sum(state["h"]) * len(state["h"])


@trap("flow", S)
def loop_that_may_not_run(x):
    y = 5.0
    for i in range(int(x) - 1):
        y = x * i
    for i in range(0):
        y = 100.0 * x
    while False:
        y = x
    return y * x


@trap("flow", S)
def variable_defined_in_inner_loop(x):
    for i in range(3):
        for j in range(i + 1):
            last = x * j + i
    return last * i * j


@trap("flow", S)
def break_out_of_two_loops_by_flag(x):
    found, t = False, 0.0
    for i in range(5):
        for j in range(5):
            t += x * (i + j)
            if t > 10:
                found = True
                break
        if found:
            break
    return t * (i + 1) + j


@trap("flow", S)
def while_with_complicated_condition(x):
    a, b, n = x, 1.0, 0
    while (a < 50 and b < 100) or n < 2:
        a, b, n = a * b + x, b + a, n + 1
        if n > 7:
            break
    return a + b * n


@trap("flow", S)
def return_inside_nested_try_with_finally(x):
    log = []

    def f(v):
        try:
            try:
                if v > 1:
                    return v * v
                raise ValueError
            finally:
                log.append(v)
        except ValueError:
            return v * 3.0
        finally:
            log.append(v * 2.0)

    return f(x) + f(x * 0.1) + sum(log)


@trap("flow", S)
def assert_and_type_checks(x):
    assert x > 0, "positive"
    assert isinstance(x, float)
    y = x * x if type(x) is float else 0.0
    return y if not isinstance(y, (list, tuple)) else 1.0


@trap("flow", S)
def lambda_default_and_immediate_call(x):
    return (lambda a, b=x, *c, d=2.0: a * b + sum(c) * d)(x, 2.0, x, x, d=x)


@trap("flow", S)
def global_table_and_array_read(x):
    return x * TABLE["a"] + TABLE["b"][1] * x**2 + np.sum(GLOBAL * x) + GLOBAL[-1] * x


@trap("flow", V3)
def string_dispatch_through_dict_of_lambdas(x):
    ops = {"+": lambda a, b: a + b, "*": lambda a, b: a * b, "max": max}
    t = x[0]
    for name, v in zip(["*", "+", "max"], x):
        t = ops[name](t, v)
    return t


@trap("flow", V3)
def reverse_polish_calculator(x):
    stack = []
    for token in "0 1 * 2 + dup *".split():
        if token == "*":
            stack.append(stack.pop() * stack.pop())
        elif token == "+":
            stack.append(stack.pop() + stack.pop())
        elif token == "dup":
            stack.append(stack[-1])
        else:
            stack.append(x[int(token)])
    return stack[0]


@trap("flow", V3)
def binary_search_and_interpolation(x):
    grid = np.linspace(-1.0, 3.0, 9)
    values = np.sin(grid) * x[0]
    total = 0.0
    for v in x:
        lo, hi = 0, len(grid) - 1
        while hi - lo > 1:
            mid = (lo + hi) // 2
            if grid[mid] <= v:
                lo = mid
            else:
                hi = mid
        w = (v - grid[lo]) / (grid[hi] - grid[lo])
        total += (1 - w) * values[lo] + w * values[hi]
    return total


@trap("flow", V3)
def insertion_sort_in_place(x):
    a = x.copy()
    for i in range(1, len(a)):
        key, j = a[i], i - 1
        while j >= 0 and a[j] > key:
            a[j + 1] = a[j]
            j -= 1
        a[j + 1] = key
    return np.sum(a * W)


@trap("flow", V3)
def bubble_sort_of_a_list(x):
    a = list(x)
    for i in range(len(a)):
        for j in range(len(a) - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return sum(v * w for v, w in zip(a, W))


@trap("flow", V3)
def running_maximum_by_hand(x):
    best, out = -math.inf, []
    for v in x:
        best = v if v > best else best
        out.append(best)
    return sum(o * w for o, w in zip(out, W))


@trap("flow", V3)
def early_exit_keeps_partial_sums(x):
    s = np.zeros(3)
    for i, v in enumerate(x):
        if v < 0:
            break
        s[i:] += v
    return np.sum(s * W) + i * x[2]


@trap("objects", S)
def class_attribute_changed_and_restored(x):
    class Config:
        scale = 1.0

    Config.scale = x * 2.0
    y = Config.scale * x
    Config.scale = 1.0
    return y + Config().scale * x


@trap("objects", S)
def object_in_two_places(x):
    class Box:
        def __init__(self, v):
            self.v = v

    a = Box(x)
    pair = {"one": a, "two": [a, Box(2.0)]}
    pair["two"][0].v *= x
    pair["one"].v += 1.0
    return a.v * pair["two"][1].v


@trap("objects", S)
def method_stored_in_a_variable(x):
    class Acc:
        def __init__(self):
            self.t = 0.0

        def add(self, v):
            self.t += v * x
            return self.t

    acc = Acc()
    add = acc.add
    add(1.0)
    add(x)
    return acc.t + add(2.0)


@trap("objects", V3)
def attribute_array_written_by_method(x):
    class Grid:
        def __init__(self, u):
            self.u = u.copy()

        def step(self):
            self.u[1:-1] += 0.1 * (self.u[2:] - 2 * self.u[1:-1] + self.u[:-2])

    g = Grid(x)
    for _ in range(3):
        g.step()
    return np.sum(g.u**2)


@trap("objects", V3)
def view_of_an_attribute(x):
    class Grid:
        pass

    g = Grid()
    g.u = x * 1.0
    v = g.u[1:]
    g.u *= 2.0
    v[0] = x[0] ** 2
    g.u = g.u + 1.0
    v[1] = 100.0
    return np.sum(g.u * W)


@trap("objects", S)
def inheritance_with_super_and_class_state(x):
    class A:
        def __init__(self, v):
            self.v = v

        def f(self):
            return self.v * 2.0

    class B(A):
        def __init__(self, v, w):
            super().__init__(v * w)
            self.w = w

        def f(self):
            return super().f() + self.w**2

    return sum(o.f() for o in (A(x), B(x, x), B(2.0, x)))


@trap("objects", S)
def callable_with_memory(x):
    class Smooth:
        def __init__(self, k):
            self.k, self.last = k, 0.0

        def __call__(self, v):
            self.last = self.last * (1 - self.k) + v * self.k
            return self.last

    s = Smooth(0.3 * x)
    return [s(v) for v in (x, 2.0, x * x)][-1] + s.last


@trap("callables", S)
def currying_and_composition(x):
    add = lambda a: lambda b: a + b
    mul = lambda a: lambda b: a * b

    def pipe(v, *fs):
        for f in fs:
            v = f(v)
        return v

    return pipe(x, add(x), mul(2.0), mul(x), math.sin)


@trap("callables", S)
def fixed_point_with_callback(x):
    calls = []

    def iterate(f, v, n, callback=None):
        for i in range(n):
            v = f(v)
            if callback:
                callback(i, v)
        return v

    r = iterate(lambda v: math.cos(v * x), 0.5, 4, lambda i, v: calls.append(v * i))
    return r + sum(calls)


@trap("callables", S)
def derivative_by_differences_inside(x):
    def d(f, v, h=1e-3):
        return (f(v + h) - f(v - h)) / (2 * h)

    return d(lambda v: v**3 * x, x) + d(math.sin, x)


@trap("callables", V3)
def quadrature_of_a_closure(x):
    def simpson(f, a, b, n=8):
        h = (b - a) / n
        return h / 3 * sum((1 if i in (0, n) else 4 if i % 2 else 2) * f(a + i * h) for i in range(n + 1))

    return simpson(lambda t: math.exp(-x[0] * t * t) * x[1], 0.0, x[2])


@trap("callables", V3)
def map_over_several_and_star(x):
    def f(a, b, c):
        return a * b + c

    return sum(map(f, x, W, x[::-1])) + f(*x) + f(**dict(zip("abc", x))) + max(map(abs, x))


@trap("flow", S)
def heap_of_numbers(x):
    h = [3.0 * x, x, 2.0 * x, x * x, 0.5]
    heapq.heapify(h)
    a = heapq.heappop(h)
    heapq.heappush(h, x * x)
    return a * h[0] + heapq.heappushpop(h, 0.1) + heapq.heapreplace(h, 5.0 * x) * h[1]


@trap("flow", S)
def smallest(x):
    h = [3.0 * x, x, 2.0 * x]
    return sum(heapq.nsmallest(2, h)) + heapq.nlargest(1, h)[0] * 2.0


@trap("flow", V3)
def heap_sort(x):
    h = []
    for v in x:
        heapq.heappush(h, v)
    t = 0.0
    while h:
        t = t * 2.0 + heapq.heappop(h)
    return t


@trap("flow", V3)
def dijkstra(x):
    graph = {0: [(1, 0), (2, 1)], 1: [(3, 2)], 2: [(1, 2), (3, 0)], 3: []}
    dist = [0.0, 100.0, 100.0, 100.0]
    queue = [(0.0, 0)]
    while queue:
        d, node = heapq.heappop(queue)
        if d > dist[node]:
            continue
        for other, k in graph[node]:
            new = d + x[k] ** 2
            if new < dist[other]:
                dist[other] = new
                heapq.heappush(queue, (new, other))
    return dist[3] + dist[1]
