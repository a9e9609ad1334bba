"""What errors say: what it is, as its user would call it, and what to do instead."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import ArgumentError, NotDifferentiable


class Point:
    def __init__(self) -> None:
        self.a = 1.0


def constant(x):
    return 1.0


@pytest.mark.parametrize(
    ("value", "what", "hint"),
    [
        ([1.0, 2, 3.0], r"x\[1\] is an int", "2.0 instead of 2"),
        ([True, 1.0], r"x\[0\] is a bool", "1.0 instead of True"),
        ([[1.0], [2.0, 3]], r"x\[1\]\[1\] is an int", "2.0 instead of 2"),
        ({"a": [1.0, 2]}, r"x\['a'\]\[1\] is an int", "2.0 instead of 2"),
        ({1: 2.0, 2: 3}, r"x\[2\] is an int", "2.0 instead of 2"),
        ([np.ones(2), np.arange(2)], r"x\[1\] is an array of dtype int64", r"x[1].astype(float)"),
        ([1, 2], r"x\[…\] is an int", "2.0 instead of 2"),
        ({"mode": "fast"}, "'x' is a dict without floats", "argnums"),
        ("fast", "'x' is a str ", "argnums"),
        (None, "'x' is None ", "argnums"),
        (len, "'x' is a function ", "argnums"),
        (Point(), "'x' is an object of the class Point ", "argnums"),
        (slice(1), "'x' is a slice ", "argnums"),
    ],
)
def test_an_argument_without_a_derivative_is_told_in_words(value: Any, what: str, hint: str) -> None:
    with pytest.raises(ArgumentError, match=what) as caught:
        srcad.grad(constant)(value)
    assert caught.value.code == "SRC021"
    assert hint in caught.value.hint
    assert caught.value.location is not None
    assert "def constant(x):" in caught.value.location.text


def test_options_in_a_list_are_no_numbers() -> None:
    derivative = srcad.grad(lambda x: x[0] ** 2)
    assert derivative([3.0, "fast", None]) == [6.0, None, None]
    with pytest.raises(TypeError, match=r"1 cannot be differentiated \[SRC021\]"):
        derivative([3.0, 1, None])


def test_the_text_alone_refuses_integers_too() -> None:
    namespace: dict[str, Any] = {}
    exec(compile(srcad.grad(constant).source(), "<generic>", "exec"), namespace)
    for value in (2, True, np.int64(2), np.arange(2), [1.0, 2]):
        with pytest.raises(TypeError, match=r"cannot be differentiated \[SRC021\]"):
            namespace["constant_grad"](value)


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (lambda x: "text", "the function returns a str"),
        (lambda x: lambda y: x, "the function returns a function"),
        (lambda x: np, "the function returns a module"),
        (lambda x: [x], "the function returns a list"),
    ],
)
def test_an_output_is_told_in_words(function: Any, what: str) -> None:
    with pytest.raises(ArgumentError, match=what) as caught:
        srcad.grad(function)(2.0)
    assert caught.value.code == "SRC022"


def test_an_output_that_is_known_at_run_time_alone_is_told_with_code_and_hint() -> None:
    def square(x):
        return x * x

    namespace: dict[str, Any] = {}
    exec(compile(srcad.grad(square).source(), "<generic>", "exec"), namespace)
    with pytest.raises(TypeError, match=r"not ndarray of shape \(3,\) \[SRC022\]\n  hint: return one scalar"):
        namespace["square_grad"](np.ones(3))


def test_a_name_without_a_value_has_a_hint() -> None:
    with pytest.raises(NotDifferentiable, match="'nope' cannot be used here: it has no value") as caught:
        srcad.grad(lambda x: nope * x)(2.0)  # noqa: F821
    assert "assign to nope" in caught.value.hint
    with pytest.raises(NotDifferentiable, match=r"numpy\.nope") as caught:
        srcad.grad(lambda x: np.nope(x))(2.0)
    assert "correct the name" in caught.value.hint
