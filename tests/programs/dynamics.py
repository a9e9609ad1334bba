"""Systems that move: bodies, particles, adaptive steps, rays, prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.registry import numbers, program


def bodies_inputs() -> tuple[Any, ...]:
    random = numbers(51)
    return random.normal(size=(5, 3)), 0.3 * random.normal(size=(5, 3)), random.uniform(0.5, 2.0, size=5), 0.3, 0.02, 6


def attract(x, mass, softening, force):
    force[:] = 0.0
    n = x.shape[0]
    for i in range(n):
        for j in range(i + 1, n):
            d = x[j] - x[i]
            pull = d / (d @ d + softening**2) ** 1.5
            force[i] += mass[j] * pull
            force[j] -= mass[i] * pull


@program(bodies_inputs, wrt=("x", "v", "mass", "softening"))
def n_body(x, v, mass, softening, dt, n):
    """Kick, drift, kick with softened gravity, pair by pair."""
    force = np.empty_like(x)
    attract(x, mass, softening, force)
    for _ in range(n):
        v += 0.5 * dt * force
        x += dt * v
        attract(x, mass, softening, force)
        v += 0.5 * dt * force
    return 0.5 * np.sum(mass[:, None] * v**2) + np.sum(x[0])


@program(bodies_inputs, wrt=("x", "v", "mass", "softening"))
def n_body_broadcast(x, v, mass, softening, dt, n):
    """The same with all pairs at once."""
    for _ in range(n):
        d = x[np.newaxis, :, :] - x[:, np.newaxis, :]
        r2 = np.sum(d**2, axis=2) + softening**2
        inverse = r2**-1.5
        np.fill_diagonal(inverse, 0.0)
        v += dt * np.einsum("ijk,ij,j->ik", d, inverse, mass)
        x += dt * v
    return 0.5 * np.sum(mass[:, None] * v**2) + np.sum(x[0])


def oscillator_inputs() -> tuple[Any, ...]:
    return np.array([1.5, 0.0]), 2.0, 1.2, 1e-3


def van_der_pol(y, mu, out):
    out[0] = y[1]
    out[1] = mu * (1.0 - y[0] ** 2) * y[1] - y[0]


@program(oscillator_inputs, wrt=("y", "mu"))
def adaptive_runge_kutta(y, mu, end, tolerance):
    """Bogacki and Shampine's pair; the size of the steps, and which are thrown away, follow the error."""
    t, dt = 0.0, 0.05
    k1, k2, k3, k4 = np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2)
    van_der_pol(y, mu, k1)
    while t < end:
        dt = min(dt, end - t)
        van_der_pol(y + 0.5 * dt * k1, mu, k2)
        van_der_pol(y + 0.75 * dt * k2, mu, k3)
        new = y + dt * (2.0 * k1 + 3.0 * k2 + 4.0 * k3) / 9.0
        van_der_pol(new, mu, k4)
        error = np.sqrt(np.mean((dt * (-5.0 * k1 / 72.0 + k2 / 12.0 + k3 / 9.0 - k4 / 8.0)) ** 2))
        if error <= tolerance:
            t += dt
            y = new
            k1[:] = k4
        dt *= min(2.0, max(0.3, 0.9 * (tolerance / error) ** (1.0 / 3.0)))
    return y[0] ** 2 + y[1]


@program(oscillator_inputs, wrt=("y", "mu"))
def runge_kutta_stages(y, mu, end, tolerance):
    """Classical Runge–Kutta whose stages are the rows of one array."""
    k = np.zeros((4, y.size))
    n = 12
    dt = end / n
    for _ in range(n):
        van_der_pol(y, mu, k[0])
        van_der_pol(y + 0.5 * dt * k[0], mu, k[1])
        van_der_pol(y + 0.5 * dt * k[1], mu, k[2])
        van_der_pol(y + dt * k[2], mu, k[3])
        y += dt / 6.0 * (k[0] + 2.0 * k[1] + 2.0 * k[2] + k[3])
    return np.sum(y**2)


def plasma_inputs() -> tuple[Any, ...]:
    random = numbers(52)
    cells, particles = 6, 9
    x = np.repeat(np.arange(cells), 2)[:particles] + random.uniform(0.3, 0.7, size=particles)
    return x, 0.05 * random.normal(size=particles), random.uniform(0.5, 1.5, size=particles), cells, 0.1, 2


def deposit(x, charge, rho):
    left = np.floor(x).astype(int)
    w = x - left
    np.add.at(rho, left % rho.size, charge * (1.0 - w))
    np.add.at(rho, (left + 1) % rho.size, charge * w)


def gather(field, x):
    left = np.floor(x).astype(int)
    w = x - left
    return field[left % field.size] * (1.0 - w) + field[(left + 1) % field.size] * w


@program(plasma_inputs, wrt=("x", "v", "charge"))
def particle_in_cell(x, v, charge, cells, dt, n):
    """Charge is deposited on a periodic grid, the field integrated, and gathered where the particles are."""
    rho = np.zeros(cells)
    for _ in range(n):
        rho[:] = 0.0
        deposit(x, charge, rho)
        field = np.cumsum(rho - rho.mean())
        field -= field.mean()
        v += dt * gather(field, x)
        x += dt * v
    return np.sum(charge * v**2) + np.sum(field**2)


def paths_inputs() -> tuple[Any, ...]:
    return 100.0, 0.25, 0.03, 105.0, 88.0, numbers(53).normal(size=(8, 24))


@program(paths_inputs, wrt=("spot", "volatility", "rate"))
def barrier_option(spot, volatility, rate, strike, barrier, noise):
    """A down-and-out call by Monte Carlo: paths that touch the barrier are worth nothing from there on."""
    steps, paths = noise.shape
    dt = 1.0 / steps
    prices = np.full(paths, spot)
    alive = np.ones(paths, dtype=bool)
    for i in range(steps):
        prices *= np.exp((rate - 0.5 * volatility**2) * dt + volatility * np.sqrt(dt) * noise[i])
        alive &= prices > barrier
    payoff = np.maximum(prices - strike, 0.0)
    payoff[~alive] = 0.0
    return np.exp(-rate) * payoff.mean()


@program(paths_inputs, wrt=("spot", "volatility", "rate"))
def asian_option(spot, volatility, rate, strike, barrier, noise):
    """All paths are kept in one array, filled step by step; the payoff is of their means."""
    steps, paths = noise.shape
    dt = 1.0 / steps
    table = np.empty((steps + 1, paths))
    table[0] = spot
    for i in range(steps):
        table[i + 1] = table[i] * (1.0 + rate * dt + volatility * np.sqrt(dt) * noise[i])
    payoff = table[1:].mean(axis=0) - strike
    payoff[payoff < 0.0] = 0.0
    return np.exp(-rate) * np.mean(payoff)


def rays_inputs() -> tuple[Any, ...]:
    lines = np.array([-1.5, -0.3, 0.2, 0.4, 1.6])
    return np.array([0.1, -0.2, 3.0]), 0.9, np.array([0.5, 0.6, -0.62]), lines, 20


@program(rays_inputs, wrt=("centre", "radius", "light"))
def ray_march(centre, radius, light, lines, n):
    """March rays to a sphere; those that miss are masked out, the brightness is clamped."""
    px, py = np.meshgrid(lines, lines)
    position = np.stack([px.ravel(), py.ravel(), np.zeros(px.size)], axis=1)
    travelled = np.zeros(px.size)
    marching = np.ones(px.size, dtype=bool)
    for _ in range(n):
        offset = position[marching] - centre
        distance = np.sqrt(np.sum(offset**2, axis=1)) - radius
        position[marching, 2] += distance
        travelled[marching] += distance
        marching &= travelled < 5.0
    hit = marching
    normal = (position[hit] - centre) / radius
    shade = np.zeros(px.size)
    shade[hit] = np.clip(normal @ (light / np.sqrt(light @ light)), 0.05, 0.9)
    return np.sum(shade) + 0.1 * np.sum(travelled[hit])
