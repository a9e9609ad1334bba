"""Finite differences on grids: explicit steps and sweeps that write into the grid."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.registry import numbers, program


def jacobi_inputs() -> tuple[Any, ...]:
    return numbers(1).normal(size=(7, 8)), 6


@program(jacobi_inputs, wrt=("u",))
def jacobi_2d(u, n):
    """Jacobi iterations for Laplace's equation; the boundary is fixed."""
    for _ in range(n):
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    return np.sum(u**2)


def poisson_inputs() -> tuple[Any, ...]:
    random = numbers(1)
    return random.normal(size=(7, 8)), 0.1 * random.normal(size=(7, 8)), 6


@program(poisson_inputs, wrt=("u", "source"))
def poisson_2d(u, source, n):
    """The same for Poisson's equation."""
    for _ in range(n):
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] + source[1:-1, 1:-1])
    return np.sum(u**2)


@program(poisson_inputs, wrt=("u", "source"))
def poisson_2d_swapped(u, source, n):
    """The same with two grids that change places."""
    new = u.copy()
    for _ in range(n):
        new[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] + source[1:-1, 1:-1])
        u, new = new, u
    return np.sum(u**2)


def heat_inputs() -> tuple[Any, ...]:
    return numbers(2).normal(size=(5, 6, 4)), 0.1, 3


@program(heat_inputs, wrt=("u", "rate"))
def heat_3d(u, rate, n):
    """Explicit heat equation in three dimensions, with the Laplacian in an array of its own."""
    laplacian = np.zeros_like(u)
    core = (slice(1, -1), slice(1, -1), slice(1, -1))
    for _ in range(n):
        laplacian[core] = -6.0 * u[core]
        laplacian[core] += u[:-2, 1:-1, 1:-1] + u[2:, 1:-1, 1:-1]
        laplacian[core] += u[1:-1, :-2, 1:-1] + u[1:-1, 2:, 1:-1]
        laplacian[core] += u[1:-1, 1:-1, :-2] + u[1:-1, 1:-1, 2:]
        u += rate * laplacian
    return np.sum(u[core] ** 2)


def wave_inputs() -> tuple[Any, ...]:
    x = np.linspace(0.0, 1.0, 14)
    return np.exp(-50.0 * (x - 0.4) ** 2), 1.0 + 0.3 * np.sin(3.0 * x), 0.5, 9


@program(wave_inputs, wrt=("start", "speed"))
def wave_1d(start, speed, courant, n):
    """Leapfrog for the wave equation with a speed that varies in space; three time levels take turns."""
    before = start.copy()
    now = start.copy()
    after = np.zeros_like(start)
    squared = (courant * speed) ** 2
    for _ in range(n):
        after[1:-1] = 2.0 * now[1:-1] - before[1:-1] + squared[1:-1] * (now[2:] - 2.0 * now[1:-1] + now[:-2])
        after[0] = 0.0
        after[-1] = after[-2]
        before, now, after = now, after, before
    return np.sum(now**2)


def gauss_seidel_inputs() -> tuple[Any, ...]:
    random = numbers(3)
    return random.normal(size=(5, 6)), random.normal(size=(5, 6)), 1.3, 3


@program(gauss_seidel_inputs, wrt=("u", "source", "omega"))
def gauss_seidel_2d(u, source, omega, sweeps):
    """Successive over-relaxation, point by point; each point sees what was written before it."""
    rows, columns = u.shape
    for _ in range(sweeps):
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                new = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - source[i, j])
                u[i, j] += omega * (new - u[i, j])
    return np.sum(u * u)


@program(gauss_seidel_inputs, wrt=("u", "source"))
def red_black(u, source, omega, sweeps):
    """Red-black relaxation: strided slices in the place of the loops over points."""
    for _ in range(sweeps):
        for first in (1, 2):
            for i in range(1, u.shape[0] - 1):
                start = 1 + (i + first) % 2
                row = u[i, start:-1:2]
                around = u[i - 1, start:-1:2] + u[i + 1, start:-1:2] + u[i, start - 1 : -2 : 2] + u[i, start + 1 :: 2]
                row += omega * (0.25 * (around - source[i, start:-1:2]) - row)
    return np.sum(u * u)


def advection_inputs() -> tuple[Any, ...]:
    random = numbers(4)
    return random.normal(size=12), np.sign(random.normal(size=12)) * random.uniform(0.2, 1.0, size=12), 0.4, 7


def upwind_step(u, velocity, ratio, out):
    forward = np.maximum(velocity, 0.0)
    backward = np.minimum(velocity, 0.0)
    out[1:-1] = u[1:-1] - ratio * (forward[1:-1] * (u[1:-1] - u[:-2]) + backward[1:-1] * (u[2:] - u[1:-1]))
    out[0] = out[-2]
    out[-1] = out[1]


@program(advection_inputs, wrt=("u", "velocity"))
def upwind_advection(u, velocity, ratio, n):
    """First-order upwind advection, periodic; the step writes into the grid that it is given."""
    new = np.empty_like(u)
    for _ in range(n):
        upwind_step(u, velocity, ratio, new)
        u[:] = new
    return np.sum(u**2)


def burgers_inputs() -> tuple[Any, ...]:
    x = np.linspace(0.0, 2.0 * np.pi, 16)
    return 1.5 + np.sin(x), 0.07, 0.05, 8


@program(burgers_inputs, wrt=("u", "viscosity"))
def viscous_burgers(u, viscosity, dt, n):
    """Burgers' equation: the nonlinear flux of Lax and Friedrichs, and diffusion."""
    dx = 2.0 * np.pi / (u.size - 1)
    flux = np.zeros(u.size - 1)
    for _ in range(n):
        flux[:] = 0.25 * (u[:-1] ** 2 + u[1:] ** 2)
        flux -= 0.5 * np.abs(u[:-1] + u[1:]) / 2.0 * (u[1:] - u[:-1])
        flux -= viscosity * (u[1:] - u[:-1]) / dx
        u[1:-1] -= dt / dx * (flux[1:] - flux[:-1])
    return dx * np.sum(u**2)
