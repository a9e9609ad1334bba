"""Where names come from and go to: walrus, ``del``, ``import``, ``global``."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tests.flow.programs import Case, Point, Scalar

CASES: list[Case] = []


def at(*points: Point) -> Callable[[Scalar], Scalar]:
    def enter(function: Scalar) -> Scalar:
        CASES.extend(Case(function, point) for point in points)
        return function

    return enter


SCALE = 2.0


@at(0.7, 1.9, -0.4)
def walrus_in_a_test(x):
    if (y := (x * x)) > 1:
        return y
    return y * x


@at(0.7, 1.9, -0.4)
def walrus_in_a_loop_test(x):
    t = abs(x)
    while (t := (t * 0.5)) > 0.13:
        pass
    return t


@at(0.7, 1.9, -0.4)
def walrus_in_a_comprehension(x):
    items = [y * y for k in range(4) if (y := (k * x)) > 0]
    return sum(items) + y


@at(0.7, 1.9, -0.4)
def walrus_in_an_argument(x):
    return np.sin(y := (x * x)) + y


@at(0.7, 1.9, -0.4)
def walrus_behind_and(x):
    if x > 0 and (z := (x * x)) > 1:
        return z
    return x


@at(0.7, 1.9, -0.4)
def walrus_in_a_conditional(x):
    return y * 2 if (y := (x * x)) > 1 else y


@at(0.7, 1.9, -0.4)
def walrus_in_an_index(x):
    a = np.array([1.0, 2.0, 3.0]) * x
    return a[(i := 1)] * i


@at(0.7, 1.9, -0.4)
def deleted(x):
    y = x * x
    z = y * 2
    del y
    return z


@at(0.7, 1.9, -0.4)
def several_deleted(x):
    y, z = (x, x * 2)
    r = y * z
    del y, z
    return r


@at(0.7, 1.9, -0.4)
def deleted_in_each_trip(x):
    t = x
    for _ in range(3):
        tmp = t * x
        t = t + tmp
        del tmp
    return t


@at(0.7, 1.9, -0.4)
def deleted_in_a_branch(x):
    y = x * x
    if x > 0:
        del y
        return x
    return y


@at(0.7, 1.9, -0.4)
def deleted_and_bound_again(x):
    y = x
    del y
    y = x * 3
    return y * y


@at(0.7, 1.9, -0.4)
def deleted_behind_a_loop(x):
    y = x
    z = x
    for i in range(3):
        y = y * x
        if i:
            z = z + y
    r = y * z
    del y, z
    return r


@at(0.7, 1.9, -0.4)
def imported(x):
    return math.sin(x)


@at(0.7, 1.9, -0.4)
def names_imported(x):
    from math import cos as c
    from math import sin

    return sin(x) * c(x)


@at(0.7, 1.9, -0.4)
def imported_under_another_name(x):
    import numpy as n

    return n.sin(x)


@at(0.7, 1.9, -0.4)
def submodule_imported(x):
    import numpy.linalg as la

    return la.norm(np.array([x, 1.0]))


@at(0.7, 1.9, -0.4)
def package_of_a_submodule(x):
    import numpy.linalg

    return numpy.linalg.norm(np.array([x, 1.0])) * numpy.sin(x)


@at(0.7, 1.9, -0.4)
def imported_in_branches(x):
    if x > 0:
        from math import sin as f
    else:
        from math import cos as f
    return f(x)


@at(0.7, 1.9, -0.4)
def imported_in_each_trip(x):
    t = x
    for _ in range(3):
        from math import sin

        t = sin(t)
    return t


@at(0.7, 1.9, -0.4)
def imported_around_an_inner_function(x):
    from math import sin

    def f(y):
        return sin(y) * x

    return f(x)


@at(0.7, 1.9, -0.4)
def global_read(x):
    return SCALE * x


@at(0.7, 1.9, -0.4)
def global_declared_and_read(x):
    global SCALE
    return x * SCALE
