"""Classes inside functions: functions of one float."""

# ruff: noqa

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple


class Base:
    def __init__(self, k):
        self.k = k

    def double(self):
        return 2 * self.k


def members(x):
    class L:
        rate = 2.0

        def __init__(self, a):
            self.a = a

        def g(self):
            return self.a * self.a * self.rate * x

        __call__ = g

        @property
        def p(self):
            return self.a + x

        @staticmethod
        def s(v):
            return v * v

    return L(x).g() + L(2 * x).p * L.s(x) + L(x)()


def refers_to_itself(x):
    class V:
        def __init__(self, a, b):
            self.a, self.b = a, b

        def __add__(self, o):
            return V(self.a + o.a, self.b + o.b)

        def __mul__(self, k):
            return V(self.a * k, self.b * k)

    v = V(x, 1.0)
    for _ in range(3):
        v = v + v * x
    return v.a * v.b


def base_of_the_module(x):
    class D(Base):
        def __init__(self, k, m):
            super().__init__(k * k)
            self.m = m

        def double(self):
            return super().double() + self.m

    return D(x, 3 * x).double() * x


def dataclass_and_tuple(x):
    @dataclass
    class P:
        w: float
        b: float = 2 * x
        h: list = field(default_factory=list)

        def step(self):
            self.w -= 0.1 * self.w
            self.h.append(self.w)

    p = P(x)
    p.step()
    p.step()

    class T(NamedTuple):
        u: float
        v: float = 3.0

    t = T(p.w)
    return sum(p.h) * p.b + t.u * t.v


def _make(k):
    class A:
        def f(self, y):
            return k * y

    return A()


def made_twice(x):
    a, b = _make(x), _make(2 * x * x)
    return a.f(x) + 10 * b.f(x)


def names_around_it(x):
    def norm(v):
        return math.sqrt(v * v + 1)

    class N:
        def __init__(self, a):
            self.__a = a

        def norm(self):
            return norm(self.__a)

    return N(x).norm()


def in_a_branch(x):
    if x > 0:

        class N:
            def f(self):
                return x * x

        y = N().f()
    else:
        y = x
    return y


def in_a_loop(x):
    t = 0.0
    for i in range(3):

        class N:
            def f(self):
                return x * i

        t += N().f()
    return t


def base_in_the_function(x):
    class A:
        scale = x

        def value(self):
            return self.scale * self.y

    class B(A):
        scale = 3.0

        def __init__(self, y):
            self.y = y

        def value(self):
            return super().value() * x

    return B(x).value() + (1.0 if isinstance(B(x), A) else 0.0) * x


class Outer:
    def value(self):
        return 1.0

    def inner(self, x):
        class Inner(Base):
            def double(self):
                return super().double() + x

        return Inner(x).double()


def in_a_method(x):
    return Outer().inner(x) * x


def chosen_instance(x):
    class A:
        def __init__(self, k):
            self.k = k

    a = A(x) if x > 1.0 else A(x * x)
    return a.k * x


def property_with_a_setter(x):
    class Level:
        def __init__(self, k):
            self._k = k

        @property
        def k(self):
            return self._k

        @k.setter
        def k(self, value):
            self._k = value * x

    level = Level(x)
    level.k = x * x
    level.k += 2.0
    return level.k
