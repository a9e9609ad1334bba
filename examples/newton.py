"""Newton's iteration for the square root: a ``while`` loop whose number of trips depends on the input."""

import srcad


def square_root(x: float):
    y = 0.5 * (x + 1.0)
    while abs(y * y - x) > 1e-12 * x:
        y = 0.5 * (y + x / y)
    return y


square_root_grad = srcad.value_and_grad(square_root)


def main():
    for x in (0.25, 2.0, 100.0):
        value, slope = square_root_grad(x)
        print(f"sqrt({x}) = {value:.12f}, slope {slope:.12f}, 1 / (2 sqrt(x)) = {0.5 / x**0.5:.12f}")


if __name__ == "__main__":
    main()
