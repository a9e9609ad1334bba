"""How a program is entered: ``@program(inputs, wrt=("u", "speed"))``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Program:
    """A function that returns one scalar, what makes its arguments, and the arguments to differentiate.

    ``autograd`` tells that autograd can differentiate it, unchanged, too.
    """

    function: Callable[..., Any]
    make: Callable[[], tuple[Any, ...]]
    wrt: tuple[str, ...]
    autograd: bool = False

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def argnums(self) -> tuple[int, ...]:
        names = list(inspect.signature(self.function).parameters)
        return tuple(names.index(name) for name in self.wrt)


PROGRAMS: list[Program] = []


def program(make: Callable[[], tuple[Any, ...]], wrt: tuple[str, ...], autograd: bool = False) -> Callable[[F], F]:
    """Enter the function below."""

    def enter(function: F) -> F:
        PROGRAMS.append(Program(function, make, wrt, autograd))
        return function

    return enter


def numbers(seed: int) -> np.random.Generator:
    """Return a source of the same random numbers each time."""
    return np.random.default_rng(seed)
