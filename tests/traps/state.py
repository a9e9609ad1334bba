"""Control flow, objects, containers, closures and functions as values."""

from __future__ import annotations

import collections
import enum
import functools
import heapq
import itertools
import math
import operator
import statistics
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from tests.traps.registry import scalar, trap, vector

W = np.array([1.0, 10.0, 100.0])
V3 = vector(1.2, -0.7, 2.1)
S = scalar(1.3)


@trap("flow", S)
def while_else_and_break_value(x):
    n, y = 0, x
    while n < 10:
        n += 1
        y *= x
        if y > 4.0:
            y += 1.0
            break
    else:
        y = 0.0
    return y * n


@trap("flow", V3)
def for_else_without_break(x):
    for v in x:
        if v > 100.0:
            break
    else:
        return v * x[0]
    return 0.0


@trap("flow", S)
def nested_breaks_and_continues(x):
    t = 0.0
    for i in range(4):
        for j in range(4):
            if j == i:
                continue
            if i * j > 3:
                break
            t += x ** (i + 1) * j
        else:
            t *= x
    return t


@trap("flow", S)
def loop_variable_reassigned_inside(x):
    t = x
    for i in range(3):
        i = i * 2
        t = t * x + i
    return t * i


@trap("flow", S)
def range_depends_on_value(x):
    t = 0.0
    for i in range(int(x * 3), 0, -1):
        t += x**i
    for i in range(round(x)):
        t *= x
    return t


@trap("flow", S)
def early_returns_of_different_types(x):
    if x > 5:
        return 1
    if x > 1:
        return x * x
    return 0


@trap("flow", S)
def try_in_loop_with_partial_effects(x):
    t, log = x, []
    for d in (1.0, 0.0, 2.0):
        try:
            log.append(t)
            t = t / d
            t = t * x
        except ZeroDivisionError:
            t = t + 1.0
        finally:
            t = t * 0.5
    return t + sum(log)


@trap("flow", V3)
def index_error_ends_loop(x):
    i, t = 0, 0.0
    while True:
        try:
            t += x[i] ** 2
        except IndexError:
            break
        i += 1
    return t


@trap("flow", S)
def key_error_default(x):
    d = {"a": x}
    try:
        y = d["b"]
    except KeyError:
        y = d["a"] * 2.0
    return y * d.get("c", x) * d.setdefault("e", x)


@trap("flow", S)
def context_managers_of_library(x):
    with nullcontext(x) as a, np.errstate(all="ignore"):
        y = a * x
    with np.printoptions(precision=3):
        y *= x
    return y


@trap("flow", S)
def conditional_import_of_names(x):
    import math as m
    from math import exp as e

    return m.sin(x) * e(x)


@trap("flow", S)
def boolean_operators_return_operands(x):
    a = x or 5.0
    b = x and x * x
    c = (0.0 or x) * (None or x)
    d = not x
    return a * b + c + d


@trap("flow", S)
def conditional_chain_with_walrus(x):
    if (y := x * x) > 3:
        r = y
    elif (z := y + x) > 2:
        r = z * y
    else:
        r = x
    return r * y


@trap("flow", S)
def match_of_every_kind(x):
    def weigh(item):
        match item:
            case {"kind": "square", "value": v}:
                return v * v
            case [a, b, *rest] if rest:
                return a * b * rest[0]
            case (a, b):
                return a + b
            case str() | None:
                return 0.0
            case float(v):
                return v * 3.0
            case _:
                return 1.0

    return sum(weigh(i) for i in ({"kind": "square", "value": x}, [x, 2.0, x], (x, 1.0), "a", None, x, {1}))


@trap("flow", S)
def integer_arithmetic_beside(x):
    n = (7 << 2 ^ 5) & 0b11101 | 2
    m = -7 // 2 + -7 % 3 + (~3) + 2**70 % 1000 + int("12", 3) + 0xFF
    return x * n + x**2 * m + divmod(-7, 2)[1] * x + pow(3, 5, 7) * x + (1 << 65) * x * 1e-19


@trap("flow", S)
def big_integers(x):
    return (
        x * math.factorial(20) / 10**18
        + x**2 * float(2**100) / 2**100
        + math.comb(50, 25) * x / 1e14
        + math.gcd(48, 36) * x
    )


@trap("flow", S, 3 * 0.0 + 1.3 + 1.0)
def numbers_in_text(x):
    s = f"{x:.3f}|{x!r}|{int(x):05d}"
    a, b, c = s.split("|")
    return float(a) * x + float(b) * 0.0 * x + int(c) * x


@trap("flow", V3)
def loops_over_zip_reversed_enumerate(x):
    t = 0.0
    for i, (a, b) in enumerate(zip(x, reversed(x)), start=1):
        t += a * b**2 * i
    for j, v in list(enumerate(x))[::-1]:
        t = t * 0.5 + v * j
    for a, b in zip(x, x[1:], strict=False):
        t += a * b
    return t


@trap("flow", S)
def list_methods_in_a_row(x):
    a = [x, 2.0]
    a.insert(1, x * x)
    a.extend([3.0, x])
    a.reverse()
    b = a.copy()
    b.pop()
    a += [x]
    a *= 2
    return sum(a) * b[0] + a.index(2.0) * x + a.count(2.0) * x + b.pop(1)


@trap("flow", S)
def tuple_tricks(x):
    t = (x, x * x) + (1.0,) * 2
    (a, b), c = t[:2], t[-1]
    p = q = (a, b)
    p += (c,)
    return sum(p) * sum(q) + len(p) * x + max(p) * min(p) + t.index(1.0) * x


@trap("flow", V3)
def sets_and_membership(x):
    s = {1, 2, 3} | {5}
    return sum(v for i, v in enumerate(x) if i in s) + len(s & {2, 9}) * x[0] + (x[0] in [x[0], 5.0]) * x[1]


class _Counter:
    made = 0

    def __init__(self, start):
        self.value = start
        self.log = []

    def bump(self, by=1.0):
        self.value += by
        self.log.append(self.value)
        return self

    def __iadd__(self, other):
        self.value = self.value * other
        return self

    def __len__(self):
        return len(self.log)

    def __getitem__(self, i):
        return self.log[i]

    def __contains__(self, v):
        return v in self.log

    def __bool__(self):
        return self.value > 0

    def __iter__(self):
        return iter(self.log)


@trap("objects", S)
def chained_methods_and_in_place_operator(x):
    c = _Counter(x)
    d = c
    c.bump().bump(x).bump(by=x * x)
    c += x
    return d.value * c[1] + len(c) * x + sum(v for v in c) + (1.0 if c else x)


class _Base:
    scale = 2.0

    def value(self, x):
        return x * self.scale

    @classmethod
    def make(cls, k):
        o = cls()
        o.k = k
        return o

    @staticmethod
    def plus(a, b=1.0):
        return a + b


class _Derived(_Base):
    scale = 3.0

    def value(self, x):
        return super().value(x) * self.k + self.plus(x)


@trap("objects", S)
def class_methods_and_overrides(x):
    d = _Derived.make(x * x)
    d.scale = x
    return d.value(x) + _Derived.scale * x + _Base.plus(x, b=x)


@dataclass
class _State:
    position: float
    velocity: float = 0.5
    trail: list = field(default_factory=list)

    def step(self, dt):
        self.velocity -= dt * self.position
        self.position += dt * self.velocity
        self.trail.append(self.position)


@trap("objects", S)
def dataclass_simulation(x):
    s = _State(x)
    for _ in range(3):
        s.step(0.1 * x)
    r = replace(s, velocity=x)
    return s.position + s.velocity * r.velocity + sum(s.trail) + r.trail[0]


class _Pair(NamedTuple):
    a: float
    b: float = 2.0

    @property
    def product(self):
        return self.a * self.b


@trap("objects", S)
def named_tuple_methods(x):
    p = _Pair(x)
    q = p._replace(b=x * x)
    a, b = q
    return p.product * q.product + a * q[1] + sum(q) + q._asdict()["a"]


class _Temperature:
    def __init__(self, c):
        self._c = c

    @property
    def fahrenheit(self):
        return self._c * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, f):
        self._c = (f - 32) * 5 / 9


@trap("objects", S)
def property_setter_augmented(x):
    t = _Temperature(x)
    t.fahrenheit *= x
    t.fahrenheit += 1.0
    return t._c**2


class _Net:
    def __init__(self, w):
        self.layers = [{"w": w, "b": w * 0.1}, {"w": w[::-1], "b": w * 0.2}]
        self.grads = None

    def __call__(self, v):
        for layer in self.layers:
            v = np.tanh(layer["w"] * v + layer["b"])
        return v


class _Color(enum.Enum):
    RED = 1.5
    BLUE = 2.5


@trap("objects", S)
def enumerations_choose(x):
    t = 0.0
    for c in _Color:
        t += x**c.value if c is _Color.RED else x * c.value * len(c.name)
    return t + {_Color.RED: x, _Color.BLUE: x * x}[_Color.BLUE]


@contextmanager
def _scaled(box, k):
    old = box["s"]
    box["s"] = old * k
    try:
        yield box["s"]
    finally:
        box["s"] = old


@trap("objects", S)
def context_manager_restores(x):
    box = {"s": x}
    with _scaled(box, x) as s:
        y = s * box["s"]
    return y * box["s"]


_CACHE = {}


def _remember(key, v):
    if key not in _CACHE:
        _CACHE[key] = v
    return _CACHE[key]


@trap("objects", S)
def module_dictionary_used_and_cleared(x):
    _CACHE.clear()
    y = _remember("a", x * x) * _remember("a", 5.0)
    _CACHE.clear()
    return y


def _history(v, seen=[0.0]):
    seen[0] = seen[0] * 0.5 + v
    return seen[0]


@trap("objects", S)
def mutable_default_holds_state(x):
    _history(0.0, [1.0])
    own = [x]
    return _history(x, own) * own[0] + _history(2.0, seen=own)


@trap("objects", S)
def function_attributes_and_partial_keywords(x):
    f = functools.partial(pow, 2.0)
    g = functools.partial(_kw, scale=x, shift=1.0)
    return f(x) + g(x) + g(2.0, shift=x) + functools.reduce(lambda a, b: a * b + x, [1.0, 2.0, x])


def _kw(v, /, *rest, scale=1.0, shift=0.0, **more):
    return v * scale + shift + sum(rest) * more.get("extra", 1.0)


@trap("callables", S)
def argument_passing_of_all_kinds(x):
    kw = {"scale": x, "extra": x * x}
    return _kw(x, 1.0, x, **kw) + _kw(*[x, x], shift=2.0) + _kw(x)


@trap("callables", S)
def functions_in_tables_and_composition(x):
    table = {"sin": math.sin, "sq": lambda v: v * v, "np": np.exp}

    def compose(*fs):
        return functools.reduce(lambda f, g: lambda v: f(g(v)), fs)

    h = compose(*table.values())
    return h(x) + sum(f(x) for f in table.values()) + [f for f in (abs, math.cos)][1](x)


@trap("callables", S)
def counter_with_nonlocal_and_default(x):
    total, calls = 0.0, 0

    def add(v, w=x):
        nonlocal total, calls
        total += v * w
        calls += 1
        return total

    for i in range(3):
        add(x * i)
    add(1.0, w=2.0)
    return total * calls


@trap("callables", S)
def two_closures_share_a_variable(x):
    def make():
        v = x

        def get():
            return v

        def put(new):
            nonlocal v
            v = new

        return get, put

    get, put = make()
    put(get() * get())
    g2, p2 = make()
    p2(get() + g2())
    return get() * g2()


@trap("callables", S, may_refuse=True)
def late_and_early_binding(x):
    fs = [lambda v: v * k for k in (1.0, 2.0, x)]
    gs = [lambda v, k=k: v * k for k in (1.0, 2.0, x)]
    return sum(f(x) for f in fs) + sum(g(x) for g in gs)


@trap("callables", S, may_refuse=True)
def recursion_of_all_kinds(x):
    def power(v, n):
        if n == 0:
            return 1.0
        half = power(v, n // 2)
        return half * half * (v if n % 2 else 1.0)

    def even(n, v):
        return v if n == 0 else odd(n - 1, v * x)

    def odd(n, v):
        return v * v if n == 0 else even(n - 1, v + x)

    def walk(t):
        return sum(walk(c) for c in t) if isinstance(t, list) else t * t

    return power(x, 5) + even(3, x) + walk([x, [2.0, [x]], x])


@trap("callables", S)
def decorators_with_arguments_and_wraps(x):
    def repeat(n):
        def wrap(f):
            @functools.wraps(f)
            def inner(*a, **k):
                v = f(*a, **k)
                for _ in range(n - 1):
                    v = f(v, **k)
                return v

            return inner

        return wrap

    @repeat(3)
    def scale(v, by=x):
        return v * by + 1.0

    return scale(x) + scale(1.0, by=2.0)


@trap("callables", S, may_refuse=True)
def caches_and_memo(x):
    @functools.cache
    def fib(n):
        return x if n < 2 else fib(n - 1) + fib(n - 2) * 0.5

    memo = {}

    def slow(n):
        if n not in memo:
            memo[n] = x if n < 2 else slow(n - 1) * slow(n - 2)
        return memo[n]

    return fib(6) + slow(4)


@trap("callables", V3)
def itertools_tour(x):
    t = sum(a * b for a, b in itertools.combinations(x, 2)) + sum(itertools.accumulate(x, operator.mul))
    t += sum(a * b for a, b in itertools.product(x, repeat=2)) + sum(v for v in itertools.chain(x, x[:1], [1.0]))
    t += sum(v for v in itertools.islice(itertools.cycle(x), 5)) + sum(map(operator.mul, x, W))
    t += (
        sum(v for v in itertools.takewhile(lambda v: v > 0, x))
        + sum(itertools.compress(x, [1, 0, 1]))
        + sum(b - a for a, b in itertools.pairwise(x))
    )
    for k, g in itertools.groupby(sorted(x), key=lambda v: v > 0):
        t = t * 0.5 + sum(g)
    return (
        t
        + sum(a * (b or 0.0) for a, b in itertools.zip_longest(x, x[:2], fillvalue=0.0))
        + sum(p[0] * p[-1] for p in itertools.permutations(x, 3))
    )


@trap("callables", V3)
def map_filter_and_sorted_with_keys(x):
    t = (
        sum(map(lambda a, b: a * b, x, W))
        + sum(filter(lambda v: v > 0, x))
        + max(x, key=abs) * min(x, key=lambda v: (v - 1.0) ** 2)
    )
    s = sorted(x, key=lambda v: -v)
    m = list(map(math.sin, x))
    return t + s[0] * m[1] + sum(sorted(map(abs, x))[:2]) + any(v > 2 for v in x) * x[0] + all(x) * x[1]


@trap("callables", V3)
def statistics_and_math_functions(x):
    y = [abs(v) + 0.5 for v in x]
    return (
        statistics.mean(y) * statistics.stdev(y)
        + statistics.median(y)
        + math.prod(y)
        + math.fsum(y)
        + math.hypot(*y)
        + math.dist(y, [0.0, 0.0, 1.0])
        + statistics.pvariance(y)
    )


@trap("callables", V3, may_refuse=True)
def generators_with_state(x):
    def running(vs):
        total = 0.0
        for v in vs:
            total += v
            yield total
            if total > 2.0:
                return

    def flat(tree):
        for t in tree:
            if isinstance(t, list):
                yield from flat(t)
            else:
                yield t

    return sum(v * i for i, v in enumerate(running(x))) + max(running(x * x)) + sum(flat([x[0], [x[1], [x[2]]]]))


@trap("callables", V3)
def user_newton_over_a_function(x):
    def solve(f, df, g, n=4):
        for _ in range(n):
            g = g - f(g) / df(g)
        return g

    return solve(lambda z: z**3 - x[0], lambda z: 3 * z * z, 1.0) * solve(
        lambda z: z * z - x[2], df=lambda z: 2 * z, g=x[0]
    )


@trap("callables", V3)
def integrators_take_functions(x):
    def rk4(f, y, t, h, *args):
        k1 = f(t, y, *args)
        k2 = f(t + h / 2, y + h / 2 * k1, *args)
        k3 = f(t + h / 2, y + h / 2 * k2, *args)
        k4 = f(t + h, y + h * k3, *args)
        return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

    def rhs(t, y, a, b):
        return np.array([y[1], -a * y[0] + b * math.sin(t)])

    y = np.array([x[0], x[1]])
    for i in range(5):
        y = rk4(rhs, y, 0.1 * i, 0.1, x[2], x[0])
    return np.sum(y**2)


@trap("callables", V3)
def numpy_functions_as_values(x):
    t = 0.0
    for f in (np.sum, np.prod, np.max, np.mean, np.linalg.norm):
        t += f(x)
    for u in (np.add, np.multiply, np.maximum):
        t += np.sum(u(x, W)) + u.reduce(x)
    return (
        t
        + functools.reduce(np.add, [x, W, x]).sum()
        + functools.reduce(np.matmul, [np.outer(x, x), np.outer(W, x)]).trace()
    )


@trap("flow", S)
def exception_arguments(x):
    try:
        raise ValueError(x * x)
    except ValueError as e:
        return e.args[0] * 3.0


@trap("flow", S)
def exception_chosen_by_value(x):
    def safe(v):
        if v > 2:
            raise ValueError("large")
        return v * v

    t = 0.0
    for k in (1.0, 2.0):
        try:
            t += safe(x * k)
        except (ValueError, KeyError):
            t += x * k * 3.0
        else:
            t += x
    return t


@trap("flow", S, may_refuse=True)
def next_with_default(x):
    it = iter([x, x * x])
    return next(it) * next(it) * next(it, x)


@trap("flow", S)
def enumerate_of_items(x):
    d = {"a": x, "b": x * x}
    t = 0.0
    for i, (k, v) in enumerate(d.items()):
        t += v * (i + 1) * len(k)
    return t


@trap("flow", S)
def popped_keys_come_last(x):
    d = {"a": x, "b": x * x}
    d["c"] = d.pop("a") * 2.0
    d.update(b=3.0, z=x)
    t = 0.0
    for k, v in d.items():
        t = t * x + v
    return t + sum(d.values()) * max(d.values())


@trap("flow", S)
def merged_dictionaries(x):
    d = {"a": x, "b": x * x}
    d |= {"y": x**3}
    e = d | {"a": 2.0}
    return sum(d.values()) + e["a"] * e["y"]


@trap("flow", S)
def sorted_items(x):
    d = {"b": x, "a": x * x, "c": 2.0}
    return sum(v * i for i, (k, v) in enumerate(sorted(d.items()))) + sum(v for k, v in sorted(d.items()) if k > "a")


@trap("flow", S)
def deque_with_limit(x):
    q = collections.deque([x, 2.0 * x, 3.0], maxlen=3)
    q.append(x * x)
    q.rotate(1)
    q.appendleft(q.popleft() + 1.0)
    return sum(v * i for i, v in enumerate(q)) + q[-1]


@trap("flow", S)
def defaultdict_of_floats(x):
    d = collections.defaultdict(float)
    for k, v in zip("aba", (x, x * x, 3.0)):
        d[k] += v
    return d["a"] * d["b"]


@trap("flow", S, may_refuse=True)
def ordered_dictionary(x):
    o = collections.OrderedDict(p=x)
    o["q"] = x * x
    return list(o.values())[1] * o["p"]


@trap("flow", S)
def heap_pushes_and_pops(x):
    h = [3.0 * x, x, 2.0 * x]
    heapq.heapify(h)
    a = heapq.heappop(h)
    heapq.heappush(h, x * x)
    return a * h[0] + heapq.heappushpop(h, 0.1)


@trap("flow", S)
def smallest_and_largest(x):
    h = [3.0 * x, x, 2.0 * x]
    return sum(heapq.nsmallest(2, h)) + heapq.nlargest(1, h)[0] * 2.0


@trap("flow", S)
def nested_items_swapped(x):
    m = [[x, 1.0], [2.0, x * x]]
    m[0][1], m[1][0] = m[1][0], m[0][1]
    return m[0][1] * m[0][0] + m[1][0] * m[1][1]


@trap("flow", S)
def rows_appended_and_deleted(x):
    m = [[x, 1.0], [2.0, x * x]]
    m.append([x] * 2)
    del m[0]
    n = m[::-1]
    n[0][0] = 10.0 * x
    return sum(sum(r) for r in m) + m[-1][0]


@trap("flow", S, may_refuse=True)
def slices_of_rows_assigned(x):
    m = [[x, 1.0], [2.0, x * x]]
    m[1:2] = [[3.0, x], [x, x]]
    return sum(sum(r) for r in m) + [*m[0], *m[1]][3]


@trap("flow", V3)
def layers_called_in_a_row(x):
    layers = [{"w": x, "b": x * 0.1}, {"w": x[::-1], "b": x * 0.2}]
    v = W * 0.1
    for layer in layers:
        v = np.tanh(layer["w"] * v + layer["b"])
    return np.sum(v)


@trap("flow", V3)
def layers_changed_in_place(x):
    layers = [{"w": x * 1.0, "b": x * 0.1}, {"w": x[::-1].copy(), "b": x * 0.2}]
    layers[0]["b"] += 1.0
    layers[1]["w"][0] = 5.0
    v = W * 0.1
    for layer in layers:
        v = np.tanh(layer["w"] * v + layer["b"])
    return np.sum(v)


class _Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return _Vec(self.x + o.x, self.y + o.y)

    def __mul__(self, k):
        return _Vec(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __neg__(self):
        return _Vec(-self.x, -self.y)

    def __matmul__(self, o):
        return self.x * o.x + self.y * o.y

    def __eq__(self, o):
        return self.x == o.x and self.y == o.y

    def __abs__(self):
        return math.sqrt(self @ self)

    def __iter__(self):
        yield self.x
        yield self.y

    def __lt__(self, o):
        return abs(self) < abs(o)

    def __getitem__(self, i):
        return (self.x, self.y)[i]


@trap("objects", S)
def vectors_added_and_scaled(x):
    a, b = _Vec(x, 2.0), _Vec(1.0, x * x)
    c = 2.0 * a + b * x + -a
    p, q = c
    return abs(c) * p * q + (a == b) * x + (c @ b)


@trap("objects", S, may_refuse=True)
def vectors_summed(x):
    a, b = _Vec(x, 2.0), _Vec(1.0, x * x)
    d = sum([a, b], _Vec(0.0, 0.0))
    return d @ a


@trap("objects", S)
def vectors_compared(x):
    a, b = _Vec(x, 2.0), _Vec(1.0, x * x)
    return max(a, b)[1] * x


@trap("objects", S, may_refuse=True)
def vectors_sorted(x):
    a, b = _Vec(x, 2.0), _Vec(1.0, x * x)
    return sorted([b, a])[0].x


@trap("callables", V3)
def operators_that_write(x):
    y = x.copy()
    operator.iadd(y, x)
    operator.setitem(y, 0, x[1] ** 2)
    return np.sum(y * W)


@trap("callables", V3, may_refuse=True)
def getters_and_callers(x):
    a, b = operator.itemgetter(0, 2)(x)
    call = operator.methodcaller("sum")
    return call(x * x) + a * b + operator.attrgetter("real")(x).sum()
