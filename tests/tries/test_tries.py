"""Try statements: gradients whether or not the body raises, what leaves them, and what is refused."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.flow.numerical import differences
from tests.tries import exceptions, halfway, leaving, programs, unassigned
from tests.tries.programs import CASES

#: They enter their programs into the cases.
TABLES = (programs, halfway, leaving, unassigned)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "arguments"), CASES, ids=[f"{f.__name__}-{i}" for i, (f, _) in enumerate(CASES)])
def test_gradient_is_that_of_differences(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    x, *rest = arguments
    value, gradient = srcad.value_and_grad(function)(x, *rest)
    assert value == function(x, *rest)
    expected = differences(lambda point: float(function(point, *rest)), x, 1e-4)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-8)


CARRYING = [
    f
    for f in vars(exceptions).values()
    if isinstance(f, FunctionType) and f.__module__ == exceptions.__name__ and f is not exceptions.root
]


@pytest.mark.parametrize("function", CARRYING, ids=lambda f: f.__name__)
@pytest.mark.parametrize("x", [1.3, 0.7])
def test_exceptions_carry_values(function: Callable[[float], float], x: float) -> None:
    value, gradient = srcad.value_and_grad(function)(x)
    assert value == function(x)
    np.testing.assert_allclose(gradient, differences(function, x, 1e-4), rtol=1e-6, atol=1e-8)


def two_classes_of_which_one_carries(x):
    try:
        value = exceptions.root(x, 50)
        raise exceptions.Plain(value)
    except exceptions.NotConverged:
        return 0.0
    except exceptions.Plain as e:
        return e.args[0]


def may_carry_a_text(x):
    try:
        if x > 9.0:
            raise ValueError(x)
        return np.log(x) + math.sqrt(-x)
    except ValueError as error:
        return error.args[0] * x


@pytest.mark.parametrize("function", [may_carry_a_text, two_classes_of_which_one_carries])
def test_what_a_handler_may_not_have_got_from_the_program_is_refused(function: Callable[[float], float]) -> None:
    with pytest.raises(NotDifferentiable, match="attribute of an active value"):
        srcad.grad(function)(1.3)


def test_a_class_of_the_function_keeps_its_name_and_its_base() -> None:
    def fails(x):
        class Failed(KeyError):
            pass

        if x > 0:
            raise Failed("too large")
        return x

    with pytest.raises(KeyError) as found:
        srcad.grad(fails)(1.0)
    assert type(found.value).__name__ == "Failed"
    assert found.value.args == ("too large",)


# ---------------------------------------------------------------------- what leaves a statement


def raises_another(x, z):
    try:
        return x / z
    except ZeroDivisionError as error:
        raise ValueError(f"no quotient of {x}") from error


def is_not_caught(x, z):
    try:
        y = x * x
        return y / z
    except (KeyError, IndexError):
        return x


def raises_again_behind_steps(x, z):
    y = x
    try:
        y = y * x
        y = y / z
    except ZeroDivisionError:
        if y > 1:
            raise
    return y


@pytest.mark.parametrize("function", [raises_another, is_not_caught, raises_again_behind_steps])
def test_exceptions_are_those_of_the_program(function: Callable[..., Any]) -> None:
    with pytest.raises((ValueError, ArithmeticError)) as expected:
        function(3.0, 0.0)
    with pytest.raises((ValueError, ArithmeticError)) as found:
        srcad.grad(function)(3.0, 0.0)
    assert (type(found.value), str(found.value)) == (type(expected.value), str(expected.value))
    assert type(found.value.__cause__) is type(expected.value.__cause__)


LOG: list[str] = []


def prints_on_every_way(x, n):
    total = 0.0
    for i in range(n):
        try:
            print("try", i)
            total = total + x / (i - 1)
        except ZeroDivisionError:
            print("except")
            continue
        else:
            print("else")
        finally:
            print("finally")
    return total


def test_effects_happen_once_and_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    prints_on_every_way(2.0, 3)
    expected = capsys.readouterr().out
    srcad.grad(prints_on_every_way)(2.0, 3)
    assert capsys.readouterr().out == expected


def test_only_the_forward_sweep_catches() -> None:
    def root(x):
        try:
            y = x**0.5
        except ZeroDivisionError:
            y = 1.0
        return y

    with np.errstate(all="ignore"):
        found = srcad.grad(root)(0.0)
    assert found == np.inf


# ---------------------------------------------------------------------- what is refused


def leaves_twice(x):
    for i in range(3):
        try:
            if i == 1:
                return x
        finally:
            if i == 1:
                break
    return x * x


def a_list_of_known_numbers(x):
    b = x
    for _ in range(2):
        try:
            same = values
            values = [0.5, 0.25]
            b = b * 3.0 + 1 / 0
        except ZeroDivisionError:
            b *= 5.0
        except NameError:
            b *= x
    return b


def yields_in_try(x):
    def values():
        for k in range(3):
            try:
                yield x / k
            except ZeroDivisionError:
                yield x

    return sum(values())


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (leaves_twice, "finally block"),
        (a_list_of_known_numbers, "may have no value here"),
        (yields_in_try, "yield"),
    ],
    ids=lambda v: getattr(v, "__name__", None),
)
def test_what_is_not_described_is_refused(function: Callable[..., Any], text: str) -> None:
    with pytest.raises(NotDifferentiable, match=text) as caught:
        srcad.grad(function)(1.3)
    assert caught.value.location is not None


def suppressing():
    return contextlib.suppress(KeyError)


def suppressed_by_a_helper(x):
    with suppressing():
        x = x * 2.0
        {}["k"]
    return x


def suppressed_or_not(x):
    with contextlib.suppress(KeyError) if x > 0 else contextlib.nullcontext():
        x = x * 2.0
        {}["k"]
    return x


def suppressed_by_a_stack(x):
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.suppress(KeyError))
        x = x * 2.0
        {}["k"]
    return x


@pytest.mark.parametrize("function", [suppressed_by_a_helper, suppressed_or_not, suppressed_by_a_stack])
def test_managers_that_may_hold_exceptions_back_are_refused(function: Callable[[float], float]) -> None:
    with pytest.raises(NotDifferentiable, match="holds exceptions back"):
        srcad.grad(function)(1.3)


def doubles(a, k):
    a[0] *= 2.0
    if k == 0:
        raise ValueError
    doubles(a, k - 1)


def recursive_in_a_try(x):
    a = np.array([x, 1.0])
    try:
        doubles(a, 2)
    except ValueError:
        pass
    return a[0]


def test_recursive_functions_that_change_what_they_share_are_refused_in_a_try() -> None:
    with pytest.raises(NotDifferentiable, match="calls itself and changes what it shares"):
        srcad.grad(recursive_in_a_try)(1.3)
