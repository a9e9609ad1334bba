"""A two-layer network: back-propagation through all four parameters falls out of the forward lines."""

from typing import Annotated

import numpy as np

import srcad


def loss(
    W: Annotated[np.ndarray, "float64[h, d]"],
    b: Annotated[np.ndarray, "float64[h]"],
    V: Annotated[np.ndarray, "float64[k, h]"],
    a: Annotated[np.ndarray, "float64[k]"],
    x: Annotated[np.ndarray, "float64[d]"],
    target: Annotated[np.ndarray, "float64[k]"],
):
    h = np.tanh(W @ x + b)
    y = V @ h + a
    return 0.5 * np.sum((y - target) ** 2)


loss_grad = srcad.value_and_grad(loss, argnums=("W", "b", "V", "a"))


def main():
    rng = np.random.default_rng(0)
    W, b, V, a = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=(2, 4)), rng.normal(size=2)
    value, gradients = loss_grad(W, b, V, a, np.array([1.0, -0.5, 2.0]), np.array([0.0, 1.0]))
    print(f"loss {value:.12f}")
    for name, gradient in zip("WbVa", gradients):
        print(f"d/d{name}\n{gradient}")


if __name__ == "__main__":
    main()
