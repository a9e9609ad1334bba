"""The negative log-likelihood of a network of three sigmoid units: two hidden ones and one output."""

import math

import srcad


def sigmoid(t: float):
    return 1.0 / (1.0 + math.exp(-t))


def loss(w1: float, w2: float, v1: float, v2: float, x: float, label: float):
    h1 = sigmoid(w1 * x)
    h2 = sigmoid(w2 * x)
    p = sigmoid(v1 * h1 + v2 * h2)
    return -(label * math.log(p) + (1.0 - label) * math.log(1.0 - p))


loss_grad = srcad.value_and_grad(loss, argnums=("w1", "w2", "v1", "v2"))


def main():
    value, gradient = loss_grad(0.5, -1.0, 2.0, 1.5, 0.8, 1.0)
    print("three sigmoid units at x = 0.8, label 1")
    print(f"value  {value:.12f}")
    for name, slope in zip(("w1", "w2", "v1", "v2"), gradient):
        print(f"d/d{name}  {slope:.12f}")


if __name__ == "__main__":
    main()
