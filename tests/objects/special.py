"""Special methods, several bases, enumerations, descriptors, and functions of dataclasses: functions of one float."""

# ruff: noqa

from __future__ import annotations

import abc
import dataclasses
import math
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from functools import cached_property, total_ordering
from types import SimpleNamespace


class Unit(Enum):
    ONE = auto()
    TWO = auto()

    def times(self, v):
        return v * self.value

    @property
    def half(self):
        return self.value / 2


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    def twice(self):
        return 2 * self.area()


@dataclass
class Segment:
    a: float
    w: list = field(default_factory=lambda: [1.0, 2.0])
    note: float = field(default=0.0, compare=False)

    def __post_init__(self):
        self.total = sum(self.w) * self.a


def abstract_bases(x):
    class Square(Shape):
        def __init__(self, s):
            self.s = s

        def area(self):
            return self.s**2

    class Round(metaclass=abc.ABCMeta):
        def __init__(self, r):
            self.r = r

        @property
        @abc.abstractmethod
        def area(self): ...

    class Circle(Round):
        @property
        def area(self):
            return math.pi * self.r**2

    return Square(x).twice() * Circle(x * x).area


def mixed_in(x):
    class Base:
        def __init__(self, v, **rest):
            super().__init__(**rest)
            self.v = v

        def f(self):
            return self.v

    class First(Base):
        def f(self):
            return super().f() * x

    class Second(Base):
        def f(self):
            return super().f() + 1.0

    class Both(First, Second):
        def f(self):
            return super().f() ** 2

    return Both(x).f() + isinstance(Both(x), Second) * x


def enumeration_inside(x):
    class Kind(Enum):
        LINEAR = 2.0
        SQUARE = 3.0

        def apply(self, v):
            return v * self.value

    class Level(IntEnum):
        LOW = 1
        HIGH = 2

    def power(kind, v):
        return v if kind is Kind.LINEAR else v * v

    total = power(Kind.LINEAR, x) * power(Kind["SQUARE"], x) + Kind(3.0).apply(x)
    return total + sum(k.value * x**k.value for k in Kind) + x**Level.HIGH * len(Kind)


def members_as_keys(x):
    weights = {Unit.ONE: x, Unit.TWO: x * x}
    weights[Unit.ONE] *= 2.0
    total = sum(weights[u] * u.value for u in Unit)
    for unit, weight in weights.items():
        total += unit.times(weight) * unit.half
    return total + weights.get(Unit.TWO) * (Unit.ONE in weights)


def gone_through(x):
    class Pair:
        def __init__(self, a, b):
            self.a, self.b = a, b

        def __iter__(self):
            yield self.a
            yield self.b

    class Row:
        def __init__(self, items):
            self.items = list(items)

        def __iter__(self):
            return iter(self.items)

        def __getitem__(self, i):
            return self.items[i]

        def __setitem__(self, i, v):
            self.items[i] = v

        def __len__(self):
            return len(self.items)

        def __contains__(self, v):
            return v in self.items

    a, b = Pair(x, x * x)
    row = Row(Pair(x, 2.0))
    row[1] = x * row[0]
    row[0] += 1.0
    total = a * b + sum(Pair(x, 3.0)) + max(Pair(x, x * x)) + list(Pair(x, 2.0))[0] + sum(row) * len(row)
    for v, w in zip(row, Pair(1.0, 2.0)):
        total += v * v * w
    return total * (2.0 if 5.0 in row else 1.0)


def ordered(x):
    @total_ordering
    class Value:
        def __init__(self, v):
            self.v = v

        def __eq__(self, other):
            return self.v == other.v

        def __lt__(self, other):
            return self.v < other.v

    @dataclass(order=True)
    class Point:
        u: float
        v: float

    a, b = Value(x), Value(x * x)
    total = (a.v if a >= b else b.v * 2) * (x if a <= b else 1.0) + (x if b > a else 0.0) * (a != b)
    total += min(a, b).v + max(a, b, Value(0.0)).v ** 2
    same = Segment(x, note=1.0) == Segment(x, note=2.0) and Segment(x) != Segment(2.0)
    return total + max(Point(x, 1.0), Point(x, x)).v + (x * x if same else x)


def truth_by_length(x):
    class Bag:
        def __init__(self, n):
            self.n = n

        def __len__(self):
            return self.n

    return (x * x if Bag(0) else x) * (x if not Bag(2) else 3 * x)


def functions_of_dataclasses(x):
    @dataclass
    class Point:
        u: float
        v: float

    p, s = Point(x, x * x), Segment(x)
    table, row = dataclasses.asdict(p), dataclasses.astuple(p)
    total = table["u"] * row[1] + sum(getattr(p, f.name) for f in dataclasses.fields(p))
    longer = dataclasses.replace(s, a=x * x)
    copied = dataclasses.asdict(s)
    s.w[0] = 5.0
    return total + longer.total * copied["a"] + sum(copied["w"]) * x + sum(dataclasses.astuple(longer)[1]) * x


def descriptors(x):
    class Scaled:
        def __set_name__(self, owner, name):
            self.name = "_" + name

        def __get__(self, owner, kind=None):
            return getattr(owner, self.name) * 2

        def __set__(self, owner, v):
            setattr(owner, self.name, v * x)

    class Computed:
        def __init__(self, f):
            self.f = f

        def __get__(self, owner, kind=None):
            return self.f(owner)

    class Model:
        a = Scaled()
        b = Scaled()
        product = Computed(lambda self: self.a * self.b)

        def __init__(self, a, b):
            self.a, self.b = a, b

        @cached_property
        def kept(self):
            self.b += 1.0
            return self.a**2

    model = Model(x, 3.0)
    model.a += 1.0
    return model.a * model.b + model.product + model.kept * model.kept * model.b


def namespaces(x):
    p = SimpleNamespace(a=x, b=2.0)
    p.a *= x
    p.c = p.a * p.b
    return p.c * p.a


def classes_in_classes(x):
    class Outer:
        class Inner:
            def __init__(self, v):
                self.v = v

        def make(self, v):
            return self.Inner(v * x)

    return Outer().make(x).v * Outer.Inner(x).v


def leaves_quietly(x):
    class Counted:
        def __init__(self, v):
            self.v = v

        def __enter__(self):
            self.v *= x
            return self

        def __exit__(self, *exception):
            self.v += 1.0
            return False

    with Counted(x) as c:
        y = c.v * 2
    return y * c.v


def imported_inside(x):
    from dataclasses import dataclass
    from types import SimpleNamespace

    @dataclass
    class Number:
        v: float

    @dataclass
    class Add:
        left: object
        right: object

    @dataclass
    class Multiply:
        left: object
        right: object

    def value(e):
        match e:
            case Number(v):
                return v
            case Add(left, right):
                return value(left) + value(right)
            case Multiply(left, right):
                return value(left) * value(right)

    p = SimpleNamespace(tree=Add(Multiply(Number(x), Number(2.0)), Multiply(Number(x), Number(x))))
    return value(p.tree)


def attributes_of_classes(x):
    class Base:
        count = 0
        total = 0.0
        seen = []

        def __init__(self, v):
            type(self).count += 1
            Base.total += v
            self.seen.append(v)

    class Sub(Base):
        pass

    class Best:
        hits = 0
        value = -10.0

        @classmethod
        def see(cls, v):
            if v > 0:
                cls.hits += 1
                cls.value = max(cls.value, v)
            return cls.hits

    Base(x), Sub(x * x), Sub(2.0)
    total = Base.total * Sub.count + Base.count * x + Sub.total + sum(Base.seen) + len(Sub.__name__) * x
    for v in (x, -x, 2.0 * x):
        total += v * Best.see(v)
    return total + Best.value * Best.hits


def attributes_of_functions(x):
    def counted(f):
        def g(n):
            g.calls += 1
            return f(n)

        g.calls = 0
        return g

    @counted
    def h(n):
        return x * n

    def scaled(v):
        return v * scaled.by

    scaled.by = x
    return h(2.0) * h(3.0) * h.calls * scaled(x)


def attributes_by_name(x):
    class Table:
        def run(self, how, v):
            return getattr(self, "do_" + how)(v)

        def do_square(self, v):
            return v * v * self.k

        def do_same(self, v):
            return v

    table = Table()
    setattr(table, "k", x)
    for name in ("a", "b"):
        setattr(table, name, x * len(name))
    total = table.run("square", x) + table.run("same", x) * table.a * table.b
    total += getattr(table, "absent", 2.0) * x + getattr(table, "k", 5.0) * hasattr(table, "a")
    del table.a
    delattr(table, "b")
    return total * (1.0 if hasattr(table, "a") or hasattr(table, "b") else 2.0)


class Order(IntEnum):
    LOW = 1
    HIGH = 3
    TOP = 3


def members_that_are_numbers(x):
    class Kind(IntEnum):
        ONE = 2

    total = x * len(Order.TOP.name) + x**Order.HIGH.value + Kind.ONE.value * x + len(Kind.ONE.name)
    return total + sum(x**k.value for k in Order) + Order["LOW"].value * x
