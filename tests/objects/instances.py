"""Instances of classes: functions of one float."""

# ruff: noqa

from __future__ import annotations

import numpy as np
from dataclasses import dataclass, field
from typing import NamedTuple
from collections import namedtuple


class Model:
    RATE = 0.5

    def __init__(self, k, b=1.0):
        self.k = k
        self.b = b
        self.count = 0

    def apply(self, z):
        self.count += 1
        return self.k * z * z + self.b * self.RATE

    @property
    def double(self):
        return 2 * self.k

    @staticmethod
    def sq(v):
        return v * v

    @classmethod
    def make(cls, k):
        return cls(k, b=3.0)

    def __call__(self, x):
        return self.apply(x) * 2


class Sub(Model):
    def __init__(self, k):
        super().__init__(k, b=2.0)
        self.extra = k * k

    def apply(self, z):
        return super().apply(z) + self.extra


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __mul__(self, s):
        return Vec(self.x * s, self.y * s)

    __rmul__ = __mul__

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def dot(self, o):
        return self.x * o.x + self.y * o.y

    def __getitem__(self, i):
        return self.x if i == 0 else self.y

    def __len__(self):
        return 2

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __eq__(self, o):
        return self.x == o.x


@dataclass
class Params:
    w: float
    b: float = 2.0
    hist: list = field(default_factory=list)

    def __post_init__(self):
        self.s = self.w + self.b

    def step(self, lr):
        self.w -= lr * 2 * self.w
        self.hist.append(self.w)
        return self


@dataclass(frozen=True)
class Cfg:
    a: float
    n: int = 3


class P(NamedTuple):
    x: float
    y: float = 1.5

    def norm2(self):
        return self.x**2 + self.y**2


Q = namedtuple("Q", "u v")


class Grid:
    def __init__(self, n):
        self.u = np.zeros(n)
        self.t = 0.0

    def step(self, x):
        self.u[1:-1] += 0.1 * (self.u[2:] - 2 * self.u[1:-1] + self.u[:-2]) + x
        self.t += x


class Ring:
    def __init__(self, n):
        self.data = [0.0] * n
        self.pos = 0
        self.n = n

    def push(self, v):
        self.data[self.pos] = v
        self.pos = (self.pos + 1) % self.n

    def mean(self):
        return sum(self.data) / self.n


GLOBAL_MODEL = Model(1.5)


def b35(x):
    m = Model(1.0)
    for i in range(3):
        m.k = m.k * x
    return m.k


def basic(x):
    m = Model(x)
    return m.apply(2.0) + m.double + Model.sq(x) + m.count + m.sq(2 * x)


def cm(x):
    m = Model.make(x)
    return m(x) + m.b * Model.RATE * x


def inherit(x):
    s = Sub(x)
    return s.apply(x) * s.extra + (1.0 if isinstance(s, Model) else 5 * x)


def vec(x):
    a = Vec(x, 1.0)
    b = Vec(2.0, x)
    c = a + b * x
    c = c + (-a) * 2.0
    d = 3.0 * c
    return d.dot(a) + d[0] * d[1] * len(d) + abs(c)


def dc(x):
    p = Params(x)
    for _ in range(3):
        p.step(0.1)
    q = Params(w=x * x, b=1.0)
    return p.w * p.s + sum(p.hist) * p.hist[0] + q.s + len(q.hist)


def frozen(x):
    c = Cfg(x)
    return c.a**c.n


def nt(x):
    p = P(x)
    q = Q(x * 2, v=x)
    return p.norm2() * p.y + q.u * q.v + q[0] + p.x


def grid(x):
    g = Grid(6)
    for _ in range(4):
        g.step(x)
    return np.sum(g.u**2) * g.t


def ring(x):
    r = Ring(3)
    for i in range(5):
        r.push(x * i * x)
    return r.mean() * r.data[0]


def outer_read(x):
    return GLOBAL_MODEL.k * x + GLOBAL_MODEL.RATE * x


def outer_method(x):
    return Model.sq(x) * GLOBAL_MODEL.b


def method_value(x):
    m = Model(x)
    f = m.apply
    return f(3.0) * f(x)


def objs_list(x):
    ms = [Model(x), Model(2 * x)]
    s = 0.0
    for m in ms:
        m.k = m.k * x
        s += m.apply(1.0)
    return s + ms[0].k * ms[1].count


def obj_dict(x):
    d = {"a": Model(x)}
    d["a"].k *= 3
    return d["a"].apply(x)


def obj_in_obj(x):
    m = Model(x)
    m.child = Model(x * x)
    m.child.k += 1.0
    c = m.child
    c.b = x
    return m.child.k * m.k + m.child.b


def passed(x):
    m = Model(x)

    def tweak(o, v):
        o.k = o.k * v
        return o

    tweak(m, x)
    tweak(m, 2.0)
    return m.k


def cond_attr(x):
    m = Model(x)
    if x > 1:
        m.k = x * x * x
    else:
        m.b = x
    return m.k * m.b


def arg_obj(m, x):
    m.k = m.k * x
    return m.k * m.apply(x)


def loop_new(x):
    v = Vec(x, 1.0)
    for i in range(3):
        v = v + Vec(x * i, v.x)
    return v.x * v.y


def local_class(x):
    class L:
        def __init__(self, a):
            self.a = a

        def g(self):
            return self.a * self.a

    return L(x).g()


def none_attr(x):
    m = Model(x)
    m.cache = None
    for i in range(3):
        if m.cache is None:
            m.cache = x * x
        m.cache = m.cache * 2.0
    return m.cache
