"""State in lists, dicts and objects that programs change as they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.programs.registry import numbers, program


class RingBuffer:
    """The last ``size`` values that were put in."""

    def __init__(self, size):
        self.cells = np.zeros(size)
        self.position = 0
        self.count = 0

    def put(self, value):
        self.cells[self.position] = value
        self.position = (self.position + 1) % self.cells.size
        self.count = min(self.count + 1, self.cells.size)

    def mean(self):
        return np.sum(self.cells) / self.count


def stream_inputs() -> tuple[Any, ...]:
    return numbers(81).normal(size=9), 4


@program(stream_inputs, wrt=("x",))
def ring_buffer_object(x, size):
    """A moving average by an object that keeps a ring and counters."""
    ring = RingBuffer(size)
    total = 0.0
    for value in x:
        ring.put(value**2)
        total += np.sin(ring.mean())
    return total


@program(stream_inputs, wrt=("x",))
def history_list(x, size):
    """A recurrence over a list that grows at one end and is cut at the other."""
    history = [x[0], x[1]]
    total = 0.0
    for value in x[2:]:
        history.append(0.5 * history[-1] * history[-2] + value)
        if len(history) > size:
            total += history.pop(0)
    history[0] *= 2.0
    return total + sum([h * h for h in history])


def regression_inputs() -> tuple[Any, ...]:
    random = numbers(82)
    start = {"weights": random.normal(size=3), "offset": np.zeros(1)}
    return start, random.normal(size=(7, 3)), random.normal(size=7), 0.1, 4


@program(regression_inputs, wrt=("x", "y", "rate"))
def adam_in_dicts(start, x, y, rate, n):
    """Steps of Adam: parameters and moments are arrays in dicts, written to where they stand."""
    parameters, first, second = {}, {}, {}
    for name, value in start.items():
        parameters[name] = value.copy()
        first[name] = np.zeros_like(value)
        second[name] = np.zeros_like(value)
    for t in range(1, n + 1):
        error = x @ parameters["weights"] + parameters["offset"] - y
        slopes = {"weights": x.T @ error / len(y), "offset": np.mean(error, keepdims=True)}
        for name, slope in slopes.items():
            first[name] *= 0.9
            first[name] += 0.1 * slope
            second[name] *= 0.99
            second[name] += 0.01 * slope**2
            step = first[name] / (1.0 - 0.9**t) / (np.sqrt(second[name] / (1.0 - 0.99**t)) + 1e-3)
            parameters[name] -= rate * step
    return np.sum((x @ parameters["weights"] + parameters["offset"] - y) ** 2)


@program(regression_inputs, wrt=("x", "y", "rate"))
def momentum_in_lists(start, x, y, rate, n):
    """Descent with momentum over lists of arrays that are replaced entry by entry."""
    parameters = [start["weights"].copy(), start["offset"].copy()]
    velocity = [np.zeros(3), np.zeros(1)]
    for _ in range(n):
        error = x @ parameters[0] + parameters[1] - y
        slopes = [x.T @ error / len(y), np.mean(error, keepdims=True)]
        for i in range(len(parameters)):
            velocity[i] = 0.8 * velocity[i] - rate * slopes[i]
            parameters[i] = parameters[i] + velocity[i]
    return np.sum((x @ parameters[0] + parameters[1] - y) ** 2)


@dataclass
class Pendulum:
    """Angle and speed, moved by a method."""

    angle: float
    speed: float
    friction: float

    def step(self, dt):
        self.speed -= dt * (np.sin(self.angle) + self.friction * self.speed)
        self.angle += dt * self.speed

    def energy(self):
        return 0.5 * self.speed**2 + 1.0 - np.cos(self.angle)


def swing_inputs() -> tuple[Any, ...]:
    return Pendulum(1.2, 0.1, 0.3), 0.9, 12


@program(swing_inputs, wrt=("push",))
def pendulum_pushed(pendulum, push, n):
    """The object is an argument, which is left as it was."""
    pendulum.speed += push
    for _ in range(n):
        pendulum.step(0.1)
    return pendulum.energy() * pendulum.angle


def pendulum_inputs() -> tuple[Any, ...]:
    return 1.2, 0.1, 0.3, 12


@program(pendulum_inputs, wrt=("angle", "speed", "friction"))
def pendulum_object(angle, speed, friction, n):
    """A simulation whose state are the attributes of an object."""
    pendulum = Pendulum(angle, speed, friction)
    work = 0.0
    for _ in range(n):
        before = pendulum.energy()
        pendulum.step(0.1)
        work += (before - pendulum.energy()) ** 2
    return pendulum.energy() + work
