"""Programs whose memory is computed by hand in the tests."""

from __future__ import annotations

import numpy as np


def wave(x, n):
    y = x
    for _ in range(n):
        y = np.sin(y) * x
    return y


def jacobi(u, n):
    for _ in range(n):
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    return np.sum(u[1:-1, 1:-1])


def smooth(u, n):
    for _ in range(n):
        u[1:-1] = 0.5 * (u[:-2] + u[2:])
    return np.sum(u**2)


def nested(x, n, m):
    for _ in range(n):
        for _ in range(m):
            x = np.sin(x)
        x = np.exp(x) * 0.1
    return np.sum(x)


def triangle(x, n):
    for i in range(n):
        for _ in range(i):
            x = np.sin(x)
    return np.sum(x)


def choose(x, n):
    for i in range(n):
        if i % 3 == 0:
            x = np.sin(x)
    return np.sum(x)


def halve(x):
    while x > 1.0:
        x = np.sqrt(x)
    return x


def helper(a, b):
    return np.tanh(a * b)


def calls_helper(x, w, n):
    for _ in range(n):
        x = helper(x, w)
    return np.sum(x)


def power(x, n):
    if n == 0:
        return 1.0
    return np.sin(x) * power(x, n - 1)


def buffer(u, n):
    v = u.copy()
    w = v
    for _ in range(n):
        w[1:] = np.sin(v[:-1])
    return np.sum(v * u)


def broken_off(x, n):
    for i in range(n):
        x = np.sin(x)
        if i == 4:
            break
    return np.sum(x)


def twice(x, n):
    total = 0.0
    for _ in range(n):
        x = np.sin(x)
        total = total + np.sum(x * x)
    return total


def items(xs):
    total = 0.0
    for x in xs:
        total = np.sin(total) + x * x
    return total


def straight(x):
    y = np.exp(x)
    z = np.sin(y)
    return np.sum(z * z)


def linear(x, a):
    return np.sum(a * x)


def scaled(u, dt, n):
    for _ in range(n):
        u = u + dt * np.roll(u, 1)
    return np.sum(u)


def rotating(u, n):
    before, now, after = u.copy(), u.copy(), u.copy()
    for _ in range(n):
        after[1:-1] = np.sin(now[1:-1]) - before[1:-1] * now[:-2]
        before, now, after = now, after, before
    return np.sum(now)


def some_branch(x, n):
    if x[0] > 0.0:
        y = np.exp(x)
        for _ in range(n):
            y = y * np.sin(y)
        return np.sum(y * y)
    z = np.tanh(x)
    return np.sum(z * z)


def caught(x, n):
    for _ in range(n):
        try:
            y = np.sin(x)
            if np.sum(y) > 12.0:
                raise ValueError
            x = y * y
        except ValueError:
            x = np.exp(x) * 0.1
    return np.sum(x * x)
