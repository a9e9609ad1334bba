"""The chain rule through four assignments, one of which uses a variable twice removed from the input."""

import srcad


def loss(x: float):
    a = x**2
    b = 5 * a
    c = a * b
    return -c


loss_grad = srcad.value_and_grad(loss)


def main():
    value, slope = loss_grad(2.0)
    print("a = x^2, b = 5 a, c = a b, loss = -c at x = 2")
    print(f"value  {value}")
    print(f"d/dx   {slope}")


if __name__ == "__main__":
    main()
