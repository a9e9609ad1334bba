"""The programs that are measured, in plain NumPy, each with its argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Benchmark:
    """``program(argument)`` is a scalar; ``autograd_too`` says whether autograd can differentiate it."""

    program: Callable[..., Any]
    argument: Any
    autograd_too: bool = True


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


BENCHMARKS = (
    Benchmark(scalar_loop, 0.9),
    Benchmark(branches, 0.9),
    Benchmark(rosenbrock, np.linspace(0.5, 1.5, 100)),
    Benchmark(quadratic_form, np.linspace(-1.0, 1.0, 200)),
    Benchmark(log_sum_exp, np.linspace(-3.0, 3.0, 10_000)),
    Benchmark(smooth, np.linspace(0.0, 1.0, 1000), autograd_too=False),
)
