"""Functions among the arguments: what they capture is read at each call, each from its own argument."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences


def cubic(k: Any, p: float = 1.0) -> Callable[[Any], Any]:
    return lambda y: k * y**3 + p * y


def with_default(k: float) -> Callable[..., Any]:
    return lambda y, k=k * 2: y * y * k


def product(x, f, g):
    return f(x) * g(x) + f(x * x)


def repeated(x, f):
    s = 0.0
    for i in range(4):
        s = s + f(x + i)
    return s


def nested(x, f, n=3):
    return x if n == 0 else f(nested(x * 0.5, f, n - 1))


def with_helper(x, f):
    return f(x) + HELPER(x)


HELPER = cubic(7.0)


def agrees(derivative: Callable[..., Any], function: Callable[..., Any], x: float, *rest: Any) -> bool:
    return bool(np.isclose(derivative(x, *rest), differences(lambda t: function(t, *rest), x), rtol=1e-7))


@pytest.mark.parametrize("function", [repeated, nested])
@pytest.mark.parametrize("k", [2.0, 3, np.float64(0.4)])
def test_what_a_function_captures_is_a_value_of_the_call(function, k) -> None:
    derivative = srcad.grad(function)
    assert agrees(derivative, function, 0.7, cubic(k))
    assert agrees(derivative, function, 0.7, cubic(2 * k))
    assert len(derivative.specialisations) == 1


def test_one_object_twice_is_not_taken_for_a_rule() -> None:
    derivative = srcad.grad(product)
    one = cubic(2.0)
    assert agrees(derivative, product, 1.3, one, one)
    assert agrees(derivative, product, 1.3, cubic(2.0), cubic(5.0))
    assert len(derivative.specialisations) == 1


def test_a_global_that_is_also_passed_is_not_taken_for_a_rule() -> None:
    derivative = srcad.grad(with_helper)
    assert agrees(derivative, with_helper, 1.3, HELPER)
    assert agrees(derivative, with_helper, 1.3, cubic(3.0))


def test_another_type_of_a_captured_value_is_another_specialisation() -> None:
    derivative = srcad.grad(repeated)
    weights = np.array([1.0, 2.0])
    assert agrees(derivative, repeated, 1.3, lambda y: np.sum(weights * y))
    weights = np.array([[1.0, 2.0, 3.0]] * 2)
    assert agrees(derivative, repeated, 1.3, lambda y: np.sum(weights * y))


def test_computed_defaults_are_read_from_the_argument() -> None:
    derivative = srcad.grad(product)
    assert agrees(derivative, product, 1.3, with_default(2.0), cubic(2.0))
    assert agrees(derivative, product, 1.3, with_default(3.0), with_default(4.0))


def test_a_variable_that_changes_between_calls_is_read_anew() -> None:
    k = 2.0

    def scaled(y):
        return k * y * y

    derivative = srcad.grad(repeated)
    assert agrees(derivative, repeated, 1.3, scaled)
    k = 10.0
    assert agrees(derivative, repeated, 1.3, scaled)


def test_another_process_reads_its_own_variables(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SRCAD_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("SRCAD_CACHE", raising=False)
    one = cubic(2.0)
    assert agrees(srcad.grad(product), product, 1.3, one, one)
    assert agrees(srcad.grad(product), product, 1.3, cubic(3.0), cubic(4.0))


@pytest.mark.parametrize("held", [(cubic(2.0), cubic(3.0)), [cubic(2.0)]])
def test_functions_in_containers_that_capture_are_refused(held) -> None:
    def first(x, functions):
        return functions[0](x)

    with pytest.raises(NotDifferentiable):
        srcad.grad(first)(1.3, held)


def test_what_a_captured_function_captures_is_refused() -> None:
    def twice(f):
        return lambda y: f(f(y))

    with pytest.raises(NotDifferentiable, match="captured, by an argument"):
        srcad.grad(repeated)(1.3, twice(cubic(2.0)))


def scaled_by(k: float) -> Callable[..., Any]:
    def scaled(y, k=2.0):
        return k * y * y

    scaled.__defaults__ = (k,)
    return scaled


def test_a_default_that_the_source_does_not_say_is_read_from_the_argument() -> None:
    derivative = srcad.grad(repeated)
    assert agrees(derivative, repeated, 1.3, scaled_by(2.0))
    assert agrees(derivative, repeated, 1.3, scaled_by(7.0))
    assert agrees(derivative, repeated, 1.3, scaled_by(2.0))


@pytest.mark.parametrize("hold", [lambda f: (f, 1.0), lambda f: [f]])
def test_a_default_of_a_function_in_a_container_is_not_that_of_another(hold) -> None:
    def first(x, functions):
        return functions[0](x)

    derivative = srcad.grad(first)
    assert derivative(1.0, hold(scaled_by(2.0))) == 4.0
    with pytest.raises(NotDifferentiable):
        derivative(1.0, hold(scaled_by(7.0)))


TEXT = """
def scaled(y):
    return k * y * y

def once(x, f):
    return f(x)
"""


def executed(k: float, name: str) -> dict[str, Any]:
    linecache.cache["<executed>"] = (len(TEXT), None, TEXT.splitlines(keepends=True), "<executed>")
    namespace: dict[str, Any] = {"k": k, "__name__": name}
    exec(compile(TEXT, "<executed>", "exec"), namespace)
    return namespace


def test_a_function_from_another_namespace_of_that_name_is_not_taken_for_one_of_the_first() -> None:
    one, other = executed(2.0, "executed"), executed(7.0, "executed")
    derivative = srcad.grad(one["once"])
    assert derivative(3.0, one["scaled"]) == 12.0
    with pytest.raises(NotDifferentiable, match="looked up in a namespace"):
        derivative(3.0, other["scaled"])
    assert derivative(3.0, one["scaled"]) == 12.0


def test_globals_that_no_module_holds_are_refused() -> None:
    with pytest.raises(NotDifferentiable, match="looked up in a namespace"):
        srcad.grad(repeated)(3.0, executed(2.0, "executed")["scaled"])
