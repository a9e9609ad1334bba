"""Gates that pass a derivative on or stop it: the rectifier and the maximum."""

from typing import Annotated

import numpy as np

import srcad


def relu(t):
    return np.maximum(t, 0.0)


def rectified(
    w: Annotated[np.ndarray, "float64[n]"],
    x: Annotated[np.ndarray, "float64[n]"],
):
    return np.sum(relu(w * x))


def max_gate(x: float, y: float, z: float):
    return 2.0 * max(x, y) * z


rectified_grad = srcad.value_and_grad(rectified)
max_gate_grad = srcad.value_and_grad(max_gate, argnums=("x", "y", "z"))


def main():
    value, gradient = rectified_grad(np.array([1.0, -2.0, 3.0]), np.array([0.5, 1.0, 2.0]))
    print("sum of relu(w x) at w = (1, -2, 3), x = (0.5, 1, 2)")
    print(f"value {value}, d/dw {gradient}")
    value, slopes = max_gate_grad(3.0, 1.0, -2.0)
    print("2 max(x, y) z at (3, 1, -2)")
    print(f"value {value}, gradient {slopes}")


if __name__ == "__main__":
    main()
