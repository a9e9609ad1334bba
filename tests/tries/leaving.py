"""Finally parts that leave early: whatever the body raised, returned or left a loop for is forgotten then."""

from __future__ import annotations

import math

import numpy as np

from tests.tries.programs import at


@at((1.3, 1.0), (1.3, 0.0))
def returns_whatever_is_raised(x, z):
    y = x
    try:
        y = x * x
        y = y / z
        y = 5.0 * y
    finally:
        return y * x


@at((1.3, 0.7))
def returns_another_value(x, z):
    y = x

    def both():
        nonlocal y
        try:
            y *= z
            return y
        finally:
            y *= x
            return y + x

    return both() * y


@at((1.3, 0.7))
def goes_on_with_the_loop(x, z):
    y = x
    for i in range(4):
        try:
            y *= z
            if i == 1:
                raise ValueError
            y += 2.0
        finally:
            continue
    return y


@at((1.3, 2), (1.3, 0), (1.3, 7))
def breaks_on_some_trips(x, n):
    y = x
    for i in range(5):
        try:
            y *= 0.9
            y += x / (i - n)
        except ZeroDivisionError:
            if n:
                raise
            y = y * y
        finally:
            if i == n:
                break
            y *= 2.0
        y += 1.0
    return y


@at((1.3, 0.7), (0.9, 0.2), (-0.5, 0.2))
def returns_if_it_is_small(x, z):
    def scaled(v):
        y = v
        try:
            y = y * z
            y = y + math.sqrt(v)
        finally:
            if y < 1.0:
                return y * 10.0 * x
            y = y * 2.0
        return y

    return scaled(x) + scaled(-0.5) * scaled(z)


@at((1.3, 1), (1.3, 5))
def in_a_statement_that_catches(x, n):
    y = x
    for i in range(4):
        try:
            try:
                y *= 0.7
                if i == n:
                    raise KeyError
            finally:
                y += x
                if i == n:
                    continue
                if i == 3:
                    break
            y *= 1.1
            if i == 2:
                raise ValueError
        except ValueError:
            y -= x * x
    return y


@at((1.3, 1))
def one_in_another(x, n):
    y = x
    try:
        for i in range(3):
            try:
                y *= 0.7
                y /= i - n
            finally:
                y += x
                if i == n:
                    break
        else:
            y = 100.0
    finally:
        y *= 2.0
        return y


@at((1.3, 1))
def ends_an_endless_loop(x, n):
    y = x
    while n:
        try:
            y = y * x
            return y
        finally:
            if y > 3.0:
                break
            else:
                continue
    return y * 0.5


@at((1.3, ()), (1.3, (2.0,)), (0.4, ()))
def a_loop_in_a_handler_is_left_in_each_branch(x, w):
    y = x
    try:
        y *= w[0]
    except IndexError:
        for i in range(3):
            if i > x:
                return 0.9 * x
            else:
                break
    return y * x


@at((1.3, ()), (1.3, (2.0,)), (1.3, (2.0, 3.0)))
def a_loop_begins_where_all_else_was_left(x, w):
    y = x
    try:
        y *= w[0]
    except IndexError:
        return 0.9 * x
    finally:
        while True:
            try:
                y *= x
                w[1]
            except IndexError:
                y *= 3.0
            else:
                y += 0.9 * x
            break
    return y * x


class Falling:
    def __init__(self, u):
        self.u = u
        self.left = 4

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        self.u = np.sin(self.u) + 0.1
        return self.u


@at((1.3, 3), (1.3, 0))
def a_loop_that_ends_in_a_trip_that_returns(x, n):
    total = 0.0
    for k in range(3):
        if k < n:
            items = Falling(x * x)
            for v in items:
                total += v * v * n
            return total * items.u + next(items, x)
        return x * n + x
    return total
