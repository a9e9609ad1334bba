"""Names that are not assigned where they are read: the handler of what Python raises there runs."""

from __future__ import annotations

from tests.tries.programs import at


def _tripled_above(x):
    if x > 1.0:
        y = x * 3.0
    return y * x


def _listed_above(x):
    if x > 1.0:
        y = [x * 3.0, 1.0]
    same = y
    return 2.0 * x


@at((1.3, (0.5, 1.0, 0.7, 2.0)), (0.2, (0.5, 1.0)))
def in_a_function_that_each_trip_calls(x, w):
    s = x
    for t in w:
        try:
            s += _tripled_above(x * t)
        except UnboundLocalError:
            s += 100.0 * x
    return s


@at((1.3,), (2.4,), (0.2,))
def in_a_function_that_is_called_twice(x):
    s = x
    try:
        s += _tripled_above(x)
        s += _tripled_above(x - 1.0)
    except UnboundLocalError:
        s *= 7.0 * x
    return s


@at((1.3, (0.5, 1.0, 0.7, 2.0)))
def a_list_that_is_only_looked_at(x, w):
    s = x
    for t in w:
        try:
            s += _listed_above(x * t)
        except NameError:
            s *= 5.0 * x
    return s


@at((1.3,), (0.7,))
def a_list_whose_name_alone_is_read(x):
    b = x
    try:
        if x > 1.0:
            values = [x, 0.5]
        same = values
        b = 0.7 * x * x
    except NameError:
        b = 3.0 * x
    return b


@at((1.3,), (0.7,))
def a_place_of_a_list(x):
    b = x
    try:
        if x > 1.0:
            values = [x * x, 0.5]
        b = values[0]
    except NameError:
        pass
    return b * x


@at((1.3,), (0.7,))
def a_number_whose_name_alone_is_read(x):
    b = x
    try:
        if x > 1.0:
            y = x
        same = y
        b = 0.7 * x * x
    except NameError:
        b *= 3.0
    return b * x


@at((1.3,))
def a_name_that_is_copied_before_it_has_a_value(x):
    b = 0.0
    for k in range(3):
        try:
            p = c
            c = x * p
            b += 1.0 / (k - 1)
        except NameError:
            p = x
        except ZeroDivisionError:
            c = p * x
        b += p
    return b


@at((1.3,))
def a_list_of_known_numbers(x):
    b = x
    for _ in range(2):
        try:
            same = values
            values = [0.5, 0.25]
            b *= 3.0
        except NameError:
            b *= x
            values = [0.5, 0.25]
    return b
