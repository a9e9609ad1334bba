"""The array kernels: real programs that write into their arguments, at sizes where NumPy's work dominates.

Each is a program of :mod:`tests.programs`, unmodified. A gradient may cost three times its program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.programs import Benchmark
from tests.programs.dynamics import n_body_broadcast
from tests.programs.networks import attention, batch_normalisation, conv2d, conv2d_by_taps, lstm
from tests.programs.stencils import (
    heat_3d,
    jacobi_2d,
    poisson_2d,
    poisson_2d_swapped,
    upwind_advection,
    viscous_burgers,
    wave_1d,
)

LIMIT = 3.0
#: What the memory of a gradient may be, in multiples of the program's; whatever the number of steps.
MEMORY_LIMIT = 3.0
MEMORY_STEPS = (10, 100, 1000)

_random = np.random.default_rng(0)
_GRID = _random.normal(size=(500, 500))
_SOURCE = 0.1 * _random.normal(size=(500, 500))
_CUBE = _random.normal(size=(48, 48, 48))
_LINE = np.linspace(0.0, 1.0, 100_000)
_BUMP = np.exp(-50.0 * (_LINE - 0.4) ** 2)
_FLOW = np.sin(9.0 * _LINE)
_IMAGES, _KERNEL, _BIAS = (_random.normal(size=s) for s in ((16, 24, 24, 8), (3, 3, 8, 16), (16,)))
_BATCH, _GAMMA, _BETA = (_random.normal(size=s) for s in ((512, 256), (256,), (256,)))
_QUERIES, _KEYS, _VALUES = (_random.normal(size=s) for s in ((8, 128, 64), (8, 128, 64), (8, 128, 64)))
_SEQUENCE, _W, _U, _B = (0.2 * _random.normal(size=s) for s in ((20, 64, 32), (32, 512), (128, 512), (512,)))
_BODIES, _SPEEDS, _MASSES = (_random.normal(size=(200, 3)), _random.normal(size=(200, 3)), np.full(200, 0.005))


def kernel(label: str, program: Callable[..., Any], *arguments: Any, argnums: tuple[int, ...] = (0,)) -> Benchmark:
    """Return a kernel as a benchmark; autograd cannot differentiate what writes."""
    return Benchmark(label, program, arguments, LIMIT, autograd_too=program is attention, argnums=argnums)


ARRAY_KERNELS = (
    kernel("jacobi 2-d", jacobi_2d, _GRID, 20),
    kernel("Poisson 2-d", poisson_2d, _GRID, _SOURCE, 20, argnums=(0, 1)),
    kernel("Poisson 2-d, swapped", poisson_2d_swapped, _GRID, _SOURCE, 20, argnums=(0, 1)),
    kernel("heat 3-d", heat_3d, _CUBE, 0.1, 10, argnums=(0, 1)),
    kernel("wave", wave_1d, _BUMP, 1.0 + 0.3 * _LINE, 0.5, 20, argnums=(0, 1)),
    kernel("advection", upwind_advection, _BUMP, _FLOW, 0.4, 20, argnums=(0, 1)),
    kernel("Burgers", viscous_burgers, 1.5 + _FLOW, 1e-5, 1e-6, 20, argnums=(0, 1)),
    kernel("conv2d by pixels", conv2d, _IMAGES, _KERNEL, _BIAS, argnums=(0, 1, 2)),
    kernel("conv2d by taps", conv2d_by_taps, _IMAGES, _KERNEL, _BIAS, argnums=(0, 1, 2)),
    kernel("batch norm", batch_normalisation, _BATCH, _GAMMA, _BETA, 3, argnums=(0, 1, 2)),
    kernel("attention", attention, _QUERIES, _KEYS, _VALUES, argnums=(0, 1, 2)),
    kernel("LSTM", lstm, _SEQUENCE, _W, _U, _B, argnums=(0, 1, 2, 3)),
    kernel("n-body", n_body_broadcast, _BODIES, _SPEEDS, _MASSES, 0.1, 1e-3, 5, argnums=(0, 1, 2)),
)


def stencil_arguments(steps: int) -> tuple[Any, ...]:
    """Return arguments of :func:`jacobi_2d` for the measure of memory."""
    return _GRID[:200, :200].copy(), steps
