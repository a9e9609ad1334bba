"""The gradient with respect to one input or to both: ``argnums`` takes positions and names."""

import numpy as np

import srcad


def f(x1: float, x2: float):
    return x1 * x2 + np.sin(x2)


f_grad = srcad.value_and_grad(f, argnums=("x1", "x2"))
df_dx2 = srcad.grad(f, argnums="x2")


def main():
    value, gradient = f_grad(0.5, 2.0)
    print("f(x1, x2) = x1 x2 + sin x2 at (0.5, 2)")
    print(f"value     {value:.12f}")
    print(f"gradient  ({gradient[0]:.12f}, {gradient[1]:.12f})")
    print(f"df/dx2    {df_dx2(0.5, 2.0):.12f}, alone")


if __name__ == "__main__":
    main()
