"""Functions whose arguments are annotated with classes, and methods."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, NamedTuple

import numpy as np

GRAVITY = 9.81


@dataclass
class Params:
    mass: float
    drag: float = 0.1
    unit: ClassVar[float] = 2.0

    def weight(self) -> float:
        return self.mass * GRAVITY * self.unit

    @property
    def heavy(self) -> bool:
        return self.mass > 3.0


@dataclass
class Heavier(Params):
    extra: float = 1.0

    def weight(self) -> float:
        return super().weight() + self.extra * GRAVITY


class Point(NamedTuple):
    x: float
    y: float

    def norm(self) -> float:
        return math.sqrt(self.x**2 + self.y**2)


@dataclass(frozen=True)
class System:
    params: Params
    start: Point
    weights: Annotated[np.ndarray, "float64[n]"]
    names: list[str] = field(default_factory=list)


class Pendulum:
    length = 2.0

    def __init__(self, mass: float, drag: float) -> None:
        self.mass = mass
        self.__drag = drag
        self.count = 0

    def energy(self, angle: float, speed: float) -> float:
        return self.mass * (GRAVITY * self.length * (1 - math.cos(angle)) + 0.5 * speed**2) - self.__drag * speed

    @property
    def double(self) -> float:
        return 2 * self.mass

    def combined(self, angle: float) -> float:
        self.count += 1
        return self.energy(angle, 1.0) * self.double * self.count

    @staticmethod
    def period(length: float) -> float:
        return 2 * math.pi * math.sqrt(length / GRAVITY)

    @classmethod
    def scaled(cls, x: float) -> float:
        return cls.length * x**2


class Node:
    def __init__(self, value: float, rest: Node | None) -> None:
        self.value = value
        self.rest = rest

    def total(self, x: float) -> float:
        return self.value * x**2


class Shape(ABC):
    @abstractmethod
    def area(self, x: float) -> float: ...


def falls(x: float, p: Params) -> float:
    return p.weight() * x**2 - p.drag * x if p.heavy else p.drag * x**3


def inherited(x: float, p: Heavier) -> float:
    return p.weight() * x**2 - p.drag * x


def distance(p: Point, s: float) -> float:
    return s * p.norm() * p.x


def all_of(x: float, s: System) -> float:
    return s.params.weight() * s.start.norm() * x + np.sum(s.weights * x**2)


def apart(x: float, s: System, t: System) -> float:
    return np.sum(s.weights * x) * np.sum(t.weights * x**2)


def summed(x: float, several: list[Params]) -> float:
    return sum(p.weight() * x**2 for p in several)


def pendulum(x: float, p: Pendulum) -> float:
    return p.combined(x) + p.energy(x, x)


def listed(x: float, node: Node) -> float:
    return node.total(x) if node.rest is None else node.total(x) + node.value * x


def shaped(x: float, shape: Shape) -> float:
    return shape.area(x)


def of_pairs(x: float, pairs: list[tuple[Params, float]]) -> float:
    return sum(p.weight() * k * x for p, k in pairs)
