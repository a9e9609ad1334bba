"""Objects: classes, properties, operators, inheritance, state."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from tests.traps.registry import scalar, trap, vector

S = scalar(1.3)
V3 = vector(1.2, -0.7, 2.1)
V4 = vector(1.2, -0.7, 2.1, 0.4)


class _Dual:
    __slots__ = ("a", "b")

    def __init__(self, a, b=0.0):
        self.a, self.b = a, b

    def __add__(self, other):
        if not isinstance(other, _Dual):
            other = _Dual(other)
        return _Dual(self.a + other.a, self.b + other.b)

    __radd__ = __add__

    def __mul__(self, other):
        if not isinstance(other, _Dual):
            return _Dual(self.a * other, self.b * other)
        return _Dual(self.a * other.a, self.a * other.b + self.b * other.a)

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return _Dual(-self.a, -self.b)

    def __sub__(self, other):
        return self + -other

    def __pow__(self, n):
        result = _Dual(1.0)
        for _ in range(n):
            result = result * self
        return result


@trap("instances", S)
def dual_numbers(x):
    d = _Dual(x, 1.0)
    y = d**3 + 2.0 * d - d * d + 1.0
    return y.a * y.b


class _Vector:
    def __init__(self, *items):
        self.items = list(items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, v):
        self.items[i] = v

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    def __contains__(self, v):
        return v in self.items

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other))

    def __iadd__(self, other):
        for i in range(len(self)):
            self[i] += other[i]
        return self

    def __call__(self, t):
        total = 0.0
        for c in self:
            total = total * t + c
        return total

    def __abs__(self):
        return (self @ self) ** 0.5

    def __bool__(self):
        return len(self) > 0

    def __eq__(self, other):
        return self.items == other.items

    def __lt__(self, other):
        return abs(self) < abs(other)


@trap("instances", S, may_refuse=True)
def vector_class(x):
    v = _Vector(x, 2.0, x * x)
    w = v
    v += _Vector(1.0, x, x)
    v[0] = v[1] * 3.0
    return abs(w) * w(x) + (v @ w) * len(v) + (1.0 if 100.0 in v else x)


class _Temperature:
    def __init__(self, celsius):
        self._c = celsius

    @property
    def fahrenheit(self):
        return self._c * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self._c = (value - 32) * 5 / 9

    @classmethod
    def of_kelvin(cls, k):
        return cls(k - 273.15)

    @staticmethod
    def mix(a, b, w=0.5):
        return a._c * w + b._c * (1 - w)


@trap("instances", S, may_refuse=True)
def properties_and_constructors(x):
    t = _Temperature(x)
    t.fahrenheit = t.fahrenheit * x
    u = _Temperature.of_kelvin(x * 300.0)
    return _Temperature.mix(t, u, w=x) + t.fahrenheit


class _Layer(ABC):
    count = 2.0

    def __init__(self, w):
        self.w = w
        self.cache = None

    @abstractmethod
    def f(self, z): ...

    def __call__(self, z):
        self.cache = self.w * z
        return self.f(self.cache)


class _Tanh(_Layer):
    def f(self, z):
        return np.tanh(z) * self.count


class _Residual(_Tanh):
    count = 3.0

    def __init__(self, w, skip):
        super().__init__(w)
        self.skip = skip

    def f(self, z):
        return super().f(z) + self.skip * self.cache


@trap("instances", V3)
def inheritance_and_super(x):
    net = [_Tanh(x[0]), _Residual(x[1], skip=x[2]), _Tanh(2.0)]
    z = 0.7
    for layer in net:
        z = layer(z)
    return z * net[1].cache + net[0].cache


class _Mixin:
    def describe(self):
        return self.area() * 2.0


class _Shape:
    def area(self):
        return 0.0

    def scaled(self, k):
        return type(self)(self.r * k)


class _Circle(_Mixin, _Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3.0 * self.r**2


class _Square(_Mixin, _Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return self.r**2


@trap("instances", S, may_refuse=True)
def polymorphism(x):
    shapes = [_Circle(x), _Square(2.0 * x), _Circle(x * x).scaled(0.5)]
    return sum(s.describe() * (2.0 if isinstance(s, _Circle) else 1.0) for s in shapes)


@dataclass
class _Account:
    balance: float
    rate: float = 0.05
    history: list = field(default_factory=list)

    def __post_init__(self):
        self.history.append(self.balance)

    def accrue(self, years):
        for _ in range(years):
            self.balance *= 1.0 + self.rate
            self.history.append(self.balance)
        return self


@trap("instances", S)
def data_class_state(x):
    a = _Account(x, rate=x / 10.0)
    b = _Account(2.0).accrue(1)
    a.accrue(2).accrue(1)
    return a.balance * a.history[1] + b.balance * len(a.history) * len(b.history)


@dataclass(frozen=True, order=True)
class _State:
    q: float
    p: float = 0.0

    def kick(self, h):
        return replace(self, p=self.p - h * self.q)

    def drift(self, h):
        return replace(self, q=self.q + h * self.p)


@trap("instances", S, may_refuse=True)
def frozen_states(x):
    s = _State(x)
    for _ in range(5):
        s = s.kick(0.1).drift(0.1)
    return s.q**2 + s.p**2 + (x if s > _State(0.0) else 0.0)


class _Params(NamedTuple):
    w: np.ndarray
    b: float = 0.5

    def apply(self, v):
        return self.w @ v + self.b


@trap("instances", V3)
def named_tuple_class(x):
    p = _Params(x * 2.0)
    q = p._replace(b=x[0])
    w, b = q
    return p.apply(x) * q.apply(w) + b


class _Mode(enum.Enum):
    LINEAR = 1
    SQUARE = 2

    def run(self, v):
        return v if self is _Mode.LINEAR else v * v


@trap("instances", S, may_refuse=True)
def enumeration_methods(x):
    total = 0.0
    for mode in _Mode:
        total += mode.run(x) * mode.value
    return total + _Mode["SQUARE"].run(x) + _Mode(1).run(x)


class _Timer:
    def __init__(self):
        self.depth = 0.0

    def __enter__(self):
        self.depth += 1.0
        return self

    def __exit__(self, *_):
        self.depth -= 0.5
        return False


@trap("instances", S)
def context_manager_with_state(x):
    t = _Timer()
    y = x
    for _ in range(3):
        with t as inside:
            y = y * x * inside.depth
    return y * t.depth


class _Swallow:
    def __init__(self, *kinds):
        self.kinds = kinds

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        return kind is not None and issubclass(kind, self.kinds)


@trap("instances", S, may_refuse=True)
def context_manager_that_swallows(x):
    y = x
    with _Swallow(ValueError):
        y = y * x
        if y > 1.0:
            raise ValueError
        y = 100.0
    return y * 2.0


class _Node:
    def __init__(self, value, *children):
        self.value = value
        self.children = children

    def total(self):
        return self.value * (1.0 + sum(c.total() for c in self.children))


@trap("instances", S, may_refuse=True)
def trees(x):
    t = _Node(x, _Node(2.0, _Node(x * x)), _Node(x + 1.0))
    return t.total()


class _Linked:
    def __init__(self, head, tail=None):
        self.head, self.tail = head, tail


@trap("instances", V3)
def linked_list(x):
    cell = None
    for v in x:
        cell = _Linked(v, cell)
    total, weight = 0.0, 1.0
    while cell is not None:
        total += cell.head * weight
        weight *= x[0]
        cell = cell.tail
    return total


class _Graph:
    def __init__(self):
        self.edges = {}

    def link(self, a, b, w):
        self.edges.setdefault(a, {})[b] = w

    def cost(self, path):
        return sum(self.edges[a][b] for a, b in zip(path, path[1:]))


@trap("instances", V3, may_refuse=True)
def nested_dictionaries(x):
    g = _Graph()
    g.link("a", "b", x[0])
    g.link("b", "c", x[1] * x[2])
    g.link("a", "c", 2.0)
    g.edges["a"]["b"] *= x[2]
    return g.cost("abc") * g.cost("ac") + len(g.edges)


class _Adam:
    def __init__(self, n, lr):
        self.m = np.zeros(n)
        self.v = np.zeros(n)
        self.lr = lr
        self.t = 0

    def step(self, p, g):
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.v *= 0.99
        self.v += 0.01 * g * g
        p -= self.lr * self.m / (np.sqrt(self.v) + 1e-3) / self.t


@trap("instances", V3)
def optimiser_unrolled(x):
    p = x * 1.0
    opt = _Adam(3, 0.1)
    for _ in range(4):
        opt.step(p, 2.0 * p)
    return np.sum(p**2) + np.sum(opt.m)


class _Cached:
    def __init__(self, x):
        self.x = x
        self._y = None

    @property
    def y(self):
        if self._y is None:
            self._y = self.x**2
        return self._y


@trap("instances", S)
def lazy_property(x):
    c = _Cached(x)
    a = c.y
    c.x = 100.0
    return a * c.y


class _Counter:
    made = 0

    def __init__(self, v):
        self.v = v
        self.k = 2.0

    def __getattr__(self, name):
        return len(name) * self.v


@trap("instances", S, may_refuse=True)
def dynamic_attributes(x):
    c = _Counter(x)
    return c.abc * c.k + getattr(c, "v") + getattr(c, "missing", 1.0)  # noqa: B009 - that is the trap


@trap("instances", S, may_refuse=True)
def attributes_by_name(x):
    class Bag:
        pass

    bag = Bag()
    for i, name in enumerate(("a", "b", "c")):
        setattr(bag, name, x * (i + 1.0))
    bag.a *= bag.b
    return bag.a + getattr(bag, "c") * vars(bag)["b"]  # noqa: B009 - that is the trap


@trap("instances", S, may_refuse=True)
def bound_methods_kept(x):
    v = _Vector(x, 1.0)
    evaluate = v.__call__
    get = v.__getitem__
    v[1] = x * x
    return evaluate(2.0) * get(1)


@trap("instances", S, may_refuse=True)
def class_chosen_at_run_time(x):
    kind = _Circle if x > 1.0 else _Square
    return kind(x).area() * kind(2.0).describe()


@trap("instances", V4)
def particles_in_a_list(x):
    class Particle:
        def __init__(self, q, v):
            self.q, self.v = q, v

    ps = [Particle(q, 0.1 * i) for i, q in enumerate(x)]
    for _ in range(2):
        for i, a in enumerate(ps):
            for b in ps[i + 1 :]:
                force = a.q * b.q
                a.v -= 0.1 * force
                b.v += 0.1 * force
        for p in ps:
            p.q += 0.1 * p.v
    return sum(p.q**2 for p in ps)


@trap("instances", S)
def generic_fields_in_a_dictionary(x):
    layers = {"first": {"w": x, "b": 1.0}, "second": {"w": 2.0, "b": x * x}}
    z = 0.5
    for name, layer in layers.items():
        z = np.tanh(layer["w"] * z + layer["b"]) * len(name)
    layers["first"]["w"] = z
    return layers["first"]["w"] * layers["second"]["b"]
