"""Real programs: the gradient is right and leaves the arguments alone, or the program is refused, visibly."""

from __future__ import annotations

import copy
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import autograd
import autograd.numpy
import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.programs.families import FAMILIES, PROGRAMS
from tests.programs.registry import Program

#: What is refused today: the program, the code (none where only the running derivative can tell), and words of the
#: message. An entry whose program works must go.
REFUSED: dict[str, tuple[str | None, str]] = {}

#: What fails today, with the reason: not refused, as it should be as long as it does not work. Must become empty.
BROKEN: dict[str, str] = {}

#: The same, in single precision alone.
BROKEN_IN_SINGLE: dict[str, str] = {}


def parameters(programs: Iterable[Program], broken: Mapping[str, str]) -> list[Any]:
    """Return those programs as parameters of a test that are not refused; what is known to fail is marked."""

    def marks(program: Program) -> list[pytest.MarkDecorator]:
        return [pytest.mark.xfail(reason=broken[program.name])] if program.name in broken else []

    return [pytest.param(p, id=p.name, marks=marks(p)) for p in programs if p.name not in REFUSED]


#: Central differences of sixth order.
_WEIGHTS = ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60))
_STEPS = (2e-3, 1e-3)


def move(arguments: tuple[Any, ...], argnums: tuple[int, ...], direction: list[Any], step: float) -> tuple[Any, ...]:
    """Return fresh arguments, moved by ``step`` along the direction."""
    moved = list(copy.deepcopy(arguments))
    for position, d in zip(argnums, direction, strict=True):
        moved[position] = moved[position] + step * d
    return tuple(moved)


def slope(program: Program, direction: list[Any], step: float) -> float:
    """Return the derivative of the unmodified program along the direction."""
    arguments, argnums = program.make(), program.argnums

    def value(h: float) -> float:
        return float(program.function(*move(arguments, argnums, direction, h)))

    return sum(weight * (value(k * step) - value(-k * step)) for k, weight in _WEIGHTS) / step


def random_direction(program: Program, seed: int) -> list[Any]:
    """Return one direction for each differentiated argument."""
    random = np.random.default_rng(seed)
    arguments = program.make()
    return [random.normal(size=np.shape(arguments[i])) for i in program.argnums]


def assert_same(found: Any, expected: Any) -> None:
    """Check that two arguments are equal, entry by entry, and of one kind."""
    assert type(found) is type(expected)
    if isinstance(expected, np.ndarray):
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
    elif isinstance(expected, (list, tuple)):
        assert len(found) == len(expected)
        for one, other in zip(found, expected):
            assert_same(one, other)
    elif isinstance(expected, dict):
        assert_same(list(found.items()), list(expected.items()))
    elif hasattr(expected, "__dict__") and not callable(expected):
        assert_same(vars(found), vars(expected))
    else:
        assert found == expected


@pytest.mark.parametrize("program", parameters(PROGRAMS, BROKEN))
def test_gradient_is_that_of_the_unmodified_program(program: Program) -> None:
    arguments, untouched = program.make(), program.make()
    value, gradient = srcad.value_and_grad(program.function, program.wrt)(*arguments)
    assert value == program.function(*program.make())
    for found, expected in zip(arguments, untouched, strict=True):
        assert_same(found, expected)
    for position, found in zip(program.argnums, gradient, strict=True):
        assert_same_kind(found, arguments[position])
    for seed in range(3):
        direction = random_direction(program, seed)
        wide, narrow = (slope(program, direction, step) for step in _STEPS)
        assert wide == pytest.approx(narrow, rel=1e-8, abs=1e-8), "the inputs stand at a kink, or too near a pole"
        found = sum(np.sum(g * d) for g, d in zip(gradient, direction, strict=True))
        assert found == pytest.approx(narrow, rel=1e-7, abs=1e-8)


def assert_same_kind(found: Any, argument: Any) -> None:
    """Check that a gradient is of the kind, shape and dtype of its argument."""
    assert type(found) is type(argument)
    if isinstance(argument, np.ndarray):
        assert (found.dtype, found.shape) == (argument.dtype, argument.shape)


def single_precision(argument: Any) -> Any:
    """Return a float64 array as float32, anything else as it is."""
    real = isinstance(argument, np.ndarray) and argument.dtype == np.float64
    return argument.astype(np.float32) if real else argument


@pytest.mark.parametrize("program", parameters((p for p in PROGRAMS if p.name not in BROKEN), BROKEN_IN_SINGLE))
def test_gradient_of_single_precision_is_single(program: Program) -> None:
    arguments = tuple(single_precision(a) for a in program.make())
    derivative = srcad.grad(program.function, program.wrt)
    gradient, reference = derivative(*arguments), derivative(*program.make())
    for position, found, expected in zip(program.argnums, gradient, reference, strict=True):
        assert_same_kind(found, arguments[position])
        largest = np.max(np.abs(expected))
        np.testing.assert_allclose(found, expected, rtol=5e-3, atol=5e-3 * largest)


def with_autograd(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function as it is with autograd's NumPy in the place of its module's; its helpers too."""
    names = dict(function.__globals__)
    names["np"] = autograd.numpy
    for name, helper in list(names.items()):
        if isinstance(helper, types.FunctionType) and helper.__globals__ is function.__globals__:
            names[name] = types.FunctionType(helper.__code__, names, name, helper.__defaults__, helper.__closure__)
    return names[function.__name__]


@pytest.mark.parametrize("program", parameters((p for p in PROGRAMS if p.autograd), BROKEN))
def test_gradient_is_that_of_autograd(program: Program) -> None:
    gradient = srcad.grad(program.function, program.wrt)(*program.make())
    peer = autograd.grad(with_autograd(program.function), program.argnums)(*program.make())
    for found, expected in zip(gradient, peer, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("program", [pytest.param(p, id=p.name) for p in PROGRAMS if p.name in REFUSED])
def test_refusal_tells_what_is_missing(program: Program) -> None:
    code, words = REFUSED[program.name]
    derivative = srcad.grad(program.function, program.wrt)
    if code is None:
        with pytest.raises(TypeError, match=words):
            derivative(*program.make())
        return
    with pytest.raises(NotDifferentiable, match=words) as refusal:
        derivative(*program.make())
    assert code in [r.code for r in refusal.value.all()]
    assert refusal.value.location is not None


def test_families_hold_what_is_entered() -> None:
    modules = {family.__name__ for family in FAMILIES}
    assert {p.function.__module__ for p in PROGRAMS} == modules
    names = [p.name for p in PROGRAMS]
    assert len(set(names)) == len(names)
    assert set(REFUSED) <= set(names)
