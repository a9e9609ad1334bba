"""Numbers in a structure that is differentiated: each carries a derivative, or is refused by its place."""

from __future__ import annotations

from collections import namedtuple

import numpy as np
import pytest

import srcad
from srcad.errors import ArgumentError

Pair = namedtuple("Pair", "a n")


def whole(p):
    return p["w"] ** 2


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"w": 2.0, "n": 3}, r"p\['n'\] is an int"),
        ({"w": 2.0, "on": True}, r"p\['on'\] is a bool"),
        ({"w": 2.0, "deep": (1.0, {"n": 3})}, r"p\['deep'\]\[1\]\['n'\] is an int"),
        ({"w": 2.0, "pair": Pair(1.0, 2)}, r"p\['pair'\]\.n is an int"),
        ({"w": 2.0, "list": [1, 2]}, r"p\['list'\]\[…\] is an int"),
        ({"w": 2.0, "k": np.arange(3)}, r"p\['k'\] is an array of dtype int64"),
    ],
)
def test_a_number_without_a_derivative_is_named_by_its_place(value, place: str) -> None:
    with pytest.raises(ArgumentError, match=place) as caught:
        srcad.grad(whole)(value)
    assert caught.value.code == "SRC021"


def test_the_hint_says_a_float() -> None:
    with pytest.raises(ArgumentError, match=r"2\.0 instead of 2"):
        srcad.grad(whole)({"w": 2.0, "n": 3})


def test_options_beside_numbers_have_no_gradient() -> None:
    assert srcad.grad(whole)({"w": 2.0, "mode": "fast", "extra": None}) == {"w": 4.0, "mode": None, "extra": None}
