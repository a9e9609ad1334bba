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


class Account:
    total = 0.0
    count = 2

    def add(self, x):
        self.total += x
        self.count = self.count + 1


class Rated(Account):
    rate = 1.5

    def __init__(self, rate=None):
        if rate is not None:
            self.rate = rate


@dataclass
class Counted:
    x: float
    sum: float = 0.0
    factor = 1.0


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


def total_of_the_class(x):
    account = Account()
    for k in range(3):
        account.total += k * x * x
    return account.total


def counted_by_a_method(x):
    account = Account()
    while account.count < 5:
        account.add(x * account.count)
    return account.total * account.count * x


def rate_of_one_path(x):
    account, other = Rated(x if x > 5.0 else None), Rated(x)
    if x > 6.0:
        account.rate = x
    for _ in range(2):
        account.add(x * account.rate)
        other.add(account.total * other.rate)
    return account.total * account.rate + other.total * Rated.rate


def accounts_in_a_list(x):
    accounts = [Account() for _ in range(3)]
    for k, account in enumerate(accounts):
        for _ in range(k):
            account.total = account.total * 0.5 + x * x
    return sum(account.total * account.count for account in accounts)


def local_class_that_holds_a_value(x):
    class Local:
        value = x

        def add(self, y):
            self.value += y * self.value

    local = Local()
    for k in range(3):
        local.add(k * x)
    return local.value * Local.value


def field_that_is_none(x):
    counted = Counted(x)
    for _ in range(3):
        counted.sum += counted.x * counted.factor * x
        counted.factor += 1.0
    return counted.sum
