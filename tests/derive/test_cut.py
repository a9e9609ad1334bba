"""The cheapest cut, against all choices there are."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from srcad.derive.cut import Choice, cheapest


def price(saved: frozenset[int], needed: list[int], choices: list[Choice]) -> float | None:
    """Return what it costs to have what is needed; None if something is neither saved nor can be made."""
    total, waiting, done = 0.0, [*needed], set()
    while waiting:
        value = waiting.pop()
        if value in done:
            continue
        done.add(value)
        choice = choices[value]
        if value in saved:
            total += choice.saving
        elif choice.making is None:
            return None
        else:
            total += choice.making
            waiting += choice.parts
    return total


def random_choices(random: Random, size: int) -> list[Choice]:
    """Return choices in which each value is made of earlier ones."""
    found = []
    for value in range(size):
        parts = random.sample(range(value), min(value, random.randrange(3)))
        making = None if not parts else float(random.randrange(6))
        found.append(Choice(float(random.randrange(1, 10)), making, parts))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_no_choice_is_cheaper(seed: int) -> None:
    random = Random(seed)
    choices = random_choices(random, 7)
    needed = random.sample(range(7), 3)
    prices = [
        price(frozenset(v for v in range(7) if keep[v]), needed, choices) for keep in product((False, True), repeat=7)
    ]
    least = min(p for p in prices if p is not None)
    assert price(frozenset(cheapest(needed, choices)), needed, choices) == least


def test_one_array_is_saved_for_two_that_are_made_of_it() -> None:
    state, left, right = Choice(10.0), Choice(8.0, 2.0, [0]), Choice(8.0, 2.0, [0])
    assert cheapest([1, 2], [state, left, right]) == {0}


def test_what_costs_the_same_is_not_made_again() -> None:
    assert cheapest([1], [Choice(4.0), Choice(5.0, 1.0, [0])]) == {1}


def test_a_long_chain_is_no_matter_of_recursion() -> None:
    choices = [Choice(3.0), *(Choice(9.0, 0.0, [i]) for i in range(5000))]
    assert cheapest([5000], choices) == {0}
