"""The first example of every lecture on derivatives of programs: one sum, one product, three gradients."""

import numpy as np

import srcad


def product(x: float, y: float, z: float):
    q = x + y
    return q * z


# Without annotations ``srcad transpile`` does not know the types: its text is right for any, numbers and arrays that
# broadcast. A call makes a text for the types that it sees.
def any_product(x, y, z):
    q = x + y
    return np.sum(q * z)


product_grad = srcad.value_and_grad(product, argnums=("x", "y", "z"))
any_product_grad = srcad.value_and_grad(any_product, argnums=("x", "y", "z"))


def main():
    value, gradient = product_grad(-2.0, 5.0, -4.0)
    print("(x + y) z at (-2, 5, -4)")
    print(f"value     {value}")
    print(f"gradient  {gradient}")
    value, gradient = any_product_grad(np.array([-2.0, 1.0]), 5.0, np.array([-4.0, 0.5]))
    print("the same with arrays, summed")
    print(f"value     {value}")
    print(f"gradient  {gradient}")


if __name__ == "__main__":
    main()
