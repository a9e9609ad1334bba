"""Training a classifier, 2-10-10-2 units, on two interleaved half circles by plain gradient descent."""

from typing import Annotated

import numpy as np

import srcad


def logits(X, W1, b1, W2, b2, W3, b3):
    h1 = np.tanh(X @ W1 + b1)
    h2 = np.tanh(h1 @ W2 + b2)
    return h2 @ W3 + b3


def loss(
    W1: Annotated[np.ndarray, "float64[2, 10]"],
    b1: Annotated[np.ndarray, "float64[10]"],
    W2: Annotated[np.ndarray, "float64[10, 10]"],
    b2: Annotated[np.ndarray, "float64[10]"],
    W3: Annotated[np.ndarray, "float64[10, 2]"],
    b3: Annotated[np.ndarray, "float64[2]"],
    X: Annotated[np.ndarray, "float64[N, 2]"],
    target: Annotated[np.ndarray, "float64[N, 2]"],
):
    scores = logits(X, W1, b1, W2, b2, W3, b3)
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    return -np.sum(target * log_p) / len(X)


loss_grad = srcad.value_and_grad(loss, argnums=("W1", "b1", "W2", "b2", "W3", "b3"))


def two_moons(n, noise, seed):
    """Return ``2 n`` points and their classes, 0 or 1."""
    rng = np.random.default_rng(seed)
    angle = np.pi * rng.random(n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    points = np.concatenate([upper, lower]) + noise * rng.normal(size=(2 * n, 2))
    return points, np.repeat([0, 1], n)


def initial_parameters(seed):
    rng = np.random.default_rng(seed)
    parameters = []
    for inputs, outputs in ((2, 10), (10, 10), (10, 2)):
        parameters += [rng.normal(size=(inputs, outputs)) / np.sqrt(inputs), np.zeros(outputs)]
    return parameters


def train(steps, rate):
    """Return the loss before each step, and the share of points that the trained network classifies right."""
    X, classes = two_moons(100, 0.1, seed=0)
    target = np.eye(2)[classes]
    parameters = initial_parameters(seed=1)
    losses = []
    for _ in range(steps):
        value, gradients = loss_grad(*parameters, X, target)
        losses.append(value)
        parameters = [p - rate * g for p, g in zip(parameters, gradients)]
    accuracy = np.mean(np.argmax(logits(X, *parameters), axis=1) == classes)
    return losses, accuracy


def main():
    losses, accuracy = train(steps=1000, rate=0.5)
    for step in range(0, 1000, 200):
        print(f"step {step:4}: loss {losses[step]:.6f}")
    print(f"accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
