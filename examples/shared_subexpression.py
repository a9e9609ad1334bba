"""A subexpression that is used twice: its adjoint is the sum of what comes back from both places."""

import math

import srcad


def f(x: float):
    a = x**2
    b = math.exp(a)
    c = a + b
    return math.sqrt(c) + math.cos(c)


f_grad = srcad.value_and_grad(f)


def main():
    value, slope = f_grad(1.0)
    print("f(x) = sqrt(x^2 + exp(x^2)) + cos(x^2 + exp(x^2)) at 1")
    print(f"value  {value:.12f}")
    print(f"df/dx  {slope:.12f}")


if __name__ == "__main__":
    main()
