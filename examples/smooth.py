"""Smoothing in place: the derivative of writes into slices of an array, without a copy per step."""

from typing import Annotated

import numpy as np

import srcad


def smooth(u: Annotated[np.ndarray, "float64[m]"], n: int):
    for _ in range(n):
        u[1:-1] = 0.5 * (u[:-2] + u[2:])
    return np.sum(u**2)


smooth_grad = srcad.grad(smooth)


def main():
    u = np.array([0.0, 1.0, 0.0, -1.0, 2.0, 0.0])
    print(f"u                    {u}")
    print(f"value after 3 steps  {smooth(u.copy(), 3)}")
    print(f"gradient             {smooth_grad(u, 3)}")


if __name__ == "__main__":
    main()
