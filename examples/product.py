"""The first example of every lecture on derivatives of programs: one sum, one product, three gradients."""

import srcad


def product(x: float, y: float, z: float):
    q = x + y
    return q * z


product_grad = srcad.value_and_grad(product, argnums=("x", "y", "z"))


def main():
    value, gradient = product_grad(-2.0, 5.0, -4.0)
    print("(x + y) z at (-2, 5, -4)")
    print(f"value     {value}")
    print(f"gradient  {gradient}")


if __name__ == "__main__":
    main()
