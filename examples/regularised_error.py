"""The squared error of one observation plus a penalty on the weight, which is used in both terms."""

import srcad


def loss(w: float, x: float, y: float):
    error = w * x - y
    return error**2 + w**2


loss_grad = srcad.value_and_grad(loss)


def main():
    value, slope = loss_grad(1.0, 2.0, 3.0)
    print("(w x - y)^2 + w^2 at w = 1, x = 2, y = 3")
    print(f"value  {value}")
    print(f"d/dw   {slope}")


if __name__ == "__main__":
    main()
