"""Programs with loops that are written out, trip by trip, and that something leaves."""

from __future__ import annotations

import numpy as np

from tests.flow.programs import at


@at(0.3, 0.9, 1.3, 4.0)
def returns_out_of_the_items_of_a_dict(x):
    table = {"a": 0.5, "b": x, "c": x * x}
    total = 0.0
    for _, value in table.items():
        total = total + value * x
        if total > 1.5:
            return total * value
    return total


@at(0.3, 0.9, 1.3, 4.0)
def breaks_out_of_the_keys_of_a_dict_that_changes(x):
    table = {"a": 0.5, "b": x, "c": x * x}
    total = 0.0
    for key in table:
        table[key] = table[key] * x
        if table[key] > 1.1:
            break
        total += table[key]
    else:
        total = total * 2
    return total + table["c"]


@at(0.3, 0.9, 1.3, 1.7)
def leaves_two_loops_over_pairs(x):
    total = x
    for i in range(3):
        for a, b in ((x, 1.0), (x * x, [x, x])):
            total = total * a
            if i == 1:
                break
            total = total * np.sum(b)
            if total > 4:
                return total * total
    return total


@at(0.9, 1.3)
def a_missing_key(x):
    table = {"p": x * 2.0}
    try:
        total = x * table["q"]
    except KeyError as error:
        total = table["p"] * len(str(error))
    return total * x


@at(0.9, 1.3)
def a_generator_reads_what_its_loop_changes(x):
    total = x
    for value in (total * k for k in (0.5, 0.25, 2.0)):
        total += value
    for i, value in enumerate(total * k for k in (0.5, 0.25)):
        total += value * i
    return total
