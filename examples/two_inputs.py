"""A function of two inputs, each of which reaches the output by two paths."""

import math

import srcad


def f(x1: float, x2: float):
    return math.log(x1) + x1 * x2 - math.sin(x2)


f_grad = srcad.value_and_grad(f, argnums=(0, 1))


def main():
    value, (d1, d2) = f_grad(2.0, 5.0)
    print("f(x1, x2) = ln x1 + x1 x2 - sin x2 at (2, 5)")
    print(f"value   {value:.12f}")
    print(f"df/dx1  {d1:.12f}")
    print(f"df/dx2  {d2:.12f}")


if __name__ == "__main__":
    main()
