# Value and gradient of `inverse_square` (examples/quotients.py:6) with respect to `x`.
# Value and gradient of `two_paths` (examples/quotients.py:10) with respect to `x`.
# Written by srcad. To regenerate: srcad transpile examples/quotients.py


def inverse_square_value_and_grad(x, *, inverse_square_bar=1.0):
    t = x**2
    t1 = 1 / t

    # reverse sweep
    return t1, -inverse_square_bar * t1 / t * 2 * x


def two_paths_value_and_grad(x, *, two_paths_bar=1.0):
    square = x**2
    t = x / square

    # reverse sweep
    return t, two_paths_bar / square - two_paths_bar * t / square * 2 * x
