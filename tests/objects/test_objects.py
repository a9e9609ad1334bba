"""Lists, dicts and instances that change have the gradients of differences; objects outside end as they should."""

from __future__ import annotations

import types
from collections.abc import Callable

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.objects import aliases, classes, containers, instances, local_classes, special, state
from tests.transpiled import transpiled

REFUSED = {
    "max_obj": "structure inside a list",
    "chosen": "no derivative rule",
}
WITH_ARGUMENTS = ("l_arg", "d_arg", "arg_obj", "helper")


MODULES = (containers, instances, aliases, classes, local_classes, special)


def functions(module: types.ModuleType) -> list[Callable[[float], float]]:
    found = [f for f in vars(module).values() if isinstance(f, types.FunctionType) and f.__module__ == module.__name__]
    return [f for f in found if f.__name__ not in (*REFUSED, *WITH_ARGUMENTS, "_make")]


@pytest.mark.parametrize("function", [f for m in MODULES for f in functions(m)], ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [1.3, 0.7])
def test_gradient_is_that_of_differences(function: Callable[[float], float], x: float) -> None:
    h = 1e-6
    assert srcad.grad(function)(x) == pytest.approx((function(x + h) - function(x - h)) / (2 * h), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("function", [f for m in MODULES for f in functions(m)], ids=lambda f: f.__name__)
def test_it_can_be_written_to_a_file(function: Callable[[float], float]) -> None:
    x, h = 1.3, 1e-6
    gradient = transpiled(function, "x: float")(x)
    assert gradient == pytest.approx((function(x + h) - function(x - h)) / (2 * h), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str) -> None:
    function = next(getattr(m, name) for m in MODULES if hasattr(m, name))
    with pytest.raises(NotDifferentiable, match=REFUSED[name]):
        srcad.grad(function)(1.3)


def test_arguments_stay_as_they_were() -> None:
    numbers, record, model = [2.0, 3.0], {"w": 2.0, "h": [1.0]}, instances.Model(1.2)
    assert srcad.grad(containers.l_arg)(numbers, 1.5) == pytest.approx([1.5 * 3.0 * 1.5, 2.0 * 1.5 * 1.5])
    assert srcad.grad(containers.d_arg)(record, 1.5)["w"] == pytest.approx(10.5)
    assert srcad.grad(instances.arg_obj, argnums=1)(model, 1.3) == pytest.approx(13.25472)
    assert (numbers, record, vars(model)) == ([2.0, 3.0], {"w": 2.0, "h": [1.0]}, {"k": 1.2, "b": 1.0, "count": 0})


def test_the_object_of_a_method_ends_as_after_one_plain_call() -> None:
    plain, derived, h = state.Machine(), state.Machine(), 1e-6
    derivative = srcad.value_and_grad(derived.run)
    for x in (1.3, 0.7):
        ahead, behind = plain.copy(), plain.copy()
        expected = (ahead.run(x + h) - behind.run(x - h)) / (2 * h)
        value, gradient = derivative(x)
        assert value == plain.run(x)
        assert gradient == pytest.approx(expected, rel=1e-6)
        assert repr(vars(derived)) == repr(vars(plain))


def test_what_it_keeps_shares_no_memory_with_what_the_derivative_gives() -> None:
    machine = state.Machine()
    field = machine.field
    srcad.grad(machine.run)(1.3)
    assert machine.field is field
    assert not np.shares_memory(machine.twice, machine.field)


def test_captured_lists_and_dicts_end_as_after_one_plain_call() -> None:
    state.LOG.clear()
    state.COUNTS.update(calls=0, total=0.0)
    assert srcad.grad(state.logged)(2.0) == pytest.approx(12.0)
    assert srcad.grad(state.logged)(2.0) == pytest.approx(20.0)
    assert state.LOG == [4.0, 4.0]
    assert state.COUNTS == {"calls": 2, "total": 4.0}


def test_a_mutable_default_keeps_what_a_call_put_there() -> None:
    assert srcad.grad(state.remembering)(3.0) == pytest.approx(6.0)
    assert srcad.grad(state.remembering)(3.0) == pytest.approx(6.0)
    assert state.remember.__defaults__ == ([3.0, 3.0],)
