"""Powers and quotients: in ``x / x**2`` the input reaches the output by two paths, and the two slopes add up."""

import srcad


def inverse_square(x: float):
    return 1 / x**2


def two_paths(x: float):
    square = x**2
    return x / square


inverse_square_grad = srcad.value_and_grad(inverse_square)
two_paths_grad = srcad.value_and_grad(two_paths)


def main():
    for name, derivative in (("1 / x^2", inverse_square_grad), ("x / x^2", two_paths_grad)):
        value, slope = derivative(2.0)
        print(f"{name} at 2: value {value}, slope {slope}")


if __name__ == "__main__":
    main()
