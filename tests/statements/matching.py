"""``match``: each kind of pattern."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tests.flow.programs import Case, Point, Scalar

CASES: list[Case] = []


def at(*points: Point) -> Callable[[Scalar], Scalar]:
    def enter(function: Scalar) -> Scalar:
        CASES.extend(Case(function, point) for point in points)
        return function

    return enter


@at(0.7, 1.9, -0.4)
def literals(x):
    y = 0.0
    for k in range(4):
        match k:
            case 0:
                y += x
            case 1 | 2:
                y += x * x
            case _:
                y += math.sin(x)
    return y


@at(0.7, 1.9, -0.4)
def texts(x):
    def f(kind, v):
        match kind:
            case "sin":
                return np.sin(v)
            case "cos":
                return np.cos(v)
            case other:
                return v * len(other)

    return f("sin", x) * f("cos", x) * f("abc", x)


@at(0.7, 1.9, -0.4)
def guards(x):
    match x:
        case v if v > 1:
            return v * v
        case v if v > 0:
            return v * 3
        case _:
            return -x


@at(0.7, 1.9, -0.4)
def sequence_of_known_length(x):
    p = (x, 2.0 * x)
    match p:
        case [a]:
            return a
        case [a, b]:
            return a * b
    return 0.0


@at(0.7, 1.9, -0.4)
def starred_sequence(x):
    p = [x, 2.0 * x, 3 * x * x]
    match p:
        case []:
            return x
        case [first, *rest]:
            return first * sum(rest)


@at(0.7, 1.9, -0.4)
def sequence_of_unknown_length(x):
    p = []
    for i in range(5):
        if x * i > 1:
            p.append(x * i)
    match p:
        case []:
            return x
        case [a]:
            return a * 2
        case [a, *_, b]:
            return a * b


@at(0.7, 1.9, -0.4)
def mapping_with_rest(x):
    d = {"kind": "quad", "c": x, "k": 3.0}
    match d:
        case {"kind": "lin", "c": c}:
            return c
        case {"kind": "quad", "c": c, **rest}:
            return c * c * rest["k"]
        case _:
            return 0.0


@at(0.7, 1.9, -0.4)
def singletons_and_classes(x):
    def f(v, opt=None):
        match opt:
            case None:
                return v
            case True:
                return v * 2
            case float() as t:
                return v * t
            case int(n):
                return v**n

    return f(x) + f(x, True) + f(x, x) + f(x, 3)


@at(0.7, 1.9, -0.4)
def nested_sequences(x):
    cmds = [("add", (x, 1.0)), ("mul", (x, 2.0)), ("neg", ())]
    t = x
    for c in cmds:
        match c:
            case ["add", [a, b]]:
                t = t + a * b
            case ["mul", [a, b]]:
                t = t * a * b
            case ["neg", []]:
                t = -t
    return t


@at(0.7, 1.9, -0.4)
def as_patterns(x):
    match (x, (x * x, 3.0)):
        case [a, [b, c] as q]:
            return a * b * c + q[0]


@at(0.7, 1.9, -0.4)
def in_a_loop_with_exits(x):
    t = 0.0
    for k in range(6):
        match k % 3:
            case 0:
                t += x
            case 1:
                continue
            case 2 if k > 3:
                break
            case _:
                t *= x
    return t


@at(0.7, 1.9, -0.4)
def alternatives_that_capture(x):
    def f(p):
        match p:
            case ["a", v] | ["b", v, _]:
                return v * v
            case _:
                return x

    return f(("a", x)) + f(("b", x, 1)) + f(("c", x))


@at(0.7, 1.9, -0.4)
def float_literals(x):
    match x:
        case 0.0:
            return x
        case -1.5:
            return 2 * x
        case _:
            return x**3


@dataclass
class Corner:
    x: float
    y: float


class Pair(NamedTuple):
    a: float
    b: float


class Range:
    __match_args__ = ("low", "high")

    def __init__(self, low, high):
        self.low = low
        self.high = high


@at(0.7, 1.9, -0.4)
def positional_class_patterns(x):
    total = 0.0
    for p in (Corner(x, 2.0), Corner(3.0, x), Pair(3.0, x * x), Range(x**3, x), 2.0, Range(-x, 3.0)):
        match p:
            case Corner(a, 2.0):
                total += a * a
            case Corner(a, b):
                total += a * b
            case Pair(3.0, b):
                total += b * b
            case Range(low, high) if low > 0:
                total += low * high
            case Range(low, high=other):
                total -= 2.0 * low * other
            case float(z):
                total += z * x
    return total
