"""Classes that say what becomes of an assignment, or what reading an attribute gives: functions of one float."""

from __future__ import annotations

import functools
from dataclasses import dataclass


class Doubling:
    def __init__(self, x):
        self.x = x

    def __setattr__(self, name, value):
        super().__setattr__(name, 2 * value)


@dataclass
class Tripling:
    x: float

    def __setattr__(self, name, value):
        object.__setattr__(self, name, 3 * value if name == "x" else value)


@dataclass(frozen=True)
class Derived:
    x: float
    y: float = 0.0

    def __post_init__(self):
        object.__setattr__(self, "y", self.x * self.x)


class Lazy:
    def __init__(self, x):
        self.x = x

    @functools.cached_property
    def square(self):
        return self.x * self.x


def setter_of_a_class(x):
    return Doubling(x).x * x


def setter_behind_a_dataclass(x):
    t = Tripling(x)
    t.z = x
    return t.x * t.z


def field_of_a_frozen_one(x):
    return Derived(x).y * x


def kept_property(x):
    lazy = Lazy(x)
    first = lazy.square
    lazy.x = 5 * x
    return lazy.square * first


def absent_in_a_try(x):
    y = x * x
    try:
        y.name = "area"
        y = 7 * y
    except AttributeError:
        y = 3 * y
    try:
        y = y.fillna(0.0)
    except (TypeError, AttributeError):
        y = 2 * y
    try:
        y = y.index * y
    except Exception as error:
        y = y * len(str(error))
    return y
