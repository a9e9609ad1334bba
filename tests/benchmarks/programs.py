"""The programs that are measured, in plain NumPy, each with its arguments and what a gradient may cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Benchmark:
    """A program and its arguments.

    ``limit`` is the most that the gradient may cost, in multiples of the program; autograd, where it can differentiate
    the program at all, gets ``peer_arguments``, a smaller problem where the whole would take it minutes.
    """

    label: str
    program: Callable[..., Any]
    arguments: tuple[Any, ...]
    limit: float | None = None
    peer_arguments: tuple[Any, ...] | None = None
    autograd_too: bool = True
    argnums: int | tuple[int, ...] = 0


def lotka_volterra(growth, predation, decay, feeding, n):
    prey, predators, dt = 1.0, 0.5, 2.0 / n
    for _ in range(n):
        a1 = prey * (growth - predation * predators)
        b1 = predators * (feeding * prey - decay)
        p, q = prey + 0.5 * dt * a1, predators + 0.5 * dt * b1
        a2 = p * (growth - predation * q)
        b2 = q * (feeding * p - decay)
        p, q = prey + 0.5 * dt * a2, predators + 0.5 * dt * b2
        a3 = p * (growth - predation * q)
        b3 = q * (feeding * p - decay)
        p, q = prey + dt * a3, predators + dt * b3
        a4 = p * (growth - predation * q)
        b4 = q * (feeding * p - decay)
        prey = prey + dt / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4)
        predators = predators + dt / 6.0 * (b1 + 2.0 * b2 + 2.0 * b3 + b4)
    return prey


def chain(x):
    y = np.sin(x) * x
    y = y + 0.5
    y = np.exp(y * 0.1)
    y = y / 3.0
    y = np.tanh(y)
    y = y * x - 1.0
    return np.sum(y)


def scalar_loop(x):
    y = x
    for _ in range(1000):
        y = np.sin(y) * x
    return y


def branches(x):
    y = x
    for i in range(1000):
        if i % 3 == 0:
            y = y * 0.5 + x
        else:
            y = y * y * 0.1
    return y


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def quadratic_form(x):
    return x @ (np.outer(x, x) @ x)


def log_sum_exp(x):
    peak = np.max(x)
    return peak + np.log(np.sum(np.exp(x - peak)))


def smooth(u):
    u = u.copy()
    for _ in range(50):
        u[1:-1] = 0.5 * (u[:-2] + u[2:])
    return np.sum(u**2)


def square(x):
    return x * x


def dot3(x, y, z):
    return np.sum(x * y * z)


def dot_of_dict(p):
    return np.sum(p["w"] * p["b"])


_RATES = (1.5, 1.0, 3.0, 1.0)
_THREE = np.ones(3)

BENCHMARKS = (
    Benchmark("RK4, 10,000 steps", lotka_volterra, (*_RATES, 10_000), 5.0, (*_RATES, 200), argnums=(0, 1, 2, 3)),
    *(Benchmark(f"chain, n = {n:,}", chain, (np.linspace(0.1, 1.0, n),), 3.0) for n in (3, 100, 10_000, 1_000_000)),
    Benchmark("scalar loop", scalar_loop, (0.9,)),
    Benchmark("branches", branches, (0.9,)),
    Benchmark("Rosenbrock", rosenbrock, (np.linspace(0.5, 1.5, 100),)),
    Benchmark("quadratic form", quadratic_form, (np.linspace(-1.0, 1.0, 200),)),
    Benchmark("log-sum-exp", log_sum_exp, (np.linspace(-3.0, 3.0, 10_000),)),
    Benchmark("stencil", smooth, (np.linspace(0.0, 1.0, 1000),), autograd_too=False),
)

#: What is called through the dispatcher: its cost over a direct call of the emitted function may be 1 µs.
DISPATCHED = (
    ("one float", square, (2.0,)),
    ("three arrays", dot3, (_THREE, _THREE, _THREE)),
    ("a dict", dot_of_dict, ({"w": _THREE, "b": _THREE},)),
)
