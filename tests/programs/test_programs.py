"""Real programs: each gradient is right, in random directions, and leaves the arguments alone; or is refused, visibly."""

from __future__ import annotations

import copy
import types
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy
import numpy as np
import pytest

import srcad
from srcad.errors import NotDifferentiable
from tests.programs import factorisations, stencils
from tests.programs.registry import PROGRAMS, Program

FAMILIES = (factorisations, stencils)

#: What is refused today: the program, the code, and words of the message. An entry whose program works must go.
REFUSED: dict[str, tuple[str, str]] = {}

RIGHT = [pytest.param(p, id=p.name) for p in PROGRAMS if p.name not in REFUSED]

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
    else:
        assert found == expected


@pytest.mark.parametrize("program", RIGHT)
def test_gradient_is_that_of_the_unmodified_program(program: Program) -> None:
    arguments, untouched = program.make(), program.make()
    value, gradient = srcad.value_and_grad(program.function, program.wrt)(*arguments)
    assert value == program.function(*program.make())
    for found, expected in zip(arguments, untouched, strict=True):
        assert_same(found, expected)
    for seed in range(3):
        direction = random_direction(program, seed)
        wide, narrow = (slope(program, direction, step) for step in _STEPS)
        assert wide == pytest.approx(narrow, rel=1e-5, abs=1e-7), "the inputs stand at a kink, or too near a pole"
        found = sum(np.sum(g * d) for g, d in zip(gradient, direction, strict=True))
        assert found == pytest.approx(narrow, rel=1e-7, abs=1e-8)


def single_precision(argument: Any) -> Any:
    """Return a float64 array as float32, anything else as it is."""
    real = isinstance(argument, np.ndarray) and argument.dtype == np.float64
    return argument.astype(np.float32) if real else argument


@pytest.mark.parametrize("precision", ["double", "single"])
@pytest.mark.parametrize("program", RIGHT)
def test_gradient_keeps_kind_shape_and_dtype(program: Program, precision: str) -> None:
    arguments = program.make()
    if precision == "single":
        arguments = tuple(single_precision(a) for a in arguments)
    derivative = srcad.grad(program.function, program.wrt)
    gradient, reference = derivative(*arguments), derivative(*program.make())
    for position, found, expected in zip(program.argnums, gradient, reference, strict=True):
        argument = arguments[position]
        assert type(found) is type(argument)
        if isinstance(argument, np.ndarray):
            assert (found.dtype, found.shape) == (argument.dtype, argument.shape)
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


@pytest.mark.parametrize("program", [p for p in RIGHT if p.values[0].autograd])
def test_gradient_is_that_of_autograd(program: Program) -> None:
    gradient = srcad.grad(program.function, program.wrt)(*program.make())
    peer = autograd.grad(with_autograd(program.function), program.argnums)(*program.make())
    for found, expected in zip(gradient, peer, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("program", [pytest.param(p, id=p.name) for p in PROGRAMS if p.name in REFUSED])
def test_refusal_tells_what_is_missing(program: Program) -> None:
    code, words = REFUSED[program.name]
    with pytest.raises(NotDifferentiable, match=words) as refusal:
        srcad.grad(program.function, program.wrt)(*program.make())
    assert code in [r.code for r in refusal.value.all()]
    assert refusal.value.location is not None


def test_families_hold_what_is_entered() -> None:
    modules = {family.__name__ for family in FAMILIES}
    assert {p.function.__module__ for p in PROGRAMS} == modules
    names = [p.name for p in PROGRAMS]
    assert len(set(names)) == len(names)
    assert set(REFUSED) <= set(names)
