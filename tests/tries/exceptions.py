"""Exceptions that carry values to their handlers: functions of one float."""

# ruff: noqa

from __future__ import annotations

import math


def class_of_the_function(x):
    class Failed(ValueError):
        def __init__(self, value, *, code=2):
            super().__init__(f"failed at {value}")
            self.value = value
            self.code = code

        def half(self):
            return self.value / 2

        @property
        def double(self):
            return self.value * 2

    def check(v):
        if v > 1.0:
            raise Failed(v * v, code=3)
        return v

    try:
        return check(x)
    except Failed as error:
        return error.value * error.code * x + error.half() * error.double + len(str(error)) * 0.0


def hierarchy(x):
    class A(Exception):
        pass

    class B(A):
        pass

    total = 0.0
    for kind in (A, B):
        try:
            raise kind(x)
        except B as e:
            total += e.args[0] * 2
        except A as e:
            total += e.args[0] ** 2
    return total


def caught_by_its_base(x):
    class Failed(ValueError):
        pass

    try:
        raise Failed(x, 2.0)
    except ValueError as e:
        v, w = e.args
        return v * w * x if isinstance(e, Failed) else x


def out_of_two_loops(x):
    class Done(Exception):
        pass

    try:
        for i in range(10):
            for _ in range(3):
                x = x * 1.1
                if x > 3.0:
                    raise Done(x, i)
    except Done as done:
        v, i = done.args
        return v * v + i
    return 0.0


def in_each_trip(x):
    class Negative(ValueError):
        def __init__(self, v):
            self.v = v

    def check(v):
        if v < 0:
            raise Negative(v)
        return v * v

    total = 0.0
    for v in (x, -x, 2.0 * x):
        try:
            total += math.sqrt(check(v))
        except Negative as e:
            total += 3 * e.v
        else:
            total *= 2.0
    return total


def built_in(x):
    try:
        raise IndexError(x, 2.0)
    except (KeyError, IndexError) as e:
        v, w = e.args
        return v * v * w


def raised_again(x):
    y = x
    try:
        try:
            y = y * x
            raise ValueError(y)
        except ValueError:
            y *= 2
            raise
    except ValueError as e:
        return y + e.args[0] * x


def forgotten_behind_its_handler(x):
    try:
        try:
            raise ValueError(x)
        except ValueError as e:
            y = e.args[0]
        math.log(-x)
    except ValueError as e:
        return y * len(e.args) * len(str(e))
    return 0.0


def told_to_others(x):
    class Failed(Exception):
        pass

    try:
        raise Failed(x)
    except Failed as e:
        return x * len(str(e) + repr(e)) * 0.0 + e.args[0]


class NotConverged(RuntimeError):
    def __init__(self, message, best, n=0):
        super().__init__(message)
        self.best = best
        self.n = n


class TooSlow(NotConverged):
    pass


class Plain(Exception):
    pass


def root(x, limit):
    v = 1.0
    for _ in range(limit):
        v = 0.5 * (v + x / v)
        if abs(v * v - x) < 1e-9:
            return v
    raise NotConverged("no convergence", v, n=limit)


def best_so_far(x):
    try:
        return root(x, 2)
    except NotConverged as e:
        return e.best * e.n + len(str(e)) * x


def class_of_the_module(x):
    try:
        raise TooSlow("slow", x * x)
    except (KeyError, NotConverged) as e:
        total = e.best * x + (1.0 if isinstance(e, TooSlow) else 0.0) + (2.0 if isinstance(e, KeyError) else 0.5)
        return total + (2.0 if isinstance(e, (IndexError, RuntimeError)) else 0.5)
