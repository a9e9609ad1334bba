"""Parameters of models in lists and dicts: arrays of different shapes, updated in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.flow.numerical import assert_gradients

WEIGHTS = np.array([0.37, -0.61, 1.29])


def momentum(x, w):
    params = [np.outer(w, w), w.copy()]
    state = [np.zeros_like(p) for p in params]
    for _ in range(3):
        grads = [2 * p * x for p in params]
        for s, p, g in zip(state, params, grads):
            s *= 0.9
            s += g
            p -= 0.1 * s
    return sum(p.sum() for p in params)


def layers_by_pairs(x, w):
    def forward(params, a):
        for i, (weight, bias) in enumerate(params):
            a = weight @ a + bias
            if i < len(params) - 1:
                a = np.maximum(a, 0.1 * a)
        return a

    params = [(np.outer(w, w) + np.eye(3), w), (np.ones((1, 3)) * x, np.zeros(1))]
    y = forward(params, w)
    for weight, _ in params:
        weight -= 0.1 * x * weight
    return y[0] * forward(params, w)[0]


def layers_by_name(x, w):
    layers = [{"W": np.outer(w, w) * k, "b": w * k} for k in (0.5, 1.0)]
    h = w
    for layer in layers:
        h = np.tanh(layer["W"] @ h + layer["b"])
    for layer in layers:
        layer["W"] -= x * 0.1 * layer["W"]
    for layer in layers:
        h = np.tanh(layer["W"] @ h + layer["b"])
    return h.sum()


def averages(x, w):
    params = {"W": np.outer(w, w), "b": w * 1.0}
    m = {k: np.zeros_like(v) for k, v in params.items()}
    for _ in range(2):
        for k in params:
            m[k] = 0.9 * m[k] + 0.1 * params[k] * x
            params[k] -= 0.5 * m[k]
    return sum(v.sum() for v in params.values())


@pytest.mark.parametrize("program", [momentum, layers_by_pairs, layers_by_name, averages])
def test_gradients(program: Callable[..., Any]) -> None:
    assert_gradients(program, 0.83, WEIGHTS)
