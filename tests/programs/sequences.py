"""Estimation and dynamic programmes: tables and states that are filled step by step."""

# ruff: noqa: N803, N806

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.factorisations import positive_definite
from tests.programs.registry import numbers, program


def tracking_inputs() -> tuple[Any, ...]:
    random = numbers(61)
    F = np.eye(3) + 0.1 * random.normal(size=(3, 3))
    return F, random.normal(size=(2, 3)), 0.1 * positive_definite(3, 62), np.eye(2), random.normal(size=(5, 2))


@program(tracking_inputs, wrt=("F", "H", "Q", "R", "data"))
def kalman_filter(F, H, Q, R, data):
    """The log-likelihood of a linear state-space model; the inverse of a 2 by 2 matrix is written out."""
    x = np.zeros(F.shape[0])
    P = np.eye(F.shape[0])
    inverse = np.empty((2, 2))
    total = 0.0
    for z in data:
        x = F @ x
        P = F @ P @ F.T + Q
        innovation = z - H @ x
        S = H @ P @ H.T + R
        det = S[0, 0] * S[1, 1] - S[0, 1] * S[1, 0]
        inverse[0, 0], inverse[1, 1] = S[1, 1] / det, S[0, 0] / det
        inverse[0, 1], inverse[1, 0] = -S[0, 1] / det, -S[1, 0] / det
        K = P @ H.T @ inverse
        x += K @ innovation
        P -= K @ H @ P
        total -= 0.5 * (innovation @ inverse @ innovation + np.log(det))
    return total


@program(tracking_inputs, wrt=("F", "H", "Q", "R", "data"), autograd=True)
def kalman_filter_by_solve(F, H, Q, R, data):
    """The same by ``np.linalg``, without writes."""
    x = np.zeros(F.shape[0])
    P = np.eye(F.shape[0])
    total = 0.0
    for z in data:
        x = F @ x
        P = F @ P @ F.T + Q
        innovation = z - H @ x
        S = H @ P @ H.T + R
        K = np.linalg.solve(S, H @ P).T
        total = total - 0.5 * (innovation @ np.linalg.solve(S, innovation) + np.linalg.slogdet(S)[1])
        x = x + K @ innovation
        P = P - K @ H @ P
    return total


def markov_inputs() -> tuple[Any, ...]:
    random = numbers(63)
    return random.normal(size=(4, 4)), random.normal(size=(4, 3)), random.normal(size=4), random.integers(0, 3, size=7)


def normalise_rows(scores):
    scores -= scores.max(axis=-1, keepdims=True)
    scores[...] = np.exp(scores)
    scores /= scores.sum(axis=-1, keepdims=True)


@program(markov_inputs, wrt=("transition", "emission", "initial"))
def hidden_markov_forward(transition, emission, initial, observed):
    """The scaled forward algorithm; the scores become probabilities where they stand."""
    normalise_rows(transition)
    normalise_rows(emission)
    normalise_rows(initial)
    alpha = np.zeros((observed.size, initial.size))
    scale = np.zeros(observed.size)
    alpha[0] = initial * emission[:, observed[0]]
    for t in range(observed.size):
        if t > 0:
            alpha[t] = alpha[t - 1] @ transition * emission[:, observed[t]]
        scale[t] = alpha[t].sum()
        alpha[t] /= scale[t]
    return np.sum(np.log(scale))


@program(markov_inputs, wrt=("transition", "emission", "initial"))
def viterbi_score(transition, emission, initial, observed):
    """The score of the best path, in scalar loops over states; and which path, in integers."""
    n = initial.size
    score = initial + emission[:, observed[0]]
    new = np.zeros(n)
    back = np.zeros((observed.size, n), dtype=int)
    for t in range(1, observed.size):
        for j in range(n):
            best = -np.inf
            for i in range(n):
                candidate = score[i] + transition[i, j]
                if candidate > best:
                    best = candidate
                    back[t, j] = i
            new[j] = best + emission[j, observed[t]]
        score[:] = new
    last = int(np.argmax(score))
    total = score[last] ** 2
    for t in range(observed.size - 1, 0, -1):
        last = back[t, last]
        total += initial[last]
    return total


def warping_inputs() -> tuple[Any, ...]:
    random = numbers(64)
    return random.normal(size=6), random.normal(size=7)


@program(warping_inputs, wrt=("x", "y"))
def dynamic_time_warping(x, y):
    """The cost of the best alignment, in a table with a border of infinities."""
    cost = np.full((x.size + 1, y.size + 1), np.inf)
    cost[0, 0] = 0.0
    for i in range(1, x.size + 1):
        for j in range(1, y.size + 1):
            d = (x[i - 1] - y[j - 1]) ** 2
            cost[i, j] = d + min(cost[i - 1, j], cost[i, j - 1], cost[i - 1, j - 1])
    return cost[-1, -1]


@program(warping_inputs, wrt=("x", "y"))
def soft_time_warping(x, y):
    """The same with a smooth minimum, and two rows in the place of the table."""
    previous = np.full(y.size + 1, 1e3)
    current = np.empty(y.size + 1)
    previous[0] = 0.0
    for i in range(x.size):
        current[0] = 1e3
        for j in range(y.size):
            three = np.array([previous[j], previous[j + 1], current[j]])
            low = np.min(three)
            current[j + 1] = (x[i] - y[j]) ** 2 + low - np.log(np.sum(np.exp(low - three)))
        previous, current = current, previous
    return previous[-1]


def terrain_inputs() -> tuple[Any, ...]:
    return (numbers(65).uniform(0.1, 2.0, size=(5, 6)),)


@program(terrain_inputs, wrt=("cost",))
def shortest_path(cost):
    """The cheapest way through a grid, right and down; the table overwrites the costs."""
    rows, columns = cost.shape
    for j in range(1, columns):
        cost[0, j] += cost[0, j - 1]
    for i in range(1, rows):
        cost[i, 0] += cost[i - 1, 0]
        for j in range(1, columns):
            cost[i, j] += min(cost[i - 1, j], cost[i, j - 1])
    return cost[-1, -1] ** 2


@program(terrain_inputs, wrt=("cost",))
def widest_seam(cost):
    """Row by row with ``np.minimum`` and ``np.maximum``: the seam whose dearest cell is the cheapest."""
    best = cost[0].copy()
    for row in cost[1:]:
        reach = best.copy()
        reach[1:] = np.minimum(reach[1:], best[:-1])
        reach[:-1] = np.minimum(reach[:-1], best[1:])
        np.maximum(reach, row, out=best)
    return np.min(best) + 0.1 * np.sum(best)


def lengths_inputs() -> tuple[Any, ...]:
    return (numbers(600).uniform(0.1, 2.0, size=(5, 5)),)


@program(lengths_inputs, wrt=("d",))
def floyd_warshall(d):
    """All shortest distances between the first nodes of a graph, in place."""
    np.fill_diagonal(d, 0.0)
    for k in range(d.shape[0]):
        np.minimum(d, d[:, k : k + 1] + d[k : k + 1, :], out=d)
    return np.sum(d**2)
