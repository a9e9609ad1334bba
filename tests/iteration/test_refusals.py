"""What Python would find used up is refused."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.random_programs import load


def run_twice(x: Any) -> Any:
    total = 0.0
    for _, run in itertools.groupby(x, key=lambda v: v > 0):
        total += sum(run)
        total += sum(run)  # noqa: B031 - this is what is refused
    return total


def runs_of_a_list(x: Any) -> Any:
    total = 0.0
    for _, run in list(itertools.groupby(x, key=lambda v: v > 0)):
        total += sum(run)
    return total


def chosen(x: Any) -> Any:
    pairs = zip(x, x)
    if x[0] > 0:
        pairs = zip(x, x[::-1])
    total = 0.0
    for a, b in pairs:
        total += a * b
    for a, b in pairs:
        total += a + b
    return total


PROGRAMS = [run_twice, runs_of_a_list, chosen]


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_what_may_be_used_up(function: Any) -> None:
    with pytest.raises(NotDifferentiable, match=r"generator that is|an iterator that may have been gone through"):
        srcad.grad(function)(np.array([0.5, 1.5, -1.0]))


def written_while_side_by_side(u: Any) -> Any:
    total = 0.0
    for (i, v), w in zip(enumerate(u), (1.0, 2.0, 3.0)):
        total += v * v * w
        u[(i + 1) % 3] *= 0.5
    return total + np.sum(u)


def rebound_while_side_by_side(u: Any) -> Any:
    total = u[0]
    for v, w in zip((total * k for k in (1.0, 2.0)), (0.5, 0.25)):
        total += v * w
    return total


def changed_while_side_by_side(u: Any) -> Any:
    held = [u[0], u[1]]
    for v, w in zip((held[0] * k for k in (1.0, 2.0)), (0.5, 0.25)):
        held[0] += v * w
    return held[0]


COPIED = [written_while_side_by_side, rebound_while_side_by_side, changed_while_side_by_side]


@pytest.mark.parametrize("function", COPIED, ids=lambda f: f.__name__)
def test_what_is_copied_must_not_change(function: Any) -> None:
    with pytest.raises(NotDifferentiable, match="goes through iterators side by side, and changes what these read"):
        srcad.grad(function)(np.array([0.5, 1.5, -1.0]))


ACTING = {
    "held = []": "held.append(v)",
    "held = x * 1.0": "held[0] = v * 2.0",
    "held = [x[0]]": "held[0] *= v",
    "held = np.zeros(2)": "held[1:] += v",
    "held = {}": "held[len(held)] = v",
}


@pytest.mark.parametrize("made", ACTING)
def test_generators_side_by_side_must_only_give_values(made: str, tmp_path: Path) -> None:
    text = f"""
import numpy as np


def program(x):
    {made}

    def given():
        for v in x:
            {ACTING[made]}
            yield v

    total = 0.0
    for v, w in zip(given(), (1.0, 2.0)):
        total += v * w
    return total + sum(held)
"""
    with pytest.raises(NotDifferentiable, match="zip of generators that do more than give values"):
        srcad.grad(load(text, tmp_path / "acting.py"))(np.array([0.5, 1.5, -1.0]))


def grows_while_sums_are_taken(x):
    items = [x, 2.0 * x]
    s = 0.0
    for a in itertools.accumulate(items):
        s += a
        if len(items) < 6:
            items.append(x * a)
    return s


def is_written_to_while_pairs_are_chosen(x):
    items = [x, 2.0 * x, 3.0]
    s = 0.0
    for a, b in itertools.combinations(items, 2):
        s += a * b
        items[2] = items[2] * x
    return s


def feeds_a_generator_that_is_read_ahead(x):
    items = [x, 2.0 * x, 3.0]
    s = 0.0
    for a, b in itertools.zip_longest((e * x for e in items), [x], fillvalue=1.0):
        s += a * b
        items[2] = items[2] * x
    return s


def grows_a_list_of_unknown_length(x):
    items = [x, 2.0 * x]
    if x > 0.5:
        items.append(x * x)
    s = 0.0
    for a in itertools.accumulate(items):
        s += a * x
        if len(items) < 6:
            items.append(a)
    return s


@pytest.mark.parametrize(
    "program",
    [
        grows_a_list_of_unknown_length,
        grows_while_sums_are_taken,
        is_written_to_while_pairs_are_chosen,
        feeds_a_generator_that_is_read_ahead,
    ],
)
def test_what_is_read_ahead_must_not_change(program):
    with pytest.raises(NotDifferentiable, match="a loop that changes what"):
        srcad.grad(program)(0.7)


def written_to_behind_neighbours(x):
    items = [x, 2.0 * x, 3.0]
    s = 0.0
    for a, b in itertools.pairwise(e * x for e in items):
        s += a * b
        items[2] = items[2] * x
    return s


def test_neighbours_are_taken_one_after_the_other():
    f = written_to_behind_neighbours
    assert srcad.grad(f)(0.7) == pytest.approx((f(0.7 + 1e-6) - f(0.7 - 1e-6)) / 2e-6, rel=1e-8)


def combined_through_a_view(x):
    values = np.array([x, 0.4, x * x])
    view = values[:]
    s = 0.0
    for a, b in itertools.combinations(view, 2):
        s += a * b
        values[2] = values[2] * x
    return s


def multiplied_with_numbers(x):
    rows = np.array([[x, 0.4], [0.3, x * x]])
    s = 0.0
    for row, n in itertools.product(rows, (1, 2)):
        s += row[0] * row[1] * n
        rows[1] *= x
    return s


def changed_while_turned(x):
    values = [x, x * x, x + 1.0]
    for first, _ in zip(reversed(values), (0.5, 0.75, 1.25)):
        values[0] = 0.5 * first
    return sum(values)


@pytest.mark.parametrize("program", [combined_through_a_view, multiplied_with_numbers, changed_while_turned])
def test_items_are_those_of_the_right_time(program):
    assert srcad.grad(program)(0.7) == pytest.approx((program(0.7 + 1e-6) - program(0.7 - 1e-6)) / 2e-6, rel=1e-8)


def lengthened_beside_another(x):
    values = [x * x, x]
    values.sort()
    total = x
    for first, weight in zip((v * x for v in values), (0.5, 0.75, 1.25)):
        total += first * weight
        values.insert(1, x)
    return total + sum(values)


def changed_through_another_name(x):
    values = [x * x, x]
    values.sort()
    total = x
    for first, weight in zip(map(abs, values), (0.5, 0.75)):
        total += first * weight
        held = {"values": values}
        held["values"][1] = 3.0 * x
    return total


@pytest.mark.parametrize("program", [lengthened_beside_another, changed_through_another_name])
def test_a_list_that_was_sorted_is_not_changed_while_it_is_gone_through_beside_another(program):
    with pytest.raises(NotDifferentiable, match="side by side"):
        srcad.grad(program)(0.7)


def turns_round(x):
    values = [x, x * x, 0.5]
    total = x
    for first, weight in zip(itertools.cycle(values), (0.5, 0.75, 1.25, 2.0)):
        total += first * weight
        values[0] = 2.0 * x
    return total


def multiplies_what_a_dict_holds(x):
    values = {"a": x, "b": x * x}
    total = x
    for first, weight in zip((v * x for v in values.values()), (0.5, 0.75)):
        total += first * weight
        values["b"] = 2.0 * x
    return total


@pytest.mark.parametrize("program", [turns_round, multiplies_what_a_dict_holds])
def test_what_is_copied_beside_another_is_not_changed(program):
    with pytest.raises(NotDifferentiable, match="side by side"):
        srcad.grad(program)(0.7)


class Factor:
    def __init__(self, k):
        self.k = k

    def times(self, v):
        return self.k * v


def calls_a_method_of_what_changes(x):
    factor, total = Factor(x), x
    for v, weight in zip(map(factor.times, (0.5, 0.6)), (0.5, 0.75)):
        total += v * weight
        factor.k *= 3.0
    return total


def calls_a_function_of_what_changes(x):
    factor = total = x
    for v, weight in zip(map(lambda v: factor * v, (0.5, 0.6)), (0.5, 0.75)):
        total += v * weight
        factor *= 3.0
    return total


@pytest.mark.parametrize("program", [calls_a_method_of_what_changes, calls_a_function_of_what_changes])
def test_what_a_function_reads_that_an_iterator_calls_is_not_changed(program):
    with pytest.raises(NotDifferentiable, match="side by side"):
        srcad.grad(program)(0.7)
