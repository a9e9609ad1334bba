"""Logistic regression with an L2 penalty, trained by gradient descent on the loss as one would write it."""

from typing import Annotated

import numpy as np

import srcad


def sigmoid(t):
    return 1.0 / (1.0 + np.exp(-t))


def loss(
    w: Annotated[np.ndarray, "float64[d]"],
    X: Annotated[np.ndarray, "float64[N, d]"],
    y: Annotated[np.ndarray, "float64[N]"],
    lam: float,
):
    p = sigmoid(X @ w)
    likelihood = y * np.log(p) + (1.0 - y) * np.log(1.0 - p)
    return -np.mean(likelihood) + lam * np.sum(w**2)


loss_grad = srcad.value_and_grad(loss)


def main():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 2))
    y = np.where(X @ np.array([2.0, -1.0]) + 0.3 * rng.normal(size=200) > 0.0, 1.0, 0.0)
    w = np.zeros(2)
    for step in range(101):
        value, gradient = loss_grad(w, X, y, 0.01)
        if step % 20 == 0:
            print(f"step {step:3}: loss {value:.8f}, gradient {gradient}")
        w = w - 1.0 * gradient
    print(f"weights {w}, accuracy {np.mean((X @ w > 0.0) == (y == 1.0)):.3f}")


if __name__ == "__main__":
    main()
