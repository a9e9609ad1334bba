"""A recurrent cell over a sequence: back-propagation through time is the reverse sweep of a plain ``for`` loop."""

from typing import Annotated

import numpy as np

import srcad


def loss(
    W_x: Annotated[np.ndarray, "float64[h, d]"],
    W_h: Annotated[np.ndarray, "float64[h, h]"],
    xs: Annotated[np.ndarray, "float64[T, d]"],
    target: Annotated[np.ndarray, "float64[h]"],
):
    h = np.zeros(len(target))
    for x in xs:
        h = np.tanh(W_x @ x + W_h @ h)
    return 0.5 * np.sum((h - target) ** 2)


loss_grad = srcad.value_and_grad(loss, argnums=("W_x", "W_h"))


def main():
    rng = np.random.default_rng(0)
    W_x, W_h, xs = rng.normal(size=(3, 2)), 0.5 * rng.normal(size=(3, 3)), rng.normal(size=(6, 2))
    value, (W_x_bar, W_h_bar) = loss_grad(W_x, W_h, xs, np.array([0.5, -0.5, 0.0]))
    print(f"loss {value:.12f}")
    print(f"d/dW_x\n{W_x_bar}")
    print(f"d/dW_h\n{W_h_bar}")


if __name__ == "__main__":
    main()
