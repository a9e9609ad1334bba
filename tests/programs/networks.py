"""Layers of networks, in arrays that are made once and written into."""

# ruff: noqa: N803, N806

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.registry import numbers, program


def conv_inputs() -> tuple[Any, ...]:
    random = numbers(400)
    return random.normal(size=(2, 5, 4, 3)), random.normal(size=(3, 2, 3, 4)), random.normal(size=4)


@program(conv_inputs, wrt=("x", "weights", "bias"))
def conv2d(x, weights, bias):
    """Convolution of images (batch, height, width, channels), output pixel by output pixel."""
    kh, kw = weights.shape[:2]
    height, width = x.shape[1] - kh + 1, x.shape[2] - kw + 1
    out = np.empty((x.shape[0], height, width, weights.shape[3]), dtype=x.dtype)
    for i in range(height):
        for j in range(width):
            patch = x[:, i : i + kh, j : j + kw, :, np.newaxis]
            out[:, i, j, :] = np.sum(patch * weights, axis=(1, 2, 3))
    out += bias
    return np.mean(np.maximum(out, 0.0) ** 2)


@program(conv_inputs, wrt=("x", "weights", "bias"))
def conv2d_by_taps(x, weights, bias):
    """The same, kernel tap by kernel tap, each added to all of the output."""
    kh, kw = weights.shape[:2]
    height, width = x.shape[1] - kh + 1, x.shape[2] - kw + 1
    out = np.zeros((x.shape[0], height, width, weights.shape[3]))
    out[...] = bias
    for di in range(kh):
        for dj in range(kw):
            out += x[:, di : di + height, dj : dj + width, :] @ weights[di, dj]
    np.maximum(out, 0.0, out=out)
    return np.mean(out**2)


@program(conv_inputs, wrt=("x",))
def max_pool(x, weights, bias):
    """The largest of each two by two pixels, then padding into a larger array."""
    n, height, width, channels = x.shape
    pooled = np.full((n, height // 2, width // 2, channels), -np.inf)
    for i in range(2):
        for j in range(2):
            np.maximum(pooled, x[:, i : 2 * (height // 2) : 2, j : 2 * (width // 2) : 2], out=pooled)
    padded = np.zeros((n, height // 2 + 2, width // 2 + 2, channels))
    padded[:, 1:-1, 1:-1] = pooled
    return np.sum(padded[:, :-1] * padded[:, 1:]) + np.sum(padded**2)


def norm_inputs() -> tuple[Any, ...]:
    random = numbers(42)
    return random.normal(size=(8, 5)), random.normal(size=5), random.normal(size=5), 3


def normalise(x, gamma, beta, running_mean, running_var, momentum):
    mean = np.mean(x, axis=0)
    centred = x - mean
    var = np.mean(centred**2, axis=0)
    running_mean *= momentum
    running_mean += (1.0 - momentum) * mean
    running_var *= momentum
    running_var += (1.0 - momentum) * var
    centred /= np.sqrt(var + 1e-5)
    centred *= gamma
    centred += beta
    return centred


@program(norm_inputs, wrt=("x", "gamma", "beta"))
def batch_normalisation(x, gamma, beta, n):
    """Layers of batch normalisation that keep running statistics in arrays, which are part of the result."""
    running_mean, running_var = np.zeros(x.shape[1]), np.ones(x.shape[1])
    for _ in range(n):
        x = np.tanh(normalise(x, gamma, beta, running_mean, running_var, 0.9))
    return np.sum(x**2 * gamma) + running_mean @ running_var


def attention_inputs() -> tuple[Any, ...]:
    random = numbers(43)
    return tuple(random.normal(size=shape) for shape in ((2, 4, 6), (2, 5, 6), (2, 5, 3)))


@program(attention_inputs, wrt=("q", "k", "v"), autograd=True)
def attention(q, k, v):
    """Softmax attention for a batch, all at once."""
    scores = q @ np.swapaxes(k, 1, 2) / np.sqrt(q.shape[-1])
    scores = scores - np.max(scores, axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / np.sum(weights, axis=-1, keepdims=True)
    return np.sum((weights @ v) ** 2)


def softmax_rows(scores):
    scores -= np.max(scores, axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= np.sum(scores, axis=-1, keepdims=True)


@program(attention_inputs, wrt=("q", "k", "v"))
def causal_attention(q, k, v):
    """Masked attention; the scores become weights where they stand, the output was allocated before."""
    out = np.empty((q.shape[0], q.shape[1], v.shape[2]))
    scores = np.empty((q.shape[1], k.shape[1]))
    future = np.triu(np.ones((q.shape[1], k.shape[1]), dtype=bool), 1)
    for b in range(q.shape[0]):
        np.matmul(q[b], k[b].T, out=scores)
        scores *= 1.0 / np.sqrt(q.shape[-1])
        scores[future] = -np.inf
        softmax_rows(scores)
        out[b] = scores @ v[b]
    return np.sum(out**2)


def lstm_inputs() -> tuple[Any, ...]:
    random = numbers(44)
    return tuple(0.5 * random.normal(size=shape) for shape in ((5, 3, 2), (2, 16), (4, 16), (16,)))


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


@program(lstm_inputs, wrt=("x", "W", "U", "bias"))
def lstm(x, W, U, bias):
    """A layer over a sequence (time, batch, features); all hidden states stand in one array."""
    steps, batch = x.shape[:2]
    units = U.shape[0]
    hidden = np.zeros((steps + 1, batch, units))
    cell = np.zeros((batch, units))
    gates = np.empty((batch, 4 * units))
    for t in range(steps):
        gates[:] = x[t] @ W + hidden[t] @ U + bias
        gates[:, : 3 * units] = sigmoid(gates[:, : 3 * units])
        gates[:, 3 * units :] = np.tanh(gates[:, 3 * units :])
        cell *= gates[:, :units]
        cell += gates[:, units : 2 * units] * gates[:, 3 * units :]
        hidden[t + 1] = gates[:, 2 * units : 3 * units] * np.tanh(cell)
    return np.mean(hidden[1:] ** 2) + np.sum(cell * hidden[-1])


@program(lstm_inputs, wrt=("x", "W", "U", "bias"))
def lstm_cell_into_outputs(x, W, U, bias):
    """The same with a step that writes into the outputs that it is given."""
    outputs = np.zeros((x.shape[0], x.shape[1], U.shape[0]))
    h = np.zeros((x.shape[1], U.shape[0]))
    c = np.zeros_like(h)
    for t in range(len(x)):
        lstm_step(x[t], W, U, bias, h, c)
        outputs[t] = h
    return np.mean(outputs**2) + np.sum(c * h)


def lstm_step(x, W, U, bias, h, c):
    i, f, o, g = np.split(x @ W + h @ U + bias, 4, axis=1)
    c[...] = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h[...] = sigmoid(o) * np.tanh(c)


def perceptron_inputs() -> tuple[Any, ...]:
    random = numbers(45)
    weights = [0.7 * random.normal(size=shape) for shape in ((3, 5), (5, 4), (4, 2))]
    return weights, random.normal(size=(6, 3)), np.array([0, 1, 1, 0, 1, 0])


@program(perceptron_inputs, wrt=("x",))
def dropout_perceptron(weights, x, labels):
    """Layers by a list, with dropout by a mask, rectification in place, and the cross entropy of integer labels."""
    random = np.random.default_rng(0)
    for W in weights[:-1]:
        x = x @ W
        x[x < 0.0] = 0.0
        x *= random.uniform(size=x.shape) < 0.8
    logits = x @ weights[-1]
    logits -= logits.max(axis=1)[:, None]
    logits -= np.log(np.exp(logits).sum(axis=1))[:, None]
    return -np.mean(logits[np.arange(labels.size), labels])


def embedding_inputs() -> tuple[Any, ...]:
    random = numbers(46)
    return random.normal(size=(7, 3)), np.array([1, 4, 1, 0, 6, 4, 4]), 0.3, 3


@program(embedding_inputs, wrt=("table", "rate"))
def embedding_training(table, words, rate, n):
    """Steps of training an embedding, by hand: rows with repeats are read, and written with ``np.subtract.at``."""
    for _ in range(n):
        rows = table[words]
        error = np.tanh(rows) - 0.1 * rows.sum(axis=0)
        np.subtract.at(table, words, rate * error)
    return np.sum(table**2)
