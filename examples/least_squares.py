"""Least squares: the gradient of a mean squared residual is one matrix product more than the residual itself."""

from typing import Annotated

import numpy as np

import srcad


def loss(
    w: Annotated[np.ndarray, "float64[d]"],
    X: Annotated[np.ndarray, "float64[N, d]"],
    y: Annotated[np.ndarray, "float64[N]"],
):
    residual = y - X @ w
    return np.sum(residual**2) / len(y)


loss_grad = srcad.value_and_grad(loss)


def main():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(100, 3))
    y = X @ np.array([1.0, -2.0, 0.5]) + 0.01 * rng.normal(size=100)
    w = np.zeros(3)
    for step in range(51):
        value, gradient = loss_grad(w, X, y)
        if step % 10 == 0:
            print(f"step {step:2}: loss {value:.8f}, gradient {gradient}")
        w = w - 0.2 * gradient
    print(f"weights {w}")


if __name__ == "__main__":
    main()
