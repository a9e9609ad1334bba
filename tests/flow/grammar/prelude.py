"""What random programs use: each program has at its top what it names."""

from __future__ import annotations

import re

IMPORTS = """\
import functools
import itertools
import math
import operator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
"""

#: In an order in which each may use those before it.
PIECES: dict[str, str] = {
    "WEIGHTS": "WEIGHTS = (0.5, -0.75, 1.25)",
    "TABLE": "TABLE = {0: 0.5, 2: -0.25}",
    "Stop": '''\
class Stop(Exception):
    """Raised by programs."""''',
    "bend": '''\
def bend(u, k=0.5):
    """Return early, or not."""
    if u < k:
        return np.sin(u) * k
    return u / (1.0 + u * u)''',
    "Falling": """\
class Falling:
    def __init__(self, u):
        self.u = u
        self.k = 4

    def __iter__(self):
        return self

    def __next__(self):
        if self.k == 0:
            raise StopIteration
        self.k -= 1
        self.u = bend(self.u, 0.25) + 0.1 * self.k
        return self.u""",
    "both": """\
def both(u, v):
    return np.tanh(u * v), u - v""",
    "risky": '''\
def risky(u, k):
    """Raise, or bend."""
    if k == 1:
        raise ValueError("one")
    if u > 2.5:
        raise Stop
    return bend(u) * (1 / k)''',
    "shrink": """\
def shrink(u, n):
    return np.sin(u) if n <= 0 else shrink(u * 0.75 + 0.125, n - 1) * 0.9""",
    "halves": """\
def halves(u, n):
    if n == 0:
        return u, u * 0.5
    a, b = halves(np.sin(u), n - 1)
    return b + 0.25 * u, a""",
    "spiral": '''\
def spiral(u, n):
    """A generator."""
    for k in range(n):
        u = np.sin(u) + 0.3 * k
        if k != 1:
            yield u * 0.8''',
    "fold": """\
def fold(values, start=0.0):
    total = start
    for v in values:
        if v > 40.0:
            break
        total = np.tanh(total + 0.5 * v)
    return total""",
    "blend": """\
def blend(*values, scale=1.0, **weights):
    total = 0.0
    for v in values:
        total += scale * v
    for name, v in weights.items():
        total -= v * 0.5 if name == "low" else v
    return np.tanh(total)""",
    "twice": """\
def twice(function, u):
    return function(function(u))""",
    "keep": """\
def keep(u, items):
    items.append(np.sin(u))
    items[0] = items[0] * 0.5 + u
    return items""",
    "enter": """\
def enter(entries, u):
    entries["a"] = np.tanh(entries["a"] + u)
    entries.setdefault("c", u * 0.5)
    return entries["c"]""",
    "push": """\
def push(body, u):
    body.speed = np.sin(body.speed + u)
    return body""",
    "same": """\
def same(value):
    return value""",
    "Point": '''\
class Point(NamedTuple):
    """Two numbers."""

    x: float
    y: float = 0.5

    def moved(self, d):
        return Point(self.x + d, self.y)

    def length(self):
        return np.sqrt(self.x * self.x + self.y * self.y + 0.25)''',
    "Vector": '''\
class Vector:
    """Has operators."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, scale):
        return Vector(np.sin(self.x * scale), self.y * 0.5)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, self.y)

    def __getitem__(self, i):
        return self.x if i == 0 else self.y

    def __abs__(self):
        return np.sqrt(self.x**2 + self.y**2 + 0.1)''',
    "Body": '''\
@dataclass
class Body:
    """Leaves a trail."""

    place: float
    speed: float = 0.5
    trail: list = field(default_factory=lambda: [0.25, -0.5])

    def step(self, dt=0.25):
        self.speed -= dt * np.sin(self.place)
        self.place += dt * self.speed
        self.trail.append(self.place)

    def energy(self):
        return 0.5 * self.speed * self.speed - np.cos(self.place)''',
    "Model": '''\
class Model:
    """Learns."""

    rate = 0.5

    def __init__(self, k, b=1.0):
        self.k = k
        self.b = b
        self.calls = 0

    def apply(self, u):
        self.calls += 1
        return np.tanh(self.k * u + self.b * self.rate)

    def train(self, u, step=0.1):
        error = self.apply(u) - u
        self.k -= step * error
        if error > 0.2:
            self.b = np.sin(self.b + error)
        return self

    @property
    def size(self):
        return np.sqrt(self.k * self.k + self.b * self.b + 1.0)

    @property
    def scaled(self):
        return self.k * 0.5

    @scaled.setter
    def scaled(self, value):
        self.k = value * 2.0

    def __call__(self, u):
        return self.apply(u) * 0.5''',
    "Deep": '''\
class Deep(Model):
    """A model with another one inside."""

    def __init__(self, k):
        super().__init__(k, b=0.25)
        self.inner = Model(k * 0.5)

    def apply(self, u):
        return super().apply(u) + 0.3 * self.inner.apply(u)''',
}


def with_prelude(program: str) -> str:
    """Return a program with all that it uses."""
    needed: list[str] = []
    for name, text in reversed(PIECES.items()):
        if any(re.search(rf"\b{name}\b", used) for used in (program, *needed)):
            needed.append(text)
    return "\n\n".join([IMPORTS, *(f"{text}\n" for text in reversed(needed)), program])
