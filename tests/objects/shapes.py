"""Classes for another module to import."""

from __future__ import annotations

import abc
import dataclasses as dc
import enum
from abc import ABC, abstractmethod
from collections import namedtuple
from dataclasses import dataclass, field
from typing import ClassVar, Generic, NamedTuple, TypeVar

import numpy as np

T = TypeVar("T")
BASE_RATE = 0.25


class Unit(enum.Enum):
    METRE = 1
    FOOT = enum.auto()
    YARD = 2


class Order(enum.IntEnum):
    FIRST = 1
    THIRD = 3


class Shape(ABC, Generic[T]):
    SCALE = 2.0
    RATE = BASE_RATE * SCALE
    made: ClassVar[int] = 0

    def __init__(self, size):
        self.__size = size
        self._notes = []

    @property
    def size(self):
        return self.__size

    @abstractmethod
    def area(self):
        raise NotImplementedError

    def scaled(self, by):
        self.__size = self.__size * by
        self._notes.append(by)
        return self

    def weight(self):
        return self.area() * self.RATE

    def describe(self):
        return type(self).__name__


class Square(Shape[float]):
    def area(self):
        return self.size**2

    doubled = lambda self: 2.0 * self.area()  # noqa: E731 - a method all the same

    @staticmethod
    def of_area(area):
        return Square(area**0.5)

    @classmethod
    def unit(cls, by=1.0):
        return cls(by)


class Circle(Shape[float], metaclass=abc.ABCMeta):
    RATE = 3.0

    def area(self):
        return np.pi * self.size**2

    def weight(self):
        return super().weight() + Circle.RATE


class Left:
    def value(self):
        return 2.0 * self.x

    def both(self):
        return self.value()


class Right(Left):
    def value(self):
        return super().value() + self.x**2


class Other(Left):
    def value(self):
        return super().value() * self.x


class Diamond(Right, Other):
    def __init__(self, x):
        self.x = x

    def value(self):
        return super().value() + 1.0


@dataclass
class Body:
    mass: float
    speed: float = 2.0
    history: list[float] = field(default_factory=list)
    count: ClassVar[int] = 3
    _: dc.KW_ONLY
    drag: float = field(default=BASE_RATE, kw_only=True)
    energy: float = field(init=False)

    def __post_init__(self):
        self.energy = 0.5 * self.mass * self.speed**2

    def push(self, force):
        self.speed = self.speed + force / self.mass - self.drag * self.speed
        self.history.append(self.speed)
        return self


@dc.dataclass(order=True)
class Charged(Body):
    charge: float = 1.0

    def __post_init__(self):
        pass

    def potential(self, r):
        return self.charge / r


class Point(NamedTuple):
    x: float
    y: float = 1.5

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5


Pair = namedtuple("Pair", ["first", "second"], defaults=[3.0])


class Outer:
    class Inner:
        FACTOR = 4.0

        def __init__(self, x):
            self.x = x

    def __init__(self, x):
        self.inner = Outer.Inner(x)

    def __matmul__(self, other):
        return self.inner.x * other.inner.x * self.Inner.FACTOR

    def __contains__(self, item):
        return item == 1


class Counter:
    total = 0.0

    def __init__(self, x):
        self._x = x

    def _get(self):
        return self._x * 2.0

    half = property(_get)
    add = staticmethod(np.add)

    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, value):
        self._x = value
