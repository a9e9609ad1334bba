"""The logistic loss of one observation, with a helper function: of a vector of weights, and of one weight and x^2."""

from typing import Annotated

import numpy as np

import srcad


def sigmoid(t):
    return 1.0 / (1.0 + np.exp(-t))


def linear_loss(w: Annotated[np.ndarray, "float64[n]"], x: Annotated[np.ndarray, "float64[n]"]):
    return -np.log(sigmoid(np.dot(w, x)))


def quadratic_loss(w: float, x: float):
    return -np.log(sigmoid(w * x**2))


linear_loss_grad = srcad.value_and_grad(linear_loss, argnums=("w", "x"))
quadratic_loss_grad = srcad.value_and_grad(quadratic_loss, argnums=("w", "x"))


def main():
    value, (w_bar, x_bar) = linear_loss_grad(np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, 0.25]))
    print("-log sigmoid(w . x)")
    print(f"value {value:.12f}\nd/dw  {w_bar}\nd/dx  {x_bar}")
    value, (slope_w, slope_x) = quadratic_loss_grad(0.5, 3.0)
    print("-log sigmoid(w x^2) at (0.5, 3)")
    print(f"value {value:.12f}\nd/dw  {slope_w:.12f}\nd/dx  {slope_x:.12f}")


if __name__ == "__main__":
    main()
