"""Functions that the module makes of others: decorated, partial, in tables, by calls."""

import operator
from functools import partial, wraps

import numpy as np

FACTOR = 3.0


def scaled(by):
    def decorate(function):
        @wraps(function)
        def inner(*args, **kwargs):
            return by * function(*args, **kwargs)

        return inner

    return decorate


def squared(function):
    return lambda x: function(x) ** 2


@scaled(by=FACTOR)
def wave(x, shift=0.5):
    return np.sin(x + shift)


@squared
@scaled(2.0)
def twice_decorated(x):
    return x * x + 1.0


def power(x, n):
    return x**n


def make_power(n):
    def function(x):
        return power(x, n)

    return function


cube = partial(power, n=3)
fourth = make_power(4)
second = operator.itemgetter(1)
TABLE = {"fourth": fourth, "cube": cube, "sin": np.sin}
STEPS = (np.cos, lambda x: x * x, fourth)
CHANGED = {"sin": np.sin}


def decorated(x: float):
    return wave(x) * wave(x, shift=1.0) + twice_decorated(x)


def by_name(x: float, name: str):
    return TABLE[name](x) * TABLE["cube"](x)


def one_after_another(x: float):
    for step in STEPS:
        x = step(x)
    return second((x, x * x))


def written(x: float):
    return CHANGED["sin"](x)


def change():
    CHANGED["sin"] = np.cos


def holds(tree, number):
    if tree == number:
        return True
    return any(holds(branch, number) for branch in tree[1:])


def searched(x: float, tree):
    return x * x if holds(tree, (3,)) else 2.0 * x
