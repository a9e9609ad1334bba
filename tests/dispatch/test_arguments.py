"""Wrong arguments are told all at once; parameters of all kinds are handed on."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import srcad
from srcad.errors import ArgumentError


def weighted(a, b, /, *, scale=2.0):
    return a * b * scale


def test_all_arguments_that_cannot_be_differentiated_are_told_together() -> None:
    with pytest.raises(ArgumentError) as found:
        srcad.grad(weighted, argnums=(0, 1))(1, "two")
    told = [(e.code, e.message) for e in found.value.all()]
    assert told == [
        ("SRC021", "argument 'a' is an int and cannot be differentiated"),
        ("SRC021", "argument 'b' is a str and cannot be differentiated"),
    ]
    assert str(pickle.loads(pickle.dumps(found.value))) == str(found.value)


def test_so_are_the_numbers_in_one_structure() -> None:
    with pytest.raises(ArgumentError) as found:
        srcad.grad(lambda p: p[0])([1.0, 2, True])
    assert [e.message.split(" is ")[0] for e in found.value.all()] == ["argument p[1]", "argument p[2]"]


def test_so_are_classes_that_are_not_known() -> None:
    with pytest.raises(ArgumentError) as found:
        srcad.grad(weighted)(np.array([None]), np.ma.array([1.0]))
    assert [e.message.split()[0] for e in found.value.all()] == ["a", "b"]


def test_parameters_by_position_only_and_by_name_only() -> None:
    assert srcad.grad(weighted)(3.0, 4.0) == 8.0
    assert srcad.grad(weighted, argnums="b")(3.0, 4.0, scale=5.0) == 15.0
